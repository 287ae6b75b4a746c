/**
 * The forwarding view: where packets go that carry a node SID. They follow the shortest IGP paths, all
 * of them where several cost the same, whatever we would like.
 */
import { type Snapshot, srgbIndex, srgbLabel } from "./snapshot.ts";
import { type Distances, FORWARD, reaches, Trees } from "./trees.ts";

/** IGP trees of all levels and areas, and which node SIDs can be relied on. */
export class Forwarding {
  readonly #trees: Trees[];
  readonly #index: Int32Array; // node SID index; −1: none, or two routers claim it
  readonly #owners = new Map<string, number>(); // router by topology and SID; −1: several

  constructor(readonly of: Snapshot) {
    this.#trees = of.domains.map((d) => new Trees(of, d.metric, d.noTransit, FORWARD));
    this.#index = new Int32Array(of.nodes).fill(-1);
    of.routers.forEach((row, router) => {
      if (row?.nodeSid === undefined) return;
      const key = sidKey(row.topology, row.nodeSid, row.nodeSidIsLabel === true);
      this.#owners.set(key, this.#owners.has(key) ? -1 : router);
    });
    of.routers.forEach((row, router) => {
      if (row?.nodeSid === undefined) return;
      const isLabel = row.nodeSidIsLabel === true;
      const owner = this.#owners.get(sidKey(row.topology, row.nodeSid, isLabel));
      // With two owners nobody knows where packets go.
      this.#index[router] = owner !== router ? -1 : isLabel ? -2 : row.nodeSid;
    });
  }

  tree = (domain: number, root: number): Distances => this.#trees[domain]!.of(root);
  /** −1: the router has no node SID of its own; labels that need no SRGB are at most −2. */
  sidOf = (router: number): number => this.#index[router]!;

  /** The level or area in which packets travel from `root` to `router`; −1: none has both. */
  domainBetween(root: number, router: number): number {
    const { domainsOf } = this.of;
    for (const domain of domainsOf[root]!) {
      if (domainsOf[router]!.includes(domain) && reaches(this.tree(domain, root), router)) {
        return domain;
      }
    }
    return -1;
  }

  /** The label that a packet needs at `at` to be sent to `router`'s node SID; undefined: there is none. */
  label(at: number, router: number): number | undefined {
    const row = this.of.routers[router], sid = this.#index[router]!;
    if (!row || sid === -1) return undefined;
    if (row.nodeSidIsLabel) return row.nodeSid;
    return row.srgb.length === 0 ? undefined : srgbLabel(this.of.routers[at], sid);
  }

  /** Whose node SID a label means at router `at`; undefined: nobody's. */
  routerOfLabel(at: number, label: number): number | undefined {
    const row = this.of.routers[at];
    if (!row) return undefined;
    const index = srgbIndex(row, label);
    const router = index === undefined
      ? this.#owners.get(sidKey(row.topology, label, true))
      : this.#owners.get(sidKey(row.topology, index, false));
    return router === undefined || router < 0 ? undefined : router;
  }

  /** Edges by which the last hop of shortest paths from the root comes into `router`, ascending. */
  lastHops(domain: number, root: number, router: number): number[] {
    const { of } = this,
      { metric, noTransit } = of.domains[domain]!,
      { firstInto, into, from } = of;
    const distance = this.tree(domain, root), here = distance[router]!, hops: number[] = [];
    for (let i = firstInto[router]!, end = firstInto[router + 1]!; i < end; i++) {
      const edge = into[i]!, m = metric[edge]!, u = from[edge]!;
      if (m < 0 || distance[u]! + m !== here || (u !== root && noTransit[u])) continue;
      if (reaches(distance, u)) hops.push(edge);
    }
    return hops;
  }
  /** All edges that packets from `root` to `router`'s node SID may cross. */
  crossed(root: number, router: number): readonly number[] {
    const domain = this.domainBetween(root, router);
    if (domain < 0) return [];
    const found = new Set<number>(), seen = new Set([root, router]), queue = [router];
    for (let v = queue.pop(); v !== undefined; v = queue.pop()) {
      for (const edge of this.lastHops(domain, root, v)) {
        found.add(edge);
        const u = this.of.from[edge]!;
        if (!seen.has(u)) queue.push(u);
        seen.add(u);
      }
    }
    return [...found].sort((a, b) => a - b);
  }
}

/** One for each snapshot: whoever looks at the same network shares its trees. */
export function forwardingOf(of: Snapshot): Forwarding {
  let forwarding = KNOWN.get(of);
  if (!forwarding) KNOWN.set(of, forwarding = new Forwarding(of));
  return forwarding;
}
const KNOWN = new WeakMap<Snapshot, Forwarding>();

const sidKey = (topology: string, value: number, isLabel: boolean): string =>
  `${topology}/${isLabel ? "label " : ""}${value}`;
