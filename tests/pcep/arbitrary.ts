/** Typed messages, drawn at random: everything that the codec must be able to say and hear back. */
import fc from "fast-check";
import type { Hop, LspFields, Message, Nai, PathAttributes } from "../../src/pcep/codec/message.ts";
import { PLAIN_LSP } from "../../src/pcep/codec/message.ts";
import { OPERATIONAL_STATES } from "../../src/pcep/registry/codes.ts";
import { plspId } from "../../src/pcep/registry/plsp_id.ts";
import { FLOW_COMPONENTS } from "../../src/pcep/registry/flow_tlvs.ts";
import type { RsvpError } from "../../src/pcep/registry/rsvp_error.ts";
import { CISCO_TLVS, JUNIPER_TLVS } from "../../src/pcep/registry/vendor_tlvs.ts";
import type { BindingSid } from "../../src/pcep/registry/tlv_fields.ts";
import {
  ASSOCIATION_TLVS,
  AUTO_BANDWIDTH_SUBTLVS,
  FLOWSPEC_TLVS,
  LSP_TLVS,
  PCEP_TLVS,
  PST_CAPABILITY_SUBTLVS,
  REQUEST_TLVS,
} from "../../src/pcep/registry/tlvs.ts";
import type { TlvRegistry } from "../../src/wire/tlv.ts";
import { ipv4, ipv6, type Known } from "../wire/arbitrary.ts";

