/** LSPs that were reported before the topology said who their router is. */
import assert from "node:assert/strict";
import { apply, assertWhole, policy, row, simulation, told } from "./simulation.ts";

Deno.test("`adoptByTopology()` gives a policy its LSP that came before its router's name: no twin", () => {
  const sim = simulation();
  sim.settle();
  apply(sim, policy());
  sim.settle();
  assert.equal(row(sim).state, "up");
  const [before] = sim.view.ids("lsp");
  assert.ok(before !== undefined);

  sim.keepFeedsDown = true;
  sim.startCore(); // the routers are there at once, the feeds are not
  sim.run(20);
  sim.tape.clear();
  sim.keepFeedsDown = false;
  sim.run(120);
  assert.equal(row(sim).state, "up");
  assert.equal(row(sim).candidatePaths[0]?.reported?.same, true);
  assert.deepEqual(told(sim), []);
  assertWhole(sim);
});
