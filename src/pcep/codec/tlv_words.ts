/** A TLV in words, by its row: "DISJOINTNESS-CONFIGURATION: linkDiverse, strict". For lists of what a peer said. */
import type { Shape } from "../../wire/field.ts";
import type { TlvRegistry } from "../../wire/tlv.ts";
import { hex, words } from "../../wire/words.ts";

/** One that `registry` has no row for, or that is malformed, shows its octets. */
export function tlvWords(
  registry: TlvRegistry,
  tlv: { readonly kind: string; readonly value: unknown },
): string {
  const row = registry.rows[tlv.kind];
  if (row) return `${row.name}: ${valueWords(row.value.shape, tlv.value)}`;
  const octets = tlv.value instanceof Uint8Array ? hex(tlv.value) : "";
  const type = "type" in tlv ? tlv.type : "";
  return `TLV ${type}${tlv.kind === "malformed" ? ", malformed" : ""}: ${octets}`;
}

function valueWords(shape: Shape, value: unknown): string {
  const known = words(shape, value);
  if (known !== undefined) return known;
  if (value instanceof Uint8Array) return hex(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return value.map((one) => partWords(one)).join("; ");
  return Object.entries(value).map(([name, part]) => `${name} ${partWords(part)}`).join(", ");
}

/** Parts of a structure are short: numbers, flags, addresses. */
function partWords(part: unknown): string {
  if (part instanceof Uint8Array) return hex(part);
  if (Array.isArray(part)) return part.map(partWords).join(" ");
  if (typeof part !== "object" || part === null) return String(part);
  const said = Object.entries(part).flatMap(([name, value]) =>
    value === false ? [] : value === true ? [name] : [`${name} ${partWords(value)}`]
  );
  return said.join(" ") || "none";
}