const record = <T>(parts: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(parts, { noNullPrototype: true }) as fc.Arbitrary<T>;
/** Keys that may be absent, as the decoder leaves them out. */
const optional = <T>(parts: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> =>
  fc.record(parts, { requiredKeys: [], noNullPrototype: true }) as fc.Arbitrary<Partial<T>>;

const bit = fc.boolean();
const u8 = fc.integer({ min: 0, max: 255 });
const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.integer({ min: 0, max: 0xffffffff });
const label = fc.integer({ min: 0, max: 0xfffff });
const words = fc.nat({ max: 3 }).chain((n) =>
  fc.uint8Array({ minLength: 4 * n, maxLength: 4 * n })
);
const rate = fc.float({ noNaN: true, noDefaultInfinity: true, min: 0 }).map((x) => x + 0);

const stackEntry = record({
  trafficClass: fc.integer({ min: 0, max: 7 }),
  bottomOfStack: bit,
  ttl: u8,
});
export const nai: fc.Arbitrary<Nai> = fc.oneof(
  record<Nai>({ kind: fc.constant("ipv4Node"), node: ipv4 }),
  record<Nai>({ kind: fc.constant("ipv6Node"), node: ipv6 }),
  record<Nai>({ kind: fc.constant("ipv4Adjacency"), local: ipv4, remote: ipv4 }),
  record<Nai>({ kind: fc.constant("ipv6Adjacency"), local: ipv6, remote: ipv6 }),
  record<Nai>({
    kind: fc.constant("unnumbered"),
    localNode: ipv4,
    localInterface: u32,
    remoteNode: ipv4,
    remoteInterface: u32,
  }),
  record<Nai>({
    kind: fc.constant("ipv6LinkLocal"),
    local: ipv6,
    localInterface: u32,
    remote: ipv6,
    remoteInterface: u32,
  }),
);

const structure = fc.integer({ min: 0, max: 32 }).chain((n) =>
  record({
    locatorBlockBits: fc.constant(n),
    locatorNodeBits: fc.integer({ min: 0, max: 32 }),
    functionBits: fc.integer({ min: 0, max: 32 }),
    argumentBits: fc.integer({ min: 0, max: 32 }),
  })
);

const srHop: fc.Arbitrary<Hop> = fc.oneof(
  record({ kind: fc.constant("sr" as const), loose: bit, label }),
  record({ kind: fc.constant("sr" as const), loose: bit, label, nai }),
  record({ kind: fc.constant("sr" as const), loose: bit, label, stackEntry }),
  record({ kind: fc.constant("sr" as const), loose: bit, index: u32, nai }),
  record({ kind: fc.constant("sr" as const), loose: bit, nai }),
  record({ kind: fc.constant("sr" as const), loose: bit, label, nai, algorithm: u8 }),
);
const srv6Parts = { kind: fc.constant("srv6" as const), loose: bit, verify: bit, behavior: u16 };
const srv6Hop: fc.Arbitrary<Hop> = fc.oneof(
  record({ ...srv6Parts, sid: ipv6 }),
  record({ ...srv6Parts, sid: ipv6, structure }),
  record({ ...srv6Parts, sid: ipv6, structure, algorithm: u8 }),
  record({ ...srv6Parts, sid: ipv6, nai: nai.filter((n) => n.kind.startsWith("ipv6")) }),
  record({ ...srv6Parts, nai: nai.filter((n) => n.kind.startsWith("ipv6")) }),
);
const prefixParts = { loose: bit, prefixLength: u8, attributes: u8 };
const plainHop: fc.Arbitrary<Hop> = fc.oneof(
  record({ kind: fc.constant("ipv4" as const), address: ipv4, ...prefixParts }),
  record({ kind: fc.constant("ipv6" as const), address: ipv6, ...prefixParts }),
  record({
    kind: fc.constant("unnumbered" as const),
    loose: bit,
    attributes: u16,
    routerId: ipv4,
    interfaceId: u32,
  }),
  record({ kind: fc.constant("label" as const), loose: bit, flags: u8, cType: u8, label: words }),
  record({ kind: fc.constant("as" as const), loose: bit, asn: u16 }),
  record({ kind: fc.constant("srlg" as const), loose: bit, srlg: u32, attributes: u8 }),
  record({
    kind: fc.constant("pathKey" as const),
    loose: bit,
    key: u16,
    pce: fc.oneof(ipv4, ipv6) as fc.Arbitrary<number | string>,
  }),
  record({
    kind: fc.constant("unknown" as const),
    loose: bit,
    type: fc.constantFrom(10, 37, 99),
    value: fc.uint8Array({ minLength: 6, maxLength: 6 }),
  }),
);
/** A whole path; SR is never mixed with anything else (RFC 8664 §5.2.1). */
export const path: fc.Arbitrary<readonly Hop[]> = fc.oneof(
  fc.array(srHop, { maxLength: 8 }),
  fc.array(srv6Hop, { maxLength: 4 }),
  fc.array(plainHop, { maxLength: 8 }),
);
const anyHops: fc.Arbitrary<readonly Hop[]> = fc.array(fc.oneof(srHop, srv6Hop, plainHop), {
  maxLength: 6,
});

export const bindingSid: fc.Arbitrary<BindingSid> = fc.oneof(
  record({ kind: fc.constant("any" as const), bindingType: u8, removal: bit, specifiedOnly: bit }),
  record({ kind: fc.constant("label" as const), label, removal: bit, specifiedOnly: bit }),
  record({
    kind: fc.constant("stackEntry" as const),
    label,
    trafficClass: fc.integer({ min: 0, max: 7 }),
    bottomOfStack: bit,
    ttl: u8,
    removal: bit,
    specifiedOnly: bit,
  }),
  record({ kind: fc.constant("srv6" as const), sid: ipv6, removal: bit, specifiedOnly: bit }),
  record({
    kind: fc.constant("srv6Behavior" as const),
    sid: ipv6,
    behavior: u16,
    structure,
    removal: bit,
    specifiedOnly: bit,
  }),
);

const rsvpParts = { flags: u8, code: u8, value: u16 };
const rsvpError: fc.Arbitrary<RsvpError> = fc.oneof(
  record({ kind: fc.constant("ipv4" as const), node: ipv4, ...rsvpParts }),
  record({ kind: fc.constant("ipv6" as const), node: ipv6, ...rsvpParts }),
  record({ kind: fc.constant("other" as const), class: fc.constant(194), cType: u8, body: words }),
);

/** The hand-written fields, for rows drawn from their shapes. */
export const KNOWN: Known = {
  registries: [
    PCEP_TLVS,
    REQUEST_TLVS,
    LSP_TLVS,
    ASSOCIATION_TLVS,
    PST_CAPABILITY_SUBTLVS,
    AUTO_BANDWIDTH_SUBTLVS,
    FLOW_COMPONENTS,
    FLOWSPEC_TLVS,
    CISCO_TLVS,
    JUNIPER_TLVS,
  ] as TlvRegistry[],
  custom: {
    "BT(8) flags(8) reserved(16) binding value": bindingSid,
    "type(16) label(20) reserved(12)": label,
    "opaque; SR policy: color(32) endpoint(32 or 128)": fc.uint8Array({ maxLength: 24 }),
    "IPv6 address, or IPv4 in the low 32 bits": fc.oneof(ipv4, ipv6.filter((a) => a.length > 9)),
    "RSVP object: length(16) class(8) C-Type(8); node flags(8) code(8) value(16)": rsvpError,
    "flow prefix: length(8) prefix": fc.uint8Array({ maxLength: 5 }),
    "flow numbers: (operator(8) value)*": fc.uint8Array({ maxLength: 9 }),
    "flow bits: (operator(8) mask)*": fc.uint8Array({ maxLength: 9 }),
    "sub-objects": fc.oneof(srHop, srv6Hop, plainHop),
  },
};

const unknownTlv = record({
  kind: fc.constant("unknown" as const),
  type: fc.integer({ min: 60000, max: 60099 }),
  value: fc.uint8Array({ maxLength: 9 }),
});
const someTlvs = fc.array(unknownTlv, { maxLength: 2 });
const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 })
  .filter((s) => new TextDecoder().decode(new TextEncoder().encode(s)) === s);

