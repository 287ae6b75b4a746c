/** Wire fields that only BGP and BGP-LS have: SIDs by length, router-ids by length, metrics of any width. */
import { type Field, named, struct, u16, u24, u32, u8 } from "../../wire/field.ts";
import type { Reader } from "../../wire/reader.ts";
import { SRV6_BEHAVIORS } from "../../wire/srv6_behaviors.ts";
import { formatAddress, formatIpv6, parseIpv6 } from "../../lib/address.ts";

/** One field of a hand-written one, with a span of its own where spans are kept. */
export function readPart<T>(r: Reader, name: string, field: Field<T>): T {
  if (!r.spans) return field.read(r);
  const at = r.open(name);
  const value = field.read(r);
  r.close(at, field.shape, value);
  return value;
}

/** Three octets are a label (the low 20 bits), four an index (RFC 9085 §2.1.1). */
export interface SidValue {
  readonly label: number | undefined;
  readonly index: number | undefined;
}
export const sid: Field<SidValue> = {
  shape: {
    kind: "custom",
    title: "label (3 octets) or index (4 octets)",
    words: (v: SidValue) => sidWords(v),
  },
  read(r) {
    if (r.remaining === 3) return { label: r.u24() & 0xfffff, index: undefined };
    if (r.remaining === 4) return { label: undefined, index: r.u32() };
    return r.fail("length", `a SID of ${r.remaining} octets`);
  },
  write(w, v) {
    if (v.label !== undefined) w.u24(v.label);
    else w.u32(v.index ?? 0);
  },
};

/** A neighbour (IS-IS system-id or OSPF router-id), then a SID: told apart by their joint length. */
export const neighborAndSid: Field<{ readonly neighbor: string; readonly sid: SidValue }> = {
  shape: { kind: "custom", title: "neighbour (6 octets IS-IS, 4 OSPF), then label or index" },
  read(r) {
    const isis = r.remaining >= 9;
    const at = r.spans ? r.open("neighbor") : 0;
    const neighbor = r.hex(isis ? 6 : 4);
    if (r.spans) r.close(at, neighbor);
    const sidAt = r.spans ? r.open("sid") : 0;
    const value = sid.read(r);
    if (r.spans) r.close(sidAt, sidWords(value));
    return { neighbor, sid: value };
  },
  write(w, v) {
    w.hex(v.neighbor);
    sid.write(w, v.sid);
  },
};
export const sidWords = (v: SidValue): string =>
  v.label !== undefined ? `label ${v.label}` : `index ${v.index}`;

/** One range of an SRGB or SRLB: size, then SID/Label TLV 1161 (RFC 9085 §2.1.2). */
export interface SidRange {
  readonly size: number;
  readonly first: SidValue;
}
export const SID_LABEL_TYPE = 1161;
export const sidRange: Field<SidRange> = {
  shape: { kind: "struct", fields: { size: u24.shape, first: sid.shape } },
  read(r) {
    const start = r.spans ? r.open("size") : 0;
    const size = r.u24();
    if (r.spans) r.close(start, `${size}`);
    const at = r.spans ? r.open("SID/Label", "RFC 9085 §2.1.1") : 0;
    const type = r.u16();
    if (type !== SID_LABEL_TYPE) r.fail("value", `TLV ${type} where SID/Label (1161) belongs`);
    const outer = r.enter(r.u16());
    const first = sid.read(r);
    r.leave(outer);
    if (r.spans) r.close(at, sidWords(first));
    return { size, first };
  },
  write(w, v) {
    w.u24(v.size);
    w.u16(SID_LABEL_TYPE);
    w.u16(v.first.label !== undefined ? 3 : 4);
    sid.write(w, v.first);
  },
};

/**
 * IGP metric of 1, 2 or 3 octets by protocol (RFC 9552 §5.3.2.4); 4 are tolerated. Always sent in 3,
 * as the wide metrics of IS-IS.
 * Quirk(FRR 10.7): sends as few octets as the value needs, also 77 in one octet; so all eight bits of
 * a one-octet metric count, not only the six of narrow IS-IS. Golden bgp/frr_one_octet_metric.
 */
export const igpMetric: Field<number> = {
  shape: { kind: "custom", title: "metric (1 to 4 octets)", words: (v: number) => `${v}` },
  read(r) {
    switch (r.remaining) {
      case 1:
        return r.u8();
      case 2:
        return r.u16();
      case 3:
        return r.u24();
      case 4:
        return r.u32();
      default:
        return r.fail("length", `a metric of ${r.remaining} octets`);
    }
  },
  write: (w, v) => v > 0xffffff ? w.u32(v) : w.u24(v),
};

/** Four octets, or the three that early producers sent. */
export const teMetric: Field<number> = {
  shape: { kind: "uint", bits: 32 },
  read: (r) => r.remaining === 3 ? r.u24() : r.u32(),
  write: (w, v) => w.u32(v),
};
/** Two octets, or one; the first says how the link is protected (RFC 5307 §1.2). */
export const protectionType: Field<number> = {
  shape: {
    kind: "uint",
    bits: 16,
    names: {
      0x100: "extra traffic",
      0x200: "unprotected",
      0x400: "shared",
      0x800: "dedicated 1:1",
      0x1000: "dedicated 1+1",
      0x2000: "enhanced",
    },
  },
  read: (r) => r.remaining === 1 ? r.u8() << 8 : r.u16(),
  write: (w, v) => w.u16(v),
};

