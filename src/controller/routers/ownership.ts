/** Whose an LSP is, and what becomes of it and of its router's others when Cairn is gone (rules I.8). */
import type { Lsp, Policy } from "../../policy/records.ts";
import type { Profile } from "../../pcep/profiles/profile.ts";
import { identityOf } from "../sending/lanes.ts";
import type { PcepSessionState } from "../pcep/session.ts";
import type { Reading } from "../turn.ts";
import type { LspRow } from "../view/view.ts";

export type Ownership = LspRow["ownership"];

/** Our record and the name or candidate path id decide, nothing else: C=1 is no proof. */
export function ownershipOf(r: Reading, lsp: Lsp): Ownership {
  const policy = lsp.policy === undefined ? undefined : r.s.policies.get(lsp.policy);
  if (identityOf(r, lsp) === undefined) return policy && lsp.delegated ? "ours" : "foreign";
  if (!policy) return "lost"; // our name, and nothing that we remember
  if (lsp.delegated) return "ours";
  return lsp.createFlag ? "orphan" : "heldElsewhere";
}

/** What the router of a session does when Cairn dies, and when, as a sentence; its configuration may say otherwise. */
export function ifCairnDies(r: Reading, session: PcepSessionState | undefined): string {
  if (!session || session.connection === undefined) return "";
  const { profile } = session, { deadTimerSeconds } = r.s.config.pcep;
  const notices = deadTimerSeconds > 0
    ? `notices at once if the connection breaks, after ${deadTimerSeconds} s if it only falls silent`
    : "notices only when the connection breaks";
  const own = `takes back what it delegated ${profile.redelegationSeconds} s later`;
  return `It ${notices}; it ${own} and ${goneWords(profile)} ${profile.stateTimeoutSeconds} s ` +
    `later (defaults of ${profile.title}). Traffic stays on its paths until then.`;
}
function goneWords(profile: Profile): string {
  return profile.stateTimeout === "forgetsLists"
    ? "forgets the lists of what Cairn made"
    : "deletes what Cairn made";
}

/** The same of one LSP. */
export function lspIfCairnDies(
  policy: Policy | undefined,
  lsp: Lsp,
  session: PcepSessionState | undefined,
  ownership: Ownership,
): string {
  if (!session || session.connection === undefined) return "";
  const { redelegationSeconds, stateTimeoutSeconds, stateTimeout } = session.profile;
  switch (ownership) {
    case "ours":
      if (policy?.origin === "router") {
        return `Its router takes it back after ${redelegationSeconds} s; its list stays until then.`;
      }
      return stateTimeout === "forgetsLists"
        ? `Its router forgets its list after ${stateTimeoutSeconds} s.`
        : `Its router deletes it after ${stateTimeoutSeconds} s, unless another PCE takes it.`;
    case "orphan":
      return `Nobody holds it: its router may delete it ${stateTimeoutSeconds} s after its holder went.`;
    case "heldElsewhere":
    case "lost":
    case "foreign":
      return lsp.delegated ? "" : "Nothing: Cairn does not hold it.";
  }
}
