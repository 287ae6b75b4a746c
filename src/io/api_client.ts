/** The way of commands to a controller: the Connect protocol over TLS. */
import { createConnectTransport } from "@connectrpc/connect-node";
import { Code, ConnectError, type Transport } from "@connectrpc/connect";
import * as v from "valibot";

export interface ApiAddress {
  readonly url: string;
  /** PEM of the authority, or of the self-signed certificate itself; absent: the system's. */
  readonly ca?: string;
  /** The value of the Authorization header. */
  readonly authorization?: string;
}

export function createApiTransport({ url, ca, authorization }: ApiAddress): Transport {
  return createConnectTransport({
    baseUrl: url.replace(/\/+$/, ""),
    httpVersion: "2",
    // Quirk(Deno 2.9.6): an empty write to a TLS socket fails with EPERM, and so would empty binary requests.
    useBinaryFormat: false,
    nodeOptions: { ...(ca !== undefined && { ca }) },
    interceptors: [(next) => (request) => {
      if (authorization !== undefined) request.header.set("authorization", authorization);
      return next(request);
    }],
  });
}

/**
 * A file of the REST interface, piece by piece; an end that came too early throws. Quirk(Deno 2.9.6): at the end of a
 * stream that the server ends, node:http2's client now and then says "Premature close", so files come by fetch.
 */
export async function* download(
  { url, ca, authorization }: ApiAddress,
  path: string,
): AsyncGenerator<Uint8Array> {
  using client = Deno.createHttpClient(ca === undefined ? {} : { caCerts: [ca] });
  const headers = authorization === undefined ? {} : { authorization };
  const response = await fetch(`${url.replace(/\/+$/, "")}${path}`, { client, headers })
    .catch((error) => {
      throw new ConnectError("no answer", Code.Unavailable, {}, [], error);
    });
  if (!response.ok) throw errorOf(await response.text(), response.status);
  yield* response.body ?? [];
}

/** google.rpc.Status as the client of an RPC would have it. */
function errorOf(text: string, status: number): ConnectError {
  const { code, message } = v.parse(v.fallback(STATUS, { code: 2, message: "" }), parsed(text));
  return new ConnectError(message || `HTTP status ${status}`, code);
}
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
const STATUS = v.object({ code: v.number(), message: v.string() });

/** `user:password` as HTTP basic authentication (RFC 7617 §2). */
export const basicAuthorization = (user: string, password: string): string => {
  const octets = new TextEncoder().encode(`${user}:${password}`);
  return `Basic ${btoa(String.fromCharCode(...octets))}`;
};
