/**
 * Our Open, and what we think of theirs (RFC 5440 §4.2.1, RFC 8231 §5.4, RFC 8232 §3, RFC 8664 §5.1, RFC 8408 §3).
 */
import type { Open, PcepTlv } from "../codec/message.ts";
import type { OpenTlvName, Profile, ProfileName } from "../profiles/profile.ts";
import { SR_MPLS, SRV6 } from "../registry/codes.ts";

/** What this end can do, before the profile takes away what the peer would stumble over. */
export interface Capabilities {
  readonly update: boolean; // U; false in observe mode
  readonly initiate: boolean; // I
  readonly pathSetupTypes: readonly number[];
  readonly associationTypes: readonly number[];
  readonly objectiveFunctions: readonly number[];
  /** Weighted segment lists of one LSP (draft-ietf-pce-multipath §4.1); 1: multipath is not offered. */
  readonly segmentLists: number;
  readonly speakerEntityId?: Uint8Array;
  /** Shorter synchronisations (RFC 8232), to peers that offer them: nobody else hears of them. */
  readonly shortSync: boolean;
  /** The version of its LSP database that we still have; absent: none of it. */
  readonly lspDbVersion?: bigint;
}

export interface Local {
  /** Who we are in this session; decides which messages make sense from the other side. */
  readonly role: "pce" | "pcc";
  readonly sessionId: number; // 0 … 255, another one for each session
  readonly keepaliveSeconds: number;
  readonly deadTimerSeconds: number;
  /** Shorter keepalives of the peer are answered with a proposal. */
  readonly minimumKeepaliveSeconds: number;
  /** How long we let the peer speak first, so that we know whom we speak to; 0: not at all. */
  readonly waitForOpenSeconds: number;
  readonly profile: ProfileName | "auto";
  readonly tls: "off" | "optional" | "required";
  readonly capabilities: Capabilities;
  /** Instead of `capabilities`: the very TLVs of our Open, as a simulated router wants them. */
  readonly tlvs?: readonly PcepTlv[];
}

/** A PCE's defaults: RFC 5440 §7.3 timers, RFC 8664 §5.1 capabilities. */
export const PCE: Local = {
  role: "pce",
  sessionId: 0,
  keepaliveSeconds: 30,
  deadTimerSeconds: 120,
  minimumKeepaliveSeconds: 1,
  waitForOpenSeconds: 5,
  profile: "auto",
  tls: "off",
  capabilities: {
    update: true,
    initiate: true,
    pathSetupTypes: [0, 1, 3],
    associationTypes: [1, 2, 3, 4, 5, 6],
    objectiveFunctions: [1], // the cheapest path is what is computed (RFC 5541 §4.1)
    segmentLists: 16,
    shortSync: true,
  },
};

/** Our Open for a peer of this profile: its TLVs, in its order. `peer`: its own, if it spoke first. */
export function openMessage(local: Local, profile: Profile, peer?: Open): Open {
  return {
    kind: "open",
    keepaliveSeconds: local.keepaliveSeconds,
    deadTimerSeconds: local.deadTimerSeconds,
    sessionId: local.sessionId,
    tlvs: local.tlvs ?? profile.openTlvs.flatMap((name) => openTlv(name, local, profile, peer)),
  };
}

function openTlv(
  name: OpenTlvName,
  local: Local,
  profile: Profile,
  peer: Open | undefined,
): readonly PcepTlv[] {
  const mine = local.capabilities;
  const setupTypes = mine.pathSetupTypes.filter((t) => profile.pathSetupTypes.includes(t));
  switch (name) {
    case "statefulPceCapability":
      return [{ kind: name, value: statefulFlags(mine, profile, peer) }];
    case "pathSetupTypes":
      return [{ kind: name, value: { types: setupTypes, subTlvs: setupSubTlvs(setupTypes) } }];
    case "srPceCapability":
      return setupTypes.includes(SR_MPLS) ? [SR_CAPABILITY] : [];
    case "associationTypes":
      return mine.associationTypes.length > 0 ? [{ kind: name, value: mine.associationTypes }] : [];
    case "objectiveFunctions":
      return mine.objectiveFunctions.length > 0
        ? [{ kind: name, value: mine.objectiveFunctions }]
        : [];
    case "srPolicyCapability":
      return [{ kind: name, value: NO_SR_POLICY_OPTIONS }];
    case "speakerEntityId":
      return mine.speakerEntityId ? [{ kind: name, value: mine.speakerEntityId }] : [];
    case "lspDbVersion":
      return mine.lspDbVersion === undefined || !statefulFlags(mine, profile, peer).includeDbVersion
        ? []
        : [{ kind: name, value: mine.lspDbVersion }];
    case "multipathCapability":
      return mine.segmentLists > 1
        ? [{ kind: name, value: { segmentLists: mine.segmentLists, flags: WEIGHTS_ONLY } }]
        : [];
  }
}

