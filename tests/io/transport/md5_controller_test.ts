/** A whole controller with TCP-MD5 for PCEP: who signs is served, who does not is told of. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { SocketGuard } from "../../../src/io/transport/socket_guard.ts";
import { isUp, sessionRow, speak, startPceps, until } from "./pceps.ts";
import { libcForMd5 } from "./md5.ts";

Deno.test("PCEP with TCP-MD5: a session for who signs; a wrong key raises an alarm that says what is seen", async () => {
  if (!libcForMd5()) return;
  const pce = await startPceps({ peers: [{ address: "127.0.0.1", md5: KEY }] });
  const { controller } = pce;
  const address = { protocol: "pcep", address: "127.0.0.1", port: controller.pcep.port } as const;
  const router = (md5: string) =>
    new SocketGuard([{ key: "", ...address, md5 }], { say: () => {} });
  await assert.rejects(router("wrong").connect(address, 300), /no answer/);
  assert.equal(sessionRow(pce), undefined);
  const alarm = () =>
    [...controller.loop.view.ids("alarm")]
      .map((id) => controller.loop.view.row("alarm", id))
      .find((row) => row?.kind === "md5Failing");
  await until("the alarm", () => alarm() !== undefined, 15);
  assert.match(JSON.stringify(alarm()), /another key .*not connected: 127\.0\.0\.1/);

  const { socket } = await router(KEY).connect(address, 2000);
  speak(socket);
  await until("the session is up", () => isUp(pce));
  assert.equal(sessionRow(pce)?.security, "md5");
  socket.destroy();
  await until("it is gone", () => !isUp(pce));
  await pce.controller.stop();
  for (const file of filesBelow(pce.folder)) {
    assert.ok(!Buffer.from(Deno.readFileSync(file)).includes(KEY), `the key is in ${file}`);
  }
  assert.ok(!pce.lines.some((line) => line.includes(KEY)), "the key is in the log");
  await Deno.remove(pce.folder, { recursive: true });
});

function filesBelow(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesBelow(`${folder}/${name}`) : [`${folder}/${name}`]
  );
}

const KEY = "a-key-that-nobody-writes-down";
