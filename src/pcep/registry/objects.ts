/**
 * PCEP objects: one row per class and type.
 *
 * Header: class, then type (4 bits), two reserved bits, P (0x2), I (0x1), then the length with header.
 * @see https://www.iana.org/assignments/pcep/pcep.xhtml#pcep-objects
 */
import {
  type AnyField,
  bitParts,
  type Field,
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
  u8,
  type ValueOf,
} from "../../wire/field.ts";
import type { Reader } from "../../wire/reader.ts";
import { tlvs } from "../../wire/tlv.ts";
import {
  ASSOCIATION_TYPES,
  CLOSE_REASONS,
  METRIC_TYPES,
  NO_PATH_NATURES,
  OBJECTIVE_FUNCTIONS,
  UTILIZATION_TYPES,
} from "./codes.ts";
import { objectRow as row } from "./object_row.ts";
import type { ObjectRow } from "./object_row.ts";
import { IOS_XR_OBJECTS, RARE_OBJECTS } from "./rare_objects.ts";
import { hops } from "./subobjects.ts";
import { ASSOCIATION_TLVS, FLOWSPEC_TLVS, LSP_TLVS, PCEP_TLVS, REQUEST_TLVS } from "./tlvs.ts";
import { vendorInformation } from "./vendor_tlvs.ts";

export type { ObjectRow } from "./object_row.ts";

/** Three bits of version, five of flags; another version is no PCEP that we speak (RFC 5440 §7.3). */
const version: Field<void> = {
  shape: { kind: "reserved", octets: 1 },
  read(r) {
    const v = r.u8() >>> 5;
    if (v !== 1) r.fail("value", `${BAD_VERSION} ${v}`);
  },
  write: (w) => w.u8(1 << 5),
};
export const BAD_VERSION = "PCEP version";

const open = struct({
  version,
  keepaliveSeconds: inUnits(u8, "s"),
  deadTimerSeconds: inUnits(u8, "s"),
  sessionId: u8,
  tlvs: tlvs(PCEP_TLVS),
});

const requestFlags = bitParts(32, {
  routingGranularity: [15, 16], // RFC 8779
  coreTree: 17, // RFC 7334
  fragmentation: 18, // RFC 8306
  p2mp: 19,
  eroCompression: 20,
  makeBeforeBreak: 21, // RFC 5557
  reportOrder: 22,
  pathKey: 23, // RFC 5520
  supplyObjectiveFunction: 24, // RFC 5541
  vspt: 25, // RFC 5441
  loose: 26,
  bidirectional: 27,
  reoptimize: 28,
  priority: [29, 31],
});
const requestParameters = struct({
  flags: requestFlags,
  requestId: u32,
  tlvs: tlvs(REQUEST_TLVS),
});

const noPath = struct({
  nature: named(u8, NO_PATH_NATURES),
  flags: flags(16, { unsatisfiedConstraints: 0 }),
  reserved: reserved(1),
  tlvs: tlvs(PCEP_TLVS),
});

/** A negative one is nonsense and must not enter a sum. */
const bandwidth = finite("bytes/s", 0);

const metricFlags = flags(8, { computed: 6, bound: 7 }), metricValue = finite(undefined, 0);
const metric = struct({
  reserved: reserved(2),
  flags: metricFlags,
  type: named(u8, METRIC_TYPES),
  value: metricValue,
}, (r) => {
  r.skip(2);
  return { flags: metricFlags.read(r), type: r.u8(), value: metricValue.read(r) };
});

const lspaFlags = flags(8, { localProtection: 7 }), lspaTlvs = tlvs(PCEP_TLVS);
const lspa = struct({
  excludeAny: u32,
  includeAny: u32,
  includeAll: u32,
  setupPriority: u8,
  holdingPriority: u8,
  flags: lspaFlags,
  reserved: reserved(1),
  tlvs: lspaTlvs,
}, (r) => {
  const excludeAny = r.u32(), includeAny = r.u32(), includeAll = r.u32();
  const setupPriority = r.u8(), holdingPriority = r.u8(), flags = lspaFlags.read(r);
  r.skip(1);
  const tlvs = lspaTlvs.read(r);
  return { excludeAny, includeAny, includeAll, setupPriority, holdingPriority, flags, tlvs };
});

const synchronizationVector = struct({
  flags: flags(32, { // 24 bits, after eight that are reserved
    domainDiverse: 26, // RFC 8685
    partial: 27, // RFC 8306
    linkDirection: 28, // RFC 8306
    srlgDiverse: 29,
    nodeDiverse: 30,
    linkDiverse: 31,
  }),
  requestIds: list(u32),
});

const typeAndValue = struct({
  reserved: reserved(2),
  type: u8,
  value: u8,
  tlvs: tlvs(PCEP_TLVS),
});

const loadBalancing = struct({
  reserved: reserved(3),
  maximumLsps: u8,
  minimumBandwidth: bandwidth,
});

