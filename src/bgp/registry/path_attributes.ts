/**
 * Path attributes: one row per type, with the flags it must carry and what a malformed one costs
 * (RFC 7606 §7 and the RFC of each attribute). Types without a row are kept whole.
 * @see https://www.iana.org/assignments/bgp-parameters/bgp-parameters.xhtml#bgp-parameters-2
 */
import {
  type AnyField,
  bytes,
  type Field,
  ipv4,
  list,
  named,
  struct,
  u16,
  u32,
  u8,
} from "../../wire/field.ts";
import type { Reader } from "../../wire/reader.ts";
import type { Remedy } from "../codec/message.ts";
import type { AsPathSegment } from "../codec/path_attributes.ts";
import { community, extendedCommunity, largeCommunity } from "./communities.ts";
import { hexOf, readPart } from "./fields.ts";
import { AS_TRANS } from "./messages.ts";
import { lsAttribute } from "./ls_attributes.ts";
import { prefixSidTlvs } from "./prefix_sid.ts";

/** RFC 4271 §4.3: bits of the attribute flags octet. */
export const FLAG_OPTIONAL = 0x80;
export const FLAG_TRANSITIVE = 0x40;
export const FLAG_PARTIAL = 0x20;
export const FLAG_EXTENDED = 0x10;
export const ATTRIBUTE_FLAGS = {
  optional: 0,
  transitive: 1,
  partial: 2,
  extendedLength: 3,
} as const;

export type Category = "wellKnown" | "optionalTransitive" | "optionalNonTransitive";
export interface PathAttributeRow {
  readonly type: number;
  readonly name: string;
  readonly ref: string;
  readonly category: Category;
  readonly remedy: Remedy;
  /** From a peer of another AS it is dropped unread (RFC 7606 §7.5, §7.9, §7.10). */
  readonly internalOnly: boolean;
  readonly value: AnyField;
}

/** AS_PATH segment types, by number (RFC 4271 §4.3, RFC 5065 §3). */
export const SEGMENT_KINDS = [
  "",
  "set",
  "sequence",
  "confederationSequence",
  "confederationSet",
] as const;

/** Number 0 is nobody's, and makes what holds it malformed (RFC 7607 §2). */
function asnOf(r: Reader, octets: 2 | 4): number {
  const asn = octets === 4 ? r.u32() : r.u16();
  return asn !== 0 ? asn : r.fail("value", "AS number 0");
}

/** Segments of 4-octet numbers, or of 2 where a peer has no more (RFC 6793 §4). */
export const asPath = (octets: 2 | 4): Field<readonly AsPathSegment[]> => ({
  shape: { kind: "custom", title: `segments of ${octets}-octet AS numbers` },
  read(r) {
    const out: AsPathSegment[] = [];
    while (r.at < r.end) {
      const at = r.spans ? r.open(`segment ${out.length + 1}`) : 0;
      const kind = SEGMENT_KINDS[r.u8()], count = r.u8();
      if (!kind) return r.fail("value", "unknown segment type");
      if (count === 0) r.fail("value", "an empty segment"); // RFC 7606 §7.2
      const asns: number[] = [];
      for (let i = 0; i < count; i++) asns.push(asnOf(r, octets));
      out.push({ kind, asns });
      if (r.spans) r.close(at, `${kind} ${asns.join(" ")}`);
    }
    return out;
  },
  write(w, segments) {
    for (const { kind, asns } of segments) {
      w.u8(SEGMENT_KINDS.indexOf(kind));
      w.u8(asns.length);
      for (const asn of asns) octets === 4 ? w.u32(asn) : w.u16(asn > 65535 ? AS_TRANS : asn);
    }
  },
});
const segments = asPath(4);
const ORIGIN_NAMES = { 0: "IGP", 1: "EGP", 2: "incomplete" };
const origin: Field<number> = {
  ...named(u8, ORIGIN_NAMES),
  read(r) {
    const v = r.u8();
    return v <= 2 ? v : r.fail("value", `origin ${v}`);
  },
};

