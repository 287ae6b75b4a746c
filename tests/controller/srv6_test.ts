/** Explicit paths of SRv6 SIDs from the document to a simulated router, and where they cannot be (RFC 9603). */
import assert from "node:assert/strict";
import { loadCore } from "../../src/controller/core.ts";
import { srv6Segment } from "../../src/controller/paths/srv6_sids.ts";
import type { MemorySimulation } from "../../lab/sim/memory.ts";
import { itemsOf, sidNumbers } from "../../src/lib/sid_numbers.ts";
import { decodeMessage } from "../../src/pcep/codec/decode.ts";
import type { ExplicitSegment, PolicyIntent } from "../../src/policy/intent.ts";
import { Ted } from "../../src/ted/ted.ts";
import { ScriptedRouter } from "./scripted_router.ts";
import { apply, assertWhole, policy, row, simulation, told } from "./simulation.ts";

const by = (...sids: string[]): PolicyIntent => explicit(...sids.map((srv6) => ({ srv6 })));
const explicit = (...segments: ExplicitSegment[]): PolicyIntent =>
  policy({ candidatePaths: [{ preference: 100, path: { type: "explicit", segments } }] });

function lspsOf(sim: MemorySimulation) {
  return [...sim.view.ids("lsp")].map((id) => sim.view.row("lsp", id)!);
}

Deno.test("a list of SRv6 SIDs is installed by setup type 3, reported, changed by PCUpd, and deleted", () => {
  const sim = simulation();
  sim.settle();
  sim.tape.clear();
  apply(sim, by("fc00:0:2::", "fc00:0:3::"));
  sim.settle();
  sim.swapCore(loadCore);
  assert.equal(row(sim).state, "up", row(sim).verdict);
  const [lsp] = lspsOf(sim);
  assert.equal(lsp?.setupType, "srv6");
  assert.deepEqual([lsp?.hops, lsp?.labels], [["fc00:0:2::", "fc00:0:3::"], []]);
  const [path] = row(sim).candidatePaths;
  assert.deepEqual(path?.sent?.hops, ["fc00:0:2::", "fc00:0:3::"]);
  assert.deepEqual(path?.computed?.segments.map(({ type, sid }) => [type, sid]), [
    ["srv6", "fc00:0:2::"],
    ["srv6", "fc00:0:3::"],
  ]);
  apply(sim, by("fc00:0:4::", "fc00:0:3::"));
  sim.settle();
  assert.equal(row(sim).state, "up", row(sim).verdict);
  assert.deepEqual(lspsOf(sim)[0]?.hops, ["fc00:0:4::", "fc00:0:3::"]);
  assert.deepEqual(told(sim).map((line) => / < (\w+)/.exec(line)?.[1]), ["PCInitiate", "PCUpd"]);
  sim.command({ do: "delete", kind: "Policy", name: "gold" });
  sim.settle();
  assert.deepEqual(lspsOf(sim), []);
  assertWhole(sim);
});

Deno.test("a path that comes to be of SIDs is another LSP: made and up before that of labels goes (rules I.17)", () => {
  const sim = simulation();
  sim.settle();
  apply(sim, explicit({ router: "rome" }));
  sim.settle();
  const [before] = lspsOf(sim);
  sim.tape.clear();
  apply(sim, by("fc00:0:3::"));
  sim.settle();
  const now = lspsOf(sim);
  assert.deepEqual(now.map(({ setupType }) => setupType), ["srv6"]);
  assert.notEqual(now[0]?.symbolicPathName, before?.symbolicPathName);
  const [create, remove, ...more] = told(sim);
  assert.match(create ?? "", /PCInitiate/);
  assert.match(remove ?? "", /PCInitiate (delete|removes)|PCInitiate.*delete/i);
  assert.deepEqual(more, []);
  assert.equal(row(sim).state, "up", row(sim).verdict);
  assertWhole(sim);
});

