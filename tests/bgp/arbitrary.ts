/** Values of the hand-written fields of BGP, and all registries by title: what shapes alone do not say. */
import fc from "fast-check";
import { CAPABILITIES } from "../../src/bgp/registry/capabilities.ts";
import * as attributes from "../../src/bgp/registry/ls_attributes.ts";
import { LS_DESCRIPTORS, NODE_DESCRIPTORS } from "../../src/bgp/registry/ls_nlri.ts";
import * as prefixSid from "../../src/bgp/registry/prefix_sid.ts";
import { CONSTRAINT_SUB_TLVS, SEGMENT_LIST_SUB_TLVS } from "../../src/bgp/registry/sr_policy.ts";
import { SEGMENT_FORMS } from "../../src/bgp/registry/sr_policy_fields.ts";
import type { TlvRegistry } from "../../src/wire/tlv.ts";
import { ipv4, ipv6, type Known } from "../wire/arbitrary.ts";

/** Every registry of TLVs that BGP has. */
export const REGISTRIES: readonly TlvRegistry[] = [
  CAPABILITIES,
  attributes.LS_ATTRIBUTES,
  attributes.SRV6_SUB_TLVS,
  attributes.FLEX_ALGORITHM_SUB_TLVS,
  attributes.ASLA_SUB_TLVS,
  attributes.BUNDLE_SUB_TLVS,
  attributes.RANGE_SUB_TLVS,
  CONSTRAINT_SUB_TLVS,
  SEGMENT_LIST_SUB_TLVS,
  LS_DESCRIPTORS,
  NODE_DESCRIPTORS,
  prefixSid.PREFIX_SID_TLVS,
  prefixSid.SRV6_SERVICE_SUB_TLVS,
  prefixSid.SRV6_SERVICE_SUB_SUB_TLVS,
];

const up = (max: number) => fc.integer({ min: 0, max });
const u8 = up(0xff), u32 = up(0xffffffff), label = up(0xfffff);
const digits = (...octets: number[]) =>
  fc.constantFrom(...octets).chain((n) => fc.uint8Array({ minLength: n, maxLength: n }))
    .map((b) => Array.from(b, (x) => x.toString(16).padStart(2, "0")).join(""));
const record = <T>(parts: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(parts, { noNullPrototype: true });
const flags = (...names: string[]) =>
  record(Object.fromEntries(names.map((name) => [name, fc.boolean()])));
const address = fc.oneof<fc.Arbitrary<number | string>[]>(ipv4, ipv6);
const text = (octets: number) =>
  fc.string({ unit: "grapheme", maxLength: octets }).filter((s) =>
    new TextEncoder().encode(s).length <= octets
  );
const words = fc.array(u32, { maxLength: 3 });
const asns = fc.array(fc.integer({ min: 1, max: 0xffffffff }), { minLength: 1, maxLength: 9 });

const sid = fc.oneof(
  label.map((v) => ({ label: v, index: undefined })),
  u32.map((v) => ({ label: undefined, index: v })),
);
/** The two SIDs of a binding are labels, or both SRv6. */
const bindingSid = fc.boolean().chain((srv6) => {
  const one: fc.Arbitrary<number | string> = srv6 ? ipv6 : label;
  const rest = ["allocated", "unavailable", "fromSrlb", "fallback"].map((n) => [n, fc.boolean()]);
  return record<Record<string, unknown>>({ ...Object.fromEntries(rest), sid: one, specified: one });
});
const segment = up(10).chain((n) => {
  const type = n + 1, form = SEGMENT_FORMS[type]!;
  const family = (of: 4 | 6 | undefined): fc.Arbitrary<number | string> => of === 6 ? ipv6 : ipv4;
  return record<Record<string, unknown>>({
    type: fc.constant(type),
    flags: flags("sidPresent", "explicit", "verified", "resolved", "algorithmValid"),
    sid: form.srv6 ? ipv6 : label,
    ...(form.algorithm && { algorithm: u8 }),
    ...(form.local && { local: family(form.local) }),
    ...(form.localInterface && { localInterface: u32 }),
    ...(form.remote && { remote: family(form.remote) }),
    ...(form.remoteInterface && { remoteInterface: u32 }),
  });
});
const pathSegment = record({
  kind: fc.constantFrom("set", "sequence", "confederationSequence", "confederationSet"),
  asns,
});
const aigpTlv = fc.oneof(
  record({ type: fc.constant(1), value: digits(8) }),
  record({ type: fc.integer({ min: 2, max: 255 }), value: digits(0, 3, 20) }),
);

/** The values of hand-written fields, by the title of their shape. */
const CUSTOM: Record<string, fc.Arbitrary<unknown>> = {
  "label (3 octets) or index (4 octets)": sid,
  "neighbour (6 octets IS-IS, 4 OSPF), then label or index": record({
    neighbor: digits(4, 6),
    sid,
  }),
  "metric (1 to 4 octets)": u32,
  "IPv4 (4 octets) or IPv6 (16 octets)": address,
  "lengths, reserved, standard and user-defined bit masks": record({
    standard: digits(0, 4, 8),
    userDefined: digits(0, 4, 8),
  }),
  "prefix length, then its octets": record({ prefixLength: u8, octets: digits(0, 1, 4, 16) }),
  "flags, any number of octets": fc.uint8Array({ maxLength: 5 }),
  "route distinguisher, 8 octets": digits(8),
  "protocol origin, endpoint, color, originator, discriminator": record({
    protocolOrigin: u8,
    endpoint: address,
    color: u32,
    originatorAsn: u32,
    originator: address,
    discriminator: u32,
  }),
  "flags, then binding SID and specified SID, labels or SRv6": bindingSid,
  "three counts of words, then exclude-any, include-any, include-all": record({
    excludeAny: words,
    includeAny: words,
    includeAll: words,
  }),
  "segment type, flags, SID, then what the type asks for": segment,
  "R and N flags, then 12 bits of seconds": record({
    restarting: fc.boolean(),
    notification: fc.boolean(),
    seconds: up(4095),
  }),
  "host and domain name, each after its length": record({ host: text(64), domain: text(64) }),
  "a length of one octet, then UTF-8": text(255),
  "community": u32,
  "extended community, 8 octets": digits(8),
  "TLVs: a type of one octet, a length with its head, hex digits": fc.array(aigpTlv),
  "segments of 4-octet AS numbers": fc.array(pathSegment, { maxLength: 3 }),
};

export const KNOWN: Known = { registries: REGISTRIES, custom: CUSTOM };