type ValueIn<K extends PcepTlv["kind"]> = Extract<PcepTlv, { kind: K }>["value"];

function statefulFlags(
  mine: Capabilities,
  profile: Profile,
  peer: Open | undefined,
): ValueIn<"statefulPceCapability"> {
  const short = mine.shortSync && profile.openTlvs.includes("lspDbVersion");
  const theirs = short && peer ? statefulOf(peer) : undefined;
  const versions = theirs?.includeDbVersion ?? false;
  return {
    lspUpdate: mine.update || profile.reportsOnlyIfUpdateCapable,
    includeDbVersion: versions,
    lspInstantiation: mine.initiate,
    // A trigger is a PCUpd, so who may not update does not offer it.
    triggeredResync: mine.update && (theirs?.triggeredResync ?? false),
    deltaSync: versions && (theirs?.deltaSync ?? false),
    triggeredInitialSync: mine.update && (theirs?.triggeredInitialSync ?? false),
    p2mp: false,
    p2mpUpdate: false,
    p2mpInstantiation: false,
    scheduling: false,
    periodicScheduling: false,
    color: false,
    pathRecomputation: false,
    strictPath: false,
    relax: false,
  };
}

/** STATEFUL-PCE-CAPABILITY of an Open; the first, if it is there twice. */
export function statefulOf(open: Open): ValueIn<"statefulPceCapability"> | undefined {
  for (const tlv of open.tlvs) if (tlv.kind === "statefulPceCapability") return tlv.value;
  return undefined;
}

function setupSubTlvs(types: readonly number[]): ValueIn<"pathSetupTypes">["subTlvs"] {
  return [
    ...(types.includes(SR_MPLS) ? [SR_CAPABILITY] : []),
    ...(types.includes(SRV6) ? [SRV6_CAPABILITY] : []),
  ];
}

// A PCE imposes no labels: N=0, X=1, MSD=0 (RFC 8664 §5.1).
const SR_CAPABILITY = {
  kind: "srPceCapability",
  value: { flags: { sidAlgorithm: false, nai: false, unlimitedMsd: true }, msd: 0 },
} as const satisfies PcepTlv;
const SRV6_CAPABILITY = {
  kind: "srv6PceCapability",
  value: { flags: { nai: false }, msds: [] },
} as const satisfies PcepTlv;
const NO_SR_POLICY_OPTIONS: ValueIn<"srPolicyCapability"> = {
  computationPriority: false,
  explicitNullLabelPolicy: false,
  invalidation: false,
  stateless: false,
};

const WEIGHTS_ONLY: ValueIn<"multipathCapability">["flags"] = {
  weight: true,
  backup: false,
  oppositeDirection: false,
  forwardingClass: false,
  composite: false,
};

/** PATH-SETUP-TYPEs that both Opens name; without the TLV an Open means RSVP-TE alone (RFC 8408 §3). */
export function agreedSetupTypes(ours: Open, theirs: Open): readonly number[] {
  const [mine = [], peer = []] = [ours, theirs].map(({ tlvs }) => {
    const tlv = tlvs.find(({ kind }) => kind === "pathSetupTypes");
    return tlv?.kind === "pathSetupTypes" ? tlv.value.types : [0];
  });
  return mine.filter((type) => peer.includes(type));
}

