/** Rows from the tables. A router's row is kept and compared; links and prefixes are made when asked. */
import type { LabelRange, NodeAttributes, NodeFacts } from "./fact.ts";
import type { LinkStore } from "./link_store.ts";
import { EXTERNAL, type Links, NO_ROUTER, ONE_WAY, OTHER_TOPOLOGY } from "./links.ts";
import type { Nodes } from "./nodes.ts";
import type { Overlay } from "./overlay.ts";
import type { NodeSid, Prefixes } from "./prefixes.ts";
import type { NodeRarities } from "./rare_fact.ts";
import { ISIS_MAXIMUM_METRIC, type LinkReader } from "./reader.ts";
import type { LinkRow, NodeRow, PrefixRow, RouterRow, Unusable } from "./row.ts";

/** What the tables say of a router; undefined while no feed tells one of its nodes. */
export function routerRow(
  id: number,
  nodes: Nodes,
  prefixes: Prefixes,
  facts: NodeFacts | undefined,
): RouterRow | undefined {
  const members = (nodes.ofRouter[id] ?? NONE).filter((node) => nodes.register.has(node));
  if (members.length > 1) members.sort((a, b) => order(nodes, a) < order(nodes, b) ? -1 : 1);
  if (members.length === 0) return undefined;
  const told = members.map((node) => nodes.attributes[node]!);
  const ipv4RouterIds = together(told.map((a) => a.ipv4RouterIds ?? NONE));
  const ipv6RouterIds = together(told.map((a) => a.ipv6RouterIds ?? NONE));
  const sid = prefixes.nodeSid(id);
  const loopback = sid?.address ?? ipv4RouterIds[0] ?? ipv6RouterIds[0];
  const rows = members.map((node) => nodeRow(nodes, node));
  const asn = rows.find((row) => row.asn !== undefined)?.asn;
  const msd = facts?.msd ?? told.find((a) => a.msd !== undefined)?.msd;
  const row: Draft<RouterRow> = {
    id,
    name: told.find((a) => a.name)?.name ?? loopback ?? nodes.keys[members[0]!]!.routerId,
    topology: nodes.keys[members[0]!]!.topology,
    nodes: rows,
    ipv4RouterIds,
    ipv6RouterIds,
    srgb: ranges(told.map((a) => a.srgb), facts?.srgb),
    srlb: ranges(told.map((a) => a.srlb), facts?.srlb),
    algorithms: told.find((a) => a.algorithms)?.algorithms ?? SHORTEST_PATH,
    overload: facts?.overload === true || told.some((a) => a.overload),
    abr: told.some((a) => a.abr || a.attached),
    drained: facts?.drained === true,
    stale: members.every((node) => nodes.register.isStale(node)),
    operatorSet: facts ? Object.keys(facts).sort() : NONE,
  };
  if (asn !== undefined) row.asn = asn;
  if (loopback !== undefined) row.loopback = loopback;
  if (msd !== undefined) row.msd = msd;
  if (sid) addNodeSid(row, sid);
  if (facts) Object.assign(row, pick(facts, ["site", "latitude", "longitude"]));
  const contested = members.flatMap(nodes.contested);
  if (contested.length > 0 || told.some(isRare)) Object.assign(row, raritiesOf(told, contested));
  return row;
}
/** A row while it is made: one per router and change, so it is not put together from many. */
type Draft<T> = { -readonly [K in keyof T]: T[K] };

function addNodeSid(row: Draft<RouterRow>, { sid }: NodeSid): void {
  const value = sid.index ?? sid.label;
  if (value !== undefined) row.nodeSid = value;
  if (sid.index === undefined) row.nodeSidIsLabel = true;
}

