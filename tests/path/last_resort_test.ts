/** Links that are used only where there is no other way, and links that paths leave out for what they are. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { compute } from "../../src/path/compute.ts";
import { Graph } from "../../src/path/graph.ts";
import type { Ted } from "../../src/ted/ted.ts";
import { linkKey, putLink, putNode, router, wire } from "../ted/network.ts";
import { job, labels, noPath, path, run, tedOf, way } from "./demand.ts";

/** r1-r2-r4 is the near way, r1-r3-r4 the far one; every direction has an adjacency SID. */
const delay = (minimum: number) => ({ delay: { minimum } });
const edges = [[1, 2, 1, 10], [2, 4, 2, 10], [1, 3, 3, 20], [3, 4, 4, 20]] as const;
const square = () =>
  tedOf(
    [1, 2, 3, 4].flatMap((n) => router(n)),
    edges.flatMap(([a, b, number, m]) => [half(a, b, number, m), half(b, a, number, m)]),
  );
const half = (a: number, b: number, number: number, m: number, more = {}) =>
  putLink(a, b, number, {
    igpMetric: m,
    teMetric: m,
    ...delay(100 * m),
    adjacencySids: [{ label: 15000 + 10 * a + b }],
    ...more,
  });
const leaving = { gracefulShutdown: true };
const anomalous = { delay: { minimum: 1000, anomalous: true } };

Deno.test("`compute()` takes a link in graceful shutdown last, whatever is to be least (RFC 8379)", () => {
  for (const metric of ["igp", "te", "delay", "hops"] as const) {
    const ted = square();
    assert.equal(way(ted, path(ted, "r1", "r4", { metric })), "r1 r2 r4", metric);
    ted.apply([half(2, 4, 2, 10, leaving)]);
    const round = path(ted, "r1", "r4", { metric });
    assert.equal(way(ted, round), "r1 r3 r4", metric);
    assert.match(round.why, /Left out: 1 link being shut down gracefully/);
    const back = path(ted, "r4", "r1", { metric });
    assert.equal(
      way(ted, back),
      "r4 r3 r1",
      "nor in the direction that its own end does not speak of",
    );
    const only = path(ted, "r1", "r4", { metric, excludeRouters: [ted.findRouter("r3")!] });
    assert.equal(way(ted, only), "r1 r2 r4", "but it is not dead");
    assert.match(only.why, /Link r2:\S+ is being shut down gracefully .* no way without it/);
    assert.equal(only.cost, { igp: 20, te: 20, delay: 2000, hops: 2 }[metric], "at its own price");
  }
});

Deno.test("`compute()` finds a list that crosses a link in shutdown no longer fit while there is another way", () => {
  const ted = square();
  const installed = labels(path(ted, "r1", "r4"));
  const standing = () => run(ted, job(ted, "r1", "r4", {}, { installed })).installed;
  assert.equal(standing()?.is, "fits");
  const diff = ted.apply([half(2, 4, 2, 10, leaving)]);
  const there = ted.findLink("r2--r4")!, back = ted.findLink("r4--r2")!;
  assert.deepEqual([...diff.links.keys()].sort(), [there, back].sort());
  assert.ok(diff.links.get(back)!.has("linkMetric"), "policies of both directions are looked at");
  assert.equal(standing()?.is, "violates");
  ted.apply([half(1, 3, 3, 20, leaving)]);
  assert.equal(standing()?.is, "fits", "no way is without such a link");
});

