/**
 * Sub-objects of ERO, RRO, IRO and XRO: one row per type. The numbers are shared with RSVP.
 *
 * Header: L or X (1 bit), type (7 bits), length in octets with these two; no padding.
 * @see https://www.iana.org/assignments/rsvp-parameters/rsvp-parameters.xhtml
 */
import { formatIpv4 } from "../../lib/address.ts";
import {
  type Field,
  ipv4,
  ipv6,
  reserved,
  type Shape,
  struct,
  u16,
  u32,
  u8,
} from "../../wire/field.ts";
import type { Reader } from "../../wire/reader.ts";
import { hex } from "../../wire/words.ts";
import type { Writer } from "../../wire/writer.ts";
import type { Hop } from "./hop.ts";
import { naiWords, readSrHop, readSrv6Hop, writeSrHop, writeSrv6Hop } from "./sr_fields.ts";
import { ipv6Octets } from "./tlv_fields.ts";

/** read() gets the inside of one sub-object, after the two header octets; write() writes it. */
export interface SubobjectRow {
  readonly type: number;
  readonly name: string;
  readonly ref: string;
  readonly shape: Shape;
  readonly quirk?: string; // whose it is, where the number is not (or no longer) IANA's
  read(r: Reader, loose: boolean): Hop;
  write(w: Writer, hop: Hop): void;
}

type Of<K extends Hop["kind"]> = Extract<Hop, { kind: K }>;
interface RowOf<K extends Hop["kind"]> extends SubobjectRow {
  readonly kind: K;
}
function row<K extends Hop["kind"]>(
  kind: K,
  type: number,
  name: string,
  ref: string,
  shape: Shape,
  read: (r: Reader, loose: boolean) => Hop,
  write: (w: Writer, hop: Of<K>) => void,
): RowOf<K> {
  return { kind, type, name, ref, shape, read, write: write as (w: Writer, hop: Hop) => void };
}
const custom = (title: string): Shape => ({ kind: "custom", title });

const prefix4 = struct({ address: ipv4, prefixLength: u8, attributes: u8 });
const prefix6 = struct({ address: ipv6, prefixLength: u8, attributes: u8 });
const unnumbered = struct({ attributes: u16, routerId: ipv4, interfaceId: u32 });
const srlg = struct({ srlg: u32, reserved: reserved(1), attributes: u8 });
const pathKey4 = struct({ key: u16, pce: ipv4 });
const pathKey6 = struct({ key: u16, pce: ipv6 });

const SR = "NT(4) A F S C M(12) [SID(32)] [NAI] [res(24) algorithm(8)]";
const SRV6 =
  "NT(4) A V T F S(12) res(8) algorithm(8) behavior(16) [SID(128)] [NAI] [structure(64)]";

