/** What became of a policy: its intents, what was sent and what came of it; and back to an earlier version. */
import assert from "node:assert/strict";
import type { MemorySimulation } from "../../lab/sim/memory.ts";
import type { HistoryRow } from "../../src/controller/view/view.ts";
import { apply, assertWhole, dynamic, FIVE, policy, row, simulation, told } from "./simulation.ts";

const history = (sim: MemorySimulation, name = "gold"): readonly HistoryRow[] =>
  sim.view.history(name) ?? [];
const paths = (sim: MemorySimulation) => history(sim).filter(({ kind }) => kind === "path");
const intents = (sim: MemorySimulation) => history(sim).filter(({ kind }) => kind === "intent");
const rollback = (sim: MemorySimulation, to?: number, dryRun = false, policy = "gold") =>
  sim.command(
    { do: "rollback", policy, dryRun, ...(to !== undefined && { to }) },
    "anna@192.0.2.7",
  );

Deno.test("the history has each path that was sent, with its cause, the lists before and after, and when it was up", () => {
  const sim = simulation();
  sim.settle();
  apply(sim, policy());
  sim.settle();
  const [first, second] = row(sim).candidatePaths[0]!.computed!.routers;
  sim.failLink(`${first}--${second}`);
  sim.settle(8);
  const [moved, made, ...more] = paths(sim);
  assert.deepEqual(more, []);
  assert.equal(made!.cause, "intent");
  assert.deepEqual(made!.labelsBefore, []);
  assert.equal(moved!.cause, "linkFailure");
  assert.match(moved!.detail, /^Link .* failed\./);
  assert.deepEqual(moved!.labelsBefore, made!.labelsAfter);
  assert.deepEqual(moved!.labelsAfter, row(sim).candidatePaths[0]!.reported!.labels);
  assert.equal(moved!.outcome, "up");
  assert.ok(moved!.outcomeAt! > moved!.at);
  assert.equal(moved!.message, "PCUpd");
});

Deno.test("the history says nothing of paths that were computed and not sent (observe)", () => {
  const sim = simulation();
  sim.settle();
  sim.command({ do: "mode", mode: "observe", dryRun: false });
  sim.settle();
  apply(sim, policy());
  sim.settle();
  assert.ok(row(sim).candidatePaths[0]!.computed!.ok);
  assert.deepEqual(paths(sim), []);
  assert.equal(intents(sim).length, 1);
});

Deno.test("the history is the same after a restart, the last ten of each", () => {
  const sim = simulation();
  sim.settle();
  for (let i = 0; i < 14; i++) {
    const preference = i % 2 ? 100 : 101;
    apply(
      sim,
      policy({ candidatePaths: [dynamic({ metric: i % 2 ? "igp" : "delay" }, preference)] }),
    );
    sim.settle(4);
  }
  assert.equal(intents(sim).length, 10);
  assert.equal(intents(sim)[0]!.version, 14);
  assert.ok(paths(sim).length <= 10);
  const before = history(sim);
  sim.run(5);
  sim.stopCore();
  sim.startCore();
  assert.deepEqual(history(sim), before);
});

Deno.test("many moves in a burst are one transaction, and none of them waits for it", () => {
  const sim = simulation();
  sim.settle();
  const names = Array.from({ length: 30 }, (_, i) => `p${i}`);
  apply(sim, ...names.map((name, i) => policy({ name, color: 300 + i })));
  sim.settle(8);
  const before = sim.stored.rows().filter(({ table }) => table === "history").length;
  assert.equal(before, 30);
  const [first, second] = row(sim, "p0").candidatePaths[0]!.computed!.routers;
  let stores = 0;
  const watching = simulation({
    stored: sim.stored.rows(),
    watch: (_, { effects }) => {
      for (const effect of effects) {
        if (effect.do === "store" && effect.rows.some(({ table }) => table === "history")) stores++;
      }
    },
  });
  watching.settle(10);
  watching.tape.clear();
  const after = stores;
  watching.failLink(`${first}--${second}`);
  watching.settle(10);
  assert.equal(told(watching, "paris").length, 30);
  assert.ok(stores - after <= 4, `${stores - after} transactions`);
});

