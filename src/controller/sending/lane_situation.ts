/** What the decision about one lane is made from: the LSP of this session, the profile's traits, and its neighbours. */
import type { Profile } from "../../pcep/profiles/profile.ts";
import type { Situation, Traits } from "../../policy/reconcile.ts";
import type { Lane, Lsp, Policy, Wanted } from "../../policy/records.ts";
import { leavingWanted } from "../routers/leaving.ts";
import { endpointAddress } from "./lanes.ts";
import type { PcepSessionState } from "../pcep/session.ts";
import type { Router } from "../state.ts";
import type { Turn } from "../turn.ts";
import { delegationWanted, shutWanted } from "./wanted.ts";

export const ANSWER_WITHIN = 10e6;
const VERIFY_AFTER = 10e6;

export function situation(
  t: Turn,
  router: Router,
  session: PcepSessionState,
  policy: Policy,
  lane: Lane,
  wanted: Wanted,
): Situation {
  const lsp = currentLsp(t, session, lane);
  const occupant = lsp || wanted.is !== "list" ? undefined : occupantOf(t, router, session, policy);
  const behind = lsp ? betterUp(t, policy, lane) : undefined;
  const standing = shutWanted(policy, lsp, delegationWanted(t, policy, lane, wanted));
  return {
    now: t.at,
    wanted: leavingWanted(t, router, policy, lane, standing),
    lsp,
    sent: lane.sent,
    session: session.connection ?? 0,
    origin: policy.origin,
    traits: traitsOf(t, session.profile),
    told: lane.told,
    conflictStands: conflictStands(t, router, session, lane),
    ...(occupant !== undefined && { occupant }),
    ...(behind !== undefined && { behind }),
  };
}

/** The LSP as reported in this session, never one remembered from before. */
export function currentLsp(t: Turn, session: PcepSessionState, lane: Lane): Lsp | undefined {
  const lsp = lane.lsp === undefined ? undefined : t.s.lsps.get(lane.lsp);
  return lsp && lsp.session === session.connection && !lsp.stale ? lsp : undefined;
}

export const settleMicroseconds = (t: Turn) => t.s.config.safety.settleSeconds * 1e6;

const traitsOf = (t: Turn, profile: Profile): Traits => ({
  takeOver: profile.takeOver,
  returnDelegation: profile.returnDelegation,
  answerWithinMicroseconds: ANSWER_WITHIN,
  verifyAfterMicroseconds: VERIFY_AFTER,
  settleMicroseconds: Math.max(settleMicroseconds(t), profile.settleSeconds * 1e6),
  // While the topology is frozen nobody knows whether the list is still right.
  tellsAgain: profile.candidatePaths === "one" && t.caches.ted.frozenSince === undefined,
});

/** Is the LSP that a creation was answered with still what the router reports? */
function conflictStands(t: Turn, router: Router, session: PcepSessionState, { sent }: Lane) {
  if (sent?.conflictWith === undefined) return false;
  const lsp = t.s.lsps.get(t.s.lspByKey.get(`${router.id}/${sent.conflictWith}`) ?? -1);
  return lsp !== undefined && lsp.session === session.connection;
}

/** The headend selects the best valid candidate path; those behind it may rest down (RFC 9256 §2.9). */
function betterUp(t: Turn, policy: Policy, lane: Lane): number | undefined {
  if (policy.lanes.size < 2 || lane.wanted?.is !== "list") return undefined;
  const { preference } = lane.wanted;
  let best: number | undefined;
  for (const other of policy.lanes.values()) {
    const lsp = other.lsp === undefined ? undefined : t.s.lsps.get(other.lsp);
    const up = lsp?.operState === "up" || lsp?.operState === "active";
    if (!up || lsp.stale || other.wanted?.is !== "list") continue;
    if (other.wanted.preference > preference) {
      best = Math.max(best ?? 0, other.wanted.preference);
    }
  }
  return best;
}

/** Another LSP of that colour and endpoint that is not ours to change, as a sentence (rules II.8). */
function occupantOf(
  t: Turn,
  router: Router,
  session: PcepSessionState,
  policy: Policy,
): string | undefined {
  if (policy.origin === "router") return undefined;
  const key = `${session.id} ${policy.intent.color} ${endpointAddress(t, policy)}`;
  const lsp = strangersOf(t, router, session).get(key);
  if (!lsp) return undefined;
  const holder = lsp.createFlag
    ? "made by another PCE"
    : lsp.delegated
    ? "configured there and delegated"
    : "configured there";
  return `${router.name} has ${lsp.name} for colour ${policy.intent.color} to ` +
    `${policy.intent.endpoint} (${holder}); nothing is sent while it is there.`;
}

/** LSPs of a session that are not ours and whose colour is known, by colour and endpoint; made once a turn. */
function strangersOf(t: Turn, router: Router, session: PcepSessionState): Map<string, Lsp> {
  let seen = STRANGERS.get(t);
  if (!seen) STRANGERS.set(t, seen = new Map());
  const known = seen.get(session.id);
  if (known) return known;
  const found = new Map<string, Lsp>();
  for (const id of t.s.lspsOf.get(router.id) ?? []) {
    const lsp = t.s.lsps.get(id);
    if (!lsp || lsp.color === undefined || lsp.session !== session.connection) continue;
    const owner = lsp.policy === undefined ? undefined : t.s.policies.get(lsp.policy);
    if (owner && owner.origin !== "router") continue;
    found.set(`${session.id} ${lsp.color} ${lsp.destination}`, lsp);
  }
  seen.set(session.id, found);
  return found;
}
/** Of one call of handle(): nothing is reported while lanes are decided. */
const STRANGERS = new WeakMap<Turn, Map<number, Map<string, Lsp>>>();
