/**
 * A controller under test as a process of its own in one of the lab's controller namespaces (the
 * tests run in the first), and what is checked after every test that has one.
 */
import assert, { AssertionError } from "node:assert";
import {
  type CairnOptions,
  defaultCairnOptions,
  writeCairnConfig,
} from "../../lab/frr/cairn_config.ts";
import { mustRun, run } from "../../lab/frr/command.ts";
import type { Driver } from "../../lab/frr/driver.ts";
import { readAdjacencySids } from "../../lab/frr/link_facts.ts";
import { CONTROLLER, SECOND_CONTROLLER } from "../../lab/frr/topology.ts";
import { type Api, createApi, PASSWORD, ROOT, runCairn } from "./api.ts";
import { artefactFolder, restartPathd, until } from "./lab.ts";
import { readPcepMessages, type WireMessage } from "./wire.ts";
import { findOffences } from "./wire_rules.ts";

export interface ControllerOptions extends CairnOptions {
  /** The data folder gets a disk of its own, so small that a test can fill it. */
  readonly diskMegabytes: number;
}

export interface Controller {
  readonly api: Api;
  readonly address: string;
  /** Store, journal and certificate. */
  readonly dataFolder: string;
  /** Ends the process: KILL like a crash, TERM like an operator. */
  stop(signal: "KILL" | "TERM"): Promise<void>;
  /** Starts it (again) with the same configuration and data. */
  start(): Promise<void>;
  /** Halts the process as it is, or lets it run on. */
  pause(): void;
  resume(): void;
  /** What it and routers said to each other so far, as tcpdump saw it. */
  wire(): readonly WireMessage[];
  /** The last lines of its log. */
  log(): Promise<string>;
}

/** Runs `body` with a fresh controller and fresh routers, all sessions up and the start gate open.
 * `prepare` is called before the controller starts. Afterwards what was on the wire is checked, and
 * the journal, which is as a crash leaves it, has to give the same effects again. */
export async function withController(
  driver: Driver,
  name: string,
  options: Partial<ControllerOptions>,
  body: (controller: Controller) => Promise<void>,
  prepare: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  await withFreshRouters(driver, name, prepare, async (folder) => {
    const controller = await createController(driver, folder, "ctrl", options);
    await judged(name, [controller], async () => {
      await controller.start();
      await untilReady(driver, controller);
      await body(controller);
    });
  });
}

/** Like `withController`, with a second one of the same cluster that was not started yet. */
export async function withTwoControllers(
  driver: Driver,
  name: string,
  options: Partial<ControllerOptions>,
  body: (first: Controller, second: Controller) => Promise<void>,
  prepare: () => Promise<void>,
): Promise<void> {
  await withFreshRouters(driver, name, prepare, async (folder) => {
    const first = await createController(driver, folder, "ctrl", options);
    const second = await createController(driver, folder, "ctrl2", {});
    await judged(name, [first, second], async () => {
      await first.start();
      await untilReady(driver, first);
      await body(first, second);
    });
  });
}

async function withFreshRouters(
  driver: Driver,
  name: string,
  prepare: () => Promise<void>,
  body: (folder: string) => Promise<void>,
): Promise<void> {
  await restartPathd(driver);
  await prepare();
  const folder = await makeFolder(driver, name);
  const pcap = `${folder}/pcep.pcap`;
  const capture = await driver.capture(`tcp port ${CONTROLLER.pcepPort}`, pcap);
  try {
    await body(folder);
  } finally {
    await capture.stop();
  }
}

async function judged(
  name: string,
  controllers: readonly (Controller & { readonly started: boolean })[],
  body: () => Promise<void>,
): Promise<void> {
  try {
    await body();
    for (const controller of controllers.filter(({ started }) => started)) {
      assert.deepEqual(findOffences(controller.wire(), controller.address), []);
      await controller.stop("KILL");
      await assertReplays(controller);
    }
  } catch (error) {
    for (const controller of controllers) {
      const words = await controller.log();
      console.error(`--- ${name}: last words of controller ${controller.address}\n${words}`);
    }
    throw error;
  } finally {
    for (const controller of controllers) await controller.stop("KILL");
    for (const { dataFolder } of controllers) await run(["umount", "-q", dataFolder]);
  }
}

