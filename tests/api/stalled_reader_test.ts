import { ok } from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport } from "@connectrpc/connect-node";
import { LspService } from "../../src/gen/cairn/v1/lsp_pb.ts";
import { basic } from "./fake_ports.ts";
import { FakeController, lspRow, statusRow } from "./fake_controller.ts";
import { rawGet } from "./raw_client.ts";
import { rest, serve, type TestServer } from "./serve.ts";

const ROWS = 20_000;

/** 20,000 LSPs of over 2 KB each, some 50 MB as JSON; `made` counts the rows that were made of them. */
function manyLsps() {
  const controller = new FakeController();
  controller.put("status", statusRow(), 0);
  const padding = "x".repeat(1000);
  for (let i = 1; i <= ROWS; i++) controller.put("lsp", lspRow(`r1/${i}-${padding}`), i);
  const count = { made: 0 };
  const row = controller.view.row;
  controller.view.row = (kind, id) => {
    if (kind === "lsp") count.made++;
    return row(kind, id);
  };
  return { controller, count };
}

/** Opens a watch that is never read any further, and answers how to leave it. */
const readers: readonly [string, (server: TestServer) => Promise<() => void>][] = [
  ["gRPC", (server) => stalled(server, createGrpcTransport)],
  [
    "Connect over HTTP/2",
    (server) =>
      stalled(server, (options) => createConnectTransport({ ...options, httpVersion: "2" })),
  ],
  ["REST, newline-delimited JSON", (server) => stalledRest(server, {})],
  ["REST, server-sent events", (server) => stalledRest(server, { accept: "text/event-stream" })],
];

async function stalled(server: TestServer, transport: typeof createGrpcTransport) {
  const abort = new AbortController();
  const client = createClient(
    LspService,
    transport({
      baseUrl: server.url,
      nodeOptions: { ca: server.ca },
      interceptors: [(next) => (request) => {
        request.header.set("authorization", basic("viewer"));
        return next(request);
      }],
    }),
  );
  const stream = client.watchLsps({}, { signal: abort.signal })[Symbol.asyncIterator]();
  await stream.next();
  return () => abort.abort();
}

async function stalledRest(server: TestServer, headers: Record<string, string>) {
  const connection = await rawGet(server, "/v1/lsps:watch", headers);
  return () => connection.close();
}

for (const [name, open] of readers) {
  Deno.test({
    name: `a ${name} client that does not read makes neither rows nor memory`,
    sanitizeOps: false, // a pooled session of the client outlives the test
    sanitizeResources: false,
    async fn() {
      const { controller, count } = manyLsps();
      await using server = await serve({ controller });
      const leave = await open(server);
      await until(() => count.made > 0);
      await filled(count); // the buffers between here and the reader
      const made = count.made;
      await churn(controller); // so that the rows have their size
      const before = memoryUsed();
      for (let round = 0; round < 4; round++) await churn(controller);
      ok(made < ROWS / 2, `${made} rows were made for nobody`);
      ok(count.made - made < 200, `${count.made - made} more rows were made for nobody`);
      const grown = (memoryUsed() - before) / 1e6;
      ok(grown < 5, `${grown.toFixed(1)} MB more`);
      const begun = performance.now();
      const { status } = await rest(server, "GET", "/v1/status");
      ok(status === 200 && performance.now() - begun < 10_000, "others are served");
      leave();
      const gone = /^cairn_watch_streams 0$/m;
      await until(async () => gone.test((await rest(server, "GET", "/metrics")).text));
    },
  });
}

/** Until no row was made for a second. */
async function filled(count: { made: number }): Promise<void> {
  for (let quiet = 0, made = count.made; quiet < 10;) {
    await pause(100);
    quiet = count.made === made ? quiet + 1 : 0;
    made = count.made;
  }
}

async function churn(controller: FakeController): Promise<void> {
  for (let i = 0; i < 100_000; i++) {
    const id = i % ROWS + 1;
    controller.put("lsp", lspRow(`r1/changed-${id}`), id);
    if (i % 1000 === 0) await pause(0);
  }
}

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

/** What is still held after a collection. */
function memoryUsed(): number {
  collect();
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (await holds()) return;
    await pause(25);
  }
  throw new Error(`not within five seconds: ${holds}`);
}
