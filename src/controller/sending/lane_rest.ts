/** A lane at which nothing is to be done: what that means for its record, its alarms, and when it is looked at again. */
import type { Decision, Rest } from "../../policy/reconcile.ts";
import type { Lane, Policy } from "../../policy/records.ts";
import type { Profile } from "../../pcep/profiles/profile.ts";
import { markPolicyLanes } from "./lanes.ts";
import { tellTrouble } from "../telling/lane_trouble.ts";
import { laneFinished, releaseOf } from "../intent/policies.ts";
import { refusalWords } from "./refusal_words.ts";
import { SHUT_THERE } from "./wanted.ts";
import type { Router } from "../state.ts";
import { armAt, type Turn } from "../turn.ts";

export function restLane(
  t: Turn,
  router: Router,
  profile: Profile,
  policy: Policy,
  lane: Lane,
  decision: Decision & { do: "rest" },
): void {
  recordOutcome(t, policy, lane, decision.is);
  if (decision.is === "asWanted") releaseOf(t, policy.id);
  tellTrouble(t, router, policy, lane, decision);
  if (decision.is === "conflict") {
    lane.conflict = lane.sent?.reaction === "conflict" ? refusalWords(lane.sent) : decision.why;
    t.s.conflicts.add(lane.discriminator);
  }
  const words = restWords(router, profile, policy, decision);
  if (words !== undefined) lane.rests = words;
  if (decision.is === "gone" && lane.wanted?.is === "absent") laneFinished(t, policy, lane);
  if (decision.until !== undefined && decision.until > t.at && decision.until < Infinity) {
    armAt(t, `lane ${router.id} ${lane.discriminator}`, decision.until);
  }
}

/** Somebody asked for it: what was refused until a change may be tried once more. */
export function tryAgain(t: Turn, policy: Policy): void {
  for (const { sent } of policy.lanes.values()) {
    if (sent?.reaction !== "change") continue;
    sent.reaction = "retry";
    sent.retryAt = t.at;
  }
}

/** Holding silently would be the worst answer (rules I.7). */
function restWords(
  router: Router,
  profile: Profile,
  { origin }: Policy,
  { is, why }: Decision & { do: "rest" },
): string | undefined {
  if (is === "elsewhere") {
    return origin === "router"
      ? `${router.name} keeps it itself: ${why}.`
      : `Held elsewhere: ${why}; nothing is sent until ${router.name} delegates it.`;
  }
  if (is === "standby") return `Not up, ${why}, which is: the headend selects the best.`;
  if (is === "kept" && why === SHUT_THERE) {
    return `${router.name} has it shut (A=0): it gets no path until it is not.`;
  }
  if (is === "kept" && profile.returnDelegation === "never" && origin === "router") {
    return `${profile.title} has no way to take a delegation back: it is held, untouched.`;
  }
  return undefined;
}

/** What the last request came to, whatever its SRP-ID said (rules I.3). */
function recordOutcome(t: Turn, policy: Policy, lane: Lane, is: Rest): void {
  const { sent } = lane;
  if (!sent) return;
  if (is === "asWanted" && sent.outcome !== "up") {
    sent.outcome = "up";
    if (policy.lanes.size > policy.paths.length) markPolicyLanes(t, policy); // what it replaced may go
    measureMove(t, policy);
  }
  if ((is === "down" || is === "standby") && sent.outcome === "acknowledged") sent.outcome = "down";
  if (is === "mismatch") sent.outcome = "mismatch";
}

/** From the failure to the report that the packets flow again. */
function measureMove(t: Turn, policy: Policy): void {
  if (policy.brokenAt === undefined) return;
  t.s.lastMoveMicroseconds = t.at - policy.brokenAt;
  delete policy.brokenAt;
}
