/** Which nodes are one box: levels, areas, protocols, BGP speakers; and where that contradicts itself. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { makeLink, makeNode } from "../../src/bgp/codec/write_ls_nlri.ts";
import type { LsAttributeTlv } from "../../src/bgp/registry/ls_attributes.ts";
import type { Change } from "../../src/ted/fact.ts";
import { Ted } from "../../src/ted/ted.ts";
import {
  at,
  BGP,
  DIRECT,
  igp,
  ipv4,
  ISIS1,
  ISIS2,
  name,
  node,
  OSPF,
  OSPFV3,
  says,
  system,
  takesBack,
  teRouterId,
  wire,
} from "./speaker.ts";

function tedOf(...changes: readonly (Change | readonly Change[])[]): Ted {
  const ted = new Ted();
  ted.apply([{ change: "feedUp", feed: 0 }, ...changes.flat()]);
  return ted;
}
const boxes = (ted: Ted) =>
  [...ted.routers()].map((r) => r.nodes.map((n) => `${n.group}${n.area}`).join(" ")).sort();
const bgpNode = (n: number, asn = 65000) =>
  says(makeNode({ protocolId: BGP, localNode: { asn, bgpRouterId: ipv4(`10.255.0.${n}`) } }), []);
const area = (n: number, ospfAreaId: number, tlvs: LsAttributeTlv[] = [teRouterId(n)]) =>
  says(makeNode({ protocolId: OSPF, localNode: { ...at(n, OSPF), ospfAreaId } }), tlvs);
/** One box told by everybody who can. */
const everybody = [
  node(1, [], ISIS2),
  node(1, [], ISIS1),
  node(1, [], OSPF),
  area(1, 7),
  node(1, [], OSPFV3),
  bgpNode(1),
  says(makeNode({ protocolId: DIRECT, localNode: { igpRouterId: "0aff0001" } }), []),
];

Deno.test("`apply()` makes one router of IS-IS levels, OSPF areas, OSPFv3, direct and BGP nodes of a box", () => {
  const ted = tedOf(everybody);
  assert.deepEqual(boxes(ted), [
    "isisL2 isisL1 ospfv20.0.0.0 ospfv20.0.0.7 ospfv30.0.0.0 bgp direct",
  ]);
  const [row] = [...ted.routers()];
  assert.deepEqual([row?.name, row?.asn, row?.contested], ["r1", 65000, undefined]);
});

Deno.test("`apply()` finds the same boxes in whatever order they are told", () => {
  const all = [
    ...everybody,
    ...[2, 3].flatMap((n) => [node(n), node(n, [], OSPF), bgpNode(n)]),
    // r4 tells r2's address too: configured twice.
    says(makeNode({ protocolId: ISIS2, localNode: at(4) }), [name(4), teRouterId(2)]),
    bgpNode(2, 65010), // another AS's speaker that happens to have r2's identifier
  ];
  const expected = boxes(tedOf(all));
  assert.equal(expected.length, 5);
  fc.assert(
    fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (changes) => {
      const ted = new Ted();
      ted.apply([{ change: "feedUp", feed: 0 }]);
      for (const change of changes) ted.apply([change]); // one by one: boxes join and part on the way
      assert.deepEqual(boxes(ted), expected);
      assert.deepEqual(boxes(Ted.load(ted.save())), expected);
    }),
    { numRuns: 60 },
  );
});

Deno.test("`apply()` keeps two systems that tell one router-id apart, and says so at both", () => {
  const twice = says(makeNode({ protocolId: ISIS2, localNode: at(4) }), [name(4), teRouterId(1)]);
  const ted = tedOf(node(1), twice, area(9, 0, [teRouterId(1)]));
  assert.deepEqual(boxes(ted), ["isisL2", "isisL2 ospfv20.0.0.0"]);
  const r1 = ted.router(ted.findRouter("r1")!)!, r4 = ted.router(ted.findRouter("r4")!)!;
  assert.deepEqual(r1.contested, [{ address: "10.255.0.1", by: r4.id }]);
  assert.deepEqual(r4.contested, [{ address: "10.255.0.1", by: r1.id }]);
  assert.equal(r1.nodes.length, 2); // OSPF's node joins the first by name
  // It is mended: both rows say so.
  ted.apply([node(4)]);
  for (const row of ted.routers()) assert.equal(row.contested, undefined);
});

Deno.test("`apply()` parts a box when its router-id changes, and its links follow", () => {
  const ted = tedOf(
    node(1),
    node(2),
    node(1, [], OSPF),
    node(2, [], OSPF),
    wire(1, 2),
    wire(1, 2, [igp(20)], OSPF),
  );
  assert.equal([...ted.routers()].length, 2);
  assert.equal([...ted.links()].length, 2); // one wire, told by both protocols
  const before = ted.findRouter("r1");
  ted.apply([area(1, 0, [{ kind: "ipv4RouterIdLocal", value: ipv4("10.255.9.9") }])]);
  assert.equal([...ted.routers()].length, 3);
  assert.equal(ted.findRouter("r1"), before); // the IS-IS system keeps the router's id
  assert.equal([...ted.links()].filter((l) => l.usable).length, 4);
  ted.apply([area(1, 0)]);
  assert.equal([...ted.routers()].length, 2);
  assert.equal([...ted.links()].filter((l) => l.usable).length, 2);
});

