/**
 * PCEP TLVs: one row per code point.
 *
 * The decoder, the encoder, the hex view, the protocol page and the round-trip test all read
 * these rows, and no other file names a TLV number. To add a TLV, add a row and a golden.
 *
 * @see https://www.iana.org/assignments/pcep/pcep.xhtml#pcep-tlv-type-indicators
 */
import { counted } from "../../wire/counted.ts";
import {
  bitParts,
  bytes,
  finite,
  flags,
  inUnits,
  ipv4,
  ipv6,
  list,
  named,
  reserved,
  struct,
  u16,
  u32,
  u64,
  u8,
  utf8,
  type ValueOf,
} from "../../wire/field.ts";
import { row, type TlvOf, tlvRegistry, tlvs } from "../../wire/tlv.ts";
import {
  ASSOCIATION_TYPES,
  DOMAIN_TYPES,
  EXPLICIT_NULL_POLICIES,
  LSP_ERROR_CODES,
  OBJECTIVE_FUNCTIONS,
  PATH_SETUP_TYPES,
  PROTOCOL_ORIGINS,
} from "./codes.ts";
import { FLOW_COMPONENTS } from "./flow_tlvs.ts";
import { rsvpError } from "./rsvp_error.ts";
import {
  bindingSid,
  earlyBindingSid,
  extendedAssociationId,
  fromEitherEnd,
  originatorAddress,
  withTail,
} from "./tlv_fields.ts";
import { vendorInformation } from "./vendor_tlvs.ts";

const seconds = inUnits(u32, "s");
const bandwidth = finite("bytes/s", 0);
const pathSetupType = struct({ reserved: reserved(3), type: named(u8, PATH_SETUP_TYPES) });

const noPathVector = flags(32, {
  pceUnavailable: 31, // RFC 5440 §7.5
  unknownDestination: 30,
  unknownSource: 29,
  brpcChainUnavailable: 28, // RFC 5441
  pathKeyExpansionFailed: 27, // RFC 5520
  noMigrationPath: 26, // RFC 5557
  noGlobalSolution: 25,
  p2mpReachability: 24, // RFC 8306
  noWavelength: 23, // RFC 8780
  destinationDomainUnknown: 22, // RFC 8685
  unresponsiveChildPce: 21,
  noResourceInDomain: 20,
  destinationNotInDomain: 19,
  protectionMismatch: 18, // RFC 8779
  noResource: 17,
  granularityNotSupported: 16,
  noEndpointLabelResource: 15,
  noEndpointLabelInRange: 14,
  noLabelInRange: 13,
  loadBalancingFailed: 12,
  noDisjointPath: 11, // RFC 8800
  disjointNotSupported: 10,
});

export type NoPathReason = keyof ValueOf<typeof noPathVector>;

const statefulFlags = flags(32, {
  lspUpdate: 31,
  includeDbVersion: 30, // RFC 8232 §7
  lspInstantiation: 29, // RFC 8281 §4.1
  triggeredResync: 28,
  deltaSync: 27,
  triggeredInitialSync: 26,
  p2mp: 25, // RFC 8623
  p2mpUpdate: 24,
  p2mpInstantiation: 23,
  scheduling: 22, // RFC 8934
  periodicScheduling: 21,
  color: 20, // RFC 9863
  pathRecomputation: 19, // draft-ietf-pce-circuit-style-pcep-extensions
  strictPath: 18,
  relax: 17, // RFC 9753
});

const ipv4LspIdentifiers = struct({
  sender: ipv4,
  lspId: u16,
  tunnelId: u16,
  extendedTunnelId: ipv4, // any number, by custom the sender's address
  endpoint: ipv4,
}, (r) => ({
  sender: r.u32(),
  lspId: r.u16(),
  tunnelId: r.u16(),
  extendedTunnelId: r.u32(),
  endpoint: r.u32(),
}));
const ipv6LspIdentifiers = struct({
  sender: ipv6,
  lspId: u16,
  tunnelId: u16,
  extendedTunnelId: ipv6,
  endpoint: ipv6,
});

const p2mpIpv4LspIdentifiers = struct({
  sender: ipv4,
  lspId: u16,
  tunnelId: u16,
  extendedTunnelId: ipv4,
  p2mpId: u32,
});
const p2mpIpv6LspIdentifiers = struct({
  sender: ipv6,
  lspId: u16,
  tunnelId: u16,
  extendedTunnelId: ipv6,
  p2mpId: u32,
});

