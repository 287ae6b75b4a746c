/**
 * Communities in words: standard (RFC 1997), extended (RFC 4360), large (RFC 8092). A consumer of BGP-LS
 * does not act on them; an operator who looks at a message wants to read them.
 */
import { formatIpv4 } from "../../lib/address.ts";
import { type Field, struct, u32 } from "../../wire/field.ts";
import { hexOf } from "./fields.ts";

const WELL_KNOWN: Readonly<Record<number, string>> = {
  0xffff0000: "graceful shutdown", // RFC 8326 §5
  0xffff0006: "LLGR stale", // RFC 9494 §3.2
  0xffff0007: "no LLGR",
  0xffff029a: "blackhole", // RFC 7999 §5
  0xffffff01: "no export", // RFC 1997
  0xffffff02: "no advertise",
  0xffffff03: "no export outside the subconfederation",
  0xffffff04: "no peer", // RFC 3765 §2
};
export const community: Field<number> = {
  ...u32,
  shape: {
    kind: "custom",
    title: "community",
    words: (v: number) => WELL_KNOWN[v] ?? `${v >>> 16}:${v & 0xffff}`,
  },
};

/** Sub-types that administrators use with every form of number (RFC 4360 §4, §5, RFC 5668 §2). */
const SUB_TYPES: Readonly<Record<number, string>> = { 2: "route target", 3: "route origin" };
/** Opaque, color (RFC 9012 §4.3). */
const COLOR = 0x030b;
export const extendedCommunity: Field<string> = {
  ...hexOf(8),
  shape: { kind: "custom", title: "extended community, 8 octets", words: extendedWords },
};

function extendedWords(digits: string): string {
  const at = (from: number, octets: number) =>
    parseInt(digits.slice(2 * from, 2 * (from + octets)), 16);
  if (at(0, 2) === COLOR) return `color ${at(4, 4)}`;
  const form = at(0, 1) & 0x3f, name = SUB_TYPES[at(1, 1)]; // without the bits of RFC 4360 §2
  if (!name || form > 2) return digits;
  if (form === 0) return `${name} ${at(2, 2)}:${at(4, 4)}`;
  return form === 1
    ? `${name} ${formatIpv4(at(2, 4))}:${at(6, 2)}`
    : `${name} ${at(2, 4)}:${at(6, 2)}`;
}

export const largeCommunity = struct({ global: u32, local1: u32, local2: u32 });
