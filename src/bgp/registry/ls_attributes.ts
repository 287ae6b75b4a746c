/**
 * TLVs of the BGP-LS attribute (path attribute 29): one row per code point. The facts of
 * codec/ls_facts.ts, the encoder, the hex view and the tests read these rows. To add a TLV, add a row
 * and a golden; to let it mean something, name it in codec/read_ls_fact.ts.
 * @see https://www.iana.org/assignments/bgp-ls-parameters
 */
import {
  bytes,
  flags,
  float32,
  hex,
  inUnits,
  ipv4,
  ipv6,
  list,
  named,
  reserved,
  struct,
  u16,
  u24,
  u32,
  u64,
  u8,
  utf8,
} from "../../wire/field.ts";
import { row, type TlvOf, tlvRegistry, tlvs } from "../../wire/tlv.ts";
import {
  address,
  algorithm,
  applicationMasks,
  behavior,
  hexOf,
  igpMetric,
  linkIds,
  msdPair,
  neighborAndSid,
  prefixFlagOctets,
  protectionType,
  sid,
  sidRange,
  teMetric,
} from "./fields.ts";
import { endpointBehavior, sidStructure, SR_POLICY_ROWS, SRV6_SUB_TLVS } from "./sr_policy.ts";

const empty = struct({});
const microseconds = inUnits(u24, "µs");
const anomalous = flags(8, { anomalous: 0 });
/** Steps of 0.000003 % (RFC 8571 §2.4). */
const lossSteps = inUnits(u24, "× 0.000003 %");
const bandwidth = {
  ...float32,
  shape: { kind: "float32", unit: "bytes/s" },
} as const;
const sidBlock = struct({
  flags: flags(8, { ipv4: 0, ipv6: 1 }),
  reserved: reserved(1),
  ranges: list(sidRange),
});
const srlbBlock = struct({ flags: u8, reserved: reserved(1), ranges: list(sidRange) });
const weighted = { flags: u8, weight: u8, reserved: reserved(2) };
const peerSid = struct({
  flags: flags(8, { value: 0, local: 1, backup: 2, persistent: 3 }),
  weight: u8,
  reserved: reserved(2),
  sid,
});

const endX = { behavior, flags: u8, algorithm, weight: u8, reserved: reserved(1) };
const endXSid = { sid: ipv6, subTlvs: tlvs(SRV6_SUB_TLVS) };

/** As many octets as there are flags; one is known: M, use the prefix metric of the algorithm. */
const definitionFlags = {
  ...bytes,
  shape: {
    kind: "custom",
    title: "flags, any number of octets",
    words: (v: Uint8Array) => ((v[0] ?? 0) & 0x80) !== 0 ? "prefixMetric" : "none",
  },
} as const;
export const FLEX_ALGORITHM_SUB_TLVS = tlvRegistry({
  title: "Flexible Algorithm Definition sub-TLVs",
  align: 1,
  rows: {
    excludeAny: row(1040, "Exclude-Any Affinity", "RFC 9351 §3.1", list(u32)),
    includeAny: row(1041, "Include-Any Affinity", "RFC 9351 §3.2", list(u32)),
    includeAll: row(1042, "Include-All Affinity", "RFC 9351 §3.3", list(u32)),
    definitionFlags: row(1043, "Definition Flags", "RFC 9351 §3.4", definitionFlags),
    excludeSrlgs: row(1045, "Exclude SRLG", "RFC 9351 §3.5", list(u32)),
    unsupported: row(
      1046,
      "Unsupported",
      "RFC 9351 §3.6",
      struct({ protocolId: u8, types: hex }),
    ),
  },
});
const METRIC_TYPES = { 0: "IGP metric", 1: "minimum unidirectional delay", 2: "TE metric" };
const flexAlgorithm = struct({
  algorithm,
  metricType: named(u8, METRIC_TYPES),
  calculationType: u8,
  priority: u8,
  subTlvs: tlvs(FLEX_ALGORITHM_SUB_TLVS),
});

/** What may be told per application, too: the sub-TLVs of ASLA (RFC 9294 §2). */
const APPLICATION_ROWS = {
  adminGroup: row(1088, "Administrative Group", "RFC 9552 §5.3.2", u32),
  teMetric: row(1092, "TE Default Metric", "RFC 9552 §5.3.2.3", teMetric),
  srlgs: row(1096, "Shared Risk Link Group", "RFC 9552 §5.3.2.5", list(u32)),
  delay: row(
    1114,
    "Unidirectional Link Delay",
    "RFC 8571 §2.1",
    struct({ flags: anomalous, delay: microseconds }),
  ),
  minMaxDelay: row(
    1115,
    "Min/Max Unidirectional Link Delay",
    "RFC 8571 §2.2",
    struct({
      flags: anomalous,
      minimum: microseconds,
      reserved: reserved(1),
      maximum: microseconds,
    }),
  ),
  delayVariation: row(
    1116,
    "Unidirectional Delay Variation",
    "RFC 8571 §2.3",
    struct({ reserved: reserved(1), variation: microseconds }),
  ),
  loss: row(
    1117,
    "Unidirectional Link Loss",
    "RFC 8571 §2.4",
    struct({ flags: anomalous, loss: lossSteps }),
  ),
  residualBandwidth: row(1118, "Unidirectional Residual Bandwidth", "RFC 8571 §2.5", bandwidth),
  availableBandwidth: row(1119, "Unidirectional Available Bandwidth", "RFC 8571 §2.6", bandwidth),
  utilizedBandwidth: row(1120, "Unidirectional Utilized Bandwidth", "RFC 8571 §2.7", bandwidth),
  extendedAdminGroup: row(1173, "Extended Administrative Group", "RFC 9104 §2", list(u32)),
};
export const ASLA_SUB_TLVS = tlvRegistry({
  title: "Application-Specific Link Attributes sub-TLVs",
  align: 1,
  rows: APPLICATION_ROWS,
});
const asla = struct({ masks: applicationMasks, subTlvs: tlvs(ASLA_SUB_TLVS) });

