/**
 * The API: one set of methods behind gRPC, gRPC-Web and Connect (the router) and REST, UI and metrics (fetch). It has
 * no socket: src/io/http gives it requests. Auth is the same for all of them.
 */
import {
  Code,
  ConnectError,
  type ConnectRouter,
  type ConnectRouterOptions,
  createContextKey,
  type HandlerContext,
} from "@connectrpc/connect";
import type { DescMethodServerStreaming, DescMethodUnary } from "@bufbuild/protobuf";
import { Hono } from "hono";
import { addAccountMethods } from "./auth/account_methods.ts";
import { addAlarmMethods } from "./alarm_methods.ts";
import { Auth } from "./auth/auth.ts";
import { addChangeMethods } from "./change_methods.ts";
import { addLspMethods } from "./lsp_methods.ts";
import { addDocumentMethods } from "./document_methods.ts";
import { addGrpcMethods } from "./grpc_methods.ts";
import { type Call, type Caller, Methods, SERVICES } from "./methods.ts";
import { metricsOf } from "./metrics.ts";
import { addOwnerMethods } from "./owner_methods.ts";
import type { Ports } from "./ports.ts";
import { addReadMethods } from "./read_methods.ts";
import { docsPage } from "./rest/docs_page.ts";
import { openapi } from "./rest/openapi.ts";
import { authorize, BODY_LIMIT, errorResponse, json, Rest, WRITE } from "./rest/rest.ts";
import { routesOf } from "./rest/routes.ts";
import { SAFE, uiResponse } from "./ui_files.ts";
import { addViewMethods } from "./view_methods.ts";
import { Watches } from "./watch.ts";

export interface Api {
  /** For connectNodeAdapter: the services, with auth before any body is read. */
  readonly connect: ConnectRouterOptions & { routes(router: ConnectRouter): void };
  /** Everything that is not an RPC. `from` is the client's address. */
  fetch(request: Request, from: string): Promise<Response>;
  /** Ends all streams. */
  stop(): void;
}

/** The address of the client, which the listener puts into the context of an RPC. */
export const fromKey = createContextKey("unknown", { description: "address of the client" });

export async function createApi(
  ports: Ports,
  options: { readonly version: string; readonly streamsPerUser?: number },
): Promise<Api> {
  const auth = await Auth.load(ports);
  const watches = new Watches(ports, options.streamsPerUser ?? 100);
  const methods = new Methods();
  addReadMethods(methods, ports, watches);
  addViewMethods(methods, ports);
  addDocumentMethods(methods, ports);
  addChangeMethods(methods, ports);
  addAlarmMethods(methods, ports);
  addLspMethods(methods, ports);
  addAccountMethods(methods, ports, auth);
  addOwnerMethods(methods, ports);
  const stopped = Promise.withResolvers<void>();
  const app = restApp(ports, methods, auth, watches, options.version);
  return {
    connect: connectOptions(methods, auth, stopped.promise),
    fetch: async (request, from) => await app.fetch(request, { from }),
    stop() {
      watches.close();
      stopped.resolve();
    },
  };
}

function connectOptions(methods: Methods, auth: Auth, stopped: Promise<void>): Api["connect"] {
  return {
    readMaxBytes: BODY_LIMIT,
    compressMinBytes: 8192,
    jsonOptions: WRITE,
    async requestGate(context) {
      const { method, service, requestHeader, values } = context;
      if (!SERVICES.includes(service)) return; // health and reflection are open
      const caller = await authorize(auth, method, requestHeader, values.get(fromKey));
      values.set(callerKey, caller);
    },
    routes(router) {
      for (const method of SERVICES.flatMap((service) => service.methods)) {
        const run = methods.of(method);
        if (run.stream) {
          router.rpc(
            method as DescMethodServerStreaming,
            (request, context) => run.run(request, callOf(context)),
          );
        } else {
          router.rpc(
            method as DescMethodUnary,
            (request, context) => run.run(request, callOf(context)),
          );
        }
      }
      addGrpcMethods(router, SERVICES, stopped);
    },
  };
}

const callerKey = createContextKey<Caller | undefined>(undefined, { description: "who calls" });

function callOf(context: HandlerContext): Call {
  const caller = context.values.get(callerKey);
  if (caller === undefined) throw new ConnectError("nobody was let in", Code.Internal);
  return { caller, from: context.values.get(fromKey), signal: context.signal };
}

type Env = { Bindings: { from: string } };

/** Hono takes apart what is not a REST route: health, metrics, documentation, the UI. */
function restApp(
  ports: Ports,
  methods: Methods,
  auth: Auth,
  watches: Watches,
  version: string,
): Hono<Env> {
  const routes = routesOf(SERVICES);
  const rest = new Rest(routes, methods, auth, ports.report);
  const metrics = metricsOf(ports, watches);
  const specification = openapi(routes, version);
  const page = docsPage(routes, version);
  const app = new Hono<Env>();
  app.all("/v1/*", ({ req, env }) => rest.fetch(req.raw, env.from));
  app.get("/healthz", () => json(200, { status: "ok" }));
  app.get("/readyz", async ({ req, env }) => {
    const status = ports.controller.view.row("status", 0);
    const ready = status?.ready ?? false;
    // What is waited for names routers, so it is for those who are logged in.
    const known = await auth.caller(req.header("authorization") ?? null, env.from)
      .then(() => true, () => false);
    const waitingFor = [...status?.waitingFor ?? ["the first event"]];
    const holds = (status?.holds ?? []).map(({ text }) => text);
    return json(ready ? 200 : 503, known ? { ready, waitingFor, holds } : { ready });
  });
  app.get("/metrics", async ({ req, env }) => {
    await auth.caller(req.header("authorization") ?? null, env.from);
    return new Response(await metrics.metrics(), {
      headers: { "content-type": metrics.contentType },
    });
  });
  app.get("/openapi.json", () => json(200, specification));
  app.get(
    "/docs",
    () => new Response(page, { headers: { ...SAFE, "content-type": "text/html; charset=utf-8" } }),
  );
  app.get("*", async ({ req }) => {
    if (ports.files !== undefined) return await uiResponse(ports.files, req.raw);
    return new Response("There is no UI in this program; see /docs.\n", { status: 404 });
  });
  app.onError((error) => {
    if (!(error instanceof ConnectError)) ports.report(error);
    return errorResponse(error);
  });
  return app;
}
