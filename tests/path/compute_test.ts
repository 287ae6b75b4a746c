import assert from "node:assert/strict";
import type { Change } from "../../src/ted/fact.ts";
import { dropLink, linkKey, node, putLink, putNode, router, wire } from "../ted/network.ts";
import { job, labels, noPath, path, snapshotOf, spec, tedOf, way } from "./demand.ts";
import { compute } from "../../src/path/compute.ts";
import { Graph } from "../../src/path/graph.ts";

/** A ring 1-2-3-4-5-1 with the chords 2-5 and 3-5, as in the lab. */
const ring = (more: Parameters<typeof wire>[3] = {}) => [
  ...[1, 2, 3, 4, 5].flatMap((n) => router(n)),
  ...wire(1, 2, 1, more),
  ...wire(2, 3, 2, more),
  ...wire(3, 4, 3, more),
  ...wire(4, 5, 4, more),
  ...wire(1, 5, 5, more),
];
const adjacency = (
  a: number,
  b: number,
  number: number,
  igpMetric = 10,
  more: Parameters<typeof wire>[3] = {},
) => [
  putLink(a, b, number, { igpMetric, adjacencySids: [{ label: 15000 + 10 * a + b }], ...more }),
  putLink(b, a, number, { igpMetric, adjacencySids: [{ label: 15000 + 10 * b + a }], ...more }),
];

Deno.test("`compute()` answers metric IGP without constraints with the endpoint's node SID alone", () => {
  const ted = tedOf(ring(), wire(2, 5, 6));
  const result = path(ted, "r1", "r3");
  assert.deepEqual(labels(result), [16003]);
  assert.equal(result.cost, 20);
  assert.deepEqual(result.segments[0], {
    type: "node",
    label: 16003,
    from: ted.findRouter("r1"),
    to: ted.findRouter("r3"),
    address: "10.255.0.3",
  });
  assert.equal(
    result.why,
    "The least IGP metric is 20, by r1 → r2 → r3. 1 label of at most 9: node SID of r3.",
  );
  assert.deepEqual(result.rests, [{ from: result.routers[0], to: result.routers[2], igp: 20 }]);
});

Deno.test("`compute()` lets a node SID span equal-cost branches only if all are allowed", () => {
  const square = [1, 2, 3, 4].flatMap((n) => router(n));
  const links = [...wire(1, 2, 1), ...wire(2, 4, 2), ...wire(1, 3, 3), ...wire(3, 4, 4)];
  const ted = tedOf(square, links);
  const both = path(ted, "r1", "r4");
  assert.deepEqual(labels(both), [16004]);
  assert.equal(both.crossed.length, 4);
  assert.match(both.why, /equal-cost branches/);
  const one = path(ted, "r1", "r4", { excludeRouters: [ted.findRouter("r3")!] });
  assert.deepEqual(labels(one), [16002, 16004]);
  assert.deepEqual(one.crossed, one.links);
  assert.deepEqual(labels(path(ted, "r1", "r4", { branches: "avoid" })), [16002, 16004]);
});

Deno.test("`compute()` tells parallel links apart by adjacency SIDs, or says that it cannot", () => {
  const delay = (minimum: number, label?: number) => ({
    delay: { minimum },
    ...(label !== undefined && { adjacencySids: [{ label }] }),
  });
  const blind = tedOf(router(1), router(2), wire(1, 2, 1, delay(5)), wire(1, 2, 2, delay(9)));
  const refused = noPath(blind, "r1", "r2", { metric: "delay", bounds: { delayMicroseconds: 6 } });
  assert.equal(refused.reason, "labels");
  const both = path(blind, "r1", "r2", { metric: "delay" });
  assert.equal(both.cost, 9); // packets may take the slow one, and that is what is said
  assert.match(both.why, /labels can express is 9 µs \(without that limit 5 µs\)/);
  const ted = tedOf(
    router(1),
    router(2),
    wire(1, 2, 1, delay(5, 15001)),
    wire(1, 2, 2, delay(9, 15002)),
  );
  const fast = path(ted, "r1", "r2", { metric: "delay" });
  assert.deepEqual(labels(fast), [15001]);
  assert.deepEqual(fast.segments[0]!.address, "10.100.1.1");
  assert.deepEqual(fast.segments[0]!.remoteAddress, "10.100.1.2");
});

