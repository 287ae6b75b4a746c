import assert from "node:assert/strict";
import { encodeLsAttribute } from "../../../src/bgp/codec/encode_message.ts";
import type { LinkFact, NodeFact, PrefixFact } from "../../../src/bgp/codec/ls_facts.ts";
import { lsFact } from "../../../src/bgp/codec/read_ls_fact.ts";
import type { LsAttributeTlv } from "../../../src/bgp/registry/ls_attributes.ts";
import { fromHex } from "../shared_bytes.ts";

const ISIS = 2, OSPF = 3, OSPFV3 = 6;
function link(tlvs: readonly LsAttributeTlv[], protocolId = ISIS): LinkFact {
  const fact = lsFact({ type: "link", protocolId }, encodeLsAttribute(tlvs));
  assert(fact?.kind === "link");
  return fact;
}
function node(hex: string): NodeFact {
  const fact = lsFact({ type: "node", protocolId: ISIS }, fromHex(hex.replaceAll(" ", "")));
  assert(fact?.kind === "node");
  return fact;
}
function prefix(tlvs: readonly LsAttributeTlv[], protocolId = ISIS): PrefixFact {
  const fact = lsFact({ type: "ipv4Prefix", protocolId }, encodeLsAttribute(tlvs));
  assert(fact?.kind === "prefix");
  return fact;
}
const linkHex = (hex: string): LinkFact => {
  const fact = lsFact({ type: "link", protocolId: ISIS }, fromHex(hex.replaceAll(" ", "")));
  assert(fact?.kind === "link");
  return fact;
};
const adjacency = (flags: number, label: number, weight = 0): LsAttributeTlv => ({
  kind: "adjacencySid",
  value: { flags, weight, sid: { label, index: undefined } },
});

Deno.test("`lsFact()` keeps every adjacency SID of a link, flags by protocol (RFC 9085 §2.2.1)", () => {
  const { adjacencySids } = link([adjacency(0x30, 24001), adjacency(0x70, 24002, 5)]);
  assert.deepEqual(adjacencySids.map((s) => [s.label, s.backup, s.weight]), [[24001, false, 0], [
    24002,
    true,
    5,
  ]]);
  // 0x70 of OSPF: V, L and G; the B bit is 0x80.
  const [ospf] = link([adjacency(0x70, 24002)], OSPF).adjacencySids;
  assert(ospf && !ospf.backup && ospf.set);
  assert(link([adjacency(0xe0, 24002)], OSPFV3).adjacencySids[0]?.backup);
});

Deno.test("`lsFact()` names the neighbour of a LAN adjacency SID, IS-IS and OSPF, label and index", () => {
  const cases = [
    ["044c 000d 30 00 0000 000000000003 005dc2", "000000000003", 24002, undefined],
    ["044c 000e 00 00 0000 000000000003 00000007", "000000000003", undefined, 7],
    ["044c 000b 60 00 0000 0a000003 005dc2", "0a000003", 24002, undefined],
    ["044c 000c 00 00 0000 0a000003 00000007", "0a000003", undefined, 7],
  ] as const;
  for (const [hex, lanNeighbor, label, index] of cases) {
    const [sid] = linkHex(hex).adjacencySids;
    assert.deepEqual([sid?.lanNeighbor, sid?.label, sid?.index], [lanNeighbor, label, index]);
  }
});

Deno.test("`lsFact()` reads IGP metrics of one to four octets (RFC 9552 §5.3.2.4)", () => {
  assert.equal(linkHex("0447 0001 0a").igpMetric, 10);
  assert.equal(linkHex("0447 0001 4d").igpMetric, 77); // Quirk(FRR 10.7)
  assert.equal(linkHex("0447 0002 02bc").igpMetric, 700);
  assert.equal(linkHex("0447 0003 fffffe").igpMetric, 0xfffffe);
  assert.equal(linkHex("0447 0004 00ffffff").igpMetric, 0xffffff);
  const wrong = linkHex("0447 0000 0447 0005 0000000001");
  assert.equal(wrong.igpMetric, undefined);
  assert.deepEqual(wrong.unread.map((u) => `${u.why} ${u.type}`), [
    "malformed 1095",
    "malformed 1095",
  ]);
});

Deno.test("`lsFact()` lets no NaN, infinite or negative bandwidth pass, and says so", () => {
  for (const bits of ["7fc00000", "7f800000", "ff800000", "cee6b280"]) {
    for (const type of ["0441", "0442", "045e", "045f", "0460"]) {
      const fact = linkHex(`${type} 0004 ${bits} 0447 0001 0a`);
      assert.deepEqual(fact.unread.map((u) => u.why), ["absurd"], `${type} ${bits}`);
      assert.equal(fact.maxBandwidthBytesPerSecond, undefined);
      assert.equal(fact.igpMetric, 10);
    }
    const eight = "4cee6b28".repeat(7) + bits;
    assert.deepEqual(linkHex(`0443 0020 ${eight}`).unreservedBytesPerSecond, []);
    // Inside ASLA too.
    const inside = linkHex(`0462 0010 04000000 40000000 045f 0004 ${bits}`);
    assert.deepEqual(inside.unread.map((u) => `${u.why} ${u.type}`), ["absurd 1119"]);
  }
  assert.equal(linkHex("0441 0004 4e6e6b28").maxBandwidthBytesPerSecond, 1e9);
});

