import assert from "node:assert/strict";
import { Ted } from "../../src/ted/ted.ts";
import {
  dropLink,
  linkKey,
  node,
  putLink,
  putLoopback,
  putNode,
  router,
  told,
  up,
  wire,
} from "./network.ts";

const rows = (ted: Ted) => [...ted.links()].map((l) => `${l.label} ${l.unusable ?? l.igpMetric}`);
const triangle = [...router(1), ...router(2), ...router(3), ...wire(1, 2, 1), ...wire(2, 3, 2)];

Deno.test("`apply()` shows a link as one-way until the other half is there (RFC 9552 §5.2.2)", () => {
  const ted = new Ted();
  ted.apply([...up(), ...router(1), ...router(2), putLink(1, 2, 1)]);
  assert.deepEqual(rows(ted), ["r1--r2 oneWay"]);
  const diff = ted.apply([putLink(2, 1, 1)]);
  assert.deepEqual(rows(ted), ["r1--r2 10", "r2--r1 10"]);
  assert.deepEqual([...diff.links.values()].map((s) => [...s]), [["linkUp"], [
    "linkAdded",
    "linkUp",
  ]]);
  const link = ted.link(ted.findLink("r1--r2")!)!;
  assert.equal(link.name, "r1:10.100.1.1");
  assert.equal(link.reverse, ted.findLink("r2:10.100.1.2"));
});

Deno.test("`apply()` keeps the half of an isolated router but does not use it", () => {
  const ted = new Ted();
  ted.apply([...up(), ...triangle]);
  const diff = ted.apply([dropLink(2, 3, 2)]);
  assert.deepEqual(rows(ted), ["r1--r2 10", "r2--r1 10", "r3--r2 oneWay"]);
  assert.deepEqual([...diff.links.values()].map((s) => [...s].join()), [
    "linkGone,linkDown",
    "linkDown",
  ]);
  const id = ted.findLink("r3--r2");
  ted.apply([putLink(2, 3, 2)]);
  assert.equal(ted.findLink("r3--r2"), id);
});

Deno.test("`apply()` gives a link that flaps its id back", () => {
  const ted = new Ted();
  ted.apply([...up(), ...triangle]);
  const id = ted.findLink("r1--r2");
  ted.apply([dropLink(1, 2, 1), dropLink(2, 1, 1)]);
  assert.equal(ted.findLink("r1--r2"), undefined);
  ted.apply(wire(1, 2, 1));
  assert.equal(ted.findLink("r1--r2"), id);
});

Deno.test("`apply()` keeps parallel links apart", () => {
  const ted = new Ted();
  ted.apply([...up(), ...triangle, ...wire(1, 2, 7, { igpMetric: 30 })]);
  assert.deepEqual(rows(ted).sort(), [
    "r1--r2#1 10",
    "r1--r2#2 30",
    "r2--r1#1 10",
    "r2--r1#2 30",
    "r2--r3 10",
    "r3--r2 10",
  ]);
  assert.equal(ted.findLink("r1--r2"), undefined);
  const second = ted.link(ted.findLink("r1--r2#2")!)!;
  assert.equal(second.localIpv4, "10.100.7.1");
  assert.equal(ted.link(second.reverse!)!.localIpv4, "10.100.7.2");
  assert.equal(ted.findLink("r1:10.100.7.1"), second.id);
});

Deno.test("`apply()` replaces all attributes of a fact that is told again", () => {
  const ted = new Ted();
  ted.apply([
    ...up(),
    ...router(1),
    ...router(2),
    ...wire(1, 2, 1, { teMetric: 7, srlgs: [3], delay: { minimum: 5 } }),
  ]);
  const link = ted.findLink("r1--r2")!;
  assert.deepEqual(ted.link(link)!.srlgs, [3]);
  const diff = ted.apply([putLink(1, 2, 1, { igpMetric: 20 })]);
  const row = ted.link(link)!;
  assert.equal(row.igpMetric, 20);
  assert.equal(row.teMetric, undefined);
  assert.equal(row.delay, undefined);
  assert.deepEqual(row.srlgs, []);
  assert.deepEqual([...diff.links.get(link)!], ["linkMetric", "linkAttributes"]);
  assert.equal(ted.apply([putLink(1, 2, 1, { igpMetric: 20 })]).links.size, 0);
});

