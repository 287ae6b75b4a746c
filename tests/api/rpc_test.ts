import { deepStrictEqual as equal, ok, rejects } from "node:assert/strict";
import { Buffer } from "node:buffer";
import grpc from "@grpc/grpc-js";
import { create, type DescMethod, fromBinary, type Message, toBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import {
  Code,
  ConnectError,
  createClient,
  type Interceptor,
  type Transport,
} from "@connectrpc/connect";
import {
  createConnectTransport,
  createGrpcTransport,
  createGrpcWebTransport,
} from "@connectrpc/connect-node";
import { ProblemsSchema } from "../../src/gen/cairn/v1/common_pb.ts";
import { AdminService } from "../../src/gen/cairn/v1/admin_pb.ts";
import { EventService } from "../../src/gen/cairn/v1/event_pb.ts";
import { LspService } from "../../src/gen/cairn/v1/lsp_pb.ts";
import { PolicyService } from "../../src/gen/cairn/v1/policy_pb.ts";
import { SystemService } from "../../src/gen/cairn/v1/system_pb.ts";
import { BadRequestSchema } from "../../src/gen/google/rpc/error_details_pb.ts";
import { StatusSchema as RpcStatusSchema } from "../../src/gen/google/rpc/status_pb.ts";
import {
  Health,
  HealthCheckResponse_ServingStatus as Serving,
} from "../../src/gen/grpc/health/v1/health_pb.ts";
import { ServerReflection } from "../../src/gen/grpc/reflection/v1/reflection_pb.ts";
import { basic } from "./fake_ports.ts";
import { serve, type TestServer } from "./serve.ts";

const authorized = (value: string): Interceptor => (next) => (request) => {
  request.header.set("authorization", value);
  return next(request);
};

function transports(server: TestServer, auth?: string): [string, Transport][] {
  const common = {
    baseUrl: server.url,
    nodeOptions: { ca: server.ca },
    interceptors: auth === undefined ? [] : [authorized(auth)],
  };
  return [
    // JSON, because Deno's client cannot write an empty body (as binary would have) to a TLS socket.
    [
      "Connect, HTTP/1.1",
      createConnectTransport({ ...common, httpVersion: "1.1", useBinaryFormat: false }),
    ],
    [
      "Connect, HTTP/2",
      createConnectTransport({ ...common, httpVersion: "2", useBinaryFormat: true }),
    ],
    ["gRPC", createGrpcTransport(common)],
    ["gRPC-Web", createGrpcWebTransport({ ...common, httpVersion: "1.1" })],
  ];
}

// The pooled sessions of Connect's clients outlive a test; the listener's close() ends them.
const rpc = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, sanitizeOps: false, sanitizeResources: false, fn });

rpc("every RPC protocol makes unary calls and streams on the one port", async () => {
  await using server = await serve();
  for (const [name, transport] of transports(server, basic("viewer"))) {
    const { links, ready } = await createClient(SystemService, transport).getStatus({});
    equal([name, links, ready], [name, 10, false]);
    const cases: unknown[] = [];
    const watch = createClient(EventService, transport).watchEvents({ filter: "severity = info" });
    for await (const { event } of watch) {
      cases.push(event.case === "changed" ? event.value.id : event.case);
      if (event.case === "synced") break;
    }
    equal([name, cases], [name, ["1", "3", "synced"]]);
  }
});

rpc("every RPC protocol refuses strangers, wrong passwords and too small roles", async () => {
  await using server = await serve();
  const codeOf = async (call: Promise<unknown>) => {
    try {
      await call;
      return undefined;
    } catch (error) {
      return ConnectError.from(error).code;
    }
  };
  for (const [, transport] of transports(server)) {
    equal(await codeOf(createClient(SystemService, transport).getStatus({})), Code.Unauthenticated);
    const { status } = await createClient(Health, transport).check({});
    equal(status, Serving.SERVING);
  }
  for (const [, transport] of transports(server, "Bearer cairn_nonsense")) {
    equal(await codeOf(createClient(SystemService, transport).getStatus({})), Code.Unauthenticated);
  }
  for (const [, transport] of transports(server, basic("viewer"))) {
    const admin = createClient(AdminService, transport);
    equal(await codeOf(admin.freeze({ reason: "x" })), Code.PermissionDenied);
    equal(await codeOf(admin.listUsers({})), Code.PermissionDenied);
  }
  for (const [, transport] of transports(server, basic("operator"))) {
    const admin = createClient(AdminService, transport);
    equal(await codeOf(admin.freeze({ reason: "x" })), undefined);
    equal(await codeOf(admin.listUsers({})), Code.PermissionDenied);
  }
});

rpc("a login's token works on every protocol until it is logged out", async () => {
  await using server = await serve();
  const [[, open]] = transports(server) as [[string, Transport]];
  const { token, role } = await createClient(AdminService, open)
    .login({ user: "operator", password: "operator-password" });
  equal(role, "operator");
  for (const [, transport] of transports(server, `Bearer ${token}`)) {
    const { user, by } = await createClient(AdminService, transport).whoAmI({});
    equal([user, by], ["operator", "token"]);
  }
  const [[, transport]] = transports(server, `Bearer ${token}`) as [[string, Transport]];
  await createClient(AdminService, transport).logout({});
  await rejects(createClient(AdminService, transport).whoAmI({}), { code: Code.Unauthenticated });
});

