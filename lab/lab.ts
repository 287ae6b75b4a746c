/**
 * The lab's command line: `deno task lab:up`, `lab:down`, `lab:test` and `lab:vtysh`. Real routers
 * for the controller to drive; needs root on Linux.
 */
import { parseArgs } from "node:util";
import { defaultCairnOptions, writeCairnConfig } from "./frr/cairn_config.ts";
import { LabError, run } from "./frr/command.ts";
import { type ConfigOptions, defaultOptions, type Variant } from "./frr/config.ts";
import type { Driver, UpTimes } from "./frr/driver.ts";
import { formatLinkFacts, readAdjacencySids } from "./frr/link_facts.ts";
import { createNetnsDriver, requireNamespaces, statePath } from "./frr/netns_driver.ts";
import { buildNetwork, CONTROLLER, ringWithChord } from "./frr/topology.ts";
import { openTree } from "./frr/tree.ts";

interface LabOptions {
  readonly id: string;
  readonly api: string;
  readonly config: ConfigOptions;
  readonly rest: readonly string[];
}

async function main(argv: readonly string[]): Promise<number> {
  // Programs of the system lie there, and a shell of a plain user does not look.
  Deno.env.set("PATH", `${Deno.env.get("PATH") ?? ""}:/usr/sbin:/sbin`);
  const [command = "help", ...args] = argv;
  try {
    const options = readOptions(args, command === "test" ? "cairntest" : "cairn");
    if (command === "up") return await up(options);
    if (command === "down") return await down(options);
    if (command === "vtysh") return await vtysh(options);
    if (command === "test") return await test(options);
    console.error(USAGE);
    return 2;
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    console.error(`lab: ${error.message}`);
    return 1;
  }
}

function readOptions(args: readonly string[], id: string): LabOptions {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        driver: { type: "string", default: "netns" },
        variant: { type: "string", default: "sr" },
        id: { type: "string", default: id },
        api: { type: "string", default: defaultCairnOptions.api },
      },
    });
  } catch (error) {
    throw new LabError(error instanceof Error ? error.message : String(error));
  }
  const { driver, variant, id: labId, api } = parsed.values;
  if (driver !== "netns") throw new LabError(`there is no driver "${driver}"; only netns`);
  const known = VARIANTS.find((candidate) => candidate === variant);
  if (known === undefined) {
    throw new LabError(`there is no variant "${variant}"; choose ${VARIANTS.join(", ")}`);
  }
  const config = { ...defaultOptions, variant: known };
  return { id: labId, api, config, rest: parsed.positionals };
}

function driverOf({ id }: LabOptions): Driver {
  return createNetnsDriver(id, buildNetwork(ringWithChord));
}

async function up(options: LabOptions): Promise<number> {
  const driver = driverOf(options);
  const times = await driver.up(options.config);
  const folder = statePath(options.id);
  const config = `${folder}/cairn.yaml`;
  const cairnOptions = {
    ...defaultCairnOptions,
    dataFolder: `${folder}/cairn-data`,
    api: options.api,
  };
  await Deno.writeTextFile(config, writeCairnConfig(driver.network, cairnOptions));
  const hasIsis = options.config.variant !== "ospf";
  const facts = hasIsis ? await readAdjacencySids(driver) : [];
  await Deno.writeTextFile(`${folder}/link_facts.yaml`, formatLinkFacts(facts));
  const inside = driver.controllerPrefix().join(" ");
  const id = options.id === "cairn" ? "" : ` --id ${options.id}`;
  console.log(`${describeTimes(times)}

Start the controller where the routers look for it (PCEP ${CONTROLLER.address}:${CONTROLLER.pcepPort}):
  ${inside} deno task cairn serve --config ${config}
Tell it the adjacency SIDs, which FRR does not put into BGP-LS:
  ${inside} deno task cairn apply -f ${folder}/link_facts.yaml
Talk to a router, and remove everything:
  deno task lab:vtysh${id} r1
  deno task lab:down${id}`);
  return 0;
}

