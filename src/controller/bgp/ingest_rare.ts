/** What few networks say by BGP-LS, in the words of the topology; `undefined` where nothing was said. */
import { formatAddress, formatIpv4 } from "../../lib/address.ts";
import { given } from "../../lib/given.ts";
import type {
  EndXSid,
  FlexAlgorithmDefinition,
  LinkFact,
  LinkTeFact,
  Msd,
  NodeFact,
  PeerSid,
  PrefixFact,
  SrPolicyFact,
  Srv6SidFact,
} from "../../bgp/codec/ls_facts.ts";
import type {
  ApplicationLink,
  BundleMember,
  Depth,
  EndXSid as TedEndXSid,
  FlexAlgorithm,
  LinkRarities,
  NodeRarities,
  PeerSid as TedPeerSid,
  PrefixRarities,
  SrPolicyAttributes,
  Srv6SidAttributes,
} from "../../ted/rare_fact.ts";
import { adjacencySid, adminGroup, delayOf, prefixSid } from "./ingest_parts.ts";

export const nodeRarities = (fact: NodeFact): NodeRarities =>
  given({
    flexAlgorithms: filled(fact.flexAlgorithms)?.map(flexAlgorithm),
    depths: depthsOf(fact.msd),
    srv6: fact.srv6 ? { oam: fact.srv6Oam } : undefined,
    mappingServerPreference: fact.mappingServerPreference,
    sbfdDiscriminators: filled(fact.sbfdDiscriminators),
  });

const flexAlgorithm = (definition: FlexAlgorithmDefinition): FlexAlgorithm => ({
  algorithm: definition.algorithm,
  metricType: definition.metricType,
  calculationType: definition.calculationType,
  priority: definition.priority,
  ...given({
    excludeAny: filled(definition.excludeAny),
    includeAny: filled(definition.includeAny),
    includeAll: filled(definition.includeAll),
    excludeSrlgs: filled(definition.excludeSrlgs),
    prefixMetric: definition.prefixMetric || undefined,
    unsupported: definition.unsupported || undefined,
  }),
});

/** Base imposition has a place of its own. */
function depthsOf(msd: Msd): readonly Depth[] | undefined {
  const depths: Depth[] = [];
  for (const type in msd) if (type !== "1") depths.push({ type: Number(type), value: msd[type]! });
  return filled(depths);
}

/** Undefined for nearly every link. */
export function linkRarities(fact: LinkFact): LinkRarities | undefined {
  const rare = given({
    flexAlgorithm: fact.flexAlgorithm && applicationLink(fact.flexAlgorithm),
    endXSids: filled(fact.endXSids)?.map(endXSid),
    peerSids: filled(fact.peerSids)?.map(peerSid),
    bundleMembers: filled(fact.bundleMembers)?.map(bundleMember),
    protection: fact.protection,
    depths: depthsOf(fact.msd),
    residualBandwidthBytesPerSecond: fact.residualBytesPerSecond,
    availableBandwidthBytesPerSecond: fact.availableBytesPerSecond,
    lossAnomalous: fact.lossAnomalous || undefined,
  });
  for (const _ in rare) return rare;
  return undefined;
}

const applicationLink = (te: LinkTeFact): ApplicationLink =>
  given({
    teMetric: te.teMetric,
    delay: delayOf(te),
    adminGroup: adminGroup(te),
    srlgs: filled(te.srlgs),
  });

const endXSid = (sid: EndXSid): TedEndXSid => ({
  sid: sid.sid,
  behavior: sid.behavior,
  algorithm: sid.algorithm,
  ...given({
    weight: sid.weight || undefined,
    backup: sid.backup || undefined,
    set: sid.set || undefined,
    persistent: sid.persistent || undefined,
    lanNeighbor: sid.lanNeighbor,
    structure: sid.structure,
  }),
});

const peerSid = (sid: PeerSid): TedPeerSid => ({
  role: sid.role,
  ...given({
    label: sid.label,
    index: sid.index,
    backup: sid.backup || undefined,
    persistent: sid.persistent || undefined,
    weight: sid.weight || undefined,
  }),
});

const bundleMember = ({ descriptor, fact }: LinkFact["bundleMembers"][number]): BundleMember => ({
  descriptor,
  ...given({
    maximumBandwidthBytesPerSecond: fact.maxBandwidthBytesPerSecond,
    delay: delayOf(fact),
    adjacencySids: filled(fact.adjacencySids)?.map(adjacencySid),
    endXSids: filled(fact.endXSids)?.map(endXSid),
  }),
});

export function prefixRarities(fact: PrefixFact): PrefixRarities {
  const { sourceOspfRouterId, ospfForwardingAddress } = fact;
  const tags = [...fact.routeTags, ...fact.extendedRouteTags].map(String);
  return given({
    sourceOspfRouterId: sourceOspfRouterId === undefined
      ? undefined
      : formatIpv4(sourceOspfRouterId),
    locators: filled(fact.locators)?.map(({ algorithm, metric, structure }) => ({
      algorithm,
      metric,
      ...given({ structure }),
    })),
    mappings: filled(fact.ranges)?.map(({ size, sids }) => ({ size, sids: sids.map(prefixSid) })),
    flexAlgorithmMetrics: filled(fact.flexAlgorithmMetrics),
    routeTags: filled(tags),
    forwardingAddress: ospfForwardingAddress === undefined
      ? undefined
      : formatAddress(ospfForwardingAddress),
  });
}

export function srv6SidAttributes(fact: Srv6SidFact): Srv6SidAttributes {
  const { behavior, algorithm, structure, peerAsn, peerBgpIdentifier } = fact;
  return given({
    behavior,
    algorithm,
    structure,
    peer: peerAsn === undefined || peerBgpIdentifier === undefined ? undefined : {
      asn: peerAsn,
      bgpIdentifier: formatIpv4(peerBgpIdentifier),
      set: fact.peerSet,
      weight: fact.weight ?? 0,
    },
  });
}

export function srPolicyAttributes(fact: SrPolicyFact): SrPolicyAttributes {
  return given({
    policyName: fact.policyName,
    pathName: fact.pathName,
    preference: fact.preference,
    priority: fact.priority,
    state: filled(fact.states),
    bindingSid: fact.bindingSid === undefined ? undefined : String(fact.bindingSid),
    segmentLists: filled(fact.segmentLists)?.map(({ weight, segments }) => ({
      weight,
      segments: segments.map(({ sid }) => sid === undefined ? "?" : String(sid)),
    })),
  });
}

const filled = <T>(list: readonly T[]): readonly T[] | undefined =>
  list.length > 0 ? list : undefined;
