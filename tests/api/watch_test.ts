import { deepStrictEqual as equal, ok, rejects } from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { compileFilter } from "../../src/api/filter.ts";
import { Watches } from "../../src/api/watch.ts";
import type { Kind } from "../../src/controller/view/view.ts";
import { LspSchema } from "../../src/gen/cairn/v1/lsp_pb.ts";
import { eventRow, FakeController, linkRow, lspRow } from "./fake_controller.ts";

/** Streams over a controller, a clock that stands still, and pauses that end when the test says so. */
function setUp(streamsPerUser = 10) {
  const controller = new FakeController();
  let now = 0, yields = 0;
  const ports = {
    controller,
    clock: { now: () => now },
    scheduler: {
      yield: () => Promise.resolve(void yields++),
      pause: () => Promise.resolve(),
    },
  };
  const watches = new Watches(ports, streamsPerUser);
  const watch = <K extends Kind>(kind: K, filter = "", newest = 0, user = "anna") => {
    const abort = new AbortController();
    const keep = compileFilter(filter, LspSchema);
    const stream = watches.watch({ kind, keep, newest, user, signal: abort.signal });
    return { stream, abort };
  };
  return { controller, watches, watch, pass: (us: number) => now += us, yields: () => yields };
}

/** The next `count` items in short: "+id", "-id", "synced". */
async function take(stream: AsyncGenerator<object, void>, count: number): Promise<string[]> {
  const words: string[] = [];
  while (words.length < count) {
    const { value, done } = await stream.next();
    if (done || value === undefined) return [...words, "end"];
    if ("changed" in value) words.push(`+${Reflect.get(value.changed as object, "id")}`);
    else words.push("deleted" in value ? `-${value.deleted}` : "synced");
  }
  return words;
}

Deno.test("`watch()` sends the rows, synced, then what changes and goes", async () => {
  const { controller, watch } = setUp();
  const a = controller.put("link", linkRow("r1", "r2", "10.0.1.1"));
  controller.put("link", linkRow("r2", "r1", "10.0.1.2"));
  const { stream, abort } = watch("link");
  equal(await take(stream, 3), ["+r1:10.0.1.1", "+r2:10.0.1.2", "synced"]);
  controller.put("link", { ...linkRow("r1", "r2", "10.0.1.1"), state: "down" });
  controller.put("lsp", lspRow("r1/other")); // of another kind
  equal(await take(stream, 1), ["+r1:10.0.1.1"]);
  controller.remove("link", a);
  controller.put("link", linkRow("r3", "r1", "10.0.3.1"));
  equal(await take(stream, 2), ["-r1:10.0.1.1", "+r3:10.0.3.1"]);
  const last = take(stream, 1);
  abort.abort();
  equal(await last, ["end"]);
});

Deno.test("`watch()` makes many changes of a row one, and skips rows that came and went", async () => {
  const { controller, watch } = setUp();
  const { stream } = watch("lsp");
  equal(await take(stream, 1), ["synced"]);
  for (let i = 0; i < 1000; i++) controller.put("lsp", { ...lspRow("r1/a"), plspId: i });
  controller.remove("lsp", controller.put("lsp", lspRow("r1/short")));
  const b = controller.put("lsp", lspRow("r1/b"));
  equal(await take(stream, 2), ["+r1/a", "+r1/b"]);
  controller.remove("lsp", b);
  equal(await take(stream, 1), ["-r1/b"]);
  await stream.return();
});

Deno.test("`watch()` sends each row as it is when it is sent, changed during the snapshot or not", async () => {
  const { controller, watch } = setUp();
  for (const name of ["a", "b", "c"]) controller.put("lsp", lspRow(`r1/${name}`));
  const { stream } = watch("lsp");
  equal(await take(stream, 1), ["+r1/a"]);
  controller.put("lsp", { ...lspRow("r1/a"), plspId: 9 }); // sent already: again after synced
  controller.put("lsp", { ...lspRow("r1/c"), plspId: 9 }); // not sent yet: once
  controller.put("lsp", lspRow("r1/d"));
  equal(await take(stream, 5), ["+r1/b", "+r1/c", "synced", "+r1/a", "+r1/d"]);
  await stream.return();
});

