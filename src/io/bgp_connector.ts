/** Active BGP connections: carries out "connect" and answers with "opened" or "refused". */
import { connect as connectTcp } from "node:net";
import type { Peer, What } from "../controller/step.ts";
import type { Connections } from "./connections.ts";

/** Answers the function behind the core's "connect" effect. */
export function createConnector(
  connections: Connections,
  enqueue: (what: What) => void,
): (peer: Peer) => void {
  return (peer) => {
    const socket = connectTcp({ host: peer.address, port: peer.port, noDelay: true });
    const refuse = (why: string) => {
      socket.removeAllListeners();
      socket.on("error", () => {});
      socket.destroy();
      enqueue({ on: "refused", peer, why });
    };
    socket.setTimeout(CONNECT_MILLISECONDS, () => refuse("no answer within 10 s"));
    socket.once("error", (error: Error) => refuse(error.message));
    socket.once("connect", () => {
      socket.removeAllListeners();
      socket.setTimeout(0);
      connections.adopt(socket, { peer, initiated: true });
    });
  };
}
const CONNECT_MILLISECONDS = 10_000;