/** Who aggregated; the number has 2 octets where a peer has no more (RFC 6793 §4). */
export interface Aggregator {
  readonly asn: number;
  readonly address: number;
}
export const aggregatorOf = (octets: 2 | 4): Field<Aggregator> => ({
  shape: { kind: "struct", fields: { asn: (octets === 4 ? u32 : u16).shape, address: ipv4.shape } },
  read: (r) => ({
    asn: readPart(r, "asn", { ...(octets === 4 ? u32 : u16), read: (r) => asnOf(r, octets) }),
    address: readPart(r, "address", ipv4),
  }),
  write(w, { asn, address }) {
    if (octets === 4) w.u32(asn);
    else w.u16(asn > 65535 ? AS_TRANS : asn);
    w.u32(address);
  },
});
const aggregator = aggregatorOf(4);

/** At least one item: an empty list is malformed (RFC 7606 §7.8, §7.10, §7.14, RFC 8092 §5). */
const some = <T>(of: Field<T>): Field<readonly T[]> => {
  const items = list(of);
  return {
    ...items,
    read: (r) => r.remaining > 0 ? items.read(r) : r.fail("length", "an empty list"),
  };
};

/** TLVs whose length counts their head of three octets, too (RFC 7311 §3). */
interface AigpTlv {
  readonly type: number;
  readonly value: string;
}
const AIGP_TYPE = 1;
const aigp: Field<readonly AigpTlv[]> = {
  shape: {
    kind: "custom",
    title: "TLVs: a type of one octet, a length with its head, hex digits",
    words: (v: readonly AigpTlv[]) =>
      v.map(({ type, value }) => type === AIGP_TYPE ? `${BigInt(`0x${value}`)}` : value).join(", "),
  },
  read(r) {
    const out: AigpTlv[] = [];
    while (r.at < r.end) {
      const type = r.u8(), length = r.u16() - 3;
      if (length < 0 || type === AIGP_TYPE && length !== 8) {
        r.fail("length", `a metric of ${length}`);
      }
      out.push({ type, value: r.hex(length) });
    }
    return out;
  },
  write(w, tlvs) {
    for (const { type, value } of tlvs) {
      w.u8(type);
      w.u16(3 + value.length / 2);
      w.hex(value);
    }
  },
};
const nothing: Field<Record<never, never>> = struct({});

