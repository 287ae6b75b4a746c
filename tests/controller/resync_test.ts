/** `cairn pcep resync`: an operator has a router tell all its LSPs again (RFC 8232 §6.2). */
import assert from "node:assert/strict";
import { apply, assertWhole, dynamic, policy, row, simulation } from "./simulation.ts";
import { Scripted } from "./transcripts/scripted.ts";
import { offering } from "./transcripts/sync_words.ts";

const lsp = (plspId: number, sync: boolean) => ({
  plspId,
  symbolicPathName: `tunnel-${plspId}`,
  sync,
  operState: "active",
  pathSetupType: 1,
  ero: [{ kind: "sr", loose: false, label: 16003 }],
} as const);
const idOf = ({ sim }: Scripted) => sim.view.find("pcepSession", "198.51.100.7")!;
const names = ({ sim }: Scripted) =>
  [...sim.view.ids("lsp")].map((id) => sim.view.row("lsp", id)!)
    .filter(({ router }) => router === "paris").map((row) => row.symbolicPathName);

function synchronised(words: readonly string[]): Scripted {
  const script = new Scripted({ safety: { syncGraceSeconds: 5 } });
  script.connect(offering(script.open, words));
  for (const id of [1, 2]) script.report(lsp(id, true));
  script.endOfSync();
  script.sim.run(6);
  assert.deepEqual(names(script), ["tunnel-1", "tunnel-2"]);
  return script;
}
const resync = (script: Scripted) =>
  script.sim.command({ do: "resyncSession", session: idOf(script) });

Deno.test("a router that takes it is asked within the session; what it does not tell again goes", () => {
  const script = synchronised(["T"]);
  assert.ok(resync(script).ok);
  const [trigger] = script.heard.splice(0);
  assert(trigger?.kind === "update" && trigger.trigger !== undefined);
  assert.equal(script.sim.view.row("pcepSession", idOf(script))?.state, "synchronising");
  script.report(lsp(2, true));
  assert.deepEqual(names(script), ["tunnel-1", "tunnel-2"], "not before its end");
  script.endOfSync();
  script.sim.run(6);
  assert.deepEqual(names(script), ["tunnel-2"]);
  assert.deepEqual(script.asides, []);
});

Deno.test("a router that does not take it gets a new session", () => {
  const script = synchronised([]);
  assert.ok(resync(script).ok);
  assert.deepEqual(script.asides, ["Close 1"]);
  assert.deepEqual(script.heard, []);
});

Deno.test("a session that is not up is not asked, and the answer says so", () => {
  const script = synchronised(["T"]);
  script.disconnect();
  const reply = resync(script);
  assert.ok(!reply.ok && reply.problems[0]?.problem === "The session is not up.");
});

Deno.test("a simulated router that comes back with nothing changed tells nothing, and all stays whole", () => {
  const sim = simulation();
  sim.settle();
  apply(sim, policy());
  sim.settle();
  const skipped = () =>
    [...sim.view.ids("event")].map((id) => sim.view.row("event", id)!)
      .filter(({ detail }) => detail.includes("not told again")).length;
  sim.cutSession("paris");
  sim.settle();
  const before = skipped();
  sim.tape.clear();
  sim.cutSession("paris");
  sim.settle(12);
  assert.equal(skipped(), before + 1);
  assert.deepEqual(sim.tape.lines("paris").filter((line) => line.includes("PCRpt")), []);
  assert.equal(row(sim).state, "up");
  apply(sim, policy({ candidatePaths: [dynamic({ exclude: [{ router: "lyon" }] })] }));
  sim.settle();
  assert.equal(row(sim).state, "up");
  assertWhole(sim);
});

Deno.test("a session is found by its id, and by the name of its router", () => {
  const script = synchronised(["T"]);
  assert.equal(script.sim.view.find("pcepSession", "paris"), idOf(script));
  assert.equal(script.sim.view.find("pcepSession", "nobody"), undefined);
});
