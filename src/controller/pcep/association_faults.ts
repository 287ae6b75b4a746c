/** What is wrong with an association that a router reports, as the PCErr that says so (RFC 8697 §6.4). */
import type { Association, AssociationTlv } from "../../pcep/codec/message.ts";
import { tlvWords } from "../../pcep/codec/tlv_words.ts";
import type { Profile } from "../../pcep/profiles/profile.ts";
import {
  ASSOCIATION_DISJOINT,
  ASSOCIATION_DOUBLE_SIDED,
  ASSOCIATION_POLICY,
  ASSOCIATION_PROTECTION,
  ASSOCIATION_SINGLE_SIDED,
  ASSOCIATION_SR_POLICY,
} from "../../pcep/registry/codes.ts";
import { ASSOCIATION_TLVS } from "../../pcep/registry/tlvs.ts";
import { PCE } from "../../pcep/session/open.ts";
import type { Lsp, LspAssociation } from "../../policy/records.ts";
import type { Turn } from "../turn.ts";
import { othersIn, sizeWithout } from "./groups.ts";
import type { PcepSessionState } from "./session.ts";

/** A PCErr that the report earns, though it is kept. */
export interface Complaint {
  readonly type: number;
  readonly value: number;
}

/** `is`: the same as it would be kept. */
export function associationFault(
  t: Turn,
  session: PcepSessionState,
  lsp: Lsp,
  association: Association,
  is: LspAssociation,
): Complaint | undefined {
  const { profile } = session, { type, id } = association;
  if (!isUnderstood(type, profile)) return { type: 26, value: 1 };
  // Types from before the RFCs had rules of their own: some say 0 for every policy.
  const early = type !== ASSOCIATION_SR_POLICY && profile.dialect.policyAssociations.includes(type);
  if ((id === 0 || id === 0xffff) && !early) return { type: 26, value: 8 };
  if (type === ASSOCIATION_SR_POLICY) return policyFault(session, lsp, association, is);
  const fault = type === ASSOCIATION_DISJOINT ? disjointFault(lsp, association, is) : undefined;
  return fault ?? groupFault(t, session, lsp, association, is);
}

const isUnderstood = (type: number, { dialect }: Profile): boolean =>
  PCE.capabilities.associationTypes.includes(type) || dialect.policyAssociations.includes(type);

/** RFC 8800 §4.1, §5.4: a configuration, and no objective but those that lessen what is shared. */
function disjointFault(
  lsp: Lsp,
  { tlvs }: Association,
  is: LspAssociation,
): Complaint | undefined {
  const [objective] = tlvs.flatMap((tlv) => tlv.kind === "objectiveFunctions" ? tlv.value : []);
  if (objective !== undefined && !LESSENS_SHARING.includes(objective)) {
    return { type: 10, value: 32 };
  }
  if (tlvs.some(({ kind }) => kind === "disjointness")) return undefined;
  const known = lsp.associations?.some(({ key }) => key === is.key);
  return known ? undefined : { type: 6, value: 15 };
}

/** Every member says the same of its group, and a group holds as many as can be computed together. */
function groupFault(
  t: Turn,
  session: PcepSessionState,
  lsp: Lsp,
  association: Association,
  is: LspAssociation,
): Complaint | undefined {
  const { type } = association, kind = KINDS[type];
  if (!kind) return undefined;
  const said = association.tlvs.flatMap((tlv) => kind.same(tlv) ?? []).join();
  const differs = said !== "" && othersIn(t, lsp, is.key).some((other) => {
    const theirs = other.associations!.find(({ key }) => key === is.key)!.same ?? "";
    return theirs !== "" && theirs !== said;
  });
  if (differs) return kind.differs ?? mismatch(session, association);
  if (sizeWithout(t, lsp, is.key) >= kind.most) return { type: 26, value: 2 };
  const rival = kind.only &&
    lsp.associations?.some((one) => one.key !== is.key && KINDS[one.type] === kind);
  return rival ? { type: 26, value: 7 } : undefined;
}

