/**
 * Policies as records: made from intent, kept in the store, gone only when the routers have let go of what they were
 * told. A candidate path keeps its discriminator while its preference stays (RFC 9256 §2.5).
 */
import type { PolicyIntent } from "../../policy/intent.ts";
import type { Lane, Policy } from "../../policy/records.ts";
import { clearTrouble } from "../telling/lane_trouble.ts";
import { endpointAddress, markPolicyLanes } from "../sending/lanes.ts";
import { policiesAt, policyNamed } from "./find_policies.ts";
import { enter, keyOf, leave, newPolicy, pathsOf, revive } from "./new_policy.ts";
import { forgetOptimisation } from "../paths/optimise.ts";
import { indexPaths, unindexPolicy } from "../paths/policy_index.ts";
import { findRouter } from "../routers/routers.ts";
import type { Router } from "../state.ts";
import type { Row } from "../step.ts";
import { armAfter, armAt, store, touch, type Turn } from "../turn.ts";

/** One row of table "policy" (or "tombstone", once deleted), as JSON. */
export interface StoredPolicy {
  readonly uid: string;
  readonly origin: "operator" | "mesh";
  readonly mesh?: string;
  readonly intent: PolicyIntent;
  readonly discriminators: readonly number[]; // of intent.candidatePaths, in their order
  readonly version: number;
  readonly at: number;
  readonly by: string;
  readonly successor?: string; // uid, in a tombstone
}

/** Makes a policy or changes the one of that name; the rows are to be stored with the others of the command. */
export function putPolicy(
  t: Turn,
  intent: PolicyIntent,
  from: { readonly by: string; readonly mesh?: string; readonly version?: number },
): { readonly policy: Policy; readonly rows: readonly Row[] } {
  const rows: Row[] = [];
  const old = policyNamed(t.s, intent.name);
  const existing = old && keyOf(old.intent) === keyOf(intent) ? old : undefined;
  const policy = existing ?? revive(t, intent, from, rows) ?? newPolicy(t, intent, from);
  // Another headend, colour or endpoint is another policy for the router: the old one stays until this one is up.
  if (old && !existing) rows.push(...buryPolicy(t, old, policy));
  policy.paths = pathsOf(t, intent.candidatePaths, policy.paths);
  indexPaths(t, policy);
  policy.intent = intent;
  policy.version++;
  policy.at = t.at;
  policy.by = from.by;
  policy.storedWith = t.s.sequence + 1;
  t.s.dirtyPolicies.add(policy.id); // computed while the store writes; nothing is sent before it has
  t.s.compute.asked.add(policy.id);
  touch(t, "policy", policy.id);
  rows.push({ table: "policy", key: intent.name, value: rowOf(policy) });
  return { policy, rows };
}

/** Intent is gone at once; a tombstone remembers it until no router holds an LSP of it. */
export function buryPolicy(t: Turn, policy: Policy, successor?: Policy): readonly Row[] {
  policy.deleted = true;
  policy.storedWith = t.s.sequence + 1;
  if (policyNamed(t.s, policy.name) === policy) t.s.policyByName.delete(policy.name);
  if (successor) succeed(t, policy, successor.id);
  // What this one was to replace waits for the next one, or for nothing any more.
  const rows: Row[] = [];
  for (const id of t.s.predecessors.get(policy.id) ?? []) {
    const before = t.s.policies.get(id);
    if (!before || !successor) continue;
    succeed(t, before, successor.id);
    rows.push({ table: "tombstone", key: before.uid, value: rowOf(before, successor.uid) });
  }
  if (!successor) releaseOf(t, policy.id);
  t.s.predecessors.delete(policy.id);
  t.s.dirtyPolicies.delete(policy.id);
  forgetOptimisation(t, policy.id);
  touch(t, "policy", policy.id);
  return [
    { table: "policy", key: policy.name, value: null },
    { table: "tombstone", key: policy.uid, value: rowOf(policy, successor?.uid) },
    ...rows,
  ];
}

