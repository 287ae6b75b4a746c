/** PCEP TLV values whose form is more than a row of fixed fields, written by hand. */
import type { Address } from "../../lib/address.ts";
import { formatAddress, formatIpv6, parseIpv6 } from "../../lib/address.ts";
import type { Field } from "../../wire/field.ts";
import { Reader } from "../../wire/reader.ts";
import { hex, named } from "../../wire/words.ts";
import type { Writer } from "../../wire/writer.ts";
import { BINDING_TYPES } from "./codes.ts";
import type { SidStructure, StackEntry } from "./hop.ts";

/** TE-PATH-BINDING (RFC 9604 §4); "any" leaves the choice of the value to the PCC. */
export type BindingSid =
  & { readonly removal: boolean; readonly specifiedOnly: boolean }
  & (
    | { readonly kind: "any"; readonly bindingType: number }
    | { readonly kind: "label"; readonly label: number }
    | ({ readonly kind: "stackEntry"; readonly label: number } & StackEntry)
    | { readonly kind: "srv6"; readonly sid: string }
    | {
      readonly kind: "srv6Behavior";
      readonly sid: string;
      readonly behavior: number;
      readonly structure: SidStructure;
    }
    | { readonly kind: "unknown"; readonly bindingType: number; readonly value: Uint8Array }
  );

export const bindingSid: Field<BindingSid> = {
  shape: { kind: "custom", title: "BT(8) flags(8) reserved(16) binding value" },
  read(r) {
    const start = r.spans ? r.open("binding type and flags") : 0;
    const bindingType = r.u8(), bits = r.u8();
    r.skip(2);
    if (r.spans) r.close(start, bindingTypeWords(bindingType, bits));
    const flags = { removal: (bits & 0x80) !== 0, specifiedOnly: (bits & 0x40) !== 0 };
    const value = r.spans
      ? spanned(r, "binding value", () => bindingValue(r, bindingType), bindingWords)
      : bindingValue(r, bindingType);
    return { ...value, ...flags };
  },
  write(w, v) {
    w.u8(bindingTypeOf(v));
    w.u8((v.removal ? 0x80 : 0) | (v.specifiedOnly ? 0x40 : 0));
    w.zeros(2);
    writeBindingValue(w, v);
  },
};

type Unflagged<T> = T extends unknown ? Omit<T, "removal" | "specifiedOnly"> : never;
type BindingValue = Unflagged<BindingSid>;

function bindingValue(r: Reader, bindingType: number): BindingValue {
  if (r.remaining === 0) return { kind: "any", bindingType };
  switch (bindingType) {
    case 0: {
      const word = r.u24(); // a label in the 20 high bits; Length is 7 (RFC 9604 §4)
      if (r.remaining === 1) r.skip(1); // some count the padding
      return { kind: "label", label: word >>> 4 };
    }
    case 1: {
      const word = r.u32();
      return { kind: "stackEntry", label: word >>> 12, ...stackEntryOf(word) };
    }
    case 2:
      return { kind: "srv6", sid: formatIpv6(r.bytes, r.skip(16)) };
    case 3: {
      const sid = formatIpv6(r.bytes, r.skip(16));
      r.skip(2);
      const behavior = r.u16();
      return { kind: "srv6Behavior", sid, behavior, structure: readSidStructure(r) };
    }
    default:
      return { kind: "unknown", bindingType, value: r.octets(r.remaining) };
  }
}

function writeBindingValue(w: Writer, v: BindingSid): void {
  switch (v.kind) {
    case "any":
      return;
    case "label":
      return w.u24(v.label * 16);
    case "stackEntry":
      return w.u32(stackWord(v.label, v));
    case "srv6":
      return w.octets(ipv6Octets(v.sid));
    case "srv6Behavior":
      w.octets(ipv6Octets(v.sid));
      w.zeros(2);
      w.u16(v.behavior);
      return writeSidStructure(w, v.structure);
    case "unknown":
      return w.octets(v.value);
  }
}

function bindingTypeOf(v: BindingSid): number {
  if (v.kind === "any" || v.kind === "unknown") return v.bindingType;
  return v.kind === "label" ? 0 : v.kind === "stackEntry" ? 1 : v.kind === "srv6" ? 2 : 3;
}

const bindingTypeWords = (type: number, bits: number): string =>
  `${named(type, BINDING_TYPES)}${bits & 0x80 ? ", removal" : ""}${
    bits & 0x40 ? ", specified only" : ""
  }`;

function bindingWords(v: BindingValue): string {
  if (v.kind === "any") return "none: the PCC chooses";
  if (v.kind === "unknown") return hex(v.value);
  return v.kind === "label" || v.kind === "stackEntry" ? `label ${v.label}` : v.sid;
}

/**
 * Quirk(IOS-XR, FRR): the binding SID before RFC 9604 is TLV 65505 with a 16-bit type and a label
 * stack entry, 6 octets in all.
 */
