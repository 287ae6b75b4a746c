/**
 * Keeps the arrays that paths are computed on in step with the TED. A link that goes down or changes is
 * written in place; a new link or router makes all arrays anew. Computations get a `snapshot()`, which
 * nobody writes to.
 */
import type { TedDiff } from "../ted/diff.ts";
import type { RouterRow } from "../ted/row.ts";
import type { Ted } from "../ted/ted.ts";
import { ANOMALOUS, LEAVING } from "./last_resort.ts";
import { ASIDE, routerName, type Snapshot, srgbLabel } from "./snapshot.ts";

export class Graph {
  /** undefined: to be made anew when somebody asks; the first flood of a feed makes it once. */
  #arrays: Snapshot | undefined;
  #copy: Snapshot | undefined;

  constructor(private readonly ted: Ted) {}

  update(diff: TedDiff): void {
    if (!this.#arrays || diff.version === this.#arrays.version) return;
    this.#copy = undefined;
    this.#arrays = updated(this.#arrays, this.ted, diff);
  }

  /** Makes the arrays from the TED now: without the links that are gone, as after a load. */
  renew(): void {
    this.#arrays = arraysOf(this.ted);
    this.#copy = undefined;
  }

  /** The network as it is now, for ever; the same object until something changes. */
  snapshot(): Snapshot {
    if (this.#copy && this.#arrays) return this.#copy;
    this.#arrays ??= arraysOf(this.ted);
    return this.#copy = copyOf(this.#arrays);
  }
}

export const graphOf = (ted: Ted): Graph => new Graph(ted);

/** All that the TED has now. */
function arraysOf(ted: Ted): Snapshot {
  const { reader } = ted, nodes = ted.routerSize;
  const links: number[] = [];
  for (let link = 0; link < ted.linkSize; link++) if (reader.isThere(link)) links.push(link);
  const first = offsets(nodes, links, reader.from);
  const link = new Int32Array(links.length), next = first.slice();
  for (const id of links) link[next[reader.from(id)]!++] = id;
  const edgeOfLink = new Int32Array(ted.linkSize).fill(-1);
  link.forEach((id, edge) => edgeOfLink[id] = edge);
  const to = link.map(reader.to), from = link.map(reader.from);
  const firstInto = offsets(nodes, to, (node) => node), into = new Int32Array(links.length);
  const nextInto = firstInto.slice();
  to.forEach((node, edge) => into[nextInto[node]!++] = edge);
  const graph = {
    ...emptyColumns(ted, nodes, links.length),
    version: ted.version,
    nodes,
    edges: links.length,
    first,
    from,
    to,
    firstInto,
    into,
    link,
    edgeOfLink,
    reverse: new Int32Array(links.length),
  };
  for (let node = 0; node < nodes; node++) writeRouter(graph, ted, node);
  for (let edge = 0; edge < graph.edges; edge++) writeEdge(graph, ted, edge);
  return graph;
}

/** The arrays after a diff, written in place; undefined when a link is new or has moved. */
function updated(arrays: Snapshot, ted: Ted, diff: TedDiff): Snapshot | undefined {
  if (ted.routerSize !== arrays.nodes || ted.domains.length !== arrays.domains.length) {
    return undefined;
  }
  for (const [link, kinds] of diff.links) {
    const edge = arrays.edgeOfLink[link] ?? -1;
    if (edge < 0 && kinds.has("linkGone")) continue;
    const moved = edge < 0 ||
      (ted.reader.isThere(link) &&
        (ted.reader.from(link) !== arrays.from[edge] || ted.reader.to(link) !== arrays.to[edge]));
    if (moved) return undefined;
  }
  for (const router of diff.routers.keys()) writeRouter(arrays, ted, router);
  for (const link of diff.links.keys()) {
    const edge = arrays.edgeOfLink[link] ?? -1;
    if (edge >= 0) writeEdge(arrays, ted, edge);
  }
  return { ...arrays, version: diff.version };
}

/** A copy that later updates do not write to; what never changes in place is shared. */
function copyOf(graph: Snapshot): Snapshot {
  const { metrics } = graph;
  return {
    ...graph,
    reverse: graph.reverse.slice(),
    routers: graph.routers.slice(),
    domains: graph.domains.map((domain) => ({
      ...domain,
      metric: domain.metric.slice(),
      noTransit: domain.noTransit.slice(),
    })),
    domainsOf: graph.domainsOf.slice(),
    metrics: {
      igp: metrics.igp.slice(),
      te: metrics.te.slice(),
      delay: metrics.delay.slice(),
      hops: metrics.hops.slice(),
    },
    up: graph.up.slice(),
    drained: graph.drained.slice(),
    lastResort: graph.lastResort.slice(),
    aside: graph.aside.slice(),
    noTransit: graph.noTransit.slice(),
    adminGroup: graph.adminGroup.slice(),
    moreAdminGroup: new Map(graph.moreAdminGroup),
    srlgs: graph.srlgs.slice(),
    capacity: graph.capacity.slice(),
    protectedSid: graph.protectedSid.slice(),
    plainSid: graph.plainSid.slice(),
    addresses: graph.addresses.slice(),
    names: graph.names.slice(),
  };
}

/** Columns that are written edge by edge and router by router. */
function emptyColumns(ted: Ted, nodes: number, edges: number) {
  const column = () => new Int32Array(edges).fill(-1);
  return {
    routers: new Array<RouterRow | undefined>(nodes).fill(undefined),
    domains: ted.domains.map(({ group, area }) => ({
      group,
      area,
      metric: column(),
      noTransit: new Uint8Array(nodes),
    })),
    domainsOf: new Array<readonly number[]>(nodes).fill([]),
    metrics: { igp: column(), te: column(), delay: column(), hops: column() },
    up: new Uint8Array(edges),
    drained: new Uint8Array(edges),
    lastResort: new Uint8Array(edges),
    aside: new Uint8Array(edges),
    noTransit: new Uint8Array(nodes),
    adminGroup: new Uint32Array(edges),
    moreAdminGroup: new Map<number, readonly number[]>(),
    srlgs: new Array<readonly number[]>(edges).fill([]),
    capacity: new Float64Array(edges).fill(-1),
    protectedSid: column(),
    plainSid: column(),
    addresses: new Array<readonly [string, string]>(edges).fill(["", ""]),
    names: new Array<string>(edges).fill(""),
  };
}
type Columns = ReturnType<typeof emptyColumns>;
type Writable =
  & Graph
  & {
    -readonly [K in "domainsOf" | "moreAdminGroup"]: Columns[K];
  };

function writeRouter(graph: Snapshot, ted: Ted, router: number): void {
  const row = ted.router(router);
  graph.routers[router] = row;
  const domains = (row?.nodes ?? []).map((node) =>
    ted.domains.findIndex((d) =>
      d.topology === node.topology && d.group === node.group && d.area === node.area
    )
  );
  graph.domainsOf[router] = [...new Set(domains)].sort((a, b) => preference(graph, a, b));
  graph.domains.forEach((domain, d) => {
    domain.noTransit[router] = ted.isOverloaded(router, d) ? 1 : 0;
  });
  const everywhere = row !== undefined && row.nodes.every((node) => node.overload);
  graph.noTransit[router] = row?.drained || everywhere || (row?.overload && isSet(row)) ? 1 : 0;
}
const isSet = (row: RouterRow): boolean => row.operatorSet.includes("overload");

/** IS-IS prefers routes of level 1 (RFC 1195 §3.10.2); otherwise the order says nothing. */
function preference(graph: Snapshot, a: number, b: number): number {
  const [x, y] = [graph.domains[a]!, graph.domains[b]!];
  if (x.group !== y.group) return x.group < y.group ? -1 : 1;
  return x.area < y.area ? -1 : x.area > y.area ? 1 : a - b;
}

function writeEdge(graph: Snapshot, ted: Ted, edge: number): void {
  const { reader } = ted, link = graph.link[edge]!;
  const usable = reader.isUsable(link);
  graph.up[edge] = usable ? 1 : 0;
  const { igp, te, delay, hops } = graph.metrics;
  hops[edge] = usable ? 1 : -1;
  igp[edge] = usable ? clipped(reader.igp(link)) : -1;
  te[edge] = usable ? clipped(reader.te(link)) : -1;
  delay[edge] = usable ? clipped(reader.delay(link)) : -1;
  for (const domain of graph.domains) domain.metric[edge] = -1;
  graph.lastResort[edge] = graph.aside[edge] = 0;
  if (!reader.isThere(link)) return;
  graph.lastResort[edge] = (reader.isShutdown(link) ? LEAVING : 0) |
    (reader.isAnomalous(link) ? ANOMALOUS : 0);
  const aside = reader.aside(link);
  if (aside) graph.aside[edge] = ASIDE[aside];
  if (usable) {
    for (const d of reader.domains(link)) {
      graph.domains[d]!.metric[edge] = clipped(reader.igp(link, d));
    }
  }
  const reverse = reader.reverse(link);
  graph.reverse[edge] = reverse < 0 ? -1 : graph.edgeOfLink[reverse]!;
  graph.drained[edge] = reader.isDrained(link) ? 1 : 0;
  const [word = 0, ...more] = reader.adminGroup(link);
  graph.adminGroup[edge] = word;
  if (more.length > 0) graph.moreAdminGroup.set(edge, more);
  else graph.moreAdminGroup.delete(edge);
  graph.srlgs[edge] = reader.srlgs(link);
  graph.capacity[edge] = reader.capacity(link);
  writeSids(graph, ted, edge);
  const [local, remote] = reader.addresses(link);
  const [local6, remote6] = reader.ipv6Addresses(link);
  graph.addresses[edge] = local || remote ? [local, remote] : [local6, remote6];
  const [interfaceId] = reader.interfaceIds(link);
  const end = local || local6 || (interfaceId !== 0 ? String(interfaceId) : "");
  graph.names[edge] = end ? `${routerName(graph, graph.from[edge]!)}:${end}` : ted.linkName(link);
}

/** The lowest label of each kind, so that a list stays the same while the router's offer does. */
function writeSids(graph: Snapshot, ted: Ted, edge: number): void {
  let guarded = -1, plain = -1;
  for (const sid of ted.reader.adjacencySids(graph.link[edge]!)) {
    if (sid.set) continue; // leads over several links
    const label = sid.label ?? srgbLabel(graph.routers[graph.from[edge]!], sid.index ?? -1);
    if (label === undefined) continue;
    if (sid.backup) guarded = guarded < 0 ? label : Math.min(guarded, label);
    else plain = plain < 0 ? label : Math.min(plain, label);
  }
  graph.protectedSid[edge] = guarded;
  graph.plainSid[edge] = plain;
}

/** Starts of the lists of a compressed sparse row, one for each node and one more. */
function offsets<T>(nodes: number, items: Iterable<T>, nodeOf: (item: T) => number): Int32Array {
  const first = new Int32Array(nodes + 1);
  for (const item of items) first[nodeOf(item) + 1]!++;
  for (let node = 0; node < nodes; node++) first[node + 1]! += first[node]!;
  return first;
}

/** Sums of Int32 are checked by who adds them up; a single metric is cut to what fits. */
const clipped = (metric: number): number => metric > 0x7ffffffe ? 0x7ffffffe : metric;
