/** LANs: a pseudonode is never a hop; every pair of its members has a link, with the metric towards the LAN. */
import assert from "node:assert/strict";
import { makeLink } from "../../src/bgp/codec/write_ls_nlri.ts";
import type { LsAttributeTlv } from "../../src/bgp/registry/ls_attributes.ts";
import type { Change } from "../../src/ted/fact.ts";
import { Ted } from "../../src/ted/ted.ts";
import { at, igp, ipv4, ISIS2, node, OSPF, ospfId, OSPFV3, says, system } from "./speaker.ts";

function tedOf(...changes: readonly (Change | readonly Change[])[]): Ted {
  const ted = new Ted();
  ted.apply([{ change: "feedUp", feed: 0 }, ...changes.flat()]);
  return ted;
}
/** r1 is the designated router; its pseudonode is 02, interface 10.0.0.1 or interface id 7. */
const LANS = {
  [ISIS2]: `${system(1)}02`,
  [OSPF]: `${ospfId(1)}0a000001`,
  [OSPFV3]: `${ospfId(1)}00000007`,
} as const;
type Protocol = keyof typeof LANS;

const lanSid = (to: number, label: number, protocolId: Protocol): LsAttributeTlv => ({
  kind: "lanAdjacencySid",
  value: {
    flags: protocolId === ISIS2 ? 0x30 : 0x60,
    weight: 0,
    to: {
      neighbor: protocolId === ISIS2 ? system(to) : ospfId(to),
      sid: { label, index: undefined },
    },
  },
});
const plainSid = (label: number, protocolId: Protocol): LsAttributeTlv => ({
  kind: "adjacencySid",
  value: { flags: protocolId === ISIS2 ? 0x30 : 0x60, weight: 0, sid: { label, index: undefined } },
});
function lanOf(protocolId: Protocol, members: readonly number[]): Change[] {
  const lan = { ...at(1, protocolId), igpRouterId: LANS[protocolId] };
  return members.flatMap((n) => {
    const sids = members.filter((to) => to !== n && to !== 1)
      .map((to) => lanSid(to, 24000 + 10 * n + to, protocolId));
    const towards = n === 1 ? [] : [plainSid(24000 + 10 * n + 1, protocolId)];
    const descriptors = protocolId === OSPFV3
      ? { localLinkId: n, remoteLinkId: 0 }
      : { ipv4Interface: ipv4(`10.0.0.${n}`) };
    return [
      node(n, [], protocolId),
      says(
        makeLink({
          protocolId,
          localNode: at(n, protocolId),
          remoteNode: lan,
          link: descriptors,
        }),
        [igp(10 * n), ...sids, ...towards],
      ),
      says(
        makeLink({ protocolId, localNode: lan, remoteNode: at(n, protocolId), link: {} }),
        [igp(0)],
      ),
    ];
  });
}

for (
  const [protocolId, name] of [[ISIS2, "IS-IS"], [OSPF, "OSPFv2"], [OSPFV3, "OSPFv3"]] as const
) {
  Deno.test(`Ted collapses a LAN of ${name}: metric and adjacency SIDs are those towards it`, () => {
    const ted = tedOf(lanOf(protocolId, [1, 2, 3]));
    assert.equal([...ted.routers()].length, 3);
    const rows = [...ted.links()].map((l) =>
      `${l.label} ${l.igpMetric} ${l.adjacencySids.map((s) => s.label).join()} ${l.usable}`
    ).sort();
    assert.deepEqual(rows, [
      "r1--r2 10 24012 true",
      "r1--r3 10 24013 true",
      "r2--r1 20 24021 true", // a plain adjacency SID leads to the designated router
      "r2--r3 20 24023 true",
      "r3--r1 30 24031 true",
      "r3--r2 30 24032 true",
    ]);
    for (const link of ted.links()) {
      assert.equal(link.lan, LANS[protocolId]);
      assert.equal(ted.link(link.reverse!)!.from, link.to);
    }
  });
}

Deno.test("Ted gives each link of a LAN the End.X SID for its far end, also where the IPv6 topology alone tells it (RFC 9514 §4.2)", () => {
  const lan = { ...at(1), igpRouterId: LANS[ISIS2] };
  const endX = (to: number): LsAttributeTlv => ({
    kind: "isisLanEndXSid",
    value: {
      behavior: 5,
      flags: 0,
      algorithm: 0,
      weight: 0,
      neighbor: system(to),
      sid: `2001:db8:2:e00${to}::`,
      subTlvs: [],
    },
  });
  const six = makeLink({
    protocolId: ISIS2,
    localNode: at(2),
    remoteNode: lan,
    link: { ipv6Interface: "2001:db8::2", mtId: 2 },
  });
  const ted = tedOf(lanOf(ISIS2, [1, 2, 3]));
  const diff = ted.apply([says(six, [igp(5), endX(1), endX(3)])]);
  assert.deepEqual(
    [...diff.links].map(([id, kinds]) => [ted.link(id)!.label, ...kinds]).sort(),
    [["r2--r1", "linkShown"], ["r2--r3", "linkShown"]],
  );
  const sids = (label: string) =>
    ted.link(ted.findLink(label)!)!.rare?.endXSids?.map((sid) => sid.sid);
  assert.deepEqual(sids("r2--r1"), ["2001:db8:2:e001::"]);
  assert.deepEqual(sids("r2--r3"), ["2001:db8:2:e003::"]);
  assert.equal(sids("r1--r2"), undefined);
});

Deno.test("Ted takes a member off a LAN when either half goes, and the whole LAN with its last two", () => {
  const ted = tedOf(lanOf(ISIS2, [1, 2, 3]));
  const lan = { ...at(1), igpRouterId: LANS[ISIS2] };
  const half = (n: number) =>
    makeLink({ protocolId: ISIS2, localNode: lan, remoteNode: at(n), link: {} });
  const gone = (n: number) => {
    const change = says(half(n), [igp(0)]);
    assert(change.change === "putLink");
    return { change: "dropLink", feed: 0, key: change.key } as const;
  };
  ted.apply([gone(3)]);
  assert.deepEqual([...ted.links()].filter((l) => l.usable).map((l) => l.label).sort(), [
    "r1--r2",
    "r2--r1",
  ]);
  ted.apply([says(half(3), [igp(0)])]);
  assert.equal([...ted.links()].filter((l) => l.usable).length, 6);
});

Deno.test("Ted links the members of a LAN that Junos tells without a pseudonode, by shared local addresses", () => {
  const half = (a: number, b: number) =>
    says(
      makeLink({
        protocolId: ISIS2,
        localNode: at(a),
        remoteNode: at(b),
        link: { ipv4Interface: ipv4(`10.0.0.${a}`), ipv4Neighbor: ipv4(`10.0.0.${b}`) },
      }),
      [igp(10)],
    );
  const pairs = [1, 2, 3].flatMap((a) => [1, 2, 3].filter((b) => b !== a).map((b) => half(a, b)));
  const ted = tedOf(node(1), node(2), node(3), pairs);
  const rows = [...ted.links()];
  assert.equal(rows.length, 6);
  assert.ok(rows.every((l) => l.usable && l.reverse !== undefined));
  assert.equal(ted.link(ted.findLink("r1--r2")!)!.remoteIpv4, "10.0.0.2");
});
