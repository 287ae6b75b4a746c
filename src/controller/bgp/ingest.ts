/**
 * BGP-LS in, topology out: the only place that knows both. Which node a descriptor means is decided here
 * (RFC 9552 §5.2.1; AS and instance choose the topology, they are not part of the node).
 */
import { formatIpv4, formatPrefix } from "../../lib/address.ts";
import { given } from "../../lib/given.ts";
import type { AdjacencySid, LinkFact, NodeFact, PrefixFact } from "../../bgp/codec/ls_facts.ts";
import type { LinkNlri, LsNlri, NodeDescriptor } from "../../bgp/codec/ls_nlri.ts";
import type {
  AdjacencySid as TedAdjacencySid,
  Change,
  Group,
  LinkAttributes,
  LinkKey,
  NodeAttributes,
  NodeKey,
  PrefixAttributes,
  PrefixKey,
} from "../../ted/fact.ts";
import type { Config } from "../config.ts";

type Nlri = Exclude<LsNlri, { type: "unknown" }>;
type Fact = NodeFact | LinkFact | PrefixFact;

/** The change that an announced NLRI means; `fact` undefined: it came without attributes. */
export function announced(
  config: Config,
  feed: number,
  nlri: LsNlri,
  fact: Fact | undefined,
): Change | undefined {
  if (nlri.type === "unknown" || nlri.type === "srv6Sid" || nlri.type === "srPolicy") {
    return undefined;
  }
  const node = nodeKey(config, nlri, nlri.localNode);
  if (!node) return undefined;
  switch (nlri.type) {
    case "node":
      return {
        change: "putNode",
        feed,
        key: node,
        ...given({ asn: nlri.localNode.asn }),
        ...(fact?.kind === "node" ? { attributes: nodeAttributes(fact) } : {}),
      };
    case "link": {
      const key = linkKey(config, nlri, node);
      if (!key) return undefined;
      return {
        change: "putLink",
        feed,
        key,
        ...(fact?.kind === "link" ? { attributes: linkAttributes(fact) } : {}),
      };
    }
    default:
      return {
        change: "putPrefix",
        feed,
        key: prefixKey(nlri, node),
        ...(fact?.kind === "prefix" ? { attributes: prefixAttributes(fact) } : {}),
      };
  }
}

export function withdrawn(config: Config, feed: number, nlri: LsNlri): Change | undefined {
  if (nlri.type === "unknown" || nlri.type === "srv6Sid" || nlri.type === "srPolicy") {
    return undefined;
  }
  const node = nodeKey(config, nlri, nlri.localNode);
  if (!node) return undefined;
  switch (nlri.type) {
    case "node":
      return { change: "dropNode", feed, key: node };
    case "link": {
      const key = linkKey(config, nlri, node);
      return key && { change: "dropLink", feed, key };
    }
    default:
      return { change: "dropPrefix", feed, key: prefixKey(nlri, node) };
  }
}

/** The topology that an NLRI belongs to: by Instance-ID, and by AS where the configuration names some. */
function topologyOf(config: Config, nlri: Nlri, asn: number | undefined): string {
  const instance = Number(nlri.identifier);
  const named = config.topologies.find((t) =>
    t.instances.includes(instance) &&
    (t.asns.length === 0 || asn === undefined || t.asns.includes(asn))
  );
  return named?.name ?? (instance === 0 ? config.network : `${config.network}-${instance}`);
}

function nodeKey(config: Config, nlri: Nlri, node: NodeDescriptor): NodeKey | undefined {
  const { group, area } = groupOf(nlri.protocolId, node);
  const routerId = node.igpRouterId ||
    (node.bgpRouterId === undefined ? "" : node.bgpRouterId.toString(16).padStart(8, "0"));
  if (routerId === "" || !group) return undefined;
  return { topology: topologyOf(config, nlri, node.asn), group, area, routerId };
}

/** Protocol-IDs of RFC 9552 §5.2; areas only where they tell two nodes apart. */
function groupOf(protocol: number, node: NodeDescriptor): { group?: Group; area: string } {
  switch (protocol) {
    case 1:
      return { group: "isis", area: "L1" };
    case 2:
      return { group: "isis", area: "L2" };
    case 3:
      return { group: "ospfv2", area: formatIpv4(node.ospfAreaId ?? 0) };
    case 6:
      return { group: "ospfv3", area: formatIpv4(node.ospfAreaId ?? 0) };
    case 4:
    case 5:
      return { group: "direct", area: "" };
    case 7:
      return { group: "bgp", area: "" };
  }
  return { area: "" };
}

