/**
 * What FRR itself says about policies, labels and sessions: the view that a test trusts, whatever
 * the controller believes.
 */
import * as v from "valibot";
import type { Driver } from "../../lab/frr/driver.ts";
import { linkBetween, type Network, routerOf } from "../../lab/frr/topology.ts";
import {
  type ConfiguredPolicy,
  defaultOptions,
  type PceDeclaration,
} from "../../lab/frr/config.ts";
import { pceLines, peerLines, policyLines } from "../../lab/frr/traffic_engineering_lines.ts";

export interface FrrCandidatePath {
  readonly preference: number;
  readonly name: string;
  readonly type: string;
  readonly segmentList: string;
  /** "Local" or "PCEP". */
  readonly origin: string;
  readonly selected: boolean;
}

export interface FrrPolicy {
  readonly endpoint: string;
  readonly color: number;
  readonly name: string;
  readonly bindingSid?: number;
  readonly active: boolean;
  readonly candidatePaths: readonly FrrCandidatePath[];
}

export interface LfibEntry {
  /** Labels from the top; empty for a pop. */
  readonly outLabels: readonly number[];
  readonly nexthop: string;
  readonly interfaceName: string;
}

/** `show sr-te policy detail` of a router, in FRR's order. */
export async function readPolicies(driver: Driver, router: string): Promise<readonly FrrPolicy[]> {
  return parsePolicies(await driver.vtysh(router, "show sr-te policy detail"));
}

/** The policy of that colour and endpoint, or undefined. */
export async function readPolicy(
  driver: Driver,
  router: string,
  color: number,
  endpoint: string,
): Promise<FrrPolicy | undefined> {
  const policies = await readPolicies(driver, router);
  return policies.find((policy) => policy.color === color && policy.endpoint === endpoint);
}

/** Parses `show sr-te policy detail` of FRR 10.7. */
export function parsePolicies(text: string): readonly FrrPolicy[] {
  const policies: (FrrPolicy & { candidatePaths: FrrCandidatePath[] })[] = [];
  for (const line of text.split("\n")) {
    const head = /^Endpoint: (\S+)\s+Color: (\d+)\s+Name: (.*?)\s+BSID: (\S+)\s+Status: (\S+)/.exec(
      line,
    );
    if (head !== null) {
      const [, endpoint = "", color = "", name = "", bindingSid = "-", status = ""] = head;
      policies.push({
        endpoint,
        color: Number(color),
        name,
        ...(bindingSid === "-" ? {} : { bindingSid: Number(bindingSid) }),
        active: status === "Active",
        candidatePaths: [],
      });
      continue;
    }
    const path =
      /^\s+(\*?)\s*Preference: (\d+)\s+Name: (.*?)\s+Type: (\S+)\s+Segment-List: (.*?)\s+Protocol-Origin: (\S+)/
        .exec(line);
    if (path === null) continue;
    const [, star, preference, name = "", type = "", segmentList = "", origin = ""] = path;
    policies.at(-1)?.candidatePaths.push({
      preference: Number(preference),
      name,
      type,
      segmentList,
      origin,
      selected: star === "*",
    });
  }
  return policies;
}

/** zebra's label table: incoming label → first next hop. */
export async function readLfib(
  driver: Driver,
  router: string,
): Promise<ReadonlyMap<number, LfibEntry>> {
  const text = await driver.vtysh(router, "show mpls table json");
  const table = v.parse(MplsTable, JSON.parse(text));
  return new Map(
    Object.values(table).flatMap(({ inLabel, nexthops }) => {
      const [first] = nexthops;
      if (first === undefined) return [];
      const outLabels = first.outLabelStack.filter((label) => label !== IMPLICIT_NULL);
      const entry = { outLabels, nexthop: first.nexthop, interfaceName: first.interface ?? "" };
      return [[inLabel, entry] as const];
    }),
  );
}

/** The label tables of all routers, by name. */
export type Forwarding = ReadonlyMap<string, ReadonlyMap<number, LfibEntry>>;

export async function readForwarding(driver: Driver): Promise<Forwarding> {
  const tables = driver.network.routers.map(async ({ name }) =>
    [name, await readLfib(driver, name)] as const
  );
  return new Map(await Promise.all(tables));
}

/** Reads the routers' label tables now and follows a packet through them. */
export async function walkLabels(
  driver: Driver,
  router: string,
  labels: readonly number[],
): Promise<readonly string[]> {
  return walk(driver.network, await readForwarding(driver), router, labels);
}

/** Follows a packet with these labels as the routers would forward it; answers the routers it
 * crosses, the first included. Throws RangeError where it is dropped or turns in a circle. */