/** What few nodes tell; of several nodes of a box the first that tells it. */
function raritiesOf(
  told: readonly NodeAttributes[],
  contested: readonly { readonly address: string; readonly by: number }[],
) {
  const first = <K extends keyof NodeRarities>(name: K) =>
    pick(told.find((a) => a[name] !== undefined) ?? NOTHING, [name]);
  return {
    ...first("depths"),
    ...first("srv6"),
    ...first("flexAlgorithms"),
    ...first("mappingServerPreference"),
    ...first("sbfdDiscriminators"),
    ...(contested.length > 0 && { contested }),
  };
}
const NOTHING: NodeAttributes = {};
const isRare = (a: NodeAttributes): boolean =>
  a.depths !== undefined || a.srv6 !== undefined || a.flexAlgorithms !== undefined ||
  a.mappingServerPreference !== undefined || a.sbfdDiscriminators !== undefined;

function nodeRow(nodes: Nodes, node: number): NodeRow {
  const asn = nodes.columns.at.asn[node]!, key = nodes.keys[node]!;
  return {
    ...key,
    area: nodes.domains[nodes.columns.at.domain[node]!]!.area,
    ...(asn >= 0 && { asn }),
    overload: nodes.attributes[node]!.overload === true,
    stale: nodes.register.isStale(node),
  };
}

interface LinkTables {
  readonly nodes: Nodes;
  readonly store: LinkStore;
  readonly links: Links;
  readonly overlay: Overlay;
  readonly reader: LinkReader;
}
export function linkRow(
  id: number,
  tables: LinkTables,
  names: { router: (id: number) => string; link: string; label: string },
  stale: boolean,
): LinkRow {
  const { nodes, overlay, reader } = tables;
  const { lan, state, reverse } = tables.links.columns.at;
  const facts = overlay.ofLink(id), domain = nodes.domains[reader.domains(id)[0] ?? 0]!;
  const unusable = unusableBecause(state[id]!, id, reader);
  return {
    id,
    name: names.link,
    label: names.label,
    topology: domain.topology,
    group: domain.group,
    area: domain.area,
    from: reader.from(id),
    to: reader.to(id),
    fromName: names.router(reader.from(id)),
    toName: names.router(reader.to(id)),
    ...(reverse[id]! >= 0 && { reverse: reverse[id]! }),
    usable: unusable === undefined,
    ...(unusable && { unusable }),
    ...(lan[id]! >= 0 && { lan: nodes.keys[lan[id]!]!.routerId }),
    ...endsOf(id, tables),
    ...attributesOf(id, tables),
    drained: facts?.drained === true,
    stale,
    operatorSet: facts ? Object.keys(facts).sort() : [],
  };
}

function endsOf(id: number, { store, links, reader }: LinkTables) {
  const [localIpv4, remoteIpv4] = reader.addresses(id);
  const [localIpv6, remoteIpv6] = reader.ipv6Addresses(id);
  const [localId, remoteId] = reader.interfaceIds(id);
  return {
    ...(localIpv4 && { localIpv4 }),
    ...(remoteIpv4 && { remoteIpv4 }),
    ...(localIpv6 && { localIpv6 }),
    ...(remoteIpv6 && { remoteIpv6 }),
    ...(localId !== 0 && { localId }),
    ...(remoteId !== 0 && { remoteId }),
    mts: unique(links.halvesOf(id).map((half) => store.columns.at.mt[half]!)),
  };
}

