import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Edges,
  FAR,
  longShortestPaths,
  shortestPaths,
} from "../../src/path/shortest_paths.ts";

type Link = readonly [from: number, to: number, metric: number];

function graphOf(nodes: number, links: readonly Link[]): Edges {
  const sorted = [...links].sort((a, b) => a[0] - b[0]);
  const first = new Int32Array(nodes + 1);
  for (const [from] of sorted) first[from + 1]!++;
  for (let i = 0; i < nodes; i++) first[i + 1]! += first[i]!;
  return {
    first,
    to: Int32Array.from(sorted, (l) => l[1]),
    metric: Int32Array.from(sorted, (l) => l[2]),
  };
}
/** The oracle: relax every link until nothing changes. */
function bellmanFord(nodes: number, links: readonly Link[], root: number): number[] {
  const d = Array<number>(nodes).fill(FAR);
  d[root] = 0;
  for (let changed = true; changed;) {
    changed = false;
    for (const [a, b, m] of links) {
      if (m < 0 || d[a]! + m >= d[b]!) continue;
      d[b] = d[a]! + m;
      changed = true;
    }
  }
  return d;
}
const metric = fc.oneof(
  fc.integer({ min: -1, max: 3 }),
  fc.integer({ min: 100, max: 130 }), // several nodes in one bucket
  fc.integer({ min: 1, max: 100 }),
  fc.integer({ min: 1, max: 0xffffff }),
  fc.constant(0xfffffe), // max-metric: a drained link among small ones
);

Deno.test("`shortestPaths()` equals Bellman-Ford, for metrics of all sizes and links that are down", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 60 }).chain((n) => {
        const node = fc.integer({ min: 0, max: n - 1 });
        return fc.tuple(
          fc.constant(n),
          node,
          fc.array(fc.tuple(node, node, metric), { minLength: 2 * n, maxLength: 8 * n }),
        );
      }),
      ([n, root, links]) => {
        const run = shortestPaths(graphOf(n, links));
        const distance = new Int32Array(n);
        for (const r of [root, 0, root]) { // the work space is used again
          assert.equal(run(r, distance), true);
          assert.deepEqual([...distance], bellmanFord(n, links, r));
        }
      },
    ),
    { numRuns: 3000 },
  );
});

Deno.test("`shortestPaths()` says when a sum does not fit in 31 bits", () => {
  const links: Link[] = [[0, 1, FAR - 1], [1, 2, 5]];
  const distance = new Int32Array(3);
  assert.equal(shortestPaths(graphOf(3, links))(0, distance), false);
  assert.deepEqual([...distance], [0, FAR - 1, FAR]);
});

Deno.test("`longShortestPaths()` gives the sums that 31 bits do not hold", () => {
  const links: Link[] = [[0, 1, FAR - 1], [1, 2, 5], [2, 3, FAR - 1]];
  assert.deepEqual([...longShortestPaths(graphOf(5, links), 0)], [
    0,
    FAR - 1,
    FAR + 4,
    2 * FAR + 3,
    Infinity,
  ]);
});

Deno.test("`shortestPaths()` carries no transit through nodes that forbid it", () => {
  const edges = graphOf(3, [[0, 1, 1], [1, 2, 1], [0, 2, 9]]);
  const noTransit = new Uint8Array([0, 1, 0]), distance = new Int32Array(3);
  shortestPaths({ ...edges, noTransit })(0, distance);
  assert.deepEqual([...distance], [0, 1, 9]);
  shortestPaths({ ...edges, noTransit })(1, distance);
  assert.deepEqual([...distance], [FAR, 0, 1]);
  assert.deepEqual([...longShortestPaths({ ...edges, noTransit }, 0)], [0, 1, 9]);
});