export const PATH_ATTRIBUTES = {
  origin: row(1, "ORIGIN", "RFC 4271 §5.1.1", "wellKnown", "treatAsWithdraw", origin),
  asPath: row(2, "AS_PATH", "RFC 4271 §5.1.2", "wellKnown", "treatAsWithdraw", segments),
  nextHop: row(3, "NEXT_HOP", "RFC 4271 §5.1.3", "wellKnown", "treatAsWithdraw", ipv4),
  med: row(
    4,
    "MULTI_EXIT_DISC",
    "RFC 4271 §5.1.4",
    "optionalNonTransitive",
    "treatAsWithdraw",
    u32,
  ),
  localPreference: inside(
    row(5, "LOCAL_PREF", "RFC 4271 §5.1.5", "wellKnown", "treatAsWithdraw", u32),
  ),
  atomicAggregate: row(
    6,
    "ATOMIC_AGGREGATE",
    "RFC 4271 §5.1.6",
    "wellKnown",
    "attributeDiscard",
    nothing,
  ),
  aggregator: row(
    7,
    "AGGREGATOR",
    "RFC 4271 §5.1.7",
    "optionalTransitive",
    "attributeDiscard",
    aggregator,
  ),
  communities: row(
    8,
    "COMMUNITY",
    "RFC 1997",
    "optionalTransitive",
    "treatAsWithdraw",
    some(community),
  ),
  originatorId: inside(
    row(9, "ORIGINATOR_ID", "RFC 4456 §8", "optionalNonTransitive", "treatAsWithdraw", ipv4),
  ),
  clusterList: inside(
    row(10, "CLUSTER_LIST", "RFC 4456 §8", "optionalNonTransitive", "treatAsWithdraw", some(ipv4)),
  ),
  mpReach: row(14, "MP_REACH_NLRI", "RFC 4760 §3", "optionalNonTransitive", "sessionReset", bytes),
  mpUnreach: row(
    15,
    "MP_UNREACH_NLRI",
    "RFC 4760 §4",
    "optionalNonTransitive",
    "sessionReset",
    bytes,
  ),
  extendedCommunities: row(
    16,
    "EXTENDED COMMUNITIES",
    "RFC 4360 §2",
    "optionalTransitive",
    "treatAsWithdraw",
    some(extendedCommunity),
  ),
  as4Path: row(17, "AS4_PATH", "RFC 6793 §3", "optionalTransitive", "attributeDiscard", segments),
  as4Aggregator: row(
    18,
    "AS4_AGGREGATOR",
    "RFC 6793 §3",
    "optionalTransitive",
    "attributeDiscard",
    aggregator,
  ),
  pmsiTunnel: kept(22, "PMSI_TUNNEL", "RFC 6514 §5", "optionalTransitive"),
  tunnelEncapsulation: kept(23, "Tunnel Encapsulation", "RFC 9012 §2", "optionalTransitive"),
  trafficEngineering: kept(24, "Traffic Engineering", "RFC 5543 §3", "optionalNonTransitive"),
  ipv6ExtendedCommunities: row(
    25,
    "IPv6 Address Specific Extended Community",
    "RFC 5701 §2",
    "optionalTransitive",
    "treatAsWithdraw",
    some(hexOf(20)),
  ),
  aigp: row(26, "AIGP", "RFC 7311 §3", "optionalNonTransitive", "attributeDiscard", aigp),
  peDistinguisherLabels: kept(
    27,
    "PE Distinguisher Labels",
    "RFC 6514 §8",
    "optionalTransitive",
  ),
  linkState: row(
    29,
    "BGP-LS Attribute",
    "RFC 9552 §5.3",
    "optionalNonTransitive",
    "attributeDiscard",
    lsAttribute,
  ),
  largeCommunities: row(
    32,
    "LARGE_COMMUNITY",
    "RFC 8092 §3",
    "optionalTransitive",
    "treatAsWithdraw",
    some(largeCommunity),
  ),
  bgpsecPath: kept(33, "BGPsec_PATH", "RFC 8205 §3", "optionalNonTransitive"),
  onlyToCustomer: row(
    35,
    "Only to Customer",
    "RFC 9234 §5",
    "optionalTransitive",
    "treatAsWithdraw",
    u32,
  ),
  bfdDiscriminator: kept(38, "BFD Discriminator", "RFC 9026 §3.1.6", "optionalTransitive"),
  prefixSid: row(
    40,
    "BGP Prefix-SID",
    "RFC 8669 §3",
    "optionalTransitive",
    "attributeDiscard",
    prefixSidTlvs,
  ),
  attributeSet: kept(128, "ATTR_SET", "RFC 6368 §5", "optionalTransitive"),
} as const;

const BY_TYPE = new Map<number, PathAttributeRow>(
  Object.values(PATH_ATTRIBUTES).map((r) => [r.type, r]),
);
/** The row of an attribute type; undefined for types without one. */
export const pathAttributeRow = (type: number): PathAttributeRow | undefined => BY_TYPE.get(type);

const CATEGORY_FLAGS: Readonly<Record<Category, number>> = {
  wellKnown: FLAG_TRANSITIVE,
  optionalTransitive: FLAG_OPTIONAL | FLAG_TRANSITIVE,
  optionalNonTransitive: FLAG_OPTIONAL,
};
/** The Optional and Transitive bits that an attribute of this row carries. */
export const categoryFlags = (row: PathAttributeRow): number => CATEGORY_FLAGS[row.category];

function row(
  type: number,
  name: string,
  ref: string,
  category: Category,
  remedy: Remedy,
  value: AnyField,
): PathAttributeRow {
  return { type, name, ref, category, remedy, internalOnly: false, value };
}
/** An attribute that is named and passed over: its octets are a matter of others. */
function kept(type: number, name: string, ref: string, category: Category): PathAttributeRow {
  return row(type, name, ref, category, "attributeDiscard", bytes);
}
function inside(row: PathAttributeRow): PathAttributeRow {
  return { ...row, internalOnly: true };
}
