/**
 * TLVs of SR policy candidate paths in attribute 29: one row per code point of RFC 9857 §8.3.
 * @see https://www.iana.org/assignments/bgp-ls-parameters
 */
import {
  type Field,
  flags,
  float32,
  hex,
  ipv6,
  list,
  named,
  reserved,
  struct,
  u16,
  u32,
  u8,
  utf8,
} from "../../wire/field.ts";
import { row, tlvRegistry, tlvs } from "../../wire/tlv.ts";
import { algorithm, behavior } from "./fields.ts";
import { affinity, bindingSid, segment } from "./sr_policy_fields.ts";

export const sidStructure = row(
  1252,
  "SRv6 SID Structure",
  "RFC 9514 §8",
  struct({ block: u8, node: u8, function: u8, argument: u8 }),
);
export const endpointBehavior = row(
  1250,
  "SRv6 Endpoint Behavior",
  "RFC 9514 §7.1",
  struct({ behavior, flags: u8, algorithm }),
);
/** What may stand behind an SRv6 SID (RFC 9514 §4, RFC 9857 §5.2, §5.7.1). */
export const SRV6_SUB_TLVS = tlvRegistry({
  title: "SRv6 SID sub-TLVs",
  align: 1,
  rows: { endpointBehavior, sidStructure },
});

const bandwidth: Field<number> = { ...float32, shape: { kind: "float32", unit: "bytes/s" } };
const METRIC_TYPES = {
  0: "IGP",
  1: "minimum unidirectional delay",
  2: "TE",
  3: "hop count",
  4: "length of the SID list",
  5: "bandwidth",
  6: "average unidirectional delay",
  7: "unidirectional delay variation",
  8: "loss",
};
const metricType = named(u8, METRIC_TYPES);
const disjointness = { srlg: 0, node: 1, link: 2, fallback: 3, bestPathFallback: 4 } as const;

export const CONSTRAINT_SUB_TLVS = tlvRegistry({
  title: "SR Candidate Path Constraints sub-TLVs",
  align: 1,
  rows: {
    affinity: row(1208, "SR Affinity Constraint", "RFC 9857 §5.6.1", affinity),
    srlgs: row(1209, "SR SRLG Constraint", "RFC 9857 §5.6.2", list(u32)),
    bandwidth: row(1210, "SR Bandwidth Constraint", "RFC 9857 §5.6.3", bandwidth),
    disjointGroup: row(
      1211,
      "SR Disjoint Group Constraint",
      "RFC 9857 §5.6.4",
      struct({
        request: flags(8, disjointness),
        status: flags(8, { ...disjointness, invalidated: 5 }),
        reserved: reserved(2),
        group: hex, // four octets, or a whole PCEP association
      }),
    ),
    bidirectionalGroup: row(
      1214,
      "SR Bidirectional Group Constraint",
      "RFC 9857 §5.6.5",
      struct({ flags: flags(16, { reverse: 0, coRouted: 1 }), reserved: reserved(2), group: hex }),
    ),
    metric: row(
      1215,
      "SR Metric Constraint",
      "RFC 9857 §5.6.6",
      struct({
        type: metricType,
        flags: flags(8, { optimization: 0, margin: 1, absolute: 2, bound: 3 }),
        reserved: reserved(2),
        margin: u32,
        bound: u32,
      }),
    ),
  },
});

const segmentAndSubTlvs = struct({
  segment,
  subTlvs: tlvs(SRV6_SUB_TLVS),
});
export const SEGMENT_LIST_SUB_TLVS = tlvRegistry({
  title: "SR Segment List sub-TLVs",
  align: 1,
  rows: {
    segment: row(1206, "SR Segment", "RFC 9857 §5.7.1", segmentAndSubTlvs),
    metric: row(
      1207,
      "SR Segment List Metric",
      "RFC 9857 §5.7.2",
      struct({
        type: metricType,
        flags: flags(8, { margin: 0, absolute: 1, bound: 2, value: 3 }),
        reserved: reserved(2),
        margin: u32,
        bound: u32,
        value: u32,
      }),
    ),
    bandwidth: row(1216, "SR Segment List Bandwidth", "RFC 9857 §5.7.3", bandwidth),
    identifier: row(1217, "SR Segment List Identifier", "RFC 9857 §5.7.4", u32),
  },
});

const constraints = struct({
  flags: flags(16, {
    srv6: 0,
    protectedOnly: 1,
    unprotectedOnly: 2,
    algorithmOnly: 3,
    topologyOnly: 4,
    strict: 5,
    fixed: 6,
    hopByHop: 7,
  }),
  reserved: reserved(2),
  mtId: u16,
  algorithm,
  reserved2: reserved(1),
  subTlvs: tlvs(CONSTRAINT_SUB_TLVS),
});
const segmentList = struct({
  flags: flags(16, {
    srv6: 0,
    explicit: 1,
    computed: 2,
    verified: 3,
    resolved: 4,
    failed: 5,
    algorithm: 6,
    topology: 7,
    removed: 8,
  }),
  reserved: reserved(2),
  mtId: u16,
  algorithm,
  reserved2: reserved(1),
  weight: u32,
  subTlvs: tlvs(SEGMENT_LIST_SUB_TLVS),
});
const state = struct({
  priority: u8,
  reserved: reserved(1),
  flags: flags(16, {
    shutdown: 0,
    active: 1,
    backup: 2,
    evaluated: 3,
    valid: 4,
    onDemand: 5,
    delegated: 6,
    provisioned: 7,
    dropUponInvalid: 8,
    transitEligible: 9,
    dropping: 10,
  }),
  preference: u32,
});

/** The rows that stand in attribute 29 itself. */
export const SR_POLICY_ROWS = {
  srBindingSid: row(1201, "SR Binding SID", "RFC 9857 §5.1", bindingSid),
  candidatePathState: row(1202, "SR Candidate Path State", "RFC 9857 §5.3", state),
  candidatePathName: row(1203, "SR Candidate Path Name", "RFC 9857 §5.5", utf8),
  candidatePathConstraints: row(
    1204,
    "SR Candidate Path Constraints",
    "RFC 9857 §5.6",
    constraints,
  ),
  segmentList: row(1205, "SR Segment List", "RFC 9857 §5.7", segmentList),
  srv6BindingSid: row(
    1212,
    "SRv6 Binding SID",
    "RFC 9857 §5.2",
    struct({
      flags: flags(16, { allocated: 0, unavailable: 1, fallback: 2 }),
      reserved: reserved(2),
      sid: ipv6,
      specified: ipv6,
      subTlvs: tlvs(SRV6_SUB_TLVS),
    }),
  ),
  policyName: row(1213, "SR Policy Name", "RFC 9857 §5.4", utf8),
};
