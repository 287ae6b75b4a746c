/**
 * From the octets of a BGP-LS withdraw to the last PCUpd that follows from it: 1,000 nodes, 10,000 policies
 * by delay, one link after the other. No wait for the IGP (igpConvergence 0), so that only our own time counts.
 */
import { startSimulation } from "../../lab/sim/tcp.ts";
import { topologyOf } from "../../lab/sim/topologies.ts";
import { createRandom } from "../../lab/sim/random.ts";
import { freePort } from "../../src/io/free_port.ts";
import { applyDocuments, applyInventory } from "./apply_inventory.ts";
import { BenchController, figure } from "./bench_controller.ts";
import { quantile } from "./lag.ts";

const NODES = 1000, POLICIES = 10_000;
const FAILURES = Number(Deno.env.get("BENCH_FAILURES") ?? 100), PCUPD = 11, KEEPALIVE = 19;

const topology = { ...topologyOf(`random:${NODES}`, { seed: 1 }), speakers: [0] };
const feed = { address: "127.0.0.1", port: await freePort("127.0.0.1") };
const controller = await BenchController.start({ bgpPeers: [feed] });
let toldAt = 0, updatedAt = 0, updates = 0;
const simulation = await startSimulation({
  topology,
  seed: 1,
  pcepServer: { address: "127.0.0.1", port: controller.pcepPort },
  bgp: [feed],
  tap: (direction, line, bytes) => {
    const withdraw = direction === "out" && line === NODES && bytes.length > KEEPALIVE;
    if (withdraw && toldAt === 0) toldAt = performance.now();
    if (direction !== "in" || line >= NODES || bytes[1] !== PCUPD) return;
    updatedAt = performance.now();
    updates++;
  },
});
await applyInventory(controller, topology);
await controller.until((status) => status.ready && status.pcepSessionsUp === NODES, 120, 100);
const random = createRandom(7);
const policies = Array.from({ length: POLICIES }, (_, n) => {
  const headend = n % NODES;
  const endpoint = (headend + random.between(1, NODES - 1)) % NODES;
  return {
    kind: "Policy",
    name: `p${n}`,
    headend: topology.routers[headend]!.name,
    endpoint: topology.routers[endpoint]!.name,
    color: 1000 + Math.floor(n / NODES),
    candidatePaths: [{ preference: 100, dynamic: { metric: "delay" } }],
  };
});
const appliedAt = performance.now();
await applyDocuments(controller, policies);
const upAt = await controller.until((status) => status.policiesUp >= 0.999 * POLICIES, 300, 100);

const took: number[] = [], moved: number[] = [];
await controller.lag();
const workBefore = controller.mainThreadSeconds() ?? NaN;
while (took.length < FAILURES) {
  const link = random.pick(topology.links);
  if (!simulation.network.igp.linkUp(topology.links.indexOf(link))) continue;
  toldAt = updatedAt = updates = 0;
  simulation.failLink(link.name);
  await quiet();
  if (updates === 0) continue; // nothing crossed it
  took.push(updatedAt - toldAt);
  moved.push(updates);
}
took.sort((a, b) => a - b);
moved.sort((a, b) => a - b);
figure("failureToLastUpdate", {
  nodes: NODES,
  policies: POLICIES,
  failures: FAILURES,
  p50Milliseconds: quantile(took, 0.5),
  p99Milliseconds: quantile(took, 0.99),
  updatesP50: quantile(moved, 0.5),
  updatesMaximum: quantile(moved, 1),
  mainThreadMillisecondsEach:
    Math.round(1e4 * ((controller.mainThreadSeconds() ?? NaN) - workBefore) / FAILURES) / 10,
  mainThreadSecondsUntilAllUp: workBefore,
  secondsToBringAllUp: Math.round((upAt - appliedAt) / 100) / 10,
  ...controller.memory(),
  lag: await controller.lag(),
});
await simulation.stop();
await controller.stop();

/** The withdraw is out, and nothing came for a while. */
async function quiet(): Promise<void> {
  do {
    await new Promise((resolve) => setTimeout(resolve, 20));
  } while (toldAt === 0 || performance.now() - Math.max(toldAt, updatedAt) < 400);
}