/** A router-id of either family: a number or canonical IPv6 text. */
export const address: Field<number | string> = {
  shape: {
    kind: "custom",
    title: "IPv4 (4 octets) or IPv6 (16 octets)",
    words: (v: number | string) => formatAddress(v),
  },
  read(r) {
    if (r.remaining === 4) return r.u32();
    if (r.remaining === 16) return formatIpv6(r.bytes, r.skip(16));
    return r.fail("length", `an address of ${r.remaining} octets`);
  },
  write(w, v) {
    if (typeof v === "number") return w.u32(v);
    const octets = parseIpv6(v);
    if (!octets) throw new RangeError(`${v} is not an IPv6 address`);
    w.octets(octets);
  },
};

/** Exactly `n` octets as hex digits. */
export const hexOf = (n: number): Field<string> => ({
  shape: { kind: "hex", octets: n },
  read: (r) => r.hex(n),
  write: (w, v) => w.hex(v),
});

/** Standard applications by bit (RFC 9479 §7.4, RFC 9350 §12). */
const APPLICATIONS = ["RSVP-TE", "SR policy", "loop-free alternate", "flexible algorithm"];
const applicationNames = (mask: string): string => {
  const octet = parseInt(mask.slice(0, 2) || "0", 16);
  return APPLICATIONS.filter((_, bit) => octet & (0x80 >> bit)).join(", ");
};

/** Eight octets that tell VPNs apart, by their type (RFC 4364 §4.2). */
export const routeDistinguisher: Field<string> = {
  ...hexOf(8),
  shape: {
    kind: "custom",
    title: "route distinguisher, 8 octets",
    words(digits: string) {
      const at = (from: number, octets: number) =>
        parseInt(digits.slice(2 * from, 2 * (from + octets)), 16);
      const type = at(0, 2);
      if (type === 0) return `${at(2, 2)}:${at(4, 4)}`;
      if (type === 1) return `${formatAddress(at(2, 4))}:${at(6, 2)}`;
      return type === 2 ? `${at(2, 4)}:${at(6, 2)}` : digits;
    },
  },
};

/** The two application bit masks that begin an ASLA TLV (RFC 9294 §2), as hex digits. */
export interface ApplicationMasks {
  readonly standard: string;
  readonly userDefined: string;
}
export const applicationMasks: Field<ApplicationMasks> = {
  shape: {
    kind: "custom",
    title: "lengths, reserved, standard and user-defined bit masks",
    words: (v: ApplicationMasks) =>
      v.standard + v.userDefined === ""
        ? "all applications"
        : `${applicationNames(v.standard) || "none"}, user-defined ${v.userDefined || "none"}`,
  },
  read(r) {
    const standard = r.u8(), userDefined = r.u8();
    r.skip(2);
    if (standard % 4 || userDefined % 4 || standard > 8 || userDefined > 8) {
      r.fail("length", `bit masks of ${standard} and ${userDefined} octets`);
    }
    return { standard: r.hex(standard), userDefined: r.hex(userDefined) };
  },
  write(w, v) {
    w.u8(v.standard.length / 2);
    w.u8(v.userDefined.length / 2);
    w.zeros(2);
    w.hex(v.standard);
    w.hex(v.userDefined);
  },
};

/** MSD type and value pairs (RFC 8814 §3); the types of RFC 8491 §6, RFC 9088 §4, RFC 9352 §4. */
const MSD_TYPES = {
  1: "base MPLS imposition",
  2: "entropy readable label depth",
  41: "SRH maximum segments left",
  42: "SRH maximum end pop",
  44: "SRH maximum H.Encaps",
  45: "SRH maximum end D",
};
export const msdPair = struct({ type: named(u8, MSD_TYPES), value: u8 });

export const behavior = named(u16, SRV6_BEHAVIORS);
/** 128 to 255 are flexible ones (RFC 8665 §8.5, RFC 9350 §18.1.1). */
export const algorithm = named(u8, { 0: "shortest path", 1: "strict shortest path" });

/** Route types of OSPF (RFC 9552 §5.2.3.1). */
export const ospfRouteType = named(u8, {
  1: "intra-area",
  2: "inter-area",
  3: "external 1",
  4: "external 2",
  5: "NSSA 1",
  6: "NSSA 2",
});

/** Prefix attribute flags: one octet of them is known, IS-IS may send more (RFC 7794 §2.1). */
export const prefixFlagOctets: Field<number> = {
  shape: u8.shape,
  read(r) {
    const flags = r.u8();
    r.skip(r.remaining);
    return flags;
  },
  write: (w, v) => w.u8(v),
};

/** Prefix length, then as many octets as it needs (RFC 9552 §5.2.3.2). */
export interface Reachability {
  readonly prefixLength: number;
  readonly octets: string;
}
export const reachability: Field<Reachability> = {
  shape: {
    kind: "custom",
    title: "prefix length, then its octets",
    words: (v: Reachability) => `/${v.prefixLength}, octets ${v.octets || "none"}`,
  },
  read(r) {
    const prefixLength = r.u8();
    return { prefixLength, octets: r.hex(r.remaining) };
  },
  write(w, v) {
    w.u8(v.prefixLength);
    w.hex(v.octets);
  },
};

/** Interface numbers of both ends (RFC 5307 §1.1). */
export const linkIds = struct({ local: u32, remote: u32 });
