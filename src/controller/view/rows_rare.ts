/** Rows of what few networks tell, from the topology. */
import { SRV6_BEHAVIORS } from "../../wire/srv6_behaviors.ts";
import { given } from "../../lib/given.ts";
import type {
  ApplicationLink,
  BundleMember,
  Depth,
  EndXSid,
  LinkRarities as TedLink,
  PeerSid,
} from "../../ted/rare_fact.ts";
import type { FlexAlgorithmRow as TedAlgorithm } from "../../ted/flex_algorithms.ts";
import type { RouterRow as TedRouter, SrPolicyRow, Srv6SidRow as TedSid } from "../../ted/row.ts";
import { odditiesOf } from "./oddities.ts";
import { adminGroupBits, bitsPerSecond, protocolWord, tedName } from "./row_words.ts";
import type { Reading } from "../turn.ts";
import type {
  BundleMemberRow,
  EndXSidRow,
  FlexAlgorithmLinkRow,
  FlexAlgorithmRow,
  PeerSidRow,
  ReportedCandidatePathRow,
  RouterRarities,
  SidDepthRow,
  Srv6SidRow,
} from "./view_rare.ts";

export function routerRarities(r: Reading, router: TedRouter): RouterRarities {
  const { ted } = r.caches;
  return given({
    depths: depthRows(router.depths),
    flexAlgorithms: filled(
      ted.flexAlgorithms.filter((one) => concerns(one, router.id)).map((one) =>
        flexAlgorithmRow(r, one, router.id)
      ),
    ),
    srv6: router.srv6 && true,
    locators: filled(ted.locatorsOf(router.id)),
    srv6Sids: filled(ted.srv6SidsOf(router.id).map(srv6SidRow)),
    candidatePaths: filled(ted.srPoliciesOf(router.id).map(candidatePathRow)),
    mappingServerPreference: router.mappingServerPreference,
    oddities: filled(odditiesOf(r, router)),
  });
}

const concerns = (one: TedAlgorithm, router: number): boolean =>
  one.definedBy === router || one.participants.includes(router);

function flexAlgorithmRow(r: Reading, one: TedAlgorithm, router: number): FlexAlgorithmRow {
  const { definition } = one;
  return {
    algorithm: one.algorithm,
    protocol: protocolWord(one),
    area: one.group === "isis" ? "" : one.area,
    participates: one.participants.includes(router),
    definedBy: one.definedBy === undefined ? "" : tedName(r, one.definedBy),
    metricType: definition ? METRICS[definition.metricType] ?? `${definition.metricType}` : "",
    calculationType: definition?.calculationType ?? 0,
    priority: definition?.priority ?? 0,
    excludeAny: adminGroupBits(definition?.excludeAny ?? []),
    includeAny: adminGroupBits(definition?.includeAny ?? []),
    includeAll: adminGroupBits(definition?.includeAll ?? []),
    excludeSrlgs: definition?.excludeSrlgs ?? [],
    prefixMetric: definition?.prefixMetric ?? false,
    unsupported: definition?.unsupported ?? false,
    otherDefinitions: one.otherDefinitions,
    participants: one.participants.length,
  };
}
const METRICS: Readonly<Record<number, string>> = { 0: "igp", 1: "delay", 2: "te" };

function srv6SidRow(sid: TedSid): Srv6SidRow {
  const behavior = sid.behavior ?? 0;
  return {
    sid: sid.sid,
    behavior,
    behaviorName: behaviorName(behavior),
    algorithm: sid.algorithm ?? 0,
    protocol: protocolWord(sid),
    topologyId: sid.mt,
    stale: sid.stale,
    ...given({
      structure: sid.structure,
      peerAsn: sid.peer?.asn,
      peerRouterId: sid.peer?.bgpIdentifier,
    }),
  };
}

