/** A BGP peer whose socket is full, with real sockets: it talks, it does not read. Only the clock is the test's. */
import assert from "node:assert/strict";
import { connect, createServer, type Server, type Socket } from "node:net";
import { configOf } from "../../lab/sim/memory_config.ts";
import { topologyOf } from "../../lab/sim/topologies.ts";
import { encodeMessage } from "../../src/bgp/codec/encode_message.ts";
import type { Config } from "../../src/controller/config.ts";
import { createCore } from "../../src/controller/core.ts";
import type { What } from "../../src/controller/step.ts";
import { Connections } from "../../src/io/connections.ts";

const ADDRESS = "127.0.0.1";
const peer = { protocol: "bgp", address: ADDRESS, port: 179 } as const;
const MORE_THAN_KERNELS_HOLD = 24 * 1024 * 1024;

/** A core with one peer, its connections, and both ends of one connection. `stalled`: ours is full already. */
async function stage(stalled: boolean) {
  const core = createCore(), said: string[] = [];
  let at = 1_000_000_000;
  const tell = (what: What) => {
    for (const effect of core.handle({ at, what }).effects) {
      if (effect.do === "write") connections.write(effect.connection, effect.bytes);
      else if (effect.do === "close") {
        said.push(effect.why);
        connections.close(effect.connection, effect.why);
      }
    }
    if (what.on === "received") connections.consumed(what.connection, what.bytes.length);
    if (what.on === "closed") said.push("closed");
  };
  const connections = new Connections(tell);
  tell({ on: "started", version: "test", seed: 1, config: config(), stored: [] });
  const { server, ours, theirs } = await pair();
  theirs.pause();
  if (stalled) ours.write(new Uint8Array(MORE_THAN_KERNELS_HOLD));
  else theirs.resume();
  connections.adopt(ours, { peer, initiated: false });
  const row = () => core.view.row("bgpPeer", core.view.find("bgpPeer", ADDRESS)!)!;
  return {
    said,
    row,
    theirs,
    wait: (seconds: number) => {
      at += seconds * 1e6;
      tell({ on: "woke" });
    },
    stop: () => {
      connections.abandon();
      theirs.destroy();
      server.close();
    },
  };
}

function config(): Config {
  const base = configOf(topologyOf("five"));
  const one = {
    address: ADDRESS,
    port: 179,
    asn: 65000,
    passive: true,
    multihop: 1,
    connectRetrySeconds: 5,
  };
  return {
    ...base,
    bgp: { asn: 65000, routerId: "192.0.2.100", holdTimeSeconds: 90, peers: [one] },
  };
}

async function pair(): Promise<{ server: Server; ours: Socket; theirs: Socket }> {
  const server = createServer({ pauseOnConnect: false });
  await new Promise<void>((resolve) => server.listen(0, ADDRESS, resolve));
  const address = server.address();
  assert(address !== null && typeof address === "object");
  const accepted = new Promise<Socket>((resolve) => server.once("connection", resolve));
  const theirs = connect(address.port, ADDRESS);
  theirs.on("error", () => {});
  return { server, ours: await accepted, theirs };
}

const open = encodeMessage({
  kind: "open",
  version: 4,
  asn: 65000,
  holdTimeSeconds: 90,
  bgpIdentifier: 0xc0000201,
  capabilities: [
    { kind: "multiprotocol", value: { afi: 16388, safi: 71 } },
    { kind: "fourOctetAsn", value: 65000 },
  ],
});
const keepalive = encodeMessage({ kind: "keepalive" });

async function until(what: string, condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!condition()) {
    assert.ok(performance.now() < deadline, `not within 10 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Keeps the session alive for so many minutes by the peer's word. */
async function minutes(n: number, { wait, theirs, row }: Awaited<ReturnType<typeof stage>>) {
  for (let i = 0; i < n; i++) {
    const heard = row().received;
    theirs.write(keepalive);
    await until("a KEEPALIVE is heard", () => row().received > heard);
    wait(60);
  }
}

Deno.test("a BGP peer that talks and does not read is left after eight minutes, and its full socket is cut (RFC 9687 §3)", async () => {
  const s = await stage(true);
  s.theirs.write(open);
  s.theirs.write(keepalive);
  await until("the session is up", () => s.row().state === "established");
  await minutes(7, s);
  assert.equal(s.row().state, "established", "seven minutes are not enough");
  await minutes(1, s);
  assert.notEqual(s.row().state, "established");
  assert.match(s.row().lastError ?? "", /does not read.*8\/0/);
  await until("the socket is cut", () => s.said.includes("closed"));
  s.stop();
});

Deno.test("a BGP peer that reads is not left: octets that leave the socket are told to the core", async () => {
  const s = await stage(false);
  s.theirs.write(open);
  s.theirs.write(keepalive);
  await until("the session is up", () => s.row().state === "established");
  for (let i = 0; i < 12; i++) {
    const read = s.theirs.bytesRead;
    await minutes(1, s);
    await until("our KEEPALIVE is read", () => s.theirs.bytesRead > read);
    await new Promise((resolve) => setTimeout(resolve, 10)); // and the word of it is back
  }
  assert.equal(s.row().state, "established");
  s.stop();
});
