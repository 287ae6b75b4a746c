/** When a policy may move for a better path, how long links are not counted on, and how fast a router is told. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { afterMove, heldUntil, type HoldDown } from "../../src/policy/hold_down.ts";
import { type Choice, choose, gainOf, percent } from "../../src/policy/hysteresis.ts";
import { type Bucket, filled, fullBucket, nextAt, spend } from "../../src/policy/pacing.ts";
import {
  afterFailure,
  afterReturn,
  convergence,
  type Flaps,
  isOver,
  recentFailures,
} from "../../src/policy/quarantine.ts";

const S = 1e6;
const choice = (change: Partial<Choice> = {}): Choice => ({
  installed: { is: "fits", cost: 100 },
  found: { cost: 80, same: false },
  chosenCost: 100,
  minimumGain: 0.05,
  afterFailure: false,
  approved: false,
  ...change,
});

Deno.test("`choose()` replaces at once what loses packets or leads them where they may not go (rules II.7)", () => {
  assert.deepEqual(choose(choice({ installed: { is: "lost" } })), { do: "take" });
  assert.deepEqual(choose(choice({ installed: { is: "violates" } })), { do: "take" });
  assert.deepEqual(choose(choice({ installed: { is: "lost" }, found: undefined })), { do: "take" });
  assert.deepEqual(choose(choice({ installed: undefined })), { do: "take" });
});

Deno.test("`choose()` keeps a list that fits: no path, the same, another one that costs as much, a small gain", () => {
  for (const cost of [100, 130, 96]) {
    assert.deepEqual(choose(choice({ found: { cost, same: false } })), { do: "keep" });
  }
  assert.deepEqual(choose(choice({ found: { cost: 10, same: true } })), { do: "keep" });
  assert.deepEqual(choose(choice({ found: undefined })), { do: "keep" });
  assert.deepEqual(choose(choice({ installed: { is: "fits", cost: 0 } })), { do: "keep" });
});

Deno.test("`choose()` lets a better path wait for its turn, and go when that has come", () => {
  assert.deepEqual(choose(choice()), { do: "wait", gain: 0.2 });
  assert.deepEqual(choose(choice({ approved: true })), { do: "move", gain: 0.2, repairs: false });
  const little = choice({ approved: true, minimumGain: 0, found: { cost: 99, same: false } });
  assert.deepEqual(choose(little), { do: "move", gain: 0.01, repairs: false });
});

Deno.test("`choose()` takes what a failure made dearer for a repair, not what the metrics did", () => {
  const dearer = choice({ installed: { is: "fits", cost: 200 }, chosenCost: 100 });
  assert.equal(choose(dearer).do, "wait");
  assert.deepEqual(choose({ ...dearer, afterFailure: true }), {
    do: "move",
    gain: 0.6,
    repairs: true,
  });
  assert.equal(choose(choice({ afterFailure: true })).do, "wait");
});

Deno.test("`choose()` never moves a list that fits for less than the least gain", () => {
  fc.assert(fc.property(
    fc.nat(1000),
    fc.nat(1000),
    fc.nat(1000),
    fc.double({ min: 0, max: 0.5, noNaN: true }),
    fc.boolean(),
    fc.boolean(),
    (now, then, chosenCost, minimumGain, afterFailure, approved) => {
      const decision = choose({
        installed: { is: "fits", cost: now },
        found: { cost: then, same: false },
        chosenCost,
        minimumGain,
        afterFailure,
        approved,
      });
      assert.notEqual(decision.do, "take");
      if (decision.do === "move" || decision.do === "wait") {
        assert.ok(then < now && gainOf(now, then) >= minimumGain);
        assert.equal(decision.gain, gainOf(now, then));
      }
    },
  ));
});

Deno.test("`percent()` tells no gain larger than it is", () => {
  assert.deepEqual([0.129, 0.05, 0.0056, 1].map(percent), ["12 %", "5 %", "0.5 %", "100 %"]);
});

Deno.test("`afterMove()` doubles the hold of a policy that moves again and again, and forgets it when it is quiet", () => {
  let hold: HoldDown | undefined, now = 0;
  const waits: number[] = [];
  for (let n = 0; n < 7; n++) {
    hold = afterMove(hold, now, 60 * S, 900 * S);
    waits.push((heldUntil(hold) - now) / S);
    now = heldUntil(hold);
  }
  assert.deepEqual(waits, [60, 120, 240, 480, 900, 900, 900]);
  hold = afterMove(hold, now + 4 * 900 * S, 60 * S, 900 * S);
  assert.equal(hold.holdMicroseconds, 60 * S);
  assert.equal(heldUntil(undefined), 0);
});

Deno.test("`afterReturn()` keeps a link from being counted on for 60 s a recent failure, 15 min at most (rules II.7)", () => {
  const rules = { microseconds: 60 * S, mostMicroseconds: 900 * S };
  let flaps: Flaps | undefined;
  const waits: number[] = [];
  for (let n = 0; n < 20; n++) {
    flaps = afterFailure(flaps, 1000 * S + n * 3 * S);
    const back = afterReturn(flaps, 1001 * S + n * 3 * S, rules)!;
    waits.push((back.until! - (1001 * S + n * 3 * S)) / S);
    flaps = back;
  }
  assert.deepEqual(waits.slice(0, 4), [60, 120, 180, 240]);
  assert.equal(waits[19], 900);
  assert.equal(afterReturn(undefined, 5, rules), undefined); // it never failed: new links are used at once
  const later = 1000 * S + 20 * 3 * S + 600 * S;
  assert.equal(recentFailures(flaps, later).length, 0);
  assert.equal(afterReturn(flaps, later, rules), undefined);
  assert.ok(!isOver(flaps!, later) && isOver(flaps!, later + 900 * S));
});

Deno.test("`convergence()` gives the IGP two seconds, and up to thirty where a link flaps", () => {
  const waits = [0, 1, 2, 3, 4, 5, 6, 60].map((n) => convergence(n, 2, 30));
  assert.deepEqual(waits, [2, 2, 4, 8, 16, 30, 30, 30]);
  assert.equal(convergence(3, 0, 30), 0);
});

Deno.test("a bucket lets through a burst, then so many a second, and repairs in advance of the rest", () => {
  let bucket = fullBucket(10);
  for (let n = 0; n < 10; n++) bucket = spend(filled(bucket, S, 5, 10));
  assert.equal(nextAt(bucket, 5), S + S / 5);
  for (let n = 0; n < 5; n++) bucket = spend(bucket); // repairs
  assert.equal(nextAt(bucket, 5), S + 6 * S / 5);
  assert.equal(filled(bucket, 100 * S, 5, 10).tokens, 10);
});

Deno.test("a bucket never gives more than its burst and its rate, however it is asked", () => {
  fc.assert(fc.property(
    fc.array(fc.nat(300_000), { maxLength: 300 }),
    fc.integer({ min: 1, max: 100 }),
    fc.integer({ min: 1, max: 50 }),
    (gaps, rate, burst) => {
      let bucket: Bucket = fullBucket(burst), now = 0, given = 0;
      for (const gap of gaps) {
        now += gap;
        bucket = filled(bucket, now, rate, burst);
        if (nextAt(bucket, rate) > now) continue;
        bucket = spend(bucket);
        given++;
      }
      assert.ok(given <= burst + now * rate / 1e6 + 1e-6);
    },
  ));
});
