/**
 * Real FRR routers in network namespaces of this machine. Each router has its own mount and UTS
 * namespace over one shared read-only tree: /etc/frr, /run/frr, /var/log/frr and /var/lib/frr are
 * folders of its own below /run/cairn-lab/<id>. A sleeping process, the anchor, keeps them open.
 */
import { LabError, mustRun, run } from "./command.ts";
import { type ConfigOptions, daemonsOf, writeConfig } from "./config.ts";
import type { Capture, Daemon, Driver, UpTimes } from "./driver.ts";
import {
  BRIDGE,
  inNamespace,
  listNamespaces,
  makeNamespaces,
  namespaceOf,
  removeNamespaces,
  setLink,
  setManagement,
  setRoutes,
} from "./netns.ts";
import { prepareRouter, startScript } from "./router_start.ts";
import type { Link, Network, Router } from "./topology.ts";
import { routerOf } from "./topology.ts";
import { openTree } from "./tree.ts";

/** A lab in namespaces `<id>-…`. Making the object does nothing; a second object for a running lab
 * may use it. */
export function createNetnsDriver(id: string, network: Network): Driver {
  if (!/^[a-z][a-z0-9]{0,11}$/.test(id)) throw new LabError(`"${id}" is no lab id: use a-z, 0-9`);
  return {
    id,
    network,
    up: (options) => up(id, network, options),
    down: () => down(id),
    controllerPrefix: (place = "ctrl") => inNamespace(namespaceOf(id, place)),
    exec: async (place, argv) => await run([...await prefixOf(id, place), ...argv]),
    shellPrefix: (router) => chrootPrefix(id, router),
    vtysh: (router, ...commands) => vtysh(id, router, commands),
    cutLink: (link: Link) => setLink(id, link.ends[0], "down"),
    restoreLink: (link: Link) => setLink(id, link.ends[0], "up"),
    cutManagement: (router) => setManagement(id, router, "down"),
    restoreManagement: (router) => setManagement(id, router, "up"),
    cutController: (place) => setRoutes(id, place, network, "cut"),
    restoreController: (place) => setRoutes(id, place, network, "whole"),
    daemonAlive: async (router, daemon) => (await daemonPid(id, router, daemon)) !== undefined,
    killDaemon: (router, daemon, signal) => killDaemon(id, router, daemon, signal),
    respawn: (router, daemon) => respawn(id, network, router, daemon),
    capture: (filter, file) => capture(id, filter, file),
  };
}

/** Where a lab of this id keeps its files. */
export function statePath(id: string): string {
  return `/run/cairn-lab/${id}`;
}

/** Throws LabError with one sentence when this machine cannot have a lab. */
export function requireNamespaces(): void {
  if (Deno.build.os !== "linux") {
    throw new LabError("the lab needs Linux: its routers are network namespaces");
  }
  if (Deno.uid() !== 0) {
    throw new LabError("the lab needs root for network namespaces: run it with sudo");
  }
}

async function up(id: string, network: Network, options: ConfigOptions): Promise<UpTimes> {
  requireNamespaces();
  if ((await listNamespaces(id)).length > 0) {
    throw new LabError(`lab "${id}" is already there; remove it with: deno task lab:down`);
  }
  const watch = stopwatch();
  const tree = await openTree();
  const treeSeconds = watch();
  await run(["rm", "-rf", statePath(id)]);
  await makeNamespaces(id, network);
  const networkSeconds = watch();
  const context = { state: statePath(id), tree: tree.path };
  await Deno.mkdir(context.state, { recursive: true });
  await Deno.writeTextFile(`${context.state}/tree`, tree.path);
  await Promise.all(network.routers.map(async (router) => {
    const daemons = daemonsOf(network, router, options);
    await Deno.mkdir(`${context.state}/${router.name}`, { recursive: true });
    await Deno.writeTextFile(
      `${context.state}/${router.name}/daemons`,
      daemons.join("\n"),
    );
    await prepareRouter(context, router, writeConfig(network, router, options));
    await start(id, router, startScript(context, router, daemons));
  }));
  const daemonSeconds = watch();
  await waitForRoutes(id, network);
  return { treeSeconds, networkSeconds, daemonSeconds, convergenceSeconds: watch() };
}

function stopwatch(): () => number {
  let last = performance.now();
  return () => {
    const now = performance.now();
    const seconds = Math.round(now - last) / 1000;
    last = now;
    return seconds;
  };
}

async function start(id: string, router: Router, script: string): Promise<void> {
  const folder = `${statePath(id)}/${router.name}`;
  await Deno.writeTextFile(`${folder}/start.sh`, script);
  const output = await run([
    ...inNamespace(namespaceOf(id, router.name)),
    ...["unshare", "--mount", "--uts", "--propagation", "private"],
    ...["sh", "-e", `${folder}/start.sh`],
  ]);
  if (output.code === 0) return;
  const log = await Deno.readTextFile(`${folder}/start.log`).catch(() => output.stderr);
  throw new LabError(
    `${router.name} did not start: ${log.trim().split("\n").slice(-3).join(" | ")}`,
  );
}

/** Every link's prefix in every kernel's table: the IGP has converged. Loopbacks do not serve, a
 * kernel without MPLS rejects their routes. */
