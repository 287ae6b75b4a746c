/**
 * One controller a data folder: a lock that the kernel takes back when its holder dies, however it dies. SQLite's own
 * lock covers the database alone, and none while it is being restored.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { EdgeError } from "../edge_error.ts";

export interface FolderLock {
  release(): void;
}

/** As `lockFolder`, but one that was killed a moment ago may still be on its way out. */
export async function lockFolderSoon(folder: string): Promise<FolderLock> {
  for (let tries = 1;; tries++) {
    try {
      return lockFolder(folder);
    } catch (error) {
      if (tries === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
    }
  }
}
const TRIES = 20, PAUSE_MILLISECONDS = 50;

/** Throws an EdgeError that names the process that has it. */
export function lockFolder(folder: string): FolderLock {
  const path = join(folder, "lock");
  const file = openLock(path);
  if (!file.tryLockSync(true)) {
    file.close();
    throw new EdgeError(
      `another Cairn${holder(path)} uses the data folder ${folder}; stop it first`,
    );
  }
  file.truncateSync();
  file.writeSync(new TextEncoder().encode(`${process.pid}\n`));
  return { release: () => file.close() }; // the file stays: taking it away would free a lock that somebody waits for
}

function openLock(path: string): Deno.FsFile {
  try {
    return Deno.openSync(path, { read: true, write: true, create: true, mode: 0o600 });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new EdgeError(`${path} cannot be opened: ${why}; choose a data folder with --data`);
  }
}
function holder(path: string): string {
  const pid = /^\d+/.exec(readFileSync(path, "utf8"))?.[0];
  return pid === undefined ? "" : ` (process ${pid})`;
}
