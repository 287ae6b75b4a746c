/** The SQLite file: schema and its migrations, the check at start, and the statements of the Store port. */
import { chmodSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { Row } from "../../controller/step.ts";

export type Columns = Readonly<Record<string, string | number | null>>;
export interface Database {
  load(): readonly Row[];
  commit(rows: readonly Row[]): void;
  /** One transaction; answers the rows of each statement. */
  run(
    statements: readonly {
      readonly sql: string;
      readonly values: readonly (string | number | null)[];
    }[],
  ): readonly (readonly Columns[])[];
  close(): void;
}

/** Throws with the reason when the file is damaged, in use by another process or of a newer version. */
export function openDatabase(file: string): Database {
  const db = new DatabaseSync(file);
  if (file !== ":memory:") chmodSync(file, 0o600); // it holds hashes of passwords; WAL and index follow
  try {
    prepare(db);
  } catch (error) {
    db.close();
    throw new Error(reasonOf(error));
  }
  const upsert = db.prepare(
    "INSERT INTO row VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
  );
  const remove = db.prepare("DELETE FROM row WHERE tablename = ? AND key = ?");
  return {
    load: () => [...newestLast(db)],
    commit: (rows) =>
      transaction(db, () => {
        for (const { table, key, value } of rows) {
          if (value === null) remove.run(table, key);
          else upsert.run(table, key, value);
        }
      }),
    run: (statements) =>
      transaction(
        db,
        () =>
          statements.map(({ sql, values }) =>
            db.prepare(sql).all(...values) as unknown as readonly Columns[] // our own columns
          ),
      ),
    close: () => db.close(),
  };
}

function prepare(db: DatabaseSync): void {
  db.exec("PRAGMA locking_mode = EXCLUSIVE");
  db.exec("PRAGMA journal_mode = WAL");
  db.exec("PRAGMA synchronous = FULL");
  const check = db.prepare("PRAGMA quick_check(1)").get() as { quick_check?: unknown } | undefined;
  if (check?.quick_check !== "ok") throw new Error(`damaged: ${check?.quick_check}`);
  migrate(db);
}

/** Brings an older file up to date; a newer one is refused rather than guessed at. */
function migrate(db: DatabaseSync): void {
  const { user_version: found } = db.prepare("PRAGMA user_version").get() as {
    user_version: number;
  };
  if (found > MIGRATIONS.length) {
    throw new Error(`made by a newer Cairn (schema ${found}, known ${MIGRATIONS.length})`);
  }
  for (const [i, sql] of MIGRATIONS.entries()) {
    if (i >= found) transaction(db, () => db.exec(`${sql}; PRAGMA user_version = ${i + 1}`));
  }
}

/** Rows in key order; of what only grows, the newest part is enough for a start. */
function* newestLast(db: DatabaseSync): Generator<Row> {
  const all = db.prepare(
    "SELECT tablename AS 'table', key, value FROM row WHERE tablename NOT IN ('audit', 'history')" +
      " ORDER BY tablename, key",
  );
  const growing = db.prepare(
    "SELECT * FROM (SELECT tablename AS 'table', key, value FROM row WHERE tablename = ?" +
      " ORDER BY length(key) DESC, key DESC LIMIT ?) ORDER BY length(key), key",
  );
  yield* all.all() as unknown as Row[]; // our own columns
  for (const table of ["audit", "history"]) {
    yield* growing.all(table, LOADED_AT_MOST) as unknown as Row[];
  }
}

function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    try {
      db.exec("ROLLBACK");
    } catch { // SQLite has rolled back already, as on a full disk
    }
    throw error;
  }
}

function reasonOf(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  if (/locked|busy/.test(words)) return "another Cairn uses this data folder; stop it first";
  if (/not a database|malformed|damaged/.test(words)) {
    return `${words}; restore a backup, or move the file away to begin without intent`;
  }
  return words;
}

/** Each brings the schema one version further; never edit one that has been released. */
const MIGRATIONS = [
  `CREATE TABLE row (
     tablename TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
     PRIMARY KEY (tablename, key)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE account (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
   CREATE TABLE token (id TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT`,
];
const LOADED_AT_MOST = 10_000;
