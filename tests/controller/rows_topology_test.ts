/** Rows of what few networks tell, as API, command line and UI show them. */
import assert from "node:assert/strict";
import { makeLink, makeNode, makeSrv6Sid } from "../../src/bgp/codec/write_ls_nlri.ts";
import type { LsAttributeTlv } from "../../src/bgp/registry/ls_attributes.ts";
import { emptyState } from "../../src/controller/boot.ts";
import { routerRarities } from "../../src/controller/view/rows_rare.ts";
import { linkRow, prefixRow } from "../../src/controller/view/rows_topology.ts";
import type { Reading } from "../../src/controller/turn.ts";
import { graphOf } from "../../src/path/graph.ts";
import { PathIndex } from "../../src/path/path_index.ts";
import { DEFAULT } from "../../src/pcep/profiles/default.ts";
import type { Change } from "../../src/ted/fact.ts";
import { Ted } from "../../src/ted/ted.ts";
import {
  at,
  BGP,
  igp,
  ipv4,
  ISIS1,
  ISIS2,
  name,
  node,
  nodeSid,
  prefix4,
  prefix6,
  says,
  srgb,
  teRouterId,
  wire,
} from "../ted/speaker.ts";

function reading(...changes: readonly (Change | readonly Change[])[]): Reading {
  const ted = new Ted();
  ted.apply([{ change: "feedUp", feed: 0 }, ...changes.flat()]);
  return {
    s: emptyState(),
    caches: {
      ted,
      routersByWord: new Map(),
      routerByTed: new Map(),
      graph: graphOf(ted),
      defaultProfile: DEFAULT,
      bgpFramers: new Map(),
      pcepFramers: new Map(),
      index: new PathIndex(),
      policyOfPath: new Map(),
      pathsOfPolicy: new Map(),
    },
  };
}
const routerOf = (r: Reading, of: string) => {
  const { ted } = r.caches;
  return routerRarities(r, ted.router(ted.findRouter(of)!)!);
};
const linkOf = (r: Reading, of: string) => linkRow(r, r.caches.ted.findLink(of)!)!;
const takesPart: LsAttributeTlv = { kind: "srAlgorithms", value: [0, 128] };
const definition: LsAttributeTlv = {
  kind: "flexAlgorithm",
  value: {
    algorithm: 128,
    metricType: 1,
    calculationType: 0,
    priority: 100,
    subTlvs: [{ kind: "excludeAny", value: [0b101, 1] }],
  },
};

Deno.test("`routerRarities()` tells flexible algorithms, locators, SIDs by name and depths; nothing where nothing is told", () => {
  const r = reading(
    node(1, [takesPart, { kind: "nodeMsd", value: [{ type: 41, value: 8 }] }]),
    node(2, [definition]),
    node(3),
    prefix6(1, "2001:db8:1::", 48, [{
      kind: "locator",
      value: { flags: { down: false }, algorithm: 0, metric: 7, subTlvs: [] },
    }]),
    says(
      makeSrv6Sid({ protocolId: ISIS2, localNode: at(1), sid: "2001:db8:1:1::", mtId: 2 }),
      [{ kind: "endpointBehavior", value: { behavior: 43, flags: 0, algorithm: 0 } }],
    ),
  );
  const row = routerOf(r, "r1");
  const [algorithm] = row.flexAlgorithms ?? [];
  assert.deepEqual(
    [algorithm?.definedBy, algorithm?.metricType, algorithm?.excludeAny, algorithm?.participates],
    ["r2", "delay", [0, 2, 32], true],
  );
  assert.equal(routerOf(r, "r2").flexAlgorithms?.[0]?.participates, false);
  assert.deepEqual(row.depths, [{ type: 41, name: "segmentsLeft", value: 8 }]);
  assert.deepEqual(row.locators, [{ prefix: "2001:db8:1::/48", algorithm: 0, metric: 7 }]);
  const [sid] = row.srv6Sids ?? [];
  assert.deepEqual([sid?.behaviorName, sid?.protocol, sid?.topologyId], [
    "End with NEXT-CSID",
    "isisL2",
    2,
  ]);
  assert.deepEqual(routerOf(r, "r3"), {});
});

Deno.test("`routerRarities()` says in a sentence which router-id two routers tell", () => {
  const r = reading(
    node(1),
    says(makeNode({ protocolId: ISIS2, localNode: at(4) }), [name(4), teRouterId(1)]),
  );
  assert.deepEqual(routerOf(r, "r1").oddities, [
    "10.255.0.1 is a router-id of r4 too: one of them is configured wrong.",
  ]);
});

