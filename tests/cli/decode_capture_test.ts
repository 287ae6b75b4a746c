/** Captures of every kind, whole and broken: what was said is found, what was lost is told. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { messagesIn } from "../../src/cli/decode/messages_in.ts";
import { tcpPayloads } from "../../src/cli/decode/ip_packets.ts";
import { tcpStreams } from "../../src/cli/decode/tcp_streams.ts";
import {
  be16,
  block,
  describe,
  enhanced,
  ethernet,
  ipPacket,
  ipv4,
  ipv6,
  join,
  pcap,
  type Said,
  section,
  SYN,
  words,
} from "./decode_packets.ts";
import { run } from "./paper.ts";

const OPEN = Uint8Array.fromHex(
  "2001002801100024201e78040010000400000005002200100000000101000000001a000400000008",
);
const KEEPALIVE = Uint8Array.fromHex("20020004");
const BGP_KEEPALIVE = Uint8Array.fromHex("ffffffffffffffffffffffffffffffff001304");
const said = (payload: Uint8Array, change: Partial<Said> = {}): Uint8Array =>
  ipPacket({ payload, sequence: 1, ...change });
const hexOf = (file: Uint8Array) => messagesIn(file).messages.map(({ bytes }) => bytes.toHex());
const BOTH = [OPEN.toHex(), KEEPALIVE.toHex()];

Deno.test("`messagesIn()` reads pcap of both byte orders, in microseconds and nanoseconds", () => {
  const packet = ethernet(0x0800, said(join(OPEN, KEEPALIVE)));
  for (const little of [true, false]) {
    for (const nanoseconds of [true, false]) {
      const { messages, notes } = messagesIn(pcap([packet], { little, nanoseconds }));
      assert.deepEqual(messages.map(({ bytes }) => bytes.toHex()), BOTH);
      assert.equal(messages[0]!.atMicroseconds, 1000_250_000);
      assert.deepEqual(notes, []);
    }
  }
});

Deno.test("`messagesIn()` finds IP below every link that routers and hosts capture on", () => {
  const ip = said(join(OPEN, KEEPALIVE));
  const packets: readonly (readonly [string, number, Uint8Array])[] = [
    ["Ethernet", 1, ethernet(0x0800, ip)],
    ["802.1Q", 1, ethernet(0x8100, join(be16(7), be16(0x0800), ip))],
    ["QinQ", 1, ethernet(0x88a8, join(be16(7), be16(0x8100), be16(8), be16(0x0800), ip))],
    ["IPv6", 1, ethernet(0x86dd, said(join(OPEN, KEEPALIVE), { ipv6: true }))],
    ["padded", 1, join(ethernet(0x0800, ip), new Uint8Array(20))],
    ["SLL", 113, join(new Uint8Array(14), be16(0x0800), ip)],
    ["SLL2", 276, join(be16(0x0800), new Uint8Array(18), ip)],
    ["NULL", 0, join([2, 0, 0, 0], ip)],
    ["LOOP", 108, join([0, 0, 0, 2], ip)],
    ["RAW", 101, ip],
    ["IPV4", 228, ip],
  ];
  for (const [name, linkType, packet] of packets) {
    assert.deepEqual(hexOf(pcap([packet], { linkType })), BOTH, name);
  }
});

Deno.test("`messagesIn()` walks the extension headers of IPv6 (RFC 8200 §4)", () => {
  const tcp = said(OPEN, { ipv6: true }).subarray(40);
  const options = join([60, 0, 1, 4, 0, 0, 0, 0], [43, 0, 1, 4, 0, 0, 0, 0]);
  const routing = join([51, 1, 0, 0], new Uint8Array(12));
  const authentication = join([6, 1], new Uint8Array(10));
  const packet = ipv6(0, join(options, routing, authentication, tcp));
  assert.deepEqual(hexOf(pcap([packet], { linkType: 101 })), [OPEN.toHex()]);
});

Deno.test("`messagesIn()` puts fragments together, and says which have no others", () => {
  const tcp = said(join(OPEN, KEEPALIVE)).subarray(20);
  const [first, second] = [
    ipv4(tcp.subarray(0, 24), [0, true]),
    ipv4(tcp.subarray(24), [24, false]),
  ];
  for (const packets of [[first, second], [second, first], [second, second, first]]) {
    assert.deepEqual(hexOf(pcap(packets, { linkType: 101 })), BOTH);
  }
  const head = (offset: number, more: 0 | 1) => join([6, 0], be16(offset | more), [0, 0, 0, 9]);
  const six = [
    ipv6(44, join(head(0, 1), tcp.subarray(0, 24))),
    ipv6(44, join(head(24, 0), tcp.subarray(24))),
  ];
  assert.deepEqual(hexOf(pcap(six, { linkType: 101 })), BOTH);
  const { notes } = messagesIn(pcap([said(OPEN), first], { linkType: 101 }));
  assert.match(notes.join(), /packet 2: an IP fragment/);
});

Deno.test("`messagesIn()` reads pcapng: several interfaces, units of time, blocks of other kinds", () => {
  for (const little of [true, false]) {
    const file = join(
      section(little),
      block(0x0bad, words(little, 1, 2, 3), little),
      describe(1, undefined, little),
      describe(101, 9, little), // nanoseconds
      enhanced(1, 2_000_000_250_999n, said(KEEPALIVE, { sequence: 41 }), little),
      block(5, words(little, 0, 0, 0), little), // statistics
      enhanced(0, 1_000_000n, ethernet(0x0800, said(OPEN)), little),
      section(!little), // another section, the other byte order
      describe(101, 0x80 | 1, !little), // halves of a second
      enhanced(0, 9001n, said(KEEPALIVE, { sequence: 45 }), !little),
    );
    const { messages, notes } = messagesIn(file);
    assert.deepEqual(messages.map(({ bytes }) => bytes.length), [40, 4, 4]);
    assert.deepEqual(messages.map((m) => m.atMicroseconds), [
      1_000_000,
      2000_000_250,
      4500_500_000,
    ]);
    assert.deepEqual(notes, []);
  }
});

Deno.test("`messagesIn()` tells where a broken file breaks, and gives what was before", () => {
  const packet = ethernet(0x0800, said(OPEN));
  const whole = pcap([packet, packet]);
  const cut = messagesIn(whole.subarray(0, whole.length - 3));
  assert.equal(cut.messages.length, 1);
  assert.match(cut.notes.join(), /octet 134: packet 2 has 94 octets, the file only 91 more/);
  const next = join(section(), describe(1), enhanced(0, 1n, packet));
  const broken = messagesIn(join(next, [1, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0]));
  assert.equal(broken.messages.length, 1);
  assert.match(broken.notes.join(), new RegExp(`octet ${next.length}: a block of 3 octets`));
  const orphan = messagesIn(join(next, enhanced(9, 1n, packet)));
  assert.match(orphan.notes.join(), /packet 2 names interface 9/);
});

Deno.test("`messagesIn()` never fails on a file that was damaged (property)", () => {
  const packet = ethernet(0x0800, said(join(OPEN, KEEPALIVE)));
  const files = [pcap([packet, packet]), join(section(), describe(1, 9), enhanced(0, 1n, packet))];
  fc.assert(fc.property(
    fc.constantFrom(...files),
    fc.array(fc.tuple(fc.nat(300), fc.nat(255)), { maxLength: 6 }),
    fc.nat(300),
    (file, changes, length) => {
      const damaged = file.slice(0, Math.max(file.length - length % 40, 4));
      for (const [at, octet] of changes) damaged[at % damaged.length] = octet;
      try {
        messagesIn(damaged, { protocol: "pcep" });
      } catch (problem) {
        assert.equal((problem as Error).name, "EdgeError");
      }
    },
  ));
});

Deno.test("`tcpStreams()` gives the octets in order, however segments are split, repeated and mixed up", () => {
  fc.assert(fc.property(
    fc.uint8Array({ minLength: 1, maxLength: 300 }),
    fc.array(fc.tuple(fc.nat(299), fc.integer({ min: 1, max: 80 })), { maxLength: 20 }),
    fc.oneof(fc.nat(0xffffffff), fc.integer({ min: 0xfffffe00, max: 0xffffffff })),
    (octets, repeats, start) => {
      const cuts: [number, number][] = [];
      for (let at = 0; at < octets.length; at += 37) {
        cuts.push([at, Math.min(37, octets.length - at)]);
      }
      for (const [at, length] of repeats) {
        if (at < octets.length) cuts.push([at, Math.min(length, octets.length - at)]);
      }
      const order = cuts.map((cut, i) => ({ cut, key: (i * 7919 + start) % 101 }))
        .sort((a, b) => a.key - b.key).map(({ cut }) => cut);
      const packets = [
        said(new Uint8Array(), { sequence: start, flags: SYN }),
        ...order.map(([at, n]) => said(octets.subarray(at, at + n), { sequence: start + 1 + at })),
      ];
      const [stream, ...others] = tcpStreams(payloads(packets));
      assert.equal(others.length, 0);
      assert.equal(stream!.pieces.length, 1);
      assert.equal(stream!.pieces[0]!.contradicted, 0);
      const heard = stream!.pieces[0]!.chunks.flatMap(({ bytes }) => [...bytes]);
      assert.deepEqual(heard, [...octets]);
    },
  ));
});
const payloads = (packets: readonly Uint8Array[]) =>
  tcpPayloads(packets.map((bytes, i) => ({
    number: i + 1,
    atMicroseconds: 0,
    linkType: 101,
    bytes,
    originalLength: bytes.length,
  }))).segments;

Deno.test("`tcpStreams()` marks what was not captured, and what came again as something else", () => {
  const octets = new Uint8Array(100).map((_, i) => i);
  const [gap] = tcpStreams(payloads([
    said(octets.subarray(0, 40), { sequence: 10 }),
    said(octets.subarray(60), { sequence: 70 }),
  ]));
  assert.deepEqual(gap!.pieces.map(({ missingBefore }) => missingBefore), [0, 20]);
  const [other] = tcpStreams(payloads([
    said(octets.subarray(0, 40), { sequence: 10 }),
    said(octets.subarray(0, 60).toReversed(), { sequence: 10 }),
  ]));
  assert.ok(other!.pieces[0]!.contradicted >= 38);
});

Deno.test("`messagesIn()` goes on behind a gap at the next message that holds", () => {
  const stream = join(OPEN, KEEPALIVE, OPEN, KEEPALIVE, OPEN);
  for (let lost = 1; lost <= 68; lost++) {
    const file = pcap([
      said(new Uint8Array(), { sequence: 0, flags: SYN }),
      said(stream.subarray(0, 20), { sequence: 1 }),
      said(stream.subarray(20 + lost), { sequence: 21 + lost }),
    ], { linkType: 101 });
    const { messages, notes } = messagesIn(file);
    const whole = messages.filter((m) => m.whole).map(({ bytes }) => bytes.toHex());
    assert.ok(whole.every((hex) => BOTH.includes(hex)), `${lost}`);
    assert.equal(whole.at(-1), OPEN.toHex(), `${lost}`);
    assert.match(notes.join(), new RegExp(`${lost} octets were not captured`));
    const all = messages.reduce((sum, { bytes }) => sum + bytes.length, 0);
    assert.equal(all, stream.length - lost); // no octet is left out
  }
});

Deno.test("`messagesIn()` begins in the middle of a stream", () => {
  const stream = join(OPEN, KEEPALIVE, OPEN);
  const bgp = join(BGP_KEEPALIVE, BGP_KEEPALIVE, BGP_KEEPALIVE);
  for (let from = 1; from < 40; from++) {
    const { messages } = messagesIn(pcap([said(stream.subarray(from))], { linkType: 101 }));
    assert.deepEqual(messages.map(({ whole }) => whole), [false, true, true], `${from}`);
  }
  for (let from = 1; from < 19; from++) {
    const packet = said(bgp.subarray(from), { ports: [179, 40000] });
    const { messages } = messagesIn(pcap([packet], { linkType: 101 }));
    assert.deepEqual(messages.map(({ whole }) => whole), [false, true, true], `${from}`);
  }
});

Deno.test("`messagesIn()` keeps connections apart, also those of the same ports", () => {
  const file = pcap([
    said(new Uint8Array(), { sequence: 99, flags: SYN }),
    said(OPEN, { sequence: 100 }),
    said(OPEN, { sequence: 7, ports: [50001, 4189] }),
    said(new Uint8Array(), { sequence: 5000, flags: SYN }),
    said(KEEPALIVE, { sequence: 5001 }),
    said(new Uint8Array(), { sequence: 5000, flags: SYN }), // sent again
  ], { linkType: 101 });
  const { messages, notes } = messagesIn(file);
  assert.deepEqual(messages.map(({ bytes }) => bytes.length), [40, 40, 4]);
  assert.deepEqual(notes, []);
});

Deno.test("`cairn decode` guesses protocols on other ports by content, or is told the port", async () => {
  const http = new TextEncoder().encode("GET / HTTP/1.1\r\n");
  const file = pcap([
    said(OPEN, { ports: [50000, 9999] }),
    said(join(BGP_KEEPALIVE, BGP_KEEPALIVE), { ports: [50001, 9998] }),
    said(http, { ports: [50002, 9997] }),
    said(OPEN.subarray(0, 30), { ports: [50003, 9996] }),
  ], { linkType: 101 });
  const types = async (...more: string[]) => {
    const { out } = await run(["decode", "x", "--json", ...more], { files: { x: file } });
    return out.trim().split("\n").map((line) => JSON.parse(line)).map(({ type, whole }) =>
      `${type}${whole ? "" : "?"}`
    );
  };
  assert.deepEqual(await types(), ["Open", "KEEPALIVE", "KEEPALIVE", "Open?"]);
  assert.equal((await types("--pcep-port", "9997")).length, 5);
  const none = await run(["decode", "x"], {
    files: { x: pcap([said(http, { ports: [1, 80] })], { linkType: 101 }) },
  });
  assert.match(none.err, /1 packet\) holds no PCEP and no BGP over TCP/);
});

Deno.test("`messagesIn()` says where TLS begins, from the start or after StartTLS (RFC 8253 §3)", () => {
  const record = Uint8Array.of(22, 3, 1, 0, 5, 1, 0, 0, 1, 9);
  const startTls = Uint8Array.of(0x20, 13, 0, 4);
  const { messages, notes } = messagesIn(
    pcap([said(join(startTls, record)), said(record, { sequence: 15 })], { linkType: 101 }),
  );
  assert.deepEqual(messages.map(({ bytes }) => bytes.length), [4]);
  assert.match(notes.join(), /10\.0\.0\.1:50000 → 10\.0\.0\.2:4189: TLS, 20 octets/);
  const only = messagesIn(pcap([said(record)], { linkType: 101 }));
  assert.deepEqual(only.messages, []);
  assert.match(only.notes.join(), /TLS, 10 octets/);
});

Deno.test("`messagesIn()` reads AS_PATH with as many octets as the two OPENs agreed on (RFC 6793 §4)", () => {
  const open = (...capabilities: number[]) => {
    const parameters = capabilities.length === 0 ? [] : [2, capabilities.length, ...capabilities];
    const length = 29 + parameters.length;
    const body = [4, 0xfd, 0xe8, 0, 90, 10, 0, 0, 1, parameters.length, ...parameters];
    return join(new Uint8Array(16).fill(255), be16(length), [1], body);
  };
  const path = [0x40, 2, 4, 2, 1, 0xfd, 0xe8];
  const update = join(
    new Uint8Array(16).fill(255),
    be16(23 + path.length),
    [2, 0, 0],
    be16(path.length),
    path,
  );
  const four = open(65, 4, 0, 0, 0xfd, 0xe8), two = open();
  for (const [other, bad] of [[four, true], [two, false]] as const) {
    const file = pcap([
      said(four, { ports: [179, 40000] }),
      said(other, { ports: [40000, 179] }).map((octet, i) => i === 15 ? 2 : i === 19 ? 1 : octet),
      said(update, { ports: [179, 40000], sequence: 1 + four.length }),
    ], { linkType: 101 });
    const { messages } = messagesIn(file);
    assert.equal(messages.at(-1)!.form!.fourOctetAsn, bad);
  }
});
