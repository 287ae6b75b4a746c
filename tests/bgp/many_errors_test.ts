import assert from "node:assert/strict";
import { decodeMessage } from "../../src/bgp/codec/decode_message.ts";
import { USUAL_FORM } from "../../src/bgp/codec/session_form.ts";

Deno.test("`decodeMessage()` lists the first of 4,000 NLRI that cannot be read, and skips them all (RFC 9552 §8.2.2)", () => {
  const nlri = new Array<number[]>(4000).fill([0, 1, 0, 0]).flat();
  const value = [0x40, 4, 71, 4, 192, 0, 2, 1, 0, ...nlri];
  const attribute = [0x90, 14, value.length >> 8, value.length & 255, ...value];
  const size = 23 + attribute.length;
  const message = decodeMessage(
    Uint8Array.from([
      ...new Array<number>(16).fill(255),
      ...[size >> 8, size & 255, 2, 0, 0, attribute.length >> 8, attribute.length & 255],
      ...attribute,
    ]),
    USUAL_FORM,
  );
  assert(message.kind === "update");
  assert.deepEqual([message.reach.length, message.errors.length], [0, 32]);
  assert.match(message.errors.at(-1)!.why, /more may follow/);
});
