import assert from "node:assert/strict";
import fc from "fast-check";
import { Inbox } from "../../src/io/inbox.ts";

Deno.test("`Inbox` gives back in the order of an array, whatever is pushed, put first and taken", () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant("push"), n: fc.integer() }),
    fc.record({ do: fc.constant("unshift"), n: fc.integer() }),
    fc.record({ do: fc.constant("shift"), n: fc.constant(0) }),
    fc.record({ do: fc.constant("replaceLast"), n: fc.integer() }),
  );
  fc.assert(fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
    const inbox = new Inbox<number>();
    const model: number[] = [];
    for (const { do: what, n } of steps) {
      if (what === "push") inbox.push(n), model.push(n);
      else if (what === "unshift") inbox.unshift(n), model.unshift(n);
      else if (what === "shift") assert.equal(inbox.shift(), model.shift());
      else if (model.length > 0) inbox.replaceLast(n), model.splice(-1, 1, n);
      assert.equal(inbox.length, model.length);
      assert.equal(inbox.last(), model.at(-1));
    }
  }));
});

Deno.test("`Inbox` keeps its order over many thousand items", () => {
  const inbox = new Inbox<number>();
  let taken = 0;
  for (let i = 0; i < 50_000; i++) {
    inbox.push(i);
    if (i % 3 !== 0) assert.equal(inbox.shift(), taken++);
  }
  while (inbox.length > 0) assert.equal(inbox.shift(), taken++);
  assert.equal(taken, 50_000);
});
