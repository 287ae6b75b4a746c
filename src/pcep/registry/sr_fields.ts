/**
 * The bodies of SR-ERO/SR-RRO (RFC 8664 §4.3) and SRv6-ERO/SRv6-RRO (RFC 9603 §4.3): optional parts
 * that flags and the NAI type announce.
 */
import { formatIpv4, formatIpv6 } from "../../lib/address.ts";
import type { Reader } from "../../wire/reader.ts";
import type { Writer } from "../../wire/writer.ts";
import { named } from "../../wire/words.ts";
import { SRV6_BEHAVIORS } from "../../wire/srv6_behaviors.ts";
import { NAI_TYPES } from "./codes.ts";
import type { Nai, SrHop, Srv6Hop } from "./hop.ts";
import {
  ipv6Octets,
  readSidStructure,
  stackEntryOf,
  stackWord,
  writeSidStructure,
} from "./tlv_fields.ts";

/** Details of the errors that have an error value of their own (RFC 8664 §8.4). */
export const NEITHER_SID_NOR_NAI = "neither SID nor NAI";
export const UNKNOWN_NAI = "unknown NAI type";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const ALGORITHM = 16; // the same bit in both (RFC 9933 §4.2)
const SR_NAI_ABSENT = 8, SR_SID_ABSENT = 4, SR_STACK_ENTRY = 2, SR_LABEL = 1;

export function readSrHop(r: Reader, loose: boolean): SrHop {
  const start = r.spans ? r.open("NAI type and flags") : 0;
  const word = r.u16(), naiType = word >>> 12;
  if (r.spans) r.close(start, srFlagWords(word));
  const hop: Mutable<SrHop> = { kind: "sr", loose };
  const hasNai = (word & SR_NAI_ABSENT) === 0 && naiType !== 0;
  if ((word & SR_SID_ABSENT) === 0) readSrSid(r, word, hop);
  else if (!hasNai) r.fail("value", NEITHER_SID_NOR_NAI);
  if (hasNai) hop.nai = readNai(r, naiType);
  if ((word & ALGORITHM) !== 0) hop.algorithm = readAlgorithm(r);
  return hop;
}

/** Three reserved octets, then the algorithm. */
function readAlgorithm(r: Reader): number {
  const start = r.spans ? r.open("algorithm") : 0;
  r.skip(3);
  const algorithm = r.u8();
  if (r.spans) r.close(start, `${algorithm}`);
  return algorithm;
}

function readSrSid(r: Reader, word: number, hop: Mutable<SrHop>): void {
  const start = r.spans ? r.open("SID") : 0;
  const sid = r.u32();
  if ((word & SR_LABEL) === 0) hop.index = sid;
  else {
    hop.label = sid >>> 12;
    if ((word & SR_STACK_ENTRY) !== 0) hop.stackEntry = stackEntryOf(sid);
  }
  if (r.spans) r.close(start, hop.label === undefined ? `index ${sid}` : `label ${hop.label}`);
}

export function writeSrHop(w: Writer, hop: SrHop): void {
  const naiType = hop.nai ? naiTypeOf(hop.nai) : 0;
  const hasLabel = hop.label !== undefined, hasSid = hasLabel || hop.index !== undefined;
  if (!hasSid && naiType === 0) throw new RangeError(`an SR hop with ${NEITHER_SID_NOR_NAI}`);
  w.u16(
    naiType << 12 | (naiType === 0 ? SR_NAI_ABSENT : 0) | (hasSid ? 0 : SR_SID_ABSENT) |
      (hasLabel ? SR_LABEL : 0) | (hasLabel && hop.stackEntry ? SR_STACK_ENTRY : 0) |
      (hop.algorithm === undefined ? 0 : ALGORITHM),
  );
  if (hop.label !== undefined) w.u32(stackWord(hop.label, hop.stackEntry));
  else if (hop.index !== undefined) w.u32(hop.index);
  if (hop.nai) writeNai(w, hop.nai);
  if (hop.algorithm !== undefined) {
    w.zeros(3);
    w.u8(hop.algorithm);
  }
}

const V6_VERIFY = 8, V6_STRUCTURE = 4, V6_NAI_ABSENT = 2, V6_SID_ABSENT = 1;

