/**
 * What damage may do to any row: values drawn from its shape, cut at each octet, changed, split on the stream. A reader
 * answers or throws WireError; the framer answers the same messages; nothing else ever happens.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeMessage } from "../../../src/pcep/codec/decode.ts";
import { dissect } from "../../../src/pcep/codec/dissect.ts";
import { Framer } from "../../../src/pcep/codec/framer.ts";
import { OBJECTS } from "../../../src/pcep/registry/objects.ts";
import { IOS_XR_OBJECTS } from "../../../src/pcep/registry/rare_objects.ts";
import { hops } from "../../../src/pcep/registry/subobjects.ts";
import { WireError } from "../../../src/wire/error.ts";
import type { AnyField } from "../../../src/wire/field.ts";
import type { Span } from "../../../src/wire/reader.ts";
import { decode, encode, tlvs } from "../../../src/wire/tlv.ts";
import { NESTED, TOP_LEVEL } from "../../../src/pcep/registry/registries.ts";
import { valueOf } from "../../wire/arbitrary.ts";
import { toHex } from "../../wire/hex.ts";
import { KNOWN } from "../arbitrary.ts";
import { recorded, vectors } from "../foreign.ts";
import { goldens } from "../golden.ts";

/** Every field that some row has, with a name. */
const FIELDS: readonly (readonly [string, AnyField])[] = [
  ...Object.entries({ ...OBJECTS, ...IOS_XR_OBJECTS }).map(([kind, r]) => [kind, r.value] as const),
  ...[...TOP_LEVEL, ...NESTED].map((registry) => [registry.title, tlvs(registry)] as const),
  ["sub-objects", hops],
];

/** What was read, or that it was refused. */
function onlyWireError<T>(read: () => T, what: string): { readonly read: T } | undefined {
  try {
    return { read: read() };
  } catch (e) {
    assert(e instanceof WireError, `${what}: ${e}`);
    return undefined;
  }
}

Deno.test("a row's octets, cut anywhere, are read or refused with WireError, with spans as without", () => {
  for (const [name, field] of FIELDS) {
    fc.assert(
      fc.property(valueOf(field, KNOWN), (value) => {
        const bytes = encode(field, value);
        const step = 1 + Math.floor(bytes.length / 40); // long ones: forty places are enough
        for (let n = 0; n < bytes.length; n += step) {
          onlyWireError(() => decode(field, bytes.subarray(0, n)), name);
          onlyWireError(() => decode(field, bytes.subarray(0, n), [] as Span[]), name);
        }
      }),
      { numRuns: 8 },
    );
  }
});

Deno.test("a row's octets, changed anywhere, are read or refused with WireError; what is read can be sent", () => {
  const changes = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 4 });
  for (const [name, field] of FIELDS) {
    fc.assert(
      fc.property(valueOf(field, KNOWN), changes, (value, several) => {
        const bytes = encode(field, value);
        for (const [at, octet] of several) if (bytes.length > 0) bytes[at % bytes.length] = octet;
        const got = onlyWireError(() => decode(field, bytes), name);
        if (!got) return;
        const again = encode(field, got.read);
        assert.deepEqual(decode(field, again), got.read, `${name} ${toHex(bytes)}`);
      }),
      { numRuns: 60 },
    );
  }
});

const WHOLE = [
  ...goldens("messages.txt").map((g) => g.bytes),
  ...vectors().filter((_, i) => i % 8 === 0).map((one) => one.bytes),
  ...recorded("in").filter((_, i) => i % 200 === 0).map((one) => one.bytes),
];

Deno.test("`Framer` answers the same message wherever the stream is split, and loses none after it", () => {
  for (const bytes of WHOLE) {
    for (let n = 0; n <= bytes.length; n++) {
      const framer = new Framer();
      framer.push(bytes.subarray(0, n));
      const early = framer.next();
      framer.push(bytes.subarray(n));
      framer.push(bytes);
      const got = [early ?? framer.next(), framer.next(), framer.next()];
      assert.deepEqual(got, [bytes, bytes, undefined], `split at ${n}`);
    }
  }
});

Deno.test("a message cut anywhere, its header telling the new length, is read or refused with WireError", () => {
  for (const bytes of WHOLE) {
    for (let n = 4; n < bytes.length; n++) {
      const cut = bytes.slice(0, n);
      cut[2] = n >> 8;
      cut[3] = n & 255;
      onlyWireError(() => decodeMessage(cut), `cut at ${n}`);
      assert.equal(dissect(cut).length, n);
    }
  }
});
