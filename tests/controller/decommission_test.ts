/** The way out (rules II.14): previewed, in waves, through the gate, over a restart, and back again. */
import assert from "node:assert/strict";
import type { MemorySimulation } from "../../lab/sim/memory.ts";
import { FRR, RFC } from "../../lab/sim/personality.ts";
import { loadCore } from "../../src/controller/core.ts";
import { apply, assertWhole, policy, row, simulation, told } from "./simulation.ts";

const MANY = ["paris", "lyon", "rome", "berlin"].flatMap((headend, h) =>
  Array.from({ length: 5 }, (_, i) =>
    policy({
      name: `${headend}-${i}`,
      headend,
      endpoint: headend === "rome" ? "paris" : "rome",
      color: 100 + 10 * h + i,
    }))
);
function running(personality = RFC): MemorySimulation {
  const sim = simulation({ personality });
  sim.run(12);
  apply(sim, ...MANY);
  sim.settle();
  assertWhole(sim);
  sim.tape.clear();
  return sim;
}
const ask = (sim: MemorySimulation, how: "return" | "delete" | "undo", dryRun = false) =>
  sim.command({ do: "decommission", how, dryRun });
const lsps = (sim: MemorySimulation) => sim.network.pccs.flatMap((pcc) => pcc.lsps.lsps);
const alarms = (sim: MemorySimulation) =>
  [...sim.view.ids("alarm")].map((id) => sim.view.row("alarm", id)!)
    .filter(({ kind, active }) => kind === "decommissioned" && active);

Deno.test("`decommission()` shows what it would send, and sends nothing", () => {
  const sim = running();
  const reply = ask(sim, "return", true);
  assert.ok(reply.ok);
  assert.equal(reply.changes.length, 20);
  assert.match(reply.changes[0]!.detail, /^to paris: PCUpd, hand back cairn\./);
  sim.run(30);
  assert.deepEqual(told(sim), []);
  assert.deepEqual(alarms(sim), []);
});

Deno.test("`decommission()` hands back five first, then the rest, and then lets them alone", () => {
  const sim = running();
  assert.ok(ask(sim, "return").ok);
  sim.run(1.5);
  assert.equal(told(sim).filter((line) => / < PCUpd/.test(line)).length, 5);
  sim.run(30);
  assert.equal(told(sim).filter((line) => / < PCUpd/.test(line)).length, 20);
  assert.equal(told(sim).filter((line) => / < PCInitiate/.test(line)).length, 0);
  assert.equal(alarms(sim).length, 1);
  sim.tape.clear();
  apply(sim, policy({ name: "late", color: 999 }));
  sim.run(20);
  assert.deepEqual(told(sim).filter((line) => / < /.test(line)), [], "nothing is made any more");
  assert.deepEqual(sim.faults, []);
});

Deno.test("`decommission()` deletes what Cairn made, goes on after a restart, and is undone by a word", () => {
  const sim = running();
  assert.ok(ask(sim, "delete").ok);
  sim.run(1.5);
  assert.equal(lsps(sim).length, 15);
  sim.stopCore();
  sim.run(3);
  sim.startCore();
  sim.run(60);
  assert.equal(lsps(sim).length, 0);
  assert.equal([...sim.view.ids("policy")].length, 20, "what is wanted is not forgotten");
  const audited = [...sim.view.ids("audit")].map((id) => sim.view.row("audit", id)!.action);
  assert.ok(audited.includes("decommission delete"));
  assert.ok(ask(sim, "undo").ok);
  sim.run(30);
  assert.equal(lsps(sim).length, 20);
  assert.equal(row(sim, "paris-0").state, "up");
  assert.deepEqual(alarms(sim), []);
  assertWhole(sim);
});

Deno.test("`decommission()` refuses where nothing may be sent", () => {
  const sim = running();
  assert.ok(sim.command({ do: "mode", mode: "observe", dryRun: false }).ok);
  const observed = ask(sim, "return");
  assert.ok(!observed.ok && /in observe mode/.test(observed.problems[0]!.problem));
  assert.ok(sim.command({ do: "mode", mode: "control", dryRun: false }).ok);
  sim.run(20);
  assert.ok(sim.command({ do: "freeze", reason: "change night" }).ok);
  const frozen = ask(sim, "delete");
  assert.ok(!frozen.ok && /change night/.test(frozen.problems[0]!.problem));
});

Deno.test("`decommission()` of one router leaves the others alone", () => {
  const sim = running();
  assert.ok(sim.command({ do: "decommission", how: "delete", router: "lyon", dryRun: false }).ok);
  sim.run(20);
  assert.equal(lsps(sim).length, 15);
  assert.equal(row(sim, "paris-0").state, "up");
});

Deno.test("`decommission()` says of a router that cannot take LSPs back that they stay", () => {
  const sim = running(FRR);
  const reply = ask(sim, "return", true);
  assert.ok(reply.ok);
  assert.ok(reply.changes.every(({ change }) => change === "unchanged"));
  assert.match(reply.changes[0]!.detail, /FRR pathd cannot take LSPs back: they stay/);
  assert.ok(ask(sim, "return").ok);
  sim.run(20);
  assert.deepEqual(told(sim).filter((line) => / < /.test(line)), []);
});

Deno.test("`decommission()` goes the same way in a core that is saved and loaded on the way", () => {
  const lines = [false, true].map((swapped) => {
    const sim = running();
    assert.ok(ask(sim, "delete").ok);
    for (let n = 0; n < 20; n++) {
      sim.run(0.7);
      if (swapped) sim.swapCore(loadCore);
    }
    return told(sim);
  });
  assert.equal(lines[0]!.length, 20);
  assert.deepEqual(lines[1], lines[0]);
});

Deno.test("`decommission()` that undoes what is not ordered says what is", () => {
  const sim = running();
  assert.ok(sim.command({ do: "decommission", how: "delete", router: "lyon", dryRun: false }).ok);
  const reply = ask(sim, "undo");
  assert.ok(!reply.ok);
  assert.match(reply.problems[0]!.fix, /"cairn decommission --undo --router lyon" ends/);
  assert.match(alarms(sim)[0]!.text, /"cairn decommission --undo --router lyon" ends/);
});
