/**
 * A few lines of PCE with fixed bytes: shows that the lab's routers work without the controller
 * under test. The layouts are those that FRR 10.7 is known to accept.
 */
import { createServer, type Server, type Socket } from "node:net";
import { readObjects, type WireMessage } from "./wire.ts";

export interface ListeningPce {
  /** What arrived, by the address of the router's loopback. */
  readonly received: readonly WireMessage[];
  send(router: string, hex: string): void;
  close(): Promise<void>;
}

/** Listens and answers every Open. */
export async function listenAsPce(address: string, port: number): Promise<ListeningPce> {
  const received: WireMessage[] = [];
  const sockets = new Map<string, Socket>();
  const server = createServer((socket) => {
    const peer = socket.remoteAddress ?? "";
    sockets.set(peer, socket);
    let rest = new Uint8Array(0);
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk) => {
      const bytes = new Uint8Array([...rest, ...chunk]);
      let at = 0;
      while (at + 4 <= bytes.length) {
        const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
        if (length < 4 || at + length > bytes.length) break;
        const message = bytes.subarray(at, at + length);
        received.push({
          at: Date.now() / 1000,
          from: peer,
          to: address,
          type: message[1] ?? 0,
          objects: readObjects(message),
          bytes: message,
        });
        if (message[1] === OPEN) {
          socket.write(fromHex(OPEN_HEX));
          socket.write(fromHex(KEEPALIVE_HEX));
        }
        at += length;
      }
      rest = bytes.slice(at);
    });
  });
  await listen(server, address, port);
  return {
    received,
    send: (router, hex) => {
      sockets.get(router)?.write(fromHex(hex));
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.values()) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function listen(server: Server, address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, address, resolve);
  });
}

export function fromHex(hex: string): Uint8Array {
  const digits = hex.replaceAll(/\s/g, "");
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

const OPEN = 1;
const OPEN_HEX = `20010030 0110002c 201e7801 0010000400000005 00220010 00000002 00010000
  001a0004 0000000a 0023 0002 0006 0000`;
const KEEPALIVE_HEX = "20020004";
