/**
 * What the topology guard lets be computed, and which results count: while it holds only what is new, changed or
 * reported down, and never to say that there is no path. A wave of policies that lose their paths is counted before
 * any of it counts.
 */
import { forgetBefore, isOneRouter, pathlessExcess } from "../../policy/ted_guard.ts";
import type { Policy } from "../../policy/records.ts";
import type { PathResult } from "../../path/jobs.ts";
import { policiesAt } from "../intent/find_policies.ts";
import { resolvePath } from "../intent/resolve.ts";
import { findRouter } from "../routers/routers.ts";
import type { Purpose, Router } from "../state.ts";
import { end, hold, limitsOf } from "./ted_guard.ts";
import { armAt, type Turn } from "../turn.ts";

/** Before its jobs are made: true when it is not computed now. */
export function putAside(t: Turn, policy: Policy): boolean {
  const { guards } = t.s;
  if (!guards.hold || guards.accepted.has(policy.id) || guards.probes?.has(policy.id)) return false;
  if (mayPlan(t, policy) && !(isThere(policy) && hasNoNames(t, policy))) return false;
  setAside(t, policy);
  return true;
}

/** A path of it cannot even be asked for: true when that does not count as its result now. */
export function keepsResult(t: Turn, policy: Policy): boolean {
  const { guards } = t.s;
  if (guards.accepted.has(policy.id) || !hadPath(policy) || !isGuarded(t)) return false;
  if (!hasNoNames(t, policy)) return false;
  guards.probes?.delete(policy.id);
  addPathless(t, policy);
  return true;
}

/** The policies of a batch whose results do not count. */
export function refusedResults(
  t: Turn,
  purposes: readonly Purpose[],
  results: readonly PathResult[],
): ReadonlySet<number> {
  const found = new Map<number, boolean>(), refused = new Set<number>();
  purposes.forEach((purpose, i) => {
    if (purpose.for !== "policy") return;
    found.set(purpose.policy, stands(results[i]) || found.get(purpose.policy) === true);
  });
  for (const [id, hasPath] of found) {
    const policy = t.s.policies.get(id);
    if (!policy || policy.deleted) t.s.guards.accepted.delete(id);
    else if (!counts(t, policy, hasPath)) refused.add(id);
  }
  return refused;
}

function counts(t: Turn, policy: Policy, hasPath: boolean): boolean {
  const { guards, gate } = t.s, { id } = policy;
  if (guards.accepted.delete(id)) return true;
  if (!guards.hold) {
    if (hasPath || !hadPath(policy) || isFresh(t, policy) || !isGuarded(t)) return true;
    addPathless(t, policy);
    return false;
  }
  if (guards.probes?.delete(id)) {
    if (hasPath) guards.pathless.delete(id);
    setAside(t, policy);
    return false;
  }
  if (mayPlan(t, policy) && (hasPath || !isThere(policy))) {
    guards.aside.add(id); // and once more when all is known
    gate.hold?.exempt.add(policy.name);
    return true;
  }
  setAside(t, policy);
  return false;
}

/** At the end of a turn: a wave is over when nothing is left to compute. True: there is something to compute again. */
export function judgeWave(t: Turn): boolean {
  const { guards } = t.s;
  const [first] = guards.pathless.values();
  const over = t.s.compute.policies === undefined && t.s.dirtyPolicies.size === 0;
  if (over) guards.accepted.clear();
  if (first === undefined && !guards.probes) return false;
  if (guards.hold) {
    if (guards.hold.is !== "holding" || !over || !guards.probes) return false;
    guards.probes = undefined;
    if (excessOfPaths(t) === undefined) end(t, "The topology is back.", false);
    return guards.hold === undefined;
  }
  if (first === undefined || !isWaveOver(t, over, first)) return false;
  forgetBefore(guards.losses, t.at - limitsOf(t).windowMicroseconds);
  const gone = isOneRouter(guards.losses) ? undefined : excessOfPaths(t);
  if (gone !== undefined) {
    for (const id of guards.pathless.keys()) {
      const policy = t.s.policies.get(id);
      if (policy) setAside(t, policy);
    }
    hold(t, [gone]);
    return false;
  }
  for (const id of guards.pathless.keys()) {
    guards.accepted.add(id);
    guards.lost.set(id, t.at);
    t.s.dirtyPolicies.add(id);
  }
  guards.pathless.clear();
  return true;
}

