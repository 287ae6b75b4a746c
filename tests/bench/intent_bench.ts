/** From the POST of a policy to the octets of its PCInitiate at the router, 100 times; the intent is durable first. */
import { startSimulation } from "../../lab/sim/tcp.ts";
import { topologyOf } from "../../lab/sim/topologies.ts";
import { freePort } from "../../src/io/free_port.ts";
import { applyInventory } from "./apply_inventory.ts";
import { BenchController, figure } from "./bench_controller.ts";
import { quantile } from "./lag.ts";

const TIMES = 100, WARM_UP = 20, PCINITIATE = 12;

const topology = topologyOf("five");
const feed = { address: "127.0.0.1", port: await freePort("127.0.0.1") };
const controller = await BenchController.start({ bgpPeers: [feed] });
let heard: (() => void) | undefined;
const simulation = await startSimulation({
  topology,
  seed: 1,
  pcepServer: { address: "127.0.0.1", port: controller.pcepPort },
  bgp: [feed],
  tap: (direction, line, bytes) => {
    if (direction === "in" && line < 5 && bytes[1] === PCINITIATE) heard?.();
  },
});
await applyInventory(controller, topology);
await controller.until((status) => status.ready && status.pcepSessionsUp === 5, 30);

const took: number[] = [], empty: number[] = [];
for (let n = 0; n < TIMES + WARM_UP; n++) {
  const arrived = new Promise<number>((resolve) => heard = () => resolve(performance.now()));
  const begun = performance.now();
  const answered = controller.call("POST", "/v1/policies", {
    name: `bench-${n}`,
    headend: "paris",
    endpoint: "rome",
    color: 1000 + n,
    candidatePaths: [{ preference: 100, dynamic: { metric: "delay" } }],
  });
  const milliseconds = await arrived - begun;
  await answered;
  if (n >= WARM_UP) took.push(milliseconds);
  const asked = performance.now();
  await controller.call("GET", "/v1/status");
  if (n >= WARM_UP) empty.push(performance.now() - asked);
  await new Promise((resolve) => setTimeout(resolve, 20));
}
for (const times of [took, empty]) times.sort((a, b) => a - b);
figure("intentToInitiate", {
  times: TIMES,
  p50Milliseconds: quantile(took, 0.5),
  p99Milliseconds: quantile(took, 0.99),
  statusRequestP50Milliseconds: quantile(empty, 0.5), // what any request costs
});
await simulation.stop();
await controller.stop();