Deno.test("`linkRow()` shows a peering as up and says why no path crosses it; indexes become labels of the local SRGB", () => {
  const peering = makeLink({
    protocolId: BGP,
    localNode: { asn: 65000, bgpRouterId: ipv4("10.255.0.1") },
    remoteNode: { asn: 65010, bgpRouterId: ipv4("203.0.113.9") },
    link: { ipv4Interface: ipv4("198.51.100.1"), ipv4Neighbor: ipv4("198.51.100.2") },
  });
  const peerSid: LsAttributeTlv = {
    kind: "peerNodeSid",
    value: {
      flags: { value: true, local: true, backup: true, persistent: false },
      weight: 0,
      sid: { label: 24100, index: undefined },
    },
  };
  const byIndex: LsAttributeTlv = {
    kind: "adjacencySid",
    value: { flags: 0, weight: 0, sid: { label: undefined, index: 30 } },
  };
  const r = reading(
    node(1, [srgb([100, 10], [20_000, 1000])]),
    node(2),
    wire(1, 2, [igp(1), byIndex, { kind: "linkProtection", value: 0x2400 }]),
    says(peering, [peerSid]),
  );
  const row = linkOf(r, "r1:198.51.100.1");
  assert.deepEqual([row.state, row.unusable, row.to, row.protocol, row.area], [
    "up",
    "external",
    "AS65010@203.0.113.9",
    "bgp",
    "",
  ]);
  assert.deepEqual(row.peerSids, [
    { role: "node", label: 24100, backup: true, persistent: false, weight: 0 },
  ]);
  const wired = linkOf(r, "r1--r2");
  assert.deepEqual(wired.adjacencySids.map((sid) => sid.label), [20_020]); // 10 in the first range
  assert.deepEqual(wired.protection, ["shared", "enhanced"]);
});

Deno.test("`prefixRow()` names the router that a leaked prefix comes from, and its owners", () => {
  const r = reading(
    node(1),
    node(3, [], ISIS1),
    prefix4(3, "10.255.0.3", [nodeSid(3)], { protocolId: ISIS1 }),
    prefix4(1, "10.255.0.3", [nodeSid(3, 0xc0), {
      kind: "sourceRouterId",
      value: ipv4("10.255.0.3"),
    }]),
  );
  const row = prefixRow(r, 1)!;
  assert.deepEqual([row.router, row.readvertised, row.originator, row.owners, row.anycast], [
    "r1",
    true,
    "r3",
    ["r3"],
    false,
  ]);
  assert.deepEqual(row.sids.map((sid) => [sid.index, sid.readvertised, sid.node]), [[
    3,
    true,
    false,
  ]]);
});

Deno.test("`routerRarities()` says that a node SID has two owners, and that one level only is overloaded", () => {
  const overloaded: LsAttributeTlv = {
    kind: "nodeFlags",
    value: {
      overload: true,
      attached: false,
      external: false,
      areaBorder: false,
      router: false,
      ipv6: false,
    },
  };
  const r = reading(
    node(1, [srgb([16000, 8000])]),
    node(2, [srgb([16000, 8000])]),
    node(3, [srgb([16000, 8000]), overloaded]),
    node(3, [], ISIS1),
    prefix4(1, "10.255.0.1", [nodeSid(7)]),
    prefix4(2, "10.255.0.2", [nodeSid(7)]),
    prefix4(3, "10.255.0.3", [nodeSid(3)]),
  );
  assert.deepEqual(routerOf(r, "r1").oddities, [
    "Its node SID, index 7, is that of r2 too: no path uses it, for nobody knows where packets go.",
  ]);
  assert.deepEqual(routerOf(r, "r3").oddities, ["It is overloaded in isisL2 only."]);
  r.caches.ted.apply([prefix4(2, "10.255.0.2", [nodeSid(2)])]);
  assert.equal(routerOf(r, "r1").oddities, undefined);
});

Deno.test("`linkRow()` calls a link of IPv6 alone up, for packets cross it, and says why no path does", () => {
  const six = (a: number, b: number) =>
    says(
      makeLink({
        protocolId: ISIS2,
        localNode: at(a),
        remoteNode: at(b),
        link: { ipv6Interface: `2001:db8::${a}`, ipv6Neighbor: `2001:db8::${b}`, mtId: 2 },
      }),
      [igp(5)],
    );
  const half = reading(node(1), node(2), six(1, 2));
  assert.equal(linkOf(half, "r1--r2").state, "oneWay");
  const r = reading(node(1), node(2), six(1, 2), six(2, 1));
  const { state, unusable } = linkOf(r, "r1--r2");
  assert.deepEqual([state, unusable], ["up", "otherTopology"]);
});
