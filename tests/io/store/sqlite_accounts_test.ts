import assert from "node:assert/strict";
import { join } from "node:path";
import { createAccounts } from "../../../src/io/store/sqlite_accounts.ts";
import { openSqliteStore } from "../../../src/io/store/sqlite_store.ts";
import { temporaryFolder } from "./temporary.ts";

Deno.test("`createAccounts()` keeps users and tokens over a close, and forgets what is deleted", async () => {
  const file = join(temporaryFolder("accounts"), "cairn.sqlite");
  const first = await openSqliteStore(file);
  const anna = { name: "anna", role: "admin", password: "scrypt:1", createdAt: 1 } as const;
  const token = {
    id: "t1",
    sha256: "00",
    user: "anna",
    role: "viewer",
    description: "dashboard",
    createdAt: 2,
    session: false,
  } as const;
  const accounts = createAccounts(first);
  await accounts.putUser(anna);
  await accounts.putUser({ ...anna, password: "scrypt:2" });
  await accounts.putUser({ ...anna, name: "bert", role: "viewer" });
  await accounts.putToken(token);
  await accounts.putToken({ ...token, id: "t2", expiresAt: 9 });
  await first.close();

  const second = await openSqliteStore(file);
  const again = createAccounts(second);
  assert.deepEqual(await again.load(), {
    users: [{ ...anna, password: "scrypt:2" }, { ...anna, name: "bert", role: "viewer" }],
    tokens: [token, { ...token, id: "t2", expiresAt: 9 }],
  });
  await again.deleteUser("bert");
  await again.deleteToken("t2");
  const left = await again.load();
  assert.deepEqual([left.users.length, left.tokens.length], [1, 1]);
  assert.deepEqual(await second.load(), [], "accounts are no rows of the core");
  await second.run([{ sql: "PRAGMA max_page_count = 1", values: [] }]);
  await assert.rejects(
    again.putUser({ ...anna, name: "x".repeat(9000) }),
    /the store cannot be written \(.*full\) – make room/,
  );
  await second.close();
});
