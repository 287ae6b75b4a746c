/**
 * Facts that few networks tell, kept where they are told and nowhere else: SRv6, flexible algorithms,
 * peers outside the IGP, bundle members, what one application sees differently, SR policies of others.
 * In words of routing, like fact.ts; absent means not told.
 */
import type { AdjacencySid, DelayMicroseconds, NodeKey, PrefixSid } from "./fact.ts";

/** Lengths of the parts of an SRv6 SID, bits (RFC 9514 §8). */
export interface SidStructure {
  readonly block: number;
  readonly node: number;
  readonly function: number;
  readonly argument: number;
}
/** A definition of a flexible algorithm, as one node advertises it (RFC 9350 §5.1). */
export interface FlexAlgorithm {
  readonly algorithm: number; // 128 to 255
  readonly metricType: number; // 0 IGP, 1 minimum delay, 2 TE
  readonly calculationType: number;
  readonly priority: number;
  readonly excludeAny?: readonly number[]; // words like LinkAttributes.adminGroup
  readonly includeAny?: readonly number[];
  readonly includeAll?: readonly number[];
  readonly excludeSrlgs?: readonly number[];
  readonly prefixMetric?: boolean;
  readonly unsupported?: boolean; // the speaker could not tell all of it (RFC 9351 §3.6)
}
export interface NodeRarities {
  readonly flexAlgorithms?: readonly FlexAlgorithm[];
  /** Maximum SID depths other than base MPLS imposition, by type (RFC 8814 §3). */
  readonly depths?: readonly Depth[];
  readonly srv6?: { readonly oam: boolean };
  readonly mappingServerPreference?: number;
  readonly sbfdDiscriminators?: readonly number[];
}
/** A maximum SID depth: 2 ERLD, 41 segments left, 42 end pop, 44 H.Encaps, 45 end D. */
export interface Depth {
  readonly type: number;
  readonly value: number;
}

/** An End.X SID: leads over this link. On a LAN `lanNeighbor` says to whom (router-id, hex). */
export interface EndXSid {
  readonly sid: string;
  readonly behavior: number;
  readonly algorithm: number;
  readonly weight?: number;
  readonly backup?: boolean;
  readonly set?: boolean;
  readonly persistent?: boolean;
  readonly lanNeighbor?: string;
  readonly structure?: SidStructure;
}
/** A SID that leads to a BGP peer: to it, over one link to it, or to a set of peers (RFC 9086 §5). */
export interface PeerSid {
  readonly role: "node" | "adjacency" | "set";
  readonly label?: number;
  readonly index?: number;
  readonly backup?: boolean;
  readonly persistent?: boolean;
  readonly weight?: number;
}
/** What an application is told otherwise than SR policies are (RFC 9294 §2). */
export interface ApplicationLink {
  readonly teMetric?: number;
  readonly delay?: DelayMicroseconds;
  readonly adminGroup?: readonly number[];
  readonly srlgs?: readonly number[];
}
export interface BundleMember {
  readonly descriptor: number; // interface index
  readonly maximumBandwidthBytesPerSecond?: number;
  readonly delay?: DelayMicroseconds;
  readonly adjacencySids?: readonly AdjacencySid[];
  readonly endXSids?: readonly EndXSid[];
}
export interface LinkRarities {
  /** As flexible algorithms see the link; absent: nothing was told for them. */
  readonly flexAlgorithm?: ApplicationLink;
  readonly endXSids?: readonly EndXSid[];
  readonly peerSids?: readonly PeerSid[];
  readonly bundleMembers?: readonly BundleMember[];
  readonly protection?: number; // bits of RFC 5307 §1.2
  readonly depths?: readonly Depth[];
  readonly residualBandwidthBytesPerSecond?: number;
  readonly availableBandwidthBytesPerSecond?: number;
  readonly lossAnomalous?: boolean;
}

export interface Locator {
  readonly algorithm: number;
  readonly metric: number;
  readonly structure?: SidStructure;
}
/** SIDs that a mapping server gives to `size` prefixes from this one on (RFC 8661 §3). */
export interface SidMapping {
  readonly size: number;
  readonly sids: readonly PrefixSid[];
}
export interface PrefixRarities {
  readonly sourceOspfRouterId?: string; // TLV 1174, address text
  readonly locators?: readonly Locator[];
  readonly mappings?: readonly SidMapping[];
  readonly flexAlgorithmMetrics?: readonly {
    readonly algorithm: number;
    readonly metric: number;
  }[];
  readonly routeTags?: readonly string[]; // numbers of 32 or 64 bits as text
  readonly forwardingAddress?: string;
}

/** A SID of a node that belongs to no link: End, End.DT4, uN, or a BGP peer's (RFC 9514 §6). */
export interface Srv6SidKey {
  readonly node: NodeKey;
  readonly sid: string;
  readonly mt?: number;
}
export interface Srv6SidAttributes {
  readonly behavior?: number;
  readonly algorithm?: number;
  readonly structure?: SidStructure;
  readonly peer?: {
    readonly asn: number;
    readonly bgpIdentifier: string;
    readonly set: boolean;
    readonly weight: number;
  };
}

/** A candidate path of a SR policy as its headend tells it by BGP-LS (RFC 9857 §4). */
export interface SrPolicyKey {
  readonly node: NodeKey; // the headend
  readonly color: number;
  readonly endpoint: string;
  readonly protocolOrigin: number; // 1 PCEP, 2 BGP, 3 configuration (RFC 9256 §2.3), 10 and on: by PCEP
  readonly originator: string; // "65001/192.0.2.1"
  readonly discriminator: number;
}
export interface SrPolicyAttributes {
  readonly policyName?: string;
  readonly pathName?: string;
  readonly preference?: number;
  readonly priority?: number;
  /** Words of RFC 9857 §5.3 for the bits that are set: "active", "valid", "shut". */
  readonly state?: readonly string[];
  readonly bindingSid?: string; // label or SID
  readonly segmentLists?: readonly SegmentListFact[];
}
export interface SegmentListFact {
  readonly weight: number;
  readonly segments: readonly string[]; // labels or SIDs, in order
}
