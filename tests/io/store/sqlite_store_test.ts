import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { openSqliteStore } from "../../../src/io/store/sqlite_store.ts";
import { storeContract } from "./contract.ts";

const folder = (): string => mkdtempSync(join(tmpdir(), "cairn-store-"));
const shared = join(folder(), "cairn.sqlite");
storeContract("`openSqliteStore()`", () => openSqliteStore(shared));

Deno.test("`openSqliteStore()` refuses a damaged file with what to do", async () => {
  const file = join(folder(), "cairn.sqlite");
  writeFileSync(file, "this is no database, only some text that is long enough to look like one");
  await assert.rejects(openSqliteStore(file), /EdgeError: .*restore a backup/);
});

Deno.test("`openSqliteStore()` refuses a data folder that is in use", async () => {
  const file = join(folder(), "cairn.sqlite");
  const first = await openSqliteStore(file);
  await assert.rejects(openSqliteStore(file), /another Cairn uses this data folder/);
  await first.close();
});

Deno.test("`commit()` of a store that was acknowledged survives kill -9", async () => {
  const file = join(folder(), "cairn.sqlite");
  const writer = new URL("./kill_nine_writer.ts", import.meta.url).pathname;
  const child = spawn(Deno.execPath(), ["run", "-A", "--no-check", writer, file]);
  let acknowledged = -1;
  for await (const chunk of child.stdout) {
    for (const line of String(chunk).trim().split("\n")) {
      acknowledged = Math.max(acknowledged, Number(line));
    }
    if (acknowledged > 200) child.kill("SIGKILL");
  }
  assert.ok(acknowledged > 200);
  const store = await openSqliteStore(file);
  const kept = new Set((await store.load()).map(({ key }) => Number(key)));
  for (let i = 0; i <= acknowledged; i++) assert.ok(kept.has(i), `${i} of ${acknowledged} is gone`);
  await store.close();
});
