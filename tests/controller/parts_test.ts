/** Much to send at once goes out in parts, so that no turn is long; all of it goes. */
import assert from "node:assert/strict";
import { topologyOf } from "../../lab/sim/topologies.ts";
import { assertWhole, configOf, dynamic, policy, simulation } from "./simulation.ts";

const MOST = 300;

Deno.test("a mesh that is let loose is sent in parts, and all of it comes up", () => {
  const topology = topologyOf("random:24", { seed: 3 });
  const { safety } = configOf(topology);
  const config = configOf(topology, {
    safety: { ...safety, guards: { ...safety.guards, meshWave: 0 } },
  });
  let most = 0, parts = 0;
  const sim = simulation({
    topology,
    config,
    watch: (_, { effects }) => {
      const written = effects.filter((effect) => effect.do === "write").length;
      most = Math.max(most, written);
      if (written >= MOST) parts++;
    },
  });
  sim.settle();
  const { kind: _, name: __, headend: ___, endpoint: ____, ...template } = policy({
    candidatePaths: [dynamic({ metric: "igp" })],
  });
  const routers = topology.routers.map(({ name }) => name);
  const mesh = { kind: "Mesh", name: "full", routers: { names: routers }, template } as const;
  const reply = sim.command({ do: "apply", intents: [mesh], prune: false, dryRun: false });
  assert.ok(reply.ok, JSON.stringify(reply));
  sim.settle();
  const rows = [...sim.view.ids("policy")].map((id) => sim.view.row("policy", id)!);
  assert.equal(rows.length, 24 * 23);
  assert.ok(rows.every(({ state }) => state === "up"));
  assert.ok(parts > 0, `at most ${most} messages in a turn: nothing was cut`);
  assert.ok(most <= MOST + topology.routers.length, `${most} messages in one turn`);
  assertWhole(sim);
});
