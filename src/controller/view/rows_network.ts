/** Rows of what the network is: routers, nodes, and the status line above all. */
import { given } from "../../lib/given.ts";
import { freezeOf, ownModeOf } from "../../policy/gate.ts";
import type { LinkReader } from "../../ted/reader.ts";
import type { RouterRow as TedRouter } from "../../ted/row.ts";
import { policiesAt } from "../intent/find_policies.ts";
import { delegationsOf } from "../routers/delegations.ts";
import { ifCairnDies } from "../routers/ownership.ts";
import { declaredOf, routerMode, wordsOf } from "../routers/routers.ts";
import { sessionName } from "../pcep/session_names.ts";
import { troublesOf } from "../telling/trouble.ts";
import { holdsOf } from "../gate/holds.ts";
import { labelOf, protocolWord, tedName } from "./row_words.ts";
import { routerRarities } from "./rows_rare.ts";
import type { Reading } from "../turn.ts";
import type { NodeRow, RouterRow, StatusRow } from "./view.ts";

export function routerRow(r: Reading, id: number): RouterRow | undefined {
  const router = r.s.routers.get(id);
  if (!router) return undefined;
  const ted = router.ted === undefined ? undefined : r.caches.ted.router(router.ted);
  const session = router.session === undefined ? undefined : r.s.pcep.get(router.session);
  const declared = declaredOf(r.s, router);
  const index = ted?.nodeSidIsLabel ? undefined : ted?.nodeSid;
  return {
    id: router.name,
    name: router.name,
    address: router.addresses[0] ?? "",
    origin: declared ? "declared" : "discovered",
    labels: declared?.labels ?? {},
    routerIds: ted ? [...ted.ipv4RouterIds, ...ted.ipv6RouterIds] : router.addresses,
    nodes: ted ? ted.nodes.map((n) => nodeName(n)) : [],
    mode: routerMode(r.s, router),
    modeSource: ownModeOf(r.s.gate, wordsOf(router)) ? "router" : "network",
    delegations: delegationsOf(r.s, router),
    ifCairnDies: ifCairnDies(r, session),
    labelReserve: declared?.pcep.labelReserve ?? 1,
    sessionState: sessionState(session),
    profile: session?.profile.name ?? "",
    srgb: ted?.srgb ?? [],
    srlb: ted?.srlb ?? [],
    algorithms: ted?.algorithms ?? [],
    overload: ted?.overload ?? false,
    drained: ted?.drained ?? false,
    stale: ted?.stale ?? false,
    inTopology: ted !== undefined,
    linkCount: ted ? r.caches.ted.linksFrom(ted.id).size : 0,
    lspCount: r.s.lspsOf.get(id)?.size ?? 0,
    policyCount: policiesAt(r, router).filter((p) => !p.deleted).length,
    ...(ted && routerRarities(r, ted)),
    ...given({
      intent: declared,
      management: declared?.management,
      frozen: freezeOf(r.s.gate, wordsOf(router))?.reason,
      session: session && sessionName(session),
      msd: ted?.msd ?? session?.msd,
      nodeSid: ted?.nodeSidIsLabel
        ? ted.nodeSid
        : index === undefined
        ? undefined
        : labelOf(ted!, index),
      nodeSidIndex: index,
      site: ted?.site,
      latitude: ted?.latitude,
      longitude: ted?.longitude,
    }),
  };
}

/** A TED node's row id is its router's times 64 plus its place: a router has few nodes. */
export function* nodesOf(router: TedRouter): Generator<number> {
  for (let i = 0; i < Math.min(router.nodes.length, 64); i++) yield router.id * 64 + i;
}
export function nodeRow(r: Reading, id: number): NodeRow | undefined {
  const router = r.caches.ted.router(Math.floor(id / 64));
  const node = router?.nodes[id % 64];
  if (!router || !node) return undefined;
  return {
    id: nodeName(node),
    name: router.name,
    router: tedName(r, router.id),
    topology: node.topology,
    protocol: protocolWord(node),
    area: node.group === "isis" ? "" : node.area,
    routerId: routerIdWords(node.routerId),
    ipv4RouterIds: router.ipv4RouterIds,
    ipv6RouterIds: router.ipv6RouterIds,
    srgb: router.srgb,
    srlb: router.srlb,
    algorithms: router.algorithms,
    overload: node.overload,
    pseudonode: false,
    stale: node.stale,
    feeds: [],
    ...given({ asn: node.asn, msd: router.msd }),
  };
}
export function nodeOf(r: Reading, name: string): number | undefined {
  for (const router of r.caches.ted.routers()) {
    const i = router.nodes.findIndex((node) => nodeName(node) === name);
    if (i >= 0) return router.id * 64 + i;
  }
  return undefined;
}

