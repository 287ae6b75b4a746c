/** Commits rows for ever and prints the number of each once it is durable. Ends by being killed. */
import { writeSync } from "node:fs";
import { openSqliteStore } from "../../../src/io/store/sqlite_store.ts";

const store = await openSqliteStore(Deno.args[0]!);
let next = 0;
async function write(): Promise<void> {
  while (true) {
    const n = next++;
    await store.commit(n, [{ table: "intent", key: String(n), value: "x".repeat(200) }]);
    writeSync(1, `${n}\n`);
  }
}
await Promise.all([write(), write(), write()]);
