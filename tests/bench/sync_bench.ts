/** PCEP: 100 sessions × 600 LSPs, one report a message, from the first connection until the API shows all. */
import { startSwarm } from "../../lab/sim/swarm.ts";
import { BenchController, figure } from "./bench_controller.ts";

const SESSIONS = 100, LSPS = 600;

const controller = await BenchController.start({ bgpPeers: [] });
await controller.status(); // the password is checked once, before the clock runs
await controller.lag();
const swarm = startSwarm({
  server: { address: "127.0.0.1", port: controller.pcepPort },
  count: SESSIONS,
  lsps: LSPS,
});
const all = await controller.until(
  (status) => status.lsps === SESSIONS * LSPS && status.pcepSessionsUp === SESSIONS,
  120,
);
figure("pcepSynchronisation", {
  sessions: SESSIONS,
  lsps: SESSIONS * LSPS,
  seconds: Math.round(all - swarm.startedAt) / 1000,
  ...controller.memory(),
  lag: await controller.lag(),
});
swarm.stop();
await controller.stop();
