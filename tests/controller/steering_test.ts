/** What the controller does to routers, seen from their side, in a simulated network. */
import assert from "node:assert/strict";
import { decodeMessage } from "../../src/pcep/codec/decode.ts";
import type { UpdateRequest } from "../../src/pcep/codec/message.ts";
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

Deno.test("the core creates one LSP for each candidate path, and the router reports it up (RFC 9256 §2.9)", () => {
  const sim = simulation();
  sim.settle();
  apply(sim, policy({ candidatePaths: [dynamic({}, 200), dynamic({ metric: "igp" }, 100)] }));
  sim.settle();
  assert.equal(told(sim, "paris").length, 2);
  const gold = row(sim);
  assert.equal(gold.state, "up");
  assert.deepEqual(gold.candidatePaths.map((p) => [p.preference, p.active, p.state]), [
    [200, true, "up"],
    [100, false, "up"],
  ]);
  assertWhole(sim);
});

Deno.test("the core moves a policy by one PCUpd, and leaves alone what the failure does not touch", () => {
  const sim = simulation();
  sim.settle();
  apply(sim, policy(), policy({ name: "other", headend: "vienna", endpoint: "berlin" }));
  sim.settle();
  const [first, second] = row(sim).candidatePaths[0]!.computed!.routers;
  sim.tape.clear();
  sim.failLink(`${first}--${second}`);
  sim.settle(8);
  assert.deepEqual(told(sim).map((line) => line.split(" ").slice(1, 4).join(" ")), [
    "paris < PCUpd",
  ]);
  assert.equal(row(sim).moves, 1);
  assertWhole(sim);
});

Deno.test("the core sends nothing when a better path is not better (a link that nobody needs comes back)", () => {
  const sim = simulation();
  sim.settle();
  apply(sim, policy({ endpoint: "lyon", candidatePaths: [dynamic({ metric: "igp" })] }));
  sim.settle();
  sim.failLink("rome--vienna");
  sim.settle(8);
  sim.restoreLink("rome--vienna");
  sim.tape.clear();
  sim.settle(8);
  assert.deepEqual(told(sim), []);
});

Deno.test("the core keeps the last list while there is no path, and raises an alarm (onNoPath: keep)", () => {
  const sim = simulation();
  sim.settle();
  const least = 1000; // microseconds: no path in this network is as fast
  apply(sim, policy());
  sim.settle();
  sim.tape.clear();
  apply(sim, policy({ candidatePaths: [dynamic({ bounds: { delayMicroseconds: least } })] }));
  sim.settle(8);
  assert.deepEqual(told(sim), []);
  const gold = row(sim);
  assert.equal(gold.state, "noPath");
  assert.ok(gold.candidatePaths[0]!.computed!.remedy, "names the smallest change");
  assert.equal(gold.candidatePaths[0]!.reported!.operState, "active");
  const alarms = [...sim.view.ids("alarm")].map((id) => sim.view.row("alarm", id)!);
  assert.deepEqual(alarms.filter((a) => a.active).map((a) => a.kind), ["noPath"]);
});

Deno.test("the core deletes exactly the LSP of a deleted policy, also after a restart in between", () => {
  const sim = simulation();
  sim.settle();
  apply(sim, policy(), policy({ name: "silver", color: 101 }));
  sim.settle();
  sim.stopCore();
  sim.startCore();
  sim.tape.clear();
  // The command is stored before the routers are back: the deletion must not be lost with this core either.
  assert.ok(sim.command({ do: "delete", kind: "Policy", name: "gold" }).ok);
  sim.stopCore();
  sim.startCore();
  sim.run(40);
  assert.deepEqual(
    told(sim).map((l) => l.includes("delete") || l.includes("remove")),
    [true],
    told(sim).join("\n"),
  );
  assert.equal(sim.view.find("policy", "gold"), undefined);
  assert.equal(row(sim, "silver").state, "up");
  assert.equal([...sim.stored.keys()].filter((key) => key.startsWith("tombstone")).length, 0);
  assertWhole(sim);
});

