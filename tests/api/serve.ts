/** The real listener over a fake controller, on a port of its own, and a fetch that trusts its certificate. */
import { request as httpsRequest } from "node:https";
import { type Api, createApi } from "../../src/api/api.ts";
import { keptCertificate } from "../../src/io/http/certificates.ts";
import { type HttpListener, listenHttp } from "../../src/io/http/http_listener.ts";
import { type FakeController, smallNetwork } from "./fake_controller.ts";
import { basic, type TestPorts, testPorts } from "./fake_ports.ts";

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly ca: string;
  readonly api: Api;
  readonly ports: TestPorts;
  readonly listener: HttpListener;
}

export async function serve(
  options: {
    readonly controller?: FakeController;
    readonly streamsPerUser?: number;
    readonly ports?: Partial<TestPorts>;
  } = {},
): Promise<TestServer> {
  const ports = {
    ...await testPorts(options.controller ?? smallNetwork()),
    ...options.ports,
  };
  const { streamsPerUser } = options;
  const api = await createApi(ports, {
    version: "0.1.0",
    ...(streamsPerUser === undefined ? {} : { streamsPerUser }),
  });
  const certificate = await testCertificate();
  const listener = await listenHttp(api, {
    host: "127.0.0.1",
    port: 0,
    certificate,
    report: ports.report,
  });
  return {
    url: `https://127.0.0.1:${listener.port}`,
    ca: certificate.certificate,
    api,
    ports,
    listener,
    [Symbol.asyncDispose]: () => listener.close(),
  };
}

let kept: ReturnType<typeof keptCertificate> | undefined;

export async function testCertificate() {
  const folder = await Deno.makeTempDir({ prefix: "cairn-api-" });
  try {
    return await (kept ??= keptCertificate(folder));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  // deno-lint-ignore no-explicit-any -- tests look at many shapes of JSON
  readonly json: any;
}

/** One REST call over HTTP/1.1 and TLS. */
export function rest(
  server: TestServer,
  method: string,
  path: string,
  options: {
    readonly body?: unknown;
    readonly raw?: string;
    readonly auth?: string | null;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Promise<Answer> {
  const { auth = basic("admin"), headers = {}, body, raw } = options;
  const text = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  return new Promise((resolve, reject) => {
    const request = httpsRequest(`${server.url}${path}`, {
      method,
      ca: server.ca,
      agent: false,
      headers: {
        ...(auth === null ? {} : { authorization: auth }),
        ...(text === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
    }, (response) => {
      let whole = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => whole += part);
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: whole,
          json: jsonOf(whole),
        }));
    });
    request.on("error", reject);
    request.end(text);
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