/** A router reports an LSP down, or it is gone: its policy is repaired although the guard holds. */
export function witnessed(t: Turn, policyId: number): void {
  const { guards } = t.s, policy = t.s.policies.get(policyId);
  if (!guards.hold || !policy || !guards.aside.has(policyId)) return;
  if (isReportedDown(t, policy)) t.s.dirtyPolicies.add(policyId);
}

/** A router has told all its LSPs: what it has not may be made, although the guard holds. */
export function toldAll(t: Turn, router: Router): void {
  const { hold, aside } = t.s.guards;
  if (!hold) return;
  for (const policy of policiesAt(t, router)) {
    if (aside.has(policy.id) && !isThere(policy)) t.s.dirtyPolicies.add(policy.id);
  }
}

/** Nothing more is to be computed, and for a moment nothing more came: one loss is told in many messages. */
function isWaveOver(t: Turn, computed: boolean, first: number): boolean {
  const at = Math.min(t.s.guards.pathlessAt + MOMENT, first + LONGEST_WAVE);
  if (t.at < at) armAt(t, "tedGuard", at);
  return t.at >= first + LONGEST_WAVE || (computed && t.at >= at);
}
function addPathless(t: Turn, policy: Policy): void {
  t.s.guards.pathless.set(policy.id, t.at);
  t.s.guards.pathlessAt = t.at;
}

/** Together with those that lost their paths a moment ago and have none since. */
function excessOfPaths(t: Turn): string | undefined {
  const { pathless, lost } = t.s.guards, limits = limitsOf(t);
  let before = 0;
  for (const [id, at] of lost) {
    const policy = t.s.policies.get(id);
    if (at < t.at - limits.windowMicroseconds || !policy || hadPath(policy)) lost.delete(id);
    else if (!pathless.has(id)) before++;
  }
  return pathlessExcess(pathless.size + before, t.s.policies.size, limits);
}
function setAside(t: Turn, policy: Policy): void {
  t.s.guards.aside.add(policy.id);
  t.shown.add(policy.id);
}
const isGuarded = (t: Turn): boolean => t.s.start.over && limitsOf(t).share > 0;
const mayPlan = (t: Turn, policy: Policy): boolean =>
  isFresh(t, policy) || isReportedDown(t, policy);
const isFresh = (t: Turn, policy: Policy): boolean =>
  policy.paths.some((path) => !path.computed) && !mayStand(t, policy);
/** After a restart nothing is computed yet, and what nobody changed since may carry packets on its router. */
function mayStand(t: Turn, policy: Policy): boolean {
  if (policy.storedWith !== 0) return false;
  const isUp = [...policy.lanes.values()].some(({ lsp }) => {
    const state = t.s.lsps.get(lsp ?? -1)?.operState;
    return state === "up" || state === "active";
  });
  return isUp || (policy.origin !== "router" && !hasTold(t, policy));
}
function hasTold(t: Turn, policy: Policy): boolean {
  const session = t.s.pcep.get(findRouter(t, policy.intent.headend)?.session ?? -1);
  return session?.readyAt !== undefined && t.at >= session.readyAt;
}
const isThere = (policy: Policy): boolean =>
  [...policy.lanes.values()].some((lane) => lane.lsp !== undefined);
const hadPath = (policy: Policy): boolean =>
  policy.paths.some((path) => path.computed?.result.ok === true);

/** No path can even be asked for: its routers are not known any more. */
function hasNoNames(t: Turn, policy: Policy): boolean {
  return policy.paths.every((path) => !resolvePath(t, 0, policy.intent, path.intent).ok);
}

/** Its router says of all its LSPs, in this session, that they carry nothing. */
function isReportedDown(t: Turn, policy: Policy): boolean {
  const lsps = [...policy.lanes.values()].flatMap((lane) => t.s.lsps.get(lane.lsp ?? -1) ?? [])
    .filter((lsp) => !lsp.stale && lsp.session !== 0);
  return lsps.length > 0 &&
    lsps.every(({ operState }) => operState === "down" || operState === "goingDown");
}

const MOMENT = 250e3, LONGEST_WAVE = 1e6;
/** A path was found, or the list that its router has is as good as one. */
const stands = (result: PathResult | undefined): boolean =>
  result !== undefined && (result.ok || result.installed?.is === "fits");
