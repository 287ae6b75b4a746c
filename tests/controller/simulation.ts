/** A small network under a simulated clock, and the documents that these tests apply to it. */
import assert from "node:assert/strict";
import { MemorySimulation } from "../../lab/sim/memory.ts";
import { configOf, type MemoryOptions } from "../../lab/sim/memory_config.ts";
import { topologyOf } from "../../lab/sim/topologies.ts";
import { createCore } from "../../src/controller/core.ts";
import type { PolicyRow } from "../../src/controller/view/view.ts";
import { compute } from "../../src/path/compute.ts";
import type { CandidatePathIntent, DynamicPath, PolicyIntent } from "../../src/policy/intent.ts";

export const FIVE = topologyOf("five");
export { configOf };

export function simulation(change: Partial<MemoryOptions> = {}): MemorySimulation {
  return new MemorySimulation({ topology: FIVE, seed: 1, createCore, compute, ...change });
}

export function dynamic(change: Partial<DynamicPath> = {}, preference = 100): CandidatePathIntent {
  const path: DynamicPath = {
    type: "dynamic",
    metric: "delay",
    bounds: {},
    affinity: { includeAny: [], includeAll: [], excludeAny: [] },
    include: [],
    exclude: [],
    sidAlgorithm: 0,
    dataplane: "sr-mpls",
    segments: { prefer: "node", protectedAdjacencies: "prefer" },
    ...change,
  };
  return { preference, path };
}
export function policy(change: Partial<PolicyIntent> = {}): PolicyIntent {
  return {
    kind: "Policy",
    name: "gold",
    headend: "paris",
    endpoint: "rome",
    color: 100,
    bandwidthBps: 0,
    priority: { setup: 7, hold: 7 },
    onNoPath: "keep",
    adminUp: true,
    labels: {},
    candidatePaths: [dynamic()],
    ...change,
  };
}
export function apply(sim: MemorySimulation, ...intents: PolicyIntent[]): void {
  const reply = sim.command({ do: "apply", intents, prune: false, dryRun: false });
  assert.ok(reply.ok, JSON.stringify(reply));
}
export function row(sim: MemorySimulation, name = "gold"): PolicyRow {
  const id = sim.view.find("policy", name);
  const found = id === undefined ? undefined : sim.view.row("policy", id);
  assert.ok(found, `no policy ${name}`);
  return found;
}
/** What was said to a router since the tape was cleared, without Open and Close. */
export function told(sim: MemorySimulation, router?: string): string[] {
  return sim.tape.lines(router).filter((line) => / < (PCUpd|PCInitiate|PCRep)/.test(line));
}
export const assertWhole = (sim: MemorySimulation): void => assert.deepEqual(sim.problems(), []);