const srPceCapability = struct({
  reserved: reserved(2),
  flags: flags(8, { sidAlgorithm: 5, nai: 6, unlimitedMsd: 7 }),
  msd: u8,
});
const srv6PceCapability = struct({
  reserved: reserved(2),
  flags: flags(16, { nai: 14 }),
  msds: list(struct({ type: u8, value: u8 })), // type 0 is padding
});
const pceccCapability = flags(32, { label: 31 });

export const PST_CAPABILITY_SUBTLVS = tlvRegistry({
  title: "PATH-SETUP-TYPE-CAPABILITY Sub-TLV Type Indicators",
  align: 4,
  rows: {
    pceccCapability: row(1, "PCECC-CAPABILITY", "RFC 9050 §7.1.1", pceccCapability),
    srPceCapability: row(26, "SR-PCE-CAPABILITY", "RFC 8664 §4.1.2", srPceCapability),
    srv6PceCapability: row(27, "SRv6-PCE-CAPABILITY", "RFC 9603 §4.1.1", srv6PceCapability),
  },
});
const pathSetupTypes = struct({
  reserved: reserved(3),
  types: counted(named(u8, PATH_SETUP_TYPES), 4),
  subTlvs: tlvs(PST_CAPABILITY_SUBTLVS),
});

const associationRange = struct({
  reserved: reserved(2),
  associationType: named(u16, ASSOCIATION_TYPES),
  start: u16,
  range: u16,
});

/** Percentages from 1 to 100, samples in a row, and a floor in octets per second (RFC 8733 §5.2.3, §5.2.5). */
const thresholdPercent = struct({
  word: bitParts(32, { percentage: [25, 31] }),
  minimumBytesPerSecond: bandwidth,
});
const overflow = struct({ word: bitParts(32, { count: [27, 31] }), bytesPerSecond: bandwidth });
const overflowPercent = struct({
  word: bitParts(32, { percentage: [0, 6], count: [27, 31] }),
  minimumBytesPerSecond: bandwidth,
});

export const AUTO_BANDWIDTH_SUBTLVS = tlvRegistry({
  title: "AUTO-BANDWIDTH-ATTRIBUTES Sub-TLV Types",
  align: 4,
  rows: {
    sampleInterval: row(1, "Sample-Interval", "RFC 8733 §5.2.1", seconds),
    adjustmentInterval: row(2, "Adjustment-Interval", "RFC 8733 §5.2.2", seconds),
    downAdjustmentInterval: row(3, "Down-Adjustment-Interval", "RFC 8733 §5.2.2", seconds),
    adjustmentThreshold: row(4, "Adjustment-Threshold", "RFC 8733 §5.2.3", bandwidth),
    adjustmentThresholdPercent: row(
      5,
      "Adjustment-Threshold-Percentage",
      "RFC 8733 §5.2.3",
      thresholdPercent,
    ),
    downThreshold: row(6, "Down-Adjustment-Threshold", "RFC 8733 §5.2.3", bandwidth),
    downThresholdPercent: row(
      7,
      "Down-Adjustment-Threshold-Percentage",
      "RFC 8733 §5.2.3",
      thresholdPercent,
    ),
    minimumBandwidth: row(8, "Minimum-Bandwidth", "RFC 8733 §5.2.4", bandwidth),
    maximumBandwidth: row(9, "Maximum-Bandwidth", "RFC 8733 §5.2.4", bandwidth),
    overflow: row(10, "Overflow-Threshold", "RFC 8733 §5.2.5", overflow),
    overflowPercent: row(11, "Overflow-Threshold-Percentage", "RFC 8733 §5.2.5", overflowPercent),
    underflow: row(12, "Underflow-Threshold", "RFC 8733 §5.2.5", overflow),
    underflowPercent: row(13, "Underflow-Threshold-Percentage", "RFC 8733 §5.2.5", overflowPercent),
  },
});