Deno.test("`compute()` looks each label up where the segment before it ends (RFC 8664 §5.2.2)", () => {
  const ted = tedOf(
    router(1, { srgb: [{ base: 100000, size: 8000 }] }),
    router(2, { srgb: [{ base: 200000, size: 2 }, { base: 300000, size: 8000 }] }),
    router(3, { srgb: [{ base: 400000, size: 8000 }] }),
    wire(1, 2, 1),
    wire(2, 3, 2),
    wire(1, 3, 3, { igpMetric: 5 }),
  );
  const result = path(ted, "r1", "r3", { include: [ted.findRouter("r2")!] });
  // Index 3 is the second of r2's second range.
  assert.deepEqual(labels(result), [100002, 300001]);
});

Deno.test("`compute()` does not send a node SID through a router without SR", () => {
  const ted = tedOf(
    router(1),
    putNode(2, { srgb: [] }),
    router(3),
    wire(1, 2, 1),
    adjacency(2, 3, 2),
    wire(1, 3, 3, { igpMetric: 50 }),
  );
  const result = noPath(ted, "r1", "r3");
  assert.equal(result.reason, "labels");
});

Deno.test("`compute()` keeps the headend's limit, and says how many labels it would need", () => {
  const chain = [1, 2, 3, 4, 5].flatMap((n) => router(n));
  const links = [1, 2, 3, 4].flatMap((n) => [
    ...adjacency(n, n + 1, n, 100),
    ...adjacency(n, n + 1, 10 + n, 1),
  ]);
  const ted = tedOf(chain, links);
  const slow = [1, 2, 3, 4].flatMap((n) => {
    const link = ted.findLink(`r${n}:10.100.${10 + n}.1`)!;
    return [link, ted.link(link)!.reverse!];
  });
  const full = path(ted, "r1", "r5", { excludeLinks: slow });
  assert.equal(full.segments.length, 4);
  const refused = noPath(ted, "r1", "r5", { excludeLinks: slow }, { maximumLabels: 3 });
  assert.equal(refused.reason, "segments");
  assert.equal(refused.remedy, "With 4 labels it would be possible; 3 may be used.");
  const bound = noPath(ted, "r1", "r5", { excludeLinks: slow, bounds: { segments: 2 } });
  assert.equal(bound.reason, "segments");
});

Deno.test("`compute()` takes a dearer path where the cheapest needs too many labels", () => {
  const ted = tedOf(
    [1, 2, 3, 4].flatMap((n) => router(n)),
    adjacency(1, 2, 1, 100, { teMetric: 1 }),
    adjacency(2, 3, 2, 100, { teMetric: 1 }),
    adjacency(3, 4, 3, 100, { teMetric: 1 }),
    wire(1, 3, 4, { igpMetric: 10, teMetric: 10 }),
    wire(2, 4, 5, { igpMetric: 10, teMetric: 10 }),
    wire(1, 4, 6, { igpMetric: 10, teMetric: 50 }),
  );
  assert.equal(path(ted, "r1", "r4", { metric: "te" }).cost, 3);
  const two = path(ted, "r1", "r4", { metric: "te" }, { maximumLabels: 2 });
  assert.equal(two.segments.length, 2);
  assert.equal(two.cost, 11);
  const one = path(ted, "r1", "r4", { metric: "te" }, { maximumLabels: 1 });
  assert.deepEqual(labels(one), [16004]);
  assert.equal(one.cost, 50);
});

Deno.test("`compute()` keeps bounds on a second metric, and says which bound would do", () => {
  const ted = tedOf(
    [1, 2, 3].flatMap((n) => router(n)),
    wire(1, 2, 1, { igpMetric: 10, delay: { minimum: 5000 } }),
    wire(2, 3, 2, { igpMetric: 10, delay: { minimum: 5000 } }),
    adjacency(1, 3, 3, 100, { delay: { minimum: 2000 } }),
  );
  assert.equal(path(ted, "r1", "r3").cost, 20);
  const fast = path(ted, "r1", "r3", { bounds: { delayMicroseconds: 8000 } });
  assert.deepEqual([fast.cost, fast.delayMicroseconds, ...labels(fast)], [100, 2000, 15013]);
  const refused = noPath(ted, "r1", "r3", { bounds: { delayMicroseconds: 1000 } });
  assert.equal(refused.reason, "bounds");
  assert.equal(
    refused.remedy,
    "A bound of 2 ms on the delay instead of 1 ms would give a path.",
  );
});