Deno.test("the core makes the new LSP before it deletes the old one when the colour changes (rules I.17)", () => {
  const sim = simulation();
  sim.settle();
  apply(sim, policy());
  sim.settle();
  sim.tape.clear();
  apply(sim, policy({ color: 102 }));
  sim.settle();
  const lines = sim.tape.lines("paris").filter((l) => /PCInitiate|active/.test(l));
  const words = lines.map((l) =>
    /delete|remove/.test(l) ? "delete" : l.includes("PCInitiate") ? "create" : "up"
  );
  assert.deepEqual(words, ["create", "up", "delete"], lines.join("\n"));
  assert.equal(row(sim).state, "up");
  assertWhole(sim);
});

Deno.test("the core in observe sends nothing that changes a router, and says what it would send", () => {
  const sim = simulation({ config: configOf(FIVE, { mode: "observe" }) });
  sim.settle();
  apply(sim, policy());
  sim.run(60);
  assert.deepEqual(told(sim), []);
  const gold = row(sim);
  assert.equal(gold.state, "held");
  assert.match(gold.verdict, /observe mode/);
  const preview = sim.command({ do: "mode", mode: "control", dryRun: true });
  assert.ok(preview.ok);
  assert.deepEqual(preview.changes.map((c) => c.change), ["wouldSend"]);
  assert.deepEqual(told(sim), []);
  assert.ok(sim.command({ do: "mode", mode: "control", dryRun: false }).ok);
  sim.settle(8);
  assert.equal(row(sim).state, "up");
  assertWhole(sim);
});

Deno.test("the core holds everything while it is frozen, and goes on when thawed", () => {
  const sim = simulation();
  sim.settle();
  apply(sim, policy());
  sim.settle();
  assert.ok(sim.command({ do: "freeze", reason: "maintenance" }).ok);
  sim.tape.clear();
  const [first, second] = row(sim).candidatePaths[0]!.computed!.routers;
  sim.failLink(`${first}--${second}`);
  sim.run(30);
  assert.deepEqual(told(sim), []);
  assert.match(row(sim).verdict, /Frozen by test: maintenance/);
  sim.stopCore();
  sim.startCore(); // a freeze survives a restart
  sim.run(40);
  assert.deepEqual(told(sim), []);
  assert.ok(sim.command({ do: "go" }).ok); // a seventh of the links is missing
  assert.ok(sim.command({ do: "thaw" }).ok);
  sim.settle(8);
  assert.equal(told(sim, "paris").length, 1);
  assertWhole(sim);
});

Deno.test("the core freezes the topology when the last feed goes, and nothing moves because of that", () => {
  const sim = simulation();
  sim.settle();
  apply(sim, policy());
  sim.settle();
  sim.tape.clear();
  sim.cutFeed(0);
  sim.run(0.5);
  const status = sim.view.row("status", 0)!;
  assert.ok(status.tedFrozenSince !== undefined);
  assert.equal(status.links, 14);
  sim.settle(30);
  assert.deepEqual(told(sim), []);
  assert.equal(sim.view.row("status", 0)!.tedFrozenSince, undefined);
  assertWhole(sim);
});

Deno.test("the core waits at the start until the topology is nearly as large as the last run's", () => {
  const stored = [
    { table: "meta", key: "topology", value: JSON.stringify({ nodes: 50, halfLinks: 140 }) },
  ];
  const sim = simulation({ stored });
  sim.settle();
  apply(sim, policy());
  sim.run(60);
  assert.deepEqual(told(sim), []);
  assert.match(sim.view.row("status", 0)!.waitingFor.join(), /5 of 50 nodes/);
  assert.ok(sim.command({ do: "go" }).ok);
  sim.settle();
  assert.equal(row(sim).state, "up");
});

Deno.test("the core computes what a router delegates, and hands off when the delegation is taken back", () => {
  const paris = FIVE.routers.findIndex((r) => r.name === "paris");
  const rome = FIVE.routers.find((r) => r.name === "rome")!;
  const configured = [{
    router: paris,
    lsp: {
      name: "by-router",
      color: 7,
      endpoint: rome.loopback,
      preference: 100,
      path: { kind: "dynamic", metrics: [{ type: 12, value: 0, bound: false, computed: false }] },
    },
  }] as const;
  const sim = simulation({ configured });
  sim.settle(8);
  const policies = [...sim.view.ids("policy")].map((id) => sim.view.row("policy", id)!);
  assert.deepEqual(policies.map((p) => [p.origin, p.headend, p.endpoint, p.state]), [
    ["router", "paris", "rome", "up"],
  ], sim.tape.last(30));
  assertWhole(sim);
});

