/** Router-ids that very many nodes tell: by mistake, by default, or by a feed that means harm. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Change, NodeAttributes } from "../../src/ted/fact.ts";
import { Ted } from "../../src/ted/ted.ts";
import { loopback, node } from "./network.ts";

const SAME = "192.0.2.1";
const isis = (n: number, attributes: NodeAttributes = {}): Change => ({
  change: "putNode",
  feed: 0,
  key: node(n),
  attributes: { name: `r${n}`, ipv4RouterIds: [loopback(n)], ...attributes },
});
const ospf = (n: number, ipv4RouterIds: readonly string[]): Change => ({
  change: "putNode",
  feed: 0,
  key: node(n, { group: "ospfv2", area: "0.0.0.0", routerId: `0aff00${hex(n)}` }),
  attributes: { ipv4RouterIds },
});
const hex = (n: number) => n.toString(16).padStart(2, "0");
const told = (...changes: readonly Change[]) => {
  const ted = new Ted();
  ted.apply([{ change: "feedUp", feed: 0 }]);
  for (const change of changes) ted.apply([change]);
  return ted;
};
/** What people see, without the numbers of rows. */
const seen = (ted: Ted) =>
  [...ted.routers()].map((r) =>
    [r.name, r.nodes.map(({ group }) => group), r.contested?.map(({ by }) => by < 0)].join(" ")
  ).sort();

Deno.test("`apply()` takes 5,000 nodes with one router-id, or none that was configured, as 5,000 routers at once", () => {
  for (const address of [SAME, "0.0.0.0"]) {
    const ted = told();
    const nodes = Array.from(
      { length: 5000 },
      (_, n) => isis(n + 1, { ipv4RouterIds: [address], ipv6RouterIds: ["::"] }),
    );
    const before = performance.now();
    for (let at = 0; at < nodes.length; at += 50) ted.apply(nodes.slice(at, at + 50));
    for (let n = 0; n < 100; n++) ted.apply([isis(7, { overload: n % 2 === 0 })]);
    assert.equal([...ted.routers()].length, 5000);
    const milliseconds = performance.now() - before; // it was a minute and a half for 3,000
    assert.ok(milliseconds < 5000, `${milliseconds} ms`);
    const contested = ted.router(ted.findRouter("r9")!)?.contested;
    assert.deepEqual(contested, address === SAME ? [{ address: SAME, by: -1 }] : undefined);
  }
});

Deno.test("`apply()` joins protocols by a router-id until too many tell it, and again when they do not", () => {
  const crowd = Array.from({ length: 63 }, (_, n) => isis(n + 10, { ipv4RouterIds: [SAME] }));
  const pair = [isis(1, { ipv4RouterIds: [SAME] }), ospf(1, [SAME])];
  const joined = (ted: Ted) => [...ted.routers()].filter(({ nodes }) => nodes.length > 1).length;
  const ted = told(...pair);
  assert.equal(joined(ted), 1);
  ted.apply(crowd);
  assert.equal(joined(ted), 0);
  const twin = Ted.load(ted.save());
  const mended = isis(20, { ipv4RouterIds: [loopback(20)] });
  for (const one of [ted, twin]) one.apply([mended]);
  assert.equal(joined(ted), 1);
  assert.deepEqual(seen(twin), seen(ted));
  ted.apply([isis(20, { ipv4RouterIds: [SAME] })]);
  assert.equal(joined(ted), 0);
  ted.apply([{ change: "dropNode", feed: 0, key: node(30) }]);
  assert.equal(joined(ted), 1);
});

Deno.test("`apply()` shows the same routers in whatever order a crowd tells its router-id", () => {
  const all = [
    ...Array.from({ length: 64 }, (_, n) => isis(n + 1, { ipv4RouterIds: [SAME] })),
    ospf(1, [SAME]),
    ospf(2, [SAME, loopback(2)]),
    isis(70, { ipv4RouterIds: [loopback(2)] }),
  ];
  const expected = seen(told(...all));
  fc.assert(
    fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (changes) => {
      const ted = told(...changes);
      assert.deepEqual(seen(ted), expected);
      assert.deepEqual(seen(Ted.load(ted.save())), expected);
    }),
    { numRuns: 20 },
  );
});

Deno.test("`apply()` keeps two systems two routers when a router-id wanders between them", () => {
  const ted = told(isis(3, { ipv4RouterIds: [SAME] }), ospf(1, [SAME]));
  const r3 = ted.findRouter("r3");
  ted.apply([isis(1, { ipv4RouterIds: [SAME] })]); // OSPF's node joins the first by name
  assert.equal(ted.findRouter("r3"), r3); // and takes nothing with it: a session may be known by that number
  assert.deepEqual(groups(ted), [["isis"], ["isis", "ospfv2"]]);
  ted.apply([{ change: "dropNode", feed: 0, key: node(3) }]);
  ted.apply([isis(3)]); // the number that it had is another's
  assert.deepEqual(groups(ted), [["isis"], ["isis", "ospfv2"]]);
  assert.deepEqual(groups(Ted.load(ted.save())), groups(ted));
});
const groups = (ted: Ted) =>
  [...ted.routers()].map(({ nodes }) => nodes.map(({ group }) => group)).sort();

Deno.test("`apply()` never gives a router's number to another box while a router-id flips between them", () => {
  const own = (n: number, more: readonly string[]) => [loopback(n), ...more];
  const ted = told(...[1, 2, 3].flatMap((n) => [isis(n), ospf(n, [loopback(n)])]));
  const numbers = () => [1, 2, 3].map((n) => ted.findRouter(`r${n}`));
  const before = numbers();
  for (let flip = 0; flip < 40; flip++) {
    const lies = [1, 2, 3].map((n) => flip % (n + 1) === 0 ? [SAME] : []);
    ted.apply(lies.flatMap((lie, i) => [
      isis(i + 1, { ipv4RouterIds: own(i + 1, lie) }),
      ospf(i + 1, flip % 5 === i ? [SAME] : [loopback(i + 1)]), // OSPF's node goes with another
    ]));
    if (flip % 7 === 6) { // and one goes, and comes back
      ted.apply([{ change: "dropNode", feed: 0, key: node(2) }]);
      ted.apply([isis(2)]);
    }
    for (const [i, id] of numbers().entries()) {
      const names = ted.router(id!)!.nodes.map(({ routerId }) => routerId);
      assert.ok(names.includes(node(i + 1).routerId));
    }
    assert.deepEqual([numbers()[0], numbers()[2]], [before[0], before[2]]);
  }
});
