/**
 * The lab's command line: `deno task lab:up`, `lab:down`, `lab:test`, `lab:long` and `lab:vtysh`.
 * Real routers for the controller to drive; needs root on Linux.
 */
import { parseArgs } from "node:util";
import { defaultCairnOptions, writeCairnConfig } from "./frr/cairn_config.ts";
import { LabError } from "./frr/command.ts";
import { type ConfigOptions, defaultOptions, type Variant } from "./frr/config.ts";
import type { Driver } from "./frr/driver.ts";
import { formatLinkFacts, readAdjacencySids } from "./frr/link_facts.ts";
import { createNetnsDriver, requireNamespaces, statePath } from "./frr/netns_driver.ts";
import { buildNetwork, CONTROLLER, ringWithChord } from "./frr/topology.ts";
import { describeTimes, runTests } from "./test_run.ts";

interface LabOptions {
  readonly id: string;
  readonly api: string;
  /** How many labs run tests side by side. */
  readonly labs: number;
  readonly config: ConfigOptions;
  readonly rest: readonly string[];
}

async function main(argv: readonly string[]): Promise<number> {
  // Programs of the system lie there, and a shell of a plain user does not look.
  Deno.env.set("PATH", `${Deno.env.get("PATH") ?? ""}:/usr/sbin:/sbin`);
  const [command = "help", ...args] = argv;
  try {
    const options = readOptions(args, IDS[command] ?? "cairn");
    if (command === "up") return await up(options);
    if (command === "down") return await down(options);
    if (command === "vtysh") return await vtysh(options);
    if (command === "test" || command === "long") {
      const { id, labs, config, rest } = options;
      return await runTests({ id, labs, config, words: rest, long: command === "long" });
    }
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
        labs: { type: "string", default: "2" },
      },
    });
  } catch (error) {
    throw new LabError(error instanceof Error ? error.message : String(error));
  }
  const { driver, variant, id: labId, api } = parsed.values;
  const labs = Number(parsed.values.labs);
  if (!Number.isInteger(labs) || labs < 1 || labs > 4) throw new LabError("--labs is 1 to 4");
  if (driver !== "netns") throw new LabError(`there is no driver "${driver}"; only netns`);
  const known = VARIANTS.find((candidate) => candidate === variant);
  if (known === undefined) {
    throw new LabError(`there is no variant "${variant}"; choose ${VARIANTS.join(", ")}`);
  }
  const config = { ...defaultOptions, variant: known };
  return { id: labId, api, labs, config, rest: parsed.positionals };
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

const VARIANTS: readonly Variant[] = ["sr", "both", "srv6", "ospf"];
const IDS: Readonly<Record<string, string>> = { test: "cairntest", long: "cairnlong" };
const USAGE =
  `usage: deno task lab:up [--driver netns] [--variant sr|both|srv6|ospf] [--api ADDRESS]
       deno task lab:down
       deno task lab:vtysh ROUTER [COMMAND…]
       deno task lab:test [--labs N] [TEST FILE…] [-- ARGUMENTS OF deno test]
       deno task lab:long [TEST FILE…]: waits in their full length, up to ten minutes each
Each takes --id NAME: labs of different names live side by side.`;

if (import.meta.main) Deno.exit(await main(Deno.args));