const identifiers = fc.oneof(
  record({ sender: ipv4, lspId: u16, tunnelId: u16, extendedTunnelId: ipv4, endpoint: ipv4 }),
  record({ sender: ipv6, lspId: u16, tunnelId: u16, extendedTunnelId: ipv6, endpoint: ipv6 }),
);
const lspOptions = optional({
  symbolicPathName: name,
  lspIdentifiers: identifiers,
  errorCode: u32,
  speakerEntityId: fc.uint8Array({ minLength: 1, maxLength: 9 }),
  color: u32,
});
const lspBits = record({
  delegate: bit,
  sync: bit,
  remove: bit,
  adminUp: bit,
  operState: fc.constantFrom(...OPERATIONAL_STATES),
  create: bit,
  pceAllocation: bit,
  bindingSids: fc.array(bindingSid, { maxLength: 2 }),
  lspTlvs: someTlvs,
});
const anyPlspId = fc.integer({ min: 1, max: 0xffffe }).map((n) => plspId(n)!);
const lsp: fc.Arbitrary<LspFields> = fc.tuple(lspBits, lspOptions, anyPlspId)
  .map(([bits, options, id]) => ({ ...PLAIN_LSP, ...bits, ...options, plspId: id }) as LspFields);

const bandwidth = fc.oneof(
  record({ kind: fc.constant("requested" as const), bytesPerSecond: rate }),
  record({ kind: fc.constant("existing" as const), bytesPerSecond: rate }),
  record({
    kind: fc.constant("usage" as const),
    samplesBytesPerSecond: fc.array(rate, { maxLength: 3 }),
  }),
);
const metric = record({ type: u8, value: rate, bound: bit, computed: bit });
const association = record({
  type: u16,
  id: u16,
  source: fc.oneof(ipv4, ipv6) as fc.Arbitrary<number | string>,
  removal: bit,
  tlvs: someTlvs,
});
const other = record({
  class: fc.constantFrom(200, 46, 90),
  type: fc.integer({ min: 1, max: 15 }),
  mustProcess: fc.constant(false),
  ignored: bit,
  body: words,
});
const attributes: fc.Arbitrary<PathAttributes> = fc.tuple(
  record({
    bandwidths: fc.array(bandwidth, { maxLength: 2 }),
    metrics: fc.array(metric, { maxLength: 3 }),
    associations: fc.array(association, { maxLength: 2 }),
    vendor: fc.array(record({ enterprise: u32, content: words }), { maxLength: 2 }),
    others: fc.array(other, { maxLength: 2 }),
  }),
  optional({
    lspa: record({
      excludeAny: u32,
      includeAny: u32,
      includeAll: u32,
      setupPriority: u8,
      holdingPriority: u8,
      localProtection: bit,
      tlvs: someTlvs,
    }),
    iro: anyHops,
    xro: record({ fail: bit, hops: anyHops }),
    objectiveFunction: u16,
  }),
).map(([required, options]) => ({ ...required, ...options }) as PathAttributes);

const list = (pathId: number) =>
  record({
    pathId: fc.constant(pathId),
    remove: bit,
    operState: fc.constantFrom(...OPERATIONAL_STATES),
    tlvs: someTlvs,
    ero: path,
  });
const segmentLists = fc.oneof(fc.constant([]), fc.tuple(list(1), list(2)));
const ends = fc.oneof(
  record({ kind: fc.constant("ipv4" as const), source: ipv4, destination: ipv4 }),
  record({ kind: fc.constant("ipv6" as const), source: ipv6, destination: ipv6 }),
);

const report = fc.tuple(
  lsp,
  attributes,
  record({ srpId: u32, srpRemove: bit, pathSetupType: u8 }),
  segmentLists,
  optional({ ero: path, rro: path }),
  fc.array(bandwidth, { maxLength: 1 }),
  fc.array(metric, { maxLength: 2 }),
).map(([l, a, s, lists, p, actualBandwidths, actualMetrics]) => ({
  ...l,
  ...a,
  ...s,
  ...p,
  ...(lists.length > 0 && { ero: lists[0]!.ero }),
  actualBandwidths: p.rro && lists.length === 0 ? actualBandwidths : [],
  actualMetrics: p.rro && lists.length === 0 ? actualMetrics : [],
  segmentLists: lists,
  ...(lists.length > 0 && p.rro && NO_RRO),
})).map((r) => r.segmentLists.length > 0 ? withoutRro(r) : r);
const NO_RRO = {};
const withoutRro = <T extends { rro?: unknown }>({ rro: _, ...rest }: T): Omit<T, "rro"> => rest;

