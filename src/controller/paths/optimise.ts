/**
 * Better paths, one after the other: each policy keeps still for a while after a move, longer if it moves again and
 * again, and of all policies only a share moves a minute, those that gain most first (rules II.5, II.7). Each is computed
 * once more when its turn comes.
 */
import { passage } from "../../policy/gate.ts";
import { afterMove, heldUntil } from "../../policy/hold_down.ts";
import { percent } from "../../policy/hysteresis.ts";
import type { Policy } from "../../policy/records.ts";
import type { Decided } from "./results.ts";
import { findRouter, wordsOf } from "../routers/routers.ts";
import { armAt, touch, type Turn } from "../turn.ts";

/** What a policy says of its own optimisation, or the configuration. */
export function rulesOf(t: Pick<Turn, "s">, { intent }: Policy) {
  const { safety } = t.s.config, own = intent.reoptimize;
  return {
    intervalSeconds: own?.intervalSeconds ?? safety.reoptimizeIntervalSeconds,
    minimumGain: own ? own.minimumGainPercent / 100 : safety.minimumGain,
    minimumIntervalSeconds: own?.minimumIntervalSeconds ?? safety.minimumIntervalSeconds,
  };
}

/** After a policy was computed: it moved, waits for its turn, or has nothing to gain. */
export function settleOptimisation(t: Turn, policy: Policy, paths: readonly Decided[]): void {
  const { compute, optimise } = t.s;
  // A batch that was under way when its turn came knows nothing of that: it is computed once more.
  const its = paths.some(({ purpose }) => purpose.approved);
  if (its && compute.approved.delete(policy.id) && optimise.waiting.size > 0) wakeOptimiser(t);
  if (paths.some(({ purpose }) => purpose.afterFailure)) compute.shaken.delete(policy.id);
  compute.asked.delete(policy.id);
  const moves = paths.flatMap(({ move }) => move ?? []);
  if (moves.length > 0) {
    const least = rulesOf(t, policy).minimumIntervalSeconds * 1e6;
    const most = Math.max(least, t.s.config.safety.holdDownMaximumSeconds * 1e6);
    policy.hold = afterMove(policy.hold, t.at, least, most);
    if (moves.some(({ gain }) => gain !== undefined)) optimise.movedAt.push(t.at);
  }
  const gain = Math.max(
    0,
    ...paths.map(({ choosing }) => choosing.do === "wait" ? choosing.gain : 0),
  );
  if (gain === 0) return forgetBetter(t, policy);
  policy.better = { since: policy.better?.since ?? t.at, gain };
  if (compute.approved.has(policy.id)) return;
  optimise.waiting.add(policy.id);
  armSooner(t, Math.max(t.at, heldUntil(policy.hold)));
}

export function forgetBetter(t: Turn, policy: Policy): void {
  delete policy.better;
  t.s.optimise.waiting.delete(policy.id);
}

/** The policy is no more. */
export function forgetOptimisation(t: Turn, id: number): void {
  const { broken, degraded, shaken, improvable, lastResort, approved, asked } = t.s.compute;
  for (const ids of [broken, degraded, shaken, improvable, lastResort, approved, asked]) {
    ids.delete(id);
  }
  t.s.optimise.waiting.delete(id);
}

/** A gate opened or a session is there: what waited only for that may go. */
export function wakeOptimiser(t: Turn): void {
  if (t.s.optimise.waiting.size > 0) armSooner(t, t.at);
}

/** Deadline "optimise": as many as may move now, those that gain most first, then those that wait longest. */
export function letMove(t: Turn): void {
  const { compute, optimise } = t.s;
  optimise.movedAt = optimise.movedAt.filter((at) => t.at - at < MINUTE);
  let left = budget(t) - optimise.movedAt.length - compute.approved.size, next = Infinity;
  for (const policy of inTurn(t)) {
    const held = heldUntil(policy.hold);
    if (!mayBeTold(t, policy)) next = Math.min(next, t.at + LOOK_AGAIN);
    else if (held > t.at) next = Math.min(next, held);
    else if (left-- > 0) approve(t, policy);
    else {
      // Those that are being computed give their places back, or have moved and wake us.
      next = Math.min(next, (optimise.movedAt[0] ?? t.at) + MINUTE);
      break;
    }
  }
  if (next < Infinity) armAt(t, "optimise", next);
}

