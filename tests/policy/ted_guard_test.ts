import assert from "node:assert/strict";
import fc from "fast-check";
import {
  excess,
  forgetBefore,
  type GuardLimits,
  isBurst,
  isOneRouter,
  type Losses,
  noLosses,
  pathlessExcess,
  slowExcess,
} from "../../src/policy/ted_guard.ts";

const LIMITS: GuardLimits = {
  share: 0.2,
  policies: 0.1,
  windowMicroseconds: 10e6,
  slowShare: 0.4,
  slowWindowMicroseconds: 600e6,
  minimum: 10,
};

/** Both directions of links that are gone, in a network of `links` links and `routers` routers. */
function lose(links: number, routers: number, gone: readonly (readonly [number, number])[]) {
  const losses: Losses = {
    ...noLosses(),
    routers,
    halfLinks: 2 * (links - gone.length),
    areas: new Map([["area 0", routers]]),
  };
  gone.forEach(([from, to], n) => {
    losses.goneLinks.set(2 * n, { at: n, from, to });
    losses.goneLinks.set(2 * n + 1, { at: n, from: to, to: from });
  });
  return losses;
}
const chain = (n: number) => Array.from({ length: n }, (_, i) => [i, i + 1] as const);

Deno.test("`excess()` lets one failing router in a network of five go, with all its links (rules II.4)", () => {
  const losses = lose(7, 4, [[0, 1], [0, 2], [0, 3]]);
  losses.goneRouters.set(0, { at: 0, areas: ["area 0"], router: 1 });
  assert.deepEqual(excess(losses, { ...LIMITS, minimum: 1 }), []);
  assert.ok(isOneRouter(losses));
});

Deno.test("`excess()` says what is gone beyond a fifth of the links (rules II.4)", () => {
  assert.deepEqual(excess(lose(100, 40, chain(20)), LIMITS), []);
  assert.deepEqual(excess(lose(100, 40, chain(21)), LIMITS), ["42 of 200 half-links"]);
});

Deno.test("`excess()` needs a number that one failure does not reach, however small the network is", () => {
  assert.deepEqual(excess(lose(12, 10, chain(9)), LIMITS), []);
  assert.deepEqual(excess(lose(12, 10, chain(10)), LIMITS), ["20 of 24 half-links"]);
});

Deno.test("`excess()` counts routers, and an area of which none is left (rules II.4)", () => {
  const losses = noLosses();
  losses.routers = 30;
  losses.areas.set("area 0", 30).set("area 1", 0);
  for (const id of [1, 2]) losses.goneRouters.set(id, { at: 0, areas: ["area 1"], router: id });
  assert.deepEqual(excess(losses, LIMITS), ["the whole of area 1 (2 routers)"]);
  for (let id = 3; id < 12; id++) {
    losses.goneRouters.set(id, { at: 0, areas: ["area 0"], router: id });
  }
  assert.deepEqual(excess(losses, LIMITS)[0], "11 of 41 routers");
  assert.deepEqual(excess(losses, { ...LIMITS, share: 0 }), []);
});

Deno.test("`slowExcess()` says what is gone of all that was there in the longer window, and minds no area", () => {
  const few = lose(100, 40, chain(40)), many = lose(100, 40, chain(41));
  assert.deepEqual(slowExcess(few, few, LIMITS), []);
  assert.deepEqual(slowExcess(many, many, LIMITS), ["82 of 200 half-links"]);
  assert.deepEqual(slowExcess(many, many, { ...LIMITS, slowShare: 0 }), []);
  assert.deepEqual(slowExcess(many, noLosses(), LIMITS), []);
  const routers = noLosses();
  routers.routers = 28;
  routers.areas.set("area 1", 0);
  for (const id of [1, 2]) routers.goneRouters.set(id, { at: 0, areas: ["area 1"], router: id });
  assert.deepEqual(slowExcess(routers, routers, LIMITS), []);
});

Deno.test("`forgetBefore()` forgets what went longer ago than the window", () => {
  const losses = lose(100, 40, chain(30));
  forgetBefore(losses, 20);
  assert.equal(losses.goneLinks.size, 20);
});

Deno.test("`isBurst()` waits for the end of what is more than one router, and is never so without an excess to fear", () => {
  assert.ok(isBurst(lose(200, 50, chain(10)), LIMITS));
  assert.ok(!isBurst(lose(2000, 500, chain(10)), LIMITS));
  assert.ok(!isBurst(lose(200, 50, Array.from({ length: 12 }, (_, i) => [0, i + 1])), LIMITS));
});

Deno.test("`pathlessExcess()` needs a tenth of the policies, and as many as the minimum (rules II.4)", () => {
  assert.equal(pathlessExcess(9, 20, LIMITS), undefined);
  assert.equal(pathlessExcess(10, 100, LIMITS), undefined);
  assert.equal(pathlessExcess(11, 100, LIMITS), "the paths of 11 of 100 policies");
  assert.equal(pathlessExcess(50, 100, { ...LIMITS, share: 0 }), undefined);
});

Deno.test("`excess()` never finds less when more is gone", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 60 }), fc.integer({ min: 0, max: 58 }), (a, b) => {
      const [few, many] = [Math.min(a, b), Math.max(a, b)].map((n) => chain(n));
      const before = excess(lose(60, 70, few!), LIMITS).length;
      assert.ok(excess(lose(60, 70, many!), LIMITS).length >= before);
    }),
  );
});
