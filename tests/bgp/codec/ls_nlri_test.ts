import assert from "node:assert/strict";
import fc from "fast-check";
import type { LsNlri } from "../../../src/bgp/codec/ls_nlri.ts";
import { readLsNlris } from "../../../src/bgp/codec/read_ls_nlri.ts";
import {
  encodeNlri,
  makeIpv4Prefix,
  makeIpv6Prefix,
  makeLink,
  makeNode,
  makeSrv6Sid,
  type NlriContent,
} from "../../../src/bgp/codec/write_ls_nlri.ts";
import { formatIpv6, networkOf } from "../../../src/lib/address.ts";
import { fromHex, toHex } from "../shared_bytes.ts";

function read(bytes: Uint8Array): LsNlri {
  const into: LsNlri[] = [], discarded: string[] = [];
  readLsNlris(bytes, 0, bytes.length, { vpn: false, addPath: false }, into, discarded);
  assert.deepEqual(discarded, []);
  return into[0]!;
}
const readHex = (hex: string) => read(fromHex(hex.replaceAll(" ", "")));
const LOCAL = "0100 000a 0203 0006 000000000001";

Deno.test("`readLsNlris()` reads router-ids of every length (RFC 9552 §5.2.1.4)", () => {
  for (
    const id of [
      "0a000001",
      "000000000001",
      "00000000000102",
      "0a0000010a000002",
      "20010db8".padEnd(32, "0"),
    ]
  ) {
    const n = id.length / 2, hex = (v: number) => v.toString(16).padStart(4, "0");
    const nlri = readHex(
      `0001 ${hex(17 + n)} 02 0000000000000000 0100 ${hex(4 + n)} 0203 ${hex(n)} ${id}`,
    );
    assert(nlri.type === "node" && nlri.localNode.igpRouterId === id);
  }
});

Deno.test("`readLsNlris()` gives one key to TLVs in any order, and masks the topology id", () => {
  const sorted = "0002 003b 02 0000000000000001 " + LOCAL +
    "0101 0012 0200 0004 0000fde8 0203 0006 000000000002" +
    "0103 0004 0a000001 0107 0002 f002";
  const mixed = "0002 003b 02 0000000000000001 0107 0002 f002 0103 0004 0a000001" +
    "0101 0012 0203 0006 000000000002 0200 0004 0000fde8" + LOCAL;
  const one = readHex(sorted), two = readHex(mixed);
  assert(one.type === "link" && two.type === "link");
  assert.equal(two.key, one.key);
  assert.deepEqual(two, one);
  assert.equal(one.identifier, 1n);
  assert.equal(one.link.mtId, 2);
  assert.equal(one.remoteNode.asn, 65000);
});

Deno.test("`readLsNlris()` clears the host bits of a prefix, in its key too", () => {
  const head = "0003 0020 02 0000000000000000 " + LOCAL;
  const one = readHex(`${head} 0109 0005 1f 0a000000`),
    two = readHex(`${head} 0109 0005 1f 0a000001`);
  assert(one.type === "ipv4Prefix" && two.type === "ipv4Prefix");
  assert.equal(two.address, 0x0a000000);
  assert.equal(two.key, one.key);
});

Deno.test("`readLsNlris()` reads the default route, one octet long", () => {
  const four = readHex(`0003 001c 02 0000000000000000 ${LOCAL} 0109 0001 00`);
  assert(four.type === "ipv4Prefix" && four.address === 0 && four.prefixLength === 0);
  const six = readHex(`0004 001c 02 0000000000000000 ${LOCAL} 0109 0001 00`);
  assert(six.type === "ipv6Prefix" && six.address === "::" && six.prefixLength === 0);
});

Deno.test("`readLsNlris()` reads BGP-only nodes and unnumbered links", () => {
  const nlri = readHex(
    "0002 003d 07 0000000000000000 0100 0010 0200 0004 0000fde8 0204 0004 0a000001" +
      "0101 0010 0200 0004 0000fde9 0204 0004 0a000002 0102 0008 0000000a 00000000",
  );
  assert(nlri.type === "link");
  assert.deepEqual([nlri.localNode.igpRouterId, nlri.localNode.bgpRouterId], ["", 0x0a000001]);
  assert.deepEqual([nlri.link.localLinkId, nlri.link.remoteLinkId], [10, 0]);
});

Deno.test("`readLsNlris()` keeps NLRI types without row whole", () => {
  const nlri = readHex("0005 0003 abcdef");
  assert(nlri.type === "unknown" && nlri.nlriType === 5);
  assert.deepEqual(nlri.octets, fromHex("abcdef"));
});

const u32 = fc.integer({ min: 0, max: 0xffffffff });
const hexOctets = (...lengths: number[]) =>
  fc.constantFrom(...lengths).chain((n) => fc.uint8Array({ minLength: n, maxLength: n })).map(
    toHex,
  );
const ipv6 = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((b) => formatIpv6(b));
const maybe = <T>(a: fc.Arbitrary<T>) => fc.option(a, { nil: undefined });
const nodeDescriptor = fc.record({
  asn: maybe(u32),
  bgpLsId: maybe(u32),
  ospfAreaId: maybe(u32),
  igpRouterId: hexOctets(4, 6, 7, 8, 16),
  bgpRouterId: maybe(u32),
  memberAsn: maybe(u32),
});
const head = fc.record({
  protocolId: fc.integer({ min: 1, max: 7 }),
  identifier: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  localNode: nodeDescriptor,
});
const mtId = fc.integer({ min: 0, max: 0x0fff });
const ids = fc.oneof(
  fc.record({ localLinkId: u32, remoteLinkId: u32 }),
  fc.constant({ localLinkId: undefined, remoteLinkId: undefined }),
);
const addresses = fc.record({
  ipv4Interface: maybe(u32),
  ipv4Neighbor: maybe(u32),
  ipv6Interface: maybe(ipv6),
  ipv6Neighbor: maybe(ipv6),
  mtId,
});
const nlri: fc.Arbitrary<LsNlri> = fc.oneof(
  head.map(makeNode),
  fc.tuple(head, nodeDescriptor, ids, addresses).map(([h, remoteNode, i, a]) =>
    makeLink({ ...h, remoteNode, link: { ...i, ...a } })
  ),
  fc.tuple(head, mtId, fc.integer({ min: 0, max: 32 }), u32).map(([h, mtId, prefixLength, a]) =>
    makeIpv4Prefix({ ...h, mtId, prefixLength, address: networkOf(a, prefixLength) as number })
  ),
  fc.tuple(head, mtId, fc.integer({ min: 0, max: 128 }), ipv6).map(([h, mtId, prefixLength, a]) =>
    makeIpv6Prefix({ ...h, mtId, prefixLength, address: networkOf(a, prefixLength) as string })
  ),
  fc.tuple(head, mtId, ipv6).map(([h, mtId, sid]) => makeSrv6Sid({ ...h, mtId, sid })),
);

Deno.test("`encodeNlri()` and `readLsNlris()` are inverse, key included", () =>
  fc.assert(fc.property(nlri, (made) => {
    const content: NlriContent = made;
    assert.deepEqual(read(encodeNlri(content)), made);
  })));

Deno.test("Different NLRI have different keys", () =>
  fc.assert(fc.property(nlri, nlri, (a, b) => {
    const { key: one, ...what } = a, { key: two, ...other } = b;
    let equal = true;
    try {
      assert.deepEqual(what, other);
    } catch {
      equal = false;
    }
    assert.equal(one === two, equal);
  })));
