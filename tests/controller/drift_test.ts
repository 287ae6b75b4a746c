/** What routers report otherwise than it is wanted, and what is done about it (rules II.9). */
import assert from "node:assert/strict";
import type { Lsp } from "../../lab/sim/pcc_lsp.ts";
import type { MemorySimulation } from "../../lab/sim/memory.ts";
import type { DriftClass, DriftTreatment } from "../../src/controller/config.ts";
import type { DriftRow } from "../../src/controller/view/view.ts";
import { apply, configOf, FIVE, policy, row, simulation, told } from "./simulation.ts";

const drift = (sim: MemorySimulation): DriftRow[] =>
  [...sim.view.ids("drift")].map((id) => sim.view.row("drift", id)!);
const alarms = (sim: MemorySimulation): string[] =>
  [...sim.view.ids("alarm")].map((id) => sim.view.row("alarm", id)!)
    .filter((alarm) => alarm.active).map(({ kind, subject }) => `${kind} ${subject}`);

function withPolicy(treatment: Partial<Record<DriftClass, DriftTreatment>> = {}) {
  const { safety } = configOf(FIVE);
  const config = configOf(FIVE, {
    safety: { ...safety, drift: { ...safety.drift, ...treatment } },
  });
  const sim = simulation({ config });
  sim.settle();
  apply(sim, policy());
  sim.settle();
  sim.tape.clear();
  return sim;
}
/** Somebody changes something on the router; it reports that. */
function meddle(sim: MemorySimulation, change: (lsp: Lsp) => void): void {
  const router = sim.network.routerNamed("paris");
  for (const lsp of sim.network.pccs[router]!.lsps.lsps) change(lsp);
  sim.happen({ on: "restated", router });
}
const anotherList = (lsp: Lsp) => {
  lsp.labels = [16004, 16003];
  lsp.hops = lsp.labels.map((label) => ({ kind: "sr", loose: false, label }));
};

Deno.test("nothing drifts while what was sent is on its way, or stands", () => {
  const sim = withPolicy();
  const rows: DriftRow[] = [];
  for (let i = 0; i < 20; i++) {
    if (i === 5) apply(sim, policy({ endpoint: "vienna" }));
    sim.run(0.1);
    rows.push(...drift(sim));
  }
  assert.deepEqual(rows, []);
});

Deno.test("an LSP that was shut on the router is told again, and the row goes when it is up (admin: correct)", () => {
  const sim = withPolicy({ admin: "correct" });
  meddle(sim, (lsp) => lsp.adminUp = false);
  sim.run(0.006);
  const [shut] = drift(sim);
  assert.equal(shut?.class, "admin");
  assert.deepEqual([shut.wanted, shut.reported, shut.treatment], ["up", "shut", "correct"]);
  assert.deepEqual(alarms(sim), ["drift router paris"]);
  sim.settle(5);
  assert.equal(told(sim, "paris").length, 1);
  assert.deepEqual(drift(sim), []);
  assert.deepEqual(alarms(sim), []);
});

Deno.test("what is only reported is not told: a row with the verdict, an alarm, no message (admin: report)", () => {
  const sim = withPolicy();
  meddle(sim, (lsp) => lsp.adminUp = false);
  sim.settle(30);
  assert.deepEqual(told(sim), []);
  assert.match(drift(sim)[0]!.action, /^Reported only \(safety\.drift\.admin\)/);
  assert.deepEqual(alarms(sim), ["drift router paris"]);
});

Deno.test("what is changed on the router again and again is told three times, then only reported", () => {
  const sim = withPolicy({ admin: "correct" });
  const router = sim.network.routerNamed("paris");
  meddle(sim, (lsp) => lsp.adminUp = false);
  for (let i = 0; i < 60; i++) {
    sim.run(5);
    meddle(sim, (lsp) => lsp.adminUp = false);
  }
  assert.equal(sim.network.pccs[router]!.lsps.lsps.length, 1);
  assert.ok(told(sim, "paris").length <= 3, `${told(sim, "paris").length} messages`);
  assert.match(drift(sim)[0]!.action, /three times in vain/);
});

Deno.test("another list on the router: corrected, or held with a verdict (path: report)", () => {
  const sim = withPolicy({ path: "report" });
  meddle(sim, anotherList);
  sim.settle(30);
  const [list] = drift(sim);
  assert.equal(list?.class, "path");
  assert.equal(list.policy, "gold");
  assert.equal(list.reported, "16004/16003");
  assert.deepEqual(told(sim), []);
  assert.match(row(sim).verdict, /safety\.drift\.path/);
  const corrected = withPolicy();
  meddle(corrected, anotherList);
  corrected.settle(30);
  assert.deepEqual(drift(corrected), []);
  assert.equal(told(corrected, "paris").length, 1);
});

Deno.test("another path that is wanted meanwhile is sent all the same (path: report)", () => {
  const sim = withPolicy({ path: "report" });
  meddle(sim, anotherList);
  sim.settle(10);
  const [first, second] = row(sim).candidatePaths[0]!.computed!.routers;
  sim.failLink(`${first}--${second}`);
  sim.settle(10);
  assert.equal(told(sim, "paris").length, 1);
  assert.deepEqual(drift(sim), []);
});

Deno.test("an LSP with a name of ours that no policy knows is listed and left alone", () => {
  const sim = withPolicy();
  const stored = sim.stored.rows().filter(({ table }) => table !== "policy" && table !== "history");
  sim.stopCore();
  for (const { table, key } of sim.stored.rows()) {
    if (!stored.some((kept) => kept.table === table && kept.key === key)) {
      sim.stored.commit([{ table, key, value: null }]);
    }
  }
  sim.tape.clear();
  sim.startCore();
  sim.settle(30);
  const [unknown] = drift(sim);
  assert.equal(unknown?.class, "unknown");
  assert.equal(unknown.policy, "");
  assert.deepEqual(told(sim), []);
});
