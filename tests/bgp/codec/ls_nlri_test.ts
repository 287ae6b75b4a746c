import assert from "node:assert/strict";
import fc from "fast-check";
import type { LsNlri } from "../../../src/bgp/codec/ls_nlri.ts";
import { headendRouterIds } from "../../../src/bgp/codec/read_candidate_path.ts";
import { readLsNlris } from "../../../src/bgp/codec/read_ls_nlri.ts";
import {
  encodeNlri,
  makeIpv4Prefix,
  makeIpv6Prefix,
  makeLink,
  makeNode,
  makeSrPolicy,
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
  for (const type of [7, 99, 65000]) { // stub link, unassigned, private
    const nlri = readHex(`${type.toString(16).padStart(4, "0")} 0003 abcdef`);
    assert(nlri.type === "unknown" && nlri.nlriType === type);
    assert.deepEqual(nlri.octets, fromHex("abcdef"));
  }
});

/** Figures of RFC 9857 §4 and §4.1, filled in by hand: a headend with a TE router-id, 10.0.0.9 color 100. */
const SR_POLICY = "0005 0041 09 0000000000000000" +
  "0100 0018 0200 0004 0000fde8 0204 0004 0a000001 0404 0004 0aff0001" +
  "022a 0018 14 00 0000 0a000009 00000064 0000fde8 0a000001 00000002";
/** The same with an IPv6 endpoint. */
const SR_POLICY_6 = "0005 003d 09 0000000000000000" +
  "0100 0008 0204 0004 0a000001" +
  "022a 0024 0a 80 0000 20010db8000000000000000000000009 00000064 00000000 0a000001 00000001";

Deno.test("`readLsNlris()` reads SR policy candidate paths of both families (RFC 9857 §4)", () => {
  const nlri = readHex(SR_POLICY);
  assert(nlri.type === "srPolicy" && nlri.protocolId === 9);
  assert.equal(nlri.localNode.bgpRouterId, 0x0a000001);
  assert.deepEqual(headendRouterIds(nlri), [0x0aff0001]);
  assert.deepEqual(nlri.candidatePath, {
    protocolOrigin: 20,
    endpoint: 0x0a000009,
    color: 100,
    originatorAsn: 65000,
    originator: 0x0a000001,
    discriminator: 2,
  });
  assert.equal(toHex(encodeNlri(nlri)), SR_POLICY.replaceAll(" ", ""));
  const six = readHex(SR_POLICY_6);
  assert(six.type === "srPolicy" && six.candidatePath.endpoint === "2001:db8::9");
  const { localNode, candidatePath } = six;
  assert.equal(makeSrPolicy({ protocolId: 9, localNode, candidatePath }).key, six.key);
});

Deno.test("`readLsNlris()` discards a candidate path whose flags and length disagree", () => {
  const into: LsNlri[] = [], discarded: string[] = [];
  const bytes = fromHex(SR_POLICY.replace("14 00 0000", "14 80 0000").replaceAll(" ", ""));
  readLsNlris(bytes, 0, bytes.length, { vpn: false, addPath: false }, into, discarded);
  assert.equal(into.length, 0);
  assert.equal(discarded.length, 1);
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

Deno.test("`readLsNlris()` reads NLRI of one key alike, whatever the order of their TLVs and of duplicates", () => {
  const two = "0200 0004 0000fde9 0200 0004 0000fde8 0203 0006 000000000001";
  const sorted = "0200 0004 0000fde8 0200 0004 0000fde9 0203 0006 000000000001";
  const other = "0fff 0001 aa 0300 0001 bb";
  const [one, same] = [`0100 001a ${two} ${other}`, `0300 0001 bb 0fff 0001 aa 0100 001a ${sorted}`]
    .map((tlvs) => readHex(`0001 0031 02 0000000000000000 ${tlvs}`));
  assert.deepEqual(one, same);
  assert(one?.type === "node" && one.localNode.asn === 65000);
  assert.equal(toHex(encodeNlri(one)).length, 2 * (4 + 9 + 4 + 18 + 10));
});

Deno.test("`readLsNlris()` discards an NLRI whose second node descriptor does not add up", () => {
  const into: LsNlri[] = [], discarded: string[] = [];
  const bytes = fromHex(
    `0001 001e 02 0000000000000000 ${LOCAL} 0100 0003 0200ff`.replaceAll(" ", ""),
  );
  readLsNlris(bytes, 0, bytes.length, { vpn: false, addPath: false }, into, discarded);
  assert.deepEqual([into.length, discarded.length], [0, 1]);
});