export function readSrv6Hop(r: Reader, loose: boolean): Srv6Hop {
  const start = r.spans ? r.open("NAI type and flags") : 0;
  const word = r.u16(), naiType = word >>> 12;
  r.skip(1);
  const algorithm = r.u8(); // reserved, unless the flag says otherwise
  if (r.spans) r.close(start, srv6FlagWords(word, algorithm));
  const behavior = readBehavior(r);
  const hop: Mutable<Srv6Hop> = {
    kind: "srv6",
    loose,
    verify: (word & V6_VERIFY) !== 0,
    behavior,
  };
  if ((word & ALGORITHM) !== 0) hop.algorithm = algorithm;
  if ((word & V6_SID_ABSENT) === 0) hop.sid = readIpv6(r, "SID");
  const structureOctets = (word & V6_STRUCTURE) !== 0 ? 8 : 0;
  // Quirk(OpenDaylight): sets F, "no NAI", whenever there is a SID, and appends the NAI all the same.
  const hasNai = naiType !== 0 && r.remaining >= structureOctets + naiOctets(r, naiType);
  if (hop.sid === undefined && !hasNai) r.fail("value", NEITHER_SID_NOR_NAI);
  // Quirk(OpenDaylight): then the structure comes before the NAI; else its sum tells (at most 128).
  const structureFirst = structureOctets > 0 && hasNai &&
    ((word & V6_NAI_ABSENT) !== 0 || !structureFits(r, naiOctets(r, naiType)));
  if (structureOctets > 0 && structureFirst) hop.structure = readSpannedStructure(r);
  if (hasNai) hop.nai = readNai(r, naiType);
  if (structureOctets > 0 && !structureFirst) hop.structure = readSpannedStructure(r);
  return hop;
}

function readBehavior(r: Reader): number {
  const start = r.spans ? r.open("endpoint behavior") : 0;
  const behavior = r.u16();
  if (r.spans) r.close(start, named(behavior, SRV6_BEHAVIORS));
  return behavior;
}

export function writeSrv6Hop(w: Writer, hop: Srv6Hop): void {
  const naiType = hop.nai ? naiTypeOf(hop.nai) : 0;
  if (hop.sid === undefined && naiType === 0) {
    throw new RangeError(`an SRv6 hop with ${NEITHER_SID_NOR_NAI}`);
  }
  w.u16(
    naiType << 12 | (hop.verify ? V6_VERIFY : 0) | (hop.structure ? V6_STRUCTURE : 0) |
      (naiType === 0 ? V6_NAI_ABSENT : 0) | (hop.sid === undefined ? V6_SID_ABSENT : 0) |
      (hop.algorithm === undefined ? 0 : ALGORITHM),
  );
  w.zeros(1);
  w.u8(hop.algorithm ?? 0);
  w.u16(hop.behavior);
  if (hop.sid !== undefined) w.octets(ipv6Octets(hop.sid));
  if (hop.nai) writeNai(w, hop.nai);
  if (hop.structure) writeSidStructure(w, hop.structure);
}

const NAI_OCTETS = [0, 4, 16, 8, 32, 16, 40];

function naiOctets(r: Reader, naiType: number): number {
  return NAI_OCTETS[naiType] ?? r.fail("value", UNKNOWN_NAI);
}

function structureFits(r: Reader, at: number): boolean {
  const b = r.bytes, from = r.at + at;
  return b[from]! + b[from + 1]! + b[from + 2]! + b[from + 3]! <= 128;
}

function readSpannedStructure(r: Reader): NonNullable<Srv6Hop["structure"]> {
  const start = r.spans ? r.open("SID structure") : 0;
  const s = readSidStructure(r);
  if (r.spans) {
    r.close(
      start,
      `block ${s.locatorBlockBits}, node ${s.locatorNodeBits}, ` +
        `function ${s.functionBits}, argument ${s.argumentBits} bits`,
    );
  }
  return s;
}

function readIpv6(r: Reader, name: string): string {
  const start = r.spans ? r.open(name) : 0;
  const text = formatIpv6(r.bytes, r.skip(16));
  if (r.spans) r.close(start, text);
  return text;
}

const v6 = (r: Reader): string => formatIpv6(r.bytes, r.skip(16));

function readNai(r: Reader, naiType: number): Nai {
  const start = r.spans ? r.open("NAI") : 0;
  const nai = readNaiBody(r, naiType);
  if (r.spans) r.close(start, naiWords(nai));
  return nai;
}

