import assert from "node:assert/strict";
import { connect, createServer, type Socket } from "node:net";
import type { What } from "../../src/controller/step.ts";
import { createConnector } from "../../src/io/bgp_connector.ts";
import { Connections, plainAddress } from "../../src/io/connections.ts";
import { freePort } from "../../src/io/free_port.ts";
import { listenForRouters } from "../../src/io/tcp_listener.ts";
import { SocketGuard } from "../../src/io/transport/socket_guard.ts";

/** What a core would be fed. */
function inbox() {
  const whats: What[] = [];
  const connections: Connections = new Connections((what) => void whats.push(what));
  const until = async (condition: () => boolean) => {
    const deadline = Date.now() + 5000;
    while (!condition()) {
      assert.ok(Date.now() < deadline, JSON.stringify(whats.map(({ on }) => on)));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };
  return { whats, connections, until, saw: (on: What["on"]) => whats.some((w) => w.on === on) };
}
const listen = (connections: Connections) =>
  listenForRouters("pcep", "pcep.listen", { host: "127.0.0.1", port: 0 }, {
    listens: () => {},
    accepted: (socket, peer) => void connections.adopt(socket, { peer, initiated: false }),
  });

Deno.test("`createConnector()` answers opened with who began, or refused with why", async () => {
  const { whats, connections, until, saw } = inbox();
  const guard = new SocketGuard([], { say: () => {} });
  const dial = createConnector(connections, guard, (what) => void whats.push(what));
  const port = await freePort("127.0.0.1");
  const peer = { protocol: "bgp", address: "127.0.0.1", port } as const;
  dial(peer);
  await until(() => saw("refused"));
  assert.deepEqual(whats.map(({ on }) => on), ["refused"]);

  const sockets: Socket[] = [];
  const server = createServer((socket) => void sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  dial(peer);
  await until(() => saw("room"));
  const opened = whats.find((what) => what.on === "opened")!;
  assert.deepEqual(opened.peer, peer);
  assert.equal(opened.initiated, true);
  assert.equal(opened.local.address, "127.0.0.1");
  connections.abandon();
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

Deno.test("`Connections` pauses a router whose octets nobody takes, and goes on when they are taken", async () => {
  const { whats, connections, until } = inbox();
  const listener = await listen(connections);
  const router = connect({ host: "127.0.0.1", port: listener.port });
  await new Promise((resolve) => router.once("connect", resolve));
  const sent = 8 << 20;
  router.write(new Uint8Array(sent));
  const heard = () =>
    whats.reduce((sum, what) => sum + (what.on === "received" ? what.bytes.length : 0), 0);
  await until(() => heard() > 256 * 1024);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const paused = heard();
  assert.ok(paused < 1 << 20, `${paused} octets wait`);
  let taken = 0;
  await until(() => {
    const all = heard();
    connections.consumed(1, all - taken);
    taken = all;
    return all === sent;
  });
  router.destroy();
  await until(() => whats.at(-1)?.on === "closed");
  listener.close();
});

Deno.test("`Connections` gives back as much room as left, and every number is new", async () => {
  const { whats, connections, until } = inbox();
  const listener = await listen(connections);
  const dial = async () => {
    const router = connect({ host: "127.0.0.1", port: listener.port });
    await new Promise((resolve) => router.once("connect", resolve));
    return router;
  };
  const router = await dial();
  await until(() => whats.length === 2);
  assert.deepEqual(whats[1], { on: "room", connection: 1, octets: 256 * 1024 });
  router.resume();
  for (let i = 0; i < 64; i++) connections.write(1, new Uint8Array(4096));
  const given = () =>
    whats.slice(2).reduce((sum, what) => sum + (what.on === "room" ? what.octets : 0), 0);
  await until(() => given() === 64 * 4096);
  connections.close(1, "enough");
  await until(() => whats.at(-1)?.on === "closed");
  assert.deepEqual(whats.at(-1), { on: "closed", connection: 1, why: "enough" });
  const again = await dial();
  await until(() => whats.some((what) => what.on === "opened" && what.connection === 2));
  again.destroy();
  await until(() => whats.at(-1)?.on === "closed");
  listener.close();
});

Deno.test("`plainAddress()` shows IPv4 as IPv4", () => {
  assert.equal(plainAddress("::ffff:192.0.2.1"), "192.0.2.1");
  assert.equal(plainAddress("2001:db8::1"), "2001:db8::1");
});