export function statusRow(r: Reading): StatusRow {
  const { s, caches } = r;
  const policies = countPolicies(r);
  const sessions = [...s.pcep.values()], peers = [...s.bgp.values()].filter((p) => !p.removed);
  let linksUp = 0, links = 0;
  for (let id = 0; id < caches.ted.linkSize; id++) {
    if (!caches.ted.reader.isThere(id)) continue;
    links++;
    if (isUp(caches.ted.reader, id)) linksUp++;
  }
  const unready = sessions.filter((x) => x.connection !== undefined && !x.synchronised);
  const waitingFor = [
    ...troublesOf(s.troubles),
    ...s.gate.startWaits,
    ...unready.map((x) => `The LSPs of ${sessionName(x)}.`),
  ];
  return {
    id: "status",
    version: s.version,
    startedAt: s.startedAt,
    now: s.now,
    network: s.config.network,
    role: "leader",
    mode: s.gate.mode,
    ready: s.start.over && !s.troubles.has("store"),
    waitingFor,
    topologyVersion: caches.ted.version,
    topologyChangedAt: s.topologyChangedAt,
    routers: s.routers.size,
    links,
    linksUp,
    prefixes: caches.ted.counts.prefixes,
    policies: policies.all,
    policiesUp: policies.up,
    policiesWithPath: policies.withPath,
    policiesHeld: policies.held,
    lsps: s.lsps.size,
    pcepSessions: sessions.length,
    pcepSessionsUp: sessions.filter((x) => x.upAt !== undefined).length,
    bgpPeers: peers.length,
    bgpPeersUp: peers.filter((p) => p.establishedAt !== undefined).length,
    alarms: [...s.alarms.values()].filter(({ state }) => state === "active").length,
    holds: holdsOf(r),
    waitingToCompute: s.dirtyPolicies.size,
    waitingToSend: [...s.dirtyLanes.values()].reduce((n, d) => n + d.broken.size + d.rest.size, 0),
    ...given({
      frozen: s.gate.freeze?.reason,
      frozenAt: s.gate.freeze?.at,
      frozenBy: s.gate.freeze?.by,
      tedFrozenSince: caches.ted.frozenSince,
      lastMoveMicroseconds: s.lastMoveMicroseconds,
    }),
  };
}

/** In one pass: it is asked for all the time. */
function countPolicies({ s }: Reading) {
  const counts = { all: 0, up: 0, held: 0, withPath: 0 };
  for (const { deleted, shown, paths } of s.policies.values()) {
    if (deleted) continue;
    counts.all++;
    if (shown === "up") counts.up++;
    else if (shown === "held") counts.held++;
    if (paths.some(({ computed }) => computed?.result.ok)) counts.withPath++;
  }
  return counts;
}

/** Also links that paths do not use for what they are: peerings, both directions of what IPv6 alone uses. */
function isUp(reader: LinkReader, link: number): boolean {
  const aside = reader.aside(link);
  if (aside === undefined) return reader.isUsable(link);
  return aside === "external" || reader.reverse(link) >= 0;
}

function sessionState(
  session:
    | { connection: number | undefined; upAt: number | undefined; synchronised: boolean }
    | undefined,
): RouterRow["sessionState"] {
  if (!session) return "none";
  if (session.connection === undefined) return "down";
  if (session.upAt === undefined) return "opening";
  return session.synchronised ? "up" : "synchronising";
}
const nodeName = (n: { topology: string; group: string; area: string; routerId: string }) =>
  `${n.topology}/${n.group}/${n.area || "0"}/${routerIdWords(n.routerId)}`;
/** IS-IS as 0000.0000.0001, OSPF and BGP as an address, pseudonodes with their number. */
function routerIdWords(hex: string): string {
  if (hex.length >= 12 && hex.length <= 14) {
    const id = [0, 4, 8].map((i) => hex.slice(i, i + 4)).join(".");
    return hex.length === 14 ? `${id}.${hex.slice(12)}` : id;
  }
  if (hex.length !== 8) return hex;
  return [0, 2, 4, 6].map((i) => parseInt(hex.slice(i, i + 2), 16)).join(".");
}