/** How many lists of one LSP both Opens agree on, with weights; 1: multipath is not spoken. */
export function agreedLists(ours: Open, theirs: Open): number {
  const [mine, peer] = [ours, theirs].map((open) => {
    const tlv = open.tlvs.find((each) => each.kind === "multipathCapability");
    return tlv?.kind === "multipathCapability" && tlv.value.flags.weight ? tlv.value : undefined;
  });
  if (!mine || !peer) return 1;
  return Math.min(mine.segmentLists || MOST_LISTS, peer.segmentLists || MOST_LISTS); // 0: no limit
}
const MOST_LISTS = 16;

/** "negotiable" comes with the values that we would accept (PCErr 1/4); "refused" with its PCErr. */
export type Verdict =
  | { readonly is: "acceptable" }
  | { readonly is: "negotiable"; readonly proposal: Open }
  | { readonly is: "refused"; readonly type: number; readonly value: number };

export function judgeOpen(open: Open, local: Local): Verdict {
  const { keepaliveSeconds: keepalive, deadTimerSeconds: dead } = open;
  const tooFast = keepalive > 0 && keepalive < local.minimumKeepaliveSeconds;
  const tooShort = keepalive > 0 && dead > 0 && dead < keepalive;
  if (tooFast || tooShort) {
    const keepaliveSeconds = Math.max(keepalive, local.minimumKeepaliveSeconds);
    const deadTimerSeconds = dead === 0 ? 0 : Math.min(4 * keepaliveSeconds, 255);
    return { is: "negotiable", proposal: { ...open, keepaliveSeconds, deadTimerSeconds } };
  }
  if (isOurself(open, local)) return { is: "refused", type: 1, value: 3 };
  return local.role === "pce" ? judgeCapabilities(open) : { is: "acceptable" };
}

/** Our own SPEAKER-ENTITY-ID comes back: two PCEs of one cluster, or a connection to ourselves. */
function isOurself(open: Open, { capabilities: { speakerEntityId: mine } }: Local): boolean {
  return mine !== undefined &&
    open.tlvs.some(({ kind, value }) =>
      kind === "speakerEntityId" && value.length === mine.length &&
      value.every((octet, i) => octet === mine[i])
    );
}

/** RFC 8664 §5.1 and RFC 9603 §4.1: a path setup type needs its own capability. */
function judgeCapabilities(open: Open): Verdict {
  const sr: ValueIn<"srPceCapability">[] = [];
  let types: readonly number[] = [], srv6 = false;
  for (const tlv of open.tlvs) {
    if (tlv.kind === "pathSetupTypes") {
      types = tlv.value.types;
      for (const sub of tlv.value.subTlvs) {
        if (sub.kind === "srPceCapability") sr.unshift(sub.value);
        if (sub.kind === "srv6PceCapability") srv6 = true;
      }
    } // At top level it is what peers from before RFC 8408 send; the nested one wins (RFC 8664 App. A).
    else if (tlv.kind === "srPceCapability") sr.push(tlv.value);
    else if (tlv.kind === "srv6PceCapability") srv6 = true;
    else if (tlv.kind === "speakerEntityId" && tlv.value.length === 0) return NOBODY;
  }
  if (types.includes(SR_MPLS) && sr.length === 0) return { is: "refused", type: 10, value: 12 };
  if (types.includes(SRV6) && !srv6) return { is: "refused", type: 10, value: 34 };
  const first = sr[0];
  if (first && !first.flags.unlimitedMsd && first.msd === 0) {
    return { is: "refused", type: 10, value: 21 };
  }
  return { is: "acceptable" };
}

const NOBODY: Verdict = { is: "refused", type: 20, value: 7 }; // RFC 8232 §3.3.2

/** May our next Open say what the peer proposed in PCErr 1/4? */
export const acceptsProposal = (proposal: Open, local: Local): boolean =>
  (proposal.keepaliveSeconds === 0 || proposal.keepaliveSeconds >= local.minimumKeepaliveSeconds) &&
  (proposal.deadTimerSeconds === 0 || proposal.deadTimerSeconds >= proposal.keepaliveSeconds);
