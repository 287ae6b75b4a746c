/**
 * The network of a lab in Linux network namespaces: one per router and one for each of two
 * controllers, links as veth pairs, and a management bridge in the first controller's namespace. The bridge is not in
 * the IGP: a kernel without MPLS rejects the labelled routes to far loopbacks, so that a controller
 * inside the network would not hear from most routers.
 */
import { LabError, mustRun, run } from "./command.ts";
import { CONTROLLER, endsOf, type LinkEnd, type Network, SECOND_CONTROLLER } from "./topology.ts";

/** Namespaces of one lab: `<id>-ctrl`, `<id>-ctrl2` and `<id>-<router>`. */
export function namespaceOf(id: string, place: string): string {
  return `${id}-${place}`;
}

/** Namespaces that exist and belong to this lab, whoever made them. */
export async function listNamespaces(id: string): Promise<readonly string[]> {
  const text = await mustRun(["ip", "netns", "list"]);
  const own = new RegExp(`^${id}-(ctrl2?|r[0-9]+)$`);
  return text.split("\n").map((line) => line.split(" ")[0] ?? "").filter((name) => own.test(name));
}

/** Makes namespaces, links, addresses and management bridge. Throws LabError. */
export async function makeNamespaces(id: string, network: Network): Promise<void> {
  const ctrl = namespaceOf(id, "ctrl");
  const second = namespaceOf(id, "ctrl2");
  const names = network.routers.map((router) => namespaceOf(id, router.name));
  await ipBatch([], [...names, ctrl, second].map((name) => `netns add ${name}`));
  await Promise.all([
    setSysctls(ctrl, ADDRESS_SYSCTLS),
    setSysctls(second, ADDRESS_SYSCTLS),
    ...names.map((name) => setSysctls(name, [...ADDRESS_SYSCTLS, ...ROUTER_SYSCTLS])),
  ]);
  await ipBatch([], [
    ...network.links.map(({ ends: [a, b] }) =>
      `link add ${a.interfaceName} netns ${namespaceOf(id, a.router)} type veth ` +
      `peer name ${b.interfaceName} netns ${namespaceOf(id, b.router)}`
    ),
    `link add ${BRIDGE} netns ${ctrl} type bridge`,
    ...[...network.routers.map(({ name }) => name), "ctrl2"].map((place) =>
      `link add ${managementPort(place)} netns ${ctrl} type veth ` +
      `peer name ${MANAGEMENT} netns ${namespaceOf(id, place)}`
    ),
  ]);
  await Promise.all([
    ipBatch(["-n", ctrl], controllerCommands(network)),
    ipBatch(["-n", second], secondControllerCommands(network)),
    ...network.routers.map((router) =>
      ipBatch(["-n", namespaceOf(id, router.name)], routerCommands(network, router.name))
    ),
  ]);
}

/** Ends every process in the lab's namespaces (not this one) and removes them; answers how many
 * namespaces there were. */
export async function removeNamespaces(id: string): Promise<number> {
  const names = await listNamespaces(id);
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    for (const pid of await processesIn(names)) kill(pid, signal);
    for (let i = 0; i < 20 && (await processesIn(names)).length > 0; i++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  for (const name of names) await run(["ip", "netns", "del", name]);
  return names.length;
}

/** Takes a link end down or up; with veth the other end loses its carrier too. */
export async function setLink(id: string, end: LinkEnd, state: "up" | "down"): Promise<void> {
  const name = namespaceOf(id, end.router);
  await mustRun(["ip", "-n", name, "link", "set", end.interfaceName, state]);
}

/** Takes a router's port at the management bridge down or up. */
export async function setManagement(
  id: string,
  router: string,
  state: "up" | "down",
): Promise<void> {
  const ctrl = namespaceOf(id, "ctrl");
  await mustRun(["ip", "-n", ctrl, "link", "set", managementPort(router), state]);
}

/** A controller's routes to the routers lead nowhere, or where they should. */
export async function setRoutes(
  id: string,
  place: string,
  network: Network,
  state: "cut" | "whole",
): Promise<void> {
  const commands = network.routers.map(({ loopback, management }) =>
    `route replace ${state === "cut" ? "blackhole " : ""}${loopback}/32` +
    (state === "cut" ? "" : ` via ${management}`)
  );
  await ipBatch(["-n", namespaceOf(id, place)], commands);
}

/** Puts before a program: it then runs in that namespace but sees this machine's files and, unlike
 * with `ip netns exec`, can make and remove namespaces of its own. */
export function inNamespace(name: string): readonly string[] {
  return ["nsenter", `--net=/run/netns/${name}`];
}

async function processesIn(names: readonly string[]): Promise<readonly number[]> {
  const texts = await Promise.all(names.map((name) => run(["ip", "netns", "pids", name])));
  return texts.flatMap(({ stdout }) => stdout.split("\n")).map(Number)
    .filter((pid) => pid > 0 && pid !== Deno.pid);
}

function kill(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error; // it has gone by itself
  }
}

