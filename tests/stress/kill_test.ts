/** Fifty of what `deno task kill --times 1000` does on demand. */
import assert from "node:assert/strict";
import { killAgainAndAgain } from "./kill_run.ts";

Deno.test("acknowledged intent survives fifty kills: none is lost, half done or doubled, and the journal replays", async () => {
  const report = await killAgainAndAgain(50, Math.floor(Date.now() / 1000) % 100_000);
  assert.deepEqual(report.faults, [], JSON.stringify(report));
  assert.equal(report.kills, 50);
  assert.ok(report.acknowledged > 100, JSON.stringify(report));
});
