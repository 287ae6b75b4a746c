/** Reading calls that are more than rows of one kind: the topology at once, last messages, a policy's history. */
import type { HistoryRow, Rows } from "../controller/view/view.ts";
import { HistoryEntrySchema, PolicyService } from "../gen/cairn/v1/policy_pb.ts";
import { MessageSchema, SessionService } from "../gen/cairn/v1/session_pb.ts";
import {
  LinkSchema,
  NodeSchema,
  PrefixSchema,
  TopologyService,
} from "../gen/cairn/v1/topology_pb.ts";
import { numberOf } from "./change_methods.ts";
import { pageOf } from "./list_rows.ts";
import { messageOf, timestampOf } from "./message_of.ts";
import type { Methods } from "./methods.ts";
import type { Ports } from "./ports.ts";
import { notFound } from "./read_methods.ts";
import { Pacer } from "./pacer.ts";

export function addViewMethods(methods: Methods, ports: Ports): void {
  const { method: session } = SessionService;
  methods.unary(
    session.listPcepMessages,
    (request) => messagesOf(ports, "pcepSession", request.id),
  );
  methods.unary(session.listBgpMessages, (request) => messagesOf(ports, "bgpPeer", request.id));

  methods.unary(PolicyService.method.listPolicyHistory, (request) => {
    const { name } = request;
    if (ports.controller.view.history(name) === undefined) throw notFound("policy", "name", name);
    const all = historyOf(ports, name);
    const page = pageOf(all, HistoryEntrySchema, { ...request, orderBy: "" });
    return {
      entries: page.rows.map((each) => messageOf(HistoryEntrySchema, each)),
      nextPageToken: page.nextPageToken,
      totalSize: page.totalSize,
    };
  });
  methods.unary(
    TopologyService.method.getTopology,
    (request) => topologyOf(ports, request.topology),
  );
}

function messagesOf(ports: Ports, kind: "pcepSession" | "bgpPeer", name: string) {
  const rows = ports.controller.view.messages(kind, numberOf(ports, kind, "id", name));
  return { messages: rows.map((row) => messageOf(MessageSchema, row)) };
}

type Entry = Omit<HistoryRow, "kind"> & { readonly kind: string };

/** What people and Cairn did to it, and what the network did (events), newest first. */
function historyOf(ports: Ports, name: string): Entry[] {
  const { view } = ports.controller;
  const entries: Entry[] = [...view.history(name) ?? []];
  for (const id of view.ids("event")) {
    const row = view.row("event", id);
    if (row === undefined || MOVES.has(row.kind)) continue; // the paths are there
    if (!row.policies.includes(name) && row.subject !== `policy ${name}`) continue;
    const { at, kind, title, detail } = row;
    entries.push({ ...NOTHING, id: `event-${row.id}`, at, kind, title, detail });
  }
  return entries.sort((a, b) => b.at - a.at);
}
const MOVES: ReadonlySet<string> = new Set(["policyMoved", "policyOptimised"]);
const NOTHING = {
  by: "",
  cause: "",
  before: "",
  after: "",
  labelsBefore: [],
  labelsAfter: [],
  message: "",
  outcome: "",
} as const;

async function topologyOf(ports: Ports, topology: string) {
  const { view } = ports.controller;
  const pacer = new Pacer(ports);
  const status = view.row("status", 0);
  const nodes = await rowsOf(
    ports,
    pacer,
    "node",
    (row) => topology === "" || row.topology === topology,
  );
  const routers = new Set(nodes.map((row) => row.router));
  const all = topology === "";
  const links = await rowsOf(ports, pacer, "link", (row) => all || routers.has(row.from));
  const prefixes = await rowsOf(ports, pacer, "prefix", (row) => all || routers.has(row.router));
  const summaryOnly = nodes.length + links.length + prefixes.length > MOST_ROWS;
  const time = (microseconds: number | undefined) =>
    microseconds === undefined ? {} : timestampOf(microseconds);
  return {
    version: BigInt(status?.topologyVersion ?? 0),
    ...(status === undefined ? {} : { changedAt: time(status.topologyChangedAt) }),
    ...(status?.tedFrozenSince === undefined ? {} : { frozenSince: time(status.tedFrozenSince) }),
    nodeCount: nodes.length,
    linkCount: links.length,
    linksUp: links.filter((row) => row.state === "up").length,
    prefixCount: prefixes.length,
    summaryOnly,
    nodes: summaryOnly ? [] : nodes.map((row) => messageOf(NodeSchema, row)),
    links: summaryOnly ? [] : links.map((row) => messageOf(LinkSchema, row)),
    prefixes: summaryOnly ? [] : prefixes.map((row) => messageOf(PrefixSchema, row)),
  };
}

async function rowsOf<K extends "node" | "link" | "prefix">(
  ports: Ports,
  pacer: Pacer,
  kind: K,
  keep: (row: Rows[K]) => boolean,
) {
  const rows: Rows[K][] = [];
  for (const id of [...ports.controller.view.ids(kind)]) {
    const row = ports.controller.view.row(kind, id);
    if (row !== undefined && keep(row)) rows.push(row);
    if (pacer.tired()) await pacer.rest();
  }
  return rows;
}

const MOST_ROWS = 1000;
