import assert from "node:assert/strict";
import fc from "fast-check";
import type { LinkKey } from "../../src/ted/fact.ts";
import { HalfIds } from "../../src/ted/half_ids.ts";
import { Ids } from "../../src/ted/ids.ts";
import { LinkStore } from "../../src/ted/link_store.ts";
import { node } from "./network.ts";

/** Ids for half-links, and the same by texts. */
class Both {
  store = new LinkStore();
  halves = new HalfIds(this.store);
  readonly texts = new Ids();

  intern(local: number, remote: number, descriptors: Partial<LinkKey>): void {
    const key: LinkKey = { local: node(1), remote: node(2), ...descriptors };
    const text = JSON.stringify([local, remote, Object.entries(descriptors).sort()]);
    const known = this.texts.find(text);
    const id = this.halves.intern({ local, remote, key });
    assert.equal(this.halves.find({ local, remote, key }) ?? id, id);
    assert.equal(id, this.texts.intern(text));
    if (known !== undefined) return;
    this.store.write(id, {});
    this.store.describe(id, key);
    this.store.columns.at.local[id] = local;
    this.store.columns.at.remote[id] = remote;
  }
  release(id: number): void {
    if (id >= this.texts.size) return;
    this.halves.release(id);
    this.texts.release(id);
  }
  reload(): void {
    const saved = this.halves.save(), columns = this.store.save(this.halves.size);
    this.store = new LinkStore();
    this.halves = new HalfIds(this.store);
    this.halves.load(saved);
    this.store.load(columns, this.halves.size);
  }
  check(): void {
    assert.deepEqual([this.halves.size, this.halves.live], [this.texts.size, this.texts.live]);
    assert.deepEqual(this.halves.save().gone, this.texts.save().gone);
  }
}
const descriptors = fc.record({
  localIpv4: fc.constantFrom("10.0.0.1", "10.0.0.2"),
  remoteIpv4: fc.constantFrom("10.0.0.1", "10.0.0.2"),
  localIpv6: fc.constantFrom("2001:db8::1", "2001:db8::2"),
  localId: fc.integer({ min: 1, max: 3 }),
  remoteId: fc.integer({ min: 1, max: 2 }),
  mt: fc.constant(2),
}, { requiredKeys: [] });

Deno.test("`intern()` gives half-links the ids that their texts would have, over flaps and loads", () => {
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(fc.nat(3), fc.nat(3), descriptors) },
    { weight: 3, arbitrary: fc.nat(20) },
    { weight: 1, arbitrary: fc.constant("reload") },
  );
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const both = new Both();
    for (const one of steps) {
      if (one === "reload") both.reload();
      else if (typeof one === "number") both.release(one);
      else if (typeof one !== "string") both.intern(...one);
    }
    both.check();
  }));
});

Deno.test("`intern()` gives ids of the longest gone to new half-links when thousands have piled up", () => {
  const both = new Both();
  for (let n = 0; n < 9000; n++) both.intern(n, n + 1, { localId: n });
  for (let n = 0; n < 8000; n++) both.release(n);
  for (let n = 0; n < 3000; n++) both.intern(n, n + 2, { localId: n + 1 });
  both.reload();
  for (let n = 3000; n < 8500; n += 7) both.intern(n, n + 1, { localId: n });
  both.check();
});
