/** OpenSSL as the router's TLS: it knows nothing of StartTLS, so a relay says that for it. */
import assert from "node:assert/strict";
import { connect, createServer } from "node:net";
import { decodeMessage } from "../../../src/pcep/codec/decode.ts";
import { encodeMessage } from "../../../src/pcep/codec/encode.ts";
import { Framer } from "../../../src/pcep/codec/framer.ts";
import { KEEPALIVE } from "../../../src/pcep/codec/message.ts";
import { PROFILES } from "../../../src/pcep/profiles/detect.ts";
import { isUp, OPEN_OCTETS, type Pceps, START, startPceps, until } from "./pceps.ts";

Deno.test("PCEPS: OpenSSL gets a session, by TLS 1.3 and by 1.2, and none by 1.1", async () => {
  const version = await new Deno.Command("openssl", { args: ["version"] }).output()
    .catch(() => undefined);
  if (!version?.success) return console.log("not tried: there is no openssl here");
  const pce = await startPceps({ tls: "required" });
  const relay = await startRelay(pce.controller.pcep.port);
  await Deno.writeTextFile(`${pce.folder}/paris.pem`, pce.router.certificate);
  await Deno.writeTextFile(`${pce.folder}/paris.key`, pce.router.key);
  try {
    for (const how of ["-tls1_3", "-tls1_2"]) {
      const client = openssl(pce, relay.port, how);
      await client.say(OPEN_OCTETS);
      await until(how, () => isUp(pce));
      assert.deepEqual(client.heard.slice(0, 2), ["open", "keepalive"]);
      await client.stop();
      await until("it is gone", () => !isUp(pce));
    }
    const old = openssl(pce, relay.port, "-tls1_1");
    await old.over;
    assert.deepEqual(old.heard, []);
  } finally {
    relay.close();
    await pce.stop();
  }
});

function openssl({ folder: cwd }: Pceps, port: number, how: string) {
  const child = new Deno.Command("openssl", {
    args: [
      ...["s_client", "-quiet", "-connect", `127.0.0.1:${port}`, how],
      ...["-CAfile", "routers.pem", "-verify_return_error", "-verify_hostname", "pce.example"],
      ...["-cert", "paris.pem", "-key", "paris.key"],
    ],
    cwd,
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const stdin = child.stdin.getWriter();
  const heard: string[] = [];
  const framer = new Framer();
  const over = (async () => {
    for await (const bytes of child.stdout) {
      framer.push(bytes);
      for (let raw = framer.next(); raw instanceof Uint8Array; raw = framer.next()) {
        const { kind } = decodeMessage(raw);
        heard.push(kind);
        if (kind === "open") await stdin.write(encodeMessage(KEEPALIVE, PROFILES.default));
      }
    }
    await stdin.close().catch(() => {});
    await child.status;
  })();
  return {
    heard,
    over,
    say: (octets: Uint8Array) => stdin.write(octets),
    async stop() {
      child.kill("SIGTERM");
      await over;
    },
  };
}

/** Says and hears StartTLS, then hands octets on, both ways. */
async function startRelay(port: number): Promise<{ port: number; close(): void }> {
  const server = createServer((client) => {
    const pce = connect({ host: "127.0.0.1", port, noDelay: true });
    for (const socket of [client, pce]) socket.on("error", () => {});
    client.on("close", () => pce.destroy());
    pce.on("close", () => client.destroy());
    client.pause();
    pce.once("connect", () => void pce.write(START));
    let heard = 0;
    pce.on("data", (bytes: Uint8Array) => {
      const own = bytes.subarray(Math.max(0, START.length - heard));
      heard += bytes.length;
      if (own.length > 0) client.write(own);
      if (heard >= START.length) client.resume();
    });
    client.on("data", (bytes: Uint8Array) => void pce.write(bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  assert.ok(bound !== null && typeof bound !== "string");
  return { port: bound.port, close: () => void server.close() };
}