Deno.test("`watch()` with a filter says deleted when a row leaves it", async () => {
  const { controller, watch } = setUp();
  const id = controller.put("lsp", lspRow("r1/a"));
  controller.put("lsp", { ...lspRow("r1/b"), operState: "down" });
  const { stream } = watch("lsp", "operState = active");
  equal(await take(stream, 2), ["+r1/a", "synced"]);
  controller.put("lsp", { ...lspRow("r1/a"), operState: "down" });
  equal(await take(stream, 1), ["-r1/a"]);
  controller.put("lsp", lspRow("r1/b"));
  equal(await take(stream, 1), ["+r1/b"]);
  controller.put("lsp", lspRow("r1/renamed"), id);
  equal(await take(stream, 1), ["+r1/renamed"]);
  controller.put("lsp", lspRow("r1/again"), id);
  equal(await take(stream, 2), ["-r1/renamed", "+r1/again"]);
  await stream.return();
});

Deno.test("`watch()` of a log begins with the newest and never deletes", async () => {
  const { controller, watch } = setUp();
  const ids = [1, 2, 3, 4].map((n) => controller.put("event", eventRow(n)));
  const { stream } = watch("event", "", 2);
  equal(await take(stream, 3), ["+3", "+4", "synced"]);
  controller.remove("event", ids[3]!);
  controller.put("event", eventRow(5));
  equal(await take(stream, 1), ["+5"]);
  await stream.return();
});

Deno.test("`watch()` yields to the event loop every 2 ms of work", async () => {
  const { controller, watch, pass, yields } = setUp();
  for (let i = 0; i < 100; i++) controller.put("lsp", lspRow(`r1/${i}`));
  const { stream } = watch("lsp");
  for (let i = 0; i < 100; i++) {
    await stream.next();
    pass(500); // what a row costs
  }
  ok(yields() >= 20 && yields() <= 30, String(yields()));
  await stream.return();
});

Deno.test("`watch()` allows so many streams per user, and counts those that ended out", async () => {
  const { watch, watches } = setUp(2);
  const first = watch("lsp"), second = watch("lsp"), third = watch("lsp");
  await take(first.stream, 1);
  await take(second.stream, 1);
  await rejects(third.stream.next(), { code: 8, message: /anna has 2 streams open/ });
  equal(await take(watch("lsp", "", 0, "ben").stream, 1), ["synced"]);
  await first.stream.return();
  equal(await take(watch("lsp").stream, 1), ["synced"]);
  equal(watches.streamCount, 3);
});

Deno.test("`close()` ends all streams and lets go of the controller", async () => {
  const { controller, watch, watches } = setUp();
  const { stream } = watch("lsp");
  equal(await take(stream, 1), ["synced"]);
  const end = take(stream, 1);
  watches.close();
  equal(await end, ["end"]);
  equal([watches.streamCount, controller.listenerCount], [0, 0]);
});

Deno.test("a stream whose reader sleeps forgets rows that came and went", async () => {
  for (const kind of ["event", "lsp"] as const) {
    const { controller, watch } = setUp();
    const { stream } = watch(kind);
    equal(await take(stream, 1), ["synced"]);
    const before = memory();
    for (let i = 0; i < 300_000; i++) {
      controller.remove(
        kind,
        kind === "event"
          ? controller.put(kind, eventRow(i), i)
          : controller.put(kind, lspRow(`r/${i}`), i),
      );
    }
    const grown = memory() - before;
    ok(grown < 2e6, `${kind}: ${(grown / 1e6).toFixed(1)} MB`);
    controller.put("lsp", lspRow("r1/new"));
    controller.put("event", eventRow(9e6));
    equal(await take(stream, 1), [kind === "event" ? "+9000000" : "+r1/new"]);
    await stream.return();
  }
});

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

function memory(): number {
  collect();
  return Deno.memoryUsage().heapUsed;
}
