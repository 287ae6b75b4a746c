import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeMessage } from "../../../src/pcep/codec/decode.ts";
import { dissect } from "../../../src/pcep/codec/dissect.ts";
import { encodeMessage, encodeMessages } from "../../../src/pcep/codec/encode.ts";
import { Framer } from "../../../src/pcep/codec/framer.ts";
import { FRR } from "../../../src/pcep/profiles/frr.ts";
import { WireError } from "../../../src/wire/error.ts";
import { message } from "../arbitrary.ts";

Deno.test("`decodeMessage()` reads back every message that `encodeMessage()` writes", () => {
  fc.assert(
    fc.property(message, (sent) => {
      assert.deepEqual(decodeMessage(encodeMessage(sent)), sent);
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("`decodeMessage()` reads PCErr in FRR's order as well", () => {
  fc.assert(fc.property(message, (sent) => {
    if (sent.kind !== "error" && sent.kind !== "notification") return;
    assert.deepEqual(decodeMessage(encodeMessage(sent, FRR)), sent);
  }));
});

Deno.test("`encodeMessages()` splits what is too long, and loses nothing", () => {
  fc.assert(
    fc.property(message, (sent) => {
      if (sent.kind !== "report") return;
      const reports = Array.from({ length: 300 }, () => sent.reports).flat();
      const back = encodeMessages({ ...sent, reports }).map((one) => decodeMessage(one));
      assert.deepEqual(back.flatMap((m) => m.kind === "report" ? m.reports : []), reports);
    }),
    { numRuns: 40 },
  );
});

/** A real message with a few octets changed, or cut short: what bad routers and bad days send. */
const damaged = fc.tuple(
  message,
  fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }),
  fc.option(fc.nat(), { freq: 3 }),
).map(([sent, changes, cut]) => {
  let bytes = encodeMessage(sent);
  if (cut !== null) bytes = bytes.slice(0, cut % (bytes.length + 1));
  for (const [at, value] of changes) if (bytes.length > 0) bytes[at % bytes.length] = value;
  return bytes;
});

Deno.test("`decodeMessage()` answers or throws WireError on any bytes", () => {
  const any = fc.oneof(damaged, damaged.map(withLength), fc.uint8Array({ maxLength: 80 }));
  fc.assert(
    fc.property(any, (bytes) => {
      try {
        decodeMessage(bytes);
      } catch (e) {
        assert(e instanceof WireError, String(e));
      }
    }),
    { numRuns: 5_000 },
  );
});

Deno.test("what `decodeMessage()` took of damaged bytes, `encodeMessage()` can say again", () => {
  fc.assert(
    fc.property(damaged.map(withLength), (bytes) => {
      let first;
      try {
        first = decodeMessage(bytes);
      } catch {
        return;
      }
      const again = decodeMessage(encodeMessage(first));
      assert.equal(again.kind, first.kind);
    }),
    { numRuns: 3_000 },
  );
});

Deno.test("`dissect()` never throws, and each part lies inside the one around it", () => {
  fc.assert(
    fc.property(fc.oneof(damaged, damaged.map(withLength)), (bytes) => {
      const inside = (d: ReturnType<typeof dissect>): void => {
        for (const child of d.children) {
          assert(child.offset >= d.offset && child.offset + child.length <= d.offset + d.length);
          inside(child);
        }
      };
      const tree = dissect(bytes);
      assert.equal(tree.length, bytes.length);
      inside(tree);
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("`Framer` cuts the same messages however the stream is chopped", () => {
  const stream = fc.array(message, { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(stream, fc.array(fc.integer({ min: 1, max: 90 })), (messages, sizes) => {
      const sent = messages.map((m) => encodeMessage(m));
      const all = Uint8Array.from(sent.flatMap((b) => [...b]));
      const framer = new Framer(), got: Uint8Array[] = [];
      for (let at = 0, i = 0; at < all.length; i++) {
        const size = sizes[i % Math.max(sizes.length, 1)] ?? all.length;
        framer.push(all.slice(at, at + size));
        at += size;
        for (let m = framer.next(); m instanceof Uint8Array; m = framer.next()) got.push(m);
      }
      assert.deepEqual(got, sent);
      assert.equal(framer.pending, 0);
    }),
    { numRuns: 300 },
  );
});

/** The common header says what is there, so that the damage is found further in. */
function withLength(bytes: Uint8Array): Uint8Array {
  if (bytes.length < 4) return bytes;
  const out = bytes.slice();
  out[0] = 1 << 5;
  out[2] = out.length >> 8;
  out[3] = out.length & 255;
  return out;
}