Deno.test("`apply()` keeps the last attributes of a fact told without any, as stale (RFC 9552 §8.2.2)", () => {
  const ted = new Ted();
  ted.apply([...up(), ...triangle]);
  const diff = ted.apply([{ change: "putLink", feed: 0, key: linkKey(1, 2, 1) }]);
  const link = ted.link(ted.findLink("r1--r2")!)!;
  assert.equal(link.igpMetric, 10);
  assert.equal(link.stale, true);
  assert.equal(link.usable, true);
  assert.deepEqual([...diff.links.get(link.id)!], ["linkShown"]);
  ted.apply([putLink(1, 2, 1)]);
  assert.equal(ted.link(link.id)!.stale, false);
});

Deno.test("`apply()` does not use a link that never had attributes", () => {
  const ted = new Ted();
  ted.apply([...up(), ...router(1), ...router(2)]);
  ted.apply([
    { change: "putLink", feed: 0, key: linkKey(1, 2, 1) },
    { change: "putLink", feed: 0, key: linkKey(2, 1, 1) },
  ]);
  assert.deepEqual(rows(ted), ["r1--r2 noMetric", "r2--r1 noMetric"]);
});

Deno.test("`apply()` leaves links of IS-IS metric 2^24-1 out of SPF, and keeps OSPF's 65535 (RFC 5305 §3)", () => {
  const ted = new Ted();
  ted.apply([...up(), ...router(1), ...router(2), ...wire(1, 2, 1, { igpMetric: 0xffffff })]);
  assert.deepEqual(rows(ted), ["r1--r2 outsideSpf", "r2--r1 outsideSpf"]);
  ted.apply(wire(1, 2, 1, { igpMetric: 0xffffff, teMetric: 5 }));
  const id = ted.findLink("r1--r2")!;
  assert.equal(ted.reader.isUsable(id), true); // for TE
  assert.equal(ted.reader.igp(id), -1);
  assert.equal(ted.reader.te(id), 5);
});

Deno.test("`apply()` makes a LAN a link for each ordered pair, with the cost to the pseudonode", () => {
  const ted = new Ted();
  const lan = node(2, { routerId: "00000000000207" });
  const towards = (n: number, igpMetric: number) => ({
    change: "putLink" as const,
    feed: 0,
    key: { local: node(n), remote: lan, localIpv4: `10.9.9.${n}` },
    attributes: {
      igpMetric,
      adjacencySids: [1, 2, 3].filter((m) => m !== n).map((m) => ({
        label: 15000 + 10 * n + m,
        lanNeighbor: node(m).routerId,
      })),
    },
  });
  const away = (n: number) => ({
    change: "putLink" as const,
    feed: 0,
    key: { local: lan, remote: node(n) },
    attributes: { igpMetric: 0 },
  });
  ted.apply([
    ...up(),
    ...router(1),
    ...router(2),
    ...router(3),
    { change: "putNode", feed: 0, key: lan, attributes: {} },
    ...[1, 2, 3].map((n) => towards(n, 10 * n)),
    away(1),
    away(2),
  ]);
  assert.deepEqual(rows(ted).sort(), [
    "r1--r2 10",
    "r2--r1 20",
    "r3--r1 oneWay",
    "r3--r2 oneWay",
  ]);
  assert.equal([...ted.routers()].length, 3); // the pseudonode is none
  ted.apply([away(3)]);
  assert.deepEqual(rows(ted).sort(), [
    "r1--r2 10",
    "r1--r3 10",
    "r2--r1 20",
    "r2--r3 20",
    "r3--r1 30",
    "r3--r2 30",
  ]);
  const row = ted.link(ted.findLink("r1--r3")!)!;
  assert.equal(row.localIpv4, "10.9.9.1");
  assert.equal(row.remoteIpv4, "10.9.9.3");
  assert.equal(row.lan, "00000000000207");
  assert.deepEqual(row.adjacencySids.map((s) => s.label), [15013]);
  assert.equal(ted.link(row.reverse!)!.label, "r3--r1");
  const diff = ted.apply([{ change: "dropLink", feed: 0, key: towards(3, 30).key }]);
  assert.deepEqual(rows(ted).sort(), ["r1--r2 10", "r1--r3 oneWay", "r2--r1 20", "r2--r3 oneWay"]);
  assert.equal(diff.links.size, 4);
});

Deno.test("`apply()` merges MT 0 and MT 2 of one wire into one link", () => {
  const ted = new Ted();
  const v6 = (a: number, b: number) => ({
    change: "putLink" as const,
    feed: 0,
    key: {
      local: node(a),
      remote: node(b),
      localIpv6: `2001:db8::${a}`,
      remoteIpv6: `2001:db8::${b}`,
      mt: 2,
    },
    attributes: { igpMetric: 10 },
  });
  ted.apply([...up(), ...triangle, v6(1, 2), v6(2, 1)]);
  const row = ted.link(ted.findLink("r1--r2")!)!;
  assert.deepEqual(row.mts, [0, 2]);
  assert.equal(row.localIpv6, "2001:db8::1");
  assert.equal([...ted.links()].length, 4);
  ted.apply([dropLink(1, 2, 1), dropLink(2, 1, 1)]);
  assert.deepEqual(rows(ted).filter((r) => r.startsWith("r1")), ["r1--r2 otherTopology"]);
});

