/** A listening TCP port for routers: PCEP (RFC 5440 §5) and passive BGP. What connects becomes a connection. */
import { createServer, type Server, type Socket } from "node:net";
import type { Peer } from "../controller/step.ts";
import { plainAddress } from "./connections.ts";
import { EdgeError } from "./edge_error.ts";
import type { ListenAddress } from "./config/units.ts";

export interface Listener {
  readonly address: string;
  readonly port: number; // the one the kernel chose, where 0 was asked for
  close(): void;
}

export interface RouterListener {
  /** Before the program hears of the first connection; may throw an EdgeError. */
  listens(protocol: Peer["protocol"], server: Server): void;
  accepted(socket: Socket, peer: Peer): void;
}

/**
 * Rejects with an EdgeError that says what to do when the port is taken or may not be used. A machine without IPv6
 * gets the IPv4 wildcard for "::".
 */
export async function listenForRouters(
  protocol: Peer["protocol"],
  key: string,
  listen: ListenAddress,
  routers: RouterListener,
): Promise<Listener> {
  const server = createServer({ noDelay: true }, (socket) => {
    const { remoteAddress, remotePort: port } = socket;
    if (remoteAddress === undefined || port === undefined) return void socket.destroy();
    routers.accepted(socket, { protocol, address: plainAddress(remoteAddress), port });
  });
  try {
    await bind(server, listen);
  } catch (error) {
    throw listenError(error, key, listen);
  }
  try {
    routers.listens(protocol, server);
  } catch (error) {
    server.close();
    throw error;
  }
  const bound = server.address();
  if (bound === null || typeof bound === "string") throw new EdgeError(`${key} is no TCP port`);
  return { address: bound.address, port: bound.port, close: () => void server.close() };
}

async function bind(server: Server, { host, port }: ListenAddress): Promise<void> {
  try {
    await listenOn(server, host, port);
  } catch (error) {
    if (host !== "::" || codeOf(error) !== "EAFNOSUPPORT") throw error;
    await listenOn(server, "0.0.0.0", port);
  }
}
function listenOn(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, () => {
      server.off("error", reject);
      server.on("error", () => {}); // one failed accept is that router's loss alone
      resolve();
    });
  });
}

/** The error of a listen, in a sentence that names the configuration key. */
export function listenError(error: unknown, key: string, { host, port }: ListenAddress): EdgeError {
  const where = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  switch (codeOf(error)) {
    case "EADDRINUSE":
      return new EdgeError(
        `${key} ${where} is already in use; stop the other program or set another port in ${key}`,
      );
    case "EACCES":
      return new EdgeError(
        `${key} ${where} needs privilege; choose a port above 1023 or grant CAP_NET_BIND_SERVICE`,
      );
    case "EADDRNOTAVAIL":
      return new EdgeError(`${key} ${where} is not an address of this machine`);
    default:
      return new EdgeError(
        `${key} ${where} cannot be opened: ${error instanceof Error ? error.message : error}`,
      );
  }
}

const codeOf = (error: unknown): unknown =>
  typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
