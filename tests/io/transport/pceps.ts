/** A controller with PCEPS on loopback, and a router that speaks it: StartTLS, then TLS on the same socket. */
import assert from "node:assert/strict";
import { connect as connectTcp, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { connect as connectTls, type ConnectionOptions } from "node:tls";
import { openOfPcc } from "../../../lab/sim/pcc_open.ts";
import { decodeMessage } from "../../../src/pcep/codec/decode.ts";
import { encodeMessage } from "../../../src/pcep/codec/encode.ts";
import { Framer } from "../../../src/pcep/codec/framer.ts";
import { KEEPALIVE, type Message } from "../../../src/pcep/codec/message.ts";
import { PROFILES } from "../../../src/pcep/profiles/detect.ts";
import { type Configuration, configurationOf } from "../../../src/io/config/config.ts";
import { readConfig } from "../../../src/io/config/read_config.ts";
import { type RunningController, startController } from "../../../src/io/controller_process.ts";
import { createLog } from "../../../src/io/log.ts";
import { computer, createCore } from "../../../src/io/parts.ts";
import { type Authority, createAuthority, type Pair } from "./authority.ts";

export interface Pceps {
  readonly controller: RunningController;
  readonly configuration: Configuration;
  readonly authority: Authority;
  readonly router: Pair; // for paris.example and 127.0.0.1
  readonly lines: string[]; // of the log
  readonly folder: string;
  stop(): Promise<void>;
}

/** `pcep` are more keys of that section. */
export async function startPceps(
  pcep: Readonly<Record<string, unknown>>,
  given?: Authority,
): Promise<Pceps> {
  const folder = await Deno.makeTempDir();
  const authority = given ?? await createAuthority("routers");
  const own = await authority.sign(["pce.example"]);
  await Deno.writeTextFile(`${folder}/pce.pem`, own.certificate);
  await Deno.writeTextFile(`${folder}/pce.key`, own.key);
  await Deno.writeTextFile(`${folder}/routers.pem`, authority.certificate);
  const text = JSON.stringify({
    data: `${folder}/data`,
    pcep: {
      listen: "127.0.0.1:0",
      pceps: { certificate: "pce.pem", key: "pce.key", authority: "routers.pem" },
      ...pcep,
    },
  });
  const read = readConfig(text);
  assert.ok(read.ok, JSON.stringify(read));
  const lines: string[] = [];
  const log = createLog({ level: "info", format: "text", write: (line) => void lines.push(line) });
  const configuration = configurationOf(read.settings, folder);
  const controller = await startController(configuration, { createCore, computer, log });
  return {
    controller,
    configuration,
    authority,
    router: await authority.sign(["paris.example", "127.0.0.1"]),
    lines,
    folder,
    async stop() {
      await controller.stop();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** The only session, as people see it. */
export function sessionRow({ controller }: Pceps) {
  const { view } = controller.loop;
  const [id] = view.ids("pcepSession");
  return id === undefined ? undefined : view.row("pcepSession", id);
}

export const isUp = (pceps: Pceps): boolean =>
  ["synchronising", "up"].includes(sessionRow(pceps)?.state ?? "");

export async function until(
  what: string,
  condition: () => boolean,
  seconds = 10,
): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (!condition()) {
    assert.ok(performance.now() < deadline, `not within ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export async function dial(port: number): Promise<Socket> {
  const socket = connectTcp({ host: "127.0.0.1", port, noDelay: true });
  await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  socket.on("error", () => {});
  return socket;
}

export const START = encodeMessage({ kind: "startTls" }, PROFILES.default);

/** Resolves with the first message in clear; what follows is left to be read. */
export function firstMessage(socket: Socket): Promise<Message> {
  return new Promise((resolve, reject) => {
    const framer = new Framer();
    const take = (bytes: Uint8Array) => {
      framer.push(bytes);
      const raw = framer.next();
      if (!(raw instanceof Uint8Array)) return;
      socket.off("data", take);
      socket.pause();
      resolve(decodeMessage(raw));
    };
    socket.on("data", take);
    socket.once("close", () => reject(new Error("closed without a word")));
  });
}

/** The router's side of the handshake. Rejects when there is none. */
export function secured(socket: Socket, options: ConnectionOptions): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const stream = connectTls({ socket, servername: "pce.example", ...options });
    stream.once("secureConnect", () => resolve(stream));
    stream.on("error", reject);
    stream.once("close", () => reject(new Error("closed")));
  });
}

/** Speaks PCEP on a stream until the session is up; answers what was heard, which goes on growing. */
export function speak(stream: Duplex): Message[] {
  const heard: Message[] = [];
  const framer = new Framer();
  const say = (message: Message) => void stream.write(encodeMessage(message, PROFILES.default));
  stream.on("data", (bytes: Uint8Array) => {
    framer.push(bytes);
    for (let raw = framer.next(); raw instanceof Uint8Array; raw = framer.next()) {
      const message = decodeMessage(raw);
      heard.push(message);
      if (message.kind === "open") say(KEEPALIVE);
    }
  });
  say(OPEN);
  return heard;
}

export const OPEN = openOfPcc({
  keepaliveSeconds: 30,
  sessionId: 1,
  association: undefined,
  msd: 10,
});
export const OPEN_OCTETS = encodeMessage(OPEN, PROFILES.default);
