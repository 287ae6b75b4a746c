/**
 * What an operator wants, in domain words: the documents of `cairn apply` after parsing. Units are in the names;
 * nothing here knows a protocol or the API. RFC 9256 §2 for policy, candidate path and preference.
 */
export type Metric = "igp" | "te" | "delay" | "hops";
export type OnNoPath = "keep" | "down" | "return";
export type Dataplane = "sr-mpls" | "srv6" | "rsvp-te"; // the last only for LSPs that routers delegate
export type Mode = "observe" | "advise" | "control";

export type Intent =
  | PolicyIntent
  | MeshIntent
  | RouterIntent
  | AffinityIntent
  | LinkFactsIntent
  | NodeFactsIntent;
export type IntentKind = Intent["kind"];

export interface PolicyIntent {
  readonly kind: "Policy";
  readonly name: string;
  readonly headend: string; // router name, router-id or loopback
  readonly endpoint: string; // router name or address
  readonly color: number;
  readonly bindingSid?: number | string; // a label, an SRv6 SID, or "auto": the router chooses
  readonly bandwidthBps: number; // bits per second; 0: none asked
  readonly priority: { readonly setup: number; readonly hold: number }; // 0 best … 7
  readonly onNoPath: OnNoPath;
  readonly adminUp: boolean;
  readonly reoptimize?: Reoptimize;
  readonly labels: Readonly<Record<string, string>>;
  readonly candidatePaths: readonly CandidatePathIntent[];
  /** A router asked for it with an LSP of its own, and is told so again (L of LSPA, RFC 5440 §7.11). */
  readonly localProtection?: boolean;
}
export interface Reoptimize {
  readonly intervalSeconds: number;
  readonly minimumGainPercent: number;
  readonly minimumIntervalSeconds: number;
}
export interface CandidatePathIntent {
  readonly preference: number; // higher wins (RFC 9256 §2.7)
  readonly path: DynamicPath | ExplicitPath;
}
export interface DynamicPath {
  readonly type: "dynamic";
  readonly metric: Metric;
  readonly bounds: Bounds;
  readonly affinity: Affinity;
  readonly include: readonly Element[]; // waypoints, in order
  readonly exclude: readonly Element[];
  readonly disjoint?: Disjoint;
  readonly sidAlgorithm: number;
  readonly dataplane: Dataplane;
  readonly segments: SegmentRules;
}
export interface ExplicitPath {
  readonly type: "explicit";
  readonly segments: readonly ExplicitSegment[]; // the only list; empty where there are several
  /** Several with weights (RFC 9256 §2.2); read them by listsOf(). */
  readonly segmentLists?: readonly WeightedSegments[];
}
export interface WeightedSegments {
  readonly weight: number; // 1 … 2³²−1: its share of the traffic
  readonly segments: readonly ExplicitSegment[];
}
export interface Bounds {
  readonly delayMicroseconds?: number;
  readonly hops?: number;
  readonly igpMetric?: number;
  readonly teMetric?: number;
  readonly lossPercent?: number;
  readonly segments?: number;
  readonly utilisationPercent?: number;
}
export interface Affinity {
  readonly includeAny: readonly string[]; // names of kind Affinity, or "bit:N"
  readonly includeAll: readonly string[];
  readonly excludeAny: readonly string[];
}
export type Element = { readonly router: string } | { readonly link: string } | {
  readonly srlg: number;
};
export interface Disjoint {
  readonly group: string;
  readonly from: "link" | "node" | "srlg" | "srlgNode";
  readonly strict: boolean;
}
export interface SegmentRules {
  readonly max?: number;
  readonly prefer: "node" | "adjacency";
  readonly protectedAdjacencies: "prefer" | "only" | "never";
}
export type ExplicitSegment =
  | { readonly router: string }
  | { readonly adjacency: string }
  | { readonly label: number }
  | { readonly srv6: string };

/** Policies between all chosen routers, kept as routers come and go. */
export interface MeshIntent {
  readonly kind: "Mesh";
  readonly name: string;
  /** By label `{ key: value }`, or by name; an empty label set chooses every router with a node SID. */
  readonly routers: { readonly labels: Readonly<Record<string, string>> } | {
    readonly names: readonly string[];
  };
  /** Names of routers that it leaves out, whatever chooses them. */
  readonly exclude?: readonly string[];
  readonly template: Omit<PolicyIntent, "kind" | "name" | "headend" | "endpoint">;
}
export interface RouterIntent {
  readonly kind: "Router";
  readonly name: string;
  readonly address: string; // loopback or router-id
  readonly management?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly pcep: {
    readonly sourceAddress?: string; // or address:port
    /** Of its Open (RFC 8232 §3.3.2), as text or as 0x and octets in hex. */
    readonly speakerEntityId?: string;
    readonly delegations: "accept" | "return";
    readonly labelReserve: number;
    readonly mode?: Mode;
    readonly profile?: string;
  };
}
export interface AffinityIntent {
  readonly kind: "Affinity";
  readonly name: string;
  readonly bit: number; // 0 is the least significant bit of the first word (RFC 7308 §2.3)
}
/** Facts that the IGP does not tell (rules: some routers export no adjacency SID, others no delay). */
export interface LinkFactsIntent {
  readonly kind: "LinkFacts";
  readonly name: string; // of the document; the link itself unless given
  readonly link: string; // router:localAddress, router:interface, a--b where unique
  readonly adjacencySid?: number; // label
  readonly srlg?: readonly number[];
  readonly capacityBps?: number;
  readonly minimumDelayMicroseconds?: number;
  readonly drained?: boolean;
}
export interface NodeFactsIntent {
  readonly kind: "NodeFacts";
  readonly name: string;
  readonly router: string;
  readonly site?: string;
  readonly coordinates?: { readonly latitude: number; readonly longitude: number };
  readonly drained?: boolean;
}
