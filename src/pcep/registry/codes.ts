/**
 * The small registries of PCEP: code points that are one number inside a field, in words.
 *
 * @see https://www.iana.org/assignments/pcep/pcep.xhtml
 */
import type { Names } from "../../wire/field.ts";

/** RFC 8408 §4, RFC 8664 §8.6, RFC 9050 §8.5, RFC 9603 §9.4. */
export const PATH_SETUP_TYPES: Names = {
  0: "RSVP-TE",
  1: "SR-MPLS",
  2: "PCECC",
  3: "SRv6",
  4: "native IP",
};
export const RSVP_TE = 0;
export const SR_MPLS = 1;
export const SRV6 = 3;

/** RFC 5440 §7.8, RFC 8664 §4.5, RFC 8233 §3.1, RFC 8306 §3.15, RFC 8282 §4, RFC 8685 §4.4, RFC 9933. */
export const METRIC_TYPES: Names = {
  1: "IGP metric",
  2: "TE metric",
  3: "hop count",
  4: "aggregate bandwidth consumption",
  5: "load of the most loaded link",
  6: "cumulative IGP cost",
  7: "cumulative TE cost",
  8: "P2MP IGP metric",
  9: "P2MP TE metric",
  10: "P2MP hop count",
  11: "segment-ID depth",
  12: "path delay in microseconds",
  13: "path delay variation in microseconds",
  14: "path loss in per cent",
  15: "P2MP path delay",
  16: "P2MP path delay variation",
  17: "P2MP path loss",
  18: "adaptations on a path",
  19: "layers on a path",
  20: "domain count",
  21: "border node count",
  22: "path minimum delay in microseconds",
  23: "P2MP path minimum delay",
  24: "path bandwidth",
  25: "P2MP path bandwidth",
};
export const METRIC_IGP = 1;
export const METRIC_TE = 2;
export const METRIC_HOPS = 3;
export const METRIC_SEGMENTS = 11;
export const METRIC_DELAY = 12;

/** RFC 5541 §3.1, RFC 8306 §3.6.1, RFC 8233 §3.3, RFC 8685 §4.3, RFC 8800 §3.2. */
export const OBJECTIVE_FUNCTIONS: Names = {
  1: "minimum cost path",
  2: "minimum load path",
  3: "maximum residual bandwidth path",
  4: "minimize aggregate bandwidth consumption",
  5: "minimize the load of the most loaded link",
  6: "minimize the cumulative cost of a set of paths",
  7: "shortest path tree",
  8: "minimum cost tree",
  9: "minimum packet loss path",
  10: "maximum underutilized path",
  11: "maximum reserved underutilized path",
  12: "minimize the number of transit domains",
  13: "minimize the number of border nodes",
  14: "minimize the number of common transit domains",
  15: "minimize the number of shared links",
  16: "minimize the number of shared SRLGs",
  17: "minimize the number of shared nodes",
};

/** RFC 8697 §6.4 and its users; the last four are pre-standard and in live use. */
export const ASSOCIATION_TYPES: Names = {
  1: "path protection",
  2: "disjoint",
  3: "policy",
  4: "single-sided bidirectional",
  5: "double-sided bidirectional",
  6: "SR policy",
  7: "virtual network",
  8: "double-sided bidirectional with reverse LSP",
  20: "SR policy (IOS-XR, pre-standard)",
  65504: "TE++ (Junos)",
  65505: "SR policy (Junos, pre-standard)",
  65535: "SR policy (draft)",
};
export const ASSOCIATION_PROTECTION = 1;
export const ASSOCIATION_DISJOINT = 2;
export const ASSOCIATION_POLICY = 3;
export const ASSOCIATION_SINGLE_SIDED = 4;
export const ASSOCIATION_DOUBLE_SIDED = 5;
export const ASSOCIATION_SR_POLICY = 6;

/** The operational state of an LSP, three bits (RFC 8231 §7.3). */
export const OPERATIONAL_STATES = ["down", "up", "active", "goingDown", "goingUp"] as const;
export type OperationalState = typeof OPERATIONAL_STATES[number];