Deno.test("`apply()` joins protocols on an IPv6 router-id (TLV 1029)", () => {
  const six: LsAttributeTlv = { kind: "ipv6RouterIdLocal", value: "2001:db8::1" };
  const ted = tedOf(
    says(makeNode({ protocolId: ISIS2, localNode: at(1) }), [name(1), six]),
    says(makeNode({ protocolId: OSPFV3, localNode: at(1, OSPFV3) }), [six]),
  );
  assert.deepEqual(boxes(ted), ["isisL2 ospfv30.0.0.0"]);
});

Deno.test("`apply()` keeps the links of each level and area apart: the same wire in two levels has two metrics", () => {
  const ted = tedOf(
    node(1),
    node(2),
    node(1, [], ISIS1),
    node(2, [], ISIS1),
    wire(1, 2, [igp(10)]),
    wire(1, 2, [igp(30)], ISIS1),
  );
  const [link] = [...ted.links()];
  const domains = ted.reader.domains(link!.id);
  assert.deepEqual(
    domains.map((d) => [ted.domains[d]!.area, ted.reader.igp(link!.id, d)]),
    [["L1", 30], ["L2", 10]],
  );
});

Deno.test("`apply()` uses a wire by the level whose routers are told, while another level only names them", () => {
  const ted = tedOf(node(1, [], ISIS1), node(1), node(2), wire(1, 2), wire(1, 2, [igp(7)], ISIS1));
  const shown = () => {
    const links = [...ted.links()].filter(({ from, to }) => from !== to);
    return links.map(({ label, igpMetric, area, unusable }) => [label, igpMetric, area, unusable]);
  };
  assert.deepEqual(shown(), [["r1--r2", 10, "L2", undefined], ["r2--r1", 10, "L2", undefined]]);
  ted.apply([node(2, [], ISIS1)]);
  assert.deepEqual(shown(), [["r1--r2", 7, "L1", undefined], ["r2--r1", 7, "L1", undefined]]);
  const copy = Ted.load(structuredClone(ted.save()));
  assert.deepEqual([...copy.links()], [...ted.links()]);
});

Deno.test("`announced()` merges the IPv4 and IPv6 topologies of one wire by interface ids (TLV 258) or addresses", () => {
  const half = (a: number, b: number, mtId: number, metric: number) =>
    says(
      makeLink({
        protocolId: ISIS2,
        localNode: at(a),
        remoteNode: at(b),
        link: { localLinkId: a * 10, remoteLinkId: b * 10, mtId },
      }),
      [igp(metric)],
    );
  const ted = tedOf(
    node(1),
    node(2),
    half(1, 2, 0, 10),
    half(2, 1, 0, 10),
    half(1, 2, 2, 15),
    half(2, 1, 2, 15),
  );
  const rows = [...ted.links()];
  assert.deepEqual(rows.map((row) => [row.igpMetric, row.mts.join(), row.usable]), [
    [10, "0,2", true],
    [10, "0,2", true],
  ]);
});

Deno.test("`announced()` matches a link whose remote interface id is 0 if it is the only one left (RFC 9552 §5.2.2)", () => {
  const half = (a: number, b: number, localLinkId: number, remoteLinkId: number) =>
    says(
      makeLink({
        protocolId: ISIS2,
        localNode: at(a),
        remoteNode: at(b),
        link: { localLinkId, remoteLinkId },
      }),
      [igp(10)],
    );
  const ted = tedOf(node(1), node(2), half(1, 2, 5, 0), half(2, 1, 9, 0));
  assert.deepEqual([...ted.links()].map((l) => l.usable), [true, true]);
  // With a second wire nobody can tell which is which: one-way until the ids are known.
  ted.apply([half(1, 2, 6, 0), half(2, 1, 8, 0)]);
  assert.deepEqual([...ted.links()].map((l) => l.unusable), Array(4).fill("oneWay"));
});

Deno.test("`apply()` takes a node's AS as an attribute: told later, or by one of two speakers only", () => {
  const without = { igpRouterId: at(1).igpRouterId! };
  const ted = tedOf(says(makeNode({ protocolId: ISIS2, localNode: without }), [teRouterId(1)]));
  ted.apply([{ change: "feedUp", feed: 1 }, { ...node(1), feed: 1 } as Change]);
  const [row, ...more] = [...ted.routers()];
  assert.deepEqual([row?.asn, more.length], [65000, 0]);
  ted.apply([takesBack(makeNode({ protocolId: ISIS2, localNode: without }))]);
  assert.equal([...ted.routers()].length, 1);
});

Deno.test("`announced()` tells speakers of two members of a confederation apart, and joins each with its IGP node (RFC 9086 §4.1)", () => {
  const speaker = (memberAsn: number) =>
    says(
      makeNode({
        protocolId: BGP,
        localNode: { asn: 65000, memberAsn, bgpRouterId: ipv4("10.255.0.1") },
      }),
      [],
    );
  const inIgp = (n: number, asn: number, member: number) =>
    says(
      makeNode({ protocolId: ISIS2, localNode: { asn, igpRouterId: system(n) } }),
      [name(n), { kind: "ipv4RouterIdLocal", value: ipv4(`10.255.0.${member}`) }],
    );
  const apart = tedOf(speaker(65101), speaker(65102));
  assert.equal([...apart.routers()].length, 2, "identifiers are unique in a member only");
  for (const asn of [65000, 65101]) { // the IGP tells the AS of the confederation, or its own
    const joined = tedOf(inIgp(1, asn, 1), speaker(65101));
    const rows = [...joined.routers()].map(({ name, nodes }) => [name, nodes.map((n) => n.group)]);
    assert.deepEqual(rows, [["r1", ["isis", "bgp"]]], String(asn));
  }
  assert.equal([...tedOf(inIgp(1, 65102, 1), speaker(65101)).routers()].length, 2);
});
