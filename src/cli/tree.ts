/** Any row of the API as an indented page for people: names in words, empty things left out. */
import type { JsonValue } from "@bufbuild/protobuf";
import { bitRate, delay, instant, spaced } from "./words.ts";

/** `json` is proto3 JSON of one message. */
export function formatTree(json: JsonValue, indent = 0): string {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    return `${word("", json)}\n`;
  }
  const entries = Object.entries(json).filter(([, value]) => !isEmpty(value));
  const width = Math.max(0, ...entries.filter(([, v]) => isFlat(v)).map(([k]) => nameOf(k).length));
  return entries.map(([key, value]) => {
    const lead = " ".repeat(indent);
    if (isFlat(value)) return `${lead}${nameOf(key).padEnd(width)}  ${flat(key, value)}\n`;
    if (Array.isArray(value)) return `${lead}${nameOf(key)}\n${formatList(value, indent + 2)}`;
    return `${lead}${nameOf(key)}\n${formatTree(value, indent + 2)}`;
  }).join("");
}

function formatList(items: readonly JsonValue[], indent: number): string {
  return items.map((item) => {
    if (isFlat(item)) return `${" ".repeat(indent)}- ${flat("", item)}\n`;
    const tree = formatTree(item, indent + 2);
    return `${" ".repeat(indent)}- ${tree.slice(indent + 2)}`;
  }).join("");
}

/** One line is enough: a plain value, a block of labels, or a list of a few of them. */
function isFlat(value: JsonValue): boolean {
  if (Array.isArray(value)) {
    return value.every((v) => typeof v !== "object" || isRange(v)) && flat("", value).length <= 90;
  }
  if (isRange(value)) return true;
  return typeof value !== "object" || value === null;
}
interface Range {
  readonly base: number;
  readonly size: number;
}
const isRange = (value: JsonValue): value is JsonValue & Range =>
  typeof value === "object" && value !== null && !Array.isArray(value) &&
  typeof value["base"] === "number" && typeof value["size"] === "number";
const isEmpty = (value: JsonValue): boolean =>
  value === null || value === "" ||
  (Array.isArray(value) ? value.length === 0 : typeof value === "object" &&
    Object.values(value).every(isEmpty));

const flat = (key: string, value: JsonValue): string =>
  Array.isArray(value) ? value.map((v) => word(key, v)).join(", ") : word(key, value);

function word(key: string, value: JsonValue): string {
  if (isRange(value)) return `${value.base}-${value.base + value.size - 1}`;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number" && key.endsWith("Microseconds")) return delay(value);
  if (typeof value === "number" && key.endsWith("Bps")) return bitRate(value);
  if (typeof value === "string" && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return instant(value);
  return String(value);
}
/** The unit is in the value. */
const nameOf = (key: string): string => spaced(key.replace(/(Microseconds|Bps)$/, ""));