const BANDWIDTH_ROWS = {
  maxBandwidth: row(1089, "Maximum Link Bandwidth", "RFC 9552 §5.3.2", bandwidth),
  reservableBandwidth: row(1090, "Max. Reservable Link Bandwidth", "RFC 9552 §5.3.2", bandwidth),
  unreservedBandwidth: row(1091, "Unreserved Bandwidth", "RFC 9552 §5.3.2", list(bandwidth)),
  linkProtection: row(1093, "Link Protection Type", "RFC 9552 §5.3.2", protectionType),
};
const ADJACENCY_ROWS = {
  adjacencySid: row(1099, "Adjacency SID", "RFC 9085 §2.2.1", struct({ ...weighted, sid })),
  lanAdjacencySid: row(
    1100,
    "LAN Adjacency SID",
    "RFC 9085 §2.2.2",
    struct({ ...weighted, to: neighborAndSid }),
  ),
  endXSid: row(1106, "SRv6 End.X SID", "RFC 9514 §4.1", struct({ ...endX, ...endXSid })),
  isisLanEndXSid: row(
    1107,
    "IS-IS SRv6 LAN End.X SID",
    "RFC 9514 §4.2",
    struct({ ...endX, neighbor: hexOf(6), ...endXSid }),
  ),
  ospfLanEndXSid: row(
    1108,
    "OSPFv3 SRv6 LAN End.X SID",
    "RFC 9514 §4.2",
    struct({ ...endX, neighbor: hexOf(4), ...endXSid }),
  ),
};
export const BUNDLE_SUB_TLVS = tlvRegistry({
  title: "L2 Bundle Member Attributes sub-TLVs",
  align: 1,
  rows: { ...APPLICATION_ROWS, ...BANDWIDTH_ROWS, ...ADJACENCY_ROWS },
});

const prefixSid = row(
  1158,
  "Prefix SID",
  "RFC 9085 §2.3.1",
  struct({ flags: u8, algorithm, reserved: reserved(2), sid }),
);
export const RANGE_SUB_TLVS = tlvRegistry({
  title: "Range sub-TLVs",
  align: 1,
  rows: { prefixSid },
});
const range = struct({
  flags: u8,
  reserved: reserved(1),
  size: u16,
  subTlvs: tlvs(RANGE_SUB_TLVS),
});
const locator = struct({
  flags: flags(8, { down: 0 }),
  algorithm,
  reserved: reserved(2),
  metric: u32,
  subTlvs: tlvs(SRV6_SUB_TLVS),
});
const nodeFlags = flags(8, {
  overload: 0,
  attached: 1,
  external: 2,
  areaBorder: 3,
  router: 4,
  ipv6: 5,
});
const peerNodeSid = struct({
  flags: flags(8, { backup: 0, set: 1, persistent: 2 }),
  weight: u8,
  reserved: reserved(2),
  peerAsn: u32,
  peerBgpIdentifier: ipv4,
});

export { SRV6_SUB_TLVS };

