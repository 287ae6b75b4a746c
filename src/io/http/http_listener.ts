/**
 * The one TLS port: HTTP/2 and HTTP/1.1, RPCs to the Connect router and everything else to the API's fetch. The only
 * way to gRPC's trailers in Deno is node:http2; what it lacks in limits is added here.
 */
import { createConnectRouter, createContextValues } from "@connectrpc/connect";
import {
  compressionBrotli,
  compressionGzip,
  universalRequestFromNodeRequest,
  universalResponseToNodeResponse,
} from "@connectrpc/connect-node";
import { getRequestListener } from "@hono/node-server";
import {
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from "node:http2";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { type Api, fromKey } from "../../api/api.ts";
import type { ListenAddress } from "../config/units.ts";
import { listenError } from "../tcp_listener.ts";
import type { Certificate } from "./certificates.ts";
import { guardSessions } from "./session_guard.ts";

export interface HttpListener {
  readonly host: string;
  readonly port: number;
  /** Ends streams, lets answers that are under way finish, then closes what is left. */
  close(): Promise<void>;
}

type Incoming = IncomingMessage | Http2ServerRequest;
type Outgoing = ServerResponse | Http2ServerResponse;

/** Rejects with an EdgeError where the address cannot be had (in use, not ours, no right to it). */
export async function listenHttp(
  api: Api,
  options: {
    readonly host: string;
    readonly port: number;
    readonly certificate: Certificate;
    readonly report: (error: unknown) => void;
  },
): Promise<HttpListener> {
  const { certificate, report } = options;
  const server = createSecureServer({
    cert: certificate.certificate,
    key: certificate.key,
    allowHTTP1: true,
    handshakeTimeout: FIRST_REQUEST_MILLISECONDS,
    settings: { maxConcurrentStreams: 250 },
  });
  guardSessions(server);
  const open = trackConnections(server);
  const answer = answerWith(api, report);
  server.on("request", (request: Incoming, response: Outgoing) => {
    open.busy(request.socket);
    answer(request, response);
  });
  // A client that speaks nonsense or leaves in the middle is no fault of ours.
  server.on("sessionError", () => {});
  server.on("tlsClientError", () => {});
  await bind(server, options);
  server.on("error", report);
  const { address, port } = server.address() as AddressInfo;
  return {
    host: address,
    port,
    async close() {
      api.stop();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      open.close();
      const timer = setTimeout(() => open.destroy(), GRACE_MILLISECONDS);
      await closed;
      clearTimeout(timer);
    },
  };
}

/** A machine without IPv6 gets the IPv4 wildcard for "::". */
async function bind(server: Http2SecureServer, listen: ListenAddress): Promise<void> {
  try {
    await listenOn(server, listen);
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (listen.host !== "::" || code !== "EAFNOSUPPORT") {
      throw listenError(error, "api.listen", listen);
    }
    await listenOn(server, { ...listen, host: "0.0.0.0" });
  }
}

function listenOn(server: Http2SecureServer, { host, port }: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** What @connectrpc/connect-node's own adapter does, but its errors go to our log, and clients that left to none. */
function answerWith(api: Api, report: (error: unknown) => void) {
  const router = createConnectRouter({
    acceptCompression: [compressionGzip, compressionBrotli],
    ...api.connect,
  });
  api.connect.routes(router);
  const handlers = new Map(router.handlers.map((handler) => [handler.requestPath, handler]));
  const fallback = getRequestListener(
    (request, { incoming }) => api.fetch(request, addressOf(incoming)),
    {
      overrideGlobalObjects: false,
      errorHandler(error) {
        report(error);
        return new Response("Internal error\n", { status: 500 });
      },
    },
  );
  const answer = async (request: Incoming, response: Outgoing) => {
    const handler = handlers.get(request.url?.split("?", 1)[0] ?? "");
    if (handler === undefined) return await fallback(request, response);
    const values = createContextValues().set(fromKey, addressOf(request));
    const asked = universalRequestFromNodeRequest(request, response, undefined, values);
    const answered = await handler(asked);
    try {
      await universalResponseToNodeResponse(answered, response);
    } catch { // it could not be written: the client has left
    }
  };
  return (request: Incoming, response: Outgoing) => {
    answer(request, response).catch((error) => {
      report(error);
      response.destroy();
    });
  };
}

/** Without the prefix of IPv4 addresses on a socket for both. */
const addressOf = (request: Incoming): string =>
  (request.socket?.remoteAddress ?? "unknown").replace(/^::ffff:/, "");

/** Connections that never ask anything are closed, and all of them at the end. */
function trackConnections(server: Http2SecureServer) {
  const sockets = new Map<Socket, ReturnType<typeof setTimeout> | undefined>();
  const sessions = new Set<ServerHttp2Session>();
  // The socket of an HTTP/2 request is a proxy, never the same object: its far end tells which it is.
  const byFarEnd = new Map<string, Socket>();
  const settle = (socket: Socket) => {
    const known = byFarEnd.get(farEndOf(socket)) ?? socket;
    clearTimeout(sockets.get(known));
    if (sockets.has(known)) sockets.set(known, undefined);
  };
  server.on("secureConnection", (socket: Socket) => {
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 30_000); // notices clients that are gone without a word
    sockets.set(socket, setTimeout(() => socket.destroy(), FIRST_REQUEST_MILLISECONDS));
    const farEnd = farEndOf(socket);
    byFarEnd.set(farEnd, socket);
    socket.once("close", () => {
      clearTimeout(sockets.get(socket));
      sockets.delete(socket);
      if (byFarEnd.get(farEnd) === socket) byFarEnd.delete(farEnd);
    });
  });
  server.on("session", (session: ServerHttp2Session) => {
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
    session.on("error", () => {});
  });
  return {
    busy: (socket: Socket | undefined) => socket && settle(socket),
    close() {
      for (const session of sessions) session.close();
    },
    destroy() {
      for (const session of sessions) session.destroy();
      for (const socket of sockets.keys()) socket.destroy();
    },
  };
}

const farEndOf = (socket: Socket): string => `${socket.remoteAddress} ${socket.remotePort}`;

const FIRST_REQUEST_MILLISECONDS = 15_000;
const GRACE_MILLISECONDS = 2_000;