/** RFC 8231 §7.3.3. */
export const LSP_ERROR_CODES: Names = {
  1: "unknown reason",
  2: "limit of PCE-controlled LSPs reached",
  3: "too many pending LSP updates",
  4: "unacceptable parameters",
  5: "internal error",
  6: "LSP administratively down",
  7: "LSP preempted",
  8: "RSVP signaling error",
};

/** RFC 8306 §3.3.2: what is to become of the leaves of a P2MP tree. */
export const LEAF_TYPES: Names = {
  1: "new leaves to add",
  2: "old leaves to remove",
  3: "old leaves that may be modified",
  4: "old leaves that must stay unchanged",
};

/** RFC 8779 §2.5.1. */
export const ENDPOINT_TYPES: Names = {
  0: "point to point",
  1: "P2MP with leaf type 1",
  2: "P2MP with leaf type 2",
  3: "P2MP with leaf type 3",
  4: "P2MP with leaf type 4",
};

/** RFC 8233 §3.2. */
export const UTILIZATION_TYPES: Names = {
  1: "LBU, link bandwidth utilization",
  2: "LRBU, link reserved bandwidth utilization",
};

/** RFC 8685 §3.2. */
export const DOMAIN_TYPES: Names = {
  1: "2-octet AS",
  2: "4-octet AS",
  3: "OSPF area",
  4: "IS-IS area",
};

/** RFC 9862 §5.2.2. */
export const EXPLICIT_NULL_POLICIES: Names = {
  1: "push IPv4 explicit null on IPv4 packets",
  2: "push IPv6 explicit null on IPv6 packets",
  3: "push both",
  4: "push none",
};

/** RFC 8664 §4.3.1, RFC 9603 §4.3.1. */
export const NAI_TYPES: Names = {
  0: "absent",
  1: "IPv4 node",
  2: "IPv6 node",
  3: "IPv4 adjacency",
  4: "IPv6 adjacency",
  5: "unnumbered adjacency",
  6: "IPv6 link-local adjacency",
};

/** RFC 5440 §7.17. */
export const CLOSE_REASONS: Names = {
  1: "no explanation given",
  2: "DeadTimer expired",
  3: "reception of a malformed PCEP message",
  4: "too many unknown requests or replies",
  5: "too many unrecognized PCEP messages",
};

/** RFC 5440 §7.14, RFC 8231 §8.5, RFC 8733 §5.7: type, then value. */
export const NOTIFICATIONS: Readonly<Record<number, Names>> = {
  1: { 1: "PCC cancels requests", 2: "PCE cancels requests" },
  2: { 1: "PCE is congested", 2: "PCE is no longer congested" },
  4: { 1: "entering the stateful resource limit", 2: "leaving the stateful resource limit" },
  5: { 1: "entering the auto-bandwidth overwhelm state", 2: "leaving it" },
};

/** RFC 5440 §7.5: the nature of the issue in a NO-PATH. */
export const NO_PATH_NATURES: Names = {
  0: "no path satisfies the constraints",
  1: "PCE chain broken",
};

/** RFC 9604 §4. */
export const BINDING_TYPES: Names = {
  0: "MPLS label",
  1: "MPLS label stack entry",
  2: "SRv6 SID",
  3: "SRv6 SID with behavior and structure",
};

/** RFC 9256 §2.3: who made a candidate path. */
export const PROTOCOL_ORIGINS: Names = { 10: "PCEP", 20: "BGP SR Policy", 30: "configuration" };
export const ORIGIN_PCEP = 10;

/** Private enterprise numbers that are seen in PCEP. */
export const ENTERPRISES: Names = { 9: "Cisco", 2011: "Huawei", 2636: "Juniper", 6527: "Nokia" };
export const CISCO = 9;
export const HUAWEI = 2011;
export const JUNIPER = 2636;
export const NOKIA = 6527;
