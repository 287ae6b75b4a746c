/** Commits rows until the disk refuses (its starter limits the size of files), then one more; prints what it was told. */
import { openSqliteStore } from "../../../src/io/store/sqlite_store.ts";

const store = await openSqliteStore(Deno.args[0]!);
const commit = (n: number) =>
  store.commit(n, [{ table: "policy", key: `p${n}`, value: "x".repeat(20_000) }]);
let acknowledged = 0, refusal = "";
while (refusal === "" && acknowledged < 2000) {
  try {
    await commit(acknowledged);
    acknowledged++;
  } catch (error) {
    refusal = String(error);
  }
}
const retried = await commit(acknowledged).then(() => true, () => false);
const held = (await store.load()).map(({ key }) => key);
console.log(JSON.stringify({ acknowledged, refusal, retried, held }));
await store.close();
