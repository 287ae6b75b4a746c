/**
 * What a BGP-LS NLRI says (RFC 9552 §5.2, RFC 9514 §6, RFC 9857 §4): which node, half-link, prefix,
 * SID or candidate path. IPv4 addresses are numbers, IPv6 addresses canonical text, router-ids hex digits.
 */

import type { CandidatePath } from "../registry/sr_policy_fields.ts";

/** RFC 9552 §5.2 table 2, by number. */
export type ProtocolId = number;

interface NlriHead {
  readonly protocolId: ProtocolId;
  /** BGP-LS Instance-ID: part of the key (RFC 9552 §5.2). */
  readonly identifier: bigint;
  /** Eight octets as hex digits, for SAFI 72 only. */
  readonly routeDistinguisher: string | undefined;
  /** The NLRI's own bytes with TLVs in order, one character an octet: equal NLRI, equal key. */
  readonly key: string;
  readonly otherTlvs?: readonly OtherTlv[] | undefined;
}
/** A descriptor TLV without a row: part of the key, kept, counted, shown. */
export interface OtherTlv {
  readonly within: "nlri" | "localNode" | "remoteNode";
  readonly type: number;
  readonly value: Uint8Array;
}
export interface NodeDescriptor {
  readonly asn: number | undefined;
  /** Deprecated, still sent: never a reason to take one node for two. */
  readonly bgpLsId: number | undefined;
  readonly ospfAreaId: number | undefined;
  /** Hex digits of 4, 6, 7, 8 or 16 octets; "" when absent (BGP-only nodes). */
  readonly igpRouterId: string;
  readonly bgpRouterId: number | undefined;
  readonly memberAsn: number | undefined;
}
export interface LinkDescriptors {
  /** Interface numbers of unnumbered links; remote 0 means unknown (RFC 9552 §5.2.2). */
  readonly localLinkId: number | undefined;
  readonly remoteLinkId: number | undefined;
  readonly ipv4Interface: number | undefined;
  readonly ipv4Neighbor: number | undefined;
  readonly ipv6Interface: string | undefined;
  readonly ipv6Neighbor: string | undefined;
  /** 0 when absent. */
  readonly mtId: number;
}
export interface NodeNlri extends NlriHead {
  readonly type: "node";
  readonly localNode: NodeDescriptor;
}
export interface LinkNlri extends NlriHead {
  readonly type: "link";
  readonly localNode: NodeDescriptor;
  readonly remoteNode: NodeDescriptor;
  readonly link: LinkDescriptors;
}
interface PrefixNlriHead extends NlriHead {
  readonly localNode: NodeDescriptor;
  readonly mtId: number;
  /** 1 intra, 2 inter, 3 ext1, 4 ext2, 5 nssa1, 6 nssa2 (RFC 9552 §5.2.3.1). */
  readonly ospfRouteType: number | undefined;
  readonly prefixLength: number;
}
export interface Ipv4PrefixNlri extends PrefixNlriHead {
  readonly type: "ipv4Prefix";
  readonly address: number;
}
export interface Ipv6PrefixNlri extends PrefixNlriHead {
  readonly type: "ipv6Prefix";
  readonly address: string;
}
export interface Srv6SidNlri extends NlriHead {
  readonly type: "srv6Sid";
  readonly localNode: NodeDescriptor;
  readonly mtId: number;
  readonly sid: string;
}
/** A candidate path of the headend `localNode`, whose TE router-ids may stand in `otherTlvs`. */
export interface SrPolicyNlri extends NlriHead {
  readonly type: "srPolicy";
  readonly localNode: NodeDescriptor;
  readonly candidatePath: CandidatePath;
}
/** An NLRI type that has no row: kept, counted, shown. */
export interface UnknownNlri {
  readonly type: "unknown";
  readonly nlriType: number;
  readonly octets: Uint8Array;
  readonly key: string;
}
export type LsNlri =
  | NodeNlri
  | LinkNlri
  | Ipv4PrefixNlri
  | Ipv6PrefixNlri
  | Srv6SidNlri
  | SrPolicyNlri
  | UnknownNlri;
