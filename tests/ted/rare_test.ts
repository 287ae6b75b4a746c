/** What few networks tell: SRv6, flexible algorithms, peerings, bundles, SR policies, leaked prefixes. */
import assert from "node:assert/strict";
import {
  makeIpv4Prefix,
  makeLink,
  makeNode,
  makeSrPolicy,
  makeSrv6Sid,
} from "../../src/bgp/codec/write_ls_nlri.ts";
import type { LsAttributeTlv } from "../../src/bgp/registry/ls_attributes.ts";
import type { Change } from "../../src/ted/fact.ts";
import { Ted } from "../../src/ted/ted.ts";
import { snapshotOf } from "../path/demand.ts";
import {
  at,
  BGP,
  igp,
  ipv4,
  ISIS1,
  ISIS2,
  link,
  name,
  node,
  nodeSid,
  OSPF,
  prefix4,
  prefix6,
  says,
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
const structure = { block: 32, node: 16, function: 16, argument: 0 };
const sidNlri = (n: number, sid: string) =>
  makeSrv6Sid({ protocolId: ISIS2, localNode: at(n), sid, mtId: 2 });
const end = (algorithm = 0): LsAttributeTlv[] => [
  { kind: "endpointBehavior", value: { behavior: 48, flags: 0, algorithm } },
  { kind: "sidStructure", value: structure },
];

Deno.test("`srv6SidsOf()` tells a router's SIDs with behavior and structure; a withdraw takes one (RFC 9514 §6)", () => {
  const ted = tedOf(
    node(1),
    says(sidNlri(1, "2001:db8:1:1::"), end()),
    says(sidNlri(1, "2001:db8:1:2::"), end(128)),
  );
  const router = ted.findRouter("r1")!;
  assert.deepEqual(ted.srv6SidsOf(router), [
    {
      sid: "2001:db8:1:1::",
      mt: 2,
      group: "isis",
      area: "L2",
      behavior: 48,
      algorithm: 0,
      structure,
      stale: false,
    },
    { ...ted.srv6SidsOf(router)[0], sid: "2001:db8:1:2::", algorithm: 128 },
  ]);
  const diff = ted.apply([takesBack(sidNlri(1, "2001:db8:1:1::"))]);
  assert.deepEqual([...diff.routers.get(router)!], ["routerShown"]);
  assert.deepEqual(ted.srv6SidsOf(router).map((s) => s.sid), ["2001:db8:1:2::"]);
  ted.apply([{ change: "feedDown", feed: 0, at: 1 }]);
  assert.deepEqual(ted.srv6SidsOf(router).map((s) => s.stale), [true]);
});

Deno.test("`srv6SidsOf()` keeps a SID that two feeds tell until both have taken it back", () => {
  const ted = tedOf(node(1), says(sidNlri(1, "2001:db8::1"), end()));
  ted.apply([{ change: "feedUp", feed: 1 }, says(sidNlri(1, "2001:db8::1"), end(), 1)]);
  const router = ted.findRouter("r1")!;
  ted.apply([takesBack(sidNlri(1, "2001:db8::1"), 0)]);
  assert.equal(ted.srv6SidsOf(router).length, 1);
  ted.apply([takesBack(sidNlri(1, "2001:db8::1"), 1)]);
  assert.equal(ted.srv6SidsOf(router).length, 0);
});

Deno.test("`announced()` gives an SRv6 BGP peer node SID its peer (RFC 9514 §7.2)", () => {
  const nlri = makeSrv6Sid({
    protocolId: BGP,
    localNode: { asn: 65000, bgpRouterId: ipv4("10.255.0.1") },
    sid: "2001:db8:1:e001::",
  });
  const ted = tedOf(
    node(1),
    says(nlri, [{
      kind: "srv6PeerNodeSid",
      value: {
        flags: { backup: false, set: true, persistent: false },
        weight: 3,
        peerAsn: 65010,
        peerBgpIdentifier: ipv4("203.0.113.9"),
      },
    }]),
  );
  const [sid] = ted.srv6SidsOf(ted.findRouter("r1")!); // joined by 516 = 1028
  assert.deepEqual(sid?.peer, {
    asn: 65010,
    bgpIdentifier: "203.0.113.9",
    set: true,
    weight: 3,
  });
});

Deno.test("`locatorsOf()` tells locators per algorithm; End.X SIDs stand at their link (RFC 9514 §4, §5)", () => {
  const endX = (sid: string, algorithm: number): LsAttributeTlv => ({
    kind: "endXSid",
    value: {
      behavior: 57,
      flags: 0x80,
      algorithm,
      weight: 0,
      sid,
      subTlvs: [{ kind: "sidStructure", value: structure }],
    },
  });
  const locator = (algorithm: number): LsAttributeTlv => ({
    kind: "locator",
    value: { flags: { down: false }, algorithm, metric: 1, subTlvs: [] },
  });
  const ted = tedOf(
    node(1, [{ kind: "srv6Capabilities", value: { flags: { oam: true } } }]),
    node(2),
    prefix6(1, "2001:db8:1::", 48, [locator(0)]),
    prefix6(1, "2001:db8:a1::", 48, [locator(128)]),
    wire(1, 2, [igp(1), endX("2001:db8:1:e002::", 0), endX("2001:db8:a1:e002::", 128)]),
  );
  const router = ted.router(ted.findRouter("r1")!)!;
  assert.deepEqual(router.srv6, { oam: true });
  assert.deepEqual(ted.locatorsOf(router.id).map((l) => [l.prefix, l.algorithm]), [
    ["2001:db8:1::/48", 0],
    ["2001:db8:a1::/48", 128],
  ]);
  const sids = first(ted, "r1--r2").rare?.endXSids;
  assert.deepEqual(sids?.map((s) => [s.algorithm, s.backup, s.structure]), [
    [0, true, structure],
    [128, true, structure],
  ]);
  // A locator of an algorithm is taking part in it.
  assert.deepEqual(ted.flexAlgorithms.map((a) => [a.algorithm, a.participants]), [[128, [0]]]);
});

Deno.test("`link()` has the End.X SIDs that only the IPv6 topology of its wire tells (IS-IS MT 2)", () => {
  const six = (a: number, b: number, tlvs: LsAttributeTlv[]) =>
    says(
      makeLink({
        protocolId: ISIS2,
        localNode: at(a),
        remoteNode: at(b),
        link: { ipv6Interface: `2001:db8::${a}`, ipv6Neighbor: `2001:db8::${b}`, mtId: 2 },
      }),
      [igp(5), ...tlvs],
    );
  const sid = "2001:db8:1:e002::";
  const endX: LsAttributeTlv = {
    kind: "endXSid",
    value: { behavior: 5, flags: 0, algorithm: 0, weight: 0, sid, subTlvs: [] },
  };
  const ted = tedOf(node(1), node(2), wire(1, 2), six(1, 2, [endX]), six(2, 1, []));
  assert.equal([...ted.links()].length, 2);
  assert.deepEqual(first(ted, "r1--r2").rare?.endXSids?.map((one) => one.sid), [sid]);
  assert.deepEqual(first(ted, "r1--r2").mts, [0, 2]);
});

const definition = (
  algorithm: number,
  priority: number,
  metricType: number,
  subTlvs: Extract<LsAttributeTlv, { kind: "flexAlgorithm" }>["value"]["subTlvs"] = [],
): LsAttributeTlv => ({
  kind: "flexAlgorithm",
  value: { algorithm, metricType, calculationType: 0, priority, subTlvs },
});
const takesPart = (...algorithms: number[]): LsAttributeTlv => ({
  kind: "srAlgorithms",
  value: [0, ...algorithms],
});

Deno.test("`flexAlgorithms` tells the definition that wins: priority, then system-id (RFC 9350 §5.3)", () => {
  const ted = tedOf(
    node(1, [takesPart(128), definition(128, 100, 1)]),
    node(2, [takesPart(128, 129), definition(128, 100, 2)]),
    node(3, [definition(128, 90, 0)]),
    node(4, [takesPart(128)]),
  );
  const id = (n: number) => ted.findRouter(`r${n}`)!;
  const [winner, undefinedOne, ...more] = ted.flexAlgorithms;
  assert.deepEqual(more, []);
  assert.deepEqual(
    [winner?.definedBy, winner?.definition?.metricType, winner?.otherDefinitions],
    [id(2), 2, 2],
  );
  assert.deepEqual(winner?.participants, [id(1), id(2), id(4)]);
  assert.deepEqual([undefinedOne?.algorithm, undefinedOne?.definition], [129, undefined]);
  // The winner's word changes: whoever defines it next.
  ted.apply([node(2, [takesPart(128)])]);
  assert.equal(ted.flexAlgorithms[0]?.definedBy, id(1));
});

Deno.test("`flexAlgorithms` keeps constraints, and says where BGP-LS could not tell all of one (RFC 9351 §3.6)", () => {
  const ted = tedOf(
    node(1, [
      takesPart(128),
      definition(128, 1, 1, [
        { kind: "excludeAny", value: [1] },
        { kind: "includeAll", value: [4] },
        { kind: "excludeSrlgs", value: [77] },
        { kind: "definitionFlags", value: Uint8Array.of(0x80) },
        { kind: "unsupported", value: { protocolId: 2, types: "09" } },
      ]),
    ]),
  );
  assert.deepEqual(ted.flexAlgorithms[0]?.definition, {
    algorithm: 128,
    metricType: 1,
    calculationType: 0,
    priority: 1,
    excludeAny: [1],
    includeAll: [4],
    excludeSrlgs: [77],
    prefixMetric: true,
    unsupported: true,
  });
});

const outside = { asn: 65010, bgpRouterId: ipv4("203.0.113.9") };
const peering = (localLinkId?: number) =>
  makeLink({
    protocolId: BGP,
    localNode: { asn: 65000, bgpRouterId: ipv4("10.255.0.1") },
    remoteNode: outside,
    link: {
      ipv4Interface: ipv4("198.51.100.1"),
      ipv4Neighbor: ipv4("198.51.100.2"),
      ...(localLinkId !== undefined && { localLinkId, remoteLinkId: 0 }),
    },
  });
const peerSid = (kind: "peerNodeSid" | "peerAdjacencySid" | "peerSetSid", label: number) => ({
  kind,
  value: {
    flags: { value: true, local: true, backup: false, persistent: true },
    weight: 0,
    sid: { label, index: undefined },
  },
} as const);

Deno.test("`announced()` shows a peering as a link to a node outside the IGP, with its peer SIDs; no path crosses it (RFC 9086)", () => {
  const ted = tedOf(
    node(1),
    node(2),
    wire(1, 2),
    says(peering(), [peerSid("peerNodeSid", 24100), peerSid("peerSetSid", 24200)]),
    says(peering(7), [peerSid("peerAdjacencySid", 24107)]),
  );
  assert.equal([...ted.routers()].length, 2); // nobody tells the peer itself
  const rows = [...ted.links()].filter((l) => l.group === "bgp");
  assert.deepEqual(rows.map((l) => [l.fromName, l.toName, l.unusable]), [
    ["r1", "AS65010@203.0.113.9", "external"],
    ["r1", "AS65010@203.0.113.9", "external"],
  ]);
  assert.deepEqual(rows.map((l) => l.rare?.peerSids?.map((s) => [s.role, s.label])), [
    [["node", 24100], ["set", 24200]],
    [["adjacency", 24107]],
  ]);
  assert.ok(rows.every((l) => !ted.reader.isUsable(l.id)));
  ted.apply([takesBack(peering()), takesBack(peering(7))]);
  assert.equal([...ted.links()].length, 2);
});

Deno.test("`announced()` tells peers of two ASes apart that have one BGP identifier (RFC 6286 §2.1)", () => {
  const to = (asn: number) =>
    makeLink({
      protocolId: BGP,
      localNode: { asn: 65000, bgpRouterId: ipv4("10.255.0.1") },
      remoteNode: { asn, bgpRouterId: ipv4("10.255.0.2") }, // r2's own address, too
      link: { ipv4Interface: asn, ipv4Neighbor: asn + 1 },
    });
  const ted = tedOf(node(1), node(2), says(to(65010), []), says(to(65020), []));
  assert.deepEqual([...ted.links()].map((l) => l.toName), [
    "AS65010@10.255.0.2",
    "AS65020@10.255.0.2",
  ]);
  // No tree spans peers: a thousand of them are one domain, and the graph takes their nodes.
  ted.apply([says(makeNode({ protocolId: BGP, localNode: { asn: 65010, bgpRouterId: 9 } }), [])]);
  assert.deepEqual(ted.domains.map((domain) => domain.group), ["isis", "bgp"]);
  assert.equal(snapshotOf(ted).domains.length, 2);
});

Deno.test("`announced()` keeps members of a bundle, and counts those that are there as capacity (RFC 9085 §2.2.3)", () => {
  const member = (descriptor: number): LsAttributeTlv => ({
    kind: "bundleMember",
    value: {
      descriptor,
      subTlvs: [
        { kind: "maxBandwidth", value: 1.25e9 },
        {
          kind: "adjacencySid",
          value: {
            flags: 0x30,
            weight: 0,
            sid: { label: 24000 + descriptor, index: undefined },
          },
        },
      ],
    },
  });
  const all = [igp(1), { kind: "maxBandwidth", value: 9e9 } as const];
  const ted = tedOf(node(1), node(2), wire(1, 2, [...all, member(1), member(2)]));
  const row = first(ted, "r1--r2");
  assert.equal(row.capacityBytesPerSecond, 2.5e9);
  assert.deepEqual(row.rare?.bundleMembers?.map((m) => m.adjacencySids?.[0]?.label), [
    24001,
    24002,
  ]);
  ted.apply([link(1, 2, [...all, member(1)])]);
  assert.equal(first(ted, "r1--r2").capacityBytesPerSecond, 1.25e9);
});

Deno.test("`announced()` takes the minimum delay before the average, each with its own A flag (RFC 8571)", () => {
  const average = { kind: "delay", value: { flags: { anomalous: true }, delay: 900 } } as const;
  const range = {
    kind: "minMaxDelay",
    value: { flags: { anomalous: false }, minimum: 500, maximum: 700 },
  } as const;
  const ted = tedOf(node(1), node(2), wire(1, 2, [igp(1), average]));
  const id = ted.findLink("r1--r2")!;
  assert.deepEqual([ted.reader.delay(id), ted.link(id)!.delay?.anomalous], [900, true]);
  ted.apply([link(1, 2, [igp(1), average, range])]);
  assert.deepEqual([ted.reader.delay(id), ted.link(id)!.delay], [500, {
    minimum: 500,
    maximum: 700,
    average: 900,
  }]);
});

Deno.test("`announced()` keeps depths, protection, link names, residual and available bandwidth; shutdown means last (RFC 8379)", () => {
  const ted = tedOf(
    node(1, [{ kind: "nodeMsd", value: [{ type: 1, value: 10 }, { type: 41, value: 8 }] }]),
    node(2),
    wire(1, 2, [
      igp(1),
      { kind: "linkMsd", value: [{ type: 1, value: 6 }, { type: 2, value: 3 }] },
      { kind: "linkProtection", value: 0x2000 },
      { kind: "linkName", value: "ge-0/0/1" },
      { kind: "residualBandwidth", value: 5e8 },
      { kind: "availableBandwidth", value: 4e8 },
      { kind: "gracefulShutdown", value: {} },
    ]),
  );
  const router = ted.router(ted.findRouter("r1")!)!, row = first(ted, "r1--r2");
  assert.deepEqual([router.msd, router.depths], [10, [{ type: 41, value: 8 }]]);
  assert.deepEqual([row.msd, row.rare?.depths], [6, [{ type: 2, value: 3 }]]);
  assert.deepEqual([row.interfaceName, row.rare?.protection], ["ge-0/0/1", 0x20]);
  assert.deepEqual(
    [row.rare?.residualBandwidthBytesPerSecond, row.rare?.availableBandwidthBytesPerSecond],
    [5e8, 4e8],
  );
  assert.equal(row.gracefulShutdown, true);
  assert.deepEqual([row.reverse, ted.link(row.reverse!)?.gracefulShutdown], [row.reverse, true]);
});

Deno.test("`prefix()` tells where a leaked prefix comes from, and who owns it (TLVs 1170, 1171, 1174)", () => {
  const leaked: LsAttributeTlv[] = [
    nodeSid(3, 0xc0), // R and N
    { kind: "prefixFlags", value: 0x60 },
    { kind: "sourceRouterId", value: ipv4("10.255.0.3") },
  ];
  const ted = tedOf(
    node(1),
    node(3, [], ISIS1),
    prefix4(3, "10.255.0.3", [nodeSid(3)], { protocolId: ISIS1 }),
    prefix4(1, "10.255.0.3", leaked),
  );
  const rows = [...ted.prefixes()];
  const r3 = ted.findRouter("r3")!;
  assert.deepEqual(rows.map((p) => [p.readvertised, p.originator, p.owners, p.node]), [
    [false, undefined, [r3], true],
    [true, r3, [r3], false],
  ]);
  assert.equal(rows[1]?.anycast, false);
  // OSPF between areas: the route type says it, TLV 1174 the router.
  const ospf = tedOf(
    node(1, [], OSPF),
    node(3, [], OSPF),
    prefix4(1, "10.255.0.3", [{ kind: "sourceOspfRouterId", value: ipv4("10.255.0.3") }], {
      protocolId: OSPF,
      route: 2,
    }),
  );
  const [row] = [...ospf.prefixes()];
  assert.deepEqual([row?.readvertised, row?.originator], [true, ospf.findRouter("r3")]);
});

Deno.test("`prefix()` keeps the owners of an anycast prefix as a set, and never takes it for a node SID", () => {
  const anycast = [nodeSid(99), { kind: "prefixFlags", value: 0x08 } as const]; // A, no N
  const ted = tedOf(node(1), node(2), [1, 2].map((n) => prefix4(n, "10.99.0.1", anycast)));
  for (const row of ted.prefixes()) {
    assert.deepEqual([row.anycast, row.owners.length, row.node], [true, 2, false]);
  }
  assert.deepEqual([...ted.routers()].map((r) => r.nodeSid), [undefined, undefined]);
});

Deno.test("`prefix()` keeps prefix SIDs per algorithm, metrics per algorithm, tags and a mapping server's ranges", () => {
  const ted = tedOf(
    node(1, [{ kind: "srmsPreference", value: 128 }]),
    prefix4(1, "10.255.0.1", [
      nodeSid(1),
      nodeSid(801, 0x40, 128),
      { kind: "flexAlgorithmMetric", value: { algorithm: 128, flags: 0, metric: 70 } },
      { kind: "routeTags", value: [100] },
    ]),
    prefix4(1, "10.200.0.1", [{
      kind: "range",
      value: { flags: 0, size: 50, subTlvs: [nodeSid(500, 0) as never] },
    }]),
  );
  const [own, mapped] = [...ted.prefixes()];
  assert.deepEqual(own?.sids.map((s) => [s.algorithm, s.index]), [[0, 1], [128, 801]]);
  assert.deepEqual(own?.flexAlgorithmMetrics, [{ algorithm: 128, metric: 70 }]);
  assert.deepEqual(own?.routeTags, ["100"]);
  assert.deepEqual(mapped?.mappings, [{ size: 50, sids: [{ algorithm: 0, index: 500 }] }]);
  assert.equal(mapped?.node, false); // a mapping is not the prefix's own word
  assert.equal(ted.router(ted.findRouter("r1")!)!.mappingServerPreference, 128);
});

Deno.test("`srPoliciesOf()` tells the candidate paths that a headend runs, whoever made them (RFC 9857)", () => {
  const nlri = makeSrPolicy({
    protocolId: 9,
    localNode: { asn: 65000, bgpRouterId: ipv4("10.255.0.1") },
    candidatePath: {
      protocolOrigin: 30,
      endpoint: ipv4("10.255.0.4"),
      color: 100,
      originatorAsn: 65000,
      originator: ipv4("10.255.0.1"),
      discriminator: 7,
    },
  });
  const states = {
    shutdown: false,
    active: true,
    backup: false,
    evaluated: true,
    valid: true,
    onDemand: false,
    delegated: false,
    provisioned: false,
    dropUponInvalid: false,
    transitEligible: false,
    dropping: false,
  };
  const ted = tedOf(
    node(1),
    says(nlri, [
      { kind: "candidatePathState", value: { priority: 10, flags: states, preference: 200 } },
      { kind: "policyName", value: "gold" },
      {
        kind: "srBindingSid",
        value: {
          allocated: true,
          unavailable: false,
          fromSrlb: true,
          fallback: false,
          sid: 15007,
          specified: 15007,
        },
      },
    ]),
  );
  const [path] = ted.srPoliciesOf(ted.findRouter("r1")!);
  assert.deepEqual(path, {
    color: 100,
    endpoint: "10.255.0.4",
    protocolOrigin: 30,
    originator: "65000/10.255.0.1",
    discriminator: 7,
    policyName: "gold",
    preference: 200,
    priority: 10,
    state: ["active", "evaluated", "valid"],
    bindingSid: "15007",
    stale: false,
  });
});

Deno.test("`load()` of `save()` keeps all of it, and goes on in the same way", () => {
  const changes = [
    node(1, [takesPart(128), definition(128, 1, 1)]),
    node(2),
    wire(1, 2, [igp(1), { kind: "linkProtection", value: 0x2000 }]),
    says(peering(), [peerSid("peerNodeSid", 24100)]),
    says(sidNlri(1, "2001:db8::1"), end()),
  ];
  const rows = (ted: Ted) => [
    [...ted.routers()],
    [...ted.links()],
    [...ted.prefixes()],
    ted.flexAlgorithms,
    [0, 1, 2].map((router) => ted.srv6SidsOf(router)),
  ];
  const ted = tedOf(...changes);
  const twin = Ted.load(ted.save());
  assert.deepEqual(rows(twin), rows(ted));
  const more = [
    takesBack(peering()),
    takesBack(sidNlri(1, "2001:db8::1")),
    says(sidNlri(1, "2001:db8::9"), end()),
    says(sidNlri(1, "2001:db8::1"), end()),
    says(sidNlri(2, "2001:db8::2"), end()),
    says(makeNode({ protocolId: ISIS2, localNode: at(1) }), [name(1), teRouterId(1)]),
    takesBack(makeIpv4Prefix({
      protocolId: ISIS2,
      localNode: at(9),
      address: 0,
      prefixLength: 0,
    })),
    { change: "feedDown", feed: 0, at: 5 } as const,
  ];
  assert.deepEqual(twin.apply(more), ted.apply(more));
  assert.deepEqual(rows(twin), rows(ted));
  assert.deepEqual(twin.save(), ted.save());
  assert.deepEqual(rows(Ted.load(ted.save())), rows(ted));
});