/** "A better path is known (gain 12 %); it may move in 40 s." */
export function betterWords(t: Pick<Turn, "s">, policy: Policy): string {
  if (!policy.better) return "";
  const known = ` A better path is known (gain ${percent(policy.better.gain)});`;
  const seconds = Math.ceil((heldUntil(policy.hold) - t.s.now) / 1e6);
  if (seconds > 0) return `${known} it may move in ${seconds} s.`;
  if (t.s.compute.approved.has(policy.id)) return `${known} it moves now.`;
  return `${known} it waits for its turn: ${budget(t)} a minute may move.`;
}

/** Deadline "reoptimize": policies that were not computed for as long as their interval, some each second. */
export function computeAgain(t: Turn): void {
  const { policies, config: { safety } } = t.s;
  const share = Math.ceil(2 * policies.size / Math.max(1, safety.reoptimizeIntervalSeconds));
  let left = Math.min(MOST_AGAIN, Math.max(LEAST_AGAIN, share)), next = Infinity;
  for (const policy of policies.values()) {
    if (policy.deleted) continue;
    const at = computedAt(policy) + rulesOf(t, policy).intervalSeconds * 1e6;
    if (at > t.at) next = Math.min(next, at);
    else if (left-- > 0) t.s.dirtyPolicies.add(policy.id);
    else break;
  }
  // What is computed now arms it for its next time itself.
  if (left < 0) next = t.at + 1e6;
  if (next < Infinity) armAt(t, "reoptimize", Math.max(next, t.at + 1e6));
}

/** After a batch: somebody has to look again. */
export function armInterval(t: Turn, policy: Policy): void {
  const at = t.at + rulesOf(t, policy).intervalSeconds * 1e6;
  if (at < (t.s.deadlines.due.get("reoptimize") ?? Infinity)) armAt(t, "reoptimize", at);
}

function approve(t: Turn, policy: Policy): void {
  t.s.optimise.waiting.delete(policy.id);
  t.s.compute.approved.add(policy.id);
  t.s.dirtyPolicies.add(policy.id);
  touch(t, "policy", policy.id);
}

function inTurn(t: Turn): Policy[] {
  const policies = [...t.s.optimise.waiting].flatMap((id) => {
    const policy = t.s.policies.get(id);
    if (policy?.better && !policy.deleted) return policy;
    t.s.optimise.waiting.delete(id);
    return [];
  });
  return policies.sort((a, b) =>
    b.better!.gain - a.better!.gain || a.better!.since - b.better!.since || a.id - b.id
  );
}

/** A move that could not be sent would take the place of one that can. */
function mayBeTold(t: Turn, policy: Policy): boolean {
  const router = findRouter(t, policy.intent.headend);
  const session = t.s.pcep.get(router?.session ?? -1);
  return router !== undefined && session?.readyAt !== undefined && t.at >= session.readyAt &&
    passage(t.s.gate, wordsOf(router), policy.name).open;
}

/** Of all policies, at least one. */
const budget = (t: Pick<Turn, "s">): number =>
  Math.max(1, Math.floor(t.s.config.safety.optimisationShare * t.s.policies.size));
function computedAt({ paths }: Policy): number {
  let oldest = Infinity;
  for (const { computed } of paths) oldest = Math.min(oldest, computed?.at ?? Infinity);
  return oldest;
}
function armSooner(t: Turn, at: number): void {
  if (at < (t.s.deadlines.due.get("optimise") ?? Infinity)) armAt(t, "optimise", at);
}
const MINUTE = 60e6, LEAST_AGAIN = 25, MOST_AGAIN = 250;
const LOOK_AGAIN = 30e6; // many things open a gate, and not each of them says so
