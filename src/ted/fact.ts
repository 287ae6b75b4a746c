/**
 * What the network says of itself, in words that belong to no protocol: nodes, half-links and
 * prefixes as feeds tell them, and what operators add. Addresses are text ("192.0.2.1", RFC 5952 for
 * IPv6), IGP router-ids lower-case hex without separators. Ingest makes these, `Ted.apply()` eats
 * them. Facts are kept by reference: nobody may change one after handing it over.
 */
import type {
  LinkRarities,
  NodeRarities,
  PrefixRarities,
  SrPolicyAttributes,
  SrPolicyKey,
  Srv6SidAttributes,
  Srv6SidKey,
} from "./rare_fact.ts";

export type Group = "isis" | "ospfv2" | "ospfv3" | "bgp" | "direct";

/** Identity of a node across speakers (RFC 9552 §5.2.1, without AS and instance). */
export interface NodeKey {
  readonly topology: string; // from the peer's configuration, "core"
  readonly group: Group;
  readonly area: string; // IS-IS "L1" or "L2", OSPF "0.0.0.0", BGP the AS, or "" (confederation/member)
  /** Hex of TLV 515 (or 516 for "bgp"): IS-IS 6 octets, 7 for a pseudonode; OSPF 4 or 8. */
  readonly routerId: string;
}
/** Identity of a half-link. Absent means that the descriptor was absent. */
export interface LinkKey {
  readonly local: NodeKey;
  readonly remote: NodeKey;
  readonly localId?: number; // TLV 258
  readonly remoteId?: number; // 0: unknown
  readonly localIpv4?: string;
  readonly remoteIpv4?: string;
  readonly localIpv6?: string;
  readonly remoteIpv6?: string;
  readonly mt?: number; // multi-topology id, absent: 0
}
export interface PrefixKey {
  readonly node: NodeKey;
  readonly prefix: string; // "192.0.2.1/32", host bits zero
  readonly mt?: number;
  readonly ospfRouteType?: number; // TLV 264: 1 intra, 2 inter, 3 to 6 external
}

export interface LabelRange {
  readonly base: number; // first label
  readonly size: number;
}
export interface NodeAttributes extends NodeRarities {
  readonly name?: string;
  readonly ipv4RouterIds?: readonly string[]; // TLV 1028, in order
  readonly ipv6RouterIds?: readonly string[];
  readonly areas?: readonly string[]; // IS-IS area addresses, hex
  readonly srgb?: readonly LabelRange[]; // in order: ranges are concatenated (RFC 8667 §3.1)
  readonly srlb?: readonly LabelRange[];
  readonly algorithms?: readonly number[]; // absent: 0 only
  readonly msd?: number; // base MPLS imposition (RFC 8491), labels
  readonly overload?: boolean;
  readonly attached?: boolean;
  readonly abr?: boolean;
  readonly external?: boolean; // ASBR
  readonly mts?: readonly number[];
}

/** Delay of one direction of a link (RFC 8571 §3.1, §3.2), microseconds. */
export interface DelayMicroseconds {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly average?: number;
  readonly anomalous?: boolean;
}
export interface AdjacencySid {
  /** Exactly one of label and index; an index is into the SRGB of the link's local node. */
  readonly label?: number;
  readonly index?: number;
  readonly backup?: boolean; // protected by the IGP (B flag)
  readonly set?: boolean; // S or G flag: shared by several adjacencies
  readonly persistent?: boolean;
  readonly weight?: number;
  readonly lanNeighbor?: string; // router-id hex, from TLV 1100
}
export interface LinkAttributes {
  readonly igpMetric?: number;
  readonly teMetric?: number;
  readonly delay?: DelayMicroseconds;
  readonly delayVariationMicroseconds?: number;
  readonly lossPercent?: number;
  readonly adminGroup?: readonly number[]; // words, bit 0 of the first is affinity bit 0 (RFC 7308)
  readonly srlgs?: readonly number[];
  readonly maximumBandwidthBytesPerSecond?: number;
  readonly reservableBandwidthBytesPerSecond?: number;
  readonly unreservedBandwidthBytesPerSecond?: readonly number[]; // 8, by priority
  readonly bundleBandwidthBytesPerSecond?: number; // sum of the live members (TLV 1172)
  readonly utilizedBandwidthBytesPerSecond?: number;
  readonly adjacencySids?: readonly AdjacencySid[];
  readonly msd?: number; // link MSD, beats the node's at the first hop
  readonly localId?: number; // TLV 258 when it came as an attribute
  readonly remoteId?: number;
  readonly name?: string; // TLV 1098
  readonly gracefulShutdown?: boolean; // RFC 8379
  readonly rare?: LinkRarities; // absent unless there is one: links are many
}

