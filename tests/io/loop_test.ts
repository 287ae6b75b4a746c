import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { configurationOf } from "../../src/io/config/config.ts";
import { defaultSettings } from "../../src/io/config/read_config.ts";
import { type RunningController, startController } from "../../src/io/controller_process.ts";
import { replay } from "../../src/io/journal/replay.ts";
import type { Answer, Event } from "../../src/controller/step.ts";
import { createLog } from "../../src/io/log.ts";
import { createEchoCore, loadEchoCore } from "./echo_core.ts";
import { temporaryFolder } from "./store/temporary.ts";

const folder = (): string => temporaryFolder("loop");
const computer = { run: () => Promise.resolve({ list: [] }) };

function configurationIn(dataFolder: string, port = 0) {
  const { core, edge } = configurationOf(defaultSettings(), ".", dataFolder);
  return { core, edge: { ...edge, pcepListen: { host: "127.0.0.1", port } } };
}
interface Started extends RunningController {
  readonly lines: string[];
  readonly cores: ReturnType<typeof createEchoCore>[];
}
async function start(dataFolder = folder(), port = 0): Promise<Started> {
  const lines: string[] = [];
  const cores: ReturnType<typeof createEchoCore>[] = [];
  const log = createLog({ level: "info", format: "text", write: (line) => void lines.push(line) });
  const createCore = () => {
    const core = createEchoCore();
    cores.push(core);
    return core;
  };
  const running = await startController(configurationIn(dataFolder, port), {
    createCore,
    computer,
    log,
  });
  return { ...running, lines, cores };
}
async function dial(port: number): Promise<Socket> {
  const socket = connect({ host: "127.0.0.1", port });
  await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  return socket;
}
async function hear(socket: Socket, octets: number): Promise<Uint8Array> {
  const heard: number[] = [];
  return await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`heard ${heard.length} of ${octets}`)), 5000);
    socket.on("data", (bytes: Uint8Array) => {
      heard.push(...bytes);
      if (heard.length >= octets) {
        clearTimeout(timer);
        resolve(Uint8Array.from(heard));
      }
    });
  });
}
const until = async (condition: () => boolean, milliseconds = 5000): Promise<void> => {
  const deadline = performance.now() + milliseconds;
  while (!condition()) {
    assert.ok(performance.now() < deadline, "waited too long");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

Deno.test("`Loop` feeds the core in order and carries out what it answers", async () => {
  const running = await start();
  const socket = await dial(running.pcep.port);
  socket.write("hello");
  assert.equal(new TextDecoder().decode(await hear(socket, 5)), "hello");
  socket.destroy();
  await until(() => running.cores[0]!.state.seen.includes("closed"));
  assert.deepEqual(running.cores[0]!.state.seen, [
    "started",
    "opened",
    "room",
    "received",
    "closed",
  ]);
  await running.stop();
});

Deno.test("`Loop` wakes the core when it asked to be, and not before", async () => {
  const running = await start();
  const socket = await dial(running.pcep.port);
  const begun = performance.now();
  socket.write("later");
  await until(() => running.cores[0]!.state.seen.includes("woke"));
  assert.ok(performance.now() - begun >= 19);
  socket.destroy();
  await running.stop();
});

Deno.test("`Loop` answers a command when its row is on disk", async () => {
  const dataFolder = folder();
  const running = await start(dataFolder);
  assert.deepEqual(await running.loop.command("anna", { do: "go" }), { ok: true, changes: [] });
  assert.deepEqual(await running.store.load(), [{ table: "intent", key: "1", value: "anna" }]);
  await running.stop();
});

Deno.test("`Loop` loses only the connection that made the core throw, and replay sees the same", async () => {
  const dataFolder = folder();
  const running = await start(dataFolder);
  const [good, bad] = [await dial(running.pcep.port), await dial(running.pcep.port)];
  bad.write("boom");
  bad.resume();
  await new Promise((resolve) => bad.once("close", resolve));
  good.write("still here");
  assert.equal((await hear(good, 10)).length, 10);
  assert.ok(running.lines.some((line) => line.includes("the core threw")));
  good.destroy();
  await running.stop();
  const report = await replay(join(dataFolder, "journal"), {
    createCore: createEchoCore,
    loadCore: loadEchoCore,
    computer,
  });
  assert.equal(report.difference, undefined);
  assert.ok(report.events >= 6);
});

Deno.test("`Loop` keeps its core and its connections when the store refuses, and asks again until it takes", async () => {
  const dataFolder = folder();
  const running = await start(dataFolder);
  const socket = await dial(running.pcep.port);
  await until(() => running.cores[0]!.state.seen.includes("opened"));
  const commit = running.store.commit;
  running.store.commit = () => Promise.reject(new Error("disk full"));
  const first = running.loop.command("anna", { do: "freeze", reason: "test" });
  await until(() => running.cores[0]!.state.seen.includes("trouble"));
  const second = await running.loop.command("bert", { do: "thaw" });
  assert.ok(
    !second.ok && /\(disk full\), so nothing was changed/.test(second.problems[0]!.problem),
  );
  const reply = await first;
  assert.ok(!reply.ok && /in force, but .* \(disk full\)/.test(reply.problems[0]!.problem));
  socket.write("hello");
  assert.equal(new TextDecoder().decode(await hear(socket, 5)), "hello");
  running.store.commit = commit;
  await until(() => running.cores[0]!.state.seen.at(-1) === "stored");
  assert.deepEqual(await running.store.load(), [{ table: "intent", key: "1", value: "anna" }]);
  assert.equal((await running.loop.command("anna", { do: "thaw" })).ok, true);
  assert.equal(running.cores.length, 1);
  socket.destroy();
  await running.stop();
  const report = await replay(join(dataFolder, "journal"), {
    createCore: createEchoCore,
    loadCore: loadEchoCore,
    computer,
  });
  assert.deepEqual([report.segments, report.difference], [1, undefined]);
});

Deno.test("`Loop` brings a megabyte through whole, in order and within bounds", async () => {
  const running = await start();
  const socket = await dial(running.pcep.port);
  const sent = new Uint8Array(1 << 20).map((_, i) => 32 + (i * 7 + (i >> 8)) % 90);
  socket.write(sent);
  assert.deepEqual(await hear(socket, sent.length), sent);
  socket.destroy();
  await running.stop();
});

Deno.test("`startController()` says what to do when its port is taken", async () => {
  const first = await start();
  await assert.rejects(
    start(folder(), first.pcep.port),
    /EdgeError: pcep\.listen 127\.0\.0\.1:\d+ is already in use; stop the other program/,
  );
  await first.stop();
});

Deno.test("`close` ends a connection after what was written is out", async () => {
  const running = await start();
  const socket = await dial(running.pcep.port);
  socket.write("last words");
  await hear(socket, 10);
  const gone = new Promise((resolve) => socket.once("close", resolve));
  socket.write("bye");
  await gone;
  await until(() => running.cores[0]!.state.seen.at(-1) === "closed");
  await running.stop();
});

Deno.test("`startController()` starts nothing where the core cannot begin with what is stored", async () => {
  const dataFolder = folder(), seen: string[] = [];
  const createCore = () => ({
    ...createEchoCore(),
    handle({ what }: Event): Answer {
      seen.push(what.on);
      throw new Error("policy gold cannot be read");
    },
  });
  const log = createLog({ level: "info", format: "text", write: () => {} });
  const starting = () =>
    startController(configurationIn(dataFolder), { createCore, computer, log });
  await assert.rejects(starting, /policy gold cannot be read.*nothing was started/);
  await assert.rejects(starting, /policy gold cannot be read/, "files and ports are free again");
  assert.deepEqual(seen, ["started", "started"]);
});
