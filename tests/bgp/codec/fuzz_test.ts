import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeMessage } from "../../../src/bgp/codec/decode_message.ts";
import { dissect } from "../../../src/bgp/codec/dissect.ts";
import { encodeMessage, encodeUpdates } from "../../../src/bgp/codec/encode_message.ts";
import { Framer } from "../../../src/bgp/codec/framer.ts";
import { lsFact } from "../../../src/bgp/codec/read_ls_fact.ts";
import { makeNode } from "../../../src/bgp/codec/write_ls_nlri.ts";
import type { Dissection } from "../../../src/wire/dissect.ts";
import { capture, fromHex, plain } from "../shared_bytes.ts";

/** Real messages to start from: FRR's if they are there, else one of our own. */
const SEEDS: readonly Uint8Array[] = ["run1", "run4-both"].flatMap((run) =>
  (capture(run) ?? []).flatMap((line) => line.hex ? [fromHex(line.hex)] : [])
).concat(encodeMessage({
  kind: "update",
  reach: [makeNode({ protocolId: 2, localNode: { igpRouterId: "000000000001" } })],
  path: { origin: "igp", asPath: [] },
  attributeBytes: fromHex("040200027231"),
}));

/** A real message with some octets changed, and perhaps cut. */
const mangled = fc.tuple(
  fc.constantFrom(...SEEDS),
  fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }),
  fc.option(fc.nat(), { nil: undefined }),
).map(([seed, changes, cut]) => {
  const bytes = seed.slice(0, cut === undefined ? seed.length : cut % (seed.length + 1));
  for (const [at, value] of changes) if (bytes.length > 0) bytes[at % bytes.length] = value;
  return bytes;
});
const anything = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  mangled,
  // A good header around anything.
  fc.tuple(fc.integer({ min: 1, max: 5 }), fc.uint8Array({ maxLength: 100 })).map(([type, body]) =>
    Uint8Array.of(...new Array<number>(16).fill(255), 0, 19 + body.length, type, ...body)
  ),
);

Deno.test("`decodeMessage()` and `lsFact()` answer on any bytes, and never throw", () =>
  fc.assert(
    fc.property(anything, fc.boolean(), (bytes, addPath) => {
      const message = decodeMessage(bytes, { fourOctetAsn: !addPath, internal: addPath, addPath });
      if (message.kind !== "update" || !message.attributeBytes) return;
      for (const nlri of message.reach) lsFact(nlri, message.attributeBytes);
    }),
    { numRuns: 5000 },
  ));

Deno.test("What was decoded without a fault encodes, and decodes to the same again", () =>
  fc.assert(
    fc.property(mangled, (bytes) => {
      const message = decodeMessage(bytes);
      if (message.kind === "malformed" || message.kind === "update" && message.errors.length > 0) {
        return;
      }
      const unreadable = message.kind === "open" &&
        message.capabilities.some((c) => c.kind === "malformed");
      if (unreadable) return; // the error in it names an offset of the first reading
      // A key also holds what is said twice, or in reserved bits, and so is not said again.
      const withoutKeys = (m: unknown) =>
        JSON.parse(JSON.stringify(plain(m), (name, value) => name === "key" ? undefined : value));
      const again = decodeMessage(encodeMessage(message));
      assert.deepEqual(withoutKeys(again), withoutKeys(message));
    }),
    { numRuns: 3000 },
  ));

Deno.test("`dissect()` covers any bytes with parts that lie inside each other", () =>
  fc.assert(
    fc.property(anything, (bytes) => {
      const inside = (part: Dissection, from: number, to: number) => {
        assert(part.offset >= from && part.offset + part.length <= to, part.name);
        for (const child of part.children) inside(child, part.offset, part.offset + part.length);
      };
      const tree = dissect(bytes);
      assert.equal(tree.length, bytes.length);
      inside(tree, 0, bytes.length);
    }),
    { numRuns: 2000 },
  ));

Deno.test("`Framer` follows any stream without throwing, and keeps less than a message", () =>
  fc.assert(fc.property(fc.array(fc.oneof(anything, mangled), { maxLength: 6 }), (chunks) => {
    const framer = new Framer();
    for (const chunk of chunks) {
      for (const message of framer.push(chunk).messages) assert(message.length >= 19);
      assert(framer.pending < 65535);
    }
  })));

Deno.test("`encodeUpdates()` packs all NLRI into messages that are short enough", () =>
  fc.assert(fc.property(
    fc.integer({ min: 0, max: 200 }),
    fc.integer({ min: 120, max: 4096 }),
    fc.constantFrom("reach", "unreach"),
    (count, longest, what) => {
      const nodes = Array.from(
        { length: count },
        (_, i) =>
          makeNode({ protocolId: 2, localNode: { igpRouterId: i.toString(16).padStart(12, "0") } }),
      );
      const rest = {
        path: { origin: "igp", asPath: [] },
        attributeBytes: new Uint8Array(0),
      } as const;
      const found = encodeUpdates(what as "reach" | "unreach", nodes, rest, longest).flatMap(
        (bytes) => {
          assert(bytes.length <= longest);
          const message = decodeMessage(bytes);
          assert(message.kind === "update" && message.errors.length === 0);
          return message[what as "reach" | "unreach"];
        },
      );
      assert.deepEqual(found, nodes);
    },
  )));