const srAlgorithm = struct({
  reserved: reserved(2),
  flags: flags(8, { strict: 7 }),
  algorithm: u8,
});
const domainId = struct({ type: named(u8, DOMAIN_TYPES), reserved: reserved(3), id: bytes });
/** Six bits of the protection type of RFC 4872 §14.1, then the roles. */
const protectionAssociation = bitParts(32, {
  protectionType: [0, 5],
  secondary: 30,
  protection: 31,
});
const disjointness = flags(32, {
  linkDiverse: 31,
  nodeDiverse: 30,
  srlgDiverse: 29,
  shortestPath: 28,
  strict: 27,
});
const candidatePathId = struct({
  protocolOrigin: named(u8, PROTOCOL_ORIGINS),
  reserved: reserved(3),
  originatorAsn: u32,
  originator: originatorAddress,
  discriminator: u32,
}, (r) => {
  const protocolOrigin = r.u8();
  r.skip(3);
  const originatorAsn = r.u32(), originator = originatorAddress.read(r);
  return { protocolOrigin, originatorAsn, originator, discriminator: r.u32() };
});
const multipathCapability = struct({
  segmentLists: u16,
  flags: flags(16, {
    weight: 15,
    backup: 14,
    oppositeDirection: 13,
    forwardingClass: 12,
    composite: 11,
  }),
});
const multipathBackup = struct({
  count: u16,
  flags: flags(16, { pureBackup: 15 }),
  pathIds: list(u32),
});
const oppositePath = withTail(struct({
  reserved: reserved(2),
  flags: flags(16, { link: 14, node: 15 }),
  pathId: u32,
}));
const srPolicyCapability = fromEitherEnd(flags(32, {
  computationPriority: 31,
  explicitNullLabelPolicy: 30,
  invalidation: 29,
  stateless: 27,
}));

const schedule = {
  flags: flags(8, { relative: 4, pccSetsUp: 5, elastic: 6, grace: 7 }),
  reserved: reserved(3),
  start: u32, // in seconds, absolute or from now on
  duration: seconds,
  graceBefore: u16,
  graceAfter: u16,
};
const BARTH = "draft-barth-pce-segment-routing-policy-cp-04";
const CIRCUIT_STYLE = "draft-ietf-pce-circuit-style-pcep-extensions";
const SR_P2MP = "draft-ietf-pce-sr-p2mp-policy";

