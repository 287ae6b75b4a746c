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

  Deno.test(`${name} keeps tables apart that have the same keys`, async () => {
    const store = await open();
    const both = ["policy", "tombstone"].map((table) => ({ table, key: "gold", value: table }));
    await store.commit(1, both);
    await store.commit(2, [{ table: "policy", key: "gold", value: null }]);
    assert.deepEqual(await store.load(), [both[1]]);
    await store.commit(3, [{ table: "tombstone", key: "gold", value: null }]);
    await store.close();
  });

  Deno.test(`${name} takes a row twice in one sequence: the last word holds`, async () => {
    const store = await open();
    const put = (value: string | null) => ({ table: "meta", key: "mode", value });
    await store.commit(1, [put("observe"), put(null), put("control")]);
    assert.deepEqual(await store.load(), [put("control")]);
    await store.commit(2, [put("advise"), put(null)]);
    assert.deepEqual(await store.load(), []);
    await store.close();
  });

  Deno.test(`${name} may be asked again for what is durable already`, async () => {
    const store = await open();
    const rows = [{ table: "audit", key: "000000000001", value: "{}" }];
    await store.commit(1, rows);
    await store.commit(1, rows); // the answer to the first was lost
    assert.deepEqual(await store.load(), rows);
    await store.commit(2, rows.map((row) => ({ ...row, value: null })));
    await store.close();
  });

  Deno.test(`${name} forgets none of many rows of a table`, async () => {
    const store = await open();
    const rows = Array.from({ length: 12_000 }, (_, i) => ({
      table: "history",
      key: `policy-${i}`,
      value: "[]",
    }));
    await store.commit(1, rows);
    assert.equal((await store.load()).length, rows.length);
    await store.commit(2, rows.map((row) => ({ ...row, value: null })));
    await store.close();
  });

  Deno.test(`${name} answers the audit log oldest first`, async () => {
    const store = await open();
    const rows = Array.from({ length: 120 }, (_, i) => ({
      table: "audit",
      key: String(i + 1).padStart(12, "0"),
      value: JSON.stringify({ at: i }),
    }));
    await store.commit(1, rows);
    assert.deepEqual(await store.load(), rows);
    await store.commit(2, rows.map((row) => ({ ...row, value: null })));
    await store.close();
  });

  Deno.test(`${name} takes long values, and every character that JSON has`, async () => {
    const store = await open();
    const value = `${"x".repeat(1 << 20)} \u{1f980} ' " %`;
    await store.commit(1, [{ table: "intent", key: "päris'; --", value }]);
    assert.deepEqual(await store.load(), [{ table: "intent", key: "päris'; --", value }]);
    await store.commit(2, [{ table: "intent", key: "päris'; --", value: null }]);
    await store.close();
  });
}
