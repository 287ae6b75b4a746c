/** Folders that are gone when the test program ends, however its tests ended. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const made: string[] = [];
globalThis.addEventListener("unload", () => {
  for (const path of made) rmSync(path, { recursive: true, force: true });
});

export function temporaryFolder(name: string): string {
  const path = mkdtempSync(join(tmpdir(), `cairn-${name}-`));
  made.push(path);
  return path;
}
