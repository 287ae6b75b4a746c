/**
 * PCEP objects that no procedure of Cairn's uses: monitoring, P2MP, GMPLS, WSON, native IP, and what vendors
 * had before IANA. Read so that they can be shown and sent back; a request that needs one is refused.
 */
import {
  bytes,
  type Field,
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
  u8,
} from "../../wire/field.ts";
import { tlvs } from "../../wire/tlv.ts";
import { ENDPOINT_TYPES, LEAF_TYPES } from "./codes.ts";
import { objectRow as row } from "./object_row.ts";
import { hops } from "./subobjects.ts";
import { PCEP_TLVS } from "./tlvs.ts";

const p2mpEndpoints = <A>(address: Field<A>) =>
  struct({ leafType: named(u32, LEAF_TYPES), source: address, destinations: list(address) });

const generalizedEndpoints = struct({
  reserved: reserved(3),
  type: named(u8, ENDPOINT_TYPES),
  tlvs: tlvs(PCEP_TLVS),
});

/** The lengths say how the rest divides, by technologies of which none is spoken here (RFC 8779 §2.3). */
const generalizedBandwidth = struct({
  length: u16,
  reverseLength: u16,
  type: u8,
  reserved: reserved(3),
  content: bytes,
});
const generalizedLoadBalancing = struct({
  length: u16,
  reverseLength: u16,
  type: u8,
  maximumLsps: u8,
  reserved: reserved(2),
  content: bytes,
});

const monitoring = struct({
  flags: flags(32, { // 24 bits, after eight that are reserved
    incomplete: 27,
    overload: 28,
    processingTime: 29,
    general: 30,
    liveness: 31,
  }),
  monitoringId: u32,
  tlvs: tlvs(PCEP_TLVS),
});
const milliseconds = inUnits(u32, "ms");
const processingTime = struct({
  reserved: reserved(2),
  flags: flags(16, { estimated: 15 }),
  current: milliseconds,
  minimum: milliseconds,
  maximum: milliseconds,
  average: milliseconds,
  variance: milliseconds,
});
const overload = struct({
  flags: flags(8, {}),
  reserved: reserved(1),
  duration: inUnits(u16, "s"),
});

const switchingLayer = struct({
  encodingType: u8,
  switchingType: u8,
  flags: flags(16, { included: 15 }),
});
const adaptation = struct({
  switchingCapability: u8,
  encodingType: u8,
  reserved: reserved(2),
  tlvs: tlvs(PCEP_TLVS),
});

const wavelengthAssignment = struct({
  reserved: reserved(2),
  flags: flags(16, { explicitLabels: 15 }),
  tlvs: tlvs(PCEP_TLVS),
});

export const RARE_OBJECTS = {
  p2mpEndpoints4: row(4, 3, "END-POINTS P2MP IPv4", "RFC 8306 §3.3.2", p2mpEndpoints(ipv4)),
  p2mpEndpoints6: row(4, 4, "END-POINTS P2MP IPv6", "RFC 8306 §3.3.2", p2mpEndpoints(ipv6)),
  generalizedEndpoints: row(
    4,
    5,
    "END-POINTS generalized",
    "RFC 8779 §2.5",
    generalizedEndpoints,
  ),
  generalizedBandwidth: row(5, 3, "BANDWIDTH generalized", "RFC 8779 §2.3", generalizedBandwidth),
  existingGeneralizedBandwidth: row(
    5,
    4,
    "BANDWIDTH generalized (existing)",
    "RFC 8779 §2.3",
    generalizedBandwidth,
  ),
  generalizedLoadBalancing: row(
    14,
    2,
    "LOAD-BALANCING generalized",
    "RFC 8779 §2.4",
    generalizedLoadBalancing,
  ),
  monitoring: row(19, 1, "MONITORING", "RFC 5886 §4.1", monitoring),
  pccIdRequest4: row(20, 1, "PCC-ID-REQ IPv4", "RFC 5886 §4.2", ipv4),
  pccIdRequest6: row(20, 2, "PCC-ID-REQ IPv6", "RFC 5886 §4.2", ipv6),
  pceId4: row(25, 1, "PCE-ID IPv4", "RFC 5886 §4.3", ipv4),
  pceId6: row(25, 2, "PCE-ID IPv6", "RFC 5886 §4.3", ipv6),
  processingTime: row(26, 1, "PROC-TIME", "RFC 5886 §4.4", processingTime),
  overload: row(27, 1, "OVERLOAD", "RFC 5886 §4.5", overload),
  unreachable4: row(28, 1, "UNREACH-DESTINATION IPv4", "RFC 8306 §3.11", list(ipv4)),
  unreachable6: row(28, 2, "UNREACH-DESTINATION IPv6", "RFC 8306 §3.11", list(ipv6)),
  sero: row(29, 1, "SERO", "RFC 8306 §3.9", hops),
  srro: row(30, 1, "SRRO", "RFC 8306 §3.10", hops),
  branchNodes: row(31, 1, "BNC branch", "RFC 8306 §3.11.1", hops),
  nonBranchNodes: row(31, 2, "BNC non-branch", "RFC 8306 §3.11.1", hops),
  interLayer: row(
    36,
    1,
    "INTER-LAYER",
    "RFC 8282 §3.1",
    flags(32, { triggeredSignaling: 29, multiLayerPath: 30, interLayerPath: 31 }),
  ),
  switchLayer: row(37, 1, "SWITCH-LAYER", "RFC 8282 §3.2", list(switchingLayer)),
  requestedAdaptation: row(38, 1, "REQ-ADAP-CAP", "RFC 8282 §3.3", adaptation),
  serverIndication: row(39, 1, "SERVER-INDICATION", "RFC 8282 §3.5", adaptation),
  wavelengthAssignment: row(42, 1, "WA", "RFC 8780 §4.1", wavelengthAssignment),
  bgpPeer4: row(46, 1, "BPI IPv4", "RFC 9757", bytes),
  bgpPeer6: row(46, 2, "BPI IPv6", "RFC 9757", bytes),
  explicitPeerRoute4: row(47, 1, "EPR IPv4", "RFC 9757", bytes),
  explicitPeerRoute6: row(47, 2, "EPR IPv6", "RFC 9757", bytes),
  peerPrefixes4: row(48, 1, "PPA IPv4", "RFC 9757", bytes),
  peerPrefixes6: row(48, 2, "PPA IPv6", "RFC 9757", bytes),
  // Junos before IANA gave these numbers: 40, 41, 43.
  junosAssociation: row(90, 1, "ASSOCIATION (Junos, early)", "RFC 8697", bytes, "Junos"),
  junosS2ls: row(91, 1, "S2LS (Junos, early)", "RFC 8623", bytes, "Junos"),
  junosFlowSpec: row(248, 1, "FLOWSPEC (Junos, early)", "RFC 9168", bytes, "Junos"),
} as const;

/**
 * What IOS-XR says by numbers that IANA gave to something else (protocol of its releases before RFC 9862): read so only
 * where the peer's profile has them as its own (`dialect.ownObjectClasses`).
 */
export const IOS_XR_OBJECTS = {
  iosXrColor: row(36, 1, "SR policy color (IOS-XR, early)", "RFC 8356", list(u32), "IOS-XR"),
  iosXrPreference: row(
    37,
    1,
    "SR policy preference (IOS-XR, early)",
    "RFC 8356",
    list(u32),
    "IOS-XR",
  ),
} as const;
