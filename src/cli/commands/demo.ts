/** `cairn demo`: a controller and a simulated network in one process, over real TCP on loopback. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { PERSONALITIES, personalityOf } from "../../../lab/sim/personality.ts";
import { type Simulation, startSimulation } from "../../../lab/sim/tcp.ts";
import type { Topology } from "../../../lab/sim/topology.ts";
import { topologyOf } from "../../../lab/sim/topologies.ts";
import { readDocuments } from "../../api/documents.ts";
import { AdminService } from "../../gen/cairn/v1/admin_pb.ts";
import { type Configuration, configurationOf } from "../../io/config/config.ts";
import { defaultSettings } from "../../io/config/read_config.ts";
import { type ListenAddress, parseDuration, parseListen } from "../../io/config/units.ts";
import { EdgeError } from "../../io/edge_error.ts";
import { freePort, isFree } from "../../io/free_port.ts";
import { checkAdminPassword, type RunningCairn, serve } from "../../io/serve.ts";
import { makeTemporaryFolder } from "../../io/temporary_folder.ts";
import type { Terminal } from "../../io/terminal.ts";
import { Client } from "../client.ts";
import { demoDocuments } from "../demo/demo_documents.ts";
import { createDemoLog, type DemoLog } from "../demo/demo_log.ts";
import { sentences } from "../words.ts";

interface DemoOptions {
  readonly topology: string;
  readonly seed: number;
  readonly events: "off" | "gentle" | "storm";
  readonly personality: Parameters<typeof personalityOf>[0];
  readonly duration?: number; // seconds
  readonly api?: ListenAddress;
  readonly data?: string;
  readonly output: "text" | "json";
}

export function addDemo(program: Command, terminal: Terminal): void {
  program.command("demo").summary("a controller and a simulated network to look at")
    .option("--topology <name>", "five, ring, core30, random:N or a file", "five")
    .option("--seed <number>", "of everything that happens by chance", wholeNumber, 1)
    .addOption(
      new Option("--events <weather>", "what happens in the network")
        .choices(["off", "gentle", "storm"]).default("gentle"),
    )
    .addOption(
      new Option(
        "--personality <name>",
        "whose habits the routers have; mixed: all of them in turn",
      )
        .choices([...Object.keys(PERSONALITIES), "mixed"]).default("rfc"),
    )
    .option("--duration <time>", "end after this time, like 60s", seconds)
    .option("--api <address>", "where API and UI listen (127.0.0.1:8443, or any free port)", listen)
    .option("--data <folder>", "to keep what was learnt; a temporary one when absent")
    .addOption(
      new Option("-o, --output <form>", "json: one line with what programs need")
        .choices(["text", "json"]).default("text"),
    )
    .action((options: DemoOptions) => runDemo(options, terminal));
}

async function runDemo(options: DemoOptions, terminal: Terminal): Promise<void> {
  const topology = readTopology(options, terminal);
  const interrupted = terminal.interrupted();
  const temporary = options.data === undefined ? makeTemporaryFolder("cairn-demo") : undefined;
  const folder = options.data ?? temporary!.path;
  const given = checkAdminPassword(terminal.env("CAIRN_ADMIN_PASSWORD"));
  const configuration = await demoConfiguration(topology, options, folder);
  const log = createDemoLog(terminal, options.output === "json");
  const cairn = await serve(configuration, { adminPassword: given, log });
  let simulation: Simulation | undefined;
  try {
    simulation = await startNetwork(topology, options, configuration, cairn, log);
    await applyDocuments(topology, cairn);
    const ended = ending(interrupted, options.duration, terminal);
    await Promise.race([ready(cairn, terminal), ended]);
    await announce(cairn, topology, options, given, terminal);
    log.begin();
    await ended;
  } finally {
    await cairn.stop();
    await simulation?.stop();
    temporary?.remove();
  }
}

function readTopology({ topology, seed }: DemoOptions, terminal: Terminal): Topology {
  const readText = (path: string) => new TextDecoder().decode(terminal.read(path));
  try {
    return topologyOf(topology, { seed, readText });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new EdgeError(
      `--topology ${topology}: ${why}; known are five, ring, core30, random:N, or a file`,
    );
  }
}

/** Each speaker has an address of its own; nothing listens beyond loopback. */
export async function demoConfiguration(
  topology: Topology,
  { api, personality }: Pick<DemoOptions, "api" | "personality">,
  folder: string,
): Promise<Configuration> {
  const { core, edge } = configurationOf(defaultSettings(), ".", folder);
  const peers = await Promise.all(topology.speakers.map(async (_, i) => {
    const address = `127.2.0.${i + 1}`;
    const port = await freePort(address);
    return {
      address,
      port,
      asn: topology.asn,
      passive: false,
      multihop: 2,
      connectRetrySeconds: 1,
    };
  }));
  const usual = { host: "127.0.0.1", port: await isFree("127.0.0.1", 8443) ? 8443 : 0 };
  return {
    core: {
      ...core,
      mode: "control",
      bgp: { ...core.bgp, peers },
      safety: {
        ...core.safety,
        startQuietSeconds: 2,
        quarantineSeconds: 10, // who looks on sees a path come back; where traffic flows it is a minute
        // The others need the grace of their profile: some report late.
        ...(personality === "rfc" ? { syncGraceSeconds: 0 } : {}),
      },
    },
    edge: { ...edge, api: { listen: api ?? usual }, pcepListen: { host: "127.0.0.1", port: 0 } },
  };
}

