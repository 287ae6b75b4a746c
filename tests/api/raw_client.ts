/** HTTP/1.1 by hand over TLS: a client that can stop reading for good, which no library of ours does. */
import { basic } from "./fake_ports.ts";
import type { TestServer } from "./serve.ts";

/** Sends a GET and answers the connection with nothing read from it yet. */
export async function rawGet(
  server: TestServer,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Deno.TlsConn> {
  const connection = await Deno.connectTls({
    hostname: "localhost",
    port: server.listener.port,
    caCerts: [server.ca],
  });
  const all = { host: "localhost", authorization: basic("admin"), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  await connection.write(new TextEncoder().encode(`GET ${path} HTTP/1.1\r\n${lines.join("")}\r\n`));
  return connection;
}

/** The status line and then so many lines of the body (chunk sizes left out). */
export async function firstLines(
  server: TestServer,
  path: string,
  count: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const connection = await rawGet(server, path, headers);
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(65536);
  let text = "";
  try {
    for (;;) {
      const lines = linesOf(text);
      if (lines.length > count) return lines.slice(0, count + 1);
      const length = await connection.read(buffer);
      if (length === null) return lines;
      text += decoder.decode(buffer.subarray(0, length), { stream: true });
    }
  } finally {
    connection.close();
  }
}

function linesOf(text: string): string[] {
  const [head, body] = text.split(/\r\n\r\n(.*)/s, 2);
  const whole = (body ?? "").replaceAll(/(^|\r\n)[0-9a-f]+\r\n/g, "").replaceAll("\r\n", "");
  const lines = whole.slice(0, whole.lastIndexOf("\n") + 1).split("\n").slice(0, -1);
  return body === undefined ? [] : [head!.split("\r\n")[0]!, ...lines];
}