Deno.test("a rollback makes the intent of an earlier version the newest, checked, audited, with its paths", () => {
  const sim = simulation();
  sim.settle();
  apply(sim, policy());
  sim.settle();
  apply(
    sim,
    policy({ candidatePaths: [dynamic({ metric: "igp", exclude: [{ router: "lyon" }] })] }),
  );
  sim.settle();
  apply(sim, policy({ bandwidthBps: 5e6, labels: { team: "core" } }));
  sim.settle();
  const preview = rollback(sim, 2, true);
  assert.ok(preview.ok);
  assert.match(preview.changes[0]!.detail, /bandwidthBps: 5000000 → 0/);
  assert.equal(row(sim).intentVersion, 3, "a preview changes nothing");
  const done = rollback(sim, 2);
  assert.ok(done.ok && done.version === 2);
  sim.settle();
  const gold = row(sim);
  assert.equal(gold.intentVersion, 4);
  assert.equal(gold.intent.bandwidthBps, 0);
  assert.deepEqual(gold.intent.labels, {});
  assert.equal(gold.intentBy, "anna@192.0.2.7");
  assert.equal(intents(sim)[0]!.title, "gold rolled back to version 2");
  assert.deepEqual(JSON.parse(intents(sim)[0]!.after), gold.intent);
  const audit = [...sim.view.ids("audit")].map((id) => sim.view.row("audit", id)!).at(-1)!;
  assert.match(audit.action, /^rollback to version 2/);
  assert.ok(audit.before !== "" && audit.after !== "");
  assertWhole(sim);
});

Deno.test("without a version a rollback takes the one before, over another endpoint and over a deletion", () => {
  const sim = simulation();
  sim.settle();
  apply(sim, policy());
  sim.settle();
  apply(sim, policy({ endpoint: "vienna" }));
  sim.settle();
  assert.equal(row(sim).intentVersion, 2);
  assert.ok(rollback(sim).ok);
  sim.settle(8);
  assert.equal(row(sim).endpoint, "rome");
  assert.equal(row(sim).intentVersion, 3);
  sim.command({ do: "delete", kind: "Policy", name: "gold" });
  sim.settle(8);
  sim.stopCore();
  sim.startCore();
  sim.settle(30);
  assert.ok(rollback(sim).ok);
  sim.settle(8);
  assert.equal(row(sim).endpoint, "rome");
  assert.equal(row(sim).intentVersion, 5);
  assert.equal(row(sim).state, "up");
  assertWhole(sim);
});

Deno.test("a rollback refuses what is not the operator's, and versions that are not kept, in a sentence", () => {
  const sim = simulation();
  sim.settle();
  const { kind: _kind, name: _name, headend: _headend, endpoint: _endpoint, ...template } =
    policy();
  sim.command({
    do: "apply",
    intents: [{ kind: "Mesh", name: "core", routers: { names: ["paris", "rome"] }, template }],
    prune: false,
    dryRun: false,
  });
  sim.settle();
  const mesh = rollback(sim, undefined, false, "core:paris:rome");
  assert.ok(!mesh.ok && /belongs to mesh core/.test(mesh.problems[0]!.problem));
  assert.ok(mesh.problems[0]!.fix !== "");
  apply(sim, policy({ color: 555 }));
  const none = rollback(sim);
  assert.ok(!none.ok && none.code === "notFound");
  const unknown = rollback(sim, 7);
  assert.ok(!unknown.ok && /Version 7/.test(unknown.problems[0]!.problem));
  assert.ok(!rollback(sim, undefined, false, "nobody").ok);
});

Deno.test("an intent that was fine once and is not now is refused by a rollback as by an apply", () => {
  const sim = simulation();
  sim.settle();
  apply(sim, policy({ color: 100 }));
  apply(sim, policy({ color: 101 }));
  apply(sim, policy({ name: "other", color: 100 }));
  sim.settle();
  const refused = rollback(sim, 1);
  assert.ok(!refused.ok, JSON.stringify(refused));
  assert.match(refused.problems[0]!.problem, /other/);
});

Deno.test("ten entries of each take less than 2 KB a policy", () => {
  const sim = simulation();
  sim.settle();
  for (let i = 0; i < 12; i++) {
    apply(
      sim,
      policy({ candidatePaths: [dynamic({ metric: i % 2 ? "igp" : "te" }, 100 + i % 2)] }),
    );
    sim.settle(4);
  }
  sim.run(3);
  const [text] = sim.stored.rows().filter(({ table }) => table === "history");
  assert.ok(text!.value!.length < 6000, `${text!.value!.length} octets`);
  assert.equal(FIVE.routers.length, 5);
});

Deno.test("the history of a path that was lost says whose numbers it shows", () => {
  const sim = simulation();
  sim.settle();
  apply(sim, policy({ endpoint: "lyon", candidatePaths: [dynamic({ bounds: { hops: 1 } })] }));
  sim.settle();
  sim.failLink("paris--lyon");
  sim.settle(8);
  const [lost, made] = paths(sim);
  assert.match(lost!.title, /has no path$/);
  assert.match(lost!.detail, /^Link .* failed\. The path that was lost: IGP \d+.*, 1 hop\./);
  assert.doesNotMatch(made!.detail, /was lost/);
});
