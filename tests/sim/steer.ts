/** What tests of the whole do again and again: a network under control, its policies, what must be fine. */
import assert from "node:assert/strict";
import { MemorySimulation } from "../../lab/sim/memory.ts";
import { documentsOf, type MemoryOptions } from "../../lab/sim/memory_config.ts";
import { topologyOf } from "../../lab/sim/topologies.ts";
import type { Reply } from "../../src/controller/command.ts";
import { createCore } from "../../src/controller/core.ts";
import { compute } from "../../src/path/compute.ts";
import type { CandidatePathIntent, Intent, Metric, PolicyIntent } from "../../src/policy/intent.ts";

export const dynamic = (
  metric: Metric,
  includeAny: readonly string[] = [],
): CandidatePathIntent => ({
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
export const TEMPLATE = {
  bandwidthBps: 0,
  priority: { setup: 7, hold: 7 },
  onNoPath: "keep",
  adminUp: true,
  labels: {},
} as const;
export const policy = (name: string, color: number, path: CandidatePathIntent): PolicyIntent => {
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

/** A network under control, with a mesh by delay between the first six routers. */
export function simulation(
  name: string,
  { mesh = true, ...options }: Partial<MemoryOptions> & { readonly mesh?: boolean } = {},
): MemorySimulation {
  const topology = topologyOf(name, { seed: options.seed ?? 1 });
  const sim = new MemorySimulation({ topology, seed: 1, createCore, compute, ...options });
  sim.run(5);
  const core: Intent = {
    kind: "Mesh",
    name: "core",
    routers: { names: topology.routers.slice(0, 6).map((router) => router.name) },
    template: { color: 10, ...TEMPLATE, candidatePaths: [dynamic("delay")] },
  };
  apply(sim, ...documentsOf(topology), ...(mesh ? [core] : []));
  sim.settle();
  return sim;
}
export const done = (reply: Reply) => assert.ok(reply.ok, JSON.stringify(reply));
export const fine = (sim: MemorySimulation) =>
  assert.deepEqual(sim.problems(), [], sim.tape.last(40));

/** Every one of `names` is up. */
export function allUp(sim: MemorySimulation): void {
  const states = [...sim.view.ids("policy")].map((id) => sim.view.row("policy", id)!);
  const notUp = states.filter(({ state }) => state !== "up");
  assert.deepEqual(notUp.map(({ name, state, verdict }) => [name, state, verdict]), []);
  assert.ok(states.length > 0);
}

export const namesIn = (sim: MemorySimulation): readonly string[] =>
  sim.network.pccs.flatMap((pcc, i) => pcc.lsps.lsps.map((lsp) => `${i} ${lsp.name}`)).sort();

/** Makes these documents so. */
export const apply = (sim: MemorySimulation, ...intents: readonly Intent[]): void =>
  done(sim.command({ do: "apply", intents, prune: false, dryRun: false }));

/** Lines of the tape with one of these messages, since it was cleared. */
export const said = (sim: MemorySimulation, ...messages: readonly string[]): readonly string[] =>
  sim.tape.lines().filter((line) => messages.some((message) => line.includes(`< ${message} `)));
