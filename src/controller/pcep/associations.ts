/**
 * The groups that an LSP is in, as its router said: told when they change and at each synchronisation, so what is absent
 * from a report still holds; R=1 ends one (RFC 8697 §6.2). What cannot be is answered and changes nothing.
 */
import { formatAddress } from "../../lib/address.ts";
import { given } from "../../lib/given.ts";
import type { Association, StateReport } from "../../pcep/codec/message.ts";
import { tlvWords } from "../../pcep/codec/tlv_words.ts";
import type { Profile } from "../../pcep/profiles/profile.ts";
import { PCE } from "../../pcep/session/open.ts";
import { ASSOCIATION_DISJOINT, ASSOCIATION_SR_POLICY } from "../../pcep/registry/codes.ts";
import { ASSOCIATION_TLVS } from "../../pcep/registry/tlvs.ts";
import { hexOf } from "../../policy/speaker_id.ts";
import type { DisjointAsked, Lsp, LspAssociation } from "../../policy/records.ts";
import type { Turn } from "../turn.ts";
import type { PcepSessionState } from "./session.ts";

/** A PCErr that the report earns, though it is kept. */
export interface Complaint {
  readonly type: number;
  readonly value: number;
}

/** Folds the associations of a report into what is known of the LSP. `fresh`: its first report of this session. */
export function takeAssociations(
  t: Turn,
  session: PcepSessionState,
  lsp: Lsp,
  report: StateReport,
  fresh: boolean,
): readonly Complaint[] {
  if (fresh && lsp.associations) {
    for (const { key } of lsp.associations) leave(t, lsp, key);
    delete lsp.associations;
  }
  const complaints: Complaint[] = [];
  for (const association of report.associations) {
    const complaint = takeOne(t, session, lsp, association);
    if (complaint) complaints.push(complaint);
  }
  return complaints;
}

/** The LSP is gone. */
export function leaveAll(t: Turn, lsp: Lsp): void {
  for (const { key } of lsp.associations ?? []) leave(t, lsp, key);
}

/** Other LSPs of the same group, in the order in which they joined. */
export function othersIn(t: Pick<Turn, "s">, lsp: Lsp, key: string): Lsp[] {
  return [...t.s.groups.get(key) ?? []].flatMap((id) => {
    const other = id === lsp.id ? undefined : t.s.lsps.get(id);
    return other?.associations?.some((one) => one.key === key) ? [other] : [];
  });
}

function takeOne(
  t: Turn,
  session: PcepSessionState,
  lsp: Lsp,
  association: Association,
): Complaint | undefined {
  const is = recordOf(association), known = lsp.associations ?? [];
  const before = known.find((one) => one.key === is.key);
  if (association.removal) {
    if (!before) return { type: 26, value: 4 };
    lsp.associations = known.filter((one) => one !== before);
    leave(t, lsp, is.key);
    return undefined;
  }
  const refused = faultOf(t, session, lsp, association, is);
  if (refused) return refused;
  if (!before && known.length >= MOST_GROUPS) return { type: 26, value: 3 };
  // A later report may leave out the TLVs that were said before.
  if (before && association.tlvs.length === 0) return undefined;
  lsp.associations = before ? known.map((one) => one === before ? is : one) : [...known, is];
  const group = t.s.groups.get(is.key);
  if (group) group.add(lsp.id);
  else t.s.groups.set(is.key, new Set([lsp.id]));
  return undefined;
}

function leave(t: Turn, lsp: Lsp, key: string): void {
  const group = t.s.groups.get(key);
  group?.delete(lsp.id);
  if (group?.size === 0) t.s.groups.delete(key);
}

/** What tells groups apart: type, id, source, and the two TLVs that extend them (RFC 8697 §6.1.4). */
function recordOf({ type, id, source, tlvs }: Association): LspAssociation {
  let global: number | undefined, extended: string | undefined, path: string | undefined;
  let disjoint: DisjointAsked | undefined;
  for (const tlv of tlvs) {
    if (tlv.kind === "globalAssociationSource") global = tlv.value;
    if (tlv.kind === "extendedAssociationId") extended = hexOf(tlv.value);
    if (tlv.kind === "disjointness") {
      const { linkDiverse: links, nodeDiverse: nodes, srlgDiverse: srlgs, strict } = tlv.value;
      disjoint = { links, nodes, srlgs, strict };
    }
    if (tlv.kind === "candidatePathId") path = JSON.stringify(tlv.value);
  }
  const from = formatAddress(source);
  return {
    key: [type, id, from, global ?? "", extended ?? ""].join(" "),
    type,
    id,
    source: from,
    words: tlvs.flatMap((tlv) =>
      SAID_ELSEWHERE.has(tlv.kind) ? [] : [tlvWords(ASSOCIATION_TLVS, tlv)]
    ),
    ...given({ global, extended, path, disjoint }),
  };
}

function faultOf(
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
  if (type === ASSOCIATION_DISJOINT) return disjointFault(t, lsp, association, is);
  return type === ASSOCIATION_SR_POLICY ? policyFault(session, lsp, association, is) : undefined;
}

const isUnderstood = (type: number, { dialect }: Profile): boolean =>
  PCE.capabilities.associationTypes.includes(type) || dialect.policyAssociations.includes(type);

/** RFC 8800 §4.2: every member says the same configuration. */
function disjointFault(
  t: Turn,
  lsp: Lsp,
  { tlvs }: Association,
  is: LspAssociation,
): Complaint | undefined {
  const configuration = tlvs.find(({ kind }) => kind === "disjointness");
  if (!configuration) {
    const known = lsp.associations?.some(({ key }) => key === is.key);
    return known ? undefined : { type: 6, value: 15 };
  }
  const said = tlvWords(ASSOCIATION_TLVS, configuration);
  const [name] = said.split(":");
  const differs = othersIn(t, lsp, is.key).some((other) => {
    const words = other.associations!.find(({ key }) => key === is.key)!.words;
    return !words.includes(said) && words.some((word) => word.startsWith(`${name}:`));
  });
  return differs ? { type: 26, value: 6 } : undefined;
}

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
  if (!before) return undefined;
  if (again) return undefined;
  if (before.key !== is.key) return { type: 26, value: 20 };
  return is.path !== undefined && before.path !== is.path ? { type: 26, value: 21 } : undefined;
}

const saysPolicies = ({ fsm }: PcepSessionState): boolean =>
  fsm.is === "up" && fsm.peer.tlvs.some(({ kind }) => kind === "srPolicyCapability");

/** In the key, or in fields of the LSP. */
const SAID_ELSEWHERE: ReadonlySet<string> = new Set([
  "extendedAssociationId",
  "globalAssociationSource",
  "candidatePathId",
  "preference",
]);
const MOST_GROUPS = 32; // of one LSP
