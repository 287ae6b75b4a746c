/**
 * Test frame for BGP speakers of others: `cairn serve` and they as processes of their own, on addresses of 127.0.0.0/8.
 * They need neither routers nor privilege: `deno task lab:test` runs them, and CAIRN_INTEROP=1 does alone. Where a speaker
 * cannot be had the test says so in one line and passes.
 */
import { AssertionError } from "node:assert";
import * as v from "valibot";
import { stringify } from "yaml";
import { LabError } from "../../lab/frr/command.ts";
import { freePort, type Program, startProgram } from "../../lab/interop/program.ts";
import { PASSWORD, ROOT, runCairn } from "./api.ts";
import { until } from "./lab.ts";

export function interopTest<S>(
  name: string,
  open: () => Promise<S>,
  body: (speaker: S, folder: string) => Promise<void>,
): void {
  const wanted = ["CAIRN_LAB", "CAIRN_INTEROP", "CI"].some((key) => Deno.env.get(key));
  Deno.test({ name, ignore: !wanted, sanitizeOps: false, sanitizeResources: false }, async () => {
    let speaker: S;
    try {
      speaker = await open();
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      return console.log(`skipped: ${name} (${error.message})`);
    }
    const folder = await Deno.makeTempDir({ prefix: "cairn-interop-" });
    try {
      await body(speaker, folder);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
  if (!wanted && !announced) {
    console.log("skipped: tests/lab needs other BGP speakers; run: CAIRN_INTEROP=1 deno test -A");
  }
  announced ||= !wanted;
}
let announced = false;

export const ASN = 65001;
export interface Cairn {
  readonly program: Program;
  /** Where it waits for BGP. */
  readonly bgpPort: number;
  peer(address: string): Promise<Peer>;
  /** Names of IGP nodes, with "(stale)" behind those that are. */
  nodes(): Promise<readonly string[]>;
  links(): Promise<number>;
  alarms(): Promise<readonly string[]>;
  do(address: string, verb: string, words?: string): Promise<void>;
}

export interface CairnPeer {
  readonly address: string;
  readonly port: number;
  readonly asn: number;
  readonly passive?: boolean;
  readonly maximumNlri?: number;
}

/** `cairn serve` that observes, with these peers. Ended by the caller. */
export async function startCairn(
  folder: string,
  routerId: string,
  peers: readonly CairnPeer[],
  holdTimeSeconds = 9,
): Promise<Cairn> {
  const [api, bgpPort] = [freePort("127.0.0.1"), freePort("127.0.0.1")];
  const file = `${folder}/cairn.yaml`, url = `https://127.0.0.1:${api}`;
  await Deno.writeTextFile(
    file,
    stringify({
      data: `${folder}/data`,
      mode: "observe",
      safety: { startQuiet: "3s" },
      api: { listen: `127.0.0.1:${api}` },
      pcep: { listen: `127.0.0.1:${freePort("127.0.0.1")}` },
      bgp: {
        asn: ASN,
        routerId,
        holdTime: `${holdTimeSeconds}s`,
        listen: `127.0.0.1:${bgpPort}`,
        peers: peers.map((peer) => ({ connectRetry: "1s", ...peer })),
      },
    }),
  );
  const program = startProgram(
    [Deno.execPath(), "run", "-A", "--no-check", `${ROOT}main.ts`, "serve", "--config", file],
    `${folder}/cairn.log`,
    { CAIRN_ADMIN_PASSWORD: PASSWORD },
  );
  const certificate = await until(
    "Cairn has its certificate",
    () => Deno.readTextFile(`${folder}/data/api-certificate.pem`),
  );
  const client = Deno.createHttpClient({ caCerts: [certificate] });
  const call = (method: string, path: string, body?: unknown) =>
    request(client, url + path, method, body);
  await until("the API answers", () => call("GET", "/v1/status").then(() => true));
  return {
    program,
    bgpPort,
    peer: async (address) => v.parse(Peer, await call("GET", `/v1/bgpPeers/${address}`)),
    nodes: async () => {
      const { nodes } = v.parse(Nodes, await call("GET", "/v1/nodes?pageSize=1000"));
      return nodes.map(({ name, stale }) => `${name}${stale ? "(stale)" : ""}`).sort();
    },
    links: async () => v.parse(Total, await call("GET", "/v1/links?pageSize=1")).totalSize,
    alarms: async () => {
      const { alarms } = v.parse(Alarms, await call("GET", "/v1/alarms?pageSize=1000"));
      return alarms.filter(({ active }) => active).map(({ kind }) => kind).sort();
    },
    do: async (address, verb, words) => {
      await call("POST", `/v1/bgpPeers/${address}:${verb}`, words === undefined ? {} : { words });
    },
  };
}

/** Waits until the session is up and the table is told. */
export const untilUp = (cairn: Cairn, address: string): Promise<Peer> =>
  until(`the session with ${address}`, async () => {
    const peer = await cairn.peer(address);
    if (peer.state === "established" && peer.endOfRib) return peer;
    throw new AssertionError({ message: JSON.stringify(peer) });
  });
export const untilNodes = (cairn: Cairn, names: string): Promise<boolean> =>
  until(`nodes ${names}`, async () => {
    const found = (await cairn.nodes()).join(" ");
    if (found === names) return true;
    throw new AssertionError({ message: found });
  });

/** Runs what a test does with its programs; what they said last is told when it fails. */
export async function ending(programs: readonly Program[], body: () => Promise<void>) {
  try {
    await body();
  } catch (error) {
    for (const program of programs) console.error(`---\n${await program.log()}`);
    throw error;
  } finally {
    for (const program of programs) await program.stop("KILL");
  }
}

/** What the journal of an ended Cairn holds comes to the same answers again. */
export async function assertReplays(folder: string): Promise<void> {
  const { code, stdout, stderr } = await runCairn(["replay", `${folder}/data/journal`]);
  if (code !== 0) throw new AssertionError({ message: stdout + stderr });
}

async function request(
  client: Deno.HttpClient,
  url: string,
  method: string,
  body?: unknown,
): Promise<unknown> {
  const response = await fetch(url, {
    client,
    method,
    signal: AbortSignal.timeout(20_000),
    headers: {
      authorization: `Basic ${btoa(`admin:${PASSWORD}`)}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new AssertionError({ message: `${url}: ${response.status} ${text}` });
  return text === "" ? {} : JSON.parse(text);
}

const text = v.optional(v.string(), ""), count = v.optional(v.number(), 0);
const flag = v.optional(v.boolean(), false);
export const Peer = v.object({
  state: text,
  endOfRib: flag,
  nlriCount: count,
  malformed: count,
  sessions: count,
  connections: count,
  holdTimeSeconds: count,
  lastError: text,
  notificationReceived: text,
  notificationSent: text,
  shutBy: text,
  restartUntil: text,
  refreshingSince: text,
  agreed: v.optional(v.object({
    extendedMessages: flag,
    enhancedRefresh: flag,
    fourOctetAsn: flag,
    restartSeconds: count,
    restartAfterNotification: flag,
  })),
  messages: v.optional(
    v.array(v.object({ type: v.string(), received: count, sent: count })),
    [],
  ),
  paths: v.optional(v.array(v.object({ asPath: text, announced: count })), []),
});
export type Peer = v.InferOutput<typeof Peer>;
const Nodes = v.object({
  nodes: v.optional(v.array(v.object({ name: text, stale: flag })), []),
});
const Alarms = v.object({
  alarms: v.optional(v.array(v.object({ kind: text, active: flag })), []),
});
const Total = v.object({ totalSize: count });
