import assert from "node:assert/strict";
import { Framer } from "../../../src/pcep/codec/framer.ts";
import { WireError } from "../../../src/wire/error.ts";
import { fromHex, toHex } from "../../wire/hex.ts";

const KEEPALIVE = "20020004", CLOSE = "2007000c0f10000800000001";

Deno.test("`Framer` waits for the rest, octet by octet (RFC 5440 §6.1)", () => {
  const framer = new Framer();
  const got: string[] = [];
  for (const octet of fromHex(KEEPALIVE + CLOSE + KEEPALIVE)) {
    framer.push(Uint8Array.of(octet));
    const message = framer.next();
    if (message instanceof Uint8Array) got.push(toHex(message));
  }
  assert.deepEqual(got, [KEEPALIVE, CLOSE, KEEPALIVE]);
});

Deno.test("`Framer` answers fresh octets, so that the socket's buffer can be used again", () => {
  const framer = new Framer(), chunk = fromHex(KEEPALIVE);
  framer.push(chunk);
  const message = framer.next();
  chunk.fill(0);
  assert(message instanceof Uint8Array);
  assert.equal(toHex(message), KEEPALIVE);
});

Deno.test("`Framer` is lost for good at a wrong version or an impossible length", () => {
  for (
    const [bad, code] of [["40020004", "value"], ["20020003", "length"], ["2002", ""]] as const
  ) {
    const framer = new Framer();
    framer.push(fromHex(KEEPALIVE + bad));
    assert(framer.next() instanceof Uint8Array);
    const next = framer.next();
    if (code === "") assert.equal(next, undefined);
    else {
      assert(next instanceof WireError && next.code === code);
      framer.push(fromHex(KEEPALIVE));
      assert.equal(framer.next(), next);
    }
  }
});

Deno.test("`Framer.rest()` hands over what follows a StartTLS", () => {
  const framer = new Framer();
  framer.push(fromHex("200d0004" + "160301"));
  assert(framer.next() instanceof Uint8Array);
  assert.equal(toHex(framer.rest()), "160301");
  assert.equal(framer.pending, 0);
});

Deno.test("`Framer` takes the longest message, in many chunks, without copying it again and again", () => {
  const long = new Uint8Array(65535);
  long.set([0x20, 20, 255, 255]);
  const framer = new Framer();
  for (let at = 0; at < long.length; at += 100) {
    assert.equal(framer.next(), undefined);
    framer.push(long.slice(at, at + 100));
  }
  assert.deepEqual(framer.next(), long);
});
