import assert from "node:assert/strict";
import { FRR } from "../../lab/sim/personality.ts";
import { statsOf } from "../../lab/sim/network_stats.ts";
import { loadCore } from "../../src/controller/core.ts";
import { allUp, apply, dynamic, fine, namesIn, policy, simulation } from "./steer.ts";

Deno.test("`MemorySimulation` brings a mesh up, and every packet follows its computed path", () => {
  const sim = simulation("five");
  allUp(sim);
  fine(sim);
  assert.equal(statsOf(sim.network).lspsUp, 20);
});

Deno.test("`MemorySimulation` shows a failed link routed around, by one PCUpd for each policy that it touches", () => {
  const sim = simulation("five");
  sim.tape.clear();
  sim.failLink("lyon--rome");
  sim.run(30);
  sim.settle();
  allUp(sim);
  fine(sim);
  const updates = sim.tape.lines().filter((line) => line.includes("PCUpd"));
  const names = updates.map((line) => /plsp (\d+)/.exec(line)?.[0] + line.split(" ")[1]!);
  assert.equal(new Set(names).size, names.length, updates.join("\n"));
  sim.restoreLink("lyon--rome");
  sim.run(200);
  sim.settle();
  allUp(sim);
  fine(sim);
});

Deno.test("`MemorySimulation` survives the controller's death of 5 s to 10 min: nothing doubled or lost", () => {
  for (const personality of [undefined, FRR]) {
    const sim = simulation("five", personality ? { personality } : {});
    sim.run(10);
    const before = namesIn(sim);
    for (const seconds of [5, 40, 60, 600]) {
      sim.stopCore();
      sim.run(seconds);
      sim.startCore();
      sim.run(90);
      sim.settle();
      assert.deepEqual(namesIn(sim), before, `${personality?.name} after ${seconds} s`);
      allUp(sim);
      fine(sim);
    }
  }
});

Deno.test("`MemorySimulation` goes through twenty minutes of storm and is whole afterwards", () => {
  const sim = simulation("core30", {
    weather: "storm",
    calmMicroseconds: 30e6,
    latencyMicroseconds: 8000,
  });
  apply(
    sim,
    policy("lisbon-warsaw", 300, dynamic("te")),
    policy("dublin-athens", 301, dynamic("delay", ["gold"])),
    policy("oslo-rome", 302, dynamic("igp")),
  );
  for (let minute = 0; minute < 20; minute++) {
    sim.run(60);
    if (minute % 5 === 2) sim.swapCore(loadCore);
  }
  sim.network.calm();
  sim.run(200);
  sim.settle();
  allUp(sim);
  fine(sim);
});
