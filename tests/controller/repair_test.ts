/** The order of repair (rules II.7): lost packets at once, what the IGP still delivers later or never, better paths last. */
import assert from "node:assert/strict";
import type { MemorySimulation } from "../../lab/sim/memory.ts";
import type { StateReport } from "../../src/pcep/codec/message.ts";
import type { PolicyIntent } from "../../src/policy/intent.ts";
import { PARIS, ROME, ScriptedRouter } from "./scripted_router.ts";
import {
  apply,
  assertWhole,
  configOf,
  dynamic,
  FIVE,
  policy,
  row,
  simulation,
  told,
} from "./simulation.ts";

function updates(sim: MemorySimulation, router?: string): string[] {
  return told(sim, router).filter((line) => line.includes("PCUpd"));
}
/** paris → lyon → rome by delay; the list is written with adjacency SIDs, or with node SIDs. */
const byAdjacency = (change: Partial<PolicyIntent> = {}) =>
  policy({
    candidatePaths: [
      dynamic({ segments: { prefer: "adjacency", protectedAdjacencies: "prefer" } }),
    ],
    ...change,
  });
const byNode = (change: Partial<PolicyIntent> = {}) =>
  policy({ candidatePaths: [dynamic({ metric: "igp" })], ...change });

function withPolicies(...policies: PolicyIntent[]): MemorySimulation {
  return begin({}, ...policies);
}
function begin(
  safety: Partial<ReturnType<typeof configOf>["safety"]>,
  ...policies: PolicyIntent[]
): MemorySimulation {
  const config = configOf(FIVE);
  const sim = simulation({ config: { ...config, safety: { ...config.safety, ...safety } } });
  sim.settle();
  apply(sim, ...policies);
  sim.settle();
  sim.tape.clear();
  return sim;
}
const labels = (sim: MemorySimulation, name = "gold") =>
  row(sim, name).candidatePaths[0]!.reported!.labels;
function flap(sim: MemorySimulation, link: string, times: number, seconds: number): void {
  for (let n = 0; n < times; n++) {
    sim.failLink(link);
    sim.run(seconds / 2);
    sim.restoreLink(link);
    sim.run(seconds / 2);
  }
}

Deno.test("a dead adjacency SID loses packets: one PCUpd, without waiting for the IGP (rules III.5)", () => {
  const sim = withPolicies(byAdjacency());
  sim.failLink("lyon--rome");
  sim.run(0.5);
  assert.equal(updates(sim).length, 1, sim.tape.last(10));
  sim.settle();
  assert.equal(updates(sim).length, 1);
  assertWhole(sim);
});

Deno.test("a node-SID list that the IGP repairs gets no PCUpd, neither when the link goes nor when it comes (rules III.5)", () => {
  const sim = withPolicies(byNode());
  const before = labels(sim);
  sim.failLink("lyon--rome");
  sim.run(100);
  sim.restoreLink("lyon--rome");
  sim.run(400);
  assert.deepEqual(updates(sim), []);
  assert.deepEqual(labels(sim), before);
  assert.equal(row(sim).moves, 0);
  assertWhole(sim);
});

Deno.test("a list that the IGP leads where it may not go is repaired when the IGP has converged, not before", () => {
  const exclude = [{ link: "lyon--vienna" }];
  const sim = withPolicies(policy({ candidatePaths: [dynamic({ exclude })] }));
  assert.equal(row(sim).candidatePaths[0]!.computed!.links.length, 2); // by lyon, with node SIDs
  sim.failLink("paris--lyon"); // now the IGP goes to lyon by vienna
  sim.run(1.5);
  assert.deepEqual(updates(sim), []);
  sim.run(3);
  assert.equal(updates(sim).length, 1);
  assertWhole(sim);
});

Deno.test("twenty flaps in a minute move a policy three times at most, and then back once (rules III.5)", () => {
  for (const make of [byAdjacency, byNode, policy]) {
    const sim = withPolicies(make());
    const before = labels(sim);
    flap(sim, "lyon--rome", 20, 3);
    assert.ok(updates(sim).length <= 3, `${make.name}: ${updates(sim).length}`);
    sim.tape.clear();
    sim.run(1200);
    assert.ok(updates(sim).length <= 1, sim.tape.last(20));
    assert.deepEqual(labels(sim), before);
    assertWhole(sim);
  }
});