rpc("errors carry their problems as typed details on every protocol", async () => {
  await using server = await serve();
  for (const [name, transport] of transports(server, basic("admin"))) {
    const error = await createClient(PolicyService, transport)
      .createPolicy({ policy: { name: "a b", headend: "r1", color: 5 } })
      .then(() => undefined, ConnectError.from);
    equal([name, error?.code], [name, Code.InvalidArgument]);
    const fields = error?.findDetails(ProblemsSchema)[0]?.problems.map((each) => each.field);
    equal(fields, ["policy.name", "policy.endpoint", "policy.candidatePaths"]);
    equal(error?.findDetails(BadRequestSchema)[0]?.fieldViolations.length, 3);
  }
});

rpc("gRPC's own client calls, streams, and gets errors in the trailers", async () => {
  await using server = await serve();
  const client = new grpc.Client(
    `localhost:${server.listener.port}`,
    grpc.credentials.createSsl(Buffer.from(server.ca)),
  );
  const metadata = new grpc.Metadata();
  metadata.set("authorization", basic("admin"));
  try {
    const lsp = await unary(
      client,
      LspService.method.getLsp,
      { id: "r1/cairn.core.7.1" },
      metadata,
    );
    equal(Reflect.get(lsp, "operState"), "active");
    const refused = await unary(client, PolicyService.method.createPolicy, {}, metadata)
      .then(() => undefined, (error: grpc.ServiceError) => error);
    equal(refused?.code, grpc.status.INVALID_ARGUMENT);
    const [binary] = refused?.metadata.get("grpc-status-details-bin") ?? [];
    ok(binary instanceof Uint8Array);
    const status = fromBinary(RpcStatusSchema, binary);
    equal(status.details.map((each) => each.typeUrl.split("/")[1]), [
      "cairn.v1.Problems",
      "google.rpc.BadRequest",
    ]);
    const seen = await streamed(client, LspService.method.watchLsps, metadata, 2);
    equal(seen.map((each) => Reflect.get(Reflect.get(each, "event"), "case")), [
      "changed",
      "synced",
    ]);
  } finally {
    client.close();
  }
});

const codec = (method: DescMethod) => ({
  path: `/${method.parent.typeName}/${method.name}`,
  write: (message: Message) => Buffer.from(toBinary(method.input, message)),
  read: (bytes: Uint8Array) => fromBinary(method.output, bytes),
});

function unary(client: grpc.Client, method: DescMethod, init: object, metadata: grpc.Metadata) {
  const { path, write, read } = codec(method);
  return new Promise<Message>((resolve, reject) => {
    client.makeUnaryRequest(
      path,
      write,
      read,
      create(method.input, init as never),
      metadata,
      (error, answer) => error ? reject(error) : resolve(answer!),
    );
  });
}

function streamed(client: grpc.Client, method: DescMethod, metadata: grpc.Metadata, count: number) {
  const { path, write, read } = codec(method);
  const call = client.makeServerStreamRequest(path, write, read, create(method.input), metadata);
  const seen: Message[] = [];
  return new Promise<Message[]>((resolve, reject) => {
    call.on("data", (message: Message) => {
      seen.push(message);
      if (seen.length === count) call.cancel();
    });
    call.on(
      "error",
      (error: grpc.ServiceError) =>
        error.code === grpc.status.CANCELLED ? resolve(seen) : reject(error),
    );
  });
}

rpc("reflection lists the services and hands out their files with all they need", async () => {
  await using server = await serve();
  const transport = createGrpcTransport({ baseUrl: server.url, nodeOptions: { ca: server.ca } });
  const { serverReflectionInfo } = createClient(ServerReflection, transport);
  async function* asked() {
    yield { messageRequest: { case: "listServices" as const, value: "" } };
    yield {
      messageRequest: { case: "fileContainingSymbol" as const, value: "cairn.v1.LspService" },
    };
    yield {
      messageRequest: {
        case: "fileContainingSymbol" as const,
        value: "cairn.v1.LspService.GetLsp",
      },
    };
    yield { messageRequest: { case: "fileByFilename" as const, value: "google/api/http.proto" } };
    yield { messageRequest: { case: "fileContainingSymbol" as const, value: "no.Such" } };
  }
  const answers: string[] = [];
  for await (const { messageResponse: { case: kind, value } } of serverReflectionInfo(asked())) {
    if (kind === "listServicesResponse") {
      answers.push(value.service.map((each) => each.name).join(" "));
    }
    if (kind === "errorResponse") answers.push(`error ${value.errorCode}`);
    if (kind === "fileDescriptorResponse") {
      const files = value.fileDescriptorProto.map((bytes) =>
        fromBinary(FileDescriptorProtoSchema, bytes)
      );
      const names = new Set(files.map((file) => file.name));
      for (const file of files) for (const each of file.dependency) ok(names.has(each), each);
      answers.push(files[0]!.name);
    }
  }
  ok(answers[0]?.includes("cairn.v1.PolicyService"));
  equal(answers.slice(1), [
    "cairn/v1/lsp.proto",
    "cairn/v1/lsp.proto",
    "google/api/http.proto",
    "error 5",
  ]);
});

rpc("closing the server ends its streams and lets clients know", async () => {
  const server = await serve();
  const transport = createGrpcTransport({
    baseUrl: server.url,
    nodeOptions: { ca: server.ca },
    interceptors: [authorized(basic("viewer"))],
  });
  const stream = createClient(SystemService, transport).watchStatus({})[Symbol.asyncIterator]();
  await stream.next();
  await stream.next();
  const health = createClient(Health, transport).watch({})[Symbol.asyncIterator]();
  equal((await health.next()).value?.status, Serving.SERVING);
  const end = stream.next();
  const last = health.next();
  const begun = performance.now();
  await server.listener.close();
  ok(performance.now() - begun < 4000);
  equal((await end).done, true);
  equal((await last).value?.status, Serving.NOT_SERVING);
  equal(server.ports.controller.listenerCount, 0);
});