function attributesOf(id: number, { store, links, overlay, reader }: LinkTables) {
  const told = store.read(links.halfOf(id));
  const igpMetric = reader.igpShown(id), teMetric = reader.teTold(id);
  const capacity = reader.capacity(id), rare = reader.rare(id);
  const minimum = overlay.ofLink(id)?.minimumDelayMicroseconds;
  const delay = minimum === undefined ? told.delay : { ...told.delay, minimum };
  return {
    ...(igpMetric >= 0 && { igpMetric }),
    ...(teMetric >= 0 && { teMetric }),
    ...(delay && { delay }),
    ...pick(told, SHOWN_AS_TOLD),
    adminGroup: reader.adminGroup(id),
    srlgs: reader.srlgs(id),
    ...(capacity >= 0 && { capacityBytesPerSecond: capacity }),
    adjacencySids: reader.adjacencySids(id),
    gracefulShutdown: reader.isShutdown(id),
    ...(told.name !== undefined && { interfaceName: told.name }),
    ...(rare && { rare }),
  };
}
const SHOWN_AS_TOLD = [
  "delayVariationMicroseconds",
  "lossPercent",
  "maximumBandwidthBytesPerSecond",
  "reservableBandwidthBytesPerSecond",
  "unreservedBandwidthBytesPerSecond",
  "utilizedBandwidthBytesPerSecond",
  "bundleBandwidthBytesPerSecond",
  "msd",
] as const;

export function prefixRow(id: number, prefixes: Prefixes, nodes: Nodes, name: string): PrefixRow {
  const attributes = prefixes.attributes[id]!;
  const router = prefixes.routerOf(id), routeType = prefixes.columns.at.routeType[id]!;
  const originator = prefixes.originator(id);
  return {
    id,
    prefix: prefixes.texts[id]!,
    topology: nodes.keys[prefixes.columns.at.node[id]!]!.topology,
    router: router < 0 ? undefined : router,
    routerName: name,
    ...(attributes.metric !== undefined && { metric: attributes.metric }),
    sids: attributes.sids ?? [],
    node: prefixes.nodeSidOf(id) !== undefined,
    anycast: attributes.anycast === true || prefixes.owners(id).length > 1,
    readvertised: !prefixes.isOwn(id),
    stale: prefixes.register.isStale(id),
    mt: prefixes.columns.at.mt[id]!,
    ...(routeType > 0 && { ospfRouteType: routeType }),
    owners: prefixes.owners(id),
    ...(originator !== undefined && { originator }),
    ...pick(attributes, [
      "locators",
      "mappings",
      "flexAlgorithmMetrics",
      "routeTags",
      "forwardingAddress",
    ]),
  };
}

function unusableBecause(state: number, link: number, reader: LinkReader): Unusable | undefined {
  if (state === ONE_WAY) return "oneWay";
  if (state === EXTERNAL) return "external";
  if (state === NO_ROUTER) return "noRouter";
  if (state === OTHER_TOPOLOGY) return "otherTopology";
  if (reader.isUsable(link)) return undefined;
  return reader.igpShown(link) >= ISIS_MAXIMUM_METRIC ? "outsideSpf" : "noMetric";
}

/** IS-IS before OSPF before the rest, level 2 before 1; then by name, so that arrival plays no part. */
function order(nodes: Nodes, node: number): string {
  const { group, area, routerId } = nodes.keys[node]!;
  const first = { isis: 0, ospfv2: 1, ospfv3: 2, bgp: 3, direct: 4 }[group];
  return `${first}${area === "L1" ? "M1" : area}/${routerId}`;
}
const ranges = (
  told: readonly (readonly LabelRange[] | undefined)[],
  set: readonly LabelRange[] | undefined,
): readonly LabelRange[] => told.find((r) => r && r.length > 0) ?? set ?? NONE;
/** Shared by all rows that have nothing in a list. */
const NONE: readonly never[] = Object.freeze([]);
const SHORTEST_PATH: readonly number[] = Object.freeze([0]);
/** A box of one node has that node's own list. */
const together = <T>(lists: readonly (readonly T[])[]): readonly T[] =>
  lists.length === 1 ? lists[0]! : unique(lists.flat());
const unique = <T>(items: readonly T[]): readonly T[] => [...new Set(items)];

function pick<T extends object, K extends keyof T>(from: T, names: readonly K[]): Pick<T, K> {
  const picked: Partial<T> = {};
  for (const name of names) if (from[name] !== undefined) picked[name] = from[name];
  return picked as Pick<T, K>; // absent stays absent
}
