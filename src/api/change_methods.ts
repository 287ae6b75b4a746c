/**
 * Calls that ask the core for something: create, update, delete, apply, compute, mode, freeze, reset. Messages become
 * documents, documents become intents (documents.ts), and the core's refusals become errors with fields.
 */
import { type JsonObject, toJson } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import type { Kind } from "../controller/view/view.ts";
import { AdminService } from "../gen/cairn/v1/admin_pb.ts";
import { ComputedPathSchema, PathService } from "../gen/cairn/v1/path_pb.ts";
import { PlannedPathSchema, PolicyService } from "../gen/cairn/v1/policy_pb.ts";
import { SessionService } from "../gen/cairn/v1/session_pb.ts";
import type { Intent } from "../policy/intent.ts";
import { ask } from "./ask.ts";
import { intentsOf } from "./checked_documents.ts";
import { readDocument } from "./documents.ts";
import { refuse, wrongField } from "./errors.ts";
import { messageOf } from "./message_of.ts";
import type { Methods } from "./methods.ts";
import type { Ports } from "./ports.ts";
import { notFound } from "./read_methods.ts";

/** The number of a row by the name that people use; throws notFound. */
export function numberOf(
  ports: Pick<Ports, "controller">,
  kind: Kind,
  field: string,
  name: string,
) {
  const id = ports.controller.view.find(kind, name);
  if (id === undefined) throw notFound(kind, field, name);
  return id;
}

export function addChangeMethods(methods: Methods, ports: Ports): void {
  const { method: policy } = PolicyService;
  methods.unary(policy.applyDocuments, async (request, call) => {
    const { changes, plan } = await ask(ports, call, {
      do: "apply",
      intents: await intentsOf(ports, call, request.documents, request.prune),
      prune: request.prune,
      dryRun: request.dryRun,
      ...(request.confirmDeletes === undefined ? {} : { confirmDeletes: request.confirmDeletes }),
    });
    return {
      changes: [...changes],
      planned: plan?.paths.map((row) => messageOf(PlannedPathSchema, row)) ?? [],
      policiesTouched: plan?.touched ?? 0,
      policiesPlanned: plan?.planned ?? 0,
    };
  });
  methods.unary(policy.rollbackPolicy, async ({ name, toVersion, dryRun }, call) => {
    const { changes, version } = await ask(ports, call, {
      do: "rollback",
      policy: name,
      dryRun,
      ...(toVersion > 0 && { to: toVersion }),
    });
    return { changes: [...changes], version: version ?? 0 };
  });
  methods.unary(policy.reoptimizePolicy, async (request, call) => {
    numberOf(ports, "policy", "name", request.name);
    const { changes } = await ask(ports, call, { do: "reoptimize", policy: request.name }, "name");
    return { changes: [...changes] };
  });

  methods.unary(PathService.method.computePath, async (request, call) => {
    const desc = PathService.method.computePath.input;
    const { dynamic, explicit, color, ...rest } = toJson(desc, request) as JsonObject;
    const path = explicit === undefined ? { dynamic: dynamic ?? {} } : { explicit };
    const document = {
      ...rest,
      name: "computed",
      color: color ?? 1, // a colour does not change a path that nobody installs
      candidatePaths: [path],
    };
    const intent = pathIntentOf(document);
    if (intent.kind !== "Policy") throw new ConnectError("not a policy", Code.Internal);
    const reply = await ask(ports, call, { do: "computePath", intent }, "request");
    if (reply.path === undefined) throw new ConnectError("no answer", Code.Internal);
    return { path: messageOf(ComputedPathSchema, reply.path) };
  });

  const { method: session } = SessionService;
  methods.unary(session.resetPcepSession, async (request, call) => {
    const id = numberOf(ports, "pcepSession", "id", request.id);
    await ask(ports, call, { do: "resetSession", session: id }, "id");
    return {};
  });
  methods.unary(session.resyncPcepSession, async ({ id }, call) => {
    const session = numberOf(ports, "pcepSession", "id", id);
    await ask(ports, call, { do: "resyncSession", session }, "id");
    return {};
  });
  methods.unary(session.resetBgpPeer, async (request, call) => {
    const id = numberOf(ports, "bgpPeer", "id", request.id);
    await ask(ports, call, { do: "resetPeer", peer: id }, "id");
    return {};
  });
  const peerOf = (id: string) => numberOf(ports, "bgpPeer", "id", id);
  methods.unary(session.refreshBgpPeer, async ({ id }, call) => {
    await ask(ports, call, { do: "refreshPeer", peer: peerOf(id) }, "id");
    return {};
  });
  methods.unary(session.shutDownBgpPeer, async ({ id, words }, call) => {
    await ask(ports, call, { do: "shutPeer", peer: peerOf(id), words }, "id");
    return {};
  });
  methods.unary(session.enableBgpPeer, async ({ id }, call) => {
    await ask(ports, call, { do: "enablePeer", peer: peerOf(id) }, "id");
    return {};
  });
  addOperationMethods(methods, ports);
}