Deno.test("a link that came back is not counted on for a minute, and the policy says when it may move", () => {
  const sim = withPolicies(byAdjacency());
  const before = labels(sim);
  sim.failLink("lyon--rome");
  sim.run(20);
  sim.restoreLink("lyon--rome");
  sim.run(5);
  const id = [...sim.view.ids("link")].find((l) => sim.view.row("link", l)!.name === "lyon--rome")!;
  const link = sim.view.row("link", id)!;
  const now = sim.view.row("status", 0)!.now;
  assert.ok(link.quarantinedUntil! > now + 50e6 && link.quarantinedUntil! < now + 60e6);
  const verdict =
    /^Up: .* A better path \([\d.]+ ms instead of [\d.]+ ms\) uses link \S+, which came back a short time ago; it may be used in 5\d s\.$/;
  assert.match(row(sim).verdict, verdict);
  sim.run(50);
  assert.equal(updates(sim).length, 1); // away
  sim.run(10);
  assert.equal(sim.view.row("link", id)!.quarantinedUntil, undefined);
  assert.doesNotMatch(row(sim).verdict, /came back/);
  sim.run(5);
  assert.deepEqual(labels(sim), before);
  assert.equal(updates(sim).length, 2);
  const told = sim.notes.filter(({ kind }) => kind === "policyOptimised");
  assert.match(told[0]!.detail, /which saves \d+ %/);
});

Deno.test("a policy without any path uses a link that came back at once, and says that it did", () => {
  const only = dynamic({ bounds: { hops: 1 } });
  const sim = withPolicies(policy({ endpoint: "lyon", candidatePaths: [only] }));
  sim.failLink("paris--lyon");
  sim.run(5);
  assert.equal(row(sim).state, "noPath");
  sim.restoreLink("paris--lyon");
  sim.run(5);
  assert.equal(row(sim).state, "up");
  assert.match(row(sim).candidatePaths[0]!.computed!.why, /came back a short time ago/);
});

Deno.test("of many better paths a share is taken each minute, the greatest gain first, and the others say that they wait", () => {
  const many = Array.from(
    { length: 30 },
    (_, n) => byAdjacency({ name: `p${n}`, color: 100 + n, endpoint: n % 3 ? "rome" : "lyon" }),
  );
  const sim = begin({ optimisationShare: 0.1, quarantineSeconds: 10 }, ...many);
  sim.failLink("paris--lyon");
  sim.run(20);
  assert.equal(updates(sim, "paris").length, 30); // failures are exempt
  sim.restoreLink("paris--lyon");
  sim.run(75);
  assert.ok(row(sim, "p0").moves + row(sim, "p1").moves > 0);
  const verdicts = many.map(({ name }) => row(sim, name).verdict);
  assert.ok(
    verdicts.some((v) => /better path is known \(gain \d+ %\); it waits/.test(v)),
    verdicts.join("\n"),
  );
  let last = updates(sim).length;
  for (let minute = 0; minute < 12; minute++) {
    sim.run(60);
    assert.ok(updates(sim).length - last <= 3, `${updates(sim).length - last} in a minute`);
    last = updates(sim).length;
  }
  assert.equal(last, 60);
  assertWhole(sim);
});

Deno.test("`cairn policy reoptimize` moves at once, whatever interval or turn says, and tells what it did", () => {
  const sim = begin({ minimumIntervalSeconds: 600 }, byAdjacency());
  const before = labels(sim);
  sim.failLink("lyon--rome");
  sim.run(1);
  sim.restoreLink("lyon--rome");
  sim.run(80); // the quarantine is over
  assert.match(row(sim).verdict, /A better path is known/);
  const reply = sim.command({ do: "reoptimize", policy: "gold" });
  assert.ok(reply.ok);
  assert.equal(reply.changes[0]!.change, "updated");
  assert.match(
    reply.changes[0]!.detail,
    /now by paris → lyon → rome, labels [\d ]+, which saves \d+ %/,
  );
  sim.run(2);
  assert.deepEqual(labels(sim), before);
  const again = sim.command({ do: "reoptimize", policy: "gold" });
  assert.ok(again.ok && again.changes[0]!.change === "unchanged");
  assert.match(again.changes[0]!.detail, /nothing better is known/);
});

