/** The SQLite file as it is open: the check at start, and the statements of the Store port. */
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Row } from "../../controller/step.ts";
import { migrate, transaction } from "./migrations.ts";

export type Columns = Readonly<Record<string, string | number | null>>;
export interface Database {
  /** The copy that was made before the layout was brought up to date, if it was. */
  readonly copy: string | undefined;
  load(): readonly Row[];
  commit(rows: readonly Row[]): void;
  /** One transaction; answers the rows of each statement. */
  run(
    statements: readonly {
      readonly sql: string;
      readonly values: readonly (string | number | null)[];
    }[],
  ): readonly (readonly Columns[])[];
  /** A whole copy as of now, in one file that is there in full or not at all. */
  backup(file: string, about: Readonly<Record<string, string>>): void;
  close(): void;
}

/** Before an error's words: the file is damaged, and a backup is the way out. */
export const DAMAGED = "damaged: ";

/**
 * Throws with the reason when the file is damaged, in use by another process or of a newer version. `mustHold`: it was
 * in use before, so that an empty one has lost everything.
 */
export function openDatabase(file: string, mustHold = false): Database {
  const db = new DatabaseSync(file);
  let copy: string | undefined;
  try {
    if (file !== ":memory:") chmodSync(file, 0o600); // it holds hashes of passwords; WAL and index follow
    copy = prepare(db, file, mustHold);
  } catch (error) {
    db.close();
    throw new Error(reasonOf(error));
  }
  const upsert = db.prepare(
    "INSERT INTO row VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
  );
  const remove = db.prepare("DELETE FROM row WHERE tablename = ? AND key = ?");
  return {
    copy,
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
    backup: (to, about) => backup(db, to, about),
    close: () => db.close(),
  };
}

function prepare(db: DatabaseSync, file: string, mustHold: boolean): string | undefined {
  db.exec("PRAGMA locking_mode = EXCLUSIVE");
  db.exec("PRAGMA journal_mode = WAL");
  db.exec("PRAGMA synchronous = FULL");
  const check = db.prepare("PRAGMA quick_check(1)").get() as { quick_check?: unknown } | undefined;
  if (check?.quick_check !== "ok") throw new Error(`${DAMAGED}${check?.quick_check}`);
  const empty = db.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
  if (empty && mustHold) throw new Error(`${DAMAGED}it is empty, and a controller has run here`);
  return migrate(db, file);
}

/** Rows in key order; of the audit log, which only grows, the newest part is enough for a start. */
function* newestLast(db: DatabaseSync): Generator<Row> {
  const all = db.prepare(
    "SELECT tablename AS 'table', key, value FROM row WHERE tablename != 'audit'" +
      " ORDER BY tablename, key",
  );
  const audit = db.prepare(
    "SELECT * FROM (SELECT tablename AS 'table', key, value FROM row WHERE tablename = 'audit'" +
      " ORDER BY key DESC LIMIT ?) ORDER BY key",
  );
  yield* all.all() as unknown as Row[]; // our own columns
  yield* audit.all(AUDIT_LOADED) as unknown as Row[];
}

/** Commits wait meanwhile; what was committed before is in it, nothing else. */
function backup(db: DatabaseSync, file: string, about: Readonly<Record<string, string>>): void {
  const draft = `${file}.part`;
  rmSync(draft, { force: true });
  try {
    db.prepare("VACUUM INTO ?").run(draft);
    chmodSync(draft, 0o600);
    const copy = new DatabaseSync(draft);
    const put = copy.prepare("INSERT OR REPLACE INTO about VALUES (?, ?)");
    for (const [name, value] of Object.entries(about)) put.run(name, value);
    copy.close();
    sync(draft); // VACUUM INTO leaves that to its caller
    renameSync(draft, file);
    sync(dirname(file));
  } catch (error) {
    for (const name of [draft, `${draft}-journal`]) rmSync(name, { force: true });
    throw error;
  }
}

/** The octets of a file, or the names of a folder, are on disk after this. */
export function sync(path: string): void {
  if (!existsSync(path)) return;
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function reasonOf(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error);
  if (/locked|busy/.test(words)) return "another Cairn uses this data folder; stop it first";
  if (/not a database|malformed/.test(words)) return `${DAMAGED}${words}`;
  return words;
}

const AUDIT_LOADED = 2000; // entries; the core keeps 1000
