/** The traps of BGP-LS that conformance lists name, one test each, from bytes to the topology. */
import assert from "node:assert/strict";
import {
  encodeNlri,
  makeIpv4Prefix,
  makeLink,
  makeNode,
} from "../../src/bgp/codec/write_ls_nlri.ts";
import type { LsAttributeTlv } from "../../src/bgp/registry/ls_attributes.ts";
import type { Change } from "../../src/ted/fact.ts";
import { Ted } from "../../src/ted/ted.ts";
import { toHex } from "../bgp/shared_bytes.ts";
import {
  at,
  changesOf,
  DIRECT,
  igp,
  ipv4,
  ISIS2,
  link,
  linkNlri,
  node,
  nodeSid,
  OSPF,
  OSPFV3,
  prefix4,
  says,
  srgb,
  takesBack,
  teRouterId,
  wire,
} from "./speaker.ts";

function tedOf(...changes: readonly (Change | readonly Change[])[]): Ted {
  const ted = new Ted();
  ted.apply([{ change: "feedUp", feed: 0 }, ...changes.flat()]);
  return ted;
}
const first = (ted: Ted, label: string) => ted.link(ted.findLink(label)!)!;
const adjacency = (flags: number, label: number): LsAttributeTlv => ({
  kind: "adjacencySid",
  value: { flags, weight: 0, sid: { label, index: undefined } },
});
/** An UPDATE of which attribute 29 is `attribute`, in hex; `before`: it stands before MP_REACH_NLRI. */
function updateHex(nlri: string, attribute: string, before: boolean): string {
  const octets = (hex: string) => (hex.length / 2).toString(16).padStart(4, "0");
  const body = `40044704c000020100${nlri}`;
  const mpReach = `900e${octets(body)}${body}`;
  const linkState = `901d${octets(attribute)}${attribute}`; // extended length, however short
  const rest = "40010100" + "400200" + "40050400000064";
  const attributes = before ? linkState + mpReach + rest : rest + mpReach + linkState;
  const message = `0000${octets(attributes)}${attributes}`;
  const length = (message.length / 2 + 19).toString(16).padStart(4, "0");
  return "ff".repeat(16) + length + "02" + message;
}
const NODE_1 = toHex(encodeNlri(makeNode({ protocolId: ISIS2, localNode: at(1) })));

Deno.test("`announced()` takes IGP metrics of one, two, three and four octets (RFC 9552 §5.3.2.4)", () => {
  const nlri = toHex(encodeNlri(linkNlri(1, 2)));
  for (const value of ["0a", "000a", "00000a", "0000000a"]) {
    const tlv = `0447000${value.length / 2}${value}`;
    const ted = tedOf(node(1), node(2), link(2, 1), changesOf(updateHex(nlri, tlv, false)));
    assert.equal(first(ted, "r1--r2").igpMetric, 10);
  }
});

Deno.test("`announced()` reads the flags of SIDs by protocol: B and NP are not where IS-IS has F and N", () => {
  const ted = tedOf(node(1), node(2), wire(1, 2, [igp(1), adjacency(0x70, 24001)]));
  assert.equal(first(ted, "r1--r2").adjacencySids[0]?.backup, true); // IS-IS: B is 0x40
  const ospf = tedOf(
    node(1, [], OSPF),
    node(2, [], OSPF),
    wire(1, 2, [igp(1), adjacency(0x70, 24001)], OSPF),
    prefix4(1, "192.0.2.77", [nodeSid(7, 0x40)], { protocolId: OSPF, route: 1 }),
  );
  const [sid] = first(ospf, "r1--r2").adjacencySids;
  assert.deepEqual([sid?.backup, sid?.set], [undefined, true]); // OSPF: B is 0x80, 0x10 is G
  const [prefix] = [...ospf.prefixes()];
  assert.equal(prefix?.sids[0]?.noPhp, true); // 0x40 is NP: no node SID
  assert.equal(prefix?.node, false);
});

Deno.test("`announced()` takes IGP router-ids of 4, 6, 7, 8 and 16 octets (RFC 9552 §5.2.1.4)", () => {
  const id = (protocolId: number, igpRouterId: string) =>
    says(makeNode({ protocolId, localNode: { asn: 65000, ospfAreaId: 0, igpRouterId } }), []);
  const ted = tedOf(
    id(OSPF, "0aff0001"),
    id(ISIS2, "000000000001"),
    id(ISIS2, "00000000000102"),
    id(OSPF, "0aff00010a000001"),
    id(DIRECT, "20010db8000000000000000000000009"),
  );
  assert.deepEqual(
    [...ted.routers()].flatMap((r) => r.nodes.map((n) => n.routerId)).sort(),
    ["000000000001", "0aff0001", "20010db8000000000000000000000009"], // no pseudonode is a router
  );
});

