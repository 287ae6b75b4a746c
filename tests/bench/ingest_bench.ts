/** BGP-LS: 10,000 nodes, 59,600 NLRI, from the first octet of the table to the last row that the API shows. */
import { startFeed } from "../../lab/sim/feed.ts";
import { BenchController, figure } from "./bench_controller.ts";
import { linkMemory } from "./link_memory.ts";

const NODES = 10_000;

const feed = await startFeed({
  nodes: NODES,
  peer: { listen: { address: "127.0.0.1", port: 0 } },
});
const controller = await BenchController.start({
  bgpPeers: [{ address: "127.0.0.1", port: feed.port }],
});
const links = feed.nlriCount - 2 * NODES;
const all = await controller.until(
  (status) => status.prefixes === NODES && status.links === links && status.routers >= NODES,
  120,
);
figure("bgpLsIngest", {
  nodes: NODES,
  nlri: feed.nlriCount,
  seconds: round((all - feed.tellingAt) / 1000),
  mainThreadSeconds: controller.mainThreadSeconds(), // from its start
  ...controller.memory(),
  lag: await controller.lag(),
});
await controller.stop();
await feed.stop();
figure("topologyMemory", { nodes: NODES, ...linkMemory(NODES) });

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
