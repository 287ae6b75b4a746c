import assert from "node:assert/strict";
import { MemorySimulation } from "../../lab/sim/memory.ts";
import { documentsOf, type MemoryOptions } from "../../lab/sim/memory_config.ts";
import { FRR } from "../../lab/sim/personality.ts";
import { statsOf } from "../../lab/sim/network_stats.ts";
import { topologyOf } from "../../lab/sim/topologies.ts";
import { createCore, loadCore } from "../../src/controller/core.ts";
import type { Reply } from "../../src/controller/command.ts";
import { compute } from "../../src/path/compute.ts";
import type { CandidatePathIntent, Metric, PolicyIntent } from "../../src/policy/intent.ts";

const dynamic = (metric: Metric, includeAny: readonly string[] = []): CandidatePathIntent => ({
  preference: 100,
  path: {
    type: "dynamic",
    metric,
    bounds: {},
    affinity: { includeAny, includeAll: [], excludeAny: [] },
    include: [],
    exclude: [],
    sidAlgorithm: 0,
    dataplane: "sr-mpls",
    segments: { prefer: "node", protectedAdjacencies: "prefer" },
  },
});
const TEMPLATE = {
  bandwidthBps: 0,
  priority: { setup: 7, hold: 7 },
  onNoPath: "keep",
  adminUp: true,
  labels: {},
} as const;
const policy = (name: string, color: number, path: CandidatePathIntent): PolicyIntent => {
  const [headend, endpoint] = name.split("-");
  const candidatePaths = [path];
  return {
    kind: "Policy",
    name,
    headend: headend!,
    endpoint: endpoint!,
    color,
    ...TEMPLATE,
    candidatePaths,
  };
};

/** A network under control, with a mesh by delay between all routers unless there are too many. */
function simulation(name: string, options: Partial<MemoryOptions> = {}): MemorySimulation {
  const topology = topologyOf(name, { seed: options.seed ?? 1 });
  const sim = new MemorySimulation({ topology, seed: 1, createCore, compute, ...options });
  sim.run(5);
  done(sim.command({
    do: "apply",
    intents: [
      ...documentsOf(topology),
      {
        kind: "Mesh",
        name: "core",
        routers: { names: topology.routers.slice(0, 6).map((router) => router.name) },
        template: { color: 10, ...TEMPLATE, candidatePaths: [dynamic("delay")] },
      },
    ],
    prune: false,
    dryRun: false,
  }));
  sim.settle();
  return sim;
}
const done = (reply: Reply) => assert.ok(reply.ok, JSON.stringify(reply));
const fine = (sim: MemorySimulation) => assert.deepEqual(sim.problems(), [], sim.tape.last(40));

/** Every one of `names` is up. */
function allUp(sim: MemorySimulation): void {
  const states = [...sim.view.ids("policy")].map((id) => sim.view.row("policy", id)!);
  const notUp = states.filter(({ state }) => state !== "up");
  assert.deepEqual(notUp.map(({ name, state, verdict }) => [name, state, verdict]), []);
  assert.ok(states.length > 0);
}

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

Deno.test("`MemorySimulation` survives the controller's death of 5 s, 60 s and 10 min: nothing doubled or lost", () => {
  for (const personality of [undefined, FRR]) {
    const sim = simulation("five", personality ? { personality } : {});
    sim.run(10);
    const before = namesIn(sim);
    for (const seconds of [5, 60, 600]) {
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

const namesIn = (sim: MemorySimulation): readonly string[] =>
  sim.network.pccs.flatMap((pcc, i) => pcc.lsps.lsps.map((lsp) => `${i} ${lsp.name}`)).sort();

Deno.test("`MemorySimulation` goes through an hour of storm and is whole afterwards", () => {
  const sim = simulation("core30", {
    weather: "storm",
    calmMicroseconds: 30e6,
    latencyMicroseconds: 8000,
  });
  done(sim.command({
    do: "apply",
    intents: [
      policy("lisbon-warsaw", 300, dynamic("te")),
      policy("dublin-athens", 301, dynamic("delay", ["gold"])),
      policy("oslo-rome", 302, dynamic("igp")),
    ],
    prune: false,
    dryRun: false,
  }));
  for (let minute = 0; minute < 60; minute++) {
    sim.run(60);
    if (minute % 10 === 5) sim.swapCore(loadCore);
  }
  sim.network.calm();
  sim.run(200);
  sim.settle();
  allUp(sim);
  fine(sim);
});
