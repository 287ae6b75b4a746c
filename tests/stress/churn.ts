/**
 * gRPC clients that come and go: each asks, watches, and leaves in one of the ways that clients leave. Argument: the
 * line that server.ts printed, and how many clients. Prints how many calls succeeded.
 */
import { Buffer } from "node:buffer";
import grpc from "@grpc/grpc-js";
import { create, type DescMethod, fromBinary, type Message, toBinary } from "@bufbuild/protobuf";
import { EventService } from "../../src/gen/cairn/v1/event_pb.ts";
import { SystemService } from "../../src/gen/cairn/v1/system_pb.ts";
import { basic } from "../api/fake_ports.ts";

const { port, ca } = JSON.parse(Deno.args[0]!) as { port: number; ca: string };
const clients = Number(Deno.args[1]);
const metadata = new grpc.Metadata();
metadata.set("authorization", basic("viewer"));

let right = 0;
for (let n = 0; n < clients; n += 8) {
  await Promise.all(Array.from({ length: Math.min(8, clients - n) }, (_, i) => visit(n + i)));
}
console.log(right);
Deno.exit(0); // some streams are still open, on purpose

async function visit(n: number): Promise<void> {
  const client = new grpc.Client(`localhost:${port}`, grpc.credentials.createSsl(Buffer.from(ca)), {
    "grpc.use_local_subchannel_pool": 1, // a connection of its own
  });
  await status(client);
  right++;
  const watch = stream(client);
  await new Promise<void>((resolve) => {
    watch.once("data", () => resolve());
    watch.once("error", () => resolve());
  });
  watch.on("error", () => {});
  if (n % 3 === 0) watch.cancel();
  if (n % 3 === 1) watch.pause(); // reads no more, and is left behind
  client.close();
}

function status(client: grpc.Client): Promise<Message> {
  const { method } = SystemService;
  const { path, write, read, empty } = codec(method.getStatus);
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      path,
      write,
      read,
      empty,
      metadata,
      (error, answer) => error ? reject(error) : resolve(answer!),
    );
  });
}

function stream(client: grpc.Client) {
  const { path, write, read, empty } = codec(EventService.method.watchEvents);
  return client.makeServerStreamRequest(path, write, read, empty, metadata);
}

function codec(method: DescMethod) {
  return {
    path: `/${method.parent.typeName}/${method.name}`,
    write: (message: Message) => Buffer.from(toBinary(method.input, message)),
    read: (bytes: Uint8Array) => fromBinary(method.output, bytes),
    empty: create(method.input),
  };
}