Deno.test("`announced()` takes the default route and clears the bits beyond a prefix's length", () => {
  const ted = tedOf(
    node(1),
    prefix4(1, "0.0.0.0", [{ kind: "prefixMetric", value: 1 }], { length: 0 }),
    prefix4(1, "192.0.2.255", [{ kind: "prefixMetric", value: 1 }], { length: 25 }),
  );
  assert.deepEqual([...ted.prefixes()].map((p) => p.prefix), ["0.0.0.0/0", "192.0.2.128/25"]);
});

Deno.test("`announced()` counts the low twelve bits of a multi-topology id only (RFC 9552 §5.2.2.1)", () => {
  const nlri = (mtId: number) =>
    makeIpv4Prefix({
      protocolId: ISIS2,
      localNode: at(1),
      address: ipv4("192.0.2.0"),
      prefixLength: 24,
      mtId,
    });
  const ted = tedOf(node(1), says(nlri(0xf002), [{ kind: "prefixMetric", value: 1 }]));
  assert.deepEqual([...ted.prefixes()].map((p) => p.mt), [2]);
});

Deno.test("`announced()` keeps each of several adjacency SIDs, protected and not (RFC 9085 §2.2.1)", () => {
  const ted = tedOf(
    node(1),
    node(2),
    wire(1, 2, [igp(1), adjacency(0x30, 24001), adjacency(0x70, 24002)]),
  );
  const sids = first(ted, "r1--r2").adjacencySids;
  assert.deepEqual(sids.map((s) => [s.label, s.backup]), [[24001, undefined], [24002, true]]);
});

Deno.test("`announced()` lets what is told for SR policies win over RSVP-TE's, and keeps flex-algo's apart (RFC 9294)", () => {
  const asla = (standard: string, metric: number): LsAttributeTlv => ({
    kind: "asla",
    value: {
      masks: { standard: standard && `${standard}000000`, userDefined: "" },
      subTlvs: [{ kind: "teMetric", value: metric }],
    },
  });
  const te = (...tlvs: LsAttributeTlv[]) => {
    const ted = tedOf(
      node(1),
      node(2),
      wire(1, 2, [igp(1), { kind: "teMetric", value: 5 }, ...tlvs]),
    );
    const row = first(ted, "r1--r2");
    return [row.teMetric, row.rare?.flexAlgorithm?.teMetric];
  };
  assert.deepEqual(te(), [5, undefined]); // plain TLVs are not for flexible algorithms
  assert.deepEqual(te(asla("40", 6)), [6, undefined]); // S
  assert.deepEqual(te(asla("10", 7)), [5, 7]); // X
  assert.deepEqual(te(asla("50", 8)), [8, 8]); // S and X
  assert.deepEqual(te(asla("", 9)), [9, 9]); // both masks empty: every application
  assert.deepEqual(te(asla("", 9), asla("40", 6)), [6, 9]); // its own word first
  assert.deepEqual(te(asla("80", 9)), [5, undefined]); // R: RSVP-TE only
});

Deno.test("`changesOf()` takes attribute 29 before and after the NLRI, with extended length for five octets", () => {
  const name = "040200017a"; // TLV 1026, "z"
  for (const before of [true, false]) {
    const [change, ...more] = changesOf(updateHex(NODE_1, name, before));
    assert.deepEqual(more, []);
    assert(change?.change === "putNode");
    assert.equal(change.attributes?.name, "z");
    assert.equal(change.key.routerId, "000000000001");
  }
});

Deno.test("`apply()` ignores the withdraw of what was never told, of every kind", () => {
  const ted = tedOf(node(1));
  const { version } = ted;
  const gone = ted.apply([
    takesBack(linkNlri(1, 9)),
    takesBack(makeNode({ protocolId: ISIS2, localNode: at(9) })),
    takesBack(makeIpv4Prefix({
      protocolId: ISIS2,
      localNode: at(9),
      address: 0,
      prefixLength: 0,
    })),
    { change: "dropSrv6Sid", feed: 0, key: { node: { ...NOBODY }, sid: "2001:db8::1" } },
  ]);
  assert.equal(gone.version, version);
  assert.deepEqual([gone.links.size, gone.routers.size, gone.prefixes.size], [0, 0, 0]);
  assert.equal([...ted.routers()].length, 1);
});
const NOBODY = { topology: "core", group: "isis", area: "L2", routerId: "000000000009" } as const;

Deno.test("`apply()` stops using the links of a node that is withdrawn before them, and takes all back later", () => {
  const ted = tedOf(node(1), node(2), wire(1, 2));
  const diff = ted.apply([takesBack(makeNode({ protocolId: ISIS2, localNode: at(2) }))]);
  assert.deepEqual([...diff.links.values()].map((kinds) => kinds.has("linkDown")), [true, true]);
  assert.deepEqual([...ted.links()].map((l) => l.unusable), ["noRouter", "noRouter"]);
  ted.apply([takesBack(linkNlri(1, 2)), takesBack(linkNlri(2, 1))]);
  assert.deepEqual([...ted.links()], []);
  assert.equal([...ted.routers()].length, 1);
});