export function walk(
  network: Network,
  forwarding: Forwarding,
  router: string,
  labels: readonly number[],
): readonly string[] {
  const owners = new Map(
    network.links.flatMap(({ ends }) => ends.map((end) => [end.address, end.router])),
  );
  const crossed = [router];
  let here = router;
  let stack = [...labels];
  while (stack.length > 0 && crossed.length < 32) {
    const [top = 0, ...rest] = stack;
    if (routerOf(network, here).nodeSidLabel === top) {
      stack = rest;
      continue;
    }
    const entry = forwarding.get(here)?.get(top);
    const next = owners.get(entry?.nexthop ?? "");
    if (entry === undefined || next === undefined) {
      throw new RangeError(`${here} drops a packet with labels ${stack.join("/")}`);
    }
    stack = [...entry.outLabels, ...rest];
    here = next;
    crossed.push(here);
  }
  if (stack.length > 0) throw new RangeError(`loop: ${crossed.slice(0, 6).join(" ")} …`);
  return crossed;
}

/** The IGP has settled on the declared network: every node SID is carried along a shortest path.
 * Throws RangeError that names the first pair for which it is not. */
export async function assertConverged(driver: Driver): Promise<void> {
  const { network } = driver;
  const forwarding = await readForwarding(driver);
  for (const from of network.routers) {
    const costs = costsFrom(network, from.name);
    for (const to of network.routers) {
      const routers = walk(network, forwarding, from.name, [to.nodeSidLabel]);
      const cost = routers.slice(1).reduce(
        (sum, router, index) => sum + linkBetween(network, routers[index] ?? "", router).igpMetric,
        0,
      );
      if (cost !== costs.get(to.name)) {
        throw new RangeError(`${from.name} reaches ${to.name} by ${routers.join(" ")}`);
      }
    }
  }
}

/** Cost of the shortest path to each router (Bellman and Ford; these networks are small). */
function costsFrom(network: Network, source: string): ReadonlyMap<string, number> {
  const costs = new Map([[source, 0]]);
  for (let round = 0; round < network.routers.length; round++) {
    for (const { igpMetric, ends } of network.links) {
      for (const { router, peer } of ends) {
        const cost = (costs.get(router) ?? Infinity) + igpMetric;
        if (cost < (costs.get(peer) ?? Infinity)) costs.set(peer, cost);
      }
    }
  }
  return costs;
}

/** True when a router's pathd says its session with the (first) PCE is up. */
export async function pcepConnected(driver: Driver, router: string): Promise<boolean> {
  const text = await driver.vtysh(router, "show sr-te pcep session json");
  return v.parse(PcepSessions, JSON.parse(text)).pcepSessionsConnected > 0;
}

/** Node names of a router's IS-IS neighbours that are up, sorted. */
export async function readNeighbors(driver: Driver, router: string): Promise<readonly string[]> {
  const text = await driver.vtysh(router, "show isis neighbor");
  return text.split("\n").map((line) => /^\s*(\S+)\s+e\S+\s+2\s+Up\b/.exec(line)?.[1])
    .filter((name) => name !== undefined).sort();
}

/** Enters a policy by hand, as an operator of the router would. */
export async function configurePolicy(driver: Driver, policy: ConfiguredPolicy): Promise<void> {
  const commands = ["configure terminal", "segment-routing", "traffic-eng"];
  await driver.vtysh(policy.router, ...commands, ...policyLines(policy), "end");
}

/** One more PCE besides those that the lab has configured; gone with the router's pathd. */
export async function addPce(
  driver: Driver,
  router: string,
  pce: PceDeclaration,
): Promise<void> {
  const path = ["configure terminal", "segment-routing", "traffic-eng", "pcep"];
  await driver.vtysh(router, ...path, ...pceLines(pce), ...peerLines([pce]), "end");
}

/** How long the router waits for an answer and keeps the lists of its PCE when that is gone; as
 * configured again with a new pathd. FRR takes new timers for a new PCE only. */
export async function setPcepTimers(
  driver: Driver,
  router: string,
  requestSeconds: number,
  sessionTimeoutSeconds: number,
): Promise<void> {
  const path = ["configure terminal", "segment-routing", "traffic-eng", "pcep"];
  const timer = `timer pcep-request ${requestSeconds} ` +
    `session-timeout-interval ${sessionTimeoutSeconds} delegation-timeout 2`;
  const { pces } = defaultOptions;
  await driver.vtysh(router, ...path, "no pcc", ...pces.map(({ name }) => `no pce ${name}`), "end");
  const msd = `msd ${driver.network.maximumSegments}`;
  const lines = ["pce-config COMMON", timer, "exit", ...pces.flatMap(pceLines)];
  await driver.vtysh(router, ...path, ...lines, ...peerLines(pces, [msd]), "end");
}

/** The configured part of segment routing, as FRR would write it to its file. */
export async function readConfiguration(driver: Driver, router: string): Promise<string> {
  const text = await driver.vtysh(router, "show running-config pathd");
  return text.slice(text.indexOf("segment-routing"));
}

const IMPLICIT_NULL = 3;
const MplsTable = v.record(
  v.string(),
  v.object({
    inLabel: v.number(),
    nexthops: v.array(v.object({
      outLabelStack: v.optional(v.array(v.number()), []),
      nexthop: v.optional(v.string(), ""),
      interface: v.optional(v.string()),
    })),
  }),
);
const PcepSessions = v.object({ pcepSessionsConnected: v.number() });
