/** Captures that lie, or are full of nothing: `cairn decode` says what it left out, and does not take the machine. */
import assert from "node:assert/strict";
import { cutMessages } from "../../src/cli/decode/message_cutter.ts";
import { MOST_PACKETS } from "../../src/cli/decode/packets.ts";
import { readPcap } from "../../src/cli/decode/pcap.ts";
import { readPcapng } from "../../src/cli/decode/pcapng.ts";

Deno.test("`readPcap()` takes so many packets and no more from a file of zeros", () => {
  const file = new Uint8Array(24 + 16 * (MOST_PACKETS + 1000));
  file.set([0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0]);
  const { packets, problems } = readPcap(file);
  assert.equal(packets.length, MOST_PACKETS);
  assert.match(problems.join(), /octet 64000024: more than 4000000 packets/);
});

Deno.test("`readPcapng()` stops telling what is wrong after a thousand times", () => {
  const section = [0x0a0d0d0a, 28, 0x1a2b3c4d, 1, 0xffffffff, 0xffffffff, 28];
  const packet = [6, 12, 12]; // without its fields
  const words = [...section, ...Array.from({ length: 5000 }, () => packet).flat()];
  const { problems } = readPcapng(new Uint8Array(Uint32Array.from(words).buffer));
  assert.equal(problems.length, 1001);
  assert.match(problems.at(-1)!, /too much is wrong/);
});

Deno.test("`cutMessages()` shows no more of noise than a message can be, and says how much it was", () => {
  const noise = new Uint8Array(1 << 20);
  const keepalive = [0x20, 2, 0, 4];
  noise.set([...keepalive, ...keepalive], noise.length - 8);
  for (const inside of [true, false]) {
    const { cuts: [first, ...messages] } = cutMessages(noise, "pcep", inside);
    assert.deepEqual([first?.start, first?.end], [0, 0xffff]);
    assert.match(first!.broken!, /983033 octets after these are left out/);
    assert.deepEqual(messages.map(({ start, end }) => end - start), [4, 4]);
  }
});