const STANDARD_ROWS = {
  noPathVector: row(1, "NO-PATH-VECTOR", "RFC 5440 §7.5", noPathVector),
  overloadDuration: row(2, "OVERLOAD-DURATION", "RFC 5440 §7.14", seconds),
  requestMissing: row(3, "REQ-MISSING", "RFC 5440 §7.15", u32),
  objectiveFunctions: row(4, "OF-List", "RFC 5541 §2.1", list(named(u16, OBJECTIVE_FUNCTIONS))),
  order: row(5, "Order", "RFC 5557 §5.4", struct({ deleteOrder: u32, setupOrder: u32 })),
  p2mpCapable: row(6, "P2MP-CAPABLE", "RFC 8306 §3.1.2", bytes),
  vendorInformation: row(7, "VENDOR-INFORMATION", "RFC 7470 §2.1", vendorInformation),
  wavelengthSelection: row(8, "Wavelength Selection", "RFC 8780 §4.1", bytes),
  wavelengthRestriction: row(9, "Wavelength Restriction", "RFC 8780 §4.2", bytes),
  wavelengthAllocation: row(10, "Wavelength Allocation", "RFC 8780 §5", bytes),
  opticalInterfaceClasses: row(11, "Optical Interface Class List", "RFC 8780 §4.3", bytes),
  clientSignal: row(12, "Client Signal Information", "RFC 8780 §4.3", bytes),
  hPceCapability: row(13, "H-PCE-CAPABILITY", "RFC 8685 §3.1", flags(32, { parentPce: 31 })),
  domainId: row(14, "Domain-ID", "RFC 8685 §3.2", domainId),
  hPceFlags: row(
    15,
    "H-PCE-FLAG",
    "RFC 8685 §3.3",
    flags(32, { disallowReentry: 30, domainSequence: 31 }),
  ),
  statefulPceCapability: row(16, "STATEFUL-PCE-CAPABILITY", "RFC 8231 §7.1.1", statefulFlags),
  symbolicPathName: row(17, "SYMBOLIC-PATH-NAME", "RFC 8231 §7.3.2", utf8),
  ipv4LspIdentifiers: row(18, "IPV4-LSP-IDENTIFIERS", "RFC 8231 §7.3.1", ipv4LspIdentifiers),
  ipv6LspIdentifiers: row(19, "IPV6-LSP-IDENTIFIERS", "RFC 8231 §7.3.1", ipv6LspIdentifiers),
  lspErrorCode: row(20, "LSP-ERROR-CODE", "RFC 8231 §7.3.3", named(u32, LSP_ERROR_CODES)),
  rsvpErrorSpec: row(21, "RSVP-ERROR-SPEC", "RFC 8231 §7.3.4", rsvpError),
  junosRsvpErrorSpec: row(22, "RSVP-ERROR-SPEC IPv6 (Junos)", "RFC 8231 §7.3.4", bytes, "Junos"),
  lspDbVersion: row(23, "LSP-DB-VERSION", "RFC 8232 §3.3.1", u64),
  speakerEntityId: row(24, "SPEAKER-ENTITY-ID", "RFC 8232 §3.3.2", bytes),
  srPceCapability: row(26, "SR-PCE-CAPABILITY", "RFC 8664 §4.1.2", srPceCapability),
  srv6PceCapability: row(27, "SRv6-PCE-CAPABILITY", "RFC 9603 §4.1.1", srv6PceCapability),
  pathSetupType: row(28, "PATH-SETUP-TYPE", "RFC 8408 §4", pathSetupType),
  associationRanges: row(29, "OP-CONF-ASSOC-RANGE", "RFC 8697 §3.4", list(associationRange)),
  globalAssociationSource: row(30, "GLOBAL-ASSOCIATION-SOURCE", "RFC 8697 §6.1.1", u32),
  extendedAssociationId: row(
    31,
    "EXTENDED-ASSOCIATION-ID",
    "RFC 8697 §6.1.3",
    extendedAssociationId,
  ),
  p2mpIpv4LspIdentifiers: row(
    32,
    "P2MP-IPV4-LSP-IDENTIFIERS",
    "RFC 8623 §6.2.1",
    p2mpIpv4LspIdentifiers,
  ),
  p2mpIpv6LspIdentifiers: row(
    33,
    "P2MP-IPV6-LSP-IDENTIFIERS",
    "RFC 8623 §6.2.2",
    p2mpIpv6LspIdentifiers,
  ),
  pathSetupTypes: row(34, "PATH-SETUP-TYPE-CAPABILITY", "RFC 8408 §3", pathSetupTypes),
  associationTypes: row(
    35,
    "ASSOC-Type-List",
    "RFC 8697 §3.3",
    list(named(u16, ASSOCIATION_TYPES)),
  ),
  autoBandwidthCapability: row(36, "AUTO-BANDWIDTH-CAPABILITY", "RFC 8733 §5.1", flags(32, {})),
  autoBandwidth: row(
    37,
    "AUTO-BANDWIDTH-ATTRIBUTES",
    "RFC 8733 §5.2",
    tlvs(AUTO_BANDWIDTH_SUBTLVS),
  ),
  protectionAssociation: row(
    38,
    "Path Protection Association Group",
    "RFC 8745 §3.2",
    protectionAssociation,
  ),
  ipv4Address: row(39, "IPV4-ADDRESS", "RFC 8779 §2.5.2.1", ipv4),
  ipv6Address: row(40, "IPV6-ADDRESS", "RFC 8779 §2.5.2.2", ipv6),
  unnumberedEndpoint: row(
    41,
    "UNNUMBERED-ENDPOINT",
    "RFC 8779 §2.5.2.3",
    struct({ node: ipv4, interfaceId: u32 }),
  ),
  labelRequest: row(
    42,
    "LABEL-REQUEST",
    "RFC 8779 §2.5.2.4",
    struct({ encodingType: u8, switchingType: u8, payload: u16 }),
  ),
  labelSet: row(43, "LABEL-SET", "RFC 8779 §2.5.2.5", bytes),
  protectionAttribute: row(44, "PROTECTION-ATTRIBUTE", "RFC 8779 §2.8", bytes),
  gmplsCapability: row(45, "GMPLS-CAPABILITY", "RFC 8779 §2.1.2", flags(32, {})),
  disjointness: row(46, "DISJOINTNESS-CONFIGURATION", "RFC 8800 §4.1", disjointness),
  disjointnessStatus: row(47, "DISJOINTNESS-STATUS", "RFC 8800 §4.1", disjointness),
  policyParameters: row(48, "POLICY-PARAMETERS", "RFC 9005 §4", bytes),
  schedule: row(49, "SCHED-LSP-ATTRIBUTE", "RFC 8934 §5.2.1", struct(schedule)),
  periodicSchedule: row(
    50,
    "SCHED-PD-LSP-ATTRIBUTE",
    "RFC 8934 §5.2.2",
    struct({
      ...schedule,
      repeat: bitParts(16, { option: [0, 3], repeats: [4, 15] }),
      reservedToo: reserved(2),
      repeatInterval: seconds,
    }),
  ),
  flowSpecCapability: row(51, "PCE-FLOWSPEC-CAPABILITY", "RFC 9168 §4", bytes),
  flowFilter: row(52, "FLOW-FILTER", "RFC 9168 §6", tlvs(FLOW_COMPONENTS)),
  l2FlowFilter: row(53, "L2-FLOW-FILTER", "RFC 9168 §6", bytes),
  bidirectionalAssociation: row(
    54,
    "Bidirectional LSP Association Group",
    "RFC 9059 §4.2",
    flags(32, { coRouted: 30, reverse: 31 }),
  ),
  bindingSid: row(55, "TE-PATH-BINDING", "RFC 9604 §4", bindingSid),
  policyName: row(56, "SRPOLICY-POL-NAME", "RFC 9862 §4.2.1", utf8),
  candidatePathId: row(57, "SRPOLICY-CPATH-ID", "RFC 9862 §4.2.2", candidatePathId),
  candidatePathName: row(58, "SRPOLICY-CPATH-NAME", "RFC 9862 §4.2.3", utf8),
  preference: row(59, "SRPOLICY-CPATH-PREFERENCE", "RFC 9862 §4.2.4", u32),
  multipathCapability: row(60, "MULTIPATH-CAP", "draft-ietf-pce-multipath §4", multipathCapability),
  multipathWeight: row(61, "MULTIPATH-WEIGHT", "draft-ietf-pce-multipath §4", u32),
  multipathBackup: row(62, "MULTIPATH-BACKUP", "draft-ietf-pce-multipath §4", multipathBackup),
  multipathOpposite: row(63, "MULTIPATH-OPPDIR-PATH", "draft-ietf-pce-multipath §4", oppositePath),
  lspExtendedFlags: row(64, "LSP-EXTENDED-FLAG", "RFC 9357 §3.1", list(u32)),
  virtualNetwork: row(65, "VIRTUAL-NETWORK", "RFC 9358 §5", utf8),
  srAlgorithm: row(66, "SR-ALGORITHM", "RFC 9933 §4.4", srAlgorithm),
  color: row(67, "COLOR", "RFC 9863 §3", u32),
  computationPriority: row(
    68,
    "COMPUTATION-PRIORITY",
    "RFC 9862 §5.2.1",
    struct({ priority: u8, reserved: reserved(3) }),
  ),
  explicitNullPolicy: row(
    69,
    "EXPLICIT-NULL-LABEL-POLICY",
    "RFC 9862 §5.2.2",
    struct({ policy: named(u8, EXPLICIT_NULL_POLICIES), reserved: reserved(3) }),
  ),
  invalidation: row(
    70,
    "INVALIDATION",
    "RFC 9862 §5.2.3",
    struct({
      state: flags(8, { dropping: 7 }),
      configuration: flags(8, { dropWhenInvalid: 7 }),
      reserved: reserved(2),
    }),
  ),
  srPolicyCapability: row(71, "SRPOLICY-CAPABILITY", "RFC 9862 §5.1", srPolicyCapability),
  pathModification: row(72, "PATH-MODIFICATION", CIRCUIT_STYLE, bytes),
  srP2mpPolicyCapability: row(73, "SR-P2MP-POLICY-CAPABILITY", SR_P2MP, bytes),
  ipv4SrP2mpInstanceId: row(74, "IPV4-SR-P2MP-INSTANCE-ID", SR_P2MP, bytes),
  ipv6SrP2mpInstanceId: row(75, "IPV6-SR-P2MP-INSTANCE-ID", SR_P2MP, bytes),
};

