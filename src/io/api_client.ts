/** The way of commands to a controller: the Connect protocol over TLS. */
import { createConnectTransport } from "@connectrpc/connect-node";
import type { Transport } from "@connectrpc/connect";

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

/** `user:password` as HTTP basic authentication (RFC 7617 §2). */
export const basicAuthorization = (user: string, password: string): string => {
  const octets = new TextEncoder().encode(`${user}:${password}`);
  return `Basic ${btoa(String.fromCharCode(...octets))}`;
};