/** 26/5 where operators of routers chose the id: by its type, or by OP-CONF-ASSOC-RANGE (RFC 8697 §3.4). */
function mismatch({ fsm }: PcepSessionState, { type, id }: Association): Complaint {
  const ranges = fsm.is !== "up"
    ? []
    : fsm.peer.tlvs.flatMap((tlv) => tlv.kind === "associationRanges" ? tlv.value : []);
  const configured = type === ASSOCIATION_POLICY ||
    ranges.some((range) =>
      range.associationType === type && id - range.start >= 0 && id - range.start < range.range
    );
  return { type: 26, value: configured ? 5 : 6 };
}

/** What all members of a group have to say alike, in words. */
export function sameOf({ type, tlvs }: Association): string | undefined {
  const same = tlvs.flatMap((tlv) => KINDS[type]?.same(tlv) ?? []).join();
  return same === "" ? undefined : same;
}

interface Kind {
  readonly most: number; // LSPs of a group
  readonly only: boolean; // an LSP can be in one of them
  readonly same: (tlv: AssociationTlv) => string | undefined;
  readonly differs?: Complaint; // where the type has an error of its own
}
const words = (kind: AssociationTlv["kind"]) => (tlv: AssociationTlv) =>
  tlv.kind === kind ? tlvWords(ASSOCIATION_TLVS, tlv) : undefined;
const MANY = 10_000;
const PROTECTION: Kind = {
  most: MANY,
  only: false,
  same: (tlv) =>
    tlv.kind === "protectionAssociation" ? String(tlv.value.protectionType) : undefined,
};
const DISJOINT: Kind = {
  most: 100, // each is computed around all others
  only: true,
  same: words("disjointness"),
  differs: { type: 26, value: 6 }, // RFC 8800 §4.2
};
const POLICY: Kind = { most: MANY, only: false, same: words("policyParameters") };
const BIDIRECTIONAL: Kind = {
  most: 2, // one for each direction (RFC 9059 §3)
  only: true,
  same: (tlv) => tlv.kind === "bidirectionalAssociation" ? String(tlv.value.coRouted) : undefined,
  differs: { type: 26, value: 18 },
};
const KINDS: Readonly<Record<number, Kind>> = {
  [ASSOCIATION_PROTECTION]: PROTECTION,
  [ASSOCIATION_DISJOINT]: DISJOINT,
  [ASSOCIATION_POLICY]: POLICY,
  [ASSOCIATION_SINGLE_SIDED]: BIDIRECTIONAL,
  [ASSOCIATION_DOUBLE_SIDED]: BIDIRECTIONAL,
};

/** RFC 9862 §4: one policy and one candidate path for as long as the LSP lives. */
function policyFault(
  session: PcepSessionState,
  lsp: Lsp,
  { tlvs }: Association,
  is: LspAssociation,
): Complaint | undefined {
  if (session.profile.saysPolicyCapability && !saysPolicies(session)) {
    return { type: 10, value: 44 };
  }
  const before = lsp.associations?.find(({ type }) => type === ASSOCIATION_SR_POLICY);
  const again = before !== undefined && tlvs.length === 0;
  if (!again && (is.extended === undefined || is.path === undefined)) {
    return { type: 6, value: 21 };
  }
  if (!before || again) return undefined;
  if (before.key !== is.key) return { type: 26, value: 20 };
  return is.path !== undefined && before.path !== is.path ? { type: 26, value: 21 } : undefined;
}

const saysPolicies = ({ fsm }: PcepSessionState): boolean =>
  fsm.is === "up" && fsm.peer.tlvs.some(({ kind }) => kind === "srPolicyCapability");

const LESSENS_SHARING: readonly number[] = [15, 16, 17]; // MSL, MSS, MSN
