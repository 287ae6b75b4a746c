/**
 * What is asked of the path engine and what it answers: the border between policy and path. Everything in numbers of
 * the topology (routers, half-links); names were resolved before.
 */
import { sidNumbers } from "../lib/sid_numbers.ts";
import type { SidStructure } from "../ted/rare_fact.ts";
import type { Snapshot } from "./snapshot.ts";

export type Metric = "igp" | "te" | "delay" | "hops";

export interface Jobs {
  readonly snapshot: Snapshot; // nobody writes to it any more
  readonly list: readonly PathJob[];
  /** Bytes per second left, by link id; absent: the capacity that the network tells. */
  readonly available?: Float64Array;
  /** Links that came back a short time ago: used only where there is no other way. */
  readonly returned?: ReadonlySet<number>;
  /** Say what would help where there is no path (default true); costs up to a dozen computations. */
  readonly explain?: boolean;
}
export interface PathJob {
  readonly id: number; // the caller's; results come in the order of the jobs
  readonly headend: number; // router
  readonly endpoint: Endpoint;
  readonly path: DynamicSpec | ExplicitSpec;
  readonly maximumLabels: number; // MSD − reserve, or what the router's profile takes
  readonly maximumSids?: number; // of SRv6; absent: nobody says
  readonly bandwidthBytesPerSecond: number; // 0: none
  /** Links of the path in use: kept where nothing is better. */
  readonly current?: readonly number[];
  /** Labels that stand on the router for it: the result says how they do. */
  readonly installed?: readonly number[];
  /** It can wait until links that came back are to be counted on. */
  readonly waits?: boolean;
}
export type Endpoint =
  | { readonly router: number }
  | { readonly address: string }
  | { readonly anyOf: readonly number[] }; // routers that own one address (anycast): the nearest will do
export interface DynamicSpec {
  readonly type: "dynamic";
  readonly metric: Metric;
  readonly bounds: {
    readonly delayMicroseconds?: number;
    readonly hops?: number;
    readonly igpMetric?: number;
    readonly teMetric?: number;
    readonly segments?: number;
  };
  /** Words, bit 0 of the first is affinity bit 0 (RFC 7308). An empty list asks for nothing. */
  readonly includeAny: readonly number[];
  readonly includeAll: readonly number[];
  readonly excludeAny: readonly number[];
  readonly include: readonly number[]; // routers to pass, in order
  readonly excludeLinks: readonly number[];
  readonly excludeRouters: readonly number[];
  readonly excludeSrlgs: readonly number[];
  /** By strict hops, without labels: RSVP-TE. */
  readonly signalled?: boolean;
  readonly preferAdjacency: boolean;
  readonly protectedAdjacencies: "prefer" | "only" | "never";
  /** `avoid`: packets take one path only, no equal-cost branches. */
  readonly branches?: "allow" | "avoid";
  /** Share nothing with another path; `ends`: routers that both may use. */
  readonly disjointFrom?: {
    readonly links: readonly number[];
    readonly ends: readonly number[];
    readonly from: "link" | "node" | "srlg" | "srlgNode";
    readonly strict: boolean; // false: without if there is no other way
  };
}
export interface ExplicitSpec {
  readonly type: "explicit";
  readonly segments: readonly SpecSegment[]; // the only list; not looked at where there are several
  /** Several with weights, each valid or not by itself (RFC 9256 §5.1). */
  readonly lists?: readonly WeightedSpec[];
}
export type SpecSegment =
  | { readonly router: number }
  | { readonly link: number }
  | { readonly label: number }
  | Srv6Segment;
/** A SRv6 SID and what the topology tells of it: whose it is, or over which link it leads; neither: nobody knows. */
export interface Srv6Segment {
  readonly srv6: string;
  readonly router?: number;
  readonly link?: number;
  readonly behavior?: number; // RFC 8986 §10.2.2
  readonly structure?: SidStructure;
}
export interface WeightedSpec {
  readonly weight: number;
  readonly segments: readonly SpecSegment[];
  /** A name in it is not in the topology: it is invalid for that. */
  readonly missing?: string;
}

export interface Segment {
  readonly type: "node" | "adjacency" | "label" | "hop" | "srv6"; // hop: of RSVP-TE, strict
  readonly label: number; // of a hop: its IPv4 address as a number; of SRv6: 0
  readonly sid?: string; // of SRv6
  readonly behavior?: number;
  readonly structure?: SidStructure;
  readonly from: number; // router where it begins; −1: not known (a bare label)
  readonly to: number;
  readonly address: string; // NAI: node address, or local address of the adjacency; "" for none
  readonly remoteAddress?: string;
  readonly link?: number;
}
export type PathResult = (FoundPath | NoPath) & {
  /** Of the job's installed list; `path`: as if it had been found now. */
  readonly installed?: InstalledList;
};
/** `lost`: packets do not arrive; `violates`: they do, by what was not asked for; `fits`: nothing is wrong with it. */
export type InstalledList =
  | { readonly is: "lost" | "violates"; readonly why: string }
  | { readonly is: "fits"; readonly path: FoundPath };
export interface FoundPath {
  readonly id: number;
  readonly ok: true;
  readonly segments: readonly Segment[];
  readonly routers: readonly number[]; // hop by hop, headend first
  readonly links: readonly number[]; // half-links of the wanted path
  readonly crossed: readonly number[]; // all half-links that packets may cross
  readonly cost: number; // in the metric asked for
  readonly igpMetric: number;
  readonly teMetric: number;
  readonly delayMicroseconds: number | undefined; // undefined: a link without delay
  readonly hops: number;
  /** What a cheaper path would cost that no list can say. */
  readonly cheapest?: number;
  /** Of a list that stands: what is cheaper by links that came back a short time ago; the first of them by name. */
  readonly later?: {
    readonly cost: number;
    readonly links: readonly number[];
    readonly name: string;
  };
  readonly why: string; // sentences for people
  /** Each of several lists, in the order of the document; `segments` are those of the heaviest valid one. */
  readonly lists?: readonly FoundList[];
  /** Node segments: the list rests on the IGP's shortest paths between these routers. */
  readonly rests?: readonly { readonly from: number; readonly to: number; readonly igp: number }[];
}
export type FoundList =
  | { readonly ok: true; readonly weight: number; readonly segments: readonly Segment[] }
  | { readonly ok: false; readonly weight: number; readonly why: string };
export interface NoPath {
  readonly id: number;
  readonly ok: false;
  readonly reason:
    | "headendUnknown"
    | "endpointUnknown"
    | "unreachable"
    | "constraints"
    | "bounds"
    | "segments" // more labels than the headend can push
    | "labels" // a SID that is needed is not known
    | "explicitInvalid"
    | "notSupported";
  readonly why: string;
  readonly remedy?: string; // the smallest change that would give a path
}
export interface Result {
  readonly list: readonly PathResult[];
}

/** A list as numbers: a label or a hop each, four numbers an SRv6 SID (lib/sid_numbers.ts). */
export const numbersOf = (segments: readonly Segment[]): number[] =>
  segments.flatMap(({ label, sid }) => sid === undefined ? [label] : sidNumbers(sid));
