import assert from "node:assert/strict";
import { judge, mayLetThrough, newRollout, type Progress } from "../../src/policy/waves.ts";

/** Ten policies of which the first five were let through. */
function rollout(first = 5) {
  const made = newRollout(0, 5, Array.from({ length: 10 }, (_, i) => i));
  for (let id = 0; id < first; id++) {
    made.waiting.delete(id);
    made.first.add(id);
  }
  return made;
}
const progress = (...of: readonly Progress[]) => (policy: number) => of[policy] ?? "up";

Deno.test("`mayLetThrough()` lets five go, and none while the rest is held (rules II.5)", () => {
  assert.ok(mayLetThrough(rollout(4)));
  assert.ok(!mayLetThrough(rollout(5)));
  assert.ok(!mayLetThrough({ ...rollout(1), failed: "one is down" }));
});

Deno.test("`judge()` lets the rest go when the first are up", () => {
  assert.deepEqual(judge(rollout(), progress("underway"), 0.05), { is: "underway", back: [] });
  assert.deepEqual(judge(rollout(), progress(), 0.05), { is: "over" });
});

Deno.test("`judge()` holds the rest when more than the breaker's share of the first went wrong", () => {
  assert.deepEqual(judge(rollout(), progress("up", "bad"), 0.05), { is: "failed", bad: [1] });
  assert.deepEqual(judge(rollout(), progress("up", "bad"), 0.2), { is: "over" });
});

Deno.test("`judge()` takes a place back from a policy that has nothing to send, and needs five that are up", () => {
  assert.deepEqual(judge(rollout(), progress("idle"), 0.05), { is: "underway", back: [0] });
  assert.deepEqual(judge(rollout(3), progress(), 0.05), { is: "underway", back: [] });
});

Deno.test("`judge()` is over when nobody waits", () => {
  const one = rollout();
  one.waiting.clear();
  assert.deepEqual(judge(one, progress("bad", "underway"), 0.05), { is: "over" });
});
