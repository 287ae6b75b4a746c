/**
 * What routers do with packets: shortest paths of the IGP on what was flooded, label look-up in each
 * router's own SRGB and adjacency SIDs, penultimate hop popping (RFC 8660 §2). The oracle of tests.
 */
import { createAgenda } from "./agenda.ts";
import { endOf, indexOf, labelOf, type Topology } from "./topology.ts";

/** The state of the IGP that forwarding reads; `revision` grows with every change of it. */
export interface Links {
  readonly revision: number;
  /** Packets can cross it now. */
  alive(half: number): boolean;
  /** Both ends have told everybody about it. */
  formed(half: number): boolean;
  igpMetric(half: number): number;
  overloaded(router: number): boolean;
  routerUp(router: number): boolean;
}
export type Delivery =
  | {
    readonly delivered: true;
    readonly at: number; // router where the stack is used up
    readonly path: readonly number[]; // half-links of one packet
    readonly crossed: readonly number[]; // half-links of all packets, ascending
  }
  | {
    readonly delivered: false;
    readonly at: number;
    readonly why: string;
    readonly crossed: readonly number[];
  };
export interface Forwarding {
  /** Sends packets with these labels from `headend`, over all equal-cost branches: all must arrive. */
  deliver(headend: number, labels: readonly number[]): Delivery;
  /** Has the router an entry for this label whose way out exists now? */
  resolves(router: number, label: number): boolean;
  /** IGP distance to `destination` from every router; Infinity where there is no way. */
  distancesTo(destination: number): Float64Array;
  /** Half-links on equal-cost shortest paths from `router` to `destination`. */
  nextHops(router: number, destination: number): readonly number[];
  reachable(from: number, to: number): boolean;
  /** Half-links that leave a router, up or not. */
  halvesOf(router: number): readonly number[];
}