Deno.test("a restart replaces no list that fits: better ones go in their turn", () => {
  const names = ["a", "b", "c", "d"];
  const sim = withPolicies(...names.map((name, n) => byAdjacency({ name, color: 100 + n })));
  sim.failLink("lyon--rome");
  sim.run(10);
  sim.restoreLink("lyon--rome");
  sim.run(5);
  sim.stopCore();
  sim.startCore();
  sim.tape.clear();
  sim.run(60);
  assert.ok(updates(sim).length <= 1, sim.tape.last(20));
  sim.run(300);
  assert.equal(updates(sim).length, 4);
  assertWhole(sim);
});

Deno.test("lost packets are helped in the order of setup priority, then bandwidth", () => {
  const sim = withPolicies(
    byAdjacency({ name: "late", color: 101 }),
    byAdjacency({ name: "large", color: 102, bandwidthBps: 1e9 }),
    byAdjacency({ name: "first", color: 103, priority: { setup: 2, hold: 2 } }),
  );
  sim.failLink("lyon--rome");
  sim.run(1);
  const order = updates(sim, "paris").map((line) => Number(/plsp (\d+)/.exec(line)?.[1]));
  const plspId = (name: string) => {
    const { lsp } = row(sim, name).candidatePaths[0]!.reported!;
    return sim.view.row("lsp", sim.view.find("lsp", lsp)!)!.plspId;
  };
  assert.deepEqual(order, ["first", "large", "late"].map(plspId));
});

Deno.test("a router is told 50 changes a second after a burst, and repairs without waiting", () => {
  const many = Array.from(
    { length: 250 },
    (_, n) => byAdjacency({ name: `p${n}`, color: 100 + n }),
  );
  const config = configOf(FIVE);
  const sim = simulation({ config });
  sim.settle();
  sim.tape.clear();
  apply(sim, ...many);
  sim.run(1);
  const made = () => told(sim, "paris").length;
  assert.ok(made() >= 100 && made() <= 155, `${made()} in the first second`);
  sim.run(4);
  assert.equal(made(), 250);
  sim.tape.clear();
  sim.failLink("lyon--rome");
  sim.run(1);
  assert.equal(updates(sim, "paris").length, 250);
});

Deno.test("every policy is computed again when its interval is over, and keeps what its document says of gain", () => {
  const reoptimize = { intervalSeconds: 90, minimumGainPercent: 60, minimumIntervalSeconds: 5 };
  const sim = begin(
    { quarantineSeconds: 5 },
    byAdjacency({ reoptimize }),
    byNode({ name: "n", color: 101 }),
  );
  const at = (name: string) => row(sim, name).candidatePaths[0]!.computed!.at;
  const [gold, other] = [at("gold"), at("n")];
  sim.run(100);
  assert.ok(at("gold") >= gold + 90e6 && at("n") === other);
  sim.run(1800);
  assert.ok(at("n") >= other + 1800e6);
  sim.failLink("lyon--rome");
  sim.run(5);
  sim.restoreLink("lyon--rome");
  sim.run(300); // the old way is better by less than 60 %
  assert.equal(updates(sim).length, 1);
  assert.equal(row(sim).moves, 1);
});

Deno.test("while it is frozen no policy takes the turn of one that can move", () => {
  const names = ["a", "b", "c"];
  const sim = begin(
    { quarantineSeconds: 5, minimumIntervalSeconds: 5 },
    ...names.map((name, n) => byAdjacency({ name, color: 100 + n })),
  );
  sim.failLink("lyon--rome");
  sim.run(5);
  assert.ok(sim.command({ do: "freeze", policy: "a", reason: "held" }).ok);
  sim.tape.clear();
  sim.restoreLink("lyon--rome");
  sim.run(200);
  assert.equal(updates(sim).length, 2); // b and c
  assert.match(row(sim, "a").verdict, /A better path is known/);
  assert.ok(sim.command({ do: "thaw", policy: "a" }).ok);
  sim.run(65);
  assert.equal(updates(sim).length, 3);
  assertWhole(sim);
});