export const SUBOBJECTS = {
  ipv4: row("ipv4", 1, "IPv4 prefix", "RFC 3209 §4.3.3.2", prefix4.shape, (r, loose) => {
    if (r.spans) return { kind: "ipv4", loose, ...prefix4.read(r) };
    return {
      kind: "ipv4",
      loose,
      address: r.u32(),
      prefixLength: r.u8(),
      attributes: r.u8(),
    };
  }, (w, hop) => prefix4.write(w, hop)),
  ipv6: row("ipv6", 2, "IPv6 prefix", "RFC 3209 §4.3.3.3", prefix6.shape, (r, loose) => ({
    kind: "ipv6",
    loose,
    ...prefix6.read(r),
  }), (w, hop) => prefix6.write(w, hop)),
  label: row(
    "label",
    3,
    "Label",
    "RFC 3473 §5.1",
    custom("flags(8) C-Type(8) label"),
    (r, loose) => ({
      kind: "label",
      loose,
      flags: r.u8(),
      cType: r.u8(),
      label: r.octets(r.remaining),
    }),
    (w, hop) => {
      w.u8(hop.flags);
      w.u8(hop.cType);
      w.octets(hop.label);
    },
  ),
  unnumbered: row(
    "unnumbered",
    4,
    "Unnumbered interface",
    "RFC 3477 §4",
    unnumbered.shape,
    (r, loose) => ({ kind: "unnumbered", loose, ...unnumbered.read(r) }),
    (w, hop) => unnumbered.write(w, hop),
  ),
  as: row(
    "as",
    32,
    "Autonomous system",
    "RFC 3209 §4.3.3.4",
    custom("AS(16)"),
    // Only two octets were ever defined; another length stays as it came.
    (r, loose) =>
      r.remaining === 2
        ? { kind: "as", loose, asn: r.u16() }
        : { kind: "unknown", loose, type: 32, value: r.octets(r.remaining) },
    (w, hop) => w.u16(hop.asn),
  ),
  srlg: row("srlg", 34, "SRLG", "RFC 5521 §2.1.3", srlg.shape, (r, loose) => ({
    kind: "srlg",
    loose,
    ...srlg.read(r),
  }), (w, hop) => srlg.write(w, hop)),
  sr: row("sr", 36, "SR", "RFC 8664 §4.3.1", custom(SR), readSrHop, writeSrHop),
  srv6: row("srv6", 40, "SRv6", "RFC 9603 §4.3.1", custom(SRV6), readSrv6Hop, writeSrv6Hop),
  pathKey: row(
    "pathKey",
    64,
    "Path key with an IPv4 PCE-ID",
    "RFC 5520 §3.1",
    pathKey4.shape,
    (r, loose) => ({ kind: "pathKey", loose, ...pathKey4.read(r) }),
    writePathKey,
  ),
} as const;

/** Types that are read into a kind of hop whose own row has another number. */
export const ALIASES = {
  srEarly: {
    ...row("sr", 5, "SR (early)", "RFC 8664 §4.3.1", custom(SR), readSrHop, writeSrHop),
    quirk: "early",
  },
  pathKey6: row(
    "pathKey",
    65,
    "Path key with an IPv6 PCE-ID",
    "RFC 5520 §3.1",
    pathKey6.shape,
    (r, loose) => ({ kind: "pathKey", loose, ...pathKey6.read(r) }),
    writePathKey,
  ),
} as const;

/** Known by name: their octets are kept as they came, in a hop of kind "unknown". */
export const NAMED_ONLY = {
  labelSet: rawRow(10, "Label", "RFC 8779 §2.6"),
  exclusions: rawRow(33, "EXRS", "RFC 5521 §2.2", exclusionsInside),
  protection: rawRow(37, "Protection", "RFC 4873 §5.1"),
} as const;

function rawRow(
  type: number,
  name: string,
  ref: string,
  show?: (r: Reader) => void,
): SubobjectRow {
  return {
    type,
    name,
    ref,
    shape: { kind: "bytes" },
    read(r, loose) {
      const value = r.bytes.slice(r.at, r.end);
      if (r.spans && show) show(r);
      else r.at = r.end;
      return { kind: "unknown", loose, type, value };
    },
    write(w, hop) {
      if (hop.kind === "unknown") w.octets(hop.value);
    },
  };
}

/** Reserved(16), then sub-objects as in an XRO. */
function exclusionsInside(r: Reader): void {
  const start = r.open("reserved");
  r.skip(2);
  r.close(start);
  hops.read(r);
}

const BY_TYPE: (SubobjectRow | undefined)[] = new Array(128).fill(undefined);
for (
  const r of [
    ...Object.values(SUBOBJECTS),
    ...Object.values(ALIASES),
    ...Object.values(NAMED_ONLY),
  ]
) BY_TYPE[r.type] = r;
const BY_KIND: Readonly<Record<Exclude<Hop["kind"], "unknown">, SubobjectRow>> = SUBOBJECTS;