/** Junos' own among the experimental numbers, where nobody else is seen to use them: OPEN, PATH-ATTRIB. */
const JUNOS_ROWS = {
  junosFlowSpecCapability: row(65504, "FLOWSPEC capability (Junos)", "RFC 8356", bytes, "Junos"),
  junosDefaultColor: row(65510, "default color (Junos)", "RFC 8356", bytes, "Junos"),
  junosRoutePreference: row(65511, "route preference (Junos)", "RFC 8356", bytes, "Junos"),
  junosVersion: row(65512, "software version (Junos)", "RFC 8356", bytes, "Junos"),
};

/** RFC 5440 §7.1: values are padded to 4 octets; Length leaves the padding out. */
export const PCEP_TLVS = tlvRegistry({
  title: "PCEP TLV Type Indicators",
  align: 4,
  rows: { ...STANDARD_ROWS, ...JUNOS_ROWS },
});

const { srv6PceCapability: _, ...outsideOpen } = STANDARD_ROWS;
const {
  multipathCapability: _1,
  multipathWeight: _2,
  multipathBackup: _3,
  multipathOpposite: _4,
  ...inGroups
} = outsideOpen;

/** In RP and SRP, 27 is what PATH-SETUP-TYPE was before IANA gave it 28. */
export const REQUEST_TLVS = tlvRegistry({
  title: "PCEP TLV Type Indicators in RP and SRP",
  align: 4,
  rows: {
    ...outsideOpen,
    earlyPathSetupType: row(27, "PATH-SETUP-TYPE (early)", "RFC 8408 §4", pathSetupType, "early"),
  },
});

