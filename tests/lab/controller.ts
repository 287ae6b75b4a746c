/**
 * The controller under test as a process of its own in the lab's controller namespace (the tests
 * already run there), and a small REST client for it.
 */
import assert, { AssertionError } from "node:assert";
import * as v from "valibot";
import {
  type CairnOptions,
  defaultCairnOptions,
  writeCairnConfig,
} from "../../lab/frr/cairn_config.ts";
import { run } from "../../lab/frr/command.ts";
import type { Driver } from "../../lab/frr/driver.ts";
import { readAdjacencySids } from "../../lab/frr/link_facts.ts";
import { artefactFolder, restartPathd, until } from "./lab.ts";
import { readPcepMessages, type WireMessage } from "./wire.ts";
import { findOffences } from "./wire_rules.ts";
import { CONTROLLER } from "../../lab/frr/topology.ts";
import { Changes, Link, Lsp, Node, PcepSession, Policy, Prefix, Status } from "./rows.ts";

export interface Controller {
  readonly api: Api;
  /** Ends the process: KILL like a crash, TERM like an operator. */
  stop(signal: "KILL" | "TERM"): Promise<void>;
  /** Starts it again with the same configuration and data. */
  start(): Promise<void>;
  /** What was on the wire so far, as tcpdump saw it. */
  wire(): readonly WireMessage[];
}

export interface Api {
  call(method: string, path: string, body?: unknown): Promise<unknown>;
  status(): Promise<v.InferOutput<typeof Status>>;
  nodes(): Promise<readonly v.InferOutput<typeof Node>[]>;
  links(): Promise<readonly v.InferOutput<typeof Link>[]>;
  prefixes(): Promise<readonly v.InferOutput<typeof Prefix>[]>;
  lsps(): Promise<readonly Lsp[]>;
  policies(): Promise<readonly Policy[]>;
  policy(name: string): Promise<Policy>;
  sessions(): Promise<readonly v.InferOutput<typeof PcepSession>[]>;
  createPolicy(policy: Readonly<Record<string, unknown>>): Promise<void>;
  apply(documents: readonly unknown[]): Promise<void>;
  setMode(mode: string, dryRun: boolean): Promise<v.InferOutput<typeof Changes>["changes"]>;
}

/** Runs `body` with a fresh controller and fresh routers, all sessions up and the start gate open.
 * `prepare` is called before the controller starts. Afterwards what was on the wire is checked, and
 * the journal, which is as a crash leaves it, has to give the same effects again. */
export async function withController(
  driver: Driver,
  name: string,
  options: Partial<CairnOptions>,
  body: (controller: Controller) => Promise<void>,
  prepare: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  await restartPathd(driver);
  await prepare();
  const folder = await makeFolder(driver, name);
  const pcap = `${folder}/pcep.pcap`;
  const capture = await driver.capture(`tcp port ${CONTROLLER.pcepPort}`, pcap);
  const config = { ...defaultCairnOptions, dataFolder: `${folder}/data`, ...options };
  await Deno.writeTextFile(`${folder}/cairn.yaml`, writeCairnConfig(driver.network, config));
  const controller = createController(folder, pcap);
  try {
    await controller.start();
    await untilReady(driver, controller);
    await body(controller);
    assert.deepEqual(findOffences(controller.wire(), CONTROLLER.address), []);
    await controller.stop("KILL");
    await assertReplays(folder);
  } catch (error) {
    console.error(`--- ${name}: last words of the controller\n${await controller.log()}`);
    throw error;
  } finally {
    await controller.stop("KILL");
    await capture.stop();
  }
}

async function assertReplays(folder: string): Promise<void> {
  const args = ["run", "-A", "--no-check", "main.ts", "replay", `${folder}/data/journal`];
  const output = await run([Deno.execPath(), ...args]);
  assert.equal(output.code, 0, output.stdout + output.stderr);
}

async function makeFolder(driver: Driver, name: string): Promise<string> {
  const folder = `${artefactFolder(driver)}/${name.replaceAll(/\W+/g, "_")}`;
  await Deno.remove(folder, { recursive: true }).catch(() => {}); // of an earlier run
  await Deno.mkdir(folder, { recursive: true });
  return folder;
}

