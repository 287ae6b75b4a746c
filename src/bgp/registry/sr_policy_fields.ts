/**
 * Fields of SR policy candidate paths in BGP-LS (RFC 9857): addresses and SIDs whose family a flag
 * tells, and segments whose form depends on their type.
 */
import {
  type Field,
  flags,
  ipv4,
  ipv6,
  named,
  reserved,
  struct,
  u32,
  u8,
} from "../../wire/field.ts";
import type { Reader } from "../../wire/reader.ts";
import type { Writer } from "../../wire/writer.ts";
import { algorithm, readPart } from "./fields.ts";

/** An IPv4 address as a number, an IPv6 address as canonical text. */
type Address = number | string;
const isIpv6 = (address: Address): address is string => typeof address === "string";
const writeAddress = (w: Writer, address: Address): void =>
  isIpv6(address) ? ipv6.write(w, address) : ipv4.write(w, address);
const addressOf = (family6: boolean): Field<Address> => (family6 ? ipv6 : ipv4) as Field<Address>;

/** Who made the path: RFC 9857 §8.4; the small numbers are those of its drafts. */
const ORIGINS = {
  1: "PCEP",
  2: "BGP SR policy",
  3: "configuration",
  10: "PCEP",
  20: "BGP SR policy",
  30: "configuration",
};

/** What names a candidate path: policy (endpoint, color) and who made it (RFC 9256 §2.6). */
export interface CandidatePath {
  readonly protocolOrigin: number;
  readonly endpoint: Address;
  readonly color: number;
  readonly originatorAsn: number;
  readonly originator: Address;
  readonly discriminator: number;
}
const pathFlags = flags(8, { ipv6Endpoint: 0, ipv6Originator: 1 });
const one = reserved(1), two = reserved(2);
export const candidatePath: Field<CandidatePath> = {
  shape: { kind: "custom", title: "protocol origin, endpoint, color, originator, discriminator" },
  read(r) {
    const protocolOrigin = readPart(r, "protocolOrigin", named(u8, ORIGINS));
    const { ipv6Endpoint, ipv6Originator } = readPart(r, "flags", pathFlags);
    readPart(r, "reserved", two);
    return {
      protocolOrigin,
      endpoint: readPart(r, "endpoint", addressOf(ipv6Endpoint)),
      color: readPart(r, "color", u32),
      originatorAsn: readPart(r, "originatorAsn", u32),
      originator: readPart(r, "originator", addressOf(ipv6Originator)),
      discriminator: readPart(r, "discriminator", u32),
    };
  },
  write(w, v) {
    w.u8(v.protocolOrigin);
    const families = { ipv6Endpoint: isIpv6(v.endpoint), ipv6Originator: isIpv6(v.originator) };
    pathFlags.write(w, families);
    w.zeros(2);
    writeAddress(w, v.endpoint);
    w.u32(v.color);
    w.u32(v.originatorAsn);
    writeAddress(w, v.originator);
    w.u32(v.discriminator);
  },
};

/** A label in the upper 20 bits of four octets; the rest is a label stack entry's, and ignored. */
const label: Field<number> = {
  shape: { kind: "uint", bits: 32 },
  read: (r) => r.u32() >>> 12,
  write(w, v) {
    if (v > 0xfffff) throw new RangeError(`${v} is not a label`);
    w.u32(v * 4096);
  },
};
/** A label as a number, an SRv6 SID as canonical text. */
type PolicySid = number | string;
const readSid = (r: Reader, name: string, srv6: boolean): PolicySid =>
  readPart(r, name, (srv6 ? ipv6 : label) as Field<PolicySid>);
const writeSid = (w: Writer, sid: PolicySid): void =>
  typeof sid === "string" ? ipv6.write(w, sid) : label.write(w, sid);

const bindingFlags = flags(16, {
  srv6: 0,
  allocated: 1,
  unavailable: 2,
  fromSrlb: 3,
  fallback: 4,
});
/** TLV 1201 (RFC 9857 §5.1). `srv6` follows from the SIDs. */
export interface BindingSid {
  readonly allocated: boolean;
  readonly unavailable: boolean;
  readonly fromSrlb: boolean;
  readonly fallback: boolean;
  /** In use; 0 or :: when there is none. */
  readonly sid: PolicySid;
  /** As it was asked for. */
  readonly specified: PolicySid;
}
export const bindingSid: Field<BindingSid> = {
  shape: { kind: "custom", title: "flags, then binding SID and specified SID, labels or SRv6" },
  read(r) {
    const { srv6, ...rest } = readPart(r, "flags", bindingFlags);
    readPart(r, "reserved", two);
    return { ...rest, sid: readSid(r, "sid", srv6), specified: readSid(r, "specified", srv6) };
  },
  write(w, v) {
    bindingFlags.write(w, { ...v, srv6: typeof v.sid === "string" });
    w.zeros(2);
    writeSid(w, v.sid);
    writeSid(w, v.specified);
  },
};

