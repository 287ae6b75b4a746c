/** What BGP-LS says of nodes, half-links and prefixes, in the words of the topology. */
import { formatIpv4 } from "../../lib/address.ts";
import { given } from "../../lib/given.ts";
import type { LinkFact, NodeFact, PrefixFact } from "../../bgp/codec/ls_facts.ts";
import type { LinkAttributes, NodeAttributes, PrefixAttributes } from "../../ted/fact.ts";
import { adjacencySid, adminGroup, delayOf, prefixSid } from "./ingest_parts.ts";
import { linkRarities, nodeRarities, prefixRarities } from "./ingest_rare.ts";

export function nodeAttributes(fact: NodeFact): NodeAttributes {
  return given({
    name: fact.name,
    ipv4RouterIds: filled(fact.ipv4RouterIds)?.map(formatIpv4),
    ipv6RouterIds: filled(fact.ipv6RouterIds),
    areas: filled(fact.isisAreas),
    srgb: filled(fact.srgb),
    srlb: filled(fact.srlb),
    algorithms: filled(fact.algorithms)?.slice(), // as long as it must be
    msd: fact.msd[BASE_MSD],
    overload: fact.overload || undefined,
    attached: fact.attached || undefined,
    abr: fact.areaBorder || undefined,
    external: fact.external || undefined,
    mts: filled(fact.mtIds),
    ...nodeRarities(fact),
  });
}

export function linkAttributes(fact: LinkFact): LinkAttributes {
  const members = fact.bundleMembers.map((m) => m.fact.maxBandwidthBytesPerSecond ?? 0);
  return given({
    igpMetric: fact.igpMetric,
    teMetric: fact.teMetric,
    delay: delayOf(fact),
    delayVariationMicroseconds: fact.delayVariationMicroseconds,
    lossPercent: fact.lossPercent,
    adminGroup: adminGroup(fact),
    srlgs: filled(fact.srlgs),
    maximumBandwidthBytesPerSecond: fact.maxBandwidthBytesPerSecond,
    reservableBandwidthBytesPerSecond: fact.reservableBytesPerSecond,
    unreservedBandwidthBytesPerSecond: filled(fact.unreservedBytesPerSecond),
    bundleBandwidthBytesPerSecond: members.length > 0 ? members.reduce((a, b) => a + b) : undefined,
    utilizedBandwidthBytesPerSecond: fact.utilizedBytesPerSecond,
    adjacencySids: filled(fact.adjacencySids)?.map(adjacencySid),
    msd: fact.msd[BASE_MSD],
    localId: fact.localLinkId,
    remoteId: fact.remoteLinkId,
    name: fact.name,
    gracefulShutdown: fact.gracefulShutdown || undefined,
    rare: linkRarities(fact),
  });
}

export function prefixAttributes(fact: PrefixFact): PrefixAttributes {
  const source = fact.sourceRouterId;
  return given({
    metric: fact.metric,
    sids: filled(fact.prefixSids)?.map(prefixSid),
    node: fact.nodeFlag,
    anycast: fact.anycastFlag,
    readvertised: fact.readvertised || undefined,
    external: fact.external || undefined,
    sourceRouterId: typeof source === "number" ? formatIpv4(source) : source,
    ...prefixRarities(fact),
  });
}

const BASE_MSD = 1; // Base MPLS Imposition MSD (RFC 8491 §4)
const filled = <T>(list: readonly T[]): readonly T[] | undefined =>
  list.length > 0 ? list : undefined;
