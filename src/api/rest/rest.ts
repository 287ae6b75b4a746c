/**
 * REST: a Request to the Response of the method that its route names. Streams are newline-delimited JSON, or
 * server-sent events where the client accepts them; a stream makes its next line only when the last one is taken.
 */
import { type DescMethod, type JsonValue, type Message, toJson } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import type { Auth } from "../auth/auth.ts";
import { httpStatus, statusJson, wrongField } from "../errors.ts";
import { admit, type Call, type Caller, type Methods, roleOf } from "../methods.ts";
import { requestOf } from "./request_json.ts";
import { match, type Route } from "./routes.ts";

export const BODY_LIMIT = 4 * 1024 * 1024;

export class Rest {
  readonly #routes: readonly Route[];
  readonly #methods: Methods;
  readonly #auth: Auth;
  readonly #report: (error: unknown) => void;

  constructor(
    routes: readonly Route[],
    methods: Methods,
    auth: Auth,
    report: (error: unknown) => void,
  ) {
    this.#report = report;
    this.#routes = routes;
    this.#methods = methods;
    this.#auth = auth;
  }

  async fetch(request: Request, from: string): Promise<Response> {
    try {
      return await this.#answer(request, from);
    } catch (error) {
      if (!(error instanceof ConnectError)) this.#report(error);
      return errorResponse(error);
    }
  }

  async #answer(request: Request, from: string): Promise<Response> {
    const url = new URL(request.url);
    const found = match(this.#routes, request.method, url.pathname);
    if (found === undefined) {
      throw new ConnectError(`there is nothing at ${url.pathname} – see /docs`, Code.NotFound);
    }
    if (found === "method") {
      const error = new ConnectError(`${request.method} is not possible here`, Code.Unimplemented);
      return errorResponse(error, 405);
    }
    const { method } = found.route;
    const caller = await authorize(this.#auth, method, request.headers, from);
    const body = found.route.body === "" ? undefined : await bodyOf(request);
    const message = requestOf(found, url.searchParams, body);
    const run = this.#methods.of(method);
    if (!run.stream) {
      const answer = await run.run(message, { caller, from, signal: request.signal });
      return json(200, toJson(method.output, answer, WRITE));
    }
    const { signal } = request;
    const events = request.headers.get("accept")?.includes("text/event-stream") ?? false;
    return await streamResponse(method, (call) => run.run(message, call), events, {
      caller,
      from,
      signal,
    });
  }
}

/** Who calls, checked against what the method needs; throws. The same for every interface. */
export async function authorize(
  auth: Auth,
  method: DescMethod,
  headers: Headers,
  from: string,
): Promise<Caller> {
  if (roleOf(method) === "open") return { user: "", role: "nobody", by: "nobody" };
  const caller = await auth.caller(headers.get("authorization"), from);
  admit(method, caller);
  return caller;
}

async function bodyOf(request: Request): Promise<JsonValue | undefined> {
  const text = await textOf(request);
  if (text === "") return undefined;
  try {
    return JSON.parse(text) as JsonValue; // checked field by field against the descriptor
  } catch (error) {
    throw wrongField("", `the body is not JSON: ${String(error)}`, "send a JSON object");
  }
}

/** A length that was announced holds (RFC 9112 §6.2): nothing has to be counted. Else octets are counted as they come. */
async function textOf(request: Request): Promise<string> {
  const announced = request.headers.get("content-length");
  const length = announced === null ? Infinity : Number(announced);
  if (length <= BODY_LIMIT && !request.headers.has("transfer-encoding")) {
    return await request.text(); // without a stream in between
  }
  const parts: Uint8Array[] = [];
  let octets = 0;
  for await (const part of request.body ?? []) {
    octets += part.length;
    if (octets > BODY_LIMIT) {
      throw new ConnectError(`the body is over ${BODY_LIMIT} octets`, Code.ResourceExhausted);
    }
    parts.push(part);
  }
  return new TextDecoder().decode(concat(parts, octets));
}

function concat(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Waits for the first message, so that a refused stream has the status of its error. */
async function streamResponse(
  method: DescMethod,
  run: (call: Call) => AsyncGenerator<Message, void>,
  events: boolean,
  call: Call,
): Promise<Response> {
  const messages = run(call);
  let next: Promise<IteratorResult<Message, void>> | undefined = Promise.resolve(
    await messages.next(),
  );
  const encoder = new TextEncoder();
  const file = isFile(method);
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const item = await (next ?? messages.next());
        next = undefined;
        if (item.done) return controller.close();
        if (file) return controller.enqueue(octetsOf(item.value));
        controller.enqueue(encoder.encode(line(toJson(method.output, item.value, WRITE), events)));
      } catch (error) {
        if (file) return controller.error(error); // half a file must not look like a whole one
        const status = { error: statusJson(ConnectError.from(error)) };
        controller.enqueue(encoder.encode(line(status, events)));
        controller.close();
      }
    },
    async cancel() {
      await messages.return();
    },
  }, { highWaterMark: 0 });
  return new Response(body, {
    headers: {
      "content-type": file
        ? "application/octet-stream"
        : events
        ? "text/event-stream"
        : "application/x-ndjson",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    },
  });
}

/** A stream of messages that are nothing but `octets` is a file. */
const isFile = ({ output }: DescMethod): boolean =>
  output.fields.length === 1 && output.fields[0]!.name === "octets";
function octetsOf(message: Message): Uint8Array {
  if (!("octets" in message) || !(message.octets instanceof Uint8Array)) {
    throw new ConnectError("no octets", Code.Internal);
  }
  return message.octets;
}

/** A server-sent event is named as the case of its oneof: changed, deleted, synced. */
function line(value: JsonValue, events: boolean): string {
  const text = JSON.stringify(value);
  if (!events) return `${text}\n`;
  const name = typeof value === "object" && value !== null ? Object.keys(value)[0] : undefined;
  return `event: ${name ?? "message"}\ndata: ${text}\n\n`;
}

export function errorResponse(reason: unknown, status?: number): Response {
  // What is not meant for people may say too much; the log has it.
  const error = reason instanceof ConnectError
    ? reason
    : new ConnectError("internal error – the log says more", Code.Internal);
  const headers = new Headers(error.metadata);
  // Browsers answer this with a dialogue of their own. The UI speaks Connect, which does not set it.
  if (error.code === Code.Unauthenticated) headers.set("www-authenticate", 'Basic realm="cairn"');
  return json(status ?? httpStatus(error.code), statusJson(error), headers);
}

export function json(status: number, value: JsonValue, headers = new Headers()): Response {
  headers.set("content-type", "application/json");
  headers.set("cache-control", "no-store");
  return new Response(JSON.stringify(value), { status, headers });
}

/** Fields without presence are written also when they are 0, false or empty: easier to read and to script. */
export const WRITE = { alwaysEmitImplicit: true } as const;
