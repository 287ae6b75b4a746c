/**
 * Half the map vanishes, in full size (rules III.3): 1,000 routers, 10,000 policies, 40 % of the links withdrawn within
 * 2 s and back after 30 s; a true cut meanwhile is repaired as soon as its headend reports it.
 */
import assert from "node:assert/strict";
import { feedTopology } from "../../lab/sim/feed.ts";
import { MemorySimulation } from "../../lab/sim/memory.ts";
import { configOf } from "../../lab/sim/memory_config.ts";
import { createRandom } from "../../lab/sim/random.ts";
import { createCore } from "../../src/controller/core.ts";
import { compute } from "../../src/path/compute.ts";
import { dynamic, policy, told } from "../controller/simulation.ts";

const NODES = 1000, POLICIES = 10_000;

Deno.test("40 % of 1,000 routers' links vanish for 30 s: 10,000 policies stay, and the one true cut is repaired (rules III.3)", () => {
  const topology = feedTopology(NODES);
  const { safety } = configOf(topology);
  const config = configOf(topology, {
    safety: { ...safety, guards: { ...safety.guards, breakerShare: 0 } },
  });
  const sim = new MemorySimulation({ topology, seed: 1, createCore, compute, config });
  sim.settle();
  const random = createRandom(3);
  const intents = Array.from({ length: POLICIES }, (_, n) => {
    const headend = random.between(0, NODES - 1);
    const endpoint = (headend + random.between(1, NODES - 1)) % NODES;
    return policy({
      name: `p${n}`,
      headend: topology.routers[headend]!.name,
      endpoint: topology.routers[endpoint]!.name,
      color: n + 1,
      onNoPath: "down",
      candidatePaths: [
        dynamic({
          metric: "igp",
          segments: { prefer: "adjacency", protectedAdjacencies: "prefer" },
        }),
      ],
    });
  });
  const reply = sim.command({ do: "apply", intents, prune: false, dryRun: false });
  assert.ok(reply.ok);
  sim.settle(3, 2000);
  const up = () => sim.view.row("status", 0)!.policiesUp;
  const before = up();
  assert.ok(before > 0.9 * POLICIES, `${before} of ${POLICIES} policies are up`);
  sim.tape.clear();
  const gone = topology.links.map((_, n) => n).filter((n) => n % 10 < 4);
  const steps = 8;
  for (let step = 0; step < steps; step++) {
    const part = new Set(gone.filter((_, n) => n % steps === step));
    topology.speakers.forEach((_, speaker) => {
      const changes = sim.network.igp.snapshot(speaker)
        .filter(({ what, index }) => what === "link" && part.has(index >> 1))
        .map((change) => ({ ...change, present: false }));
      sim.happen({ on: "said", speaker, changes });
    });
    sim.run(2 / steps);
  }
  const kinds = () => sim.view.row("status", 0)!.holds.map(({ kind }) => kind);
  assert.deepEqual(kinds(), ["tedGuard"]);
  assert.deepEqual(told(sim), []);
  const cut = topology.links.findIndex((_, n) => n % 10 === 7);
  sim.failLink(topology.links[cut]!.name);
  sim.run(5);
  const repaired = told(sim);
  assert.ok(
    repaired.length > 0 && repaired.length < POLICIES / 20,
    `${repaired.length} messages for one cut`,
  );
  assert.ok(repaired.every((line) => line.includes("PCUpd")));
  sim.run(23);
  assert.deepEqual(kinds(), ["tedGuard"]);
  topology.speakers.forEach((_, speaker) => {
    sim.happen({ on: "said", speaker, changes: sim.network.igp.snapshot(speaker) });
  });
  sim.run(60);
  assert.deepEqual(kinds(), []);
  assert.ok(up() >= before - 5, `${up()} policies are up, ${before} were`);
  console.log(`one cut: ${repaired.length} messages while held, ${told(sim).length} in all`);
});