Deno.test("a router without setup type 3 in its Open is told nothing, and the verdict says why", () => {
  const router = new ScriptedRouter();
  router.connect();
  apply(router.sim, by("fc00:0:3::"));
  router.sim.settle();
  assert.deepEqual(router.told(), []);
  assert.match(row(router.sim).verdict, /does not take SRv6 paths by PCEP/);
});

Deno.test("more SIDs than the headend may push is refused with both numbers (RFC 9352 §4.3)", () => {
  const sim = simulation();
  sim.settle();
  apply(sim, by("fc00:0:1::", "fc00:0:2::", "fc00:0:4::", "fc00:0:5::", "fc00:0:3::"));
  sim.settle();
  assert.equal(row(sim).state, "noPath");
  assert.match(row(sim).verdict, /5 SIDs; the headend may push 4/);
  assert.deepEqual(lspsOf(sim), []);
});

Deno.test("labels and SIDs in one list are refused where they are written (PCErr 10/5)", () => {
  const sim = simulation();
  sim.settle();
  const intents = [explicit({ router: "lyon" }, { srv6: "fc00:0:3::" })];
  const reply = sim.command({ do: "apply", intents, prune: false, dryRun: true });
  assert.ok(!reply.ok && reply.problems.some(({ problem }) => problem.includes("do not mix")));
});

Deno.test("`srv6Segment()` finds whose a SID is, and refuses one that no locator has", () => {
  const ted = new Ted();
  const caches = { ted } as unknown as Parameters<typeof srv6Segment>[0]["caches"];
  assert.deepEqual(srv6Segment({ caches }, "fc00:0:3::"), { srv6: "fc00:0:3::" });
  const node = {
    topology: "t",
    group: "isis",
    area: "2",
    routerId: "000000000003",
  } as const;
  ted.apply([
    { change: "feedUp", feed: 1 },
    { change: "putNode", feed: 1, key: node, attributes: { name: "rome" } },
    {
      change: "putSrv6Sid",
      feed: 1,
      key: { node, sid: "fc00:0:3::" },
      attributes: { behavior: 1, structure: { block: 32, node: 16, function: 0, argument: 0 } },
    },
  ]);
  assert.deepEqual(srv6Segment({ caches }, "fc00:0:3::"), {
    srv6: "fc00:0:3::",
    router: 0,
    behavior: 1,
    structure: { block: 32, node: 16, function: 0, argument: 0 },
  });
  assert.match(String(srv6Segment({ caches }, "fc00:0:9::")), /is not in the topology/);
  assert.deepEqual(srv6Segment({ caches }, "FC00:0:3:0::0"), srv6Segment({ caches }, "fc00:0:3::"));
});

Deno.test("`itemsOf()` reads back what `sidNumbers()` wrote, beside labels and addresses", () => {
  const list = [16004, ...sidNumbers("fc00:0:3::"), 0x0aff0001, ...sidNumbers("2001:db8::1")];
  assert.deepEqual(itemsOf(list), [16004, "fc00:0:3::", 0x0aff0001, "2001:db8::1"]);
  assert.throws(() => sidNumbers("rome"), RangeError);
});

Deno.test("an SRv6 hop of a behavior that nobody tells says so on the wire (RFC 9603 §4.3.1)", () => {
  const sim = simulation();
  sim.settle();
  const sent: Uint8Array[] = [];
  apply(sim, by("fc00:0:3::"));
  sim.settle();
  for (const id of sim.view.ids("pcepSession")) {
    for (const { bytes, type } of sim.view.messages("pcepSession", id)) {
      if (type === "initiate") sent.push(bytes);
    }
  }
  const [message] = sent.map((bytes) => decodeMessage(bytes));
  assert.ok(message?.kind === "initiate" && message.requests[0]?.action === "create");
  assert.equal(message.requests[0].pathSetupType, 3);
  assert.deepEqual(message.requests[0].ero, [
    { kind: "srv6", loose: false, verify: false, behavior: 0xffff, sid: "fc00:0:3::" },
  ]);
});
