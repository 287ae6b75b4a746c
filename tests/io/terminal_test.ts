/** Files as commands read them: folders in order, and no huge file in memory. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTerminal } from "../../src/io/terminal.ts";

Deno.test("`createTerminal()` lists a folder sorted, without hidden files, and refuses what is too long unread", () => {
  const folder = mkdtempSync(join(tmpdir(), "cairn-terminal-test-"));
  try {
    mkdirSync(join(folder, "b", ".git"), { recursive: true });
    for (const name of ["z.yaml", "b/a.yaml", "b/.git/c.yaml", ".hidden.yaml", "a.yaml"]) {
      writeFileSync(join(folder, name), "x");
    }
    const terminal = createTerminal();
    const inside = ["a.yaml", join("b", "a.yaml"), "z.yaml"].map((name) => join(folder, name));
    assert.deepEqual(terminal.filesIn(folder), inside);
    assert.equal(terminal.filesIn(join(folder, "a.yaml")), undefined);
    assert.equal(terminal.filesIn(join(folder, "none")), undefined);
    const huge = join(folder, "huge.yaml");
    writeFileSync(huge, "");
    truncateSync(huge, 2 ** 33); // a hole: nothing on the disk
    assert.throws(() => terminal.read(huge, 2 ** 24), /huge\.yaml is longer than 16 MiB; split it/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
