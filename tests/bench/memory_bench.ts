/**
 * Memory of a policy with its four records (wanted, computed, sent, reported) and a history of ten. Two lives of one
 * network under a simulated clock, one with three times the policies, so that logs of fixed length are full in both; of
 * each, what the heap loses when nothing but the core is left and the core goes too. Started with --expose-gc.
 */
import { getHeapStatistics } from "node:v8";
import { MemorySimulation } from "../../lab/sim/memory.ts";
import { configOf } from "../../lab/sim/memory_config.ts";
import { createRandom } from "../../lab/sim/random.ts";
import { topologyOf } from "../../lab/sim/topologies.ts";
import { createCore } from "../../src/controller/core.ts";
import type { Core } from "../../src/controller/step.ts";
import { compute } from "../../src/path/compute.ts";
import { dynamic, policy } from "../controller/simulation.ts";
import { figure } from "./bench_controller.ts";

const FEW = 1000, POLICIES = 3000, CHANGES = 16;

const topology = topologyOf("core30", { seed: 1 });
const few = await measured(FEW), full = await measured(POLICIES);
figure("memory", {
  policies: POLICIES,
  recordsEach: full.records / POLICIES,
  historyEach: full.history / POLICIES,
  octetsPerPolicy: Math.round((full.held - few.held) / (POLICIES - FEW)),
  savedOctetsPerPolicy: Math.round((full.saved - few.saved) / (POLICIES - FEW)),
});

/** A network that came up, took its policies, and changed ten times: intents by turns with failing links. */
function life(policies: number, kept: Kept) {
  const config = configOf(topology);
  const sim = new MemorySimulation({
    topology,
    seed: 1,
    compute,
    createCore: () => kept.core = createCore(),
    config: { ...config, safety: { ...config.safety, confirmDeletesAbove: 1e6 } },
  });
  sim.run(15);
  const random = createRandom(3), { routers } = topology;
  const pairs = Array.from({ length: policies }, (_, n) => {
    const headend = n % routers.length;
    const endpoint = (headend + random.between(1, routers.length - 1)) % routers.length;
    return { headend: routers[headend]!.name, endpoint: routers[endpoint]!.name };
  });
  const apply = (round: number) => {
    for (let from = 0; from < policies; from += 500) {
      const intents = pairs.slice(from, from + 500).map((pair, i) =>
        policy({
          ...pair,
          name: `policy-${from + i}`,
          color: 1000 + from + i,
          bandwidthBps: round * 1e6,
          candidatePaths: [dynamic({ metric: round % 2 === 0 ? "delay" : "igp" })],
        })
      );
      const reply = sim.command({ do: "apply", intents, prune: false, dryRun: false });
      if (!reply.ok) throw new Error(JSON.stringify(reply.problems[0]));
    }
    sim.run(60);
  };
  apply(0);
  for (let change = 1; change <= CHANGES; change++) {
    if (change % 2 === 1) apply(change);
    else {
      const link = random.pick(topology.links).name;
      sim.failLink(link);
      sim.run(100);
      sim.restoreLink(link);
      sim.run(200);
    }
  }
  let records = 0, history = 0;
  for (const id of sim.view.ids("policy")) {
    const row = sim.view.row("policy", id)!;
    for (const { wanted, computed, sent, reported } of row.candidatePaths) {
      records += [wanted, computed, sent, reported].filter((one) => one !== undefined).length;
    }
    history += sim.view.history(row.name)?.length ?? 0;
  }
  return { saved: kept.core!.save().length, records, history };
}

interface Kept {
  core: Core | undefined;
}
/** `held`: octets of the heap that the core alone keeps. */
async function measured(policies: number) {
  const kept: Kept = { core: undefined };
  const counted = life(policies, kept);
  const before = await heap();
  drop(kept);
  return { ...counted, held: before - await heap() };
}
/** In a frame of its own: no register of the caller may hold it. */
function drop(kept: Kept): void {
  if (kept.core?.view.row("status", 0) === undefined) throw new Error("no core");
  kept.core = undefined;
}
/** Each time in a task of its own: what the one before has looked at through weak references is kept for its length. */
async function heap(): Promise<number> {
  const { gc } = globalThis as { gc?: () => void };
  if (!gc) throw new Error("start it with --v8-flags=--expose-gc");
  for (let i = 0; i < 4; i++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    gc();
  }
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
}
