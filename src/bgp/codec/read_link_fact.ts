/**
 * Link attribute TLVs to a LinkFact (RFC 9552 §5.3.2, RFC 9085 §2.2, RFC 8571, RFC 9294). Plain TLVs
 * are those of RSVP-TE; what ASLA says for SR policies goes before them, fact by fact.
 */
import type { ValueOf } from "../../wire/field.ts";
import { ASLA_SUB_TLVS, BUNDLE_SUB_TLVS, type LS_ATTRIBUTES } from "../registry/ls_attributes.ts";
import type { LinkApplication, LinkFact, LinkTeFact } from "./ls_facts.ts";
import { type Draft, type Fold, foldTlvs, NONE, plus } from "./ls_fold.ts";
import { adjacencySid, endXSid, peerSid } from "./read_link_sids.ts";
import { emptyTe, isBandwidth, prefer, TE_FOLD, type TeDraft } from "./read_link_te.ts";
import { msdOf } from "./read_node_fact.ts";

type Rows = typeof LS_ATTRIBUTES["rows"];
type Value<K extends keyof Rows> = ValueOf<Rows[K]["value"]>;

/** A half-link of which nothing is said. */
export const emptyLinkFact = (): Draft<LinkFact> => ({
  kind: "link",
  name: undefined,
  igpMetric: undefined,
  ipv4RouterIdsLocal: NONE,
  ipv6RouterIdsLocal: NONE,
  ipv4RouterIdsRemote: NONE,
  ipv6RouterIdsRemote: NONE,
  localLinkId: undefined,
  remoteLinkId: undefined,
  maxBandwidthBytesPerSecond: undefined,
  reservableBytesPerSecond: undefined,
  unreservedBytesPerSecond: NONE,
  adjacencySids: NONE,
  peerSids: NONE,
  protection: undefined,
  endXSids: NONE,
  msd: NO_MSD,
  gracefulShutdown: false,
  bundleMembers: NONE,
  applications: NONE,
  flexAlgorithm: undefined,
  unread: NONE,
  ...emptyTe(),
});

/** Lets what was said for SR policies win, and gathers what was said for flex-algo. */
export function resolveApplications(fact: Draft<LinkFact>): LinkFact {
  if (fact.applications.length === 0) return fact;
  const all = said(fact.applications, (app) => app.standard === "" && app.userDefined === "");
  const segmentRouting = said(fact.applications, (app) => hasBit(app.standard, SR_POLICY_BIT));
  const flexAlgorithm = said(fact.applications, (app) => hasBit(app.standard, FLEX_ALGO_BIT));
  prefer(fact, all);
  prefer(fact, segmentRouting);
  if (all.length + flexAlgorithm.length > 0) { // plain TLVs are not for flex-algo (RFC 9350 §12)
    fact.flexAlgorithm = prefer(prefer(emptyTe(), all), flexAlgorithm);
  }
  return fact;
}

const said = (
  applications: readonly LinkApplication[],
  to: (application: LinkApplication) => boolean,
): readonly Partial<LinkTeFact>[] => applications.filter(to).map((app) => app.te);

/** Bit `bit` of a mask in hex digits; bit 0 is the leftmost. */
const hasBit = (mask: string, bit: number): boolean =>
  (parseInt(mask.slice(0, 2) || "0", 16) & (0x80 >> bit)) !== 0;
/** Standard applications: R, S, F, X (RFC 9294 §2, RFC 9479 §4.1, RFC 9350 §12). */
const SR_POLICY_BIT = 1;
const FLEX_ALGO_BIT = 3;

export const LINK_FOLD: Fold<LinkFact> = {
  ...TE_FOLD,
  igpMetric: (fact, metric) => void (fact.igpMetric = metric),
  linkName: (fact, name) => void (fact.name = name),
  linkIds(fact, { local, remote }) {
    fact.localLinkId = local;
    fact.remoteLinkId = remote;
  },
  ipv4RouterIdLocal: (fact, v) => void (fact.ipv4RouterIdsLocal = plus(fact.ipv4RouterIdsLocal, v)),
  ipv6RouterIdLocal: (fact, v) => void (fact.ipv6RouterIdsLocal = plus(fact.ipv6RouterIdsLocal, v)),
  ipv4RouterIdRemote: (fact, v) =>
    void (fact.ipv4RouterIdsRemote = plus(fact.ipv4RouterIdsRemote, v)),
  ipv6RouterIdRemote: (fact, v) =>
    void (fact.ipv6RouterIdsRemote = plus(fact.ipv6RouterIdsRemote, v)),
  maxBandwidth(fact, v) {
    if (isBandwidth(v)) fact.maxBandwidthBytesPerSecond = v;
    return isBandwidth(v);
  },
  reservableBandwidth(fact, v) {
    if (isBandwidth(v)) fact.reservableBytesPerSecond = v;
    return isBandwidth(v);
  },
  unreservedBandwidth(fact, v) {
    const good = v.length === 8 && v.every(isBandwidth);
    if (good) fact.unreservedBytesPerSecond = v;
    return good;
  },
  linkProtection: (fact, octets) => void (fact.protection = octets >> 8),
  linkMsd: (fact, pairs) => void (fact.msd = msdOf(pairs)),
  gracefulShutdown: (fact) => void (fact.gracefulShutdown = true),
  adjacencySid: (fact, v, protocolId) =>
    void (fact.adjacencySids = plus(fact.adjacencySids, adjacencySid(v, v.sid, protocolId))),
  lanAdjacencySid(fact, v, protocolId) {
    const { neighbor, sid } = v.to;
    fact.adjacencySids = plus(fact.adjacencySids, adjacencySid(v, sid, protocolId, neighbor));
  },
  peerNodeSid: (fact, v) => void (fact.peerSids = plus(fact.peerSids, peerSid("node", v))),
  peerAdjacencySid: (fact, v) =>
    void (fact.peerSids = plus(fact.peerSids, peerSid("adjacency", v))),
  peerSetSid: (fact, v) => void (fact.peerSids = plus(fact.peerSids, peerSid("set", v))),
  endXSid: (fact, v) => void (fact.endXSids = plus(fact.endXSids, endXSid(v, undefined))),
  isisLanEndXSid: (fact, v) => void (fact.endXSids = plus(fact.endXSids, endXSid(v, v.neighbor))),
  ospfLanEndXSid: (fact, v) => void (fact.endXSids = plus(fact.endXSids, endXSid(v, v.neighbor))),
  asla: addApplication,
  bundleMember: addBundleMember,
};

function addApplication(fact: Draft<LinkFact>, { masks, subTlvs }: Value<"asla">): void {
  const te: TeDraft = {};
  const unread = foldTlvs(ASLA_SUB_TLVS, TE_FOLD, te, subTlvs, 0);
  fact.applications = plus(fact.applications, { ...masks, te });
  if (unread.length > 0) fact.unread = [...fact.unread, ...unread];
}

function addBundleMember(fact: Draft<LinkFact>, value: Value<"bundleMember">, protocolId: number) {
  const { descriptor, subTlvs } = value;
  const member = emptyLinkFact();
  member.unread = foldTlvs(BUNDLE_SUB_TLVS, LINK_FOLD, member, subTlvs, protocolId);
  fact.bundleMembers = plus(fact.bundleMembers, { descriptor, fact: member });
}

/** Shared: made anew by the TLV that fills it. */
const NO_MSD = Object.freeze({});
