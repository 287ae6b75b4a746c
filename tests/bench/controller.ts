/**
 * The controller that is measured, in a process of its own: `serve` with a data folder that is thrown away.
 * The first argument is JSON: what differs from the defaults. Answers lines on stdin with lines on stdout.
 */
import process from "node:process";
import { createInterface } from "node:readline";
import { type Configuration, configurationOf } from "../../src/io/config/config.ts";
import { defaultSettings } from "../../src/io/config/read_config.ts";
import { createLog } from "../../src/io/log.ts";
import { serve } from "../../src/io/serve.ts";
import { Lag } from "./lag.ts";

export interface ControllerOptions {
  readonly password: string;
  readonly bgpPeers: readonly { readonly address: string; readonly port: number }[];
  readonly unknownPeers?: "observe" | "refuse";
  /** A data folder that is kept; else one that is thrown away. */
  readonly folder?: string;
  /** "off": nothing waits for a wave, a share or a confirmation. */
  readonly guards?: "off";
}

function configuration({ bgpPeers, guards }: ControllerOptions, folder: string): Configuration {
  const { core, edge } = configurationOf(defaultSettings(), ".", folder);
  const peers = bgpPeers.map(({ address, port }) => ({
    address,
    port,
    asn: 65000,
    passive: false,
    multihop: 2,
    connectRetrySeconds: 1,
  }));
  return {
    core: {
      ...core,
      mode: "control",
      bgp: { ...core.bgp, peers },
      safety: {
        ...core.safety,
        colors: { first: 1, last: 0xffffffff },
        startQuietSeconds: 2,
        syncGraceSeconds: 0,
        igpConvergenceSeconds: 0,
        ...(guards === "off" && { ...NO_GUARDS, guards: { ...core.safety.guards, ...NO_GUARD } }),
      },
    },
    edge: {
      ...edge,
      api: { listen: { host: "127.0.0.1", port: 0 } },
      pcepListen: { host: "127.0.0.1", port: 0 },
    },
  };
}

const NO_GUARDS = { optimisationShare: 1, confirmDeletesAbove: 1e9 };
const NO_GUARD = { tedShare: 0, tedPolicies: 0, meshWave: 0, breakerShare: 0 };

async function main(): Promise<void> {
  const options: ControllerOptions = JSON.parse(Deno.args[0] ?? "{}");
  const folder = options.folder ?? await Deno.makeTempDir({ prefix: "cairn-bench" });
  const log = createLog({ level: "error", format: "text" });
  const cairn = await serve(configuration(options, folder), {
    adminPassword: options.password,
    log,
  });
  const lag = new Lag();
  const say = (line: unknown) => console.log(JSON.stringify(line));
  say({ url: cairn.url, certificate: cairn.certificate, pcepPort: cairn.controller.pcep.port });
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === "lag") say(lag.report());
    if (line === "stop") break;
  }
  lag.stop();
  await cairn.stop();
  if (options.folder === undefined) await Deno.remove(folder, { recursive: true });
}

if (import.meta.main) {
  await main();
  Deno.exit(0);
}
