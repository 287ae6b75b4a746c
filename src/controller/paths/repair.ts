/**
 * What a change of the topology means for each policy that it touches, by the list that stands on the router (rules
 * II.7): packets are lost, computed and sent before all others; packets arrive, looked at when the IGP has converged;
 * only a better path may have come, later.
 */
import { holdsSids } from "../../lib/sid_numbers.ts";
import { whyLost } from "../../path/delivery.ts";
import { type Forwarding, forwardingOf } from "../../path/forwarding.ts";
import type { PathJob } from "../../path/jobs.ts";
import type { Touch } from "../../path/path_index.ts";
import type { Policy } from "../../policy/records.ts";
import { isSignalled } from "../../policy/signalled.ts";
import { convergence } from "../../policy/quarantine.ts";
import type { TedDiff } from "../../ted/diff.ts";
import { installedOf } from "./installed.ts";
import { endQuarantines } from "./quarantine.ts";
import { findRouter } from "../routers/routers.ts";
import { armAfter, armAt, type Turn } from "../turn.ts";

/** `failures`: how often a link of the change failed lately. */
export function sortTouched(t: Turn, diff: TedDiff, failures: number): void {
  const { graph, index } = t.caches;
  if (index.size === 0) return;
  const now = graph.snapshot();
  const touched = policiesTouched(t, index.touched(diff, now));
  if (touched.size === 0) return;
  const forwarding = forwardingOf(now);
  for (const [policy, touch] of touched) {
    if (touch === "broken") t.s.compute.shaken.add(policy.id);
    const lost = touch !== "better" && isLost(t, forwarding, policy);
    const pathless = policy.paths.some((path) => !path.computed?.result.ok);
    if (lost === true) {
      policy.brokenAt ??= t.at;
      t.s.compute.broken.add(policy.id);
      t.s.dirtyPolicies.add(policy.id);
    } else if (pathless || (lost === "unknown" && touch === "broken")) {
      t.s.dirtyPolicies.add(policy.id);
    } else if (touch === "better") t.s.compute.improvable.add(policy.id);
    else degrade(t, policy.id, failures);
  }
  if (t.s.compute.improvable.size > 0) lookForBetter(t);
}

export const lookForBetter = (t: Turn): void =>
  armAfter(t, "improve", t.s.config.safety.igpConvergenceSeconds * 1e6);

/** Packets arrive, perhaps where they may not go: it is looked at when the IGP had time, longer where links flap. */
export function degrade(t: Turn, policy: number, failures: number): void {
  const { safety } = t.s.config, before = t.s.compute.degraded.get(policy);
  const least = safety.igpConvergenceSeconds * 1e6;
  const most = safety.igpConvergenceMaximumSeconds * 1e6;
  const since = before?.since ?? t.at, due = t.at + convergence(failures, least, most);
  const entry = {
    since,
    due: before ? Math.min(Math.max(before.due, due), since + Math.max(least, most)) : due,
  };
  t.s.compute.degraded.set(policy, entry);
  if (entry.due < (t.s.deadlines.due.get("repair") ?? Infinity)) armAt(t, "repair", entry.due);
}

/** Deadline "repair". */
export function repairDegraded(t: Turn): void {
  let next = Infinity;
  for (const [policy, { due }] of t.s.compute.degraded) {
    if (due > t.at) next = Math.min(next, due);
    else {
      t.s.compute.degraded.delete(policy);
      t.s.dirtyPolicies.add(policy);
    }
  }
  if (next < Infinity) armAt(t, "repair", next);
}

/** Deadline "quarantine": what these links may give is looked at as if they came back now. */
export function countOnLinks(t: Turn): void {
  const diff = endQuarantines(t);
  if (diff.links.size > 0) sortTouched(t, diff, 0);
}

/** The order in which lost packets are helped: who may take from others first, then the most traffic, then the oldest. */
export function brokenFirst(a: Policy, b: Policy): number {
  return a.intent.priority.setup - b.intent.priority.setup ||
    b.intent.bandwidthBps - a.intent.bandwidthBps || a.at - b.at || a.id - b.id;
}

/** In an order that does not depend on when the index was made; what waits to be sent stands apart from what is indexed. */
function policiesTouched(t: Turn, touches: ReadonlyMap<number, Touch>): Map<Policy, Touch> {
  const found = new Map<Policy, Touch>();
  const add = (id: number | undefined, touch: Touch) => {
    const policy = id === undefined ? undefined : t.s.policies.get(id);
    if (!policy || policy.deleted) return;
    const before = found.get(policy);
    if (before === undefined || GRAVE.indexOf(touch) < GRAVE.indexOf(before)) {
      found.set(policy, touch);
    }
  };
  for (const [discriminator, touch] of [...touches].sort((a, b) => a[0] - b[0])) {
    add(t.caches.policyOfPath.get(discriminator), touch);
  }
  for (const { rest } of t.s.dirtyLanes.values()) {
    for (const discriminator of rest) add(t.s.laneOwner.get(discriminator), "changed");
  }
  return found;
}
const GRAVE: readonly Touch[] = ["broken", "changed", "better"];

/** Do packets of a list that stands on the router get lost? "unknown": no list is known to stand there. */
function isLost(t: Turn, forwarding: Forwarding, policy: Policy): boolean | "unknown" {
  const headend = findRouter(t, policy.intent.headend)?.ted;
  const endpoint = findRouter(t, policy.intent.endpoint)?.ted ?? -1;
  if (headend === undefined) return "unknown";
  if (isSignalled(policy.intent)) return isWayBroken(t, policy);
  let known = false;
  for (const lane of policy.lanes.values()) {
    const labels = installedOf(t, lane);
    if (!labels || holdsSids(labels)) continue; // where SIDs lead is looked at when it is computed
    known = true;
    const others = t.s.lsps.get(lane.lsp ?? -1)?.more ?? []; // a share of the packets goes by each
    for (const list of [labels, ...others.map((other) => other.labels)]) {
      if (whyLost(forwarding, headend, endpoint, list) !== undefined) return true;
    }
  }
  return known ? false : "unknown";
}

/** Do packets of the list that stands on the router for a job arrive, as the network is now? */
export function arrives(t: Turn, { headend, endpoint, installed = [] }: PathJob): boolean {
  const forwarding = forwardingOf(t.caches.graph.snapshot());
  const ends = "router" in endpoint ? [endpoint.router] : "anyOf" in endpoint ? endpoint.anyOf : [];
  return ends.some((end) => whyLost(forwarding, headend, end, installed) === undefined);
}

/** The same of an RSVP-TE LSP, which no label carries. */
function isWayBroken(t: Turn, policy: Policy): boolean | "unknown" {
  const result = policy.paths[0]?.computed?.result;
  return result?.ok ? result.links.some((link) => !t.caches.ted.usable(link)) : "unknown";
}
