/** Rows of links and prefixes. */
import { given } from "../../lib/given.ts";
import type { PrefixSid } from "../../ted/fact.ts";
import type { LinkRow as TedLink, PrefixRow as TedPrefix, RouterRow } from "../../ted/row.ts";
import { policiesCrossing } from "../paths/policy_index.ts";
import { quarantinedUntil } from "../paths/quarantine.ts";
import {
  adminGroupBits,
  bitsPerSecond,
  feedNames,
  labelOf,
  protocolWord,
  tedName,
} from "./row_words.ts";
import { linkRareRows } from "./rows_rare.ts";
import type { Reading } from "../turn.ts";
import type { LinkRow, PrefixRow } from "./view.ts";
import type { LinkRarities, PrefixRarities } from "./view_rare.ts";

export function linkRow(r: Reading, id: number): LinkRow | undefined {
  const link = r.caches.ted.link(id);
  if (!link) return undefined;
  const groups = adminGroupBits(link.adminGroup);
  const names = [...r.s.declared.affinities.values()]
    .filter(({ intent }) => groups.includes(intent.bit)).map(({ intent }) => intent.name);
  const crossing = [...policiesCrossing(r, id)];
  return {
    id: link.name,
    name: link.label,
    from: tedName(r, link.from),
    to: tedName(r, link.to),
    localAddress: link.localIpv4 ?? link.localIpv6 ?? "",
    remoteAddress: link.remoteIpv4 ?? link.remoteIpv6 ?? "",
    state: linkState(link),
    adminGroups: groups,
    affinities: names,
    srlgs: link.srlgs,
    adjacencySids: adjacencySidRows(r, link),
    operatorSet: link.operatorSet,
    policies: crossing.flatMap((p) => r.s.policies.get(p)?.name ?? []).slice(0, 1000),
    feeds: feedNames(r, r.caches.ted.feedsOfLink(id)),
    changedAt: r.s.topologyChangedAt,
    ...linkRarities(link),
    ...given({
      quarantinedUntil: quarantinedUntil(r, id),
      localInterfaceId: link.localId,
      remoteInterfaceId: link.remoteId,
      reverse: link.reverse === undefined ? undefined : r.caches.ted.linkName(link.reverse),
      igpMetric: link.igpMetric,
      teMetric: link.teMetric,
      delayMicroseconds: link.delay?.minimum ?? link.delay?.average,
      delayMinimumMicroseconds: link.delay?.minimum,
      delayMaximumMicroseconds: link.delay?.maximum,
      delayVariationMicroseconds: link.delayVariationMicroseconds,
      lossPercent: link.lossPercent,
      capacityBps: bitsPerSecond(link.capacityBytesPerSecond),
      reservableBps: bitsPerSecond(link.reservableBandwidthBytesPerSecond),
      utilisedBps: bitsPerSecond(link.utilizedBandwidthBytesPerSecond),
    }),
  };
}

/** Labels; an index counts in the SRGB of the router that the link leaves (RFC 9085 §2.2.1). */
function adjacencySidRows(r: Reading, link: TedLink): LinkRow["adjacencySids"] {
  const from = r.caches.ted.router(link.from);
  return link.adjacencySids.flatMap((sid) => {
    const label = sid.label ?? (from && sid.index !== undefined && labelOf(from, sid.index));
    return typeof label !== "number" ? [] : [{
      label,
      backup: sid.backup ?? false,
      protected: sid.backup ?? false,
      operatorSet: link.operatorSet.includes("adjacencySids"),
    }];
  });
}

function linkRarities(link: TedLink): LinkRarities {
  return {
    protocol: protocolWord(link),
    area: link.group === "isis" ? "" : link.area,
    topologyIds: link.mts,
    gracefulShutdown: link.gracefulShutdown,
    delayAnomalous: link.delay?.anomalous ?? false,
    lossAnomalous: link.rare?.lossAnomalous ?? false,
    ...given({
      unusable: link.unusable,
      lan: link.lan,
      interfaceName: link.interfaceName,
      maximumBps: bitsPerSecond(link.maximumBandwidthBytesPerSecond),
      bundleBps: bitsPerSecond(link.bundleBandwidthBytesPerSecond),
      unreservedBps: link.unreservedBandwidthBytesPerSecond?.map((bytes) => bytes * 8),
      msd: link.msd,
    }),
    ...(link.rare && linkRareRows(link.rare)),
  };
}

export function prefixRow(r: Reading, id: number): PrefixRow | undefined {
  const prefix = r.caches.ted.prefix(id);
  if (!prefix) return undefined;
  const router = prefix.router === undefined ? undefined : r.caches.ted.router(prefix.router);
  const name = prefix.router === undefined ? prefix.routerName : tedName(r, prefix.router);
  return {
    id: `${name}/${prefix.prefix}`,
    prefix: prefix.prefix,
    router: name,
    metric: prefix.metric ?? 0,
    sids: prefix.sids.map((sid) => prefixSidRow(sid, prefix.node, router)),
    anycast: prefix.anycast,
    stale: prefix.stale,
    feeds: feedNames(r, r.caches.ted.feedsOfPrefix(id)),
    ...prefixRarities(r, prefix),
  };
}

const prefixSidRow = (sid: PrefixSid, node: boolean, router: RouterRow | undefined) => ({
  algorithm: sid.algorithm,
  node,
  noPhp: sid.noPhp ?? false,
  explicitNull: sid.explicitNull ?? false,
  readvertised: sid.readvertised ?? false,
  local: sid.local ?? false,
  ...given({
    index: sid.index,
    label: sid.label ??
      (sid.index === undefined || !router ? undefined : labelOf(router, sid.index)),
  }),
});

function prefixRarities(r: Reading, prefix: TedPrefix): PrefixRarities {
  return {
    owners: prefix.owners.map((owner) => tedName(r, owner)),
    readvertised: prefix.readvertised,
    topologyId: prefix.mt,
    ...given({
      originator: prefix.originator === undefined ? undefined : tedName(r, prefix.originator),
      ospfRouteType: ROUTE_TYPES[prefix.ospfRouteType ?? 0],
      locators: prefix.locators?.map((locator) => ({ prefix: prefix.prefix, ...locator })),
      mappings: prefix.mappings?.flatMap(({ size, sids }) =>
        sids.map(({ index, label, algorithm }) => ({
          size,
          firstIndex: index ?? label ?? 0,
          algorithm,
        }))
      ),
      algorithmMetrics: prefix.flexAlgorithmMetrics,
      routeTags: prefix.routeTags,
      forwardingAddress: prefix.forwardingAddress,
    }),
  };
}
/** RFC 9552 §5.2.3.1. */
const ROUTE_TYPES: Readonly<Record<number, string>> = {
  1: "intraArea",
  2: "interArea",
  3: "external1",
  4: "external2",
  5: "nssa1",
  6: "nssa2",
};

/** A peering, or a link of IPv6 alone, carries packets while it is there; that no path crosses it is no fault. */
function linkState(link: TedLink): LinkRow["state"] {
  const isAside = link.unusable === "external" || link.unusable === "otherTopology";
  const isHalf = link.unusable === "otherTopology" && link.reverse === undefined;
  if (link.unusable === "oneWay" || isHalf) return "oneWay";
  if (!link.usable && !isAside) return "down";
  return link.drained ? "drained" : link.stale ? "stale" : "up";
}
