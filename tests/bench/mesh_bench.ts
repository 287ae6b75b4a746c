/**
 * Full mesh of 100 routers, 9,900 policies, guards off: from the request that applies it to all reported up, on
 * simulated routers over TCP.
 */
import { startSimulation } from "../../lab/sim/tcp.ts";
import { topologyOf } from "../../lab/sim/topologies.ts";
import { freePort } from "../../src/io/free_port.ts";
import { applyInventory } from "./apply_inventory.ts";
import { BenchController, figure } from "./bench_controller.ts";

const NODES = Number(Deno.env.get("BENCH_NODES") ?? 100), PCINITIATE = 12;

const topology = { ...topologyOf(`random:${NODES}`, { seed: 1 }), speakers: [0] };
const feed = { address: "127.0.0.1", port: await freePort("127.0.0.1") };
const controller = await BenchController.start({ bgpPeers: [feed], guards: "off" });
let firstAt = 0, lastAt = 0, made = 0;
const simulation = await startSimulation({
  topology,
  seed: 1,
  pcepServer: { address: "127.0.0.1", port: controller.pcepPort },
  bgp: [feed],
  tap: (direction, line, bytes) => {
    if (direction !== "in" || line >= NODES) return;
    for (
      let at = 0;
      at + 4 <= bytes.length;
      at += Math.max(4, bytes[at + 2]! << 8 | bytes[at + 3]!)
    ) {
      if (bytes[at + 1] !== PCINITIATE) continue;
      lastAt = performance.now();
      if (firstAt === 0) firstAt = lastAt;
      made++;
    }
  },
});
await applyInventory(controller, topology);
await controller.until((status) => status.ready && status.pcepSessionsUp === NODES, 120, 100);
const policies = NODES * (NODES - 1);
await controller.lag();
const workBefore = controller.mainThreadSeconds() ?? NaN;
const begun = performance.now();
await controller.call("POST", "/v1/policies:apply", {
  documents: [{
    kind: "Mesh",
    name: "full",
    routers: topology.routers.map(({ name }) => name),
    template: { color: 10, candidatePaths: [{ preference: 100, dynamic: { metric: "delay" } }] },
  }],
});
const answered = performance.now();
const up = await controller.until((status) => status.policiesUp === policies, 300, 50);
figure("mesh", {
  routers: NODES,
  policies,
  seconds: seconds(up - begun),
  mainThreadSeconds: seconds(1000 * ((controller.mainThreadSeconds() ?? NaN) - workBefore)),
  answeredSeconds: seconds(answered - begun),
  firstInitiateSeconds: seconds(firstAt - begun),
  lastInitiateSeconds: seconds(lastAt - begun),
  initiates: made,
  ...controller.memory(),
  lag: await controller.lag(),
});
await simulation.stop();
await controller.stop();

function seconds(milliseconds: number): number {
  return Math.round(milliseconds) / 1000;
}