async function assertReplays({ dataFolder }: Controller): Promise<void> {
  const output = await runCairn(["replay", `${dataFolder}/journal`]);
  assert.equal(output.code, 0, output.stdout + output.stderr);
}

async function makeFolder(driver: Driver, name: string): Promise<string> {
  const folder = `${artefactFolder(driver)}/${name.replaceAll(/\W+/g, "_")}`;
  await run(["umount", "-q", `${folder}/data`]); // of an earlier run
  await run(["rm", "-rf", folder]);
  await Deno.mkdir(folder, { recursive: true });
  return folder;
}

/** Every router has a session in sync, the topology is complete and the start gate is open. */
export async function untilReady(
  driver: Driver,
  { api }: Controller,
  deadlineSeconds = 120,
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

/** Until the controller says up of each; tells state and verdict of the first that is not. */
export async function untilUp(
  { api }: Controller,
  names: readonly string[],
  deadlineSeconds = 90,
): Promise<void> {
  await until(`${names.join(", ")} up`, async () => {
    const rows = new Map((await api.policies()).map((row) => [row.name, row]));
    for (const name of names) {
      const row = rows.get(name);
      if (row?.state !== "up") throw new Error(`${name} ${row?.state}: ${row?.verdict}`);
    }
    return true;
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

async function createController(
  driver: Driver,
  folder: string,
  place: keyof typeof PLACES,
  options: Partial<ControllerOptions>,
): Promise<Controller & { readonly started: boolean }> {
  const { address, url } = PLACES[place];
  const own = place === "ctrl" ? "" : "second-";
  const dataFolder = `${folder}/${own}data`;
  const [config, log] = [`${folder}/${own}cairn.yaml`, `${folder}/${own}log`];
  await Deno.mkdir(dataFolder);
  const { diskMegabytes, ...cairnOptions } = options;
  if (diskMegabytes !== undefined) {
    await mustRun(["mount", "-t", "tmpfs", "-o", `size=${diskMegabytes}m`, "none", dataFolder]);
  }
  const settings = { ...defaultCairnOptions, dataFolder, address, ...cairnOptions };
  await Deno.writeTextFile(config, writeCairnConfig(driver.network, settings));
  const program = [...(place === "ctrl" ? [] : driver.controllerPrefix(place)), Deno.execPath()]
    .join(" ");
  let child: Deno.ChildProcess | undefined;
  const controller = {
    started: false,
    api: createApi(url, `${dataFolder}/api-certificate.pem`),
    address,
    dataFolder,
    wire: () =>
      readPcepMessages(`${folder}/pcep.pcap`).filter(({ from, to }) =>
        from === address || to === address
      ),
    log: async () =>
      (await Deno.readTextFile(log).catch(() => "")).split("\n").slice(-40).join("\n"),
    start: async () => {
      const words = `run -A --no-check main.ts serve --config ${config}`;
      controller.started = true;
      child = new Deno.Command("sh", {
        args: ["-c", `exec ${program} ${words} >>${log} 2>&1`],
        cwd: ROOT,
        env: { CAIRN_ADMIN_PASSWORD: PASSWORD },
        stdin: "null",
      }).spawn();
      await untilListening(child, url);
    },
    pause: () => child?.kill("SIGSTOP"),
    resume: () => child?.kill("SIGCONT"),
    stop: async (signal: "KILL" | "TERM") => {
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
  return controller;
}

async function untilListening(child: Deno.ChildProcess, url: string): Promise<void> {
  let ended = false;
  child.status.then(() => ended = true);
  await until("the API answers", async () => {
    if (ended) return true;
    const response = await fetch(`${url}/healthz`);
    await response.body?.cancel();
    return response.ok;
  }, 60);
  if (ended) throw new AssertionError({ message: "the controller ended right after its start" });
}

const PLACES = {
  ctrl: { address: CONTROLLER.address, url: `https://127.0.0.1:${CONTROLLER.apiPort}` },
  ctrl2: {
    address: SECOND_CONTROLLER.address,
    url: `https://${SECOND_CONTROLLER.address}:${CONTROLLER.apiPort}`,
  },
} as const;
