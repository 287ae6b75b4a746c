/**
 * A backup put in the place of the store, while no controller runs. The backup is checked as a copy first; the store
 * that was there is kept beside it. Cut short at any point, the next start says so or finds one of the two whole.
 */
import { chmodSync, copyFileSync, existsSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { EdgeError } from "../edge_error.ts";
import { restoringFile, storeFile } from "./data_files.ts";
import { lockFolder } from "./folder_lock.ts";
import { MIGRATIONS, versionOf } from "./migrations.ts";
import { openDatabase, sync } from "./sqlite_database.ts";

/** What is in a store, in numbers. */
export interface Contents {
  readonly policies: number;
  readonly documents: number; // meshes, routers, affinities, facts
  readonly users: number;
  /** Of the last entry of its audit log; absent: it has none. */
  readonly lastChangeAt?: Date;
}
export interface Restored extends Contents {
  /** Where the store is that was there before; absent: there was none. */
  readonly kept?: string;
}

/** `at` names what is kept of the store before. Throws an EdgeError; nothing is changed then. */
export function restoreStore(backup: string, folder: string, at: Date): Restored {
  const lock = lockFolder(folder);
  try {
    const fresh = restoringFile(folder), file = storeFile(folder);
    for (const name of withLogs(fresh)) rmSync(name, { force: true });
    copy(backup, fresh);
    let contents: Contents;
    try {
      contents = verify(fresh);
    } catch (error) {
      for (const name of withLogs(fresh)) rmSync(name, { force: true });
      const why = error instanceof Error ? error.message : String(error);
      throw new EdgeError(`${backup} cannot be restored: ${why}; nothing was changed`);
    }
    const kept = `${file}.replaced-${at.toISOString().replaceAll(/[-:]|\.\d+/g, "")}`;
    const had = existsSync(file);
    // The database goes first: without it a start sees the file that waits, and refuses.
    withLogs(file).forEach((name, i) => {
      if (existsSync(name)) renameSync(name, withLogs(kept)[i]!);
    });
    renameSync(fresh, file);
    sync(dirname(file));
    return { ...contents, ...(had && { kept }) };
  } finally {
    lock.release();
  }
}

/** Whole, of Cairn, and of a layout that is known; brings the layout up to date. Throws with the reason. */
function verify(file: string): Contents {
  const plain = new DatabaseSync(file);
  try {
    const check = plain.prepare("PRAGMA integrity_check(1)").get()?.["integrity_check"];
    if (check !== "ok") throw new Error(`it is damaged: ${check}`);
    if (plain.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'row'").get() === undefined) {
      throw new Error("it is no backup of Cairn");
    }
    if (versionOf(plain) > MIGRATIONS.length) {
      throw new Error("a newer Cairn made it; use that one");
    }
    const row = plain.prepare(UNREADABLE).get();
    if (row) throw new Error(`it is damaged: ${row["tablename"]} ${row["key"]} cannot be read`);
  } finally {
    plain.close();
  }
  const database = openDatabase(file, true);
  try {
    if (database.copy !== undefined) rmSync(database.copy); // the backup itself is still there
    const [one] = database.run([{ sql: CONTENTS, values: [] }]);
    const { policies, documents, users, last } = one![0]!;
    return {
      policies: Number(policies),
      documents: Number(documents),
      users: Number(users),
      ...(last === null ? {} : { lastChangeAt: new Date(Number(last) / 1000) }),
    };
  } finally {
    database.close(); // and with it the write-ahead log
    sync(file);
  }
}
/** A start would refuse it: of other tables rows are left out, and settings may be words. */
const UNREADABLE = `SELECT tablename, key FROM row WHERE NOT json_valid(value)
  AND tablename NOT IN ('audit', 'alarm', 'history', 'meta') LIMIT 1`;
const CONTENTS = `SELECT
  (SELECT count(*) FROM row WHERE tablename = 'policy') AS policies,
  (SELECT count(*) FROM row WHERE tablename IN
    ('mesh', 'router', 'affinity', 'linkFacts', 'nodeFacts')) AS documents,
  (SELECT count(*) FROM account) AS users,
  (SELECT json_extract(value, '$.at') FROM row WHERE tablename = 'audit'
    ORDER BY key DESC LIMIT 1) AS last`;

function copy(from: string, to: string): void {
  try {
    copyFileSync(from, to);
    if (existsSync(`${from}-wal`)) copyFileSync(`${from}-wal`, `${to}-wal`); // of a store that was put aside
    chmodSync(to, 0o600);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new EdgeError(`${from} cannot be read: ${why}`);
  }
}
const withLogs = (file: string): string[] => [file, `${file}-wal`, `${file}-shm`];
