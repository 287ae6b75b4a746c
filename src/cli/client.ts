/** How client commands reach their controller: options, environment, what `login` kept; and errors as one sentence. */
import type { DescMethodStreaming, DescMethodUnary, MessageInitShape } from "@bufbuild/protobuf";
import type { DescMessage, DescService, Message, MessageShape } from "@bufbuild/protobuf";
import { create } from "@bufbuild/protobuf";
import { Code, ConnectError, type Transport } from "@connectrpc/connect";
import type { Command } from "commander";
import { join } from "node:path";
import * as v from "valibot";
import { type Problem, ProblemsSchema } from "../gen/cairn/v1/common_pb.ts";
import {
  type ApiAddress,
  basicAuthorization,
  createApiTransport,
  download,
} from "../io/api_client.ts";
import { EdgeError } from "../io/edge_error.ts";
import type { Terminal } from "../io/terminal.ts";
import { sentences } from "./words.ts";

export interface ClientOptions {
  readonly server?: string;
  readonly token?: string;
  readonly user?: string;
  readonly ca?: string;
  readonly data?: string;
}
export const addClientOptions = (command: Command): Command =>
  command
    .option("--server <url>", "the controller (CAIRN_SERVER; https://localhost:8443)")
    .option("--token <token>", "bearer token (CAIRN_TOKEN)")
    .option("--user <name[:password]>", "user (CAIRN_USER, CAIRN_PASSWORD)")
    .option("--ca <file>", "certificate of the controller or its authority (CAIRN_CA)")
    .option("--data <folder>", "data folder of a controller on this machine, for its certificate");

type Fields = Readonly<Record<string, unknown>>;

/** One controller, as commands see it. */
export class Client {
  readonly url: string;
  readonly #address: ApiAddress;
  readonly #transport: Transport;
  constructor(readonly terminal: Terminal, options: ClientOptions) {
    const { env } = terminal;
    this.url = options.server ?? env("CAIRN_SERVER") ?? "https://localhost:8443";
    if (!/^https:\/\/[^/]/.test(this.url)) {
      throw new EdgeError(`"${this.url}" is no controller; write it like https://localhost:8443`);
    }
    const ca = authority(terminal, options);
    const authorization = authorizationOf(terminal, options, this.url);
    this.#address = {
      url: this.url,
      ...(ca !== undefined && { ca }),
      ...(authorization !== undefined && { authorization }),
    };
    this.#transport = createApiTransport(this.#address);
  }

  /** A file of the REST interface, piece by piece. */
  download(path: string): AsyncGenerator<Uint8Array> {
    return download(this.#address, path);
  }

  async call<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    input: MessageInitShape<I>,
  ): Promise<MessageShape<O>> {
    const response = await this.#transport.unary(method, undefined, undefined, undefined, input);
    return response.message;
  }

  async *stream<I extends DescMessage, O extends DescMessage>(
    method: DescMethodStreaming<I, O>,
    input: MessageInitShape<I>,
  ): AsyncGenerator<MessageShape<O>> {
    const once = (async function* () {
      yield await Promise.resolve(input);
    })();
    const response = await this.#transport.stream(method, undefined, undefined, undefined, once);
    yield* response.message;
  }

  /** A unary call by the name of its method; undefined when the service has none of that name. */
  callNamed(service: DescService, name: string, fields: Fields): Promise<Message> | undefined {
    const method = service.methods.find((m) => m.name === name);
    if (method?.methodKind !== "unary") return undefined;
    return this.call({ ...method, methodKind: "unary" }, create(method.input, fields));
  }
  streamNamed(service: DescService, name: string, fields: Fields) {
    const method = service.methods.find((m) => m.name === name);
    if (method?.methodKind !== "server_streaming") return undefined;
    return this.stream({ ...method, methodKind: "server_streaming" }, create(method.input, fields));
  }
}

/** What the server says is wrong with a request, field by field. */
export const problemsOf = (error: unknown): readonly Problem[] =>
  error instanceof ConnectError
    ? error.findDetails(ProblemsSchema).flatMap(({ problems }) => problems)
    : [];