export const earlyBindingSid: Field<number> = {
  shape: { kind: "custom", title: "type(16) label(20) reserved(12)" },
  read(r) {
    const start = r.spans ? r.open("type and label") : 0;
    r.skip(2);
    const label = r.u32() >>> 12;
    if (r.spans) r.close(start, `label ${label}`);
    return label;
  },
  write(w, label) {
    w.u16(0);
    w.u32(stackWord(label));
  },
};

/** EXTENDED-ASSOCIATION-ID: opaque, but the hex view says what it means to an SR policy (RFC 9862 §4.1). */
export const extendedAssociationId: Field<Uint8Array> = {
  shape: { kind: "custom", title: "opaque; SR policy: color(32) endpoint(32 or 128)" },
  read(r) {
    const value = r.octets(r.remaining);
    const policy = r.spans && readColorAndEndpoint(value);
    if (policy) {
      r.at -= value.length;
      r.close(r.open("color", undefined, r.skip(4)), `${policy.color}`);
      const at = r.skip(value.length - 4);
      r.close(r.open("endpoint", undefined, at), formatAddress(policy.endpoint));
    }
    return value;
  },
  write: (w, v) => w.octets(v),
};

/** Colour and endpoint of an SR policy from 8 or 20 octets; undefined for another length. */
export function readColorAndEndpoint(
  b: Uint8Array,
): { readonly color: number; readonly endpoint: Address } | undefined {
  if (b.length !== 8 && b.length !== 20) return undefined;
  const word = (at: number) =>
    (b[at]! << 24 | b[at + 1]! << 16 | b[at + 2]! << 8 | b[at + 3]!) >>> 0;
  return { color: word(0), endpoint: b.length === 8 ? word(4) : formatIpv6(b, 4) };
}

/** 12 zero octets and an IPv4 address, or an IPv6 address (RFC 9256 §2.4, RFC 9862 §4.2.2). */
export const originatorAddress: Field<Address> = {
  shape: { kind: "custom", title: "IPv6 address, or IPv4 in the low 32 bits" },
  read(r) {
    const at = r.skip(16), b = r.bytes;
    for (let i = at; i < at + 12; i++) if (b[i] !== 0) return formatIpv6(b, at);
    return (b[at + 12]! << 24 | b[at + 13]! << 16 | b[at + 14]! << 8 | b[at + 15]!) >>> 0;
  },
  write(w, v) {
    if (typeof v === "string") return w.octets(ipv6Octets(v));
    w.zeros(12);
    w.u32(v);
  },
};

/** `field`, and whatever a sender appends to it, ignored. */
export const withTail = <T>(field: Field<T>): Field<T> => ({
  ...field,
  read(r) {
    const value = field.read(r);
    r.skip(r.remaining);
    return value;
  },
});

/** Quirk(OpenDaylight): 32 flags, counted from the other end: only the first octet has any. Read, never written. */
export const fromEitherEnd = <T>(field: Field<T>): Field<T> => ({
  ...field,
  read(r) {
    const { at, bytes } = r;
    const first = bytes[at] ?? 0, rest = (bytes[at + 1] ?? 0) | (bytes[at + 2] ?? 0);
    if (first === 0 || r.remaining < 4 || (rest | bytes[at + 3]!) !== 0) return field.read(r);
    r.skip(4);
    let turned = 0;
    for (let bit = 0; bit < 8; bit++) if ((first & 0x80 >> bit) !== 0) turned |= 1 << bit;
    return field.read(new Reader(Uint8Array.of(0, 0, 0, turned)));
  },
});

/** Locator block, locator node, function, argument: one octet each, then four that mean nothing. */
export function readSidStructure(r: Reader): SidStructure {
  const structure = {
    locatorBlockBits: r.u8(),
    locatorNodeBits: r.u8(),
    functionBits: r.u8(),
    argumentBits: r.u8(),
  };
  r.skip(4);
  return structure;
}

export function writeSidStructure(w: Writer, v: SidStructure): void {
  w.u8(v.locatorBlockBits);
  w.u8(v.locatorNodeBits);
  w.u8(v.functionBits);
  w.u8(v.argumentBits);
  w.zeros(4);
}

export const stackEntryOf = (word: number): StackEntry => ({
  trafficClass: word >>> 9 & 7,
  bottomOfStack: (word & 0x100) !== 0,
  ttl: word & 0xff,
});

/** A label stack entry (RFC 3032 §2.1). Throws RangeError for what is no 20-bit label. */
export function stackWord(label: number, entry?: StackEntry): number {
  if (!(label >= 0 && label <= 0xfffff)) throw new RangeError(`${label} is not a 20-bit label`);
  const rest = entry
    ? (entry.trafficClass & 7) << 9 | (entry.bottomOfStack ? 0x100 : 0) | entry.ttl & 0xff
    : 0;
  return label * 4096 + rest;
}

export function ipv6Octets(text: string): Uint8Array {
  const octets = parseIpv6(text);
  if (!octets) throw new RangeError(`${text} is not an IPv6 address`);
  return octets;
}

function spanned<T>(r: Reader, name: string, read: () => T, say: (value: T) => string): T {
  const start = r.open(name);
  const value = read();
  r.close(start, say(value));
  return value;
}
