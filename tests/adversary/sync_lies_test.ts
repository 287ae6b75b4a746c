/** Routers whose short synchronisations are not what they say (RFC 8232): nothing that is there is taken for gone. */
import assert from "node:assert/strict";
import { Scripted } from "../controller/transcripts/scripted.ts";
import { versionTlv } from "../controller/transcripts/report_words.ts";
import { offering } from "../controller/transcripts/sync_words.ts";

const lsp = (n: number, version: number, plspId = n) => ({
  plspId,
  symbolicPathName: `tunnel-${n}`,
  sync: true,
  operState: "active",
  pathSetupType: 1,
  ero: [{ kind: "sr", loose: false, label: 16003 }],
  lspTlvs: versionTlv(version),
} as const);
const names = ({ sim: { view } }: Scripted) =>
  [...view.ids("lsp")].map((id) => view.row("lsp", id)!)
    .filter(({ router }) => router === "paris").map((row) => row.symbolicPathName);
const stateOf = ({ sim: { view } }: Scripted) =>
  view.row("pcepSession", view.find("pcepSession", "198.51.100.7")!)?.state;

/** It was synchronised at version 5 with two LSPs, and comes back with another version and changes to tell. */
function comesBack(version: number): Scripted {
  const script = new Scripted({ safety: { syncGraceSeconds: 5 } });
  const open = script.open;
  script.connect(offering(open, ["S", "D", "T", "version=5"]));
  for (const n of [1, 2]) script.report(lsp(n, 5));
  script.endOfSync("5");
  script.sim.run(6);
  script.disconnect();
  script.asides.length = 0;
  script.connect(offering(open, ["S", "D", "T", `version=${version}`]));
  return script;
}

Deno.test("the core takes the end of a synchronisation for no other's: who contradicts itself within one begins anew", () => {
  const script = comesBack(9);
  script.report(lsp(2, 9, 7)); // it had another PLSP-ID in that database
  script.endOfSync("9"); // it was on its way already
  script.sim.run(6);
  assert.deepEqual(names(script), ["tunnel-1", "tunnel-2"]);
  assert.deepEqual(script.asides, ["Close 1"]);
  script.connect();
  assert.equal(stateOf(script), "synchronising");
  for (const n of [1, 2]) script.report(lsp(n, 9));
  script.endOfSync("9");
  script.sim.run(6);
  assert.deepEqual(names(script), ["tunnel-1", "tunnel-2"]);
});

Deno.test("the core takes no changes since a version that the router has not reached: it tells everything", () => {
  const script = comesBack(3); // it was started anew, and counts anew
  assert.deepEqual(script.asides, ["Close 1"]);
  script.connect();
  script.report(lsp(2, 3));
  script.endOfSync("3");
  script.sim.run(6);
  assert.deepEqual(names(script), ["tunnel-2"]);
});