Deno.test("`compute()` keeps affinity, SRLG, bandwidth, and names what stands in the way", () => {
  const ted = tedOf(
    [1, 2, 3].flatMap((n) => router(n)),
    wire(1, 2, 1, { adminGroup: [1], srlgs: [7], maximumBandwidthBytesPerSecond: 1e9 / 8 }),
    wire(2, 3, 2, { adminGroup: [2], maximumBandwidthBytesPerSecond: 1e9 / 8 }),
    wire(1, 3, 3, { igpMetric: 50, adminGroup: [4], maximumBandwidthBytesPerSecond: 1e10 / 8 }),
  );
  const direct = (more: Parameters<typeof spec>[0]) => way(ted, path(ted, "r1", "r3", more));
  assert.equal(direct({}), "r1 r2 r3");
  const noSid = noPath(ted, "r1", "r3", { excludeAny: [1] });
  assert.equal(noSid.reason, "labels"); // 1-3 is not on the IGP's way and has no adjacency SID
  ted.apply([putLink(1, 3, 3, {
    igpMetric: 50,
    adminGroup: [4],
    maximumBandwidthBytesPerSecond: 1e10 / 8,
    adjacencySids: [{ label: 15013, backup: true }],
  })]);
  assert.equal(direct({ excludeAny: [1] }), "r1 r3");
  assert.equal(direct({ includeAny: [4, 0] }), "r1 r3");
  assert.equal(direct({ excludeSrlgs: [7] }), "r1 r3");
  const never = noPath(ted, "r1", "r3", { excludeSrlgs: [7], protectedAdjacencies: "never" });
  assert.equal(never.reason, "labels");
  const wide = { bandwidthBytesPerSecond: 5e9 / 8 };
  assert.equal(way(ted, path(ted, "r1", "r3", {}, wide)), "r1 r3");
  const refused = noPath(ted, "r1", "r3", {}, { bandwidthBytesPerSecond: 2e10 / 8 });
  assert.equal(refused.remedy, "10 Gbps instead of 20 Gbps would fit.");
  const affine = noPath(ted, "r1", "r3", { includeAll: [3] });
  assert.equal(affine.reason, "constraints");
  assert.equal(affine.remedy, "Without the affinity bits that it asks for there would be a path.");
  assert.match(affine.why, /3 links excluded by affinity/);
});

Deno.test("`compute()` leaves links without delay out of delay paths, and counts them", () => {
  const ted = tedOf([1, 2].flatMap((n) => router(n)), wire(1, 2, 1));
  const refused = noPath(ted, "r1", "r2", { metric: "delay" });
  assert.match(refused.why, /1 link without the metric/);
  assert.equal(path(ted, "r1", "r2", { metric: "te" }).cost, 10); // the IGP metric in its place
});

Deno.test("`compute()` carries no transit through overloaded and drained routers", () => {
  const ted = tedOf(ring(), wire(2, 5, 6), putNode(2, { overload: true }));
  const round = path(ted, "r1", "r3");
  assert.equal(way(ted, round), "r1 r5 r4 r3");
  assert.equal(path(ted, "r1", "r2").cost, 10); // it still is an endpoint
  // A drain in the controller does not move what the IGP forwards: adjacency SIDs would be needed.
  const drained = tedOf(ring(), wire(2, 5, 6), [
    { change: "putNodeFacts", router: "r2", facts: { drained: true } },
  ]);
  assert.deepEqual(labels(path(drained, "r1", "r3")), [16004, 16003]);
});

Deno.test("`compute()` passes routers in order, and ends on the endpoint", () => {
  const ted = tedOf(ring());
  const [r5, r4] = [ted.findRouter("r5")!, ted.findRouter("r4")!];
  const result = path(ted, "r1", "r3", { include: [r5, r4] });
  assert.equal(way(ted, result), "r1 r5 r4 r3");
  assert.deepEqual(labels(result), [16005, 16003]);
  const back = path(ted, "r1", "r3", { include: [r4, r5] });
  assert.equal(way(ted, back), "r1 r5 r4 r5 r4 r3");
});

