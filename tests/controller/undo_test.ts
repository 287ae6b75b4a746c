import assert from "node:assert/strict";
import fc from "fast-check";
import { undone, undoOf } from "../../src/controller/intent/undo.ts";
import { dynamic, policy } from "./simulation.ts";

/** JSON without null. */
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    fc.integer({ min: 0, max: 3 }),
    fc.constantFrom("", "a", "b"),
    fc.array(tie("json"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "0", "1", "length", "="), tie("json"), { maxKeys: 3 }),
  ),
}));

Deno.test("`undone()` makes the one before of any document and its `undoOf()`, also through the store", () => {
  fc.assert(
    fc.property(json, json, (before, after) => {
      const undo = undoOf(before, after);
      const kept: unknown = JSON.parse(JSON.stringify(undo ?? {}));
      const back = undo === undefined ? after : undone(after, kept);
      assert.deepEqual(JSON.parse(JSON.stringify(back)), JSON.parse(JSON.stringify(before)));
    }),
    { numRuns: 3000 },
  );
});

Deno.test("`undoOf()` is as small as the change", () => {
  const before = policy({ candidatePaths: [dynamic({}, 200), dynamic({ metric: "igp" }, 100)] });
  const after = policy({
    candidatePaths: [dynamic({ metric: "te" }, 200), dynamic({ metric: "igp" }, 100)],
  });
  assert.equal(
    JSON.stringify(undoOf(before, after)),
    '{"candidatePaths":{"0":{"path":{"metric":"delay"}}}}',
  );
  assert.equal(undoOf(before, before), undefined);
});
