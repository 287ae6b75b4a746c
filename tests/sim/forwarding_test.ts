import assert from "node:assert/strict";
import fc from "fast-check";
import { createIgp } from "../../lab/sim/igp.ts";
import { createRandom } from "../../lab/sim/random.ts";
import { endOf, indexOf, labelOf, type Topology } from "../../lab/sim/topology.ts";
import { topologyOf } from "../../lab/sim/topologies.ts";

const igpOf = (topology: Topology) => createIgp(topology, { random: createRandom(1) });

Deno.test("`deliver()` agrees with a packet-by-packet walk on all-pairs distances", () => {
  const shape = fc.record({
    seed: fc.integer({ min: 1, max: 500 }),
    labels: fc.array(fc.record({ node: fc.boolean(), pick: fc.nat(999) }), { maxLength: 5 }),
    failed: fc.array(fc.nat(999), { maxLength: 3 }),
    headend: fc.nat(11),
  });
  fc.assert(
    fc.property(shape, ({ seed, labels, failed, headend }) => {
      const topology = topologyOf("random:12", { seed });
      const igp = igpOf(topology);
      const down = new Set(failed.map((n) => n % topology.links.length));
      for (const link of down) igp.handle({ on: "linkFailed", link }, 0);
      igp.handle({ on: "woke" }, 60e6);
      const stack = stackOf(topology, headend, labels);
      const found = igp.forwarding.deliver(headend, stack);
      const ends = walk(topology, down, headend, stack);
      assert.equal(found.delivered, !ends.has("dropped"));
      if (found.delivered) assert.deepEqual([...ends], [found.at]);
    }),
    { numRuns: 400 },
  );
});

Deno.test("`deliver()` swaps to each router's own SRGB and pops one before the owner", () => {
  const topology = topologyOf("core30");
  const igp = igpOf(topology);
  const at = (name: string) => topology.routers.findIndex((router) => router.name === name);
  const [paris, vienna] = [at("paris"), at("vienna")]; // Vienna's block begins at 400000
  const label = labelOf(topology.routers[paris]!.srgb, topology.routers[vienna]!.sidIndex)!;
  const onward = labelOf(topology.routers[vienna]!.srgb, topology.routers[paris]!.sidIndex)!;
  const there = igp.forwarding.deliver(paris, [label]);
  assert.ok(there.delivered && there.at === vienna && there.path.length >= 2);
  assert.ok(igp.forwarding.deliver(paris, [label, onward]).delivered);
  const wrong = igp.forwarding.deliver(paris, [label, label]); // Paris' block means nothing in Vienna
  assert.equal(wrong.delivered, false);
});

Deno.test("`deliver()` drops on a dead adjacency at once and reroutes node SIDs after flooding", () => {
  const topology = topologyOf("five");
  const igp = igpOf(topology);
  const link = topology.links.findIndex(({ name }) => name === "paris--lyon");
  const { adjacencySid } = topology.links[link]!.a;
  const lyon = labelOf(topology.routers[0]!.srgb, topology.routers[1]!.sidIndex)!;
  igp.handle({ on: "linkFailed", link }, 1_000_000);
  assert.equal(igp.forwarding.deliver(0, [adjacencySid]).delivered, false);
  assert.equal(igp.forwarding.resolves(0, adjacencySid), false);
  assert.equal(igp.forwarding.deliver(0, [lyon]).delivered, false); // not yet known
  igp.handle({ on: "woke" }, igp.wakeAt);
  assert.equal(igp.forwarding.deliver(0, [lyon]).delivered, true);
});

/** Mostly labels that mean something where they are read, now and then one that does not. */
function stackOf(
  topology: Topology,
  headend: number,
  wanted: readonly { node: boolean; pick: number }[],
): number[] {
  let at = headend;
  return wanted.map(({ node, pick }) => {
    if (pick % 23 === 0) return 17;
    if (node) {
      const to = pick % topology.routers.length;
      const label = labelOf(topology.routers[at]!.srgb, topology.routers[to]!.sidIndex)!;
      at = to;
      return label;
    }
    const halves = halvesOf(topology, at);
    const half = halves[pick % halves.length]!;
    at = endOf(topology, half ^ 1).router;
    return pick % 2
      ? endOf(topology, half).adjacencySid
      : endOf(topology, half).protectedAdjacencySid;
  });
}

const halvesOf = (topology: Topology, router: number) =>
  topology.links.flatMap((_, n) => [2 * n, 2 * n + 1])
    .filter((half) => endOf(topology, half).router === router);

/** Where packets end, branch by branch and without memory; "dropped" if any is lost. */
function walk(
  topology: Topology,
  down: ReadonlySet<number>,
  headend: number,
  labels: readonly number[],
): Set<number | "dropped"> {
  const size = topology.routers.length;
  const d = Array.from(
    { length: size },
    (_, i) => Array.from({ length: size }, (_, j) => i === j ? 0 : Infinity),
  );
  for (let half = 0; half < 2 * topology.links.length; half++) {
    if (down.has(half >> 1)) continue;
    const [u, v] = [endOf(topology, half).router, endOf(topology, half ^ 1).router];
    d[u]![v] = Math.min(d[u]![v]!, endOf(topology, half).igpMetric);
  }
  for (let k = 0; k < size; k++) {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) d[i]![j] = Math.min(d[i]![j]!, d[i]![k]! + d[k]![j]!);
    }
  }
  const ends = new Set<number | "dropped">();
  const go = (at: number, stack: readonly number[]): void => {
    const [top, ...rest] = stack;
    if (top === undefined) return void ends.add(at);
    const halves = halvesOf(topology, at);
    const adjacency = halves.find((half) =>
      endOf(topology, half).adjacencySid === top ||
      endOf(topology, half).protectedAdjacencySid === top
    );
    if (adjacency !== undefined) {
      if (down.has(adjacency >> 1)) return void ends.add("dropped");
      return go(endOf(topology, adjacency ^ 1).router, rest);
    }
    const index = indexOf(topology.routers[at]!.srgb, top);
    const owner = topology.routers.findIndex((router) => router.sidIndex === index);
    if (index === undefined || owner < 0) return void ends.add("dropped");
    if (owner === at) return go(at, rest);
    const next = halves.filter((half) => {
      const v = endOf(topology, half ^ 1).router;
      return !down.has(half >> 1) &&
        endOf(topology, half).igpMetric + d[v]![owner]! === d[at]![owner];
    });
    if (next.length === 0 || d[at]![owner] === Infinity) return void ends.add("dropped");
    for (const half of next) {
      const v = endOf(topology, half ^ 1).router;
      const swapped = labelOf(topology.routers[v]!.srgb, index);
      if (v === owner) go(v, rest);
      else if (swapped === undefined) ends.add("dropped");
      else go(v, [swapped, ...rest]);
    }
  };
  go(headend, labels);
  return ends;
}