/** Every router has a session in sync, the topology is complete and the start gate is open. */
export async function untilReady(
  driver: Driver,
  { api }: Controller,
  deadlineSeconds = 60,
): Promise<void> {
  const { routers, links } = driver.network;
  await until("the controller is ready", async () => {
    const status = await api.status();
    const done = status.ready && status.pcepSessionsUp === routers.length &&
      status.linksUp === links.length * 2;
    if (!done) throw new AssertionError({ message: JSON.stringify(status) });
    return done;
  }, deadlineSeconds);
}

/** Gives the controller the adjacency SIDs that the routers have now. */
export async function applyLinkFacts(driver: Driver, { api }: Controller): Promise<void> {
  const facts = await until("every half-link has an adjacency SID", async () => {
    const found = await readAdjacencySids(driver);
    return found.length === driver.network.links.length * 2 && found;
  });
  await api.apply(facts);
}

function createController(
  folder: string,
  pcap: string,
): Controller & { log(): Promise<string> } {
  let child: Deno.ChildProcess | undefined;
  return {
    api: createApi(),
    wire: () => readPcepMessages(pcap),
    log: async () => (await Deno.readTextFile(`${folder}/log`)).split("\n").slice(-40).join("\n"),
    start: async () => {
      const program = `"${Deno.execPath()}" run -A --no-check main.ts`;
      child = new Deno.Command("sh", {
        args: ["-c", `exec ${program} serve --config ${folder}/cairn.yaml >>${folder}/log 2>&1`],
        cwd: ROOT,
        env: { CAIRN_ADMIN_PASSWORD: PASSWORD },
        stdin: "null",
      }).spawn();
      await untilListening(child);
    },
    stop: async (signal) => {
      if (child === undefined) return;
      try {
        child.kill(`SIG${signal}`);
      } catch (error) {
        if (!(error instanceof TypeError)) throw error; // it has ended already
      }
      await child.status;
      child = undefined;
    },
  };
}

async function untilListening(child: Deno.ChildProcess): Promise<void> {
  let ended = false;
  child.status.then(() => ended = true);
  await until("the API answers", async () => {
    if (ended) return true;
    const response = await fetch(`${URL_PREFIX}/healthz`);
    await response.body?.cancel();
    return response.ok;
  });
  if (ended) throw new AssertionError({ message: "the controller ended right after its start" });
}

function createApi(): Api {
  const list = async <T>(schema: v.GenericSchema<unknown, T>, name: string) => {
    const rows: T[] = [];
    let token = "";
    do {
      const query = `pageSize=1000&pageToken=${encodeURIComponent(token)}`;
      const page = v.parse(Page, await call("GET", `/v1/${name}?${query}`));
      rows.push(...v.parse(v.array(schema), page[name] ?? []));
      token = v.parse(v.optional(v.string(), ""), page["nextPageToken"]);
    } while (token !== "");
    return rows;
  };
  return {
    call,
    status: async () => v.parse(Status, await call("GET", "/v1/status")),
    nodes: () => list(Node, "nodes"),
    links: () => list(Link, "links"),
    prefixes: () => list(Prefix, "prefixes"),
    lsps: () => list(Lsp, "lsps"),
    policies: () => list(Policy, "policies"),
    policy: async (name) => v.parse(Policy, await call("GET", `/v1/policies/${name}`)),
    sessions: () => list(PcepSession, "pcepSessions"),
    createPolicy: async (policy) => {
      await call("POST", "/v1/policies", policy);
    },
    apply: async (documents) => {
      await call("POST", "/v1/policies:apply", { documents });
    },
    setMode: async (mode, dryRun) =>
      v.parse(Changes, await call("POST", "/v1/mode", { mode, dryRun })).changes,
  };
}

async function call(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(URL_PREFIX + path, {
    method,
    signal: AbortSignal.timeout(10_000),
    headers: {
      authorization: `Basic ${btoa(`admin:${PASSWORD}`)}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) {
    throw new AssertionError({ message: `${method} ${path}: ${response.status} ${text}` });
  }
  return text === "" ? {} : JSON.parse(text);
}

const ROOT = decodeURIComponent(new URL("../..", import.meta.url).pathname);
const URL_PREFIX = "https://127.0.0.1:8443";
const PASSWORD = "a-password-for-the-lab-only";
const Page = v.record(v.string(), v.unknown());
