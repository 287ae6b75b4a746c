/** The start gate in a simulated network: what it waits for, that people are told, and how it ends (rules II.3). */
import assert from "node:assert/strict";
import { apply, policy, row, simulation, told } from "./simulation.ts";

Deno.test("`lookAgain()` a start with less topology than the last run had sends nothing, and after a minute it is an alarm", () => {
  const sim = simulation();
  const alarms = () =>
    [...sim.view.ids("alarm")].map((id) => sim.view.row("alarm", id)!)
      .filter(({ kind, active }) => kind === "startWaits" && active).map(({ text }) => text);
  sim.settle();
  apply(sim, policy());
  sim.settle();
  sim.run(61); // how much topology there is, is remembered
  sim.stopCore();
  for (const link of ["paris--lyon", "lyon--vienna"]) sim.failLink(link);
  sim.run(2); // until the IGP has told it
  sim.tape.clear();
  sim.startCore();
  sim.run(50);
  assert.deepEqual(alarms(), []);
  sim.run(20);
  assert.equal(alarms().length, 1);
  assert.match(alarms()[0]!, /More topology: 5 of 5 nodes and 10 of 14 half-links.*"cairn go"/);
  assert.ok(sim.view.row("status", 0)!.holds.some(({ kind }) => kind === "start"));
  assert.deepEqual(told(sim), []);
  assert.ok(sim.command({ do: "go" }).ok);
  sim.settle();
  assert.deepEqual(alarms(), []);
  assert.equal(row(sim, "gold").state, "up");
});
