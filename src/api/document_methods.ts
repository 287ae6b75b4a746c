/** Create, Update and Delete of what operators declare: policies, meshes, routers, affinities, facts. */
import {
  create,
  type DescMessage,
  type DescMethod,
  type JsonObject,
  type Message,
  type MessageShape,
  toJson,
} from "@bufbuild/protobuf";
import { EmptySchema, type FieldMask } from "@bufbuild/protobuf/wkt";
import type { Kind, Rows } from "../controller/view/view.ts";
import { PolicyIntentSchema, PolicySchema, PolicyService } from "../gen/cairn/v1/policy_pb.ts";
import { RouterIntentSchema, RouterSchema, RouterService } from "../gen/cairn/v1/router_pb.ts";
import { TopologyService } from "../gen/cairn/v1/topology_pb.ts";
import type { IntentKind, RouterIntent } from "../policy/intent.ts";
import { ask } from "./ask.ts";
import { numberOf } from "./change_methods.ts";
import { intentOf } from "./checked_documents.ts";
import { wrongField } from "./errors.ts";
import { messageOf } from "./message_of.ts";
import type { Methods } from "./methods.ts";
import type { Ports } from "./ports.ts";
import { findRow, numberIn, textIn } from "./read_methods.ts";

export function addDocumentMethods(methods: Methods, ports: Ports): void {
  const { method: topology } = TopologyService;
  const { method: policy } = PolicyService;
  const { method: router } = RouterService;
  addCreate(methods, ports, policy.createPolicy, "policy", "Policy");
  addCreate(methods, ports, policy.createMesh, "mesh", "Mesh");
  addCreate(methods, ports, router.createRouter, "router", "Router");
  addCreate(methods, ports, topology.createAffinity, "affinity", "Affinity");
  addCreate(methods, ports, topology.createLinkFacts, "linkFacts", "LinkFacts");
  addCreate(methods, ports, topology.createNodeFacts, "nodeFacts", "NodeFacts");
  addDelete(methods, ports, policy.deletePolicy, "policy", "Policy");
  addDelete(methods, ports, policy.deleteMesh, "mesh", "Mesh");
  addDelete(methods, ports, router.deleteRouter, "router", "Router");
  addDelete(methods, ports, topology.deleteAffinity, "affinity", "Affinity");
  addDelete(methods, ports, topology.deleteLinkFacts, "linkFacts", "LinkFacts");
  addDelete(methods, ports, topology.deleteNodeFacts, "nodeFacts", "NodeFacts");
  addUpdatePolicy(methods, ports);
  addUpdateRouter(methods, ports);
}

/** The request has the document in the field that is named as the kind; the answer is the row that it made. */
function addCreate(
  methods: Methods,
  ports: Ports,
  method: DescMethod,
  rows: Kind,
  kind: IntentKind,
): void {
  methods.add(method, {
    stream: false,
    run: async (request, call) => {
      const document = documentIn(method.input, request, rows);
      const intent = await intentOf(ports, call, document, kind, rows);
      await ask(ports, call, { do: "create", intent }, rows);
      return findRow(ports, rows, method.output, "name", intent.name);
    },
  });
}

function addDelete(
  methods: Methods,
  ports: Ports,
  method: DescMethod,
  rows: Kind,
  kind: IntentKind,
): void {
  methods.add(method, {
    stream: false,
    run: async (request, call) => {
      const name = textIn(request, "name");
      numberOf(ports, rows, "name", name);
      const confirmed = numberIn(request, "confirmDeletes");
      const meant = confirmed === 0 ? {} : { confirmDeletes: confirmed };
      await ask(ports, call, { do: "delete", kind, name, ...meant }, "name");
      return create(EmptySchema);
    },
  });
}

function addUpdatePolicy(methods: Methods, ports: Ports): void {
  const { updatePolicy } = PolicyService.method;
  methods.unary(updatePolicy, async (request, call) => {
    const row = rowOf(ports, "policy", request.name);
    const base = toJson(PolicyIntentSchema, messageOf(PolicyIntentSchema, row.intent));
    const change = documentIn(updatePolicy.input, request, "policy");
    const document = changed(base as JsonObject, change, request.updateMask, request.name);
    const intent = await intentOf(ports, call, document, "Policy", "policy");
    await ask(
      ports,
      call,
      { do: "apply", intents: [intent], prune: false, dryRun: false },
      "policy",
    );
    return messageOf(PolicySchema, rowOf(ports, "policy", request.name));
  });
}

/** A router that nobody declared yet is declared by its first change. */
function addUpdateRouter(methods: Methods, ports: Ports): void {
  const { updateRouter } = RouterService.method;
  methods.unary(updateRouter, async (request, call) => {
    const row = rowOf(ports, "router", request.name);
    const declared: RouterIntent = row.intent ?? {
      kind: "Router",
      name: row.name,
      address: row.address,
      labels: row.labels,
      pcep: { delegations: row.delegations, labelReserve: row.labelReserve },
    };
    const base = toJson(RouterIntentSchema, messageOf(RouterIntentSchema, declared));
    const change = documentIn(updateRouter.input, request, "router");
    const document = changed(base as JsonObject, change, request.updateMask, request.name);
    const intent = await intentOf(ports, call, document, "Router", "router");
    await ask(
      ports,
      call,
      { do: "apply", intents: [intent], prune: false, dryRun: false },
      "router",
    );
    return messageOf(RouterSchema, rowOf(ports, "router", request.name));
  });
}

function rowOf<K extends Kind>(ports: Ports, kind: K, name: string): Rows[K] {
  const row = ports.controller.view.row(kind, numberOf(ports, kind, "name", name));
  if (row === undefined) throw new Error(`${kind} ${name} was found and is not there`);
  return row;
}

/** The document in a request, as JSON; throws where there is none. */
function documentIn(desc: DescMessage, request: Message, field: string): JsonObject {
  const json = toJson(desc, request as MessageShape<typeof desc>) as JsonObject;
  const document = json[field];
  if (typeof document === "object" && document !== null && !Array.isArray(document)) {
    return document;
  }
  throw wrongField(field, `${field} is missing`, "send the document in it");
}

/**
 * `base` with fields of `change`: those that the mask names (absent ones are cleared), or without a mask all that
 * are set. A bandwidth with its unit replaces the number.
 */
function changed(
  base: JsonObject,
  change: JsonObject,
  mask: FieldMask | undefined,
  name: string,
): JsonObject {
  if (change["name"] !== undefined && change["name"] !== name) {
    throw wrongField(
      "name",
      `a change cannot rename "${name}"`,
      "leave the name out, or make a new one",
    );
  }
  const paths = mask?.paths.map((path) =>
    path.replaceAll(/_(\w)/g, (_, letter) => letter.toUpperCase())
  );
  const nested = paths?.find((path) => path.includes("."));
  if (nested !== undefined) {
    throw wrongField(
      "updateMask",
      `"${nested}" is inside a field`,
      "name whole fields of the document",
    );
  }
  const merged: JsonObject = { ...base };
  for (const key of paths ?? Object.keys(change)) {
    const value = change[key];
    if (value === undefined) delete merged[key];
    else merged[key] = value;
    if (key === "bandwidth") delete merged["bandwidthBps"];
  }
  return { ...merged, name };
}