Deno.test("`lsFact()` skips a TLV of a wrong fixed length, keeps the rest and its bytes", () => {
  const fact = linkHex("0440 0003 000001 0444 0004 00000014 0495 0005 0000000001");
  assert.equal(fact.adminGroup, undefined);
  assert.equal(fact.teMetric, 20);
  assert.deepEqual(fact.unread, [
    { why: "malformed", type: 1088, value: fromHex("000001") },
    { why: "malformed", type: 1173, value: fromHex("0000000001") },
  ]);
});

Deno.test("`lsFact()` keeps TLVs without row, with their bytes", () =>
  assert.deepEqual(linkHex("fde8 0002 abcd 0447 0001 0a").unread, [
    { why: "unknown", type: 65000, value: fromHex("abcd") },
  ]));

const asla = (
  standard: string,
  subTlvs: Extract<LsAttributeTlv, { kind: "asla" }>["value"]["subTlvs"],
): LsAttributeTlv => ({ kind: "asla", value: { masks: { standard, userDefined: "" }, subTlvs } });
const delay = (microseconds: number) =>
  ({
    kind: "minMaxDelay",
    value: { flags: { anomalous: false }, minimum: microseconds, maximum: microseconds },
  }) as const;

Deno.test("`lsFact()` lets ASLA of SR policies win over plain TLVs, wherever it stands (RFC 9294)", () => {
  const plainDelay = delay(9000),
    tlv = asla("40000000", [delay(1000), { kind: "teMetric", value: 7 }]);
  for (
    const tlvs of [[plainDelay, { kind: "srlgs", value: [5] } as const, tlv], [tlv, plainDelay]]
  ) {
    const fact = link(tlvs);
    assert.equal(fact.minimumDelayMicroseconds, 1000);
    assert.equal(fact.teMetric, 7);
  }
  assert.deepEqual(link([{ kind: "srlgs", value: [5] }, tlv]).srlgs, [5]);
});

Deno.test("`lsFact()` does not take what is said for RSVP-TE or LFA alone for SR policies", () => {
  for (const mask of ["80000000", "20000000"]) {
    const fact = link([delay(9000), asla(mask, [delay(1000)])]);
    assert.equal(fact.minimumDelayMicroseconds, 9000);
    assert.equal(fact.flexAlgorithm, undefined);
  }
});

Deno.test("`lsFact()` takes empty masks for all applications, a named one before them (RFC 9294 §2)", () => {
  const fact = link([asla("40000000", [delay(1000)]), asla("", [delay(3000)])]);
  assert.equal(fact.minimumDelayMicroseconds, 1000);
  assert.equal(fact.flexAlgorithm?.minimumDelayMicroseconds, 3000);
  assert.equal(link([delay(9000), asla("", [delay(3000)])]).minimumDelayMicroseconds, 3000);
});

Deno.test("`lsFact()` gives flex-algo nothing of the plain TLVs (RFC 9350 §12)", () => {
  const fact = link([
    delay(9000),
    asla("10000000", [{ kind: "extendedAdminGroup", value: [1, 2] }]),
  ]);
  assert.deepEqual(fact.flexAlgorithm?.extendedAdminGroup, [1, 2]);
  assert.equal(fact.flexAlgorithm?.minimumDelayMicroseconds, undefined);
  assert.deepEqual(fact.extendedAdminGroup, []);
});

Deno.test("`lsFact()` hides a plain delay or group of the other kind behind ASLA's", () => {
  const one = asla("40000000", [{
    kind: "delay",
    value: { flags: { anomalous: true }, delay: 2000 },
  }, { kind: "adminGroup", value: 4 }]);
  const fact = link([delay(9000), { kind: "extendedAdminGroup", value: [8] }, one]);
  assert.equal(fact.minimumDelayMicroseconds, undefined);
  assert.equal(fact.delayMicroseconds, 2000);
  assert(fact.delayAnomalous);
  assert.deepEqual([fact.adminGroup, fact.extendedAdminGroup], [4, []]);
});

Deno.test("`lsFact()` gathers SRGB ranges in order, over several TLVs (RFC 9085 §2.1.2)", () => {
  const fact = node(
    "040a 0016 8000 0003e8 0489 0003 003e80 0001f4 0489 0003 005dc0 040a 000c 8000 000064 0489 0003 007530",
  );
  assert.deepEqual(fact.srgb, [
    { base: 16000, size: 1000 },
    { base: 24000, size: 500 },
    { base: 30000, size: 100 },
  ]);
});

