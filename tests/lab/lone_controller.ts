/** A `cairn serve` process for peers on loopback: no namespaces, no routers, ports of its own, a feed if the test has one. */
import { stringify } from "yaml";
import { freePort } from "../../src/io/free_port.ts";
import { type Api, createApi, PASSWORD, ROOT, runCairn } from "./api.ts";
import { until } from "./lab.ts";

export interface LoneController {
  readonly api: Api;
  readonly pcepPort: number;
  readonly folder: string; // for logs
  readonly pid: number;
  /** Ends it like a crash, and replays its journal: true if it gives the same answers. */
  stop(): Promise<boolean>;
}

/** `feedPort`: where a BGP-LS speaker listens. */
export async function startLoneController(
  name: string,
  feedPort: number | undefined,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<LoneController> {
  const folder = decodeURIComponent(new URL("../../.cache/lab/", import.meta.url).pathname) + name;
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  await Deno.mkdir(`${folder}/data`, { recursive: true });
  const pcepPort = await freePort(HOST), apiPort = await freePort(HOST);
  const peers = feedPort === undefined ? [] : [{ address: HOST, asn: FEED_ASN, port: feedPort }];
  await Deno.writeTextFile(
    `${folder}/cairn.yaml`,
    stringify({
      data: `${folder}/data`,
      api: { listen: `${HOST}:${apiPort}` },
      pcep: { listen: `${HOST}:${pcepPort}`, network: "lab" },
      mode: "control",
      bgp: { asn: 65001, routerId: "192.0.2.254", peers },
      topologies: [{ name: "lab", instances: [0], asns: [FEED_ASN] }],
      ...settings,
    }),
  );
  const words = `run -A --no-check main.ts serve --config "${folder}/cairn.yaml"`;
  const child = new Deno.Command("sh", {
    args: ["-c", `exec "${Deno.execPath()}" ${words} >>"${folder}/log" 2>&1`],
    cwd: ROOT,
    env: { CAIRN_ADMIN_PASSWORD: PASSWORD },
    stdin: "null",
  }).spawn();
  const url = `https://${HOST}:${apiPort}`;
  await until("the API answers", async () => {
    const response = await fetch(`${url}/healthz`);
    await response.body?.cancel();
    return response.ok;
  });
  return {
    api: createApi(url, `${folder}/data/api-certificate.pem`),
    pcepPort,
    folder,
    pid: child.pid,
    stop: async () => {
      child.kill("SIGKILL");
      await child.status;
      const { code, stdout, stderr } = await runCairn(["replay", `${folder}/data/journal`]);
      if (code !== 0) console.error(stdout + stderr);
      return code === 0;
    },
  };
}

const HOST = "127.0.0.1";
export const FEED_ASN = 65000;