export const LS_ATTRIBUTES = tlvRegistry({
  title: "BGP-LS Attribute TLVs",
  align: 1,
  rows: {
    linkIds: row(258, "Link Local/Remote Identifiers", "RFC 9552 §5.3.2", linkIds),
    mtIds: row(263, "Multi-Topology Identifier", "RFC 9552 §5.2.2.1", list(u16)),
    nodeMsd: row(266, "Node MSD", "RFC 8814 §3", list(msdPair)),
    linkMsd: row(267, "Link MSD", "RFC 8814 §4", list(msdPair)),
    nodeFlags: row(1024, "Node Flag Bits", "RFC 9552 §5.3.1.1", nodeFlags),
    opaqueNode: row(1025, "Opaque Node Attribute", "RFC 9552 §5.3.1.5", bytes),
    nodeName: row(1026, "Node Name", "RFC 9552 §5.3.1.3", utf8),
    isisArea: row(1027, "IS-IS Area Identifier", "RFC 9552 §5.3.1.2", hex),
    ipv4RouterIdLocal: row(1028, "IPv4 Router-ID of Local Node", "RFC 9552 §5.3.1.4", ipv4),
    ipv6RouterIdLocal: row(1029, "IPv6 Router-ID of Local Node", "RFC 9552 §5.3.1.4", ipv6),
    ipv4RouterIdRemote: row(1030, "IPv4 Router-ID of Remote Node", "RFC 9552 §5.3.2.1", ipv4),
    ipv6RouterIdRemote: row(1031, "IPv6 Router-ID of Remote Node", "RFC 9552 §5.3.2.1", ipv6),
    sbfdDiscriminators: row(1032, "S-BFD Discriminators", "RFC 9247 §4", list(u32)),
    srCapabilities: row(1034, "SR Capabilities", "RFC 9085 §2.1.2", sidBlock),
    srAlgorithms: row(1035, "SR Algorithm", "RFC 9085 §2.1.3", list(algorithm)),
    srLocalBlock: row(1036, "SR Local Block", "RFC 9085 §2.1.4", srlbBlock),
    srmsPreference: row(1037, "SRMS Preference", "RFC 9085 §2.1.5", u8),
    srv6Capabilities: row(
      1038,
      "SRv6 Capabilities",
      "RFC 9514 §3.1",
      struct({ flags: flags(16, { oam: 1 }), reserved: reserved(2) }),
    ),
    flexAlgorithm: row(1039, "Flexible Algorithm Definition", "RFC 9351 §3", flexAlgorithm),
    flexAlgorithmMetric: row(
      1044,
      "Flexible Algorithm Prefix Metric",
      "RFC 9351 §4",
      struct({ algorithm, flags: u8, reserved: reserved(2), metric: u32 }),
    ),
    ...APPLICATION_ROWS,
    ...BANDWIDTH_ROWS,
    mplsProtocols: row(
      1094,
      "MPLS Protocol Mask",
      "RFC 9552 §5.3.2.2",
      flags(8, { ldp: 0, rsvpTe: 1 }),
    ),
    igpMetric: row(1095, "IGP Metric", "RFC 9552 §5.3.2.4", igpMetric),
    opaqueLink: row(1097, "Opaque Link Attribute", "RFC 9552 §5.3.2.6", bytes),
    linkName: row(1098, "Link Name", "RFC 9552 §5.3.2.7", utf8),
    ...ADJACENCY_ROWS,
    peerNodeSid: row(1101, "PeerNode SID", "RFC 9086 §5", peerSid),
    peerAdjacencySid: row(1102, "PeerAdj SID", "RFC 9086 §5", peerSid),
    peerSetSid: row(1103, "PeerSet SID", "RFC 9086 §5", peerSid),
    rtmCapability: row(1105, "RTM Capability", "RFC 8169", bytes),
    gracefulShutdown: row(1121, "Graceful Link Shutdown", "RFC 8379 §4", empty),
    asla: row(1122, "Application-Specific Link Attributes", "RFC 9294 §2", asla),
    igpFlags: row(
      1152,
      "IGP Flags",
      "RFC 9552 §5.3.3.1",
      flags(8, { down: 0, noUnicast: 1, local: 2, propagate: 3 }),
    ),
    routeTags: row(1153, "IGP Route Tag", "RFC 9552 §5.3.3.2", list(u32)),
    extendedRouteTags: row(1154, "IGP Extended Route Tag", "RFC 9552 §5.3.3.3", list(u64)),
    prefixMetric: row(1155, "Prefix Metric", "RFC 9552 §5.3.3.4", u32),
    ospfForwardingAddress: row(1156, "OSPF Forwarding Address", "RFC 9552 §5.3.3.5", address),
    opaquePrefix: row(1157, "Opaque Prefix Attribute", "RFC 9552 §5.3.3.6", bytes),
    prefixSid,
    range: row(1159, "Range", "RFC 9085 §2.3.5", range),
    floodReflection: row(1160, "Binding SID or Flood Reflection", "", bytes, "drafts"),
    sidLabel: row(1161, "SID/Label", "RFC 9085 §2.1.1", sid),
    locator: row(1162, "SRv6 Locator", "RFC 9514 §5.1", locator),
    prefixFlags: row(1170, "Prefix Attribute Flags", "RFC 9085 §2.3.2", prefixFlagOctets),
    sourceRouterId: row(1171, "Source Router Identifier", "RFC 9085 §2.3.3", address),
    bundleMember: row(
      1172,
      "L2 Bundle Member Attributes",
      "RFC 9085 §2.2.3",
      struct({ descriptor: u32, subTlvs: tlvs(BUNDLE_SUB_TLVS) }),
    ),
    sourceOspfRouterId: row(1174, "Source OSPF Router-ID", "RFC 9085 §2.3.4", ipv4),
    endpointBehavior,
    srv6PeerNodeSid: row(1251, "SRv6 BGP Peer Node SID", "RFC 9514 §7.2", peerNodeSid),
    sidStructure,
    ...SR_POLICY_ROWS,
  },
});

export type LsAttributeTlv = TlvOf<typeof LS_ATTRIBUTES>;
/** The content of path attribute 29. */
export const lsAttribute = tlvs(LS_ATTRIBUTES);
