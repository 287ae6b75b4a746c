/**
 * What BGP-LS says about a node, a half-link, a prefix or an SRv6 SID, in words of routing: a reader
 * of these needs no TLV number. `undefined` and empty lists mean "not said", never zero or false.
 */

/** A TLV that gave no fact, with its bytes. "absurd" is a bandwidth below zero or not a number. */
export interface UnreadTlv {
  readonly why: "unknown" | "malformed" | "absurd";
  readonly type: number;
  readonly value: Uint8Array;
}
interface FactHead {
  readonly unread: readonly UnreadTlv[];
}
export interface LabelRange {
  readonly base: number;
  readonly size: number;
}
/** A SID of three octets is a label, of four an index (RFC 9085 §2.1.1). One of both is set. */
export interface Sid {
  readonly label: number | undefined;
  readonly index: number | undefined;
}
/** Maximum SID depths by MSD type: 1 is label imposition (RFC 8814 §3). */
export type Msd = Readonly<Record<number, number>>;

export interface NodeFact extends FactHead {
  readonly kind: "node";
  readonly name: string | undefined;
  readonly ipv4RouterIds: readonly number[];
  readonly ipv6RouterIds: readonly string[];
  /** Hex digits, as "490001". */
  readonly isisAreas: readonly string[];
  readonly mtIds: readonly number[];
  /** Ranges in order: index n counts through them one after the other (RFC 9085 §2.1.2). */
  readonly srgb: readonly LabelRange[];
  readonly srlb: readonly LabelRange[];
  /** Empty: not said. A node with an SRGB has algorithm 0 all the same. */
  readonly algorithms: readonly number[];
  readonly flexAlgorithms: readonly FlexAlgorithmDefinition[];
  readonly msd: Msd;
  readonly overload: boolean;
  readonly attached: boolean;
  readonly external: boolean;
  readonly areaBorder: boolean;
  readonly srv6: boolean;
  /** The O flag of SRv6 Capabilities: marks packets for OAM (RFC 9514 §3.1). */
  readonly srv6Oam: boolean;
  /** Of a mapping server: the highest wins (RFC 9085 §2.1.5). */
  readonly mappingServerPreference: number | undefined;
  readonly sbfdDiscriminators: readonly number[];
}
export interface FlexAlgorithmDefinition {
  readonly algorithm: number;
  readonly metricType: number;
  readonly calculationType: number;
  readonly priority: number;
  readonly excludeAny: readonly number[];
  readonly includeAny: readonly number[];
  readonly includeAll: readonly number[];
  readonly excludeSrlgs: readonly number[];
  readonly prefixMetric: boolean;
  /** The producer could not express all of it: prune who does not understand (RFC 9351 §3.6). */
  readonly unsupported: boolean;
}
/** Traffic-engineering facts that one application may see differently from another (RFC 9294). */
export interface LinkTeFact {
  readonly adminGroup: number | undefined;
  /** Words, least significant bits first (RFC 7308 §2.1). */
  readonly extendedAdminGroup: readonly number[];
  readonly teMetric: number | undefined;
  readonly srlgs: readonly number[];
  readonly delayMicroseconds: number | undefined;
  readonly minimumDelayMicroseconds: number | undefined;
  readonly maximumDelayMicroseconds: number | undefined;
  readonly delayVariationMicroseconds: number | undefined;
  readonly delayAnomalous: boolean;
  readonly minMaxDelayAnomalous: boolean;
  /** 0.5 means one packet in two hundred. */
  readonly lossPercent: number | undefined;
  readonly lossAnomalous: boolean;
  readonly residualBytesPerSecond: number | undefined;
  readonly availableBytesPerSecond: number | undefined;
  readonly utilizedBytesPerSecond: number | undefined;
}
/** Top level: as SR policies see it, that is ASLA with the S bit before the plain TLVs. */
export interface LinkFact extends FactHead, LinkTeFact {
  readonly kind: "link";
  readonly name: string | undefined;
  readonly igpMetric: number | undefined;
  readonly ipv4RouterIdsLocal: readonly number[];
  readonly ipv6RouterIdsLocal: readonly string[];
  readonly ipv4RouterIdsRemote: readonly number[];
  readonly ipv6RouterIdsRemote: readonly string[];
  /** As an attribute beside addresses; unnumbered links have them in the descriptors. */
  readonly localLinkId: number | undefined;
  readonly remoteLinkId: number | undefined;
  readonly maxBandwidthBytesPerSecond: number | undefined;
  readonly reservableBytesPerSecond: number | undefined;
  /** Eight, by priority; empty when not said. */
  readonly unreservedBytesPerSecond: readonly number[];
  readonly adjacencySids: readonly AdjacencySid[];
  readonly peerSids: readonly PeerSid[];
  /** Bits of RFC 5307 §1.2: 1 extra traffic, 2 unprotected … 0x20 enhanced. */
  readonly protection: number | undefined;
  readonly endXSids: readonly EndXSid[];
  readonly msd: Msd;
  /** RFC 8379: use it last. */
  readonly gracefulShutdown: boolean;
  readonly bundleMembers: readonly BundleMember[];
  /** What ASLA said, mask by mask, before it was resolved (RFC 9294 §2). */
  readonly applications: readonly LinkApplication[];
  /** As flex-algo sees it (ASLA with the X bit); undefined when nothing was said for it. */
  readonly flexAlgorithm: LinkTeFact | undefined;
}
export interface LinkApplication {
  /** Bit masks as hex digits; both "" means all applications. */
  readonly standard: string;
  readonly userDefined: string;
  readonly te: Partial<LinkTeFact>;
}
export interface AdjacencySid extends Sid {
  readonly weight: number;
  /** The B flag: "eligible for protection", so traffic survives a failure, off our path. */
  readonly backup: boolean;
  readonly set: boolean;
  readonly persistent: boolean;
  readonly ipv6: boolean;
  /** Hex digits of who is at the other side of a LAN; undefined for plain adjacency SIDs. */
  readonly lanNeighbor: string | undefined;
}
export interface PeerSid extends Sid {
  readonly role: "node" | "adjacency" | "set";
  readonly weight: number;
  readonly backup: boolean;
  readonly persistent: boolean;
}
export interface SidStructure {
  readonly block: number;
  readonly node: number;
  readonly function: number;
  readonly argument: number;
}
export interface EndXSid {
  readonly sid: string;
  readonly behavior: number;
  readonly algorithm: number;
  readonly weight: number;
  readonly backup: boolean;
  readonly set: boolean;
  readonly persistent: boolean;
  readonly lanNeighbor: string | undefined;
  readonly structure: SidStructure | undefined;
}
export interface BundleMember {
  readonly descriptor: number;
  readonly fact: LinkFact;
}
export interface PrefixFact extends FactHead {
  readonly kind: "prefix";
  readonly metric: number | undefined;
  readonly prefixSids: readonly PrefixSid[];
  /** Host route of one node. From 1170, else from the N flag of an IS-IS prefix SID. */
  readonly nodeFlag: boolean | undefined;
  readonly anycastFlag: boolean | undefined;
  /** Leaked from another area or level: who owns it is in sourceRouterId, not in the NLRI. */
  readonly readvertised: boolean;
  readonly external: boolean;
  readonly sourceRouterId: number | string | undefined;
  readonly sourceOspfRouterId: number | undefined;
  readonly routeTags: readonly number[];
  readonly extendedRouteTags: readonly bigint[];
  readonly ospfForwardingAddress: number | string | undefined;
  /** What a mapping server says of this prefix and those that follow it (RFC 9085 §2.3.5). */
  readonly ranges: readonly SidRangeFact[];
  readonly locators: readonly Srv6Locator[];
  readonly flexAlgorithmMetrics: readonly { readonly algorithm: number; readonly metric: number }[];
}
export interface PrefixSid extends Sid {
  readonly algorithm: number;
  readonly node: boolean;
  readonly readvertised: boolean;
  readonly noPenultimatePop: boolean;
  readonly explicitNull: boolean;
  readonly mappingServer: boolean;
  /** Of meaning only to the node that advertises it. */
  readonly local: boolean;
}
export interface SidRangeFact {
  /** How many prefixes of the same length, one after the other. */
  readonly size: number;
  /** Of the first prefix; the next has the next index. */
  readonly sids: readonly PrefixSid[];
}
export interface Srv6Locator {
  readonly algorithm: number;
  readonly metric: number;
  readonly structure: SidStructure | undefined;
}
export interface Srv6SidFact extends FactHead {
  readonly kind: "srv6Sid";
  readonly behavior: number | undefined;
  readonly algorithm: number | undefined;
  readonly structure: SidStructure | undefined;
  /** BGP peer node SIDs only (RFC 9514 §7.2). */
  readonly peerAsn: number | undefined;
  readonly peerBgpIdentifier: number | undefined;
  readonly peerSet: boolean;
  readonly weight: number | undefined;
}
/** A candidate path as its headend runs it (RFC 9857 §5). */
export interface SrPolicyFact extends FactHead {
  readonly kind: "srPolicy";
  readonly policyName: string | undefined;
  readonly pathName: string | undefined;
  readonly preference: number | undefined;
  readonly priority: number | undefined;
  /** Names of the state bits that are set, from the registry's row: "active", "valid". */
  readonly states: readonly string[];
  /** A label, or an SRv6 SID as text. */
  readonly bindingSid: number | string | undefined;
  readonly segmentLists: readonly SegmentListFact[];
}
export interface SegmentListFact {
  readonly weight: number;
  readonly algorithm: number;
  readonly failed: boolean;
  readonly segments: readonly PolicySegmentFact[];
  /** Segments that could not be read. */
  readonly unread: number;
}
export interface PolicySegmentFact {
  readonly type: number; // 1 to 11, A to K of RFC 9256 §4
  readonly sid: number | string | undefined;
}
export type LsFact = NodeFact | LinkFact | PrefixFact | Srv6SidFact | SrPolicyFact;