Deno.test("`apply()` makes IS-IS levels of one system, and protocols that share a router-id, one router", () => {
  const ted = new Ted();
  ted.apply([
    ...up(),
    putNode(1),
    { change: "putNode", feed: 0, key: node(1, { area: "L1" }), attributes: {} },
  ]);
  assert.equal([...ted.routers()].length, 1);
  const ospf = {
    topology: "core",
    group: "ospfv2" as const,
    area: "0.0.0.0",
    routerId: "0aff0001",
  };
  ted.apply([{ change: "putNode", feed: 0, key: ospf, attributes: {} }]);
  assert.equal([...ted.routers()].length, 2);
  ted.apply([{
    change: "putNode",
    feed: 0,
    key: ospf,
    attributes: { ipv4RouterIds: ["10.255.0.1"] },
  }]);
  const [row, ...more] = [...ted.routers()];
  assert.deepEqual(more, []);
  assert.deepEqual(row!.nodes.map((n) => n.group + n.area), ["isisL2", "isisL1", "ospfv20.0.0.0"]);
  assert.equal(ted.findRouter("0000.0000.0001"), row!.id);
  ted.apply([{ change: "putNode", feed: 0, key: ospf, attributes: {} }]);
  assert.equal([...ted.routers()].length, 2);
  // Two systems with one address stay two boxes.
  ted.apply([putNode(2, { ipv4RouterIds: ["10.255.0.1"] })]);
  assert.equal([...ted.routers()].length, 3);
});

Deno.test("`apply()` finds the node SID by N flag, else by router-id, and never takes an anycast one", () => {
  const ted = new Ted();
  const sid = (n: number) => ({ sids: [{ index: n, algorithm: 0 }] });
  ted.apply([...up(), putNode(1), putNode(2), putLoopback(1, sid(1)), putLoopback(2)]);
  assert.deepEqual([...ted.routers()].map((r) => r.nodeSid), [1, 2]); // 1: FRR's OSPF without 1170
  const anycast = (n: number) => ({
    change: "putPrefix" as const,
    feed: 0,
    key: { node: node(n), prefix: "10.254.0.1/32" },
    attributes: { node: true, sids: [{ index: 99, algorithm: 0 }] },
  });
  ted.apply([putLoopback(1, { sids: [] }), anycast(1)]);
  assert.equal(ted.router(ted.findRouter("r1")!)!.nodeSid, 99);
  const diff = ted.apply([anycast(2)]);
  assert.equal(ted.router(ted.findRouter("r1")!)!.nodeSid, undefined);
  assert.deepEqual([...diff.routers.get(ted.findRouter("r1")!)!], ["routerSids"]);
  assert.equal(ted.ownersOf("10.254.0.1").length, 2);
  // Passed on by another router, it still has one owner.
  ted.apply([putLoopback(1), {
    change: "putPrefix",
    feed: 0,
    key: { node: node(2), prefix: "10.255.0.1/32" },
    attributes: { readvertised: true, sids: [{ index: 1, algorithm: 0, readvertised: true }] },
  }]);
  assert.equal(ted.router(ted.findRouter("r1")!)!.nodeSid, 1);
});

Deno.test("`apply()` holds a fact while any feed has it, and believes the lowest feed", () => {
  const ted = new Ted();
  ted.apply([...up(0), ...up(1), ...triangle, ...told(0)]);
  const link = ted.findLink("r1--r2")!;
  ted.apply([putLink(1, 2, 1, { igpMetric: 44 }, 1), putLink(2, 1, 1, {}, 1), ...told(1)]);
  assert.equal(ted.link(link)!.igpMetric, 10);
  const diff = ted.apply([dropLink(1, 2, 1, 0)]);
  assert.equal(ted.link(link)!.igpMetric, 44);
  assert.deepEqual([...diff.links.get(link)!], ["linkMetric"]);
  assert.equal(ted.apply([dropLink(2, 1, 1, 0)]).links.size, 0);
  ted.apply([putLink(1, 2, 1, {}, 0)]);
  assert.equal(ted.link(link)!.igpMetric, 10);
  ted.apply([dropLink(1, 2, 1, 0), dropLink(1, 2, 1, 1)]);
  assert.equal(ted.link(link), undefined);
});

