/** The core is a function of its events: saved, loaded and told again, it answers the same. */
import assert from "node:assert/strict";
import { MemorySimulation } from "../../lab/sim/memory.ts";
import { createCore, loadCore } from "../../src/controller/core.ts";
import type { Answer, Core, Event } from "../../src/controller/step.ts";
import { crc32 } from "../../src/lib/crc32.ts";
import { pack } from "../../src/lib/pack.ts";
import { compute } from "../../src/path/compute.ts";
import { apply, dynamic, FIVE, policy } from "./simulation.ts";

function stormy(seed: number, watch: (event: Event, answer: Answer) => void): MemorySimulation {
  const sim = new MemorySimulation({
    topology: FIVE,
    seed,
    createCore,
    compute,
    weather: "storm",
    watch,
  });
  sim.run(6);
  apply(
    sim,
    policy(),
    policy({
      name: "second",
      headend: "rome",
      endpoint: "berlin",
      candidatePaths: [dynamic({ metric: "igp" })],
    }),
  );
  sim.run(60);
  return sim;
}
/** Jobs hold a snapshot that is shared: what counts of a batch is its list. */
const digest = (answer: Answer) =>
  crc32(pack([
    answer.wakeAt,
    answer.effects.map((e) => e.do === "compute" ? { ...e, jobs: e.jobs.list } : e),
  ]));

Deno.test("`handle()` answers the same to the same events", () => {
  const events: Event[] = [], digests: number[] = [];
  stormy(3, (event, answer) => {
    events.push(event);
    digests.push(digest(answer));
  });
  const again = createCore();
  events.forEach((event, i) => {
    assert.equal(digest(again.handle(event)), digests[i], `event ${i}: ${event.what.on}`);
  });
  assert.ok(events.length > 300, `${events.length} events`);
});

Deno.test("`loadCore()` goes on as if nothing had happened, wherever `save()` was called", () => {
  for (const seed of [1, 2, 5]) {
    let core: Core | undefined;
    let count = 0;
    stormy(seed, (event, answer) => {
      // A second core follows the first, and is replaced by its own saved self every few events.
      core ??= createCore();
      assert.equal(digest(core.handle(event)), digest(answer), `seed ${seed}, event ${count}`);
      if (++count % 37 === 0) core = loadCore(core.save());
    });
    assert.ok(count > 300);
  }
});