/** Any failure of a call as one sentence that says what to do. */
export function explain(error: unknown, url: string): string {
  if (!(error instanceof ConnectError)) {
    return error instanceof Error ? error.message : String(error);
  }
  const cause = error.cause instanceof Error ? error.cause.message : error.rawMessage;
  switch (error.code) {
    case Code.Unauthenticated:
      return `${url} does not know you${
        because(error)
      }; run "cairn login", or set CAIRN_TOKEN or CAIRN_USER and CAIRN_PASSWORD`;
    case Code.PermissionDenied:
      return `${error.rawMessage}; ask an admin for the role`;
    case Code.Unavailable:
    case Code.Internal:
    case Code.Aborted:
    case Code.Unknown:
      if (/certificate|UnknownIssuer|self.?signed/i.test(cause)) {
        return `the certificate of ${url} is not trusted; give it with --ca FILE`;
      }
      if (/refused|ENOTFOUND|not known|resolve|timed? ?out|unreachable/i.test(cause)) {
        return `${url} cannot be reached (${cause}); is "cairn serve" running, or is --server wrong?`;
      }
      return error.rawMessage;
    default: {
      const problems = problemsOf(error);
      if (problems.length === 0) return error.rawMessage;
      return problems.map(describeProblem).join("\n");
    }
  }
}
/** Why who asked is unknown, where the server says more than that nobody gave a name. */
const because = ({ rawMessage }: ConnectError): string =>
  /wrong|expired/.test(rawMessage) ? `: ${rawMessage}` : "";

export const describeProblem = ({ field, problem, fix }: Problem): string =>
  `${field ? `${field}: ` : ""}${sentences(problem, fix)}`;

/** Where `login` keeps tokens, by URL. */
export const loginFile = (terminal: Terminal): string =>
  join(terminal.settingsFolder, "login.json");

export function readLogins(terminal: Terminal): Record<string, Login> {
  const file = loginFile(terminal);
  if (!terminal.exists(file)) return {};
  try {
    return v.parse(LOGINS, JSON.parse(new TextDecoder().decode(terminal.read(file))));
  } catch {
    throw new EdgeError(`${file} is damaged; remove it and run "cairn login" again`);
  }
}
const LOGINS = v.record(
  v.string(),
  v.object({ token: v.string(), user: v.string(), ca: v.optional(v.string()) }),
);
export type Login = v.InferOutput<typeof LOGINS>[string];

function authorizationOf(terminal: Terminal, options: ClientOptions, url: string) {
  const { env } = terminal;
  if (options.token !== undefined) return `Bearer ${options.token}`;
  if (options.user === undefined && env("CAIRN_TOKEN")) return `Bearer ${env("CAIRN_TOKEN")}`;
  const given = options.user ?? env("CAIRN_USER");
  if (given !== undefined) {
    const [user, ...rest] = given.split(":");
    const password = rest.length > 0 ? rest.join(":") : env("CAIRN_PASSWORD");
    if (password === undefined) {
      throw new EdgeError(
        `a password for ${user} is missing; set CAIRN_PASSWORD or run "cairn login"`,
      );
    }
    return basicAuthorization(user!, password);
  }
  const login = readLogins(terminal)[url];
  return login && `Bearer ${login.token}`;
}

/** --ca, CAIRN_CA, what login kept, or the certificate of a data folder here, in this order. */
function authority(terminal: Terminal, options: ClientOptions): string | undefined {
  const { env } = terminal;
  const text = (path: string) => new TextDecoder().decode(terminal.read(path));
  const given = options.ca ?? env("CAIRN_CA");
  if (given !== undefined) return text(given);
  const url = options.server ?? env("CAIRN_SERVER") ?? "https://localhost:8443";
  const kept = readLogins(terminal)[url]?.ca;
  if (kept !== undefined) return kept;
  const folders = [options.data, env("CAIRN_DATA"), "cairn-data"];
  for (const folder of folders) {
    if (folder === undefined) continue;
    const file = join(folder, CERTIFICATE);
    if (terminal.exists(file)) return text(file);
  }
  return undefined;
}
/** The name of the self-signed certificate in a data folder. */
export const CERTIFICATE = "api-certificate.pem";
