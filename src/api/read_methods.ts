/**
 * List, Get and Watch of every kind of row, by descriptor: what a call answers with says which kind it reads. There is
 * no code per kind.
 */
import { create, type DescMessage, type DescMethod, type Message } from "@bufbuild/protobuf";
import type { Kind } from "../controller/view/view.ts";
import { refuse } from "./errors.ts";
import { compileFilter } from "./filter.ts";
import { listRows } from "./list_rows.ts";
import { messageOf } from "./message_of.ts";
import { type Call, type Methods, SERVICES } from "./methods.ts";
import type { Ports } from "./ports.ts";
import type { Watches } from "./watch.ts";

export function addReadMethods(methods: Methods, ports: Ports, watches: Watches): void {
  for (const method of SERVICES.flatMap((service) => service.methods)) {
    const row = rowOf(method);
    const kind = row && KIND_OF[row.name];
    if (row === undefined || kind === undefined) continue;
    if (method.name.startsWith("List")) addList(methods, ports, method, row, kind);
    else if (method.name.startsWith("Watch")) addWatch(methods, watches, method, row, kind);
    else if (method.name.startsWith("Get")) addGet(methods, ports, method, row, kind);
  }
}

/** The message of one row that a call answers with. */
function rowOf(method: DescMethod): DescMessage | undefined {
  if (method.name.startsWith("Get")) return method.output;
  const watched = method.output.fields.find((field) => field.localName === "changed");
  const field = watched ?? method.output.fields[0];
  if (field?.fieldKind === "list") return field.listKind === "message" ? field.message : undefined;
  return field?.message;
}

function addList(
  methods: Methods,
  ports: Ports,
  method: DescMethod,
  row: DescMessage,
  kind: Kind,
): void {
  const rows = method.output.fields[0]!.localName;
  if (!method.input.fields.some((field) => field.localName === "orderBy")) return;
  methods.add(method, {
    stream: false,
    run: async (request) => {
      const page = await listRows(ports, kind, row, {
        filter: textIn(request, "filter"),
        pageSize: numberIn(request, "pageSize"),
        pageToken: textIn(request, "pageToken"),
        orderBy: textIn(request, "orderBy"),
      });
      return create(method.output, {
        [rows]: page.rows.map((each) => messageOf(row, each)),
        nextPageToken: page.nextPageToken,
        totalSize: page.totalSize,
      });
    },
  });
}

function addGet(
  methods: Methods,
  ports: Ports,
  method: DescMethod,
  row: DescMessage,
  kind: Kind,
): void {
  const key = method.input.fields[0]?.localName;
  methods.add(method, {
    stream: false,
    run: (request) => {
      const name = key === undefined ? "" : textIn(request, key);
      return Promise.resolve().then(() => findRow(ports, kind, row, key ?? "", name));
    },
  });
}

/** The row that people mean by `name`, as a message; throws notFound. A call without a key is for the only row. */
export function findRow(
  ports: Pick<Ports, "controller">,
  kind: Kind,
  desc: DescMessage,
  field: string,
  name: string,
): Message {
  const { view } = ports.controller;
  const id = field === "" ? 0 : view.find(kind, name);
  const row = id === undefined ? undefined : view.row(kind, id);
  if (row !== undefined) return messageOf(desc, row);
  throw notFound(kind, field, name);
}

export function notFound(kind: Kind, field: string, name: string) {
  const words = kind.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return refuse("notFound", [{
    field,
    problem: `there is no ${words} "${name}"`,
    fix: kind === "status" ? 'see "cairn status"' : `see "cairn get ${LISTS[kind]}"`,
  }]);
}
/** What the command line calls the lists. */
export const LISTS: Readonly<Record<Exclude<Kind, "status">, string>> = {
  router: "routers",
  node: "nodes",
  link: "links",
  prefix: "prefixes",
  policy: "policies",
  mesh: "meshes",
  affinity: "affinities",
  linkFacts: "link-facts",
  nodeFacts: "node-facts",
  lsp: "lsps",
  pcepSession: "pcep-sessions",
  bgpPeer: "bgp-peers",
  event: "events",
  alarm: "alarms",
  drift: "drift",
  audit: "audit",
};

function addWatch(
  methods: Methods,
  watches: Watches,
  method: DescMethod,
  row: DescMessage,
  kind: Kind,
): void {
  methods.add(method, {
    stream: true,
    run: async function* (request, call: Call) {
      const order = {
        kind,
        keep: compileFilter(textIn(request, "filter"), row),
        newest: numberIn(request, "newest"),
        user: call.caller.user,
        signal: call.signal,
      };
      for await (const item of watches.watch(order)) {
        const event = "changed" in item
          ? { case: "changed", value: messageOf(row, item.changed) }
          : "deleted" in item
          ? { case: "deleted", value: item.deleted }
          : { case: "synced", value: { version: BigInt(item.synced.version) } };
        yield create(method.output, { event });
      }
    },
  });
}

/** A field of a message that is known only by its descriptor; proto3's default where the message has none. */
export function textIn(message: Message, name: string): string {
  const value = (message as unknown as Readonly<Record<string, unknown>>)[name];
  return typeof value === "string" ? value : "";
}
export function numberIn(message: Message, name: string): number {
  const value = (message as unknown as Readonly<Record<string, unknown>>)[name];
  return typeof value === "number" ? value : 0;
}

/** Message of the API → kind of row. */
export const KIND_OF: Readonly<Record<string, Kind>> = {
  Router: "router",
  Node: "node",
  Link: "link",
  Prefix: "prefix",
  Policy: "policy",
  Mesh: "mesh",
  Affinity: "affinity",
  LinkFacts: "linkFacts",
  NodeFacts: "nodeFacts",
  Lsp: "lsp",
  PcepSession: "pcepSession",
  BgpPeer: "bgpPeer",
  Event: "event",
  Alarm: "alarm",
  Drift: "drift",
  AuditEntry: "audit",
  Status: "status",
};
