import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { messagesIn } from "../../src/cli/decode/messages_in.ts";
import { type Packet, readCapture } from "../../src/cli/decode/capture.ts";
import { tcpStreams } from "../../src/cli/decode/tcp_streams.ts";
import { run } from "./paper.ts";

const CAPTURES = fileURLToPath(new URL("../../../shared/captures/", import.meta.url));
const OPEN = "2001002801100024201e78040010000400000005002200100000000101000000001a000400000008";
const KEEPALIVE = "20020004";

Deno.test("`cairn decode` prints every field of a PCEP Open with its RFC", async () => {
  const files = { "open.hex": `${OPEN} ${KEEPALIVE}  # and a Keepalive\n` };
  const { status, out } = await run(["decode", "open.hex"], { files });
  assert.equal(status, 0);
  assert.match(out, /^#1 {2}PCEP .*40 octets/);
  assert.match(out, /RFC 8231 §/);
  assert.match(out, /^#2 {2}PCEP .*4 octets/m);
});

Deno.test("`cairn decode -o json` is one JSON object a message", async () => {
  const { out } = await run(["decode", "-", "-o", "json"], { files: { "-": OPEN + KEEPALIVE } });
  const messages = out.trim().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(messages.map(({ n, protocol, hex }) => [n, protocol, hex]), [
    [1, "pcep", OPEN],
    [2, "pcep", KEEPALIVE],
  ]);
  assert.ok(messages[0].message.children.length > 1);
});

Deno.test("`cairn decode` shows a line that begins like nothing as what the others are", async () => {
  const lines = [OPEN, "40020004", KEEPALIVE].map((hex) => JSON.stringify({ hex })).join("\n");
  const { status, out } = await run(["decode", "x"], { files: { x: lines } });
  assert.equal(status, 0);
  assert.match(out, /^#2 {2}PCEP .*PCEP version 2/m);
  assert.match(out, /^#3 {2}PCEP Keepalive/m);
  const bad = await run(["decode", "x"], { files: { x: `${lines}\n{"hex":"2"}` } });
  assert.match(bad.err, /"hex" of line 4 is no hex/);
});

Deno.test("`cairn decode` takes JSON lines with time, peer and direction", async () => {
  const line = JSON.stringify({ t: 1795332250.5725, peer: "10.255.0.1", dir: "in", hex: OPEN });
  const { out } = await run(["decode", "x"], {
    files: { x: `${line}\n{"dir":"ev","note":"up"}\n` },
  });
  assert.match(out, /from 10\.255\.0\.1 {2}2026-11-22T07:24:10\.572Z/);
});

Deno.test("`cairn decode` says what it cannot read, and shows a message that is not whole", async () => {
  assert.match(
    (await run(["decode", "x"], { files: { x: "zz" } })).err,
    /neither hex, JSON lines nor/,
  );
  assert.match(
    (await run(["decode", "x"], { files: { x: "00ff00ff" } })).err,
    /--protocol pcep or bgp/,
  );
  assert.match((await run(["decode", "x"], { files: { x: "" } })).err, /empty/);
  const cut = await run(["decode", "x"], { files: { x: OPEN.slice(0, 40) } });
  assert.equal(cut.status, 0);
  assert.match(cut.out, /the message is not whole/);
});

/** A TCP segment in IPv4 in Ethernet, as tcpdump gives it. */
function packet(sequence: number, payload: Uint8Array, flags = 0x18): Packet {
  const bytes = new Uint8Array(14 + 20 + 20 + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(12, 0x0800);
  bytes[14] = 0x45;
  view.setUint16(16, 40 + payload.length);
  bytes[23] = 6;
  view.setUint32(26, 0x0a000001);
  view.setUint32(30, 0x0a000002);
  view.setUint16(34, 50000);
  view.setUint16(36, 4189);
  view.setUint32(38, sequence);
  bytes[46] = 0x50;
  bytes[47] = flags;
  bytes.set(payload, 54);
  return { atMicroseconds: 0, linkType: 1, bytes };
}

Deno.test("`tcpStreams()` gives the octets in order, however segments are split, repeated and mixed up", () => {
  fc.assert(fc.property(
    fc.uint8Array({ minLength: 1, maxLength: 300 }),
    fc.array(fc.tuple(fc.nat(299), fc.integer({ min: 1, max: 80 })), { maxLength: 20 }),
    fc.nat(0xffffffff),
    (said, repeats, start) => {
      const cuts: [number, number][] = [];
      for (let at = 0; at < said.length; at += 37) cuts.push([at, Math.min(37, said.length - at)]);
      for (const [at, length] of repeats) {
        if (at < said.length) cuts.push([at, Math.min(length, said.length - at)]);
      }
      const order = cuts.map((cut, i) => ({ cut, key: (i * 7919 + start) % 101 }))
        .sort((a, b) => a.key - b.key).map(({ cut }) => cut);
      const packets = [
        packet(start, new Uint8Array(), 0x02),
        ...order.map(([at, n]) => packet((start + 1 + at) >>> 0, said.subarray(at, at + n))),
      ];
      const [stream, ...others] = tcpStreams(packets);
      assert.equal(others.length, 0);
      assert.equal(stream!.pieces.length, 1);
      const heard = stream!.pieces[0]!.chunks.flatMap(({ bytes }) => [...bytes]);
      assert.deepEqual(heard, [...said]);
    },
  ));
});

Deno.test("`tcpStreams()` marks what was not captured", () => {
  const said = new Uint8Array(100).map((_, i) => i);
  const [stream] = tcpStreams([packet(10, said.subarray(0, 40)), packet(70, said.subarray(60))]);
  assert.deepEqual(stream!.pieces.map(({ missingBefore }) => missingBefore), [0, 20]);
});

Deno.test("`readCapture()` reads pcapng as well", () => {
  const payload = packet(1, new Uint8Array([0x20, 2, 0, 4])).bytes;
  const block = (type: number, body: Uint8Array) => {
    const padded = body.length + 3 & ~3;
    const bytes = new Uint8Array(12 + padded);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, type, true);
    view.setUint32(4, bytes.length, true);
    bytes.set(body, 8);
    view.setUint32(bytes.length - 4, bytes.length, true);
    return bytes;
  };
  const words = (...values: number[]) => new Uint8Array(new Uint32Array(values).buffer);
  const enhanced = new Uint8Array([
    ...words(0, 0x64e5f, 0x1000, payload.length, payload.length),
    ...payload,
  ]);
  const file = new Uint8Array([
    ...block(0x0a0d0d0a, words(0x1a2b3c4d, 0x00000001, 0xffffffff, 0xffffffff)),
    ...block(1, words(0x00000001, 65535)),
    ...block(6, enhanced),
  ]);
  const packets = readCapture(file);
  assert.equal(packets.length, 1);
  assert.equal(packets[0]!.atMicroseconds, 0x64e5f * 2 ** 32 + 0x1000);
  assert.equal(messagesIn(file, undefined).length, 1);
});

Deno.test("`messagesIn()` finds in each capture of the lab what was written down beside it", () => {
  if (!existsSync(CAPTURES)) return console.log("no captures beside the checkout: not compared");
  let compared = 0;
  for (const name of readdirSync(CAPTURES).filter((file) => file.endsWith(".pcap"))) {
    const messages = messagesIn(readFileSync(CAPTURES + name), undefined);
    assert.ok(messages.length > 10, name);
    for (const protocol of ["pcep", "bgp"] as const) {
      const lines = CAPTURES + name.replace(".pcap", `-${protocol}.jsonl`);
      if (!existsSync(lines)) continue;
      const captured = new Set(
        messages.filter((m) => m.protocol === protocol).map(({ bytes }) => bytes.toHex()),
      );
      const written = messagesIn(readFileSync(lines), protocol);
      const found = written.filter(({ bytes }) => captured.has(bytes.toHex()));
      compared += found.length;
      assert.ok(
        found.length >= 0.9 * written.length,
        `${name}: ${found.length} of ${written.length}`,
      );
    }
  }
  assert.ok(compared > 500, `${compared} messages compared`);
});