Deno.test("the core touches no LSP that a router configured and did not delegate", () => {
  const paris = FIVE.routers.findIndex((r) => r.name === "paris");
  const rome = FIVE.routers.find((r) => r.name === "rome")!;
  const lsp = {
    name: "by-hand",
    color: 9,
    endpoint: rome.loopback,
    preference: 100,
    path: { kind: "explicit", labels: [16003] },
  } as const;
  const sim = simulation({ configured: [{ router: paris, lsp }] });
  sim.settle();
  sim.failLink("lyon--rome");
  sim.settle(8);
  assert.deepEqual(told(sim), []);
  const lsps = [...sim.view.ids("lsp")].map((id) => sim.view.row("lsp", id)!);
  assert.deepEqual(lsps.map((l) => [l.symbolicPathName, l.ownership, l.createdBy]), [
    ["by-hand", "foreign", "router"],
  ]);
});

Deno.test("the core keeps apart what was wanted, computed, sent and reported, each with its time", () => {
  const sim = simulation();
  sim.settle();
  apply(sim, policy());
  sim.settle();
  const { wanted, computed, sent, reported } = row(sim).candidatePaths[0]!;
  assert.ok(wanted && computed && sent && reported);
  assert.ok(computed.at <= sent.at && sent.at < sent.acknowledgedAt! && sent.at < reported.at);
  assert.deepEqual(wanted.labels, sent.labels);
  assert.deepEqual(reported.labels, sent.labels);
  assert.equal(sent.outcome, "up");
});

Deno.test("the core says again what a router asked of its own LSP, in every update (RFC 8231 §6.2)", () => {
  const paris = FIVE.routers.findIndex((r) => r.name === "paris");
  const rome = FIVE.routers.find((r) => r.name === "rome")!;
  const configured = [{
    router: paris,
    lsp: {
      name: "by-router",
      color: 7,
      endpoint: rome.loopback,
      preference: 100,
      path: {
        kind: "dynamic",
        metrics: [
          { type: 12, value: 0, bound: false, computed: false },
          { type: 3, value: 4, bound: true, computed: false },
        ],
      },
    },
  }] as const;
  const updates: UpdateRequest[] = [];
  const sim = simulation({
    configured,
    watch: (_, answer) => {
      for (const effect of answer.effects) {
        if (effect.do !== "write" || effect.bytes[1] !== 11) continue;
        const message = decodeMessage(effect.bytes);
        if (message.kind === "update") updates.push(...message.updates);
      }
    },
  });
  sim.settle(8);
  sim.failLink("lyon--rome");
  sim.settle(8);
  assert.ok(updates.length > 0, sim.tape.last(20));
  for (const { metrics } of updates) {
    assert.deepEqual(metrics.map((m) => [m.type, m.value, m.bound]), [[12, 0, false], [
      3,
      4,
      true,
    ]]);
  }
});

Deno.test("a policy whose place is taken on its headend is not made on another router that loses an LSP", () => {
  const paris = FIVE.routers.findIndex((r) => r.name === "paris");
  const rome = FIVE.routers.find((r) => r.name === "rome")!;
  const lsp = {
    name: "by-hand",
    color: 9,
    endpoint: rome.loopback,
    preference: 100,
    path: { kind: "explicit", labels: [16003] },
  } as const;
  const sim = simulation({ configured: [{ router: paris, lsp }] });
  sim.settle();
  apply(sim, policy({ color: 9 }), policy({ name: "other", headend: "lyon" }));
  sim.settle();
  assert.match(row(sim).verdict, /by-hand/);
  sim.tape.clear();
  assert.ok(sim.command({ do: "delete", kind: "Policy", name: "other" }).ok);
  sim.run(60);
  const made = told(sim).filter((line) => line.includes(" create "));
  assert.deepEqual(made, []);
});
