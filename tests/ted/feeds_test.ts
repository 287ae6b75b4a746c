/** Several feeds, in any order, against a model that keeps every word of every feed in plain maps. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Change, LinkKey } from "../../src/ted/fact.ts";
import { Ted } from "../../src/ted/ted.ts";
import { linkKey, node, putLink, putLoopback, putNode } from "./network.ts";

const FEEDS = 3, NODES = 4;
/** Half-link, node or prefix k. */
type LinkThing = { kind: "link"; from: number; to: number; wire: number };
type Thing = { kind: "node"; n: number } | { kind: "prefix"; n: number } | LinkThing;
type Step =
  | { on: "put"; feed: number; thing: Thing; value: number; rank: string }
  | { on: "drop"; feed: number; thing: Thing }
  | { on: "down" | "up" | "told" | "expired"; feed: number };

const feed = fc.nat(FEEDS - 1);
const number = fc.integer({ min: 1, max: NODES });
const thing: fc.Arbitrary<Thing> = fc.oneof(
  fc.record({ kind: fc.constant("node" as const), n: number }),
  fc.record({ kind: fc.constant("prefix" as const), n: number }),
  { weight: 3, arbitrary: linkThing() },
);
function linkThing(): fc.Arbitrary<Thing> {
  return fc.record({
    kind: fc.constant("link" as const),
    from: number,
    to: number,
    wire: fc.integer({ min: 1, max: 2 }),
  }).filter((l) => l.from !== l.to);
}
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 9,
      arbitrary: fc.record({
        on: fc.constant("put" as const),
        feed,
        thing,
        value: fc.integer({ min: 1, max: 3 }),
        rank: fc.constantFrom("", "near", "way", "yonder"),
      }),
    },
    { weight: 4, arbitrary: fc.record({ on: fc.constant("drop" as const), feed, thing }) },
    fc.record({ on: fc.constantFrom("down" as const, "up" as const), feed }),
    fc.record({ on: fc.constantFrom("told" as const, "expired" as const), feed }),
  ),
  { minLength: 5, maxLength: 60 },
);

const wireOf = (t: LinkThing) => Math.min(t.from, t.to) * 20 + Math.max(t.from, t.to) * 3 + t.wire;
const put = (feed: number, thing: Thing, value: number, rank = ""): Change => ({
  ...plainly(feed, thing, value),
  ...(rank !== "" && { rank }),
});
function plainly(feed: number, thing: Thing, value: number): Change {
  if (thing.kind === "node") return putNode(thing.n, { msd: value }, feed);
  if (thing.kind === "prefix") return putLoopback(thing.n, { metric: value }, feed);
  return putLink(thing.from, thing.to, wireOf(thing), { igpMetric: value }, feed);
}
function drop(feed: number, thing: Thing): Change {
  if (thing.kind === "node") return { change: "dropNode", feed, key: node(thing.n) };
  if (thing.kind === "link") {
    const key: LinkKey = linkKey(thing.from, thing.to, wireOf(thing));
    return { change: "dropLink", feed, key };
  }
  const key = { node: node(thing.n), prefix: `10.255.0.${thing.n}/32` };
  return { change: "dropPrefix", feed, key };
}

interface Word {
  readonly thing: Thing;
  readonly value: number;
  readonly rank: string;
  stale: boolean;
}
/** What each feed said last, and whether that is stale. */
class Model {
  readonly said = new Map<string, Map<number, Word>>();
  readonly owner = new Map<string, number>();
  readonly states = new Map<number, "learning" | "told" | "down">();
  readonly expired = new Set<number>();
  frozen = false;

