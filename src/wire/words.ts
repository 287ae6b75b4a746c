/**
 * A field's value in words, from its shape: for the hex view, `cairn decode` and messages to people.
 */
import { formatIpv4 } from "../lib/address.ts";
import type { Shape } from "./field.ts";

/** `value` of `shape` for a reader; undefined where the parts speak for themselves. */
export function words(shape: Shape, value: unknown): string | undefined {
  switch (shape.kind) {
    case "uint":
      return named(value as number | bigint, shape.names, shape.unit);
    case "float32":
      return shape.unit ? `${value} ${shape.unit}` : `${value}`;
    case "flags":
    case "bits":
      if (shape.kind === "bits" && shape.bits > 8) return set(value as Parts);
      return SAID.get(value as Parts) ?? remembered(value as Parts);
    case "ipv4":
      return formatIpv4(value as number);
    case "ipv6":
      return value as string;
    case "hex":
      return value as string;
    case "utf8":
      return JSON.stringify(value);
    case "bytes":
      return hex(value as Uint8Array);
    case "list":
      return listed(shape.of, value as readonly unknown[]);
    case "reserved":
    case "struct":
    case "tlvs":
      return undefined;
    case "custom":
      return shape.words?.(value as never); // the field's own, so it fits
  }
}

type Parts = Readonly<Record<string, boolean | number>>;

/** Of values that many fields share (field.ts): there are few of them, and each is shown often. */
const SAID = new WeakMap<Parts, string>();
function remembered(parts: Parts): string {
  const text = set(parts);
  SAID.set(parts, text);
  return text;
}

/** Flags that are set, and numbers with their names; "none" of none. */
function set(parts: Parts): string {
  let text = "";
  for (const name in parts) {
    const part = parts[name];
    if (part === false) continue;
    if (text !== "") text += ", ";
    text += part === true ? name : `${name} ${part}`;
  }
  return text || "none";
}

export function hex(bytes: Uint8Array): string {
  let text = "";
  for (const b of bytes) text += (b < 16 ? "0" : "") + b.toString(16);
  return text;
}

export function named(
  value: number | bigint,
  names?: Readonly<Record<number, string>>,
  unit?: string,
): string {
  if (names === undefined && unit === undefined) {
    return typeof value === "number" && value < 256 ? OCTETS[value]! : `${value}`;
  }
  const name = names?.[Number(value)];
  return name ? `${value} (${name})` : unit ? `${value} ${unit}` : `${value}`;
}

/**
 * What the octets of a field say that its value does not: bits without a name (by IANA number, 0 the most
 * significant) and reserved octets that are not zero. Both are ignored, and dropped when sent again.
 */
export function left(shape: Shape, bytes: Uint8Array, from: number, to: number): string {
  if (shape.kind === "reserved") {
    for (let i = from; i < to; i++) if (bytes[i] !== 0) return hex(bytes.subarray(from, to));
    return "";
  }
  if (shape.kind !== "flags" && shape.kind !== "bits") return "";
  let word = 0;
  for (let i = from; i < to; i++) word = word << 8 | bytes[i]!;
  word &= shape.unnamed ?? 0;
  let text = "";
  for (let bit = 0; word !== 0 && bit < shape.bits; bit++) {
    if ((word & 1 << shape.bits - 1 - bit) === 0) continue;
    text += `${text && ", "}unassigned bit ${bit}`;
  }
  return text;
}

function listed(of: Shape, values: readonly unknown[]): string | undefined {
  if (of.kind === "struct" || of.kind === "tlvs") return undefined;
  if (of.kind === "custom" && !of.words) return undefined;
  return values.length === 0 ? "none" : values.map((v) => words(of, v)).join(", ");
}

const OCTETS = Array.from({ length: 256 }, (_, octet) => `${octet}`);
