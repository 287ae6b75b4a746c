/** Octets of an NLRI without a cursor: the hot path of a full feed reads them where they lie. */
import { WireError } from "../../wire/error.ts";

/** Where the TLV at `at` ends; the frame itself may be wrong. */
export function endOfTlv(b: Uint8Array, at: number, end: number): number {
  if (at + 4 > end) fail(at, "a TLV without type or length");
  const next = at + 4 + be16(b, at + 2);
  return next <= end ? next : fail(at, "a TLV longer than what holds it");
}

/** Throws unless a TLV has the octets it must have. */
export function expect(at: number, end: number, octets: number, type: number): void {
  if (end - at !== octets) fail(at, `TLV ${type} of ${end - at} octets, not ${octets}`);
}

export function fail(at: number, why: string): never {
  throw new WireError("value", "nlri", at, why);
}

export const be16 = (b: Uint8Array, at: number): number => b[at]! << 8 | b[at + 1]!;
export const be32 = (b: Uint8Array, at: number): number =>
  (b[at]! << 24 | b[at + 1]! << 16 | b[at + 2]! << 8 | b[at + 3]!) >>> 0;
/** A 64-bit number; the small ones that nearly all use are made once. */
export const identifierOf = (high: number, low: number): bigint =>
  high === 0 && low < 256 ? SMALL[low]! : BigInt(high) << 32n | BigInt(low);

/** Lower-case hex digits, two an octet. */
export function hexOf(b: Uint8Array, at: number, end: number): string {
  let text = "";
  for (let i = at; i < end; i++) text += HEX[b[i]!];
  return text;
}

/** The sixteen octets of an address of which `bytes[at…end)` are a prefix, host bits cleared. */
export function prefixAddress(
  b: Uint8Array,
  at: number,
  end: number,
  length: number,
): Uint8Array {
  const address = new Uint8Array(16);
  for (let i = at; i < end; i++) address[i - at] = b[i]!;
  if (end > at) address[end - at - 1]! &= 0xff << (-length & 7);
  return address;
}

const SMALL = Array.from({ length: 256 }, (_, i) => BigInt(i));
const HEX = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0"));
