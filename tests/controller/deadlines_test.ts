import assert from "node:assert/strict";
import fc from "fast-check";
import { arm, disarm, earliest, noDeadlines, takeDue } from "../../src/controller/deadlines.ts";

Deno.test("deadlines come in the order of time and name, whatever was moved or taken away", () => {
  const name = fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h");
  const step = fc.record({ name, at: fc.option(fc.integer({ min: 0, max: 50 })) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const deadlines = noDeadlines();
      const oracle = new Map<string, number>();
      for (const { name, at } of steps) {
        if (at === null) {
          disarm(deadlines, name);
          oracle.delete(name);
        } else {
          arm(deadlines, name, at);
          oracle.set(name, at);
        }
        assert.equal(earliest(deadlines), Math.min(Infinity, ...oracle.values()));
      }
      const expected = [...oracle].sort((x, y) => x[1] - y[1] || (x[0] < y[0] ? -1 : 1));
      const taken: string[] = [];
      for (let due = takeDue(deadlines, 100); due; due = takeDue(deadlines, 100)) taken.push(due);
      assert.deepEqual(taken, expected.map(([n]) => n));
    }),
  );
});

Deno.test("deadlines that are moved for ever do not pile up", () => {
  const deadlines = noDeadlines();
  for (let i = 0; i < 100_000; i++) arm(deadlines, `timer ${i % 10}`, i + 1000);
  for (let i = 0; i < 100_000; i++) {
    arm(deadlines, "one", i);
    disarm(deadlines, "one");
  }
  assert.ok(deadlines.heap.length < 1000, `${deadlines.heap.length} entries`);
});
