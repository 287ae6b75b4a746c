import assert from "node:assert/strict";
import fc from "fast-check";
import { encodeMessage } from "../../../src/bgp/codec/encode_message.ts";
import { Framer } from "../../../src/bgp/codec/framer.ts";

const KEEPALIVE = encodeMessage({ kind: "keepalive" });
const NOTIFICATION = encodeMessage({
  kind: "notification",
  code: 6,
  subcode: 2,
  octets: Uint8Array.of(1, 65),
});
function head(length: number, type: number): Uint8Array {
  return Uint8Array.of(...new Array<number>(16).fill(255), length >> 8, length & 255, type);
}
function faultOf(bytes: Uint8Array, extended = true): string {
  const framer = new Framer();
  framer.extended = extended;
  const { fault } = framer.push(bytes);
  return fault ? `${fault.code}/${fault.subcode} ${fault.octets.join(",")}` : "none";
}

Deno.test("`Framer` splits at every octet", () => {
  const stream = Uint8Array.of(...KEEPALIVE, ...NOTIFICATION, ...KEEPALIVE);
  for (let cut = 0; cut <= stream.length; cut++) {
    const framer = new Framer();
    const found: Uint8Array[] = [
      ...framer.push(stream.subarray(0, cut)).messages.map((m) => m.slice()),
    ];
    found.push(...framer.push(stream.subarray(cut)).messages);
    assert.deepEqual(found, [KEEPALIVE, NOTIFICATION, KEEPALIVE]);
  }
});

Deno.test("`Framer` keeps what is whole however a stream is chunked", () =>
  fc.assert(fc.property(
    fc.array(fc.constantFrom(KEEPALIVE, NOTIFICATION), { maxLength: 8 }),
    fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 20 }),
    (messages, steps) => {
      const stream = Uint8Array.from(messages.flatMap((m) => [...m]));
      const framer = new Framer(), found: Uint8Array[] = [];
      for (let at = 0, i = 0; at < stream.length; i++) {
        const step = steps[i % steps.length]!;
        found.push(...framer.push(stream.slice(at, at + step)).messages.map((m) => m.slice()));
        at += step;
      }
      assert.deepEqual(found, messages);
    },
  )));

Deno.test("`Framer` answers a bad marker with 1/1 at the first wrong octet (RFC 4271 §6.1)", () => {
  assert.equal(faultOf(Uint8Array.of(255, 255, 0)), "1/1 ");
  assert.equal(faultOf(new TextEncoder().encode("GET / HTTP/1.1\r\n")), "1/1 ");
});

Deno.test("`Framer` answers bad lengths with 1/2 and the length, bad types with 1/3", () => {
  assert.equal(faultOf(head(18, 4)), "1/2 0,18");
  assert.equal(faultOf(head(20, 4)), "1/2 0,20"); // KEEPALIVE has 19
  assert.equal(faultOf(head(28, 1)), "1/2 0,28"); // OPEN has 29 at least
  assert.equal(faultOf(head(22, 2)), "1/2 0,22");
  assert.equal(faultOf(head(20, 3)), "1/2 0,20");
  assert.equal(faultOf(head(4097, 1)), "1/2 16,1"); // never extended (RFC 8654 §4)
  assert.equal(faultOf(head(19, 9)), "1/3 9");
  assert.equal(faultOf(head(19, 0)), "1/3 0");
});

Deno.test("`Framer` takes 4,097 octets only where extended messages may come (RFC 8654 §5)", () => {
  assert.equal(faultOf(head(4097, 2), true), "none");
  assert.equal(faultOf(head(65535, 2), true), "none");
  assert.equal(faultOf(head(4097, 2), false), "1/2 16,1");
  assert.equal(faultOf(head(4096, 2), false), "none");
});

Deno.test("`Framer` gives what came before the fault, and nothing after it", () => {
  const framer = new Framer();
  const first = framer.push(Uint8Array.of(...KEEPALIVE, ...head(18, 4), ...KEEPALIVE));
  assert.deepEqual(first.messages, [KEEPALIVE]);
  assert.equal(first.fault?.subcode, 2);
  const later = framer.push(KEEPALIVE);
  assert.deepEqual(later.messages, []);
  assert.equal(later.fault?.subcode, 2);
  assert.equal(framer.pending, 0);
});

Deno.test("`Framer` goes on from the partial message of another", () => {
  const stream = Uint8Array.of(...KEEPALIVE, ...NOTIFICATION);
  for (let cut = 0; cut <= stream.length; cut++) {
    const first = new Framer();
    const found = first.push(stream.subarray(0, cut)).messages.map((m) => m.slice());
    const second = new Framer(first.partial);
    assert.equal(second.pending, first.pending);
    found.push(...second.push(stream.subarray(cut)).messages.map((m) => m.slice()));
    assert.deepEqual(found, [KEEPALIVE, NOTIFICATION]);
  }
});
