/** What every dissection keeps to: each octet of a message in a part with a name, parts inside each other, in order. */
import type { Dissection } from "../../../src/wire/dissect.ts";
import { must, plainWords } from "../case.ts";

/** Answers words for the rows and notes in the tree. */
export function* checkTree(tree: Dissection, bytes: Uint8Array): Generator<string> {
  must(tree.offset === 0 && tree.length === bytes.length, "the tree is not the whole message");
  let next = 0;
  for (const { name, offset, length } of tree.children) {
    must(offset === next, `octets without a name before ${name}`);
    next = offset + length;
  }
  must(tree.children.length === 0 || next === bytes.length, "octets without a name at the end");
  let parts = 0;
  const walk = function* (part: Dissection): Generator<string> {
    must(++parts <= 16 * bytes.length + 64, "more parts than octets can say");
    must(part.name !== "", "a part without a name");
    if (part.ref !== undefined) yield `row ${part.name}`;
    if (part.note !== undefined) yield `note ${plainWords(part.note)}`;
    let at = part.offset;
    for (const child of part.children) {
      must(child.offset >= at, `${child.name} overlaps what is before it`);
      at = child.offset + child.length;
      must(at <= part.offset + part.length, `${child.name} ends outside ${part.name}`);
      yield* walk(child);
    }
  };
  yield* walk(tree);
}

/** As JSON, so that octets and 64-bit numbers can be compared; errors without places, fields in one order. */
export const comparable = (value: unknown): string =>
  JSON.stringify(value, (key, v: unknown) => {
    if (key === "key") return undefined; // also holds what is not said again
    if (typeof v === "bigint") return `${v}n`;
    if (typeof v === "number" && !Number.isFinite(v)) return `${v}`;
    if (v instanceof Uint8Array) return v.toHex();
    if (v instanceof Error || key === "error") return "error"; // it names a place
    if (typeof v !== "object" || v === null || Array.isArray(v)) return v;
    return Object.fromEntries(Object.entries(v).sort(([a], [b]) => a < b ? -1 : 1));
  });