function succeed(t: Turn, policy: Policy, successor: number): void {
  policy.successor = successor;
  const others = t.s.predecessors.get(successor);
  if (others) others.add(policy.id);
  else t.s.predecessors.set(successor, new Set([policy.id]));
}
/** What a policy replaced may go now: it is up, or it will never be. */
export function releaseOf(t: Turn, successor: number): void {
  for (const id of t.s.predecessors.get(successor) ?? []) {
    const policy = t.s.policies.get(id);
    if (!policy) continue;
    delete policy.successor;
    markPolicyLanes(t, policy);
    if (policy.lanes.size === 0) askForEnd(t, policy);
  }
  t.s.predecessors.delete(successor);
}
/** Nothing of it is known to be there: once its router has told all, it is forgotten. */
function askForEnd(t: Turn, policy: Policy): void {
  const session = t.s.pcep.get(findRouter(t, policy.intent.headend)?.session ?? -1);
  if (session?.readyAt === undefined) return;
  armAt(t, `ready ${session.id}`, Math.max(t.at, session.readyAt));
}
/** At start, when all policies are there: who replaces whom is kept by uid. */
export function restoreSuccessor(t: Turn, json: string): void {
  const stored = JSON.parse(json) as StoredPolicy;
  const policy = t.s.policies.get(t.s.policyByUid.get(stored.uid) ?? -1);
  const successor = t.s.policyByUid.get(stored.successor ?? "");
  if (policy && successor !== undefined) succeed(t, policy, successor);
}

export function restorePolicy(t: Turn, json: string, deleted: boolean): void {
  const stored = JSON.parse(json) as StoredPolicy; // our own row
  const policy: Policy = {
    id: t.s.nextPolicy++,
    uid: stored.uid,
    name: stored.intent.name,
    origin: stored.origin,
    ...(stored.mesh === undefined ? {} : { mesh: stored.mesh }),
    intent: stored.intent,
    version: stored.version,
    at: stored.at,
    by: stored.by,
    storedWith: 0,
    deleted,
    paths: stored.intent.candidatePaths.map((path, i) => ({
      discriminator: stored.discriminators[i]!,
      intent: path,
    })),
    lanes: new Map(),
    since: t.at,
    shown: "",
    moves: 0,
  };
  enter(t, policy);
  if (!deleted) t.s.dirtyPolicies.add(policy.id);
}

/** The router has no LSP of this lane any more. */
export function laneFinished(t: Turn, policy: Policy, lane: Lane): void {
  policy.lanes.delete(lane.discriminator);
  disown(t, policy, lane.discriminator);
  dropIfFinished(t, policy, lane.sent?.kind === "delete" && lane.sent.outcome !== "refused");
}
/** Forgets a deleted policy when nothing of it is left on its router, and the router has said so. */
export function dropIfFinished(t: Turn, policy: Policy, seenGone = false): void {
  if (!policy.deleted || policy.lanes.size > 0) return;
  if (!seenGone && isAskedAbout(t, policy)) return;
  forgetPolicy(t, policy);
  store(t, [{ table: "tombstone", key: policy.uid, value: null }]);
}
/** A router has told all its LSPs: what was deleted and is not among them is over. */
export function dropFinished(t: Turn, router: Router): void {
  for (const policy of policiesAt(t, router)) dropIfFinished(t, policy);
}
/** Its router asks without a name for what may be this one with its list forgotten: it may come back under our name. */
function isAskedAbout(t: Turn, policy: Policy): boolean {
  const session = t.s.pcep.get(findRouter(t, policy.intent.headend)?.session ?? -1);
  if (!session?.profile.requestsFirst || session.questions.size === 0) return false;
  const endpoint = endpointAddress(t, policy);
  const asked = [...session.questions.values()].some((one) => one.destination === endpoint);
  if (asked) armAfter(t, `ready ${session.id}`, 150e6); // longer than it asks before it gives the name
  return asked;
}
export function forgetPolicy(t: Turn, policy: Policy): void {
  unindexPolicy(t, policy);
  for (const discriminator of policy.lanes.keys()) disown(t, policy, discriminator);
  releaseOf(t, policy.id);
  t.s.policies.delete(policy.id);
  t.s.dirtyPolicies.delete(policy.id);
  t.s.compute.unresolved.delete(policy.id);
  forgetOptimisation(t, policy.id);
  t.s.policyByUid.delete(policy.uid);
  leave(t, policy);
  clearTrouble(t, policy);
  touch(t, "policy", policy.id);
}

function disown(t: Turn, policy: Policy, discriminator: number): void {
  if (t.s.laneOwner.get(discriminator) === policy.id) t.s.laneOwner.delete(discriminator);
}

function rowOf(policy: Policy, successor?: string): string {
  const stored: StoredPolicy = {
    uid: policy.uid,
    origin: policy.origin === "mesh" ? "mesh" : "operator",
    ...(policy.mesh === undefined ? {} : { mesh: policy.mesh }),
    intent: policy.intent,
    discriminators: policy.paths.map((path) => path.discriminator),
    version: policy.version,
    at: policy.at,
    by: policy.by,
    ...(successor === undefined ? {} : { successor }),
  };
  return JSON.stringify(stored);
}