export interface PrefixSid {
  /** Exactly one of index and label. */
  readonly index?: number;
  readonly label?: number;
  readonly algorithm: number;
  readonly noPhp?: boolean;
  readonly explicitNull?: boolean;
  readonly readvertised?: boolean; // IS-IS R flag
  readonly node?: boolean; // IS-IS N flag; OSPF has none here (bit 0x40 there is NP)
  readonly local?: boolean; // L flag: of meaning only to the node that advertises it
}
export interface PrefixAttributes extends PrefixRarities {
  readonly metric?: number;
  readonly sids?: readonly PrefixSid[];
  readonly node?: boolean; // N of TLV 1170
  readonly anycast?: boolean; // A of TLV 1170
  readonly readvertised?: boolean; // R of TLV 1170, or D of TLV 1152
  readonly external?: boolean; // X of TLV 1170
  readonly sourceRouterId?: string; // TLV 1171, address text
}

/** What an operator adds to a link (`kind: LinkFacts`); see overlay.ts for which side wins. */
export interface LinkFacts {
  readonly adjacencySids?: readonly AdjacencySid[];
  readonly srlgs?: readonly number[];
  readonly capacityBytesPerSecond?: number;
  readonly minimumDelayMicroseconds?: number;
  readonly igpMetric?: number;
  readonly teMetric?: number;
  readonly adminGroup?: readonly number[];
  readonly drained?: boolean;
}
/** What an operator adds to a router (`kind: NodeFacts`). */
export interface NodeFacts {
  readonly site?: string;
  readonly latitude?: number;
  readonly longitude?: number;
  readonly drained?: boolean;
  readonly overload?: boolean;
  readonly srgb?: readonly LabelRange[];
  readonly srlb?: readonly LabelRange[];
  readonly msd?: number;
}

/**
 * One change of the database. `feed` is a number from 0 to 30 that the configuration gives a
 * speaker; where feeds differ, one that is not stale is believed, of several the one with the best
 * `rank` (a text that sorts, the best first), then the lowest number. A put without `attributes` is an
 * NLRI without attribute 29: the last attributes stay, marked stale (RFC 9552 §8.2.2).
 */
export type Change =
  | {
    readonly change: "putNode";
    readonly feed: number;
    readonly rank?: string;
    readonly key: NodeKey;
    readonly asn?: number;
    readonly attributes?: NodeAttributes;
  }
  | { readonly change: "dropNode"; readonly feed: number; readonly key: NodeKey }
  | {
    readonly change: "putLink";
    readonly feed: number;
    readonly rank?: string;
    readonly key: LinkKey;
    readonly attributes?: LinkAttributes;
  }
  | { readonly change: "dropLink"; readonly feed: number; readonly key: LinkKey }
  | {
    readonly change: "putPrefix";
    readonly feed: number;
    readonly rank?: string;
    readonly key: PrefixKey;
    readonly attributes?: PrefixAttributes;
  }
  | { readonly change: "dropPrefix"; readonly feed: number; readonly key: PrefixKey }
  | {
    readonly change: "putSrv6Sid";
    readonly feed: number;
    readonly rank?: string;
    readonly key: Srv6SidKey;
    readonly attributes?: Srv6SidAttributes;
  }
  | { readonly change: "dropSrv6Sid"; readonly feed: number; readonly key: Srv6SidKey }
  | {
    readonly change: "putSrPolicy";
    readonly feed: number;
    readonly rank?: string;
    readonly key: SrPolicyKey;
    readonly attributes?: SrPolicyAttributes;
  }
  | { readonly change: "dropSrPolicy"; readonly feed: number; readonly key: SrPolicyKey }
  /** A session is established; what the feed said before counts as stale until said again. */
  | { readonly change: "feedUp"; readonly feed: number }
  /** All is told: what the feed has not said again goes; a frozen database thaws. */
  | { readonly change: "endOfRib"; readonly feed: number }
  /** A refresh begins, or a graceful restart: stale until said again, and nothing is frozen. */
  | { readonly change: "feedStale"; readonly feed: number }
  /** The session is gone. The last one freezes the database. `at`: microseconds since 1970. */
  | { readonly change: "feedDown"; readonly feed: number; readonly at: number }
  /** Time is up for a feed that is down: its facts go, unless the database is frozen. */
  | { readonly change: "feedExpired"; readonly feed: number }
  /** `link` and `router` are names as `Ted.findLink()` and `Ted.findRouter()` take them. */
  | { readonly change: "putLinkFacts"; readonly link: string; readonly facts: LinkFacts }
  | { readonly change: "dropLinkFacts"; readonly link: string }
  | { readonly change: "putNodeFacts"; readonly router: string; readonly facts: NodeFacts }
  | { readonly change: "dropNodeFacts"; readonly router: string };