function linkKey(config: Config, nlri: LinkNlri, local: NodeKey): LinkKey | undefined {
  const remote = nodeKey(config, nlri, nlri.remoteNode);
  if (!remote) return undefined;
  const { link } = nlri;
  return {
    local,
    remote,
    ...given({
      localId: link.localLinkId,
      remoteId: link.remoteLinkId,
      localIpv4: address(link.ipv4Interface),
      remoteIpv4: address(link.ipv4Neighbor),
      localIpv6: link.ipv6Interface,
      remoteIpv6: link.ipv6Neighbor,
      mt: link.mtId === 0 ? undefined : link.mtId,
    }),
  };
}

function prefixKey(
  nlri: Exclude<Nlri, { type: "node" | "link" | "srv6Sid" | "srPolicy" }>,
  node: NodeKey,
): PrefixKey {
  return {
    node,
    prefix: formatPrefix({ address: nlri.address, length: nlri.prefixLength }),
    ...given({
      mt: nlri.mtId === 0 ? undefined : nlri.mtId,
      ospfRouteType: nlri.ospfRouteType,
    }),
  };
}

function nodeAttributes(fact: NodeFact): NodeAttributes {
  return given({
    name: fact.name,
    ipv4RouterIds: filled(fact.ipv4RouterIds)?.map(formatIpv4),
    ipv6RouterIds: filled(fact.ipv6RouterIds),
    areas: filled(fact.isisAreas),
    srgb: filled(fact.srgb),
    srlb: filled(fact.srlb),
    algorithms: filled(fact.algorithms),
    msd: fact.msd[BASE_MSD],
    overload: fact.overload || undefined,
    attached: fact.attached || undefined,
    abr: fact.areaBorder || undefined,
    external: fact.external || undefined,
    mts: filled(fact.mtIds),
  });
}

function linkAttributes(fact: LinkFact): LinkAttributes {
  const delay = given({
    minimum: fact.minimumDelayMicroseconds,
    maximum: fact.maximumDelayMicroseconds,
    average: fact.delayMicroseconds,
    anomalous: fact.minMaxDelayAnomalous || fact.delayAnomalous || undefined,
  });
  const members = fact.bundleMembers.map((m) => m.fact.maxBandwidthBytesPerSecond ?? 0);
  return given({
    igpMetric: fact.igpMetric,
    teMetric: fact.teMetric,
    delay: Object.keys(delay).length > 0 ? delay : undefined,
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
  });
}

function adjacencySid(sid: AdjacencySid): TedAdjacencySid {
  return given({
    label: sid.label,
    index: sid.index,
    backup: sid.backup || undefined,
    set: sid.set || undefined,
    persistent: sid.persistent || undefined,
    weight: sid.weight || undefined,
    lanNeighbor: sid.lanNeighbor,
  });
}

/** The extended group has the plain one as its first word where both are sent (RFC 7308 §2.3.1). */
function adminGroup(fact: LinkFact): readonly number[] | undefined {
  if (fact.extendedAdminGroup.length > 0) return fact.extendedAdminGroup;
  return fact.adminGroup === undefined ? undefined : [fact.adminGroup];
}

function prefixAttributes(fact: PrefixFact): PrefixAttributes {
  const source = fact.sourceRouterId;
  return given({
    metric: fact.metric,
    sids: filled(fact.prefixSids)?.map((sid) => ({
      algorithm: sid.algorithm,
      ...given({
        index: sid.index,
        label: sid.label,
        noPhp: sid.noPenultimatePop || undefined,
        explicitNull: sid.explicitNull || undefined,
        readvertised: sid.readvertised || undefined,
        node: sid.node || undefined,
      }),
    })),
    node: fact.nodeFlag,
    anycast: fact.anycastFlag,
    readvertised: fact.readvertised || undefined,
    external: fact.external || undefined,
    sourceRouterId: typeof source === "number" ? formatIpv4(source) : source,
  });
}

const BASE_MSD = 1; // Base MPLS Imposition MSD (RFC 8491 §4)
const filled = <T>(list: readonly T[]): readonly T[] | undefined =>
  list.length > 0 ? list : undefined;
const address = (a: number | undefined) => a === undefined ? undefined : formatIpv4(a);
