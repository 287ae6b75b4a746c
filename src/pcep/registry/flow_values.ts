/**
 * Values of flow specification components, kept as octets and told in words: prefixes, lists of comparisons, lists of
 * bits to match (RFC 8955 §4.2.1, §4.2.2).
 */
import { formatIpv4 } from "../../lib/address.ts";
import type { Field } from "../../wire/field.ts";
import { hex } from "../../wire/words.ts";

const octetsIn = (
  title: string,
  words: (value: Uint8Array) => string | undefined,
): Field<Uint8Array> => ({
  shape: { kind: "custom", title, words: (value: Uint8Array) => words(value) ?? hex(value) },
  read: (r) => r.octets(r.remaining),
  write: (w, value) => w.octets(value),
});

/** Length in bits, then as many octets as hold them; what is no IPv4 prefix stays octets. */
export const flowPrefix = octetsIn("flow prefix: length(8) prefix", (value) => {
  const length = value[0] ?? 33;
  if (length > 32 || value.length !== 1 + Math.ceil(length / 8)) return undefined;
  const address = [1, 2, 3, 4].reduce((sum, i) => sum * 256 + (value[i] ?? 0), 0);
  return `${formatIpv4(address)}/${length}`;
});

/** "6 or 17", ">= 1024 and < 2048". */
export const flowNumbers = octetsIn(
  "flow numbers: (operator(8) value)*",
  (value) => listed(value, (operator, number) => `${COMPARISONS[operator & 7]}${number}`),
);

/** "any of 0x2", "all of 0x12, not". */
export const flowBits = octetsIn(
  "flow bits: (operator(8) mask)*",
  (value) =>
    listed(value, (operator, mask) => {
      const match = `${operator & 1 ? "all" : "any"} of 0x${mask.toString(16)}`;
      return operator & 2 ? `not ${match}` : match;
    }),
);

const COMPARISONS = ["never ", "", "> ", ">= ", "< ", "<= ", "!= ", "always "];
const END_OF_LIST = 0x80, AND = 0x40;

/** Undefined where the octets are no list that ends where its end is marked. */
function listed(
  octets: Uint8Array,
  say: (operator: number, value: number) => string,
): string | undefined {
  let words = "", at = 0;
  while (at < octets.length) {
    const operator = octets[at]!, end = at + 1 + (1 << (operator >> 4 & 3));
    if (end > octets.length) return undefined;
    const value = octets.subarray(at + 1, end).reduce((sum, octet) => sum * 256 + octet, 0);
    words += (at === 0 ? "" : operator & AND ? " and " : " or ") + say(operator, value);
    at = end;
    if ((operator & END_OF_LIST) !== 0) return at === octets.length ? words : undefined;
  }
  return undefined;
}