Deno.test("`compute()` names the link that has to come back", () => {
  const ted = tedOf([1, 2, 3].flatMap((n) => router(n)), wire(1, 2, 1), wire(2, 3, 2));
  ted.apply([dropLink(3, 2, 2)]);
  const refused = noPath(ted, "r1", "r3");
  assert.equal(refused.reason, "unreachable");
  assert.equal(refused.remedy, "If link r2:10.100.2.1 came back there would be a path.");
});

Deno.test("`compute()` finds disjoint paths, or shares and says so", () => {
  const ted = tedOf(ring());
  const first = path(ted, "r1", "r3");
  const ends = [ted.findRouter("r1")!, ted.findRouter("r3")!];
  const from = { links: first.links, ends, from: "node", strict: true } as const;
  assert.equal(way(ted, path(ted, "r1", "r3", { disjointFrom: from })), "r1 r5 r4 r3");
  ted.apply([dropLink(4, 5, 4), dropLink(5, 4, 4)]);
  assert.equal(
    noPath(ted, "r1", "r3", { disjointFrom: from }).remedy,
    "Without disjointness from the other path there would be one.",
  );
  const shared = path(ted, "r1", "r3", { disjointFrom: { ...from, strict: false } });
  assert.match(shared.why, /shares 2 links/);
});

Deno.test("`compute()` resolves explicit lists and refuses what cannot deliver (RFC 9256 §5.1)", () => {
  const ted = tedOf(ring(), adjacency(4, 3, 3));
  const [r2, r4] = [ted.findRouter("r2")!, ted.findRouter("r4")!];
  const link = ted.findLink("r4--r3")!;
  const explicit = (
    ...segments: ({ router: number } | { link: number } | { label: number })[]
  ) => ({
    type: "explicit" as const,
    segments,
  });
  assert.deepEqual(labels(path(ted, "r1", "r3", explicit({ router: r4 }, { link }))), [
    16004,
    15043,
  ]);
  assert.equal(
    way(ted, path(ted, "r1", "r3", explicit({ label: 16002 }, { label: 16003 }))),
    "r1 r2 r3",
  );
  const begins = noPath(ted, "r1", "r3", explicit({ link }));
  assert.match(begins.why, /begins at r4, but the list has come to r1/);
  assert.match(noPath(ted, "r1", "r3", explicit({ router: r2 })).why, /ends at r2, not at r3/);
  assert.match(noPath(ted, "r1", "r3", explicit({ label: 16077 })).why, /no router has that SID/);
  assert.match(
    path(ted, "r1", "r3", explicit({ router: r2 }, { label: 15777 })).why,
    /where label 15777 leads is not known/,
  );
  ted.apply([{ change: "dropLink", feed: 0, key: linkKey(3, 4, 3) }]);
  const dead = noPath(ted, "r1", "r3", explicit({ router: r4 }, { link }));
  assert.match(dead.why, /is down/);
});

Deno.test("`compute()` keeps the path in use where nothing is better", () => {
  const two = { adjacencySids: [{ label: 15001 }], teMetric: 1 };
  const ted = tedOf(
    router(1),
    router(2),
    wire(1, 2, 1, two),
    wire(1, 2, 2, {
      adjacencySids: [{ label: 15002 }],
      teMetric: 1,
    }),
  );
  const avoid = { metric: "te", branches: "avoid" } as const;
  const second = ted.findLink("r1:10.100.2.1")!;
  assert.deepEqual(labels(path(ted, "r1", "r2", avoid)), [15001]);
  assert.deepEqual(labels(path(ted, "r1", "r2", avoid, { current: [second] })), [15002]);
});

Deno.test("`compute()` answers in the order of the jobs and refuses what it cannot place", () => {
  const ted = tedOf(ring());
  const list = [
    job(ted, "r3", "r1"),
    job(ted, "r1", "198.51.100.1"),
    job(ted, "r1", "0.0.0.0"),
    job(ted, "r1", "r1"),
    job(ted, "r1", "r5"),
  ].map((j, id) => ({ ...j, id }));
  const result = compute({ snapshot: snapshotOf(ted), list });
  assert.deepEqual(result.list.map((r) => [r.id, r.ok ? "" : r.reason]), [
    [0, ""],
    [1, "endpointUnknown"],
    [2, "notSupported"],
    [3, "notSupported"],
    [4, ""],
  ]);
});

