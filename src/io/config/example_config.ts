/** The commented cairn.yaml that `cairn init` writes: made from the table of keys, so that it cannot lag behind. */
import type * as v from "valibot";
import { CONFIG } from "./keys.ts";
import { factsOf, isArraySchema, isObjectSchema, unwrap } from "./read_config.ts";

/** Every key with its default and its explanation; keys without a default are commented out. */
export function exampleConfig(): string {
  return "# Cairn's configuration. Every key may be left out; what stands here are the defaults.\n" +
    "# Check it with: cairn check-config FILE\n\n" + section(CONFIG, 0);
}

function section(schema: v.GenericSchema, depth: number): string {
  const inner = unwrap(schema);
  if (!isObjectSchema(inner)) return "";
  return Object.entries(inner.entries).map(([key, child]) => {
    const blank = depth === 0 && !factsOf(child) ? "\n" : "";
    return blank + entry(key, child, depth);
  }).join("");
}

function entry(key: string, schema: v.GenericSchema, depth: number): string {
  const lead = "  ".repeat(depth);
  const facts = factsOf(schema);
  const inner = unwrap(schema);
  if (facts) {
    const byDefault = "default" in schema ? schema.default : undefined;
    const line = byDefault === undefined
      ? `${lead}# ${key}:`
      : `${lead}${key}: ${scalar(byDefault)}`;
    return `${line.padEnd(36)} # ${facts.text} (${facts.type})\n`;
  }
  if (isArraySchema(inner)) return `${lead}${key}: []\n${item(inner.item, depth + 1)}`;
  return `${lead}${key}:\n${section(inner, depth + 1)}`;
}

/** What one item of a list looks like, as a comment. */
function item(schema: v.GenericSchema, depth: number): string {
  const text = section(schema, 0);
  const lead = "  ".repeat(depth);
  return text.split("\n").filter(Boolean)
    .map((line, i) => `${lead}# ${i === 0 ? "- " : "  "}${line.replace(/^# /, "")}\n`).join("");
}
const scalar = (value: unknown): string =>
  typeof value === "string" && /[:[\]%]|^$/.test(value) ? JSON.stringify(value) : String(value);
