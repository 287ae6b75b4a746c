/**
 * The calls of the API and what carries them out: one table, from which the Connect router and REST are made. A call
 * gets its request, who asks, and a signal that says when nobody waits any more.
 */
import {
  create,
  type DescMessage,
  type DescMethod,
  type DescMethodServerStreaming,
  type DescMethodUnary,
  type DescService,
  getOption,
  type Message,
  type MessageInitShape,
  type MessageShape,
} from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { role } from "../gen/cairn/v1/access_pb.ts";
import { AdminService } from "../gen/cairn/v1/admin_pb.ts";
import { EventService } from "../gen/cairn/v1/event_pb.ts";
import { LspService } from "../gen/cairn/v1/lsp_pb.ts";
import { PathService } from "../gen/cairn/v1/path_pb.ts";
import { PolicyService } from "../gen/cairn/v1/policy_pb.ts";
import { RouterService } from "../gen/cairn/v1/router_pb.ts";
import { SessionService } from "../gen/cairn/v1/session_pb.ts";
import { SystemService } from "../gen/cairn/v1/system_pb.ts";
import { TopologyService } from "../gen/cairn/v1/topology_pb.ts";
import type { Role } from "./ports.ts";

export const SERVICES: readonly DescService[] = [
  TopologyService,
  RouterService,
  PathService,
  PolicyService,
  LspService,
  SessionService,
  EventService,
  AdminService,
  SystemService,
];

export interface Caller {
  readonly user: string; // "" for a call that is open to everybody
  readonly role: Role | "nobody";
  readonly by: "password" | "token" | "nobody";
  readonly token?: string; // id
}
export interface Call {
  readonly caller: Caller;
  readonly from: string; // address
  readonly signal: AbortSignal;
}

export type Run =
  | {
    readonly stream: false;
    readonly run: (request: Message, call: Call) => Promise<Message>;
  }
  | {
    readonly stream: true;
    readonly run: (request: Message, call: Call) => AsyncGenerator<Message, void>;
  };

export class Methods {
  readonly #runs = new Map<DescMethod, Run>();

  unary<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    run: (
      request: MessageShape<I>,
      call: Call,
    ) => Promise<MessageInitShape<O>> | MessageInitShape<O>,
  ): void {
    this.#runs.set(method as DescMethod, {
      stream: false,
      run: async (request, call) =>
        create(method.output, await run(request as MessageShape<I>, call)),
    });
  }
  stream<I extends DescMessage, O extends DescMessage>(
    method: DescMethodServerStreaming<I, O>,
    run: (request: MessageShape<I>, call: Call) => AsyncGenerator<MessageShape<O>, void>,
  ): void {
    this.#runs.set(method as DescMethod, {
      stream: true,
      run: (request, call) => run(request as MessageShape<I>, call),
    });
  }
  /** For a method that is known only by its descriptor. */
  add(method: DescMethod, run: Run): void {
    this.#runs.set(method, run);
  }
  has(method: DescMethod): boolean {
    return this.#runs.has(method);
  }
  of(method: DescMethod): Run {
    const run = this.#runs.get(method);
    if (run === undefined) throw new Error(`${method.parent.typeName}/${method.name} has no code`);
    return run;
  }
}

/** Throws permissionDenied where the caller may not make the call. */
export function admit(method: DescMethod, caller: Caller): void {
  const needed = roleOf(method);
  if (needed === "open") return;
  if (RANK.indexOf(caller.role) >= RANK.indexOf(needed)) return;
  throw new ConnectError(
    `${caller.user} is ${caller.role}; ${method.name} needs ${needed} – ask an admin for that role`,
    Code.PermissionDenied,
  );
}

/** Who may make a call, as proto/ says. */
export function roleOf(method: DescMethod): Role | "open" {
  const word = getOption(method, role);
  if (word === "open" || word === "viewer" || word === "operator" || word === "admin") return word;
  throw new Error(`${method.parent.typeName}/${method.name} does not say who may call it`);
}

const RANK: readonly string[] = ["nobody", "viewer", "operator", "admin"];