/** The rest of the enclosing length, as sub-objects. What has no row is kept whole. */
export const hops: Field<readonly Hop[]> = {
  shape: { kind: "list", of: { kind: "custom", title: "sub-objects" } },
  read(r) {
    const out: Hop[] = [];
    while (r.at < r.end) {
      const at = r.at, head = r.u8(), length = r.u8();
      const row = BY_TYPE[head & 0x7f];
      if (r.spans) r.open(row ? row.name : `sub-object ${head & 0x7f}`, row?.ref, at);
      if (length < 4) r.fail("length", `a sub-object of ${length} octets`);
      const outer = r.enter(length - 2);
      const loose = (head & 0x80) !== 0;
      const hop: Hop = row
        ? row.read(r, loose)
        : { kind: "unknown", loose, type: head & 0x7f, value: r.octets(length - 2) };
      r.leave(outer);
      if (r.spans) r.close(at, hopWords(hop));
      out.push(hop);
    }
    return out;
  },
  write(w, list) {
    for (const hop of list) writeHop(w, hop);
  },
};

function writeHop(w: Writer, hop: Hop): void {
  const v6Key = hop.kind === "pathKey" && typeof hop.pce === "string";
  const type = hop.kind === "unknown" ? hop.type : v6Key ? 65 : BY_KIND[hop.kind].type;
  w.u8((hop.loose ? 0x80 : 0) | type);
  const hole = w.length;
  w.u8(0);
  if (hop.kind === "unknown") w.octets(hop.value);
  else BY_KIND[hop.kind].write(w, hop);
  w.patch8(hole, w.length - hole + 1);
}

function writePathKey(w: Writer, hop: Of<"pathKey">): void {
  w.u16(hop.key);
  if (typeof hop.pce === "number") w.u32(hop.pce);
  else w.octets(ipv6Octets(hop.pce));
}

/** The same text for the same label: thousands of LSPs share a few of them. */
function labelWords(label: number): string {
  let words = LABEL_WORDS.get(label);
  if (words === undefined) {
    if (LABEL_WORDS.size >= 1 << 16) LABEL_WORDS.clear();
    LABEL_WORDS.set(label, words = `label ${label}`);
  }
  return words;
}
const LABEL_WORDS = new Map<number, string>();

/** The SID, what it stands for, and by which algorithm, as far as the hop has them. */
function segmentWords(sid: string, hop: Of<"sr" | "srv6">): string {
  let words = hop.loose ? `loose ${sid}` : sid;
  if (hop.nai) words += sid === "" ? naiWords(hop.nai) : `, ${naiWords(hop.nai)}`;
  if (hop.algorithm !== undefined) words += `, algorithm ${hop.algorithm}`;
  return words;
}

/** A hop for people: "label 16004, node 10.255.0.4". */
export function hopWords(hop: Hop): string {
  const loose = hop.loose ? "loose " : "";
  switch (hop.kind) {
    case "sr": {
      if (hop.label !== undefined && !hop.nai && !hop.loose && hop.algorithm === undefined) {
        return labelWords(hop.label);
      }
      const sid = hop.label !== undefined
        ? `label ${hop.label}`
        : hop.index !== undefined
        ? `index ${hop.index}`
        : "";
      return segmentWords(sid, hop);
    }
    case "srv6":
      return segmentWords(hop.sid ?? "", hop);
    case "ipv4":
      return `${loose}${formatIpv4(hop.address)}/${hop.prefixLength}`;
    case "ipv6":
      return `${loose}${hop.address}/${hop.prefixLength}`;
    case "label":
      return `${loose}label ${hex(hop.label)}`;
    case "unnumbered":
      return `${loose}${formatIpv4(hop.routerId)}#${hop.interfaceId}`;
    case "as":
      return `${loose}AS ${hop.asn}`;
    case "srlg":
      return `${loose}SRLG ${hop.srlg}`;
    case "pathKey":
      return `${loose}path key ${hop.key}`;
    case "unknown":
      return `${loose}type ${hop.type} ${hex(hop.value)}`;
  }
}
