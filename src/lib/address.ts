/**
 * IP addresses and prefixes as values: IPv4 is an unsigned number, IPv6 its canonical text (RFC 5952).
 * Both can be keys of a Map and lie in JSON. Words become values here, and values words, nowhere else.
 */

/** An IPv4 address (0 … 2^32 − 1) or an IPv6 address in canonical text. */
export type Address = number | string;

export interface Prefix {
  readonly address: Address;
  readonly length: number;
}

/** 3221225985 → "192.0.2.1". */
export function formatIpv4(address: number): string {
  return `${address >>> 24}.${address >>> 16 & 255}.${address >>> 8 & 255}.${address & 255}`;
}

/** "192.0.2.1" → 3221225985; undefined for anything but four decimal octets without leading zeros. */
export function parseIpv4(text: string): number | undefined {
  const octets = text.split(".");
  if (octets.length !== 4) return undefined;
  let address = 0;
  for (const octet of octets) {
    if (!/^(0|[1-9]\d{0,2})$/.test(octet) || Number(octet) > 255) return undefined;
    address = address * 256 + Number(octet);
  }
  return address;
}

/** Sixteen octets at `at` as canonical text: lower case, the longest run of zeros as "::" (RFC 5952 §4). */
export function formatIpv6(bytes: Uint8Array, at = 0): string {
  let runAt = -1, runLength = 1; // a single zero group is not shortened (RFC 5952 §4.2.2)
  for (let i = 0; i < 8;) {
    let n = 0;
    while (i + n < 8 && bytes[at + 2 * (i + n)] === 0 && bytes[at + 2 * (i + n) + 1] === 0) n++;
    if (n > runLength) (runAt = i), (runLength = n);
    i += n + 1;
  }
  const mapped = runAt === 0 && runLength === 5 && bytes[at + 10] === 255 && bytes[at + 11] === 255;
  if (mapped) { // ::ffff:192.0.2.1 (RFC 5952 §5)
    return `::ffff:${bytes[at + 12]}.${bytes[at + 13]}.${bytes[at + 14]}.${bytes[at + 15]}`;
  }
  let text = "";
  for (let i = 0; i < 8; i++) {
    if (i === runAt) {
      text += "::";
      i += runLength - 1;
      continue;
    }
    if (text !== "" && !text.endsWith(":")) text += ":";
    text += (bytes[at + 2 * i]! << 8 | bytes[at + 2 * i + 1]!).toString(16);
  }
  return text;
}

/** Sixteen octets; undefined for what is not an IPv6 address. Zones ("%eth0") are refused. */
export function parseIpv6(text: string): Uint8Array | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const head = groupsOf(halves[0]!, halves.length === 1);
  const tail = halves.length === 2 ? groupsOf(halves[1]!, true) : [];
  if (!head || !tail) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const bytes = new Uint8Array(16);
  const groups = [...head, ...new Array<number>(missing).fill(0), ...tail];
  groups.forEach((group, i) => {
    bytes[2 * i] = group >> 8;
    bytes[2 * i + 1] = group & 255;
  });
  return bytes;
}

/** "2001:DB8:0:0::1" → "2001:db8::1"; undefined for what is not an IPv6 address. */
export function canonicalIpv6(text: string): string | undefined {
  const bytes = parseIpv6(text);
  return bytes && formatIpv6(bytes);
}

export const formatAddress = (address: Address): string =>
  typeof address === "number" ? formatIpv4(address) : address;

/** Either family, as a value; undefined for what is no address. */
export const parseAddress = (text: string): Address | undefined =>
  text.includes(":") ? canonicalIpv6(text) : parseIpv4(text);

export const isIpv4 = (address: Address): address is number => typeof address === "number";

/** The longest prefix length of the family: 32 or 128 bits. */
export const addressBits = (address: Address): 32 | 128 => typeof address === "number" ? 32 : 128;

export const formatPrefix = (prefix: Prefix): string =>
  `${formatAddress(prefix.address)}/${prefix.length}`;

/** "10.1.2.3/8" → 10.0.0.0/8: host bits are cleared. Without "/n" a host prefix. */
export function parsePrefix(text: string): Prefix | undefined {
  const [words, digits, ...rest] = text.split("/");
  const address = parseAddress(words!);
  if (address === undefined || rest.length > 0) return undefined;
  const bits = addressBits(address);
  if (digits !== undefined && !/^(0|[1-9]\d{0,2})$/.test(digits)) return undefined;
  const length = digits === undefined ? bits : Number(digits);
  return length > bits ? undefined : { address: networkOf(address, length), length };
}

/** The address with all bits after `length` cleared. */
export function networkOf(address: Address, length: number): Address {
  if (typeof address === "number") {
    return length === 0 ? 0 : (address & (0xffffffff << (32 - length))) >>> 0;
  }
  const bytes = parseIpv6(address);
  if (!bytes) throw new RangeError(`${address} is not an IPv6 address`);
  for (let i = 0; i < 16; i++) {
    const kept = Math.min(Math.max(length - 8 * i, 0), 8);
    bytes[i]! &= 0xff00 >> kept;
  }
  return formatIpv6(bytes);
}

/** Does `prefix` hold `address`? Never across families. */
export const prefixHolds = (prefix: Prefix, address: Address): boolean =>
  typeof prefix.address === typeof address &&
  networkOf(address, prefix.length) === networkOf(prefix.address, prefix.length);

/** IPv4 first by number, then IPv6 by octets: a stable order for tables. */
export function compareAddresses(a: Address, b: Address): number {
  if (typeof a === "number" || typeof b === "number") {
    if (typeof a === typeof b) return Number(a) - Number(b);
    return typeof a === "number" ? -1 : 1;
  }
  const [x, y] = [parseIpv6(a), parseIpv6(b)];
  if (!x || !y) return a < b ? -1 : a > b ? 1 : 0;
  for (let i = 0; i < 16; i++) if (x[i] !== y[i]) return x[i]! - y[i]!;
  return 0;
}

/** 16-bit groups between colons; the last may be a dotted IPv4 address when `mayEndDotted`. */
function groupsOf(text: string, mayEndDotted: boolean): number[] | undefined {
  if (text === "") return [];
  const groups: number[] = [];
  const words = text.split(":");
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (/^[0-9a-fA-F]{1,4}$/.test(word)) groups.push(parseInt(word, 16));
    else {
      const dotted = mayEndDotted && i === words.length - 1 ? parseIpv4(word) : undefined;
      if (dotted === undefined) return undefined;
      groups.push(dotted >>> 16, dotted & 0xffff);
    }
  }
  return groups;
}
