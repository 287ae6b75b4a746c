/**
 * For every LSP that something touched: what is wanted, may it be sent, and then the one message. Nothing that changes a
 * router is decided anywhere else.
 */
import { decide, MINUTE, retryAfterMicroseconds } from "../../policy/reconcile.ts";
import type { Lane, Lsp, Policy, Wanted } from "../../policy/records.ts";
import { followBindingSid } from "./binding_sids.ts";
import { groupInFlight } from "../paths/disjoint_groups.ts";
import { asked } from "../gate/breakers.ts";
import { mayLeave, noteOutcome } from "../gate/guards.ts";
import { correctDrift, driftTold, onlyReported } from "../telling/drift_actions.ts";
import { restLane } from "./lane_rest.ts";
import { ANSWER_WITHIN, settleMicroseconds, situation } from "./lane_situation.ts";
import { tellTooOften } from "../telling/lane_trouble.ts";
import { markLane, profileOf } from "./lanes.ts";
import { countMessage, isInPace, isWeighedAgain, weighAtGate } from "./pace.ts";
import type { PcepSessionState } from "../pcep/session.ts";
import { type Ready, sessionReady } from "./session_ready.ts";
import { NO_ROOM, send } from "./send_lane.ts";
import type { Router } from "../state.ts";
import { armAt, note, touch, type Turn } from "../turn.ts";
import { wantedOf } from "./wanted.ts";

/**
 * Does what can be done now for all that is dirty; what cannot stays dirty or is woken by a deadline. What repairs nothing
 * is sent in parts, so that a mesh of thousands holds up neither a failure nor a reader.
 */
export function reconcileDirty(t: Turn): void {
  for (let pass = 0; pass === 0 || (t.marked && pass < PASSES); pass++) {
    t.marked = false; // one that is done may let another go
    reconcileOnce(t);
  }
}

function reconcileOnce(t: Turn): void {
  for (const [routerId, dirty] of t.s.dirtyLanes) {
    const router = t.s.routers.get(routerId);
    const session = router?.session === undefined ? undefined : t.s.pcep.get(router.session);
    const ready = sessionReady(t, session);
    if (ready.ok) expireOutstanding(t, ready.session);
    for (const lanes of [dirty.broken, dirty.rest]) {
      for (const discriminator of lanes) {
        if (router && ready.ok && !takesMore(ready.session)) break;
        if (router && ready.ok && lanes === dirty.rest && !isInPace(t, router, ready.session)) {
          break;
        }
        if (lanes === dirty.rest && t.messages >= MOST_MESSAGES) {
          armAt(t, "rest", t.at);
          break;
        }
        lanes.delete(discriminator);
        if (router) reconcileLane(t, router, ready, discriminator);
      }
    }
    if (dirty.broken.size + dirty.rest.size === 0) t.s.dirtyLanes.delete(routerId);
  }
}

/** Made now and written now: nothing that changes a router waits in a queue while the gate may close. */
function takesMore(session: PcepSessionState): boolean {
  return session.outstanding.size < session.profile.window && session.owed.length === 0 &&
    session.room > session.needs;
}

function reconcileLane(t: Turn, router: Router, ready: Ready, discriminator: number): void {
  const owner = t.s.laneOwner.get(discriminator);
  const policy = owner === undefined ? undefined : t.s.policies.get(owner);
  const lane = policy?.lanes.get(discriminator);
  if (!policy || !lane) return;
  touch(t, "policy", policy.id);
  t.shown.add(policy.id);
  if (policy.storedWith > t.s.storedThrough) return; // comes again when it is on disk
  const wanted = wantedOf(policy, lane, profileOf(t, router));
  if (wanted) lane.wanted = wanted;
  if (!ready.ok) {
    lane.held = ready.why;
    lane.waited = true;
    return;
  }
  if (!wanted) return;
  try {
    reconcile(t, router, ready.session, policy, lane, wanted);
  } catch (error) { // a mistake of ours about one LSP must not cost the others theirs
    const why = error instanceof Error ? error.message : String(error);
    if (lane.held !== why) tellBug(t, policy, why);
    lane.held = why;
  }
}

