/**
 * The layout of the SQLite file, as numbered steps; each is one transaction. Rows are (table, key, JSON), so that
 * PostgreSQL can hold the same. Never edit a step that has been released: add one.
 */
import { chmodSync, rmSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";

export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE row (
     tablename TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
     PRIMARY KEY (tablename, key)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE account (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
   CREATE TABLE token (id TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT`,
  // What a backup says of itself; the number makes the file known as Cairn's own ("CRN1").
  `CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
   PRAGMA application_id = ${0x43524e31}`,
];

export const versionOf = (db: DatabaseSync): number =>
  Number(db.prepare("PRAGMA user_version").get()?.["user_version"]);

/**
 * Brings an older file up to date, after a copy of it as it was (`FILE.before-N`); one of a newer program is refused
 * rather than guessed at. Answers the copy, if one was made.
 */
export function migrate(db: DatabaseSync, file: string): string | undefined {
  const found = versionOf(db);
  if (found > MIGRATIONS.length) {
    throw new Error(
      `made by a newer Cairn (schema ${found}, this one knows ${MIGRATIONS.length}); run that one`,
    );
  }
  if (found === MIGRATIONS.length) return undefined;
  const copy = found > 0 && file !== ":memory:" ? copyBefore(db, file) : undefined;
  for (const [i, sql] of MIGRATIONS.entries()) {
    if (i >= found) transaction(db, () => db.exec(`${sql}; PRAGMA user_version = ${i + 1}`));
  }
  return copy;
}

function copyBefore(db: DatabaseSync, file: string): string {
  const copy = `${file}.before-${MIGRATIONS.length}`;
  rmSync(copy, { force: true }); // of a migration that was cut short
  db.prepare("VACUUM INTO ?").run(copy);
  chmodSync(copy, 0o600);
  return copy;
}

/** All or nothing. */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
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
