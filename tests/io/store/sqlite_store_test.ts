import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { MemoryStore } from "../../../lab/sim/memory_store.ts";
import { openSqliteStore } from "../../../src/io/store/sqlite_store.ts";
import { storeContract } from "./contract.ts";
import { memoryStore } from "./memory_store.ts";
import { temporaryFolder } from "./temporary.ts";

const newFile = (): string => join(temporaryFolder("store"), "cairn.sqlite");
const shared = newFile();
storeContract("`openSqliteStore()`", () => openSqliteStore(shared));
const held = new MemoryStore([]);
storeContract("`MemoryStore`", () => Promise.resolve(memoryStore(held)));

/** The layout of the first release, with what it kept. */
function fileOfVersion1(): string {
  const file = newFile();
  const db = new DatabaseSync(file);
  db.exec(`PRAGMA journal_mode = WAL;
    CREATE TABLE row (tablename TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
      PRIMARY KEY (tablename, key)) STRICT, WITHOUT ROWID;
    CREATE TABLE account (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
    CREATE TABLE token (id TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
    PRAGMA user_version = 1;
    INSERT INTO row VALUES ('policy', 'gold', '{"uid":"a"}'), ('meta', 'mode', 'control');
    INSERT INTO account VALUES ('admin', '{"name":"admin"}')`);
  db.close();
  return file;
}
const OLD_ROWS = [
  { table: "meta", key: "mode", value: "control" },
  { table: "policy", key: "gold", value: '{"uid":"a"}' },
];

Deno.test("`openSqliteStore()` brings a file of the first layout up to date and keeps a copy as it was", async () => {
  const file = fileOfVersion1();
  const store = await openSqliteStore(file);
  assert.deepEqual(await store.load(), OLD_ROWS);
  assert.equal(store.copy, `${file}.before-2`);
  await store.close();
  const copy = new DatabaseSync(`${file}.before-2`, { readOnly: true });
  assert.equal(copy.prepare("PRAGMA user_version").get()!["user_version"], 1);
  assert.equal(copy.prepare("SELECT count(*) AS n FROM account").get()!["n"], 1);
  copy.close();
  assert.equal(statSync(`${file}.before-2`).mode & 0o777, 0o600);
  const again = await openSqliteStore(file);
  assert.equal(again.copy, undefined, "once is enough");
  await again.close();
});

Deno.test("`openSqliteStore()` refuses a file of a newer program", async () => {
  const file = newFile();
  await (await openSqliteStore(file)).close();
  const db = new DatabaseSync(file);
  db.exec("PRAGMA user_version = 99");
  db.close();
  const before = readFileSync(file);
  await assert.rejects(openSqliteStore(file), /EdgeError: .*made by a newer Cairn \(schema 99/);
  assert.deepEqual(readFileSync(file), before);
});

Deno.test("`openSqliteStore()` refuses a damaged file with the newest backup and the command", async () => {
  const file = newFile(), folder = dirname(file);
  writeFileSync(file, "this is no database, only some text that is long enough to look like one");
  await assert.rejects(
    openSqliteStore(file),
    /EdgeError: .*cairn\.sqlite is damaged .*no backup is known here.*cairn restore FILE --data/,
  );
  mkdirSync(join(folder, "backups"));
  writeFileSync(join(folder, "backups", "monday.sqlite"), "x");
  await assert.rejects(openSqliteStore(file), /cairn restore \S+monday\.sqlite --data \S+/);
});

Deno.test("`openSqliteStore()` finds a page that was overwritten", async () => {
  const file = newFile();
  const store = await openSqliteStore(file);
  const rows = Array.from({ length: 3000 }, (_, i) => ({
    table: "policy",
    key: `p${i}`,
    value: "y".repeat(100),
  }));
  await store.commit(1, rows);
  await store.close();
  const bytes = readFileSync(file);
  bytes.fill(0xee, 5 * 4096, 9 * 4096);
  writeFileSync(file, bytes);
  await assert.rejects(openSqliteStore(file), /EdgeError: .* is damaged/);
});

Deno.test("`openSqliteStore()` makes no new database where one was lost", async () => {
  const file = newFile();
  await (await openSqliteStore(file)).close();
  mkdirSync(join(dirname(file), "journal"));
  writeFileSync(join(dirname(file), "journal", "00000001.journal"), "CAIRNJ1\n");
  truncateSync(file, 0);
  await assert.rejects(openSqliteStore(file), /is damaged \(it is empty/);
});

Deno.test("`openSqliteStore()` refuses a data folder that is in use, and names who has it", async () => {
  const file = newFile();
  const first = await openSqliteStore(file);
  await assert.rejects(
    openSqliteStore(file),
    new RegExp(`another Cairn \\(process ${Deno.pid}\\) uses the data folder`),
  );
  await first.close();
  await (await openSqliteStore(file)).close();
});

Deno.test("`commit()` that the full disk refused leaves nothing, and the next one works", async () => {
  const store = await openSqliteStore(newFile());
  await store.commit(1, [{ table: "policy", key: "old", value: "{}" }]);
  await store.run([{ sql: "PRAGMA max_page_count = 12", values: [] }]);
  const large = { table: "policy", key: "large", value: "z".repeat(100_000) };
  const small = { table: "policy", key: "small", value: "{}" };
  await assert.rejects(store.commit(2, [small, large]), /full/);
  assert.deepEqual((await store.load()).map(({ key }) => key), ["old"]);
  await store.run([{ sql: "PRAGMA max_page_count = 100000", values: [] }]);
  await store.commit(2, [small, large]);
  assert.equal((await store.load()).length, 3);
  await store.close();
});

Deno.test("`commit()` that met an error of the disk is tried on the file opened anew, and loses nothing", async () => {
  const writer = new URL("./failing_writer.ts", import.meta.url).pathname;
  const limited = `trap "" XFSZ; ulimit -S -f 3000; exec "$0" run -A --no-check "$1" "$2"`;
  const { stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", limited, Deno.execPath(), writer, newFile()],
  }).output();
  const text = new TextDecoder();
  const told = JSON.parse(
    text.decode(stdout) || `{"refusal":${JSON.stringify(text.decode(stderr))}}`,
  );
  assert.match(told.refusal, /I\/O error/);
  const expected = told.acknowledged + (told.retried ? 1 : 0);
  assert.ok(told.acknowledged > 10);
  for (let n = 0; n < expected; n++) assert.ok(told.held.includes(`p${n}`), `p${n} is gone`);
});

Deno.test("`commit()` of a store that was acknowledged survives kill -9", async () => {
  const file = newFile();
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
  assert.ok(existsSync(file) && readdirSync(dirname(file)).includes("lock"));
});
