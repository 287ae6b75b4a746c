/**
 * The form that Cairn's encoder gives to a BGP message of others, made without its decoder: same attributes
 * and capabilities, but in our order, with short lengths, one parameter for all capabilities.
 */

interface Attribute {
  readonly flags: number;
  readonly type: number;
  readonly value: Uint8Array;
}
const be16 = (b: Uint8Array, at: number) => b[at]! << 8 | b[at + 1]!;

/** A sound OPEN or UPDATE in our form; other messages as they are. */
export function canonicalMessage(bytes: Uint8Array): Uint8Array {
  switch (bytes[18]) {
    case 1:
      return whole(1, openBody(bytes));
    case 2:
      return whole(2, updateBody(bytes));
    default:
      return bytes;
  }
}

function whole(type: number, body: readonly number[]): Uint8Array {
  const length = 19 + body.length;
  return Uint8Array.of(
    ...new Array<number>(16).fill(255),
    length >> 8,
    length & 255,
    type,
    ...body,
  );
}

function openBody(b: Uint8Array): readonly number[] {
  const fixed = b.subarray(19, 28), extended = b[28] !== 0 && b[29] === 255;
  const values: number[] = [];
  for (let at = extended ? 32 : 29; at < b.length;) {
    const length = extended ? be16(b, at + 1) : b[at + 1]!;
    const from = at + (extended ? 3 : 2);
    values.push(...b.subarray(from, from + length));
    at = from + length;
  }
  if (values.length === 0) return [...fixed, 0];
  const n = values.length;
  if (n + 2 > 255) {
    return [...fixed, 255, 255, n + 3 >> 8, n + 3 & 255, 2, n >> 8, n & 255, ...values];
  }
  return [...fixed, n + 2, 2, n, ...values];
}

function updateBody(b: Uint8Array): readonly number[] {
  const withdrawn = be16(b, 19), from = 23 + withdrawn, to = from + be16(b, 21 + withdrawn);
  const attributes = readAttributes(b, from, to);
  const sorted = attributes.toSorted((x, y) => rank(x) - rank(y));
  const out = sorted.flatMap(written);
  const nlri = b.subarray(to);
  return [...b.subarray(19, 21 + withdrawn), out.length >> 8, out.length & 255, ...out, ...nlri];
}

function readAttributes(b: Uint8Array, from: number, to: number): readonly Attribute[] {
  const out: Attribute[] = [];
  for (let at = from; at < to;) {
    const flags = b[at]!, type = b[at + 1]!, long = (flags & 0x10) !== 0;
    const length = long ? be16(b, at + 2) : b[at + 2]!;
    const value = at + (long ? 4 : 3);
    out.push({ flags, type, value: b.slice(value, value + length) });
    at = value + length;
  }
  return out;
}

const ORDER = [1, 2, 4, 5, 9, 10];
/** BGP-LS first, then other families, the attributes that are read, all others as they came, 29. */
function rank({ type, value }: Attribute): number {
  if (type === 14 || type === 15) return be16(value, 0) === 16388 ? type - 14 : 2;
  const place = ORDER.indexOf(type);
  return type === 29 ? 99 : place >= 0 ? 10 + place : 50;
}

/** Bits without meaning cleared; the reserved octet of MP_REACH, too. */
function written({ flags, type, value }: Attribute): readonly number[] {
  const long = value.length > 255;
  const bits = flags & 0xe0 | (long ? 0x10 : 0);
  const octets = [...value];
  if (type === 14) octets[4 + value[3]!] = 0;
  const n = value.length;
  return [bits, type, ...(long ? [n >> 8, n & 255] : [n]), ...octets];
}