Deno.test("`Graph.update()` writes changes in place and leaves snapshots alone", () => {
  const ted = tedOf(ring());
  const graph = new Graph(ted), before = graph.snapshot();
  graph.update(ted.apply([putLink(1, 2, 1, { igpMetric: 99 }), dropLink(2, 3, 2)]));
  const after = graph.snapshot(), fresh = new Graph(ted).snapshot();
  const metric = (of: typeof after, name: string) => {
    const edge = of.edgeOfLink[ted.findLink(name)!]!;
    return [of.metrics.igp[edge], of.domains[0]!.metric[edge], of.up[edge]];
  };
  assert.deepEqual(metric(before, "r1--r2"), [10, 10, 1]);
  assert.deepEqual(metric(after, "r1--r2"), [99, 99, 1]);
  assert.deepEqual(metric(after, "r3--r2"), [-1, -1, 0]);
  assert.deepEqual(metric(fresh, "r3--r2"), [-1, -1, 0]);
  graph.update(ted.apply([putLink(2, 3, 2)]));
  assert.deepEqual(graph.snapshot().metrics, new Graph(ted).snapshot().metrics);
});

Deno.test("`compute()` crosses levels by a segment to the border, as node SIDs stay in their level", () => {
  const at = (n: number, area: "L1" | "L2") => node(n, { area });
  const inLevel = (area: "L1" | "L2", changes: readonly Change[]): Change[] =>
    changes.map((c) => {
      if (c.change === "putNode") return { ...c, key: { ...c.key, area } };
      if (c.change === "putPrefix") {
        return { ...c, key: { ...c.key, node: { ...c.key.node, area } } };
      }
      if (c.change !== "putLink") return c;
      const { local, remote } = c.key;
      return { ...c, key: { ...c.key, local: { ...local, area }, remote: { ...remote, area } } };
    });
  const ted = tedOf(
    inLevel("L1", [...router(1), ...router(2), ...router(4), ...router(5)]),
    inLevel("L2", [...router(2), ...router(3), ...router(4)]),
    inLevel("L1", [...wire(1, 2, 1), ...wire(4, 5, 4)]),
    inLevel("L2", [...wire(2, 3, 2), ...wire(3, 4, 3)]),
  );
  assert.equal([...ted.routers()].length, 5);
  assert.equal(ted.findRouter(at(2, "L1").routerId), ted.findRouter("r2"));
  const result = path(ted, "r1", "r5");
  assert.equal(way(ted, result), "r1 r2 r3 r4 r5");
  assert.deepEqual(labels(result), [16002, 16004, 16005]);
});

Deno.test("`compute()` uses the adjacency SIDs of a LAN for the neighbour that is meant", () => {
  const lan = node(2, { routerId: "00000000000207" });
  const towards = (n: number): Change => ({
    change: "putLink",
    feed: 0,
    key: { local: node(n), remote: lan, localIpv4: `10.9.9.${n}` },
    attributes: {
      igpMetric: 10,
      adjacencySids: [1, 2, 3].filter((m) => m !== n).map((m) => ({
        label: 15000 + 10 * n + m,
        lanNeighbor: node(m).routerId,
      })),
    },
  });
  const away = (n: number): Change => ({
    change: "putLink",
    feed: 0,
    key: { local: lan, remote: node(n) },
    attributes: { igpMetric: 0 },
  });
  const ted = tedOf(
    [1, 2, 3].flatMap((n) => router(n)),
    [1, 2, 3].flatMap((n) => [towards(n), away(n)]),
    [{ change: "putNode", feed: 0, key: lan, attributes: {} }],
  );
  const result = path(ted, "r1", "r3", { preferAdjacency: true });
  assert.deepEqual(labels(result), [15013]);
  assert.deepEqual(
    [result.segments[0]!.address, result.segments[0]!.remoteAddress],
    ["10.9.9.1", "10.9.9.3"],
  );
  assert.deepEqual(labels(path(ted, "r1", "r3")), [16003]);
});