Deno.test("`apply()` drops what only a lost feed had when its time is over, if another carries the topology", () => {
  const ted = new Ted();
  ted.apply([...up(0), ...up(1), ...triangle, ...told(0)]);
  ted.apply([...router(1, {}, 1), ...router(2, {}, 1), ...wire(1, 2, 1, {}, 1), ...told(1)]);
  const down = ted.apply([{ change: "feedDown", feed: 0, at: 5 }]);
  assert.equal(down.froze, false);
  assert.equal(ted.link(ted.findLink("r2--r3")!)!.stale, true);
  assert.equal(ted.link(ted.findLink("r1--r2")!)!.stale, false);
  assert.deepEqual(ted.counts, { nodes: 3, halfLinks: 4, prefixes: 3 });
  ted.apply([{ change: "feedExpired", feed: 0 }]);
  assert.deepEqual(ted.counts, { nodes: 2, halfLinks: 2, prefixes: 2 });
});

Deno.test("`apply()` freezes when the last feed is gone and applies the one real change when it is back", () => {
  const ted = new Ted();
  ted.apply([...up(), ...triangle, ...told()]);
  const before = rows(ted);
  const down = ted.apply([{ change: "feedDown", feed: 0, at: 77 }]);
  assert.equal(down.froze, true);
  assert.equal(ted.frozenSince, 77);
  ted.apply([{ change: "feedExpired", feed: 0 }]);
  assert.deepEqual(rows(ted), before);
  assert.ok([...ted.links()].every((l) => l.stale && l.usable));
  ted.apply([...up()]);
  ted.apply([...router(1), ...router(2), ...router(3), ...wire(1, 2, 1)]);
  assert.deepEqual(rows(ted), before);
  const back = ted.apply(told());
  assert.equal(back.thawed, true);
  assert.equal(ted.frozenSince, undefined);
  assert.deepEqual([...back.links.values()].map((s) => [...s].join()), [
    "linkGone,linkDown",
    "linkGone,linkDown",
  ]);
  assert.deepEqual(rows(ted), ["r1--r2 10", "r2--r1 10"]);
});

Deno.test("`apply()` keeps operators' facts by name until the link is there, and says what they set", () => {
  const ted = new Ted();
  ted.apply([
    {
      change: "putLinkFacts",
      link: "r1--r2",
      facts: { adjacencySids: [{ label: 15001 }], minimumDelayMicroseconds: 900, srlgs: [8] },
    },
    { change: "putNodeFacts", router: "r3", facts: { drained: true, site: "lyon" } },
  ]);
  ted.apply([...up(), ...triangle]);
  const link = ted.findLink("r1--r2")!;
  assert.equal(ted.reader.delay(link), 900);
  assert.deepEqual(ted.link(link)!.adjacencySids, [{ label: 15001 }]);
  assert.deepEqual(ted.link(link)!.operatorSet, [
    "adjacencySids",
    "minimumDelayMicroseconds",
    "srlgs",
  ]);
  assert.equal(ted.router(ted.findRouter("r3")!)!.drained, true);
  // The network's own adjacency SIDs win, SRLGs are put together.
  ted.apply([putLink(1, 2, 1, { adjacencySids: [{ label: 24000 }], srlgs: [5] })]);
  assert.deepEqual(ted.link(link)!.adjacencySids, [{ label: 24000 }]);
  assert.deepEqual(ted.link(link)!.srlgs, [5, 8]);
  const diff = ted.apply([{ change: "dropLinkFacts", link: "r1--r2" }]);
  assert.ok(diff.links.get(link)!.has("linkMetric"));
  assert.equal(ted.reader.delay(link), -1);
});

Deno.test("`load()` of `save()` goes on as if nothing had happened", () => {
  const ted = new Ted();
  ted.apply([
    ...up(),
    ...triangle,
    ...told(),
    { change: "putLinkFacts", link: "r1--r2", facts: { srlgs: [8] } },
    dropLink(2, 3, 2),
  ]);
  const copy = Ted.load(structuredClone(ted.save()));
  assert.deepEqual([...copy.links()], [...ted.links()]);
  assert.deepEqual([...copy.routers()], [...ted.routers()]);
  assert.deepEqual([...copy.prefixes()], [...ted.prefixes()]);
  const change = [putLink(2, 3, 2), putNode(1, { name: "paris" })];
  assert.deepEqual(copy.apply(change), ted.apply(change));
  assert.deepEqual(copy.save(), ted.save());
});
