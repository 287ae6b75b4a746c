import assert from "node:assert/strict";
import fc from "fast-check";
import { ERRORS, errorWords } from "../../../src/pcep/registry/errors.ts";
import { OBJECTS } from "../../../src/pcep/registry/objects.ts";
import { IOS_XR_OBJECTS } from "../../../src/pcep/registry/rare_objects.ts";
import { ALIASES, hops, SUBOBJECTS } from "../../../src/pcep/registry/subobjects.ts";
import type { AnyField } from "../../../src/wire/field.ts";
import { decode, encode, tlvs } from "../../../src/wire/tlv.ts";
import { valueOf } from "../../wire/arbitrary.ts";
import { toHex } from "../../wire/hex.ts";
import {
  NESTED,
  SUBOBJECT_ROWS,
  tlvRows,
  TOP_LEVEL,
} from "../../../src/pcep/registry/registries.ts";
import { KNOWN } from "../arbitrary.ts";
import { goldens, plain } from "../golden.ts";

for (const [file, registries] of [["tlvs", TOP_LEVEL], ["subtlvs", NESTED]] as const) {
  Deno.test(`every row of ${file} reads and writes octets that the encoder did not make`, () => {
    const seen = new Set<string>();
    for (const { kind, bytes, value, origin } of goldens(`${file}.txt`)) {
      const registry = registries.find((r) => kind in r.rows);
      assert(registry, `no row ${kind}`);
      const list = tlvs(registry) as AnyField;
      const got = decode(list, bytes) as readonly { kind: string; value: unknown }[];
      assert.deepEqual(plain(got), [{ kind, value }], `${kind}, ${origin}`);
      assert.equal(toHex(encode(list, got)), toHex(bytes), `${kind}, ${origin}`);
      seen.add(kind);
    }
    const rows = tlvRows(registries).map(([kind]) => kind);
    assert.deepEqual(rows.filter((kind) => !seen.has(kind)), [], "rows without a golden");
  });
}

Deno.test("every object row reads and writes foreign octets", () => {
  const seen = new Set<string>();
  for (const { kind, bytes, value, origin } of goldens("objects.txt")) {
    const row = { ...OBJECTS, ...IOS_XR_OBJECTS }[kind as keyof typeof OBJECTS];
    const field: AnyField = row.value;
    assert.equal(bytes[0], row.class, kind);
    assert.equal(bytes[1]! >> 4, row.type, kind);
    const got = decode(field, bytes.subarray(4));
    assert.deepEqual(plain(got), value, `${kind}, ${origin}`);
    assert.equal(toHex(encode(field, got)), toHex(bytes.subarray(4)), `${kind}, ${origin}`);
    seen.add(kind);
  }
  assert.deepEqual(Object.keys(OBJECTS).filter((kind) => !seen.has(kind)), []);
});

Deno.test("every sub-object row reads and writes foreign octets", () => {
  const seen = new Set<number>();
  for (const { bytes, value, origin } of goldens("subobjects.txt")) {
    const got = decode(hops, bytes);
    assert.deepEqual(plain(got), [value], origin);
    seen.add(bytes[0]! & 0x7f);
    if (bytes[0] === ALIASES.srEarly.type) bytes[0] = SUBOBJECTS.sr.type; // what is sent in its place
    assert.equal(toHex(encode(hops, got)), toHex(bytes), origin);
  }
  assert.deepEqual(SUBOBJECT_ROWS.map((row) => row.type).filter((type) => !seen.has(type)), []);
});

for (const registry of [...TOP_LEVEL, ...NESTED]) {
  Deno.test(`${registry.title}: each row reads back what it wrote`, () => {
    const list = tlvs(registry) as AnyField;
    for (const [kind, row] of Object.entries(registry.rows)) {
      fc.assert(
        fc.property(valueOf(row.value, KNOWN), (value) => {
          assert.deepEqual(decode(list, encode(list, [{ kind, value }])), [{ kind, value }]);
        }),
        { numRuns: 40 },
      );
    }
  });
}

Deno.test("PCEP objects: each row reads back what it wrote", () => {
  for (const row of Object.values(OBJECTS)) {
    const field: AnyField = row.value;
    fc.assert(
      fc.property(valueOf(field, KNOWN), (value) => {
        assert.deepEqual(decode(field, encode(field, value)), value, row.name);
      }),
      { numRuns: 40 },
    );
  }
});

Deno.test("no class and type, sub-object type or error type has two rows", () => {
  const twice = (numbers: readonly number[]) => numbers.filter((n, i) => numbers.indexOf(n) !== i);
  assert.deepEqual(twice(Object.values(OBJECTS).map((r) => r.class << 4 | r.type)), []);
  const types = SUBOBJECT_ROWS.map((r) => r.type);
  assert.deepEqual(twice(types), []);
  assert.deepEqual(twice(ERRORS.map((r) => r.type)), []);
});

Deno.test("`hops` reads the early SR sub-object type 5, and OpenDaylight's order of an SRv6 hop", () => {
  const early = decode(hops, Uint8Array.of(5, 8, 0, 9, 3, 0xe8, 0x50, 0));
  assert.deepEqual(early, [{ kind: "sr", loose: false, label: 16005 }]);
  const [golden] = goldens("subobjects.txt").filter((g) =>
    g.kind === "srv6" && g.bytes.length > 40
  );
  const b = golden!.bytes.slice(); // SID, then NAI, then structure
  const nai = b.slice(24, 40), structure = b.slice(40, 48);
  b.set(structure, 24);
  b.set(nai, 32);
  b[3] = b[3]! | 2; // F, although there is a NAI
  assert.deepEqual(plain(decode(hops, b)), [golden!.value]);
});

Deno.test("`errorWords()` says what an error means and where that is written", () => {
  assert.equal(errorWords(19, 3), "19/3 invalid operation: unknown PLSP-ID (RFC 8231)");
  assert.equal(errorWords(2, 0), "2/0 capability not supported (RFC 5440)");
  assert.equal(errorWords(254, 1), "254/1 experimental");
  assert.equal(errorWords(99, 1), "99/1 unknown error");
});

Deno.test("`struct()` reads the same by hand and by its fields, in every object and TLV", () => {
  const rows = Object.values(OBJECTS).map((row): AnyField => row.value);
  for (const field of [...rows, ...TOP_LEVEL.map((registry) => tlvs(registry) as AnyField)]) {
    fc.assert(
      fc.property(valueOf(field, KNOWN), (value) => {
        const bytes = encode(field, value);
        assert.deepEqual(decode(field, bytes), decode(field, bytes, []));
      }),
      { numRuns: 40 },
    );
  }
});
