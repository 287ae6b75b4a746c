/**
 * BGP-LS NLRI types, protocol ids and descriptor TLVs: one row per code point (RFC 9552 §5.2).
 * @see https://www.iana.org/assignments/bgp-ls-parameters
 */
import { hex, ipv4, ipv6, u16, u32, u8 } from "../../wire/field.ts";
import { row, type TlvOf, tlvRegistry, tlvs } from "../../wire/tlv.ts";
import { address, linkIds, ospfRouteType, reachability } from "./fields.ts";
import { candidatePath } from "./sr_policy_fields.ts";

export const NLRI_TYPES = {
  node: { number: 1, name: "Node", ref: "RFC 9552 §5.2" },
  link: { number: 2, name: "Link", ref: "RFC 9552 §5.2" },
  ipv4Prefix: { number: 3, name: "IPv4 Prefix", ref: "RFC 9552 §5.2" },
  ipv6Prefix: { number: 4, name: "IPv6 Prefix", ref: "RFC 9552 §5.2" },
  srPolicy: { number: 5, name: "SR Policy Candidate Path", ref: "RFC 9857 §4" },
  srv6Sid: { number: 6, name: "SRv6 SID", ref: "RFC 9514 §6" },
  stubLink: { number: 7, name: "Stub Link", ref: "draft-ietf-idr-bgpls-inter-as-topology-ext §3" },
} as const;
/** Private NLRI types and TLVs: an enterprise number stands first (RFC 9552 §5.1, §7.1). */
export const FIRST_PRIVATE = 65_000;

export const PROTOCOLS = {
  isisLevel1: { number: 1, name: "IS-IS level 1", ref: "RFC 9552 §5.2" },
  isisLevel2: { number: 2, name: "IS-IS level 2", ref: "RFC 9552 §5.2" },
  ospfv2: { number: 3, name: "OSPFv2", ref: "RFC 9552 §5.2" },
  direct: { number: 4, name: "direct", ref: "RFC 9552 §5.2" },
  static: { number: 5, name: "static", ref: "RFC 9552 §5.2" },
  ospfv3: { number: 6, name: "OSPFv3", ref: "RFC 9552 §5.2" },
  bgp: { number: 7, name: "BGP", ref: "RFC 9086 §4" },
  rsvpTe: { number: 8, name: "RSVP-TE", ref: "draft-ietf-idr-te-lsp-distribution" },
  segmentRouting: { number: 9, name: "Segment Routing", ref: "RFC 9857 §4" },
} as const;
export type ProtocolName = keyof typeof PROTOCOLS;

const PROTOCOL_NAMES = new Map<number, ProtocolName>(
  (Object.keys(PROTOCOLS) as ProtocolName[]).map((name) => [PROTOCOLS[name].number, name]),
);
/** The protocol that an NLRI was learnt from; undefined for numbers without a row. */
export const protocolName = (protocolId: number): ProtocolName | undefined =>
  PROTOCOL_NAMES.get(protocolId);

export const NODE_DESCRIPTORS = tlvRegistry({
  title: "Node Descriptor sub-TLVs",
  align: 1,
  rows: {
    asn: row(512, "Autonomous System", "RFC 9552 §5.2.1.4", u32),
    bgpLsId: row(513, "BGP-LS Identifier (deprecated)", "RFC 7752 §3.2.1.4", u32),
    ospfAreaId: row(514, "OSPF Area-ID", "RFC 9552 §5.2.1.4", ipv4),
    igpRouterId: row(515, "IGP Router-ID", "RFC 9552 §5.2.1.4", hex),
    bgpRouterId: row(516, "BGP Router-ID", "RFC 9086 §4.1", ipv4),
    memberAsn: row(517, "BGP Confederation Member", "RFC 9086 §4.1", u32),
    // Quirk(GoBGP): tolerates a SID here and so may pass it on; it belongs beside the node.
    srv6Sid: row(518, "SRv6 SID Information", "RFC 9514 §6.1", ipv6),
    ipv4RouterId: row(1028, "IPv4 Router-ID of Local Node", "RFC 9857 §4", ipv4),
    ipv6RouterId: row(1029, "IPv6 Router-ID of Local Node", "RFC 9857 §4", ipv6),
  },
});
const nodeDescriptor = tlvs(NODE_DESCRIPTORS);

const INTER_AS = "draft-ietf-idr-bgpls-inter-as-topology-ext §4";
const TE_LSP = "draft-ietf-idr-te-lsp-distribution §4";

export const LS_DESCRIPTORS = tlvRegistry({
  title: "BGP-LS NLRI Descriptor TLVs",
  align: 1,
  rows: {
    localNode: row(256, "Local Node Descriptors", "RFC 9552 §5.2.1.2", nodeDescriptor),
    remoteNode: row(257, "Remote Node Descriptors", "RFC 9552 §5.2.1.3", nodeDescriptor),
    linkIds: row(258, "Link Local/Remote Identifiers", "RFC 9552 §5.2.2", linkIds),
    ipv4Interface: row(259, "IPv4 interface address", "RFC 9552 §5.2.2", ipv4),
    ipv4Neighbor: row(260, "IPv4 neighbor address", "RFC 9552 §5.2.2", ipv4),
    ipv6Interface: row(261, "IPv6 interface address", "RFC 9552 §5.2.2", ipv6),
    ipv6Neighbor: row(262, "IPv6 neighbor address", "RFC 9552 §5.2.2", ipv6),
    mtId: row(263, "Multi-Topology Identifier", "RFC 9552 §5.2.2.1", u16),
    ospfRouteType: row(264, "OSPF Route Type", "RFC 9552 §5.2.3.1", ospfRouteType),
    reachability: row(265, "IP Reachability Information", "RFC 9552 §5.2.3.2", reachability),
    remoteAsn: row(270, "Remote AS Number", INTER_AS, u32),
    ipv4RemoteAsbr: row(271, "IPv4 Remote ASBR ID", INTER_AS, ipv4),
    ipv6RemoteAsbr: row(272, "IPv6 Remote ASBR ID", INTER_AS, ipv6),
    srv6Sid: row(518, "SRv6 SID Information", "RFC 9514 §6.1", ipv6),
    bgpRouteType: row(535, "BGP Route Type", "draft-ietf-idr-bgp-ls-bgp-only-fabric §5", u8),
    tunnelId: row(550, "Tunnel ID", TE_LSP, u16),
    lspId: row(551, "LSP ID", TE_LSP, u16),
    tunnelHeadEnd: row(552, "IPv4/6 Tunnel Head-end Address", TE_LSP, address),
    tunnelTailEnd: row(553, "IPv4/6 Tunnel Tail-end Address", TE_LSP, address),
    candidatePath: row(
      554,
      "SR Policy Candidate Path Descriptor",
      "RFC 9857 §4.1",
      candidatePath,
    ),
  },
});
export type DescriptorTlv = TlvOf<typeof LS_DESCRIPTORS>;
export type NodeDescriptorTlv = TlvOf<typeof NODE_DESCRIPTORS>;
export const lsDescriptors = tlvs(LS_DESCRIPTORS);