Deno.test("a second candidate path waits for a link that came back, the last one does not", () => {
  const near = dynamic({ bounds: { hops: 1 } }, 200), far = dynamic({ metric: "igp" }, 100);
  const sim = withPolicies(
    policy({ endpoint: "lyon", onNoPath: "down", candidatePaths: [near, far] }),
  );
  sim.failLink("paris--lyon");
  sim.run(5);
  sim.restoreLink("paris--lyon");
  sim.run(30);
  const states = () => row(sim).candidatePaths.map(({ state }) => state);
  assert.deepEqual(states(), ["noPath", "up"]);
  assert.match(
    row(sim).candidatePaths[0]!.computed!.why,
    /1 link that came back a short time ago/,
  );
  sim.run(60);
  assert.deepEqual(states(), ["up", "up"]);

  const both = [near, dynamic({ bounds: { hops: 1 }, metric: "igp" }, 100)];
  const alone = withPolicies(policy({ endpoint: "lyon", candidatePaths: both }));
  alone.failLink("paris--lyon");
  alone.run(5);
  alone.restoreLink("paris--lyon");
  alone.run(5);
  assert.equal(row(alone).state, "up");
  assert.equal(alone.notes.filter(({ kind }) => kind === "policyNoPath").length, 1);
});

Deno.test("a path that was computed while a link came out of quarantine is looked at again", () => {
  const { safety, ...config } = configOf(FIVE);
  const sim = simulation({
    config: { ...config, safety: { ...safety, quarantineSeconds: 20 } },
    computeMicroseconds: 2e6,
  });
  sim.settle();
  sim.failLink("lyon--rome");
  sim.run(5);
  sim.restoreLink("lyon--rome");
  sim.run(19);
  apply(sim, byAdjacency()); // its batch goes out just before the link counts, and is back just after
  sim.run(10);
  const id = sim.view.find("link", "lyon--rome") ?? -1;
  assert.equal(sim.view.row("link", id)?.quarantinedUntil, undefined);
  sim.run(20);
  const { computed } = row(sim).candidatePaths[0]!;
  assert.ok(computed?.ok);
  assert.doesNotMatch(computed.why, /came back a short time ago/);
  assertWhole(sim);
});

Deno.test("a list that was lost only while its path was computed stays: nothing replaces what arrives again", () => {
  const sim = simulation({ computeMicroseconds: 2e6 });
  sim.settle();
  apply(sim, byAdjacency());
  sim.settle();
  sim.tape.clear();
  const before = labels(sim);
  sim.failLink("lyon--rome");
  sim.run(1); // the batch is out
  sim.restoreLink("lyon--rome");
  sim.run(200);
  assert.deepEqual(updates(sim), []);
  assert.deepEqual(labels(sim), before);
  assertWhole(sim);
});

Deno.test("a delegation that is taken back and given again is no way around the interval between two moves", () => {
  const router = new ScriptedRouter();
  const roundabout = [16005, 16004, 16003]; // by berlin and vienna
  const by = (labels: readonly number[], change: Partial<StateReport> = {}) => ({
    plspId: 1,
    symbolicPathName: "own",
    delegate: true,
    adminUp: true,
    operState: "active" as const,
    pathSetupType: 1,
    lspIdentifiers: {
      sender: PARIS.loopback,
      lspId: 0,
      tunnelId: 0,
      extendedTunnelId: PARIS.loopback,
      endpoint: ROME.loopback,
    },
    metrics: [{ type: 12, value: 0, bound: false, computed: false }],
    ero: labels.map((label) => ({ kind: "sr" as const, loose: false, label })),
    ...change,
  });
  const moved = () => router.sim.notes.filter(({ kind }) => kind === "policyOptimised").length;
  router.connect(by(roundabout));
  const [update] = router.updates();
  assert.ok(update);
  assert.equal(moved(), 1);
  router.report({ ...by([]), ero: update.ero, srpId: update.srpId });
  router.sim.run(5);
  router.report(by(roundabout, { delegate: false }));
  router.report(by(roundabout));
  router.sim.run(40);
  assert.deepEqual(router.updates(), []);
  assert.match(row(router.sim, "paris/own").verdict, /A better path is known .* may move in \d+ s/);
  router.sim.run(60);
  assert.equal(router.updates().length > 0, true);
  assert.equal(moved(), 2);
});
