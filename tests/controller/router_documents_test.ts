/** Documents of many routers in one command: one pass, and the same as one after the other. */
import assert from "node:assert/strict";
import { formatIpv4 } from "../../src/lib/address.ts";
import type { Intent, RouterIntent } from "../../src/policy/intent.ts";
import type { MemorySimulation } from "../../lab/sim/memory.ts";
import { configOf } from "../../lab/sim/memory_config.ts";
import { topologyOf } from "../../lab/sim/topologies.ts";
import { dynamic, policy, simulation } from "./simulation.ts";

const CORE = topologyOf("core30");
const router = (name: string, address: string): RouterIntent => ({
  kind: "Router",
  name,
  address,
  labels: {},
  pcep: { delegations: "accept", labelReserve: 1 },
});
/** All of the network by other names, some with each other's if `swapped`; routers that nobody knows; facts between them. */
const documents = (swapped: boolean): Intent[] => [
  ...CORE.routers.flatMap(({ loopback }, i): Intent[] => [
    router(
      swapped && i < 4 ? CORE.routers[(i + 1) % 4]!.name : `site-${i}`,
      formatIpv4(loopback),
    ),
    { kind: "NodeFacts", name: `facts-${i}`, router: `site-${i}`, site: "here" },
  ]),
  ...Array.from({ length: 20 }, (_, i) => router(`far-${i}`, `10.77.0.${i}`)),
];
const namesIn = (sim: MemorySimulation): string[] =>
  [...sim.view.ids("router")].map((id) => sim.view.row("router", id)!.name).sort();

function network(): MemorySimulation {
  const sim = simulation({ topology: CORE, config: configOf(CORE) });
  sim.settle();
  return sim;
}
function tell(sim: MemorySimulation, intents: readonly Intent[]): void {
  const reply = sim.command({ do: "apply", intents, prune: false, dryRun: false });
  assert.ok(reply.ok, JSON.stringify(reply).slice(0, 500));
}

Deno.test("documents of routers in one command name the same routers as one after the other", () => {
  for (const swapped of [false, true]) {
    const [once, each] = [network(), network()];
    const all = documents(swapped);
    tell(once, all);
    for (const intent of all) tell(each, [intent]);
    for (const sim of [once, each]) sim.settle();
    assert.deepEqual(namesIn(once), namesIn(each));
    assert.equal(namesIn(once).length, CORE.routers.length + 20);
    assert.deepEqual(once.faults, []);
  }
});

Deno.test("documents of routers name them as before after a restart", () => {
  const sim = network();
  tell(sim, documents(false));
  sim.settle();
  const before = namesIn(sim);
  sim.startCore();
  sim.settle();
  assert.deepEqual(namesIn(sim), before);
  assert.deepEqual(sim.faults, []);
});

Deno.test("a policy of the same command is at home on a router that its document just named", () => {
  const sim = network(), [a, b] = CORE.routers;
  tell(sim, [
    policy({ headend: "alpha", endpoint: "beta", candidatePaths: [dynamic({ metric: "igp" })] }),
    router("alpha", formatIpv4(a!.loopback)),
    router("beta", formatIpv4(b!.loopback)),
  ]);
  sim.settle();
  assert.equal(sim.view.row("policy", sim.view.find("policy", "gold")!)!.state, "up");
});
