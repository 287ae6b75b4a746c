/** What every Store must do, whatever is behind it. */
import assert from "node:assert/strict";
import type { Row, Store } from "../../../src/controller/step.ts";

/** `open` opens the same storage again and again. */
export function storeContract(name: string, open: () => Promise<Store>): void {
  const rows = async (store: Store): Promise<Row[]> =>
    [...await store.load()].sort((a, b) => a.table < b.table || a.key < b.key ? -1 : 1);

  Deno.test(`${name} keeps what was committed, over a close`, async () => {
    const first = await open();
    await first.commit(1, [
      { table: "intent", key: "Policy/a", value: '{"name":"a"}' },
      { table: "meta", key: "seed", value: "ü → ☃" },
    ]);
    await first.commit(2, [
      { table: "intent", key: "Policy/a", value: '{"name":"a2"}' },
      { table: "intent", key: "Policy/b", value: "{}" },
    ]);
    await first.close();
    const second = await open();
    assert.deepEqual(await rows(second), [
      { table: "intent", key: "Policy/a", value: '{"name":"a2"}' },
      { table: "intent", key: "Policy/b", value: "{}" },
      { table: "meta", key: "seed", value: "ü → ☃" },
    ]);
    await second.commit(
      3,
      ["Policy/a", "Policy/b"].map((key) => ({
        table: "intent",
        key,
        value: null,
      })),
    );
    await second.commit(4, [{ table: "meta", key: "seed", value: null }]);
    assert.deepEqual(await rows(second), []);
    await second.close();
  });

  Deno.test(`${name} answers commits in their order, many at once`, async () => {
    const store = await open();
    const order: number[] = [];
    await Promise.all(Array.from({ length: 500 }, async (_, i) => {
      await store.commit(i, [{ table: "intent", key: String(i % 50), value: String(i) }]);
      order.push(i);
    }));
    assert.deepEqual(order, Array.from({ length: 500 }, (_, i) => i));
    const kept = await store.load();
    assert.equal(kept.length, 50);
    assert.ok(kept.every(({ key, value }) => Number(value) === 450 + Number(key)));
    await store.commit(501, kept.map(({ table, key }) => ({ table, key, value: null })));
    await store.close();
  });

  Deno.test(`${name} commits all rows of a sequence or none`, async () => {
    const store = await open();
    const bad = { table: "intent", key: null as unknown as string, value: "x" };
    await assert.rejects(store.commit(1, [{ table: "intent", key: "half", value: "x" }, bad]));
    assert.deepEqual(await store.load(), []);
    await store.commit(2, [{ table: "intent", key: "whole", value: "x" }]);
    assert.equal((await store.load()).length, 1);
    await store.commit(3, [{ table: "intent", key: "whole", value: null }]);
    await store.close();
  });
}