function readNaiBody(r: Reader, naiType: number): Nai {
  switch (naiType) {
    case 1:
      return { kind: "ipv4Node", node: r.u32() };
    case 2:
      return { kind: "ipv6Node", node: v6(r) };
    case 3:
      return { kind: "ipv4Adjacency", local: r.u32(), remote: r.u32() };
    case 4:
      return { kind: "ipv6Adjacency", local: v6(r), remote: v6(r) };
    case 5:
      return {
        kind: "unnumbered",
        localNode: r.u32(),
        localInterface: r.u32(),
        remoteNode: r.u32(),
        remoteInterface: r.u32(),
      };
    case 6:
      return {
        kind: "ipv6LinkLocal",
        local: v6(r),
        localInterface: r.u32(),
        remote: v6(r),
        remoteInterface: r.u32(),
      };
    default:
      return r.fail("value", UNKNOWN_NAI);
  }
}

function writeNai(w: Writer, nai: Nai): void {
  switch (nai.kind) {
    case "ipv4Node":
      return w.u32(nai.node);
    case "ipv6Node":
      return w.octets(ipv6Octets(nai.node));
    case "ipv4Adjacency":
      w.u32(nai.local);
      return w.u32(nai.remote);
    case "ipv6Adjacency":
      w.octets(ipv6Octets(nai.local));
      return w.octets(ipv6Octets(nai.remote));
    case "unnumbered":
      w.u32(nai.localNode);
      w.u32(nai.localInterface);
      w.u32(nai.remoteNode);
      return w.u32(nai.remoteInterface);
    case "ipv6LinkLocal":
      w.octets(ipv6Octets(nai.local));
      w.u32(nai.localInterface);
      w.octets(ipv6Octets(nai.remote));
      return w.u32(nai.remoteInterface);
  }
}

const NAI_KINDS: readonly (Nai["kind"] | undefined)[] = [
  undefined,
  "ipv4Node",
  "ipv6Node",
  "ipv4Adjacency",
  "ipv6Adjacency",
  "unnumbered",
  "ipv6LinkLocal",
];
const naiTypeOf = (nai: Nai): number => NAI_KINDS.indexOf(nai.kind);

/** A node or adjacency for people: "10.255.0.4", "10.0.0.1 → 10.0.0.2". */
export function naiWords(nai: Nai): string {
  switch (nai.kind) {
    case "ipv4Node":
      return `node ${formatIpv4(nai.node)}`;
    case "ipv6Node":
      return `node ${nai.node}`;
    case "ipv4Adjacency":
      return `adjacency ${formatIpv4(nai.local)} → ${formatIpv4(nai.remote)}`;
    case "ipv6Adjacency":
      return `adjacency ${nai.local} → ${nai.remote}`;
    case "unnumbered":
      return `adjacency ${formatIpv4(nai.localNode)}#${nai.localInterface} → ` +
        `${formatIpv4(nai.remoteNode)}#${nai.remoteInterface}`;
    case "ipv6LinkLocal":
      return `adjacency ${nai.local}#${nai.localInterface} → ${nai.remote}#${nai.remoteInterface}`;
  }
}

/** What the low five bits say, for each of their values; the names stand with the highest first. */
const flagTable = (names: readonly string[]): readonly string[] =>
  Array.from(
    { length: 32 },
    (_, word) => names.filter((_, i) => (word & 16 >> i) !== 0).join(", ") || "no flags",
  );
const SR_FLAGS = flagTable(["A algorithm", "F no NAI", "S no SID", "C stack entry", "M label"]);
const SRV6_FLAGS = flagTable(["A algorithm", "V verify", "T structure", "F no NAI", "S no SID"]);

const naiTypeWords = (word: number): string => `NAI type ${named(word >>> 12, NAI_TYPES)}`;
const srFlagWords = (word: number): string => `${naiTypeWords(word)}; ${SR_FLAGS[word & 31]}`;
const srv6FlagWords = (word: number, algorithm: number): string => {
  const said = (word & ALGORITHM) !== 0 ? `; algorithm ${algorithm}` : "";
  return `${naiTypeWords(word)}; ${SRV6_FLAGS[word & 31]}${said}`;
};