  take(step: Step): Change {
    switch (step.on) {
      case "put": {
        const key = JSON.stringify(step.thing);
        const by = this.said.get(key) ?? new Map();
        this.said.set(key, by);
        const { thing, value, rank } = step;
        by.set(step.feed, { thing, value, rank, stale: false });
        this.elect(key);
        return put(step.feed, thing, value, rank);
      }
      case "drop":
        this.forget(JSON.stringify(step.thing), step.feed);
        return drop(step.feed, step.thing);
      case "up":
        this.expired.delete(step.feed);
        this.states.set(step.feed, "learning");
        this.age(step.feed);
        return { change: "feedUp", feed: step.feed };
      case "down":
        this.states.set(step.feed, "down");
        if (![...this.states.values()].includes("told")) this.frozen = true;
        this.age(step.feed);
        return { change: "feedDown", feed: step.feed, at: 1 };
      case "told":
        this.states.set(step.feed, "told");
        this.frozen = false;
        for (const feed of [step.feed, ...this.expired]) this.sweep(feed);
        this.expired.clear();
        return { change: "endOfRib", feed: step.feed };
      case "expired":
        if (this.states.get(step.feed) === "down") {
          if (this.frozen) this.expired.add(step.feed);
          else this.sweep(step.feed);
        }
        return { change: "feedExpired", feed: step.feed };
    }
  }
  age(feed: number): void {
    for (const [key, by] of this.said) {
      const word = by.get(feed);
      if (word) word.stale = true;
      this.elect(key);
    }
  }
  sweep(feed: number): void {
    for (const [key, by] of [...this.said]) if (by.get(feed)?.stale) this.forget(key, feed);
  }
  forget(key: string, feed: number): void {
    const by = this.said.get(key);
    by?.delete(feed);
    if (by?.size === 0) {
      this.said.delete(key);
      this.owner.delete(key);
    } else if (by) this.elect(key);
  }
  elect(key: string): void {
    const feeds = [...this.said.get(key)!].sort(([a, x], [b, y]) =>
      x.rank < y.rank ? -1 : x.rank > y.rank ? 1 : a - b
    );
    const live = feeds.find(([, word]) => !word.stale);
    const before = this.owner.get(key);
    const kept = feeds.find(([feed]) => feed === before);
    this.owner.set(key, (live ?? kept ?? feeds[0]!)[0]);
  }
  has = (feed: number): number => [...this.said.values()].filter((by) => by.has(feed)).length;
  /** One feed that says what is believed. */
  believed(): Change[] {
    const list = [...this.said].map(([key, by]) => by.get(this.owner.get(key)!)!);
    return list.map((word) => put(0, word.thing, word.value));
  }
}
const shown = (ted: Ted) => ({
  routers: [...ted.routers()].map((r) => [r.name, r.msd, r.nodeSid]).sort(),
  links: [...ted.links()].map((l) => [l.name, l.label, l.igpMetric, l.unusable, l.toName]).sort(),
  prefixes: [...ted.prefixes()].map((p) => [p.prefix, p.metric, p.node]).sort(),
});

Deno.test("`apply()` of several feeds that come and go equals one feed that says what is believed", () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 7 }), (list, size) => {
      const ted = new Ted(), model = new Model();
      const changes = list.map((step) => model.take(step));
      for (let i = 0; i < changes.length; i += size) ted.apply(changes.slice(i, i + size));
      const plain = new Ted();
      plain.apply([{ change: "feedUp", feed: 0 }, ...model.believed()]);
      assert.deepEqual(shown(ted), shown(plain));
      assert.equal(ted.frozenSince !== undefined, model.frozen);
      for (let feed = 0; feed < FEEDS; feed++) {
        const owned = [...model.owner.values()].filter((owner) => owner === feed).length;
        assert.deepEqual([ted.saidBy(feed), ted.believedOf(feed)], [model.has(feed), owned]);
      }
      const copy = Ted.load(structuredClone(ted.save()));
      assert.deepEqual(shown(copy), shown(ted));
      assert.deepEqual(copy.save(), ted.save());
    }),
    { numRuns: 500 },
  );
});

Deno.test("`apply()` tells every link that became usable or ceased to be", () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 7 }), (list, size) => {
      const ted = new Ted(), model = new Model();
      const changes = list.map((step) => model.take(step));
      let usable = new Set<number>();
      for (let i = 0; i < changes.length; i += size) {
        const diff = ted.apply(changes.slice(i, i + size));
        const now = new Set([...ted.links()].filter((l) => l.usable).map((l) => l.id));
        for (const id of now) if (!usable.has(id)) assert.ok(diff.links.get(id)?.has("linkUp"));
        for (const id of usable) if (!now.has(id)) assert.ok(diff.links.get(id)?.has("linkDown"));
        for (const [id, kinds] of diff.links) {
          if (kinds.has("linkUp")) assert.ok(now.has(id) && !usable.has(id));
          if (kinds.has("linkDown")) assert.ok(!now.has(id) && usable.has(id));
        }
        usable = now;
      }
    }),
    { numRuns: 300 },
  );
});