Deno.test("`apply()` keeps a link until the last of several peers takes it back, with the attributes of who still tells it", () => {
  const ted = tedOf(node(1), node(2), wire(1, 2, [igp(10)]));
  ted.apply([
    { change: "feedUp", feed: 1 },
    ...[1, 2].map((n) => says(makeNode({ protocolId: ISIS2, localNode: at(n) }), [], 1)),
    says(linkNlri(1, 2), [igp(30)], 1),
    says(linkNlri(2, 1), [igp(30)], 1),
  ]);
  const id = ted.findLink("r1--r2")!;
  assert.equal(ted.link(id)!.igpMetric, 10); // the first peer is believed while it tells it
  ted.apply([takesBack(linkNlri(1, 2), 0)]);
  assert.equal(ted.link(id)!.igpMetric, 30);
  assert.equal(ted.link(id)!.usable, true);
  ted.apply([takesBack(linkNlri(1, 2), 1)]);
  assert.equal(ted.link(id), undefined);
});

Deno.test("`announced()` reads 0x4e6e6b28 as a billion octets a second; NaN and negative ones count as not told", () => {
  const ted = tedOf(
    node(1),
    node(2),
    wire(1, 2, [igp(1), { kind: "maxBandwidth", value: 1e9 }]),
  );
  assert.equal(first(ted, "r1--r2").maximumBandwidthBytesPerSecond, 1e9);
  for (const value of [NaN, -1, Infinity]) {
    ted.apply([link(1, 2, [
      igp(1),
      { kind: "maxBandwidth", value },
      { kind: "unreservedBandwidth", value: [value, 0, 0, 0, 0, 0, 0, 0] },
      { kind: "residualBandwidth", value },
    ])]);
    const row = first(ted, "r1--r2");
    assert.equal(row.maximumBandwidthBytesPerSecond, undefined);
    assert.equal(row.capacityBytesPerSecond, undefined);
    assert.equal(row.unreservedBandwidthBytesPerSecond, undefined);
    assert.equal(row.rare, undefined);
  }
});

Deno.test("`apply()` flags what is told without attribute 29 and keeps its last attributes; the next word replaces all", () => {
  const ted = tedOf(node(1), node(2), wire(1, 2, [igp(1), { kind: "teMetric", value: 7 }]));
  ted.apply([says(linkNlri(1, 2))]);
  const flagged = first(ted, "r1--r2");
  assert.deepEqual([flagged.stale, flagged.teMetric, flagged.usable], [true, 7, true]);
  ted.apply([link(1, 2, [igp(2)])]);
  const replaced = first(ted, "r1--r2");
  assert.deepEqual([replaced.stale, replaced.igpMetric, replaced.teMetric], [false, 2, undefined]);
});

Deno.test("`announced()` keeps private TLVs and unknown ones out of the topology, and the rest in", () => {
  const [change] = changesOf(updateHex(NODE_1, "fde8000400000009" + "040200017a", false));
  assert(change?.change === "putNode");
  assert.deepEqual(change.attributes, { name: "z" });
});

Deno.test("`announced()` takes Instance-IDs as networks of their own, and TLV 513 as nothing", () => {
  const other = says(
    makeNode({ protocolId: ISIS2, identifier: 32n, localNode: { ...at(1), bgpLsId: 7 } }),
    [teRouterId(1)],
  );
  const ted = tedOf(node(1), other);
  assert.deepEqual([...ted.routers()].map((r) => r.topology), ["core", "core-32"]);
  const noId = says(makeNode({ protocolId: ISIS2, localNode: { ...at(1), bgpLsId: 0 } }), [
    srgb([16000, 8000]),
  ]);
  ted.apply([noId]);
  assert.equal([...ted.routers()].length, 2); // 513 told or not: one node
});

Deno.test("`announced()` tells a link of OSPFv3 by its interface ids alone (RFC 9552 §5.2.2)", () => {
  const half = (a: number, b: number, localLinkId: number, remoteLinkId: number) =>
    says(
      makeLink({
        protocolId: OSPFV3,
        localNode: at(a, OSPFV3),
        remoteNode: at(b, OSPFV3),
        link: { localLinkId, remoteLinkId },
      }),
      [igp(10)],
    );
  const ted = tedOf(
    node(1, [], OSPFV3),
    node(2, [], OSPFV3),
    half(1, 2, 5, 9),
    half(2, 1, 9, 5),
    half(1, 2, 6, 8),
    half(2, 1, 8, 6),
  );
  const rows = [...ted.links()];
  assert.equal(rows.length, 4);
  assert.ok(rows.every((row) => row.usable));
  assert.equal(first(ted, "r1:5").reverse, ted.findLink("r2:9"));
});
