/** Whatever comes instead of a handshake, or breaks one off, costs that connection and nothing else. */
import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import fc from "fast-check";
import * as pceps from "./pceps.ts";

const { dial, firstMessage, isUp, secured, speak, START, startPceps, until } = pceps;

Deno.test("PCEPS: nonsense, cut and changed handshakes and resets at any moment leave the others alone", async () => {
  for (const tls of ["optional", "direct"]) {
    const pce = await startPceps({ tls, sessionsPerAddress: 1000 });
    const { port } = pce.controller.pcep;
    const trust = { ca: pce.authority.certificate };
    const own = { cert: pce.router.certificate, key: pce.router.key };
    const open = async (): Promise<Socket> => {
      const socket = await dial(port);
      if (tls === "optional") {
        socket.write(START);
        await firstMessage(socket);
      }
      return socket;
    };
    const good = await open();
    const heard = speak(await secured(good, { ...trust, ...own }));
    await until("a good one is up", () => isUp(pce) && heard.length >= 2);

    const way = fc.record({
      octets: fc.oneof(fc.uint8Array({ maxLength: 600 }), records),
      rest: fc.option(fc.integer({ min: 0, max: 30 }), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(way, async ({ octets, rest }) => {
        const socket = await open();
        socket.write(octets);
        if (rest === undefined) socket.end();
        else {
          await new Promise((resolve) => setTimeout(resolve, rest));
          socket.resetAndDestroy();
        }
        socket.resume();
      }),
      { numRuns: 60 },
    );
    // A real handshake, broken off after each so many octets of ours.
    for (let most = 20; most < 2200; most += 218) {
      const socket = await open();
      let written = 0;
      const write = socket.write.bind(socket);
      socket.write = ((chunk: Uint8Array, ...more: []) => {
        written += chunk.length;
        const done = write(chunk, ...more);
        if (written > most) setTimeout(() => socket.resetAndDestroy(), 1);
        return done;
      }) as typeof socket.write;
      const stream = connectTls({ socket, servername: "pce.example", ...trust, ...own });
      stream.on("error", () => {});
      await new Promise((resolve) => setTimeout(resolve, 15));
      socket.resetAndDestroy();
    }
    assert.ok(isUp(pce), "the good one is still there");
    const late = await open();
    const alsoHeard = speak(await secured(late, { ...trust, ...own }));
    await until("and another one is let in", () => alsoHeard.length >= 1);
    good.destroy();
    late.destroy();
    await pce.stop();
  }
});

/** Like TLS records: type, version, length, and what may or may not be so long. */
const records = fc.tuple(
  fc.constantFrom(20, 21, 22, 23, 24, 99),
  fc.constantFrom(0x0301, 0x0303, 0x0304),
  fc.integer({ min: 0, max: 0xffff }),
  fc.uint8Array({ maxLength: 300 }),
).map(([type, version, length, body]) =>
  Uint8Array.of(type, version >> 8, version & 255, length >> 8, length & 255, ...body)
);
