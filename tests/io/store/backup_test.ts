/** Backups of a store that is being written to, and their way back. */
import assert from "node:assert/strict";
import {
  copyFileSync,
  existsSync,
  readdirSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { createAccounts } from "../../../src/io/store/sqlite_accounts.ts";
import { restoreStore } from "../../../src/io/store/restore.ts";
import { openSqliteStore } from "../../../src/io/store/sqlite_store.ts";
import { temporaryFolder } from "./temporary.ts";

const newFile = (): string => join(temporaryFolder("backup"), "cairn.sqlite");
const policy = (n: number) => ({ table: "policy", key: `p${n}`, value: `{"n":${n}}` });
const AT = new Date("2026-05-04T03:02:01Z");

Deno.test("`backup()` of a store that is being written to holds all that was acknowledged before it, whole", async () => {
  const file = newFile();
  const store = await openSqliteStore(file);
  let acknowledged = 0, stop = false;
  const writer = (async () => {
    for (let n = 0; !stop; n += 2) { // two rows that belong together
      await store.commit(n, [policy(n), policy(n + 1)]);
      acknowledged = n + 2;
    }
  })();
  while (acknowledged < 50) await new Promise((resolve) => setTimeout(resolve, 1));
  const least = acknowledged, backup = join(dirname(file), "monday.sqlite");
  await store.backup(backup, { madeBy: "test" });
  stop = true;
  await writer;
  await store.close();
  assert.equal(statSync(backup).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(dirname(file)).filter((name) => /part/.test(name)), []);

  const folder = temporaryFolder("backup");
  const restored = restoreStore(backup, folder, AT);
  assert.equal(restored.kept, undefined);
  const copy = await openSqliteStore(join(folder, "cairn.sqlite"));
  const rows = await copy.load();
  assert.ok(rows.length >= least && rows.length % 2 === 0, `${rows.length} of ${least}`);
  assert.equal(restored.policies, rows.length);
  await copy.close();
});

Deno.test("`restoreStore()` puts the store that was there aside, with what its log still held", async () => {
  const file = newFile(), folder = dirname(file);
  const store = await openSqliteStore(file);
  await createAccounts(store).putUser({
    name: "anna",
    role: "admin",
    password: "scrypt:1",
    createdAt: 1,
  });
  await store.commit(1, [policy(1), {
    table: "audit",
    key: "000000000001",
    value: JSON.stringify({ at: Date.UTC(2026, 3, 1) * 1000 }),
  }]);
  const backup = join(folder, "backup.sqlite");
  await store.backup(backup, {});
  await store.commit(2, [policy(2)]);
  await store.close();
  assert.deepEqual(restoreStore(backup, folder, AT), {
    policies: 1,
    documents: 0,
    users: 1,
    lastChangeAt: new Date("2026-04-01T00:00:00Z"),
    kept: `${file}.replaced-20260504T030201Z`,
  });
  const again = await openSqliteStore(file);
  assert.equal((await again.load()).filter(({ table }) => table === "policy").length, 1);
  assert.equal((await createAccounts(again).load()).users.length, 1);
  await again.close();
  // And back again from what was put aside.
  assert.equal(restoreStore(`${file}.replaced-20260504T030201Z`, folder, new Date()).policies, 2);
});

Deno.test("`restoreStore()` changes nothing when the backup is none, damaged or not there", () => {
  const folder = temporaryFolder("backup"), bad = join(folder, "bad.sqlite");
  const refused = (words: RegExp) => assert.throws(() => restoreStore(bad, folder, AT), words);
  refused(/EdgeError: .*bad\.sqlite cannot be read/);
  writeFileSync(bad, "no database at all, but long enough to be taken for one by its length");
  refused(/EdgeError: .*cannot be restored: .*nothing was changed/);
  writeFileSync(bad, "");
  refused(/it is no backup of Cairn/);
  assert.deepEqual(readdirSync(folder).sort(), ["bad.sqlite", "lock"]);
});

Deno.test("`restoreStore()` refuses while a controller runs", async () => {
  const file = newFile(), backup = join(temporaryFolder("backup"), "b.sqlite");
  const store = await openSqliteStore(file);
  await store.backup(backup, {});
  assert.throws(
    () => restoreStore(backup, dirname(file), AT),
    /another Cairn \(process \d+\) uses the data folder .*; stop it first/,
  );
  await store.close();
});

Deno.test("`openSqliteStore()` refuses what a restore left half done, and the restore can be repeated", async () => {
  const file = newFile(), folder = dirname(file);
  const store = await openSqliteStore(file);
  await store.commit(1, [policy(1)]);
  const backup = join(folder, "b.sqlite");
  await store.backup(backup, {});
  await store.close();
  copyFileSync(backup, `${file}.restoring`);
  renameSync(file, `${file}.replaced-1`); // and then the power went
  await assert.rejects(
    openSqliteStore(file),
    /EdgeError: a restore into .* was cut short; repeat it/,
  );
  assert.ok(!existsSync(file));
  assert.equal(restoreStore(backup, folder, AT).policies, 1);
  await (await openSqliteStore(file)).close();
});
