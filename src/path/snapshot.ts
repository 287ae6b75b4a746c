/**
 * The network as arrays: compressed sparse rows of directed edges, one edge for each link that the TED
 * knows, usable or not. Two views: what routers forward by (IGP metric per level or area, overload) and
 * what constraints speak of (metrics, affinity, SRLG, capacity). Routers are nodes by their TED id.
 */
import type { RouterRow } from "../ted/row.ts";
import type { Metric } from "./jobs.ts";

export const METRICS = ["igp", "te", "delay", "hops"] as const satisfies readonly Metric[];

export interface Snapshot {
  readonly version: number; // of the TED
  readonly nodes: number;
  readonly edges: number;
  /** Edges out of node u: first[u] to first[u + 1] − 1, by link id. */
  readonly first: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Edges into node v: into[firstInto[v]] to into[firstInto[v + 1] − 1]. */
  readonly firstInto: Int32Array;
  readonly into: Int32Array;
  readonly link: Int32Array; // TED's link id
  readonly edgeOfLink: Int32Array; // −1: no edge
  readonly reverse: Int32Array; // edge of the other direction, −1
  readonly routers: (RouterRow | undefined)[];
  /** Forwarding view: per level or area the metric of its SPF (−1: not in it), and overloaded nodes. */
  readonly domains: readonly ForwardingDomain[];
  readonly domainsOf: (readonly number[])[]; // per router, in order of preference
  /** Constraint view; −1: nobody tells. Delay in microseconds. Below 0 where `up` is 0, too. */
  readonly metrics: Readonly<Record<Metric, Int32Array>>;
  readonly up: Uint8Array;
  readonly drained: Uint8Array; // links
  readonly lastResort: Uint8Array; // bits of last_resort.ts
  readonly aside: Uint8Array; // why no path takes a link that is there: values of `ASIDE`
  readonly noTransit: Uint8Array; // routers: drained or overloaded everywhere
  readonly adminGroup: Uint32Array; // affinity bits 0 to 31
  readonly moreAdminGroup: Map<number, readonly number[]>; // edge → further words
  readonly srlgs: (readonly number[])[]; // ascending
  readonly capacity: Float64Array; // bytes per second, −1: unknown
  /** Adjacency SID labels at the local node: protected by the IGP, and not; −1: none. */
  readonly protectedSid: Int32Array;
  readonly plainSid: Int32Array;
  readonly addresses: (readonly [local: string, remote: string])[];
  readonly names: string[]; // of links
}
/** Links that are there and on which the IGP does not forward what paths are computed for. */
export const ASIDE = { otherTopology: 1, external: 2 } as const;
export interface ForwardingDomain {
  readonly group: string;
  readonly area: string;
  readonly metric: Int32Array;
  readonly noTransit: Uint8Array;
}

export const routerName = (of: Snapshot, router: number): string =>
  of.routers[router]?.name ?? `router ${router}`;
export const edgeName = (of: Snapshot, edge: number): string => of.names[edge] ?? `link ${edge}`;

/** The label that a router has for a SID index: ranges are concatenated in order (RFC 8667 §3.1). */
export function srgbLabel(row: RouterRow | undefined, index: number): number | undefined {
  if (index < 0) return undefined;
  let left = index;
  for (const range of row?.srgb ?? []) {
    if (left < range.size) return range.base + left;
    left -= range.size;
  }
  return undefined;
}
/** The SID index that a label means to a router; undefined: not in its SRGB. */
export function srgbIndex(row: RouterRow | undefined, label: number): number | undefined {
  let before = 0;
  for (const range of row?.srgb ?? []) {
    if (label >= range.base && label < range.base + range.size) return before + label - range.base;
    before += range.size;
  }
  return undefined;
}
