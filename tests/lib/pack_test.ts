import assert from "node:assert/strict";
import fc from "fast-check";
import { crc32 } from "../../src/lib/crc32.ts";
import { pack, unpack } from "../../src/lib/pack.ts";
import { nextName, nextUint32, randomFrom } from "../../src/lib/random.ts";

const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    fc.constantFrom(undefined, null, true, false, -0, 0, Infinity, NaN),
    fc.integer(),
    fc.double(),
    fc.bigInt(),
    fc.string({ maxLength: 100 }),
    fc.uint8Array(),
    fc.int32Array(),
    fc.float64Array(),
    fc.array(tie("value"), { maxLength: 5 }),
    fc.array(fc.tuple(tie("value"), tie("value")), { maxLength: 5 }).map((e) => new Map(e)),
    fc.array(tie("value"), { maxLength: 5 }).map((e) => new Set(e)),
    fc.dictionary(fc.string({ maxLength: 8 }).filter((k) => k !== "__proto__"), tie("value"), {
      maxKeys: 5,
      noNullPrototype: true,
    }),
  ),
})).value;

Deno.test("`unpack()` gives back what `pack()` was given", () => {
  fc.assert(
    fc.property(plain, (value) => assert.deepStrictEqual(unpack(pack(value)), value)),
    { numRuns: 500 },
  );
});

Deno.test("`pack()` refuses what is not plain data", () => {
  assert.throws(() => pack(() => 1), TypeError);
  assert.throws(() => pack({ when: new Date(0) }), TypeError);
  assert.throws(() => pack(new Float32Array(1).buffer), TypeError);
});

Deno.test("`crc32()` is that of IEEE 802.3, in one piece or in two", () => {
  const bytes = new TextEncoder().encode("123456789");
  assert.equal(crc32(bytes), 0xcbf43926);
  assert.equal(crc32(bytes.subarray(4), crc32(bytes.subarray(0, 4))), 0xcbf43926);
});

Deno.test("`nextUint32()` is decided by its seed, and goes on from a saved state", () => {
  const a = randomFrom(7), b = randomFrom(7);
  const first = Array.from({ length: 5 }, () => nextUint32(a));
  assert.deepEqual(first, Array.from({ length: 5 }, () => nextUint32(b)));
  assert.equal(nextName({ ...a }, 8), nextName(b, 8));
  assert.match(nextName(a, 8), /^[a-z0-9]{8}$/);
});