/** In LSP, 65505 is the binding SID before RFC 9604. */
export const LSP_TLVS = tlvRegistry({
  title: "PCEP TLV Type Indicators in LSP",
  align: 4,
  rows: {
    ...outsideOpen,
    earlyBindingSid: row(
      65505,
      "TE-PATH-BINDING (early)",
      "RFC 8356",
      earlyBindingSid,
      "IOS-XR, FRR",
    ),
    junosBypass: row(65506, "bypass (Junos)", "RFC 8356", bytes, "Junos"),
  },
});

/** In FLOWSPEC, 65505 is Junos' filter from before RFC 9168. */
export const FLOWSPEC_TLVS = tlvRegistry({
  title: "PCEP TLV Type Indicators in FLOWSPEC",
  align: 4,
  rows: {
    ...outsideOpen,
    junosFlowFilter: row(65505, "FLOW-FILTER (Junos)", "RFC 8356", bytes, "Junos"),
  },
});

/**
 * In ASSOCIATION of type 65505, Junos puts the identity of an SR policy into its own TLVs. 60 to 63 were those of
 * draft-barth-pce-segment-routing-policy-cp-04 there, before multipath got the numbers elsewhere.
 */
export const ASSOCIATION_TLVS = tlvRegistry({
  title: "PCEP TLV Type Indicators in ASSOCIATION",
  align: 4,
  rows: {
    ...inGroups,
    draftPolicyId: row(60, "SRPOLICY-POL-ID (draft)", BARTH, extendedAssociationId, "FRR"),
    draftPolicyName: row(61, "SRPOLICY-POL-NAME (draft)", BARTH, utf8, "FRR"),
    draftCandidatePathId: row(62, "SRPOLICY-CPATH-ID (draft)", BARTH, candidatePathId, "FRR"),
    draftPreference: row(63, "SRPOLICY-CPATH-PREFERENCE (draft)", BARTH, u32, "FRR"),
    earlyColorAndEndpoint: row(
      65507,
      "SRPOLICY-ID (Junos)",
      "RFC 8356",
      extendedAssociationId,
      "Junos",
    ),
    earlyCandidatePathId: row(
      65508,
      "SRPOLICY-CPATH-ID (Junos)",
      "RFC 8356",
      candidatePathId,
      "Junos",
    ),
    earlyPreference: row(65509, "SRPOLICY-CPATH-PREFERENCE (Junos)", "RFC 8356", u32, "Junos"),
  },
});

export type PcepTlv = TlvOf<typeof PCEP_TLVS>;
export type RequestTlv = TlvOf<typeof REQUEST_TLVS>;
export type LspTlv = TlvOf<typeof LSP_TLVS>;
export type AssociationTlv = TlvOf<typeof ASSOCIATION_TLVS>;
