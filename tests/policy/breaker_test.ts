import assert from "node:assert/strict";
import { countAsked, countBad, newBreaker } from "../../src/policy/breaker.ts";

const SECOND = 1e6;

Deno.test("`countBad()` trips when more than a share of a minute's requests went wrong (rules II.5)", () => {
  const breaker = newBreaker();
  for (let n = 0; n < 100; n++) countAsked(breaker, n * SECOND / 10);
  for (let lsp = 1; lsp <= 5; lsp++) assert.equal(countBad(breaker, 10e6, lsp, 0.05), undefined);
  assert.deepEqual(countBad(breaker, 10e6, 6, 0.05), { bad: 6, asked: 100 });
});

Deno.test("`countBad()` does not trip for one bad policy, however often it is tried", () => {
  const breaker = newBreaker();
  for (let n = 0; n < 50; n++) {
    countAsked(breaker, n * SECOND);
    assert.equal(countBad(breaker, n * SECOND, 7, 0.05), undefined);
  }
  assert.equal(countBad(breaker, 50e6, 8, 0.05), undefined);
  assert.deepEqual(countBad(breaker, 50e6, 9, 0.05), { bad: 3, asked: 50 });
});

Deno.test("`countBad()` forgets after a minute, and is off with a share of 0", () => {
  const breaker = newBreaker();
  for (let lsp = 1; lsp <= 2; lsp++) countBad(breaker, 0, lsp, 0.05);
  assert.equal(countBad(breaker, 61e6, 3, 0.05), undefined);
  assert.equal(breaker.bad.size, 1);
  for (let lsp = 4; lsp <= 9; lsp++) assert.equal(countBad(breaker, 61e6, lsp, 0), undefined);
});

Deno.test("`countAsked()` keeps a minute, not more", () => {
  const breaker = newBreaker();
  for (let second = 0; second < 1000; second++) countAsked(breaker, second * SECOND);
  assert.ok(breaker.asked.size <= 61);
});
