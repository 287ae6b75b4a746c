/** What holds for a router's socket holds over TLS: one write in one piece, brakes in both directions, a proper end. */
import assert from "node:assert/strict";
import { connect, createServer, type Socket } from "node:net";
import type { What } from "../../../src/controller/step.ts";
import { Connections } from "../../../src/io/connections.ts";
import type { PcepsFiles } from "../../../src/io/transport/pceps_files.ts";
import { createAuthority } from "./authority.ts";
import { dial, secured, until } from "./pceps.ts";

/** A connection with TLS from the first octet, and what a core would be fed. */
async function start() {
  const authority = await createAuthority("flow");
  const own = await authority.sign(["pce.example"]);
  const peer = await authority.sign(["paris.example"]);
  const files: PcepsFiles = {
    certificate: own.certificate,
    key: own.key,
    authority: authority.certificate,
    expires: { what: "", at: Infinity },
  };
  const whats: What[] = [];
  const connections: Connections = new Connections((what) => void whats.push(what), () => files);
  let raw: Socket | undefined;
  const server = createServer((socket) => {
    raw = socket;
    const address = { protocol: "pcep", address: "127.0.0.1", port: 1 } as const;
    connections.adoptSecured(socket, { peer: address, initiated: false }, (why) => {
      assert.fail(why);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  assert.ok(bound !== null && typeof bound !== "string");
  // Between the two, so that a router that reads nothing can be played by octets that stay where they are.
  const between: Socket[] = [];
  const relay = createServer((client) => {
    const far = connect({ host: "127.0.0.1", port: bound.port, noDelay: true });
    between.push(far);
    far.on("data", (bytes: Uint8Array) => void client.write(bytes));
    client.on("data", (bytes: Uint8Array) => void far.write(bytes));
    far.on("close", () => void client.end());
    client.on("close", () => void far.destroy());
    client.on("error", () => {});
    far.on("error", () => {});
  });
  await new Promise<void>((resolve) => relay.listen(0, "127.0.0.1", resolve));
  const middle = relay.address();
  assert.ok(middle !== null && typeof middle !== "string");
  const socket = await dial(middle.port);
  const stream = await secured(socket, {
    ca: authority.certificate,
    cert: peer.certificate,
    key: peer.key,
  });
  await until("it is open", () => whats.some(({ on }) => on === "room"));
  return {
    whats,
    connections,
    socket,
    stream,
    raw: () => raw,
    hold: () => between.forEach((far) => far.pause()),
    letGo: () => between.forEach((far) => far.resume()),
    close: () => {
      connections.abandon();
      socket.destroy();
      server.close();
      relay.close();
    },
  };
}
const octetsIn = (whats: readonly What[]): number =>
  whats.reduce((sum, what) => sum + (what.on === "received" ? what.bytes.length : 0), 0);

Deno.test("`Connections` over TLS: a router whose octets nobody takes is paused, and all comes in order", async () => {
  const { whats, connections, stream, close } = await start();
  const sent = 8 << 20;
  const octets = new Uint8Array(sent).map((_, i) => i * 31 >> 8 & 255);
  stream.write(octets);
  await until("some came", () => octetsIn(whats) > 256 * 1024);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const paused = octetsIn(whats);
  assert.ok(paused < 2 << 20, `${paused} octets wait`);
  let taken = 0;
  await until("all came", () => {
    const all = octetsIn(whats);
    connections.consumed(1, all - taken);
    taken = all;
    return all === sent;
  });
  let at = 0;
  for (const what of whats) {
    if (what.on !== "received") continue;
    assert.deepEqual(what.bytes, octets.subarray(at, at + what.bytes.length));
    at += what.bytes.length;
  }
  close();
});

Deno.test("`Connections` gives up who connects for TLS and says nothing", async () => {
  const { connections, close } = await start();
  const failed: string[] = [];
  const peer = { protocol: "pcep", address: "127.0.0.1", port: 2 } as const;
  const server = createServer((socket) => {
    connections.adoptSecured(
      socket,
      { peer, initiated: false },
      (why) => void failed.push(why),
      50,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  assert.ok(bound !== null && typeof bound !== "string");
  const silent = await dial(bound.port);
  silent.resume();
  await until("it is given up", () => failed.length > 0);
  assert.match(failed.join(), /no TLS handshake within 0\.05 s/);
  silent.destroy();
  server.close();
  close();
});

Deno.test("`Connections` keeps 256 handshakes of one address waiting and refuses more, until those are over", async () => {
  const { connections, close } = await start();
  const failed: string[] = [];
  const before = connections.size;
  const peer = { protocol: "pcep", address: "127.0.0.1", port: 2 } as const;
  const server = createServer((socket) => {
    connections.adoptSecured(
      socket,
      { peer, initiated: false },
      (why) => void failed.push(why),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  assert.ok(bound !== null && typeof bound !== "string");
  const sockets = await Promise.all(Array.from({ length: 300 }, () => dial(bound.port)));
  for (const socket of sockets) socket.on("error", () => {}).resume();
  await until("some are refused", () => failed.length > 0);
  await until("256 are kept", () => connections.size - before === 256);
  assert.deepEqual(failed, ["refused: 256 TLS handshakes of that address are not done"]);
  for (const socket of sockets) socket.destroy();
  await until("all are gone", () => connections.size === before);
  const late = await dial(bound.port);
  await until("another is taken", () => connections.size > before);
  late.destroy();
  await until("and gone", () => connections.size === before);
  server.close();
  close();
});

Deno.test("`Connections` over TLS: room comes back as octets leave, not before", async () => {
  const { whats, connections, stream, hold, letGo, close } = await start();
  hold();
  const given = () =>
    whats.slice(2).reduce((sum, what) => sum + (what.on === "room" ? what.octets : 0), 0);
  const sent = 32 << 20;
  for (let i = 0; i < sent / 65536; i++) connections.write(1, new Uint8Array(65536));
  await new Promise((resolve) => setTimeout(resolve, 300));
  const early = given();
  assert.ok(early < sent / 2, `${early} octets of room while the router reads nothing`);
  let heard = 0;
  stream.on("data", (bytes: Uint8Array) => void (heard += bytes.length));
  letGo();
  await until("all left", () => heard === sent && given() === sent);
  close();
});

Deno.test("`Connections` over TLS: one write is one piece on the wire, and the end is said (close_notify)", async () => {
  const { connections, socket, stream, raw, whats, close } = await start();
  const server = raw();
  assert.ok(server);
  const pieces: number[] = [];
  const write = server.write.bind(server);
  server.write = ((chunk: Uint8Array, ...rest: []) => {
    pieces.push(chunk.length);
    return write(chunk, ...rest);
  }) as typeof server.write;
  let heard = 0;
  stream.on("data", (bytes: Uint8Array) => void (heard += bytes.length));
  for (const octets of [4, 300, 16_000, 40_000]) {
    pieces.length = 0;
    const before = heard;
    connections.write(1, new Uint8Array(octets));
    await until(`${octets} came`, () => heard === before + octets);
    assert.equal(pieces.length, 1, `${octets} in ${pieces}`);
  }
  let ended = false;
  stream.on("end", () => void (ended = true));
  connections.close(1, "enough");
  await until("the end came over TLS", () => ended);
  await until("it is closed", () => whats.at(-1)?.on === "closed");
  assert.deepEqual(whats.at(-1), { on: "closed", connection: 1, why: "enough" });
  socket.destroy();
  close();
});