function tellBug(t: Turn, policy: Policy, why: string): void {
  note(t, {
    severity: "error",
    kind: "bug",
    subject: `policy ${policy.name}`,
    title: `Cairn cannot say ${policy.name} to its router.`,
    detail: `${why} Please report it with the journal.`,
    policies: [policy.name],
  });
}

/** Requests that nobody answered give their places back, also those whose policy is gone. */
function expireOutstanding(t: Turn, session: PcepSessionState): void {
  for (const [srpId, { at, policy, discriminator }] of session.outstanding) {
    if (t.at < at + ANSWER_WITHIN) return; // in the order they were sent
    session.outstanding.delete(srpId);
    const lane = t.s.policies.get(policy)?.lanes.get(discriminator);
    if (lane?.sent?.srpId === srpId) expireRequest(t, session, lane);
  }
}

/** A report came: an outcome may be known now. */
export function settleLane(t: Turn, lsp: Lsp): void {
  if (lsp.downSince !== undefined && lsp.lane !== undefined) {
    armAt(t, `lane ${lsp.router} ${lsp.lane}`, lsp.downSince + settleMicroseconds(t));
  }
}

/** A request that nobody answered (deadline of the lane). */
export function expireRequest(t: Turn, session: PcepSessionState, lane: Lane): void {
  const sent = lane.sent;
  if (sent?.outcome !== "waiting" || sent.session !== session.connection) return;
  if (t.at < sent.at + ANSWER_WITHIN) return;
  session.outstanding.delete(sent.srpId);
  sent.outcome = "timeout";
  sent.error = `no answer within ${ANSWER_WITHIN / 1e6} s`;
  if (sent.kind === "create" && session.profile.silentWhenTaken) {
    sent.error += ", as if its own configuration had this colour and endpoint";
  }
  sent.reaction = "retry";
  sent.retryAt = t.at + retryAfterMicroseconds(sent.attempts);
}

function reconcile(
  t: Turn,
  router: Router,
  session: PcepSessionState,
  policy: Policy,
  lane: Lane,
  wanted: Wanted,
): void {
  expireRequest(t, session, lane);
  lane.told = lane.told.filter((at) => t.at - at < MINUTE);
  const decided = decide(situation(t, router, session, policy, lane, wanted));
  const decision = followBindingSid(policy, lane, correctDrift(t, lane, decided));
  noteOutcome(t, router, policy, lane, decision);
  lane.held = undefined;
  lane.rests = undefined;
  if (lane.conflict !== undefined) {
    lane.conflict = undefined;
    t.s.conflicts.delete(lane.discriminator);
  }
  const tooOften = tellTooOften(t, router, policy, lane, decision);
  if (tooOften !== undefined) lane.held = tooOften;
  if (decision.do === "wait") {
    armAt(t, `lane ${router.id} ${lane.discriminator}`, decision.until);
    return;
  }
  if (decision.do === "rest") return restLane(t, router, session.profile, policy, lane, decision);
  const only = onlyReported(t, lane, decision);
  if (only !== undefined) {
    lane.held = only;
    return;
  }
  const partner = groupInFlight(t, policy);
  if (partner !== undefined) { // two of a disjoint group are never changed together
    lane.held = partner;
    armAt(t, `lane ${router.id} ${lane.discriminator}`, t.at + LOOKS_AGAIN);
    return;
  }
  const pass = mayLeave(t, router, policy, lane, decision);
  if (!pass.open) {
    lane.held = pass.why;
    lane.waited = true;
    if (pass.by !== "start") weighAtGate(t, policy, lane, decision);
    return;
  }
  if (isWeighedAgain(t, policy, lane, wanted, decision)) {
    lane.held = "It is computed once more before it is sent.";
    return;
  }
  const held = send(t, router, session, policy, lane, wanted, decision);
  if (held === NO_ROOM) markLane(t, router.id, lane.discriminator);
  else if (held !== undefined) lane.held = held;
  else {
    lane.told.push(t.at);
    countMessage(t, session);
    asked(t, router);
    driftTold(t, lane);
  }
}

const PASSES = 10;
const LOOKS_AGAIN = 1e6;
const MOST_MESSAGES = 300; // a turn, unless more repair a failure
