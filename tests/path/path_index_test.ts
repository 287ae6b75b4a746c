import assert from "node:assert/strict";
import fc from "fast-check";
import { compute } from "../../src/path/compute.ts";
import { Graph } from "../../src/path/graph.ts";
import type { Metric, PathJob, PathResult } from "../../src/path/jobs.ts";
import { PathIndex } from "../../src/path/path_index.ts";
import type { Change } from "../../src/ted/fact.ts";
import { dropLink, putLink, putNode, router, wire } from "../ted/network.ts";
import { job, tedOf } from "./demand.ts";

const NODES = 6;
type Step =
  | { kind: "metric"; wire: number; side: 0 | 1; igp: number; te: number }
  | { kind: "drop"; wire: number; side: 0 | 1 }
  | { kind: "overload"; node: number; overload: boolean };

const ends = (k: number): [number, number] =>
  k < NODES ? [k + 1, (k + 1) % NODES + 1] : [k - NODES + 1, (k - NODES + 2) % NODES + 1];
const wireNumber = fc.nat(NODES + 3);
const metric = fc.integer({ min: 1, max: 6 });
const side = fc.constantFrom(0 as const, 1 as const);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant("metric" as const),
      wire: wireNumber,
      side,
      igp: metric,
      te: metric,
    }),
    fc.record({ kind: fc.constant("drop" as const), wire: wireNumber, side }),
    fc.record({
      kind: fc.constant("overload" as const),
      node: fc.integer({ min: 1, max: NODES }),
      overload: fc.boolean(),
    }),
  ),
  { minLength: 1, maxLength: 12 },
);
function changeOf(step: Step): Change {
  if (step.kind === "overload") return putNode(step.node, { overload: step.overload });
  const [a, b] = ends(step.wire), [from, to] = step.side === 0 ? [a, b] : [b, a];
  if (step.kind === "drop") return dropLink(from, to, step.wire + 1);
  return putLink(from, to, step.wire + 1, { igpMetric: step.igp, teMetric: step.te });
}

Deno.test("`PathIndex.touched()` misses no path whose result a change alters", () => {
  fc.assert(
    fc.property(steps, (changes) => {
      const ted = tedOf(
        ...Array.from({ length: NODES }, (_, i) => router(i + 1)),
        ...[0, 1, 2, 3, 4, 5].map((k) => wire(...ends(k), k + 1, { igpMetric: 3, teMetric: 3 })),
      );
      const graph = new Graph(ted), index = new PathIndex();
      const jobs: PathJob[] = [];
      for (let from = 1; from <= NODES; from++) {
        for (let to = 1; to <= NODES; to++) {
          for (const metric of ["igp", "te", "hops"] satisfies Metric[]) {
            if (from === to) continue;
            jobs.push(job(ted, `r${from}`, `r${to}`, { metric }, { id: jobs.length }));
          }
        }
      }
      const results: PathResult[] = [];
      const refresh = (ids: Iterable<number>) => {
        const list = [...ids].map((id) => jobs[id]!);
        for (const result of compute({ snapshot: graph.snapshot(), list, explain: false }).list) {
          results[result.id] = result;
          index.put(result.id, jobs[result.id]!, result);
        }
      };
      refresh(jobs.keys());
      for (const step of changes) {
        const diff = ted.apply([changeOf(step)]);
        graph.update(diff);
        refresh(index.touched(diff, graph.snapshot()).keys());
        const fresh = compute({ snapshot: graph.snapshot(), list: jobs, explain: false }).list;
        for (const [id, now] of fresh.entries()) {
          const had = results[id]!;
          assert.equal(had.ok, now.ok);
          if (had.ok && now.ok) {
            assert.equal(had.cost, now.cost);
            assert.deepEqual(had.crossed.length >= 1, now.crossed.length >= 1);
            assert.ok(had.crossed.every((link) => ted.usable(link)));
          }
        }
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("`PathIndex.touched()` leaves alone what a change does not concern", () => {
  const ted = tedOf(
    ...Array.from({ length: NODES }, (_, i) => router(i + 1)),
    ...[0, 1, 2, 3, 4, 5].map((k) => wire(...ends(k), k + 1, { igpMetric: 3 })),
  );
  const graph = new Graph(ted), index = new PathIndex();
  const near = job(ted, "r1", "r2", {}, { id: 1 }), far = job(ted, "r4", "r5", {}, { id: 2 });
  const { list } = compute({ snapshot: graph.snapshot(), list: [near, far] });
  index.put(1, near, list[0]!);
  index.put(2, far, list[1]!);
  const cut = ted.apply([dropLink(1, 2, 1), dropLink(2, 1, 1)]);
  graph.update(cut);
  assert.deepEqual([...index.touched(cut, graph.snapshot())], [[1, "broken"]]);
  const [again] = compute({ snapshot: graph.snapshot(), list: [near] }).list;
  index.put(1, near, again!);
  const back = ted.apply(wire(1, 2, 1, { igpMetric: 3 }));
  graph.update(back);
  assert.deepEqual([...index.touched(back, graph.snapshot())], [[1, "better"]]);
  index.remove(1);
  assert.equal(index.touched(back, graph.snapshot()).size, 0);
});