export function createForwarding(topology: Topology, links: Links): Forwarding {
  const halves: number[][] = topology.routers.map(() => []);
  for (let half = 0; half < 2 * topology.links.length; half++) {
    halves[endOf(topology, half).router]!.push(half);
  }
  const owners = new Map(topology.routers.map((router, i) => [router.sidIndex, i]));
  const adjacencies = topology.routers.map((_, i) => adjacencySids(topology, halves[i]!));
  const farRouter = Int32Array.from(
    { length: 2 * topology.links.length },
    (_, half) => endOf(topology, half ^ 1).router,
  );
  let revision = -1;
  const distances = new Map<number, Float64Array>();
  let components: Int32Array | undefined;
  const refresh = () => {
    if (revision === links.revision) return;
    revision = links.revision;
    distances.clear();
    components = undefined;
  };
  const usable = (half: number) => links.formed(half) && links.igpMetric(half) < UNUSABLE_METRIC;

  function distancesTo(destination: number): Float64Array {
    refresh();
    const known = distances.get(destination);
    if (known) return known;
    const distance = new Float64Array(topology.routers.length).fill(Infinity);
    const queue = createAgenda<number>();
    const settled = new Uint8Array(topology.routers.length);
    distance[destination] = 0;
    queue.add(0, destination);
    for (let v = queue.take(Infinity); v !== undefined; v = queue.take(Infinity)) {
      if (settled[v]) continue;
      settled[v] = 1;
      if (v !== destination && links.overloaded(v)) continue; // no transit (RFC 3787 §4)
      for (const half of halves[v]!) {
        const u = farRouter[half]!;
        if (!usable(half) || !usable(half ^ 1)) continue;
        const d = distance[v]! + links.igpMetric(half ^ 1);
        if (d < distance[u]!) {
          distance[u] = d;
          queue.add(d, u);
        }
      }
    }
    distances.set(destination, distance);
    return distance;
  }

  function nextHops(router: number, destination: number): readonly number[] {
    const distance = distancesTo(destination);
    return halves[router]!.filter((half) => {
      const v = farRouter[half]!;
      return usable(half) && usable(half ^ 1) && distance[router]! < Infinity &&
        (v === destination || !links.overloaded(v)) &&
        links.igpMetric(half) + distance[v]! === distance[router];
    });
  }

  function componentOf(router: number): number {
    refresh();
    components ??= componentsOf(halves, farRouter, links);
    return components[router]!;
  }
  const reachable = (from: number, to: number) =>
    links.routerUp(from) && links.routerUp(to) && componentOf(from) === componentOf(to);

  function deliver(headend: number, labels: readonly number[]): Delivery {
    const crossed = new Set<number>();
    const seen = new Set<string>();
    /** At `router` with labels[position…]; `target` is where the topmost node segment goes, or −1. */
    const walk = (router: number, position: number, target: number): Arrival | Drop => {
      const key = `${router} ${position} ${target}`;
      if (seen.has(key)) return { at: router, path: [], again: true };
      seen.add(key);
      const drop = (why: string): Drop => ({ at: router, why });
      if (!links.routerUp(router)) return drop("the router is down");
      if (target < 0) {
        const label = labels[position];
        if (label === undefined) return { at: router, path: [], again: false };
        const half = adjacencies[router]!.get(label);
        if (half !== undefined) {
          if (!links.alive(half)) return drop(`the link of label ${label} is down`);
          return cross([half], () => [position + 1, -1]);
        }
        const index = indexOf(topology.routers[router]!.srgb, label);
        const owner = index === undefined ? undefined : owners.get(index);
        if (owner === undefined) return drop(`nobody owns label ${label} here`);
        if (owner === router) return walk(router, position + 1, -1);
        target = owner;
      }
      const index = topology.routers[target]!.sidIndex, last = target;
      const out = nextHops(router, last);
      if (out.length === 0) return drop(`no route to ${topology.routers[last]!.name}`);
      const dead = out.find((half) => !links.alive(half));
      if (dead !== undefined) return drop(`the link to the next hop is down`);
      const strange = out.find((half) =>
        farRouter[half] !== last &&
        labelOf(topology.routers[farRouter[half]!]!.srgb, index) === undefined
      );
      if (strange !== undefined) return drop(`index ${index} is beyond the next hop's SRGB`);
      return cross(out, (v) => v === last ? [position + 1, -1] : [position, last]);
    };
    const cross = (
      out: readonly number[],
      then: (router: number) => readonly [number, number],
    ): Arrival | Drop => {
      let arrival: Arrival | undefined;
      for (const half of out) {
        crossed.add(half);
        const v = farRouter[half]!;
        const end = walk(v, ...then(v));
        if ("why" in end) return end;
        if (!arrival || arrival.again && !end.again) {
          arrival = { at: end.at, path: [half, ...end.path], again: end.again };
        }
      }
      return arrival!;
    };
    const end = walk(headend, 0, -1);
    const all = [...crossed].sort((a, b) => a - b);
    return "why" in end
      ? { delivered: false, at: end.at, why: end.why, crossed: all }
      : { delivered: true, at: end.at, path: end.path, crossed: all };
  }

  function resolves(router: number, label: number): boolean {
    if (!links.routerUp(router)) return false;
    const half = adjacencies[router]!.get(label);
    if (half !== undefined) return links.alive(half);
    const index = indexOf(topology.routers[router]!.srgb, label);
    const owner = index === undefined ? undefined : owners.get(index);
    return owner !== undefined && reachable(router, owner);
  }

  const halvesOf = (router: number): readonly number[] => halves[router]!;
  return { deliver, resolves, distancesTo, nextHops, reachable, halvesOf };
}

/** `again`: this branch meets another one that was already followed to its end. */
interface Arrival {
  readonly at: number;
  readonly path: readonly number[];
  readonly again: boolean;
}
interface Drop {
  readonly at: number;
  readonly why: string;
}

function adjacencySids(topology: Topology, halves: readonly number[]): Map<number, number> {
  const sids = new Map<number, number>();
  for (const half of halves) {
    sids.set(endOf(topology, half).adjacencySid, half);
    sids.set(endOf(topology, half).protectedAdjacencySid, half);
  }
  return sids;
}

/** Numbers the islands of routers that formed links connect. */
function componentsOf(
  halves: readonly (readonly number[])[],
  farRouter: Int32Array,
  links: Links,
): Int32Array {
  const component = new Int32Array(halves.length).fill(-1);
  for (let root = 0; root < halves.length; root++) {
    if (component[root] !== -1) continue;
    const stack = [root];
    component[root] = root;
    for (let v = stack.pop(); v !== undefined; v = stack.pop()) {
      for (const half of halves[v]!) {
        const u = farRouter[half]!;
        if (component[u] !== -1 || !links.formed(half)) continue;
        component[u] = root;
        stack.push(u);
      }
    }
  }
  return component;
}

const UNUSABLE_METRIC = 0xffffff; // RFC 5305 §3: not in the shortest-path tree