Deno.test("`lsFact()` drops an SRGB that leaves the label space", () => {
  const fact = node("040a 000c 8000 ffffff 0489 0003 003e80");
  assert.deepEqual(fact.srgb, []);
  assert.deepEqual(fact.unread.map((u) => u.why), ["absurd"]);
});

Deno.test("`lsFact()` reads flags, MSD, algorithms and flex-algo definitions of nodes", () => {
  const fact = node(
    "0400 0001 c0 010a 0004 0108 290a 040b 0003 000180 0107 0004 f0000002 040f 000d 80 01 00 ff 0410 0004 00000004 0416",
  );
  assert(fact.overload && fact.attached && !fact.areaBorder);
  assert.deepEqual(fact.msd, { 1: 8, 41: 10 });
  assert.deepEqual(fact.algorithms, [0, 1, 128]);
  assert.deepEqual(fact.mtIds, [0, 2]);
  const strange = node("040f 0010 80 01 00 ff 0410 0004 00000004 0416 0000");
  assert.deepEqual(strange.flexAlgorithms[0]?.excludeAny, [4]);
  assert(strange.flexAlgorithms[0]?.unsupported);
});

const sid = (flags: number): LsAttributeTlv => ({
  kind: "prefixSid",
  value: { flags, algorithm: 0, sid: { label: undefined, index: 3 } },
});

Deno.test("`lsFact()` takes the N flag of IS-IS prefix SIDs for a node's own, of OSPF never", () => {
  assert.equal(prefix([sid(0x40)]).nodeFlag, true);
  assert.equal(prefix([sid(0x00)]).nodeFlag, false);
  assert.equal(prefix([]).nodeFlag, undefined);
  const ospf = prefix([sid(0x40)], OSPF);
  assert.equal(ospf.nodeFlag, undefined);
  assert(ospf.prefixSids[0]?.noPenultimatePop);
});

Deno.test("`lsFact()` reads TLV 1170 by protocol (RFC 9085 §2.3.2)", () => {
  const flags = (value: number, protocolId: number) =>
    prefix([sid(0), { kind: "prefixFlags", value }], protocolId);
  assert.equal(flags(0x20, ISIS).nodeFlag, true);
  assert.equal(flags(0x08, ISIS).anycastFlag, true);
  assert(flags(0x40, ISIS).readvertised);
  assert(flags(0x80, ISIS).external);
  // OSPFv2: 0x80 says "attached to the area border router" (RFC 7684 §2.1), not anycast.
  assert.equal(flags(0xc0, OSPF).nodeFlag, true);
  assert.equal(flags(0xc0, OSPF).anycastFlag, undefined);
  assert.equal(flags(0xa0, OSPFV3).anycastFlag, true);
  assert.equal(flags(0xa0, OSPFV3).nodeFlag, true);
});

Deno.test("`lsFact()` tells who owns a leaked prefix, and that it is leaked", () => {
  const fact = prefix([
    { kind: "igpFlags", value: { down: true, noUnicast: false, local: false, propagate: false } },
    { kind: "sourceRouterId", value: 0xc0000201 },
    { kind: "sourceOspfRouterId", value: 7 },
    { kind: "prefixMetric", value: 20 },
  ]);
  assert(fact.readvertised);
  assert.deepEqual([fact.sourceRouterId, fact.sourceOspfRouterId, fact.metric], [
    0xc0000201,
    7,
    20,
  ]);
});

Deno.test("`lsFact()` reads bundle members one by one (RFC 9085 §2.2.3)", () => {
  const member = (descriptor: number, bandwidth: number): LsAttributeTlv => ({
    kind: "bundleMember",
    value: { descriptor, subTlvs: [{ kind: "maxBandwidth", value: bandwidth }] },
  });
  const fact = link([member(7, 1e9), member(8, 1e9)]);
  assert.deepEqual(
    fact.bundleMembers.map((m) => [m.descriptor, m.fact.maxBandwidthBytesPerSecond]),
    [[7, 1e9], [8, 1e9]],
  );
});

Deno.test("`lsFact()` tells the SIDs of egress peer engineering (RFC 9086 §5)", () => {
  const fact = linkHex("044d 0007 c0 00 0000 005dc3 044f 0008 10 01 0000 00000009");
  assert.deepEqual(fact.peerSids.map((s) => [s.role, s.label, s.index, s.persistent]), [
    ["node", 24003, undefined, false],
    ["set", undefined, 9, true],
  ]);
});

Deno.test("`lsFact()` has nothing to say of an NLRI without row", () =>
  assert.equal(lsFact({ type: "unknown" }, new Uint8Array(0)), undefined));
