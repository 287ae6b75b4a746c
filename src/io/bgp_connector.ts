/** Active BGP connections: carries out "connect" and answers with "opened" or "refused". */
import type { Peer, What } from "../controller/step.ts";
import type { Connections } from "./connections.ts";
import type { SocketGuard } from "./transport/socket_guard.ts";

/** Answers the function behind the core's "connect" effect. */
export function createConnector(
  connections: Connections,
  guard: Pick<SocketGuard, "connect">,
  enqueue: (what: What) => void,
): (peer: Peer) => void {
  return (peer) => {
    guard.connect(peer, CONNECT_MILLISECONDS).then(
      ({ socket, proof }) => {
        connections.adopt(socket, { peer, initiated: true, ...(proof && { proof }) });
      },
      (error: Error) => enqueue({ on: "refused", peer, why: error.message }),
    );
  };
}
const CONNECT_MILLISECONDS = 10_000;
