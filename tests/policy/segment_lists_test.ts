import assert from "node:assert/strict";
import fc from "fast-check";
import { listsOf, listWords, mainOf, sameLists } from "../../src/policy/segment_lists.ts";

const list = fc.record({
  weight: fc.integer({ min: 1, max: 3 }),
  labels: fc.array(fc.integer({ min: 16, max: 19 }), { minLength: 1, maxLength: 3 }),
});
const several = fc.array(list, { minLength: 1, maxLength: 4 });
type All = { weight: number; labels: number[] }[];
const asLists = ([main, ...more]: All) => ({ ...main!, ...(more.length > 0 && { more }) });
const keys = (all: All) =>
  all.map(({ weight, labels }) => `${all.length > 1 ? weight : ""} ${labels}`).sort().join();

Deno.test("`sameLists()` compares lists with their weights in whatever order; a lone list has no weight", () => {
  fc.assert(fc.property(several, several, (a, b) => {
    assert.equal(sameLists(asLists(a), asLists(b)), keys(a) === keys(b));
    assert.equal(sameLists(asLists(a), asLists([...a].reverse())), true);
  }));
  assert.equal(sameLists(undefined, { labels: [] }), false);
  assert.equal(sameLists({}, { labels: [] }), false);
  assert.equal(sameLists({ labels: [16] }, { labels: [16], more: [] }), true);
});

Deno.test("`mainOf()` is the heaviest list, of several the first; `listsOf()` gives a lone one weight 1", () => {
  const weights = (...all: number[]) => all.map((weight) => ({ weight }));
  assert.deepEqual([mainOf([]), mainOf(weights(1, 3, 3)), mainOf(weights(2))], [-1, 1, 0]);
  const segments = [{ label: 16001 }];
  assert.deepEqual(listsOf({ type: "explicit", segments }), [{ weight: 1, segments }]);
});

Deno.test("`listWords()` says labels, weights, and hops of RSVP-TE as addresses", () => {
  const more = [{ weight: 1, labels: [16004] }];
  assert.equal(listWords({ labels: [16002, 16003] }), "16002/16003");
  assert.equal(listWords({ labels: [16002], weight: 3, more }), "3: 16002, 1: 16004");
  assert.equal(listWords({ labels: [0x0a000102, -1] }), "10.0.1.2/?");
});
