/** The files of the store in a data folder: their names, and what can be told from which are there. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { EdgeError } from "../edge_error.ts";

export const storeFile = (folder: string): string => join(folder, "cairn.sqlite");
/** Where a restore has its file until it is in place. */
export const restoringFile = (folder: string): string => join(folder, "cairn.sqlite.restoring");
/** Keeps where the last backup of this folder was written. */
export const lastBackupFile = (folder: string): string => join(folder, "last-backup");

/** Throws an EdgeError when a restore was cut short: the store is gone, and what replaces it is not there yet. */
export function refuseHalfRestored(file: string): void {
  const folder = dirname(file);
  if (existsSync(file) || !existsSync(restoringFile(folder))) return;
  throw new EdgeError(
    `a restore into ${folder} was cut short; repeat it: cairn restore FILE --data ${folder}`,
  );
}

/** A journal is only written once there was a store. */
export function hasRun(file: string): boolean {
  const journal = join(dirname(file), "journal");
  return existsSync(file) && existsSync(journal) &&
    readdirSync(journal).some((name) => name.endsWith(".journal"));
}

/** The newest backup that is known of, and still there. */
export function newestBackup(folder: string): { path: string; at: Date } | undefined {
  const known = [...listed(join(folder, "backups"), /\.sqlite$/)];
  known.push(...listed(folder, /^cairn\.sqlite\.(before|replaced)-[^-]*$/));
  const last = lastBackupFile(folder);
  if (existsSync(last)) known.push(readFileSync(last, "utf8").trim());
  return known.filter((path) => path !== "" && existsSync(path))
    .map((path) => ({ path, at: statSync(path).mtime }))
    .sort((a, b) => b.at.getTime() - a.at.getTime())[0];
}
const listed = (folder: string, pattern: RegExp): string[] =>
  existsSync(folder)
    ? readdirSync(folder).filter((name) => pattern.test(name)).map((name) => join(folder, name))
    : [];

/** One sentence for who finds the store damaged: the file, the newest backup, the command. */
export function damagedWords(file: string, why: string): string {
  const folder = dirname(file), newest = newestBackup(folder);
  const restore = newest
    ? `the newest backup is of ${newest.at.toISOString()}: cairn restore ${newest.path} --data ${folder}`
    : `no backup is known here, so take one from elsewhere: cairn restore FILE --data ${folder}`;
  return `${file} is damaged (${why}) and nothing was started; ${restore} ` +
    `(or move ${basename(file)} away to begin without intent)`;
}