async function startNetwork(
  topology: Topology,
  { seed, events, personality }: DemoOptions,
  { core }: Configuration,
  { controller }: RunningCairn,
  log: DemoLog,
): Promise<Simulation> {
  return await startSimulation({
    topology,
    seed,
    events,
    personality: personalityOf(personality),
    pcepServer: { address: "127.0.0.1", port: controller.pcep.port },
    bgp: core.bgp.peers.map(({ address, port }) => ({ address, port })),
    log: (words) => log.happened(words),
  });
}

async function applyDocuments(topology: Topology, { controller }: RunningCairn): Promise<void> {
  const { intents, problems } = readDocuments(demoDocuments(topology));
  if (problems.length > 0) throw new EdgeError(problems.map(sentence).join("\n"));
  const reply = await controller.loop.command("demo", {
    do: "apply",
    intents,
    prune: false,
    dryRun: false,
  });
  if (!reply.ok) throw new EdgeError(reply.problems.map(sentence).join("\n"));
}
const sentence = ({ field, problem, fix }: { field: string; problem: string; fix: string }) =>
  `${field ? `${field}: ` : ""}${sentences(problem, fix)}`;

/** Every policy that has a path is up. A storm may never let it come to that, so there is a limit. */
async function ready({ controller }: RunningCairn, terminal: Terminal): Promise<void> {
  const deadline = terminal.now() + READY_MILLISECONDS;
  while (terminal.now() < deadline) {
    const status = controller.loop.view.row("status", 0);
    if (
      status?.ready && status.policies > 0 && status.policiesUp >= status.policiesWithPath &&
      status.policiesWithPath > 0
    ) return;
    await terminal.sleep(20);
  }
}

async function ending(
  interrupted: Promise<unknown>,
  duration: number | undefined,
  terminal: Terminal,
) {
  if (duration === undefined) await interrupted;
  else await Promise.race([interrupted, terminal.sleep(duration * 1000)]);
}

async function announce(
  cairn: RunningCairn,
  topology: Topology,
  options: DemoOptions,
  given: string | undefined,
  terminal: Terminal,
): Promise<void> {
  const { url, admin, certificateFile } = cairn;
  const password = admin?.password ?? given ?? "";
  if (options.output === "json") {
    const token = password === "" ? "" : await createToken(cairn, password, terminal);
    const line = { url, user: "admin", password, token, certificate: certificateFile };
    return terminal.out(`${JSON.stringify(line)}\n`);
  }
  const { routers, links } = topology;
  const shown = admin ? password : given ?? "as in the data folder";
  terminal.out(`
Cairn with ${routers.length} simulated routers and ${links.length} links (${topology.name}, events ${options.events})

  ${cairn.hasUi ? "UI and API" : "API       "}  ${url}
  user        admin
  password    ${shown}

In another terminal:
  export CAIRN_SERVER=${url} CAIRN_USER=admin CAIRN_PASSWORD=${shown}
  export CAIRN_CA=${certificateFile}
  cairn get policies        (from a checkout: deno task cairn get policies)

Ctrl-C ends it. What happens in the network:

`);
}

async function createToken(
  { url, certificateFile }: RunningCairn,
  password: string,
  terminal: Terminal,
) {
  const client = new Client(terminal, {
    server: url,
    user: `admin:${password}`,
    ca: certificateFile,
  });
  const { secret } = await client.call(AdminService.method.createToken, {
    description: "demo",
    role: "admin",
  });
  return secret;
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}
function seconds(text: string): number {
  const parsed = parseDuration(text);
  if (!parsed.ok) throw new InvalidArgumentError(`It must be ${parsed.expected}.`);
  return parsed.value;
}
function listen(text: string): ListenAddress {
  const parsed = parseListen(text);
  if (!parsed.ok) throw new InvalidArgumentError(`It must be ${parsed.expected}.`);
  return parsed.value;
}
const READY_MILLISECONDS = 30_000;
