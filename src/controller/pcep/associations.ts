/**
 * The groups that an LSP is in, as its router said: told when they change and at each synchronisation, so what is absent
 * from a report still holds; R=1 ends one (RFC 8697 §6.2). What cannot be is answered and changes nothing.
 */
import { formatAddress } from "../../lib/address.ts";
import { given } from "../../lib/given.ts";
import type { Association, StateReport } from "../../pcep/codec/message.ts";
import { tlvWords } from "../../pcep/codec/tlv_words.ts";
import { ASSOCIATION_TLVS } from "../../pcep/registry/tlvs.ts";
import { hexOf } from "../../policy/speaker_id.ts";
import type { DisjointAsked, Lsp, LspAssociation } from "../../policy/records.ts";
import type { Turn } from "../turn.ts";
import { associationFault, type Complaint, sameOf } from "./association_faults.ts";
import { joinGroup, leaveGroup } from "./groups.ts";
import type { PcepSessionState } from "./session.ts";

/** Folds the associations of a report into what is known of the LSP. `fresh`: its first report of this session. */
export function takeAssociations(
  t: Turn,
  session: PcepSessionState,
  lsp: Lsp,
  report: StateReport,
  fresh: boolean,
): readonly Complaint[] {
  if (fresh && lsp.associations) {
    for (const { key } of lsp.associations) leaveGroup(t, lsp, key);
    delete lsp.associations;
  }
  const complaints: Complaint[] = [];
  // Who moves leaves one group before it joins the other.
  const [leaves, joins] = [true, false].map((ends) =>
    report.associations.filter(({ removal }) => removal === ends)
  );
  for (const association of [...leaves!, ...joins!]) {
    const complaint = takeOne(t, session, lsp, association);
    if (complaint) complaints.push(complaint);
  }
  return complaints;
}

/** The LSP is gone. */
export function leaveAll(t: Turn, lsp: Lsp): void {
  for (const { key } of lsp.associations ?? []) leaveGroup(t, lsp, key);
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
    leaveGroup(t, lsp, is.key);
    return undefined;
  }
  const refused = associationFault(t, session, lsp, association, is);
  if (refused) return refused;
  if (!before && known.length >= MOST_GROUPS) return { type: 26, value: 3 };
  // A later report may leave out the TLVs that were said before.
  if (before && association.tlvs.length === 0) return undefined;
  lsp.associations = before ? known.map((one) => one === before ? is : one) : [...known, is];
  joinGroup(t, lsp, is.key);
  return undefined;
}

/** What tells groups apart: type, id, source, and the two TLVs that extend them (RFC 8697 §6.1.4). */
export function recordOf(association: Association): LspAssociation {
  const { type, id, source, tlvs } = association;
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
    ...given({ global, extended, path, disjoint, same: sameOf(association) }),
  };
}

/** In the key, or in fields of the LSP. */
const SAID_ELSEWHERE: ReadonlySet<string> = new Set([
  "extendedAssociationId",
  "globalAssociationSource",
  "candidatePathId",
  "preference",
]);
const MOST_GROUPS = 32; // of one LSP
