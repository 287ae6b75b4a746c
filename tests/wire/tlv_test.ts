import assert from "node:assert/strict";
import fc from "fast-check";
import { WireError } from "../../src/wire/error.ts";
import { counted } from "../../src/wire/counted.ts";
import {
  bitParts,
  finite,
  flags,
  ipv6,
  list,
  octets,
  reserved,
  struct,
  u16,
  u24,
  u32,
  u64,
  u8,
  utf8,
} from "../../src/wire/field.ts";
import type { Span } from "../../src/wire/reader.ts";
import { decode, encode, row, tlvRegistry, tlvs } from "../../src/wire/tlv.ts";
import { valueOf } from "./arbitrary.ts";
import { fromHex, toHex } from "./hex.ts";

const identifiers = struct({ sender: u32, tunnelId: u16, reserved: reserved(2) });
const REGISTRY = tlvRegistry({
  title: "test TLVs",
  align: 4,
  rows: {
    capability: row(16, "CAPABILITY", "RFC 8231 §7.1.1", flags(32, { update: 31, version: 30 })),
    name: row(17, "NAME", "RFC 8231 §7.3.2", utf8),
    identifiers: row(18, "IDENTIFIERS", "RFC 8231 §7.3.1", identifiers),
    codes: row(19, "CODES", "RFC 5541 §2.1", list(u16)),
    types: row(20, "TYPES", "RFC 8408 §3", struct({ types: counted(u8, 4), rest: utf8 })),
    parts: row(21, "PARTS", "RFC 8231 §7.3", bitParts(32, { id: [0, 19], state: [25, 27], d: 31 })),
    numbers: row(
      22,
      "NUMBERS",
      "RFC 8232 §3.3.1",
      struct({ a: u24, b: u64, c: ipv6, d: octets(3), e: finite() }),
    ),
  },
});
const all = tlvs(REGISTRY);

for (const [kind, r] of Object.entries(REGISTRY.rows)) {
  Deno.test(`\`tlvs()\` reads back the ${r.name} that it wrote`, () => {
    fc.assert(fc.property(valueOf(r.value, { registries: [], custom: {} }), (value) => {
      const sent = [{ kind, value }] as unknown as Parameters<typeof all.write>[1];
      assert.deepEqual(decode(all, encode(all, sent)), sent);
    }));
  });
}

Deno.test("`decode()` answers or throws WireError on any bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      for (const spans of [undefined, [] as Span[]]) {
        try {
          decode(all, bytes, spans);
        } catch (e) {
          assert(e instanceof WireError, String(e));
        }
      }
    }),
    { numRuns: 5_000 },
  );
});

Deno.test("`decode()` keeps unknown TLVs and tells where everything lay", () => {
  const bytes = fromHex("0010000400000001 ffe1000109000000");
  const spans: Span[] = [];
  const got = decode(all, bytes, spans);
  assert.deepEqual(got, [
    { kind: "capability", value: { update: true, version: false } },
    { kind: "unknown", type: 0xffe1, value: Uint8Array.of(9) },
  ]);
  assert.deepEqual(encode(all, got), bytes);
  assert.deepEqual(JSON.parse(JSON.stringify(spans)), [
    {
      name: "CAPABILITY",
      ref: "RFC 8231 §7.1.1",
      offset: 0,
      length: 8,
      value: "update",
      children: [],
    },
    { name: "TLV 65505", offset: 8, length: 5, value: "09", children: [] },
    { name: "padding", offset: 13, length: 3, children: [] },
  ]);
});

Deno.test("a WireError names the field and the byte", () => {
  assert.throws(() => decode(all, fromHex("00120010 0a000001 0001")), {
    message: "IDENTIFIERS at byte 4: need 16 octets, have 6",
  });
});

Deno.test("a TLV that is malformed inside costs only itself, and says where", () => {
  const bytes = fromHex("00120005 0a00000100 000000 00110002 68690000");
  const [bad, name] = decode(all, bytes);
  assert(bad?.kind === "malformed" && bad.type === 18 && bad.value.length === 5);
  assert.equal(bad.error.message, "identifiers.tunnelId at byte 8: need 2 octets, have 1");
  assert.deepEqual(name, { kind: "name", value: "hi" });
  const spans: Span[] = [];
  decode(all, bytes, spans);
  assert.deepEqual(spans.map((s) => [s.name, s.note]), [
    ["IDENTIFIERS", "need 2 octets, have 1"],
    ["padding", undefined],
    ["NAME", undefined],
    ["padding", undefined],
  ]);
});

Deno.test("the last TLV may come without its padding, and padding may be dirty", () => {
  assert.deepEqual(decode(all, fromHex("00110001 61ffffff 00110002 6263")), [
    { kind: "name", value: "a" },
    { kind: "name", value: "bc" },
  ]);
});

Deno.test("spans tell bits without a name, and reserved and padding octets that are not zero", () => {
  const f = struct({
    flags: flags(8, { a: 7 }),
    parts: bitParts(16, { n: [0, 3] }),
    r: reserved(2),
  });
  const spans: Span[] = [];
  decode(f, fromHex("03 10a1 0007"), spans);
  assert.deepEqual(spans.map((s) => s.value), [
    "a, unassigned bit 6",
    "n 1, unassigned bit 8, unassigned bit 10, unassigned bit 15",
    "0007",
  ]);
  const padded: Span[] = [];
  decode(all, fromHex("00110003 616263 ff"), padded);
  assert.deepEqual(padded.map((s) => [s.name, s.value]), [["NAME", '"abc"'], ["padding", "ff"]]);
});

Deno.test("`bitParts()` counts bits as IANA does and refuses what does not fit", () => {
  const f = bitParts(32, { id: [0, 19], state: [25, 27], d: 31 });
  assert.equal(toHex(encode(f, { id: 3, state: 2, d: true })), "00003021");
  assert.throws(() => encode(f, { id: 1 << 20, state: 0, d: false }), RangeError);
});

Deno.test("`finite()` refuses NaN and infinity", () => {
  assert.throws(() => decode(finite(), fromHex("7fc00000")), WireError);
  assert.throws(() => decode(finite(), fromHex("ff800000")), WireError);
  assert.equal(decode(finite(), fromHex("4e6e6b28")), 1e9);
});

Deno.test("a Writer grows by any amount at once", () => {
  const long = new Uint8Array(1000).fill(7);
  const wide = struct({ name: octets(1000), gap: reserved(3000), end: u8 });
  const bytes = encode(wide, { name: long, end: 9 });
  assert.equal(bytes.length, 4001);
  assert.equal(bytes[999], 7);
  assert.equal(bytes[4000], 9);
});

Deno.test("`tlvRegistry()` refuses two rows with one number", () => {
  const rows = { a: row(1, "A", "", u8), b: row(1, "B", "", u8) };
  assert.throws(() => tlvRegistry({ title: "twice", align: 4, rows }), /both claim 1/);
});