const candidatePathRow = (path: SrPolicyRow): ReportedCandidatePathRow => ({
  color: path.color,
  endpoint: path.endpoint,
  origin: ORIGINS[path.protocolOrigin] ?? String(path.protocolOrigin),
  originator: path.originator,
  discriminator: path.discriminator,
  policyName: path.policyName ?? "",
  pathName: path.pathName ?? "",
  state: path.state ?? [],
  bindingSid: path.bindingSid ?? "",
  segmentLists: path.segmentLists ?? [],
  stale: path.stale,
  ...given({ preference: path.preference }),
});
/** RFC 9857 §8.4; the small numbers are those of its drafts. */
const ORIGINS: Readonly<Record<number, string>> = {
  1: "PCEP",
  2: "BGP",
  3: "configuration",
  10: "PCEP",
  20: "BGP",
  30: "configuration",
};

/** What a link's row has of `rare`. */
export const linkRareRows = (rare: TedLink) =>
  given({
    residualBps: bitsPerSecond(rare.residualBandwidthBytesPerSecond),
    availableBps: bitsPerSecond(rare.availableBandwidthBytesPerSecond),
    depths: depthRows(rare.depths),
    protection: rare.protection === undefined ? undefined : protectionWords(rare.protection),
    endXSids: rare.endXSids?.map(endXSidRow),
    peerSids: rare.peerSids?.map(peerSidRow),
    bundleMembers: rare.bundleMembers?.map(bundleMemberRow),
    flexAlgorithm: rare.flexAlgorithm && flexAlgorithmLinkRow(rare.flexAlgorithm),
  });

const endXSidRow = (sid: EndXSid): EndXSidRow => ({
  sid: sid.sid,
  behavior: sid.behavior,
  behaviorName: behaviorName(sid.behavior),
  algorithm: sid.algorithm,
  weight: sid.weight ?? 0,
  backup: sid.backup ?? false,
  set: sid.set ?? false,
  persistent: sid.persistent ?? false,
  ...given({ structure: sid.structure }),
});
const peerSidRow = (sid: PeerSid): PeerSidRow => ({
  role: sid.role,
  backup: sid.backup ?? false,
  persistent: sid.persistent ?? false,
  weight: sid.weight ?? 0,
  ...given({ label: sid.label, index: sid.index }),
});
const bundleMemberRow = (member: BundleMember): BundleMemberRow => ({
  descriptor: member.descriptor,
  adjacencySids: (member.adjacencySids ?? []).map((sid) => sid.label ?? sid.index ?? 0),
  endXSids: (member.endXSids ?? []).map(endXSidRow),
  ...given({
    capacityBps: bitsPerSecond(member.maximumBandwidthBytesPerSecond),
    delayMicroseconds: member.delay?.minimum ?? member.delay?.average,
  }),
});
const flexAlgorithmLinkRow = (link: ApplicationLink): FlexAlgorithmLinkRow => ({
  adminGroups: adminGroupBits(link.adminGroup ?? []),
  srlgs: link.srlgs ?? [],
  ...given({
    teMetric: link.teMetric,
    delayMicroseconds: link.delay?.minimum ?? link.delay?.average,
  }),
});

const behaviorName = (behavior: number): string =>
  SRV6_BEHAVIORS[behavior] ?? `behavior ${behavior}`;

const depthRows = (depths: readonly Depth[] | undefined): readonly SidDepthRow[] | undefined =>
  depths?.map(({ type, value }) => ({ type, value, name: DEPTHS[type] ?? String(type) }));
/** RFC 9088 §4, RFC 9352 §4. */
const DEPTHS: Readonly<Record<number, string>> = {
  2: "entropyLabelDepth",
  41: "segmentsLeft",
  42: "endPop",
  44: "encapsulation",
  45: "endDecapsulation",
};

/** RFC 5307 §1.2, from the lowest bit. */
const PROTECTIONS = [
  "extraTraffic",
  "unprotected",
  "shared",
  "dedicatedOneForOne",
  "dedicatedOnePlusOne",
  "enhanced",
];
const protectionWords = (bits: number): readonly string[] =>
  PROTECTIONS.filter((_, bit) => (bits >> bit & 1) !== 0);

const filled = <T>(list: readonly T[]): readonly T[] | undefined =>
  list.length > 0 ? list : undefined;
