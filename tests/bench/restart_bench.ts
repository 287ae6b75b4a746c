/**
 * Restart with 100,000 intents: from the start of the process to ready, with its store, API and a feed of 1,000 nodes
 * that tells its topology. What the store holds was applied over REST, in parts, to the controller before.
 */
import { startFeed } from "../../lab/sim/feed.ts";
import { applyDocuments } from "./apply_inventory.ts";
import { BenchController, figure } from "./bench_controller.ts";

const NODES = 1000, POLICIES = Number(Deno.env.get("BENCH_POLICIES") ?? 100_000), RESTARTS = 3;

const folder = await Deno.makeTempDir({ prefix: "cairn-bench" });
const feed = await startFeed({
  nodes: NODES,
  peer: { listen: { address: "127.0.0.1", port: 0 } },
});
const options = { bgpPeers: [{ address: "127.0.0.1", port: feed.port }], folder };
const first = await BenchController.start(options);
await first.until(({ ready, routers }) => ready && routers >= NODES, 300, 100);
const { routers } = await first.call("GET", "/v1/routers?pageSize=1000");
const names = Array.isArray(routers) ? routers.map(({ name }) => String(name)) : [];
const policies = Array.from({ length: POLICIES }, (_, n) => ({
  kind: "Policy",
  name: `p${n}`,
  headend: names[n % names.length],
  endpoint: names[(n * 7 + 1 + Math.floor(n / names.length)) % names.length],
  color: 1000 + Math.floor(n / names.length),
  candidatePaths: [{ preference: 100, dynamic: { metric: "igp" } }],
})).filter(({ headend, endpoint }) => headend !== endpoint);
const began = performance.now();
await applyDocuments(first, policies);
const applied = Math.round((performance.now() - began) / 100) / 10;
await first.stop();

const ready: number[] = [], computed: number[] = [], work: number[] = [];
let memory: ReturnType<BenchController["memory"]>;
for (let n = 0; n < RESTARTS; n++) {
  const begun = performance.now();
  const controller = await BenchController.start(options);
  const at = await controller.until(
    (status) => status.ready && status.policies === policies.length,
    600,
    20,
  );
  ready.push((at - begun) / 1000);
  work.push(controller.mainThreadSeconds() ?? NaN);
  const all = await controller.until((status) => status.waitingToCompute === 0, 900, 100);
  computed.push((all - begun) / 1000);
  memory = controller.memory();
  await controller.stop();
}
const middle = (of: number[]) => Math.round(of.sort((a, b) => a - b)[RESTARTS >> 1]! * 1000) / 1000;
figure("restart", {
  policies: policies.length,
  nodes: NODES,
  readySeconds: middle(ready),
  readyMainThreadSeconds: middle(work),
  allPathsComputedSeconds: middle(computed),
  appliedInSeconds: applied,
  ...memory,
});
await feed.stop();
await Deno.remove(folder, { recursive: true });
