/** The controller is down for a while, with routers of every kind (rules III.4). */
import assert from "node:assert/strict";
import { configOf } from "../../lab/sim/memory_config.ts";
import { statsOf } from "../../lab/sim/network_stats.ts";
import { PERSONALITIES, personalityOf } from "../../lab/sim/personality.ts";
import { topologyOf } from "../../lab/sim/topologies.ts";
import { allUp, apply, dynamic, fine, namesIn, policy, said, simulation } from "./steer.ts";

const five = topologyOf("five");
const { syncGraceSeconds: _, ...safety } = configOf(five).safety; // that of each profile

for (const name of [...Object.values(PERSONALITIES).map((one) => one.name), "mixed"] as const) {
  Deno.test(`a controller that was down for 5 s, 60 s and 10 min doubles, deletes and renames nothing on ${name}`, () => {
    const config = configOf(five, { safety });
    const sim = simulation("five", { personality: personalityOf(name), config });
    apply(
      sim,
      policy("paris-rome", 500, dynamic("te")),
      policy("berlin-lyon", 501, dynamic("igp")),
    );
    sim.run(30);
    sim.settle();
    allUp(sim);
    const names = namesIn(sim);
    for (const seconds of [5, 60, 600]) {
      sim.stopCore();
      sim.run(seconds);
      sim.tape.clear();
      sim.startCore();
      sim.run(120);
      sim.settle();
      const after = `${name} after ${seconds} s`;
      assert.deepEqual(namesIn(sim), names, after);
      const deletes = said(sim, "PCInitiate").filter((line) => line.includes(" delete "));
      assert.deepEqual(deletes, [], after);
      allUp(sim);
      fine(sim); // packets too: they end where they should, on the links that were computed
      assert.equal(statsOf(sim.network).lspsUp, names.length, after);
    }
  });
}
