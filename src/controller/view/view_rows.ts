/** The view: rows made when asked for, from the state as it is between two events. */
import { messagesOf as bgpMessages } from "../bgp/outgoing.ts";
import type { Caches } from "../caches.ts";
import { driftRow } from "../telling/drift_actions.ts";
import { historyRowsOf } from "./rows_history.ts";
import { peerRow } from "../bgp/peer_row.ts";
import { lspRow, policyRow, sessionRow } from "./rows_steering.ts";
import { nodeOf, nodeRow, nodesOf, routerRow, statusRow } from "./rows_network.ts";
import { linkRow, prefixRow } from "./rows_topology.ts";
import { membersOf } from "../intent/mesh_members.ts";
import { messagesOf as pcepMessages } from "../pcep/outgoing.ts";
import type { State } from "../state.ts";
import type { Reading } from "../turn.ts";
import type { Kind, MessageRow, Rows, View } from "./view.ts";

export function makeView(s: State, caches: Caches): View {
  const r: Reading = { s, caches };
  const find = (kind: Kind, name: string) => findRow(r, kind, name);
  return {
    get version() {
      return s.viewVersion;
    },
    ids: (kind) => idsOf(r, kind),
    row: <K extends Kind>(kind: K, id: number) => MAKERS[kind](r, id) as Rows[K] | undefined,
    find,
    history: (policy) => historyRowsOf(r, policy),
    messages: (kind, id): readonly MessageRow[] => {
      const session = s.pcep.get(id), peer = s.bgp.get(id);
      if (kind === "pcepSession") return session ? pcepMessages(session) : [];
      return peer ? bgpMessages(peer) : [];
    },
  };
}

type Maker = (r: Reading, id: number) => Rows[Kind] | undefined;
const MAKERS: Readonly<Record<Kind, Maker>> = {
  router: routerRow,
  node: nodeRow,
  link: linkRow,
  prefix: prefixRow,
  policy: policyRow,
  mesh: meshRow,
  affinity: (r, id) => {
    const intent = byId(r.s.declared.affinities, id);
    return intent && { id: intent.name, name: intent.name, bit: intent.bit };
  },
  linkFacts: (r, id) => {
    const i = byId(r.s.declared.linkFacts, id);
    return i && {
      id: i.name,
      name: i.name,
      link: i.link,
      srlgs: i.srlg ?? [],
      drained: i.drained ?? false,
      ...(i.adjacencySid === undefined ? {} : { adjacencySid: i.adjacencySid }),
      ...(i.capacityBps === undefined ? {} : { capacityBps: i.capacityBps }),
      ...(i.minimumDelayMicroseconds === undefined
        ? {}
        : { minimumDelayMicroseconds: i.minimumDelayMicroseconds }),
    };
  },
  nodeFacts: (r, id) => {
    const i = byId(r.s.declared.nodeFacts, id);
    return i && {
      id: i.name,
      name: i.name,
      router: i.router,
      drained: i.drained ?? false,
      ...(i.site === undefined ? {} : { site: i.site }),
      ...(i.coordinates ?? {}),
    };
  },
  lsp: lspRow,
  pcepSession: sessionRow,
  bgpPeer: peerRow,
  event: ({ s }, id) => numbered(s.events, id),
  alarm: ({ s }, id) => s.alarms.get(id),
  drift: driftRow,
  audit: ({ s }, id) => numbered(s.audit, id),
  status: (r) => statusRow(r),
};

function* idsOf(r: Reading, kind: Kind): Iterable<number> {
  const { s, caches } = r;
  switch (kind) {
    case "router":
      return yield* s.routers.keys();
    case "node":
      for (const router of caches.ted.routers()) yield* nodesOf(router);
      return;
    case "link":
      for (let id = 0; id < caches.ted.linkSize; id++) if (caches.ted.reader.isThere(id)) yield id;
      return;
    case "prefix":
      for (const prefix of caches.ted.prefixes()) yield prefix.id;
      return;
    case "policy":
      for (const policy of s.policies.values()) if (!policy.deleted) yield policy.id;
      return;
    case "lsp":
      return yield* s.lsps.keys();
    case "pcepSession":
      return yield* s.pcep.keys();
    case "bgpPeer":
      return yield* s.bgp.keys();
    case "event":
      for (const event of s.events) yield Number(event.id);
      return;
    case "audit":
      for (const row of s.audit) yield Number(row.id);
      return;
    case "alarm":
      return yield* s.alarms.keys();
    case "drift":
      return yield* s.drift.rows.keys();
    case "status":
      return yield 0;
    default:
      for (const { id } of declaredTable(r, kind).values()) yield id;
  }
}

function findRow(r: Reading, kind: Kind, name: string): number | undefined {
  const { s, caches } = r;
  switch (kind) {
    case "router":
      return caches.routersByWord.get(name);
    case "policy":
      return s.policyByName.get(name);
    case "link":
      return caches.ted.findLink(name);
    case "node":
      return nodeOf(r, name);
    case "lsp": {
      const [router, ...rest] = name.split("/");
      const id = caches.routersByWord.get(router!);
      return id === undefined ? undefined : s.lspByKey.get(`${id}/${rest.join("/")}`);
    }
    case "mesh":
    case "affinity":
    case "linkFacts":
    case "nodeFacts":
      return declaredTable(r, kind).get(name)?.id;
    case "event":
    case "audit":
    case "alarm":
    case "drift":
      return /^\d+$/.test(name) && MAKERS[kind](r, Number(name)) ? Number(name) : undefined;
    case "status":
      return 0;
    default: // few rows: looked through
      for (const id of idsOf(r, kind)) if (MAKERS[kind](r, id)?.id === name) return id;
      if (kind !== "pcepSession") return undefined;
      return s.routers.get(caches.routersByWord.get(name) ?? -1)?.session; // as people call it
  }
}

type DeclaredKind = "mesh" | "affinity" | "linkFacts" | "nodeFacts";
function declaredTable(
  r: Reading,
  kind: DeclaredKind,
): ReadonlyMap<string, { readonly id: number }> {
  const { meshes, affinities, linkFacts, nodeFacts } = r.s.declared;
  return { mesh: meshes, affinity: affinities, linkFacts, nodeFacts }[kind];
}

function meshRow(r: Reading, id: number): Rows["mesh"] | undefined {
  const intent = byId(r.s.declared.meshes, id);
  if (!intent) return undefined;
  const mine = [...r.s.policies.values()].filter((p) => p.mesh === intent.name && !p.deleted);
  return {
    id: intent.name,
    name: intent.name,
    routers: membersOf(r, intent),
    policyCount: mine.length,
    upCount: mine.filter((p) => p.shown === "up").length,
    color: intent.template.color,
    intent,
  };
}

function byId<I>(
  table: ReadonlyMap<string, { readonly id: number; readonly intent: I }>,
  id: number,
): I | undefined {
  for (const stored of table.values()) if (stored.id === id) return stored.intent;
  return undefined;
}

/** Rows whose ids are numbers that grow by one: found without looking through. */
function numbered<R extends { readonly id: string }>(
  rows: readonly R[],
  id: number,
): R | undefined {
  const first = rows[0];
  return first && rows[id - Number(first.id)];
}