/** The one candidate path stands in the request itself, so its fields lose the prefix. */
function pathIntentOf(document: JsonObject): Intent {
  const { intent, problems } = readDocument(document, "", "Policy");
  if (intent !== undefined) return intent;
  throw refuse(
    "invalidArgument",
    problems.map((each) => ({ ...each, field: each.field.replace(/^candidatePaths\[0\]\./, "") })),
  );
}

/** Mode, freeze, thaw and the start gate. */
function addOperationMethods(methods: Methods, ports: Ports): void {
  const { method } = AdminService;
  const router = (name: string) => {
    if (name !== "") numberOf(ports, "router", "router", name);
    return name === "" ? {} : { router: name };
  };
  const policy = (name: string) => {
    if (name !== "") numberOf(ports, "policy", "policy", name);
    return name === "" ? {} : { policy: name };
  };
  methods.unary(method.setMode, async (request, call) => {
    const { mode, dryRun } = request;
    if (mode !== "observe" && mode !== "advise" && mode !== "control") {
      throw wrongField("mode", `mode is "${mode}"`, "use observe, advise or control");
    }
    const command = { do: "mode", mode, dryRun, ...router(request.router) } as const;
    return { changes: [...(await ask(ports, call, command)).changes] };
  });
  methods.unary(method.freeze, async (request, call) => {
    const reason = request.reason.trim();
    if (reason === "") {
      throw wrongField("reason", "reason is missing", "say why, for those after you");
    }
    if (request.router !== "" && request.policy !== "") {
      throw wrongField(
        "policy",
        "router and policy are both given",
        "freeze one of them at a time",
      );
    }
    const what = { ...router(request.router), ...policy(request.policy) };
    const only = request.dryRun ? { dryRun: true } : {};
    const reply = await ask(ports, call, { do: "freeze", reason, ...only, ...what });
    return { changes: [...reply.changes] };
  });
  methods.unary(method.thaw, async (request, call) => {
    // Also of what is gone meanwhile: the core knows what is frozen.
    const what = {
      ...(request.router !== "" && { router: request.router }),
      ...(request.policy !== "" && { policy: request.policy }),
    };
    const only = request.dryRun ? { dryRun: true } : {};
    return { changes: [...(await ask(ports, call, { do: "thaw", ...only, ...what })).changes] };
  });
  methods.unary(method.confirmTopology, async (_request, call) => ({
    changes: [...(await ask(ports, call, { do: "confirmTopology" })).changes],
  }));
  methods.unary(method.confirmMesh, async ({ name }, call) => ({
    changes: [...(await ask(ports, call, { do: "confirmMesh", mesh: name })).changes],
  }));
  methods.unary(method.go, async (_request, call) => ({
    changes: [...(await ask(ports, call, { do: "go" })).changes],
  }));
}
