import assert from "node:assert/strict";
import { live } from "./life.ts";
import { report } from "./simulate.ts";

const SEEDS = 60, TOGETHER = 10;

for (let first = 1; first <= SEEDS; first += TOGETHER) {
  const last = first + TOGETHER - 1;
  Deno.test(`a network and its controller live through trouble and find their rest, seeds ${first} to ${last}`, () => {
    for (let seed = first; seed <= last; seed++) {
      const outcome = live({ seed, twin: seed % 3 === 0 });
      assert.deepEqual(outcome.faults, [], report(outcome));
    }
  });
}

Deno.test("a network and its controller find their rest, seeds that once found a fault", () => {
  for (const seed of [61, 105, 133, 139, 913, 1401, 2610, 2958]) {
    const outcome = live({ seed, twin: true });
    assert.deepEqual(outcome.faults, [], report(outcome));
  }
});

Deno.test("`live()` is the same life for the same seed", () => {
  const [one, two] = [live({ seed: 7 }), live({ seed: 7 })];
  assert.deepEqual(one.said(), two.said());
  assert.deepEqual(one.deeds, two.deeds);
});

Deno.test("a failed life is told with the command that replays it", () => {
  const outcome = { ...live({ seed: 3, topology: "five" }), faults: ["something"] };
  const told = report(outcome, { topology: "five" });
  assert.match(told, /deno task simulate --seed 3 --topology five\n {2}something/);
});