const update = fc.tuple(lsp, attributes, anyPlspId, u32, u8, path, segmentLists)
  .map(([l, a, id, srpId, pathSetupType, ero, lists]) => ({
    ...l,
    ...a,
    plspId: id,
    srpId,
    pathSetupType,
    ero: lists[0]?.ero ?? ero,
    segmentLists: lists,
  }));

const create = fc.tuple(lsp, attributes, name, u32, u8, path, segmentLists, ends)
  .map((
    [{ plspId: _, ...l }, a, symbolicPathName, srpId, pathSetupType, ero, lists, endpoints],
  ) => ({
    action: "create" as const,
    ...l,
    ...a,
    symbolicPathName,
    srpId,
    pathSetupType,
    endpoints,
    ero: lists[0]?.ero ?? ero,
    segmentLists: lists,
  }));
const bare = <A extends "delete" | "takeOver">(action: A) =>
  record({ action: fc.constant(action), srpId: u32, plspId: anyPlspId, pathSetupType: u8 });
export const initiateRequest = fc.oneof(create, bare("delete"), bare("takeOver"));

const pathRequest = fc.tuple(
  attributes,
  record({
    requestId: u32,
    priority: fc.integer({ min: 0, max: 7 }),
    reoptimize: bit,
    bidirectional: bit,
    loose: bit,
    supplyObjectiveFunction: bit,
    pathSetupType: u8,
    endpoints: ends,
    requestTlvs: someTlvs,
  }),
  optional({ lsp, rro: path }),
).map(([a, r, o]) => ({ ...a, ...r, ...o }));
const synchronization = fc.tuple(
  attributes,
  record({
    requestIds: fc.array(u32, { maxLength: 3 }),
    linkDiverse: bit,
    nodeDiverse: bit,
    srlgDiverse: bit,
  }),
).map(([a, s]) => ({ ...a, ...s, associations: [] }));
const noPath = fc.tuple(
  attributes,
  record({
    nature: u8,
    reasons: fc.subarray(["pceUnavailable", "unknownSource", "noDisjointPath"] as const),
    constraintsFollow: bit,
  }),
).map(([a, n]) => ({ ...a, ...n }));
const computed = fc.tuple(attributes, path).map(([a, ero]) => ({ ...a, ero }));
const reply = fc.tuple(
  record({ requestId: u32, pathSetupType: u8, paths: fc.array(computed, { maxLength: 2 }) }),
  optional({ lsp, noPath }),
).map(([r, o]) => ({ ...r, ...o }));

const openTlv = fc.oneof(
  unknownTlv,
  record({ kind: fc.constant("associationTypes" as const), value: fc.array(u16) }),
);
const open = record({
  kind: fc.constant("open" as const),
  keepaliveSeconds: u8,
  deadTimerSeconds: u8,
  sessionId: u8,
  tlvs: fc.array(openTlv, { maxLength: 3 }),
});
const pcepError = (srpIds: fc.Arbitrary<number[]>, requestIds: fc.Arbitrary<number[]>) =>
  record({ type: u8, value: u8, srpIds, requestIds, tlvs: someTlvs });
const ids = fc.array(u32, { minLength: 1, maxLength: 2 });
const none = fc.constant([] as number[]);
const errors = fc.oneof(
  fc.array(pcepError(none, none), { minLength: 1, maxLength: 3 }),
  pcepError(ids, none).map((e) => [e]),
  pcepError(none, ids).map((e) => [e]),
);

const problems = fc.constant([]);
const several = <T>(of: fc.Arbitrary<T>) => fc.array(of, { minLength: 1, maxLength: 3 });
/** Every kind of message, both directions. */
export const message: fc.Arbitrary<Message> = fc.oneof(
  open,
  fc.constant({ kind: "keepalive" } as const),
  fc.constant({ kind: "startTls" } as const),
  record({ kind: fc.constant("close" as const), reason: u8, tlvs: someTlvs }),
  fc.tuple(errors, optional({ open }))
    .map(([e, o]) => ({ kind: "error" as const, errors: e, ...o })),
  record({
    kind: fc.constant("notification" as const),
    notifications: fc.array(record({ type: u8, value: u8, tlvs: someTlvs }), { maxLength: 2 }),
    requestIds: fc.array(u32, { maxLength: 2 }),
  }),
  record({ kind: fc.constant("report" as const), reports: several(report), problems }),
  record({ kind: fc.constant("update" as const), updates: several(update), problems }),
  record({ kind: fc.constant("initiate" as const), requests: several(initiateRequest), problems }),
  record({
    kind: fc.constant("request" as const),
    synchronizations: fc.array(synchronization, { maxLength: 2 }),
    requests: several(pathRequest),
    problems,
  }),
  record({ kind: fc.constant("reply" as const), replies: several(reply), problems }),
  record({
    kind: fc.constant("unknown" as const),
    type: fc.integer({ min: 21, max: 255 }),
    body: words,
  }),
) as fc.Arbitrary<Message>;
