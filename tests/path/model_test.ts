/** Several segment lists, addresses on several routers, and paths that are signalled hop by hop. */
import assert from "node:assert/strict";
import { parseAddress } from "../../src/lib/address.ts";
import { Graph } from "../../src/path/graph.ts";
import type { ExplicitSpec, PathJob } from "../../src/path/jobs.ts";
import { PathIndex } from "../../src/path/path_index.ts";
import type { Ted } from "../../src/ted/ted.ts";
import { putLink, router, wire } from "../ted/network.ts";
import { job, labels, noPath, path, run, tedOf, way } from "./demand.ts";

const ring = () =>
  tedOf(
    ...[1, 2, 3, 4, 5].map((n) => router(n)),
    ...[[1, 2], [2, 3], [3, 4], [4, 5], [1, 5]].map(([a, b], i) => wire(a!, b!, i + 1)),
  );
const id = (ted: Ted, name: string): number => ted.findRouter(name)!;
const lists = (
  ted: Ted,
  ...all: { weight: number; via: string[]; missing?: string }[]
): ExplicitSpec => ({
  type: "explicit",
  segments: [],
  lists: all.map(({ weight, via, missing }) => ({
    weight,
    segments: via.map((name) => ({ router: id(ted, name) })),
    ...(missing !== undefined && { missing }),
  })),
});

Deno.test("`compute()` judges each of several lists; the heaviest valid one is the main one (RFC 9256 §5.1)", () => {
  const ted = ring();
  const spec = lists(
    ted,
    { weight: 9, via: ["r2"] }, // does not end at r3
    { weight: 2, via: ["r2", "r3"] },
    { weight: 3, via: ["r5", "r3"] },
    { weight: 8, via: [], missing: "Router r9 is not in the topology." },
  );
  const found = path(ted, "r1", "r3", spec);
  assert.deepEqual(labels(found), [16005, 16003]);
  assert.deepEqual(found.lists?.map(({ ok }) => ok), [false, true, true, false]);
  assert.match(found.why, /2 of 4 .* List 1: The list ends at r2.* List 4: Router r9/);
  const crossed = (name: string) => found.crossed.includes(ted.findLink(name)!);
  assert.ok(crossed("r1--r2") && crossed("r1--r5"), "the packets of all lists count");
  const none = noPath(ted, "r1", "r3", lists(ted, { weight: 1, via: ["r2"] }));
  assert.match(none.why, /^None of its segment lists is valid/);
});

Deno.test("`compute()` takes the nearest of the routers that own an address", () => {
  const ted = ring();
  const demand = (more: Partial<PathJob> = {}): PathJob => ({
    ...job(ted, "r1", "r3"),
    endpoint: { anyOf: [id(ted, "r3"), id(ted, "r5")] },
    ...more,
  });
  const near = run(ted, demand());
  assert.ok(near.ok);
  assert.equal(way(ted, near), "r1 r5");
  assert.match(near.why, /nearest of 2 routers/);
  const { path: spec } = job(ted, "r1", "r3", { excludeRouters: [id(ted, "r5")] });
  const other = run(ted, demand({ path: spec }));
  assert.ok(other.ok);
  assert.equal(way(ted, other), "r1 r2 r3");
  const list = lists(ted, { weight: 1, via: ["r2", "r3"] }, { weight: 1, via: ["r5"] });
  const both = run(ted, demand({ path: list }));
  assert.ok(both.ok);
  assert.deepEqual(both.lists?.map(({ ok }) => ok), [true, true]);
});

Deno.test("`PathIndex` looks again at an address on several routers when any link got better", () => {
  const ted = ring(), index = new PathIndex();
  const demand: PathJob = {
    ...job(ted, "r1", "r3"),
    endpoint: { anyOf: [id(ted, "r3"), id(ted, "r5")] },
  };
  index.put(7, demand, run(ted, demand));
  const diff = ted.apply([putLink(2, 3, 2, { igpMetric: 1 })]);
  assert.equal(index.touched(diff, new Graph(ted).snapshot()).get(7), "better");
});

Deno.test("`compute()` answers strict hops by far addresses for what is signalled, whatever the SIDs and the MSD", () => {
  const ted = ring();
  const demand = { ...job(ted, "r1", "r3", { signalled: true }), maximumLabels: 0 };
  const found = run(ted, demand);
  assert.ok(found.ok);
  assert.deepEqual(found.segments.map(({ type }) => type), ["hop", "hop"]);
  const far = found.segments.map(({ remoteAddress }) => parseAddress(remoteAddress ?? ""));
  assert.deepEqual(labels(found), far);
  assert.deepEqual(found.crossed, found.links);
  const installed = labels(found);
  const stands = run(ted, { ...demand, installed });
  assert.equal(stands.installed?.is, "fits");
  assert.equal(run(ted, { ...demand, installed: [1] }).installed?.is, "lost");
  const { path: avoiding } = job(ted, "r1", "r3", {
    signalled: true,
    excludeRouters: [id(ted, "r2")],
  });
  const moved = run(ted, { ...demand, path: avoiding, installed });
  assert.ok(moved.ok);
  assert.equal(way(ted, moved), "r1 r5 r4 r3");
  assert.equal(moved.installed?.is, "violates");
});
