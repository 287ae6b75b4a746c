/** Random networks of at most seven routers: every answer is checked by packets and by brute force. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { FoundPath } from "../../src/path/jobs.ts";
import { send } from "./packet.ts";
import { ask, build, type Case, cases, endOf, judge, stacks } from "./random_network.ts";

function bruteForce(c: Case, network: ReturnType<typeof build>["network"]) {
  let best: { cost: number; labels: number } | undefined;
  for (const stack of stacks(network, 0, c.limit)) {
    const sums = stack.length > 0 ? judge(c, network, stack) : undefined;
    if (!sums) continue;
    const better = !best || sums.cost < best.cost ||
      (sums.cost === best.cost && stack.length < best.labels);
    if (better) best = { cost: sums.cost, labels: stack.length };
  }
  return best;
}

function isDeliveredAsPromised(c: Case, built: ReturnType<typeof build>, result: FoundPath): void {
  const { network, idOf } = built, stack = result.segments.map((s) => s.label);
  assert.ok(stack.length <= c.limit);
  const delivery = send(network, 0, stack);
  assert.deepEqual(delivery.lost, []);
  assert.deepEqual([...delivery.at], [endOf(c)]);
  const crossed = [...delivery.crossed].map((l) => idOf[l]!).sort((a, b) => a - b);
  assert.deepEqual([...result.crossed].sort((a, b) => a - b), crossed);
  const judged = judge(c, network, stack);
  assert.ok(judged, "packets leave the constraints");
  assert.equal(result.cost, judged.cost);
  if (c.via !== undefined) {
    for (const way of judged.ways) {
      const routers = [0, ...way.links.map((l) => network.links[l]!.to)];
      assert.ok(routers.includes(c.via), "a packet misses the router to pass");
    }
  }
}

Deno.test("`compute()` gives lists whose packets stay on allowed links and arrive, whatever the SRGBs", () => {
  fc.assert(
    fc.property(cases, (c) => {
      const built = build(c);
      const result = ask(c, built.ted);
      if (result.ok) isDeliveredAsPromised(c, built, result);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("`compute()` equals brute force over all label lists: never dearer, never longer, never missed", () => {
  const small = cases.filter((c) => c.via === undefined && c.routers.length <= 6);
  fc.assert(
    fc.property(small, (c) => {
      const built = build(c);
      const result = ask(c, built.ted), best = bruteForce(c, built.network);
      assert.equal(result.ok, best !== undefined, result.why);
      if (!result.ok || !best) return;
      assert.equal(result.cost, best.cost);
      // With a bound on a second metric the cheapest path comes first and its list after it.
      if (c.bound === undefined) assert.equal(result.segments.length, best.labels);
    }),
    { numRuns: 500 },
  );
});
