/** Backups of a store that is in use: into a file here, or in pieces to somebody elsewhere. */
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { VERSION } from "../version.ts";
import type { SqliteStore } from "./sqlite_store.ts";

/** What a backup says of itself. */
export const aboutBackup = (at: Date): Record<string, string> => ({
  madeBy: `Cairn ${VERSION}`,
  madeAt: at.toISOString(),
});

/** One at a time: each is made as a file in the data folder first, so that writing waits for no reader. */
export function createBackups(
  store: SqliteStore,
): (keptAs: string) => AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let last: Promise<void> = Promise.resolve();
  let number = 0;
  return async function* (keptAs) {
    const file = join(dirname(store.file), `backup-${++number}.leaving`);
    const made = last.then(() => store.backup(file, aboutBackup(new Date())));
    last = made.catch(() => {});
    try {
      await made;
      yield* piecesOf(file);
      if (keptAs !== "") store.remember(keptAs);
    } finally {
      rmSync(file, { force: true });
    }
  };
}
async function* piecesOf(path: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  using file = await Deno.open(path);
  while (true) {
    const piece = new Uint8Array(PIECE);
    const octets = await file.read(piece);
    if (octets === null) return;
    yield piece.subarray(0, octets);
  }
}
const PIECE = 256 * 1024;