async function waitForRoutes(id: string, network: Network): Promise<void> {
  const deadline = performance.now() + CONVERGENCE_MILLISECONDS;
  for (;;) {
    const tables = await Promise.all(
      network.routers.map((router) =>
        mustRun(["ip", "-n", namespaceOf(id, router.name), "-4", "route"])
      ),
    );
    const missing = network.routers.filter((_, index) =>
      !network.links.every((link) => tables[index]?.includes(link.prefix))
    );
    if (missing.length === 0) return;
    if (performance.now() > deadline) {
      const names = missing.map((router) => router.name).join(", ");
      throw new LabError(`${names} did not learn all links in ${CONVERGENCE_MILLISECONDS} ms`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function down(id: string): Promise<void> {
  requireNamespaces();
  await removeNamespaces(id);
  await run(["rm", "-rf", statePath(id)]);
}

/** Puts before a program so that it runs as in that router: network, mounts and host name. */
async function prefixOf(id: string, place: string): Promise<readonly string[]> {
  if (place === "ctrl" || place === "ctrl2") return inNamespace(namespaceOf(id, place));
  const file = `${statePath(id)}/${place}/anchor.pid`;
  const pid = await Deno.readTextFile(file).catch(() => {
    throw new LabError(`lab "${id}" has no running ${place}; make it with: deno task lab:up`);
  });
  return ["nsenter", "--target", pid.trim(), "--mount", "--uts", "--net"];
}

async function chrootPrefix(id: string, router: string): Promise<readonly string[]> {
  const prefix = await prefixOf(id, router);
  return [...prefix, "chroot", await Deno.readTextFile(`${statePath(id)}/tree`)];
}

async function vtysh(id: string, router: string, commands: readonly string[]): Promise<string> {
  if (commands.some((command) => /sr-te pcep counters/.test(command))) {
    throw new LabError("`show sr-te pcep counters` crashes pathd of FRR 10.7");
  }
  const prefix = await chrootPrefix(id, router);
  return await mustRun([...prefix, "vtysh", ...commands.flatMap((command) => ["-c", command])]);
}

/** The process id from the daemon's own file, if that process lives and is the daemon. */
async function daemonPid(id: string, router: string, daemon: Daemon): Promise<number | undefined> {
  try {
    const text = await Deno.readTextFile(`${statePath(id)}/${router}/run/${daemon}.pid`);
    const stat = await Deno.readTextFile(`/proc/${text.trim()}/stat`);
    const [, name, state] = /^\d+ \((.*)\) (\S)/.exec(stat) ?? [];
    if (name !== daemon) return undefined;
    // A zombie may have threads that still end, and hold its lock until they have.
    const threads = [...Deno.readDirSync(`/proc/${text.trim()}/task`)].length;
    return state !== "Z" || threads > 1 ? Number(text) : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return undefined;
    throw error;
  }
}

async function killDaemon(
  id: string,
  router: string,
  daemon: Daemon,
  signal: "TERM" | "KILL" | "STOP" | "CONT",
): Promise<void> {
  const pid = await daemonPid(id, router, daemon);
  if (pid === undefined) throw new LabError(`${daemon} of ${router} is not running`);
  Deno.kill(pid, `SIG${signal}`);
  if (signal === "STOP" || signal === "CONT") return;
  for (let i = 0; i < 100; i++) {
    if ((await daemonPid(id, router, daemon)) === undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new LabError(`${daemon} of ${router} did not end after SIG${signal}`);
}

async function respawn(
  id: string,
  network: Network,
  router: string,
  daemon: Daemon,
): Promise<void> {
  routerOf(network, router);
  const folder = `${statePath(id)}/${router}`;
  const all = (await Deno.readTextFile(`${folder}/daemons`)).split("\n");
  const command = all.find((line) => line.split(" ")[0] === daemon);
  if (command === undefined) throw new LabError(`${router} runs no ${daemon}`);
  const prefix = (await chrootPrefix(id, router)).join(" ");
  // On a busy machine the one before may still hold its lock, and the new one not listen yet.
  const script = `exec >>${folder}/start.log 2>&1 </dev/null
    again() { for i in 1 2 3 4 5 6 7 8 9 10; do "$@" && return; sleep 0.3; done; exit 1; }
    again nice -n -10 ${prefix} /usr/lib/frr/${command} -d
    again ${prefix} vtysh -b -d ${daemon}`;
  const { code } = await run(["sh", "-c", script]);
  if (code === 0) return;
  const log = await Deno.readTextFile(`${folder}/start.log`);
  const words = log.trim().split("\n").slice(-4).join(" | ");
  throw new LabError(`${daemon} of ${router} did not start again: ${words}`);
}

/** The witness is tcpdump of the FRR tree; it is ready when this answers. */
async function capture(id: string, filter: string, file: string): Promise<Capture> {
  const tree = await Deno.readTextFile(`${statePath(id)}/tree`);
  const program = [
    ...["nice", "-n", "-10", ...inNamespace(namespaceOf(id, "ctrl"))],
    ...[
      "chroot",
      tree,
      "tcpdump",
      "-Z",
      "root",
      "-i",
      BRIDGE,
      "-n",
      "-s",
      "0",
      "-U",
      "-B",
      "65536",
    ],
    ...["--immediate-mode", "-w", "-"],
  ].join(" ");
  const child = new Deno.Command("sh", {
    args: ["-c", `exec ${program} '${filter}' >'${file}' 2>'${file}.log' </dev/null`],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const stop = async () => {
    try {
      child.kill("SIGINT");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // it has ended already
    }
    await child.status;
    const lost = /([1-9]\d*) packets dropped/.exec(await Deno.readTextFile(`${file}.log`))?.[1];
    if (lost !== undefined) {
      throw new LabError(`tcpdump lost ${lost} packets, so it proves nothing`);
    }
  };
  for (let i = 0; i < 100; i++) {
    const log = await Deno.readTextFile(`${file}.log`).catch(() => "");
    if (log.includes("listening on")) return { file, stop };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await stop();
  throw new LabError(`tcpdump did not start: ${await Deno.readTextFile(`${file}.log`)}`);
}

const CONVERGENCE_MILLISECONDS = 60_000;
