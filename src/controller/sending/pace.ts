/**
 * How fast a router is told: so many messages a second by its profile, beside the window of unanswered requests. What
 * repairs a failure goes at once and is only counted. And what waited is looked at once more before it replaces a list.
 */
import type { Decision } from "../../policy/reconcile.ts";
import { filled, fullBucket, nextAt, spend } from "../../policy/pacing.ts";
import type { Lane, Policy, Wanted } from "../../policy/records.ts";
import { installedLabels, installedOf } from "../paths/installed.ts";
import type { PcepSessionState } from "../pcep/session.ts";
import { activePath } from "../telling/policy_state.ts";
import type { Router } from "../state.ts";
import { armAt, type Turn } from "../turn.ts";

/** May it be told one thing more now? If not, it is woken when it may. */
export function isInPace(t: Turn, router: Router, session: PcepSessionState): boolean {
  if (session.overload) return false; // until it is over
  const { messagesPerSecond } = session.profile;
  const at = nextAt(bucketOf(t, session), messagesPerSecond);
  if (at <= t.at) return true;
  armAt(t, `pace ${router.id}`, at);
  return false;
}

/** After a message that changes the router. */
export function countMessage(t: Turn, session: PcepSessionState): void {
  t.messages++;
  session.pace = spend(bucketOf(t, session));
}

/**
 * While it waited for its session or the gate, the network and the router went on: a list that fits is not replaced by
 * another that was computed without knowing it. True: it is computed once more first.
 */
export function isWeighedAgain(
  t: Turn,
  policy: Policy,
  lane: Lane,
  wanted: Wanted,
  decision: Decision,
): boolean {
  if (!lane.waited || decision.do !== "update" || wanted.is !== "list") return false;
  const dynamic = policy.paths.some(({ intent }) => intent.path.type === "dynamic");
  if (!dynamic || !installedOf(t, lane)) return false;
  t.s.dirtyPolicies.add(policy.id);
  return true;
}

/** A gate may stay closed for long: what was computed before its router told what it has is computed with that now. */
export function weighAtGate(t: Turn, policy: Policy, lane: Lane, decision: Decision): void {
  const path = decision.do === "update" ? activePath(policy, lane) : undefined;
  if (path?.intent.path.type !== "dynamic" || !path.computed?.job) return;
  const stands = installedLabels(t, policy, path);
  if (stands && stands.join() !== path.computed.job.installed?.join()) {
    t.s.dirtyPolicies.add(policy.id);
  }
}

function bucketOf(t: Turn, session: PcepSessionState) {
  const { messagesPerSecond } = session.profile, burst = BURST_SECONDS * messagesPerSecond;
  return filled(session.pace ?? fullBucket(burst), t.at, messagesPerSecond, burst);
}

const BURST_SECONDS = 2;
