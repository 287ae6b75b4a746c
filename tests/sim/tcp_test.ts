import assert from "node:assert/strict";
import { connect, createServer, type Server, type Socket } from "node:net";
import { sourceAddressOf, startSimulation } from "../../lab/sim/tcp.ts";
import { topologyOf } from "../../lab/sim/topologies.ts";
import { wordsOf } from "../../lab/sim/tape.ts";
import { encodeMessage as encodeBgp } from "../../src/bgp/codec/encode_message.ts";
import { Framer } from "../../src/bgp/codec/framer.ts";
import { encodeMessage as encodePcep } from "../../src/pcep/codec/encode.ts";
import { KEEPALIVE } from "../../src/pcep/codec/message.ts";
import { DEFAULT } from "../../src/pcep/profiles/default.ts";
import { openMessage, PCE } from "../../src/pcep/session/open.ts";

Deno.test("`startSimulation()` connects each PCC from its own address and feeds BGP-LS over TCP", async () => {
  const topology = topologyOf("five");
  const heard = new Map<string, string[]>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const lines: string[] = [];
    heard.set(socket.remoteAddress!, lines);
    socket.on("data", (bytes: Uint8Array) => lines.push(...wordsOf("pcep", bytes)));
    socket.on("error", () => {});
    socket.write(encodePcep(openMessage(PCE, DEFAULT)));
    socket.write(encodePcep(KEEPALIVE));
  });
  const port = await listening(server);
  const simulation = await startSimulation({
    topology,
    seed: 1,
    pcepServer: { address: "127.0.0.1", port },
    bgp: [{ address: "127.0.0.1", port: 0 }],
  });
  const feed = connect(simulation.speakers[0]!);
  const said: string[] = [];
  const framer = new Framer();
  feed.on("data", (bytes: Uint8Array) => {
    for (const one of framer.push(bytes).messages) said.push(...wordsOf("bgp", one));
  });
  feed.write(encodeBgp({
    kind: "open",
    version: 4,
    asn: 65001,
    holdTimeSeconds: 90,
    bgpIdentifier: 1,
    capabilities: [{ kind: "multiprotocol", value: { afi: 16388, safi: 71 } }],
  }));
  feed.write(encodeBgp({ kind: "keepalive" }));
  try {
    await until(() => said.some((line) => line.startsWith("End-of-RIB")));
    await until(() =>
      [...heard.values()].filter((lines) => lines.includes("PCRpt end of sync")).length === 5
    );
    assert.deepEqual([...heard.keys()].sort(), [0, 1, 2, 3, 4].map(sourceAddressOf).sort());
    assert.equal(simulation.stats().sessionsUp, 5);
    said.length = 0;
    simulation.failLink("lyon--rome");
    await until(() => said.some((line) => line.includes("- link 2→3")));
    assert.equal(simulation.stats().linksDown, 1);
  } finally {
    feed.destroy();
    await simulation.stop();
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
});

function listening(server: Server): Promise<number> {
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : 0);
    })
  );
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!condition()) {
    assert.ok(performance.now() < deadline, "it did not happen within 10 s");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
