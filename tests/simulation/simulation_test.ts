import assert from "node:assert/strict";
import { live } from "./life.ts";
import { liveAll, type Order, report, type Told } from "./lives.ts";

const SEEDS = 200, TOGETHER = 40, THREADS = 2;

async function allFine(seeds: readonly number[]): Promise<void> {
  const orders = seeds.map((seed): Order => ({ seed, twin: seed % 3 === 0, telling: {} }));
  const failed: Told[] = [];
  await liveAll(orders, THREADS, (told) => void (told.faults.length > 0 && failed.push(told)));
  assert.deepEqual(failed.map(({ seed }) => seed), [], failed[0]?.text);
}

for (let first = 1; first <= SEEDS; first += TOGETHER) {
  const last = first + TOGETHER - 1;
  Deno.test(`a network and its controller live through trouble and find their rest, seeds ${first} to ${last}`, async () => {
    await allFine(Array.from({ length: TOGETHER }, (_, n) => first + n));
  });
}

Deno.test("a network and its controller find their rest, seeds that once found a fault", async () => {
  await allFine([
    60331,
    70003,
    80464,
    80541,
    771310,
    2000737,
    2002167,
    7341344,
    109077,
    31005,
    305876,
  ]);
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
