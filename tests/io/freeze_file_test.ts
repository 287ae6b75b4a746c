/** The file that freezes without the API: it wins over a thaw, and takes nobody else's freeze away (rules II.2). */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "../../src/controller/command.ts";
import { watchFreezeFile } from "../../src/io/freeze_file.ts";
import { simulation } from "../controller/simulation.ts";

Deno.test("`watchFreezeFile()` freezes again what was thawed while the file is there, and leaves an operator's freeze alone", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cairn-freeze-"));
  const file = join(folder, "FREEZE"), sim = simulation();
  sim.settle();
  const status = () => sim.view.row("status", 0)!;
  const stop = watchFreezeFile(folder, {
    view: sim.view,
    command: (by: string, command: Command) => Promise.resolve(sim.command(command, by)),
  });
  const aLook = () => new Promise((done) => setTimeout(done, 1200));
  try {
    writeFileSync(file, "console only");
    await aLook();
    assert.equal(status().frozenBy, "file FREEZE");
    assert.match(status().holds[0]!.text, /console only. Taking the file away ends it/);
    sim.command({ do: "thaw" });
    assert.equal(status().frozenBy, undefined);
    await aLook();
    assert.equal(status().frozenBy, "file FREEZE");
    rmSync(file);
    await aLook();
    assert.equal(status().frozenBy, undefined);
    sim.command({ do: "freeze", reason: "mine" }, "anna");
    writeFileSync(file, "console only");
    await aLook();
    rmSync(file);
    await aLook();
    assert.equal(status().frozenBy, "anna");
  } finally {
    stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