Deno.test("`compute()` takes links of anomalous delay last where delay is asked for (RFC 8571 §3.1)", () => {
  const ted = square();
  ted.apply([half(2, 4, 2, 10, anomalous)]);
  assert.equal(way(ted, path(ted, "r1", "r4")), "r1 r2 r4", "metric IGP does not care");
  const least = path(ted, "r1", "r4", { metric: "delay" });
  assert.equal(way(ted, least), "r1 r3 r4");
  assert.match(least.why, /1 link with an anomalous delay/);
  const bound = (delayMicroseconds: number) =>
    path(ted, "r1", "r4", { bounds: { delayMicroseconds } });
  assert.equal(way(ted, bound(5000)), "r1 r3 r4", "a bound on delay cares");
  assert.equal(
    way(ted, bound(2000)),
    "r1 r2 r4",
    "it keeps the bound as told, and nothing else does",
  );
  assert.match(bound(2000).why, /tells an anomalous delay; there is no way without it/);
  ted.apply([{
    change: "putLinkFacts",
    link: "r2--r4",
    facts: { minimumDelayMicroseconds: 900 },
  }]);
  assert.equal(
    way(ted, path(ted, "r1", "r4", { metric: "delay" })),
    "r1 r2 r4",
    "an operator knows",
  );
});

Deno.test("`compute()` does not share a link with the other path to spare one in shutdown", () => {
  const ted = square();
  ted.apply([half(3, 4, 4, 20, leaving)]);
  const near = path(ted, "r1", "r4");
  assert.equal(way(ted, near), "r1 r2 r4");
  const ends = [ted.findRouter("r1")!, ted.findRouter("r4")!];
  const disjointFrom = { links: near.links, ends, from: "link" as const, strict: false };
  assert.equal(way(ted, path(ted, "r1", "r4", { disjointFrom })), "r1 r3 r4");
});

Deno.test("`Graph.update()` writes links of last resort as a new graph would have them, in any order", () => {
  const words = (ted: Ted, graph: Graph) => {
    const { lastResort, link } = graph.snapshot();
    return [...lastResort].map((bits, edge) => `${ted.linkName(link[edge]!)} ${bits}`);
  };
  const step = fc.record({
    edge: fc.constantFrom(...edges),
    turned: fc.boolean(),
    more: fc.constantFrom({}, leaving, anomalous, { ...leaving, ...anomalous }),
  });
  fc.assert(fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
    const ted = square(), graph = new Graph(ted);
    graph.snapshot();
    for (const { edge: [a, b, number, m], turned, more } of steps) {
      const change = turned ? half(b, a, number, m, more) : half(a, b, number, m, more);
      graph.update(ted.apply([change]));
    }
    assert.deepEqual(words(ted, graph), words(ted, new Graph(ted)));
  }));
});

Deno.test("`compute()` says that links are told for the IPv6 topology only, not that they are down", () => {
  const only6 = (a: number, b: number) => ({
    change: "putLink" as const,
    feed: 0,
    key: { ...linkKey(a, b, 1), mt: 2 },
    attributes: { igpMetric: 10 },
  });
  const ted = tedOf(router(1), router(2), putNode(3), only6(1, 2), only6(2, 1), wire(2, 3, 2));
  const refused = noPath(ted, "r1", "r2");
  assert.equal(refused.reason, "unreachable");
  assert.match(
    refused.remedy ?? "",
    /2 half-links belong to another IGP topology only .*topology 0/,
  );
  ted.apply(wire(1, 3, 3));
  assert.match(path(ted, "r1", "r2").why, /Left out: 1 link of another IGP topology only/);
});

Deno.test("`compute()` leaves a list that stands clear of such links where a better way has to wait", () => {
  const ted = square();
  const installed = labels(path(ted, "r1", "r4", { excludeRouters: [ted.findRouter("r2")!] }));
  ted.apply([half(2, 4, 2, 10, leaving)]);
  const returned = new Set([ted.findLink("r1--r3")!]); // came back a short time ago, and is in use
  const jobs = { snapshot: new Graph(ted).snapshot(), returned };
  const waits = job(ted, "r1", "r4", {}, { installed, waits: true });
  const [result] = compute({ ...jobs, list: [waits] }).list;
  assert.deepEqual([result?.ok, result?.installed?.is], [false, "fits"]);
  const now = job(ted, "r1", "r4", {}, { installed });
  const [moved] = compute({ ...jobs, list: [now] }).list;
  assert.ok(
    moved?.ok && way(ted, moved) === "r1 r3 r4",
    "rather a link that came back than one that goes",
  );
});