/** Group of links by color, as extended administrative groups (RFC 9857 §5.6.1). */
export interface AffinityConstraint {
  readonly excludeAny: readonly number[];
  readonly includeAny: readonly number[];
  readonly includeAll: readonly number[];
}
const affinityCounts = struct({ excludeAny: u8, includeAny: u8, includeAll: u8 });
export const affinity: Field<AffinityConstraint> = {
  shape: {
    kind: "custom",
    title: "three counts of words, then exclude-any, include-any, include-all",
  },
  read(r) {
    const counts = readPart(r, "counts", affinityCounts);
    readPart(r, "reserved", one);
    const take = (name: string, n: number) => {
      const at = r.spans ? r.open(name) : 0;
      const words = Array.from({ length: n }, () => r.u32());
      if (r.spans) r.close(at, words.map((v) => `0x${v.toString(16)}`).join(", ") || "none");
      return words;
    };
    return {
      excludeAny: take("excludeAny", counts.excludeAny),
      includeAny: take("includeAny", counts.includeAny),
      includeAll: take("includeAll", counts.includeAll),
    };
  },
  write(w, v) {
    const masks = [v.excludeAny, v.includeAny, v.includeAll];
    for (const mask of masks) w.u8(mask.length);
    w.zeros(1);
    for (const mask of masks) for (const word of mask) w.u32(word);
  },
};

/** What stands behind the SID of a segment, in this order; 4 and 6 are families of addresses. */
interface SegmentForm {
  readonly name: string;
  readonly srv6: boolean;
  readonly algorithm?: true;
  readonly local?: 4 | 6;
  readonly localInterface?: true;
  readonly remote?: 4 | 6;
  readonly remoteInterface?: true;
}
const interfaces6 = { local: 6, localInterface: true, remote: 6, remoteInterface: true } as const;
const ends6 = { local: 6, remote: 6 } as const;
/** Segment types 1 to 11, which RFC 9256 §4 calls A to K (RFC 9857 §5.7.1). */
export const SEGMENT_FORMS: Readonly<Record<number, SegmentForm>> = {
  1: { name: "A: label", srv6: false, algorithm: true },
  2: { name: "B: SRv6 SID", srv6: true, algorithm: true },
  3: { name: "C: IPv4 node", srv6: false, algorithm: true, local: 4 },
  4: { name: "D: IPv6 node", srv6: false, algorithm: true, local: 6 },
  5: { name: "E: IPv4 node and interface", srv6: false, local: 4, localInterface: true },
  6: { name: "F: IPv4 addresses of a link", srv6: false, local: 4, remote: 4 },
  7: { name: "G: IPv6 nodes and interfaces", srv6: false, ...interfaces6 },
  8: { name: "H: IPv6 addresses of a link", srv6: false, ...ends6 },
  9: { name: "I: IPv6 node, SRv6", srv6: true, algorithm: true, local: 6 },
  10: { name: "J: IPv6 nodes and interfaces, SRv6", srv6: true, ...interfaces6 },
  11: { name: "K: IPv6 addresses of a link, SRv6", srv6: true, ...ends6 },
};
/** How many octets a segment of this form has before its sub-TLVs. */
export const segmentOctets = (form: SegmentForm): number =>
  4 + (form.srv6 ? 16 : 4) + (form.algorithm ? 1 : 0) + octetsOf(form.local) +
  (form.localInterface ? 4 : 0) + octetsOf(form.remote) + (form.remoteInterface ? 4 : 0);
const octetsOf = (family: 4 | 6 | undefined): number => family === 6 ? 16 : family ?? 0;

const SEGMENT_NAMES = Object.fromEntries(
  Object.entries(SEGMENT_FORMS).map(([type, { name }]) => [type, name]),
);
const segmentType = named(u8, SEGMENT_NAMES);
const segmentFlags = flags(16, {
  sidPresent: 0,
  explicit: 1,
  verified: 2,
  resolved: 3,
  algorithmValid: 4,
});

/** TLV 1206 without its sub-TLVs; which of the last five there are follows from `type`. */
export interface PolicySegment {
  readonly type: number;
  readonly flags: {
    readonly sidPresent: boolean;
    readonly explicit: boolean;
    readonly verified: boolean;
    readonly resolved: boolean;
    readonly algorithmValid: boolean;
  };
  /** Means something with `sidPresent` only. */
  readonly sid: PolicySid;
  readonly algorithm?: number;
  readonly local?: Address;
  readonly localInterface?: number;
  readonly remote?: Address;
  readonly remoteInterface?: number;
}
export const segment: Field<PolicySegment> = {
  shape: { kind: "custom", title: "segment type, flags, SID, then what the type asks for" },
  read(r) {
    const type = readPart(r, "type", segmentType);
    const form = SEGMENT_FORMS[type];
    if (!form) return r.fail("value", `segment type ${type}`);
    readPart(r, "reserved", one);
    const found = readPart(r, "flags", segmentFlags);
    const sid = readSid(r, "sid", form.srv6);
    return {
      type,
      flags: found,
      sid,
      ...(form.algorithm && { algorithm: readPart(r, "algorithm", algorithm) }),
      ...(form.local && { local: readPart(r, "local", addressOf(form.local === 6)) }),
      ...(form.localInterface && { localInterface: readPart(r, "localInterface", u32) }),
      ...(form.remote && { remote: readPart(r, "remote", addressOf(form.remote === 6)) }),
      ...(form.remoteInterface && { remoteInterface: readPart(r, "remoteInterface", u32) }),
    };
  },
  write(w, v) {
    const form = SEGMENT_FORMS[v.type];
    if (!form) throw new RangeError(`segment type ${v.type}`);
    w.u8(v.type);
    w.zeros(1);
    segmentFlags.write(w, v.flags);
    writeSid(w, v.sid);
    if (form.algorithm) w.u8(v.algorithm ?? 0);
    if (form.local) writeAddress(w, v.local ?? 0);
    if (form.localInterface) w.u32(v.localInterface ?? 0);
    if (form.remote) writeAddress(w, v.remote ?? 0);
    if (form.remoteInterface) w.u32(v.remoteInterface ?? 0);
  },
};