const closeObject = struct({
  reserved: reserved(3),
  reason: named(u8, CLOSE_REASONS),
  tlvs: tlvs(PCEP_TLVS),
});

const exclusions = struct({
  reserved: reserved(2),
  flags: flags(16, { fail: 15 }),
  hops,
});

const objectiveFunction = struct({
  code: named(u16, OBJECTIVE_FUNCTIONS),
  reserved: reserved(2),
  tlvs: tlvs(PCEP_TLVS),
});

const lspWord = bitParts(32, {
  plspId: [0, 19],
  pceAllocation: 20, // RFC 9604
  eroCompression: 21, // RFC 8623
  fragmentation: 22,
  p2mp: 23,
  create: 24, // RFC 8281
  operState: [25, 27],
  adminUp: 28,
  remove: 29,
  sync: 30,
  delegate: 31,
});
const lspTlvs = tlvs(LSP_TLVS);
const lsp = struct(
  { lsp: lspWord, tlvs: lspTlvs },
  (r) => ({ lsp: readLspWord(r), tlvs: lspTlvs.read(r) }),
);

/** The same as the row of its parts, in one literal. */
function readLspWord(r: Reader): ValueOf<typeof lspWord> {
  const v = r.u32();
  return {
    plspId: v >>> 12,
    pceAllocation: (v & 1 << 11) !== 0,
    eroCompression: (v & 1 << 10) !== 0,
    fragmentation: (v & 1 << 9) !== 0,
    p2mp: (v & 1 << 8) !== 0,
    create: (v & 1 << 7) !== 0,
    operState: v >>> 4 & 7,
    adminUp: (v & 1 << 3) !== 0,
    remove: (v & 1 << 2) !== 0,
    sync: (v & 1 << 1) !== 0,
    delegate: (v & 1) !== 0,
  };
}

const srpFlags = flags(32, { controlRequest: 30, remove: 31 }), srpTlvs = tlvs(REQUEST_TLVS);
const srp = struct(
  { flags: srpFlags, srpId: u32, tlvs: srpTlvs },
  (r) => ({ flags: srpFlags.read(r), srpId: r.u32(), tlvs: srpTlvs.read(r) }),
);

const associationFlags = flags(16, { removal: 15 }), associationTlvs = tlvs(ASSOCIATION_TLVS);
const associationHead = {
  reserved: reserved(2),
  flags: associationFlags,
  type: named(u16, ASSOCIATION_TYPES),
  id: u16,
};
const association4 = struct(
  { ...associationHead, source: ipv4, tlvs: associationTlvs },
  (r) => {
    r.skip(2);
    const flags = associationFlags.read(r), type = r.u16(), id = r.u16();
    return { flags, type, id, source: r.u32(), tlvs: associationTlvs.read(r) };
  },
);
const association6 = struct({ ...associationHead, source: ipv6, tlvs: associationTlvs });

const pathAttributes = struct({
  flags: bitParts(32, { remove: 28, operState: [29, 31] }),
  pathId: u32,
  tlvs: tlvs(PCEP_TLVS),
});

const bandwidthUtilization = struct({
  reserved: reserved(3),
  type: named(u8, UTILIZATION_TYPES),
  utilization: finite("%", 0),
});

const centralInstruction = struct({
  ccId: u32,
  reserved: reserved(2),
  flags: flags(16, { pccAllocation: 14, outLabel: 15 }),
  label: bitParts(32, { label: [0, 19] }),
  tlvs: tlvs(PCEP_TLVS),
});

const flowSpec = struct({
  id: u32,
  afi: u16,
  reserved: reserved(1),
  flags: flags(8, { longestPrefixMatch: 6, remove: 7 }),
  tlvs: tlvs(FLOWSPEC_TLVS),
});

const sourceToLeaf = struct({
  flags: bitParts(32, { operState: [29, 31] }),
  tlvs: tlvs(PCEP_TLVS),
});