function describeTimes(times: UpTimes): string {
  return `five routers are up: FRR tree ${times.treeSeconds} s, namespaces ` +
    `${times.networkSeconds} s, daemons ${times.daemonSeconds} s, ` +
    `convergence ${times.convergenceSeconds} s`;
}

async function down(options: LabOptions): Promise<number> {
  await driverOf(options).down();
  console.log(`lab "${options.id}" is gone`);
  return 0;
}

async function vtysh(options: LabOptions): Promise<number> {
  requireNamespaces();
  const driver = driverOf(options);
  const [router, ...commands] = options.rest;
  if (router === undefined) throw new LabError("which router? deno task lab:vtysh r1 [COMMAND…]");
  if (commands.length > 0) {
    console.log(await driver.vtysh(router, ...commands));
    return 0;
  }
  const [program = "", ...args] = await driver.shellPrefix(router);
  const child = new Deno.Command(program, { args: [...args, "vtysh"], stdin: "inherit" }).spawn();
  return (await child.status).code;
}

/** Runs tests/lab in the controller's network with a lab of its own, which goes away afterwards. */
async function test(options: LabOptions): Promise<number> {
  try {
    requireNamespaces();
    await openTree();
  } catch (error) {
    if (!(error instanceof LabError) || Deno.env.get("CI") === "true") throw error;
    console.log(`skipped: tests/lab (${error.message})`);
    return 0;
  }
  const driver = driverOf(options);
  const root = decodeURIComponent(new URL("..", import.meta.url).pathname);
  await claim(options.id);
  await driver.down();
  const config = { ...options.config, sessionTimeoutSecondsOf: FORGETFUL };
  console.log(describeTimes(await driver.up(config)));
  let child: Deno.ChildProcess | undefined;
  const stop = () => child?.kill("SIGTERM"); // this process stays to clean up
  Deno.addSignalListener("SIGINT", stop);
  Deno.addSignalListener("SIGTERM", stop);
  try {
    const paths = options.rest.length > 0 ? options.rest : ["tests/lab/"];
    const [program = "", ...args] = [
      ...driver.controllerPrefix(),
      ...[Deno.execPath(), "test", "-A", "--no-check", IGNORE_CERTIFICATE, ...paths],
    ];
    child = new Deno.Command(program, {
      args,
      cwd: root,
      env: { CAIRN_LAB: options.id },
    }).spawn();
    return (await child.status).code;
  } finally {
    await driver.down();
    await run(["rm", "-f", claimPath(options.id)]);
    Deno.removeSignalListener("SIGINT", stop);
    Deno.removeSignalListener("SIGTERM", stop);
  }
}

/** One test run per id: leftovers of a dead run are removed, a living one is left alone. */
async function claim(id: string): Promise<void> {
  const path = claimPath(id);
  const pid = await Deno.readTextFile(path).catch(() => "");
  // Empty for a zombie, something else where the number has gone to another program.
  const program = pid === "" ? "" : await Deno.readTextFile(`/proc/${pid}/cmdline`).catch(() => "");
  if (program.includes("lab.ts")) {
    throw new LabError(`process ${pid} is testing with lab "${id}"; choose another --id`);
  }
  await Deno.mkdir("/run/cairn-lab", { recursive: true });
  await Deno.writeTextFile(path, String(Deno.pid));
}

function claimPath(id: string): string {
  return `${statePath(id)}.pid`;
}

/** r5 drops the lists of a lost PCE so soon that a test can wait for it. */
const FORGETFUL = { r5: 6 };
const VARIANTS: readonly Variant[] = ["sr", "both", "srv6", "ospf"];
// The controller under test makes its certificate itself.
const IGNORE_CERTIFICATE = "--unsafely-ignore-certificate-errors=127.0.0.1";
const USAGE =
  `usage: deno task lab:up [--driver netns] [--variant sr|both|srv6|ospf] [--api ADDRESS]
       deno task lab:down
       deno task lab:vtysh ROUTER [COMMAND…]
       deno task lab:test [TEST FILE…] [-- ARGUMENTS OF deno test]
Each takes --id NAME: labs of different names live side by side.`;

if (import.meta.main) Deno.exit(await main(Deno.args));
