import assert from "node:assert/strict";
import {
  chooseFirst,
  judge,
  mayLetThrough,
  newRollout,
  type Progress,
} from "../../src/policy/waves.ts";

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

Deno.test("`chooseFirst()` takes one of each headend before a second one of any (rules II.5)", () => {
  const one = newRollout(0, 5, Array.from({ length: 30 }, (_, i) => i));
  const headendOf = (policy: number) => Math.floor(policy / 10);
  for (const id of one.waiting) one.asking.set(id, headendOf(id));
  assert.deepEqual(chooseFirst(one, headendOf, () => false), [0, 10, 20, 1, 11]);
  one.first.add(0).add(10);
  one.waiting.delete(0);
  one.waiting.delete(10);
  assert.deepEqual(chooseFirst(one, headendOf, () => false), [20, 1, 11]);
  assert.ok(!one.asking.has(0), "who went asks no more");
});

Deno.test("`chooseFirst()` gives no headend a second place while others may still ask", () => {
  const one = newRollout(0, 5, Array.from({ length: 10 }, (_, i) => i));
  for (const id of [0, 1, 2]) one.asking.set(id, 7);
  assert.deepEqual(chooseFirst(one, () => 7, (fewerThan, went) => (went.get(8) ?? 0) < fewerThan), [
    0,
  ]);
  assert.deepEqual(chooseFirst(one, () => 7, () => false), [0, 1, 2]);
});