export const OBJECTS = {
  open: row(1, 1, "OPEN", "RFC 5440 §7.3", open),
  requestParameters: row(2, 1, "RP", "RFC 5440 §7.4", requestParameters),
  noPath: row(3, 1, "NO-PATH", "RFC 5440 §7.5", noPath),
  endpoints4: row(
    4,
    1,
    "END-POINTS",
    "RFC 5440 §7.6",
    struct({ source: ipv4, destination: ipv4 }),
  ),
  endpoints6: row(
    4,
    2,
    "END-POINTS",
    "RFC 5440 §7.6",
    struct({ source: ipv6, destination: ipv6 }),
  ),
  bandwidth: row(5, 1, "BANDWIDTH", "RFC 5440 §7.7", bandwidth),
  existingBandwidth: row(5, 2, "BANDWIDTH (existing)", "RFC 5440 §7.7", bandwidth),
  // Quirk(IOS-XR, Junos): a list of samples, from before RFC 8733.
  bandwidthUsage: row(
    5,
    5,
    "BANDWIDTH-USAGE (early)",
    "RFC 8356",
    list(bandwidth),
    "IOS-XR, Junos",
  ),
  metric: row(6, 1, "METRIC", "RFC 5440 §7.8", metric),
  ero: row(7, 1, "ERO", "RFC 5440 §7.9", hops),
  rro: row(8, 1, "RRO", "RFC 5440 §7.10", hops),
  lspa: row(9, 1, "LSPA", "RFC 5440 §7.11", lspa),
  iro: row(10, 1, "IRO", "RFC 5440 §7.12", hops),
  synchronizationVector: row(11, 1, "SVEC", "RFC 5440 §7.13", synchronizationVector),
  notification: row(12, 1, "NOTIFICATION", "RFC 5440 §7.14", typeAndValue),
  error: row(13, 1, "PCEP-ERROR", "RFC 5440 §7.15", typeAndValue),
  loadBalancing: row(14, 1, "LOAD-BALANCING", "RFC 5440 §7.16", loadBalancing),
  close: row(15, 1, "CLOSE", "RFC 5440 §7.17", closeObject),
  pathKey: row(16, 1, "PATH-KEY", "RFC 5520 §3.2", hops),
  xro: row(17, 1, "XRO", "RFC 5521 §2.1", exclusions),
  objectiveFunction: row(21, 1, "OF", "RFC 5541 §3.1", objectiveFunction),
  classType: row(22, 1, "CLASSTYPE", "RFC 5455 §3.1", bitParts(32, { classType: [29, 31] })),
  globalConstraints: row(
    24,
    1,
    "GLOBAL-CONSTRAINTS",
    "RFC 5557 §5.5",
    struct({
      maximumHops: u8,
      maximumUtilization: inUnits(u8, "%"),
      minimumBandwidth: inUnits(u8, "%"),
      overbooking: inUnits(u8, "%"),
    }),
  ),
  lsp: row(32, 1, "LSP", "RFC 8231 §7.3", lsp),
  srp: row(33, 1, "SRP", "RFC 8231 §7.2", srp),
  vendorInformation: row(
    34,
    1,
    "VENDOR-INFORMATION",
    "RFC 7470 §3",
    vendorInformation,
  ),
  bandwidthUtilization: row(35, 1, "BU", "RFC 8233 §3.2", bandwidthUtilization),
  association4: row(40, 1, "ASSOCIATION", "RFC 8697 §6.1", association4),
  association6: row(40, 2, "ASSOCIATION", "RFC 8697 §6.1", association6),
  sourceToLeaf: row(41, 1, "S2LS", "RFC 8623 §6.3", sourceToLeaf),
  flowSpec: row(43, 1, "FLOWSPEC", "RFC 9168 §5", flowSpec),
  centralInstruction: row(44, 1, "CCI", "RFC 9050 §7.3", centralInstruction),
  pathAttributes: row(45, 1, "PATH-ATTRIB", "draft-ietf-pce-multipath §4.2", pathAttributes),
  ...RARE_OBJECTS,
} as const;

export type ObjectKind = keyof typeof OBJECTS;
export type ObjectValue<K extends ObjectKind> = ValueOf<typeof OBJECTS[K]["value"]>;
/** An object as its row reads it. */
export type KnownObject = {
  readonly [K in ObjectKind]: { readonly kind: K; readonly value: ObjectValue<K> };
}[ObjectKind];

interface Entry {
  readonly kind: ObjectKind;
  readonly name: string;
  readonly ref: string;
  readonly value: AnyField;
}
const BY_CODE: (Entry | undefined)[] = new Array(4096).fill(undefined);
const TAKEN = new Set<number>(), KNOWN = new Set<number>(); // classes
for (const [kind, r] of Object.entries(OBJECTS)) {
  BY_CODE[r.class << 4 | r.type] = { kind: kind as ObjectKind, ...r };
  KNOWN.add(r.class);
  if (!(kind in RARE_OBJECTS)) TAKEN.add(r.class);
}

/** The row of a class and type, or undefined. */
export const objectRow = (objectClass: number, type: number): Entry | undefined =>
  BY_CODE[objectClass << 4 | type];

/** The row of what a peer means by an object of a class that it has as its own (a profile's dialect). */
export const ownObjectRow = (objectClass: number, type: number): ObjectRow | undefined =>
  Object.values(IOS_XR_OBJECTS).find((r) => r.class === objectClass && r.type === type);

/**
 * The PCErr that a request gets for an object with P=1 (RFC 5440 §7.2): unknown (3), or known and not supported (4), by
 * its class (1) or its type (2). undefined: it is taken.
 */
export function unsupported(
  objectClass: number,
  type: number,
): { readonly type: 3 | 4; readonly value: 1 | 2 } | undefined {
  const known = objectRow(objectClass, type);
  if (known && !(known.kind in RARE_OBJECTS)) return undefined;
  if (!known) return { type: 3, value: KNOWN.has(objectClass) ? 2 : 1 };
  return { type: 4, value: TAKEN.has(objectClass) ? 2 : 1 };
}