async function ipBatch(options: readonly string[], commands: readonly string[]): Promise<void> {
  const output = await run(["ip", ...options, "-batch", "-"], {
    stdin: commands.join("\n") + "\n",
  });
  if (output.code !== 0) throw new LabError(`cannot build the lab: ${output.stderr.trim()}`);
}

async function setSysctls(name: string, settings: readonly string[]): Promise<void> {
  await mustRun(["ip", "-n", name, "link", "set", "lo", "up"]);
  await mustRun([...inNamespace(name), "sysctl", "-q", "-w", ...settings]);
}

function controllerCommands(network: Network): readonly string[] {
  return [
    `addr add ${CONTROLLER.address}/24 dev ${BRIDGE}`,
    `addr add ${CONTROLLER.address6}/64 dev ${BRIDGE}`,
    `link set ${BRIDGE} up`,
    ...[...network.routers.map(({ name }) => name), "ctrl2"].flatMap((place) => [
      `link set ${managementPort(place)} master ${BRIDGE}`,
      `link set ${managementPort(place)} up`,
    ]),
    ...routesToRouters(network),
  ];
}

function secondControllerCommands(network: Network): readonly string[] {
  return [
    `addr add ${SECOND_CONTROLLER.address}/24 dev ${MANAGEMENT}`,
    `addr add ${SECOND_CONTROLLER.address6}/64 dev ${MANAGEMENT}`,
    `link set ${MANAGEMENT} up`,
    ...routesToRouters(network),
  ];
}

function routesToRouters(network: Network): readonly string[] {
  return network.routers.flatMap((router) => [
    `route add ${router.loopback}/32 via ${router.management}`,
    `route add ${router.loopback6}/128 via ${router.management6}`,
  ]);
}

function routerCommands(network: Network, name: string): readonly string[] {
  const own = network.routers.filter((router) => router.name === name);
  return [
    ...own.flatMap((router) => [
      // Without an IPv6 loopback pathd skips its first four connection attempts (17 s).
      `addr add ${router.loopback}/32 dev lo`,
      `addr add ${router.loopback6}/128 dev lo`,
      `addr add ${router.management}/24 dev ${MANAGEMENT}`,
      `addr add ${router.management6}/64 dev ${MANAGEMENT}`,
    ]),
    `link set ${MANAGEMENT} up`,
    // isisd installs SRv6 SIDs on `sr0`; a bridge stands in where there is no dummy driver.
    "link add sr0 type bridge",
    "link set sr0 up",
    ...endsOf(network, name).flatMap(({ end }) => [
      `addr add ${end.address}/24 dev ${end.interfaceName}`,
      `addr add ${end.address6}/64 dev ${end.interfaceName}`,
      `link set ${end.interfaceName} up`,
    ]),
  ];
}

function managementPort(router: string): string {
  return `p-${router}`;
}

/** The management bridge in the controller's namespace. */
export const BRIDGE = "c0";
const MANAGEMENT = "ctl";
// Addresses have to survive a link going down, or the link comes back under another BGP-LS key.
const ADDRESS_SYSCTLS = ["all", "default"].flatMap((scope) => [
  `net.ipv6.conf.${scope}.accept_dad=0`,
  `net.ipv6.conf.${scope}.keep_addr_on_down=1`,
]);
const ROUTER_SYSCTLS = [
  "net.ipv4.ip_forward=1",
  "net.ipv6.conf.all.forwarding=1",
  "net.ipv6.conf.all.seg6_enabled=1",
  "net.ipv6.conf.default.seg6_enabled=1",
];
