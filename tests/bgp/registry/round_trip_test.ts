import assert from "node:assert/strict";
import fc from "fast-check";
import { PATH_ATTRIBUTES } from "../../../src/bgp/registry/path_attributes.ts";
import { WireError } from "../../../src/wire/error.ts";
import type { AnyField } from "../../../src/wire/field.ts";
import type { Span } from "../../../src/wire/reader.ts";
import { decode, encode } from "../../../src/wire/tlv.ts";
import { valueOf } from "../../wire/arbitrary.ts";
import { KNOWN, REGISTRIES } from "../arbitrary.ts";

/** Says `value`, reads it back, with spans too; then every shorter form of it, which may only be refused. */
function holds(field: AnyField, value: unknown): void {
  const bytes = encode(field, value);
  assert.deepEqual(decode(field, bytes), value);
  assert.deepEqual(decode(field, bytes, []), value);
  for (let length = 0; length < bytes.length; length++) {
    for (const spans of [undefined, [] as Span[]]) refusesOrReads(field, bytes, length, spans);
  }
}
function refusesOrReads(field: AnyField, bytes: Uint8Array, length: number, spans?: Span[]): void {
  try {
    decode(field, bytes.subarray(0, length), spans);
  } catch (e) {
    assert(e instanceof WireError, String(e));
  }
}
/** Two capabilities or names may be longer than what a head of one octet can say. */
const fits = (field: AnyField, narrow: boolean) => (value: unknown): boolean =>
  !narrow || encode(field, value).length < 256;

for (const registry of REGISTRIES) {
  Deno.test(`${registry.title}: each row reads back what it wrote, and may refuse it when it is cut`, () => {
    for (const row of Object.values(registry.rows)) {
      const values = valueOf(row.value, KNOWN).filter(fits(row.value, registry.head === 1));
      check(row.name, values, row.value);
    }
  });
}

/** Their octets are read by hand, as NLRI of many families. */
const BY_HAND = new Set<string>(["mpReach", "mpUnreach"]);
const notEmpty = (value: unknown) => !Array.isArray(value) || value.length > 0;
Deno.test("Path attributes: each row reads back what it wrote, and may refuse it when it is cut", () => {
  for (const [kind, row] of Object.entries(PATH_ATTRIBUTES)) {
    if (BY_HAND.has(kind)) continue;
    // ORIGIN has three values, AS 0 is nobody's, and an empty list is malformed (RFC 7606 §7).
    const values = kind === "origin"
      ? fc.constantFrom(0, 1, 2)
      : valueOf(row.value, KNOWN).filter(notEmpty).filter((value) => !isOfNobody(value));
    check(row.name, values, row.value);
  }
});

function check(name: string, values: fc.Arbitrary<unknown>, field: AnyField): void {
  try {
    fc.assert(fc.property(values, (value) => holds(field, value)), { numRuns: 30 });
  } catch (e) {
    throw new Error(name, { cause: e });
  }
}
const isOfNobody = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "asn" in value && value.asn === 0;
