/**
 * Which policies have to be computed, and what becomes of the results. A batch works on a snapshot; a result counts if
 * what it uses is still there, and its policy stays dirty if something that touches it changed meanwhile.
 */
import { given } from "../lib/given.ts";
import type { FoundPath, PathJob, PathResult } from "../path/jobs.ts";
import type { TedDiff } from "../ted/diff.ts";
import type { CandidatePath, Policy } from "../policy/records.ts";
import { type Lists, sameLists } from "../policy/segment_lists.ts";
import { nameCause } from "./history.ts";
import { keepsResult, putAside, refusedResults } from "./guarded_plan.ts";
import { answerComputePath } from "./path_command.ts";
import { markPolicyLanes } from "./lanes.ts";
import { answerRequest } from "./pcep/requests.ts";
import { indexPolicy } from "./policies.ts";
import { resolvePath } from "./resolve.ts";
import type { Batch, Purpose } from "./state.ts";
import { armAfter, note, touch, type Turn } from "./turn.ts";

/** A change of the topology: what crosses a dead link is computed at once, the rest when the IGP has converged. */
export function planForTopology(t: Turn, diff: TedDiff, routersMoved: boolean): void {
  const { index, graph, policyOfPath } = t.caches;
  const linksCame = [...diff.links.values()].some((kinds) => kinds.has("linkAdded"));
  if (routersMoved || linksCame) {
    for (const id of t.s.compute.unresolved) t.s.dirtyPolicies.add(id);
  }
  if (index.size === 0) return;
  // In an order that does not depend on when the index was made.
  const touched = [...index.touched(diff, graph.snapshot())].sort((a, b) => a[0] - b[0]);
  for (const [discriminator, touch] of touched) {
    const id = policyOfPath.get(discriminator);
    const policy = id === undefined ? undefined : t.s.policies.get(id);
    if (!policy) continue;
    const pathless = policy.paths.some((path) => !path.computed?.result.ok);
    if (touch === "broken") policy.brokenAt ??= t.at;
    if (touch === "broken" || pathless) t.s.dirtyPolicies.add(policy.id);
    else t.s.compute.improvable.add(policy.id);
  }
  if (t.s.compute.improvable.size === 0) return;
  armAfter(t, "improve", t.s.config.safety.igpConvergenceSeconds * 1e6);
}

/** Deadline "improve": by headend, because paths of one headend share their trees. */
export function planImprovements(t: Turn): void {
  const policies = [...t.s.compute.improvable].flatMap((id) => t.s.policies.get(id) ?? []);
  t.s.compute.improvable.clear();
  const key = (policy: Policy) => policy.intent.headend;
  policies.sort((a, b) => key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.id - b.id);
  for (const policy of policies) t.s.dirtyPolicies.add(policy.id);
}

/** At the end of a turn: one batch of policies may be out at a time. */
export function startBatch(t: Turn): void {
  if (t.s.compute.policies !== undefined || t.s.dirtyPolicies.size === 0) return;
  if (!t.s.start.told.size && t.s.config.bgp.peers.length > 0) return; // no topology yet
  const purposes: Purpose[] = [], list: PathJob[] = [];
  for (const id of t.s.dirtyPolicies) {
    const policy = t.s.policies.get(id);
    if (list.length >= MOST_JOBS) break;
    t.s.dirtyPolicies.delete(id);
    if (!policy || policy.deleted || putAside(t, policy)) continue;
    for (const path of policy.paths) addJob(t, policy, path, list, purposes);
  }
  if (list.length === 0) return;
  t.s.compute.policies = submit(t, list, purposes);
}

/** A batch of its own: requests of routers and of people do not wait for others. */
export function submit(t: Turn, list: readonly PathJob[], purposes: readonly Purpose[]): number {
  const batch = t.s.compute.next++;
  t.s.compute.batches.set(batch, {
    at: t.at,
    topologyVersion: t.caches.ted.version,
    purposes,
    list,
  });
  t.effects.push({ do: "compute", batch, jobs: { snapshot: t.caches.graph.snapshot(), list } });
  return batch;
}

export function takeResults(t: Turn, number: number, results: readonly PathResult[]): void {
  const batch = t.s.compute.batches.get(number);
  if (!batch) return;
  t.s.compute.batches.delete(number);
  if (t.s.compute.policies === number) t.s.compute.policies = undefined;
  const took = Math.round((t.at - batch.at) / Math.max(1, batch.purposes.length));
  const changed = new Set<Policy>();
  const moves: Move[] = [];
  const refused = refusedResults(t, batch.purposes, results);
  batch.purposes.forEach((purpose, i) => {
    const result = results[i];
    if (!result || (purpose.for === "policy" && refused.has(purpose.policy))) return;
    if (purpose.for === "request") answerRequest(t, purpose, result);
    else if (purpose.for === "command") answerComputePath(t, purpose.id, result, batch);
    else {
      const policy = applyResult(t, purpose, batch, i, result, took, moves);
      if (policy) changed.add(policy);
    }
  });
  for (const policy of changed) {
    indexPolicy(t, policy);
    markPolicyLanes(t, policy);
  }
  tellMoves(t, moves);
}

interface Move {
  readonly policy: Policy;
  readonly path: CandidatePath;
  readonly from: FoundPath;
  readonly to: FoundPath;
}

/** Do all links that packets may cross, and the segments themselves, still stand on the newest topology? */
export function stillStands(t: Turn, result: FoundPath): boolean {
  return result.crossed.every((link) => t.caches.ted.usable(link));
}

function applyResult(
  t: Turn,
  purpose: Purpose & { for: "policy" },
  batch: Batch,
  i: number,
  result: PathResult,
  took: number,
  moves: Move[],
): Policy | undefined {
  const policy = t.s.policies.get(purpose.policy);
  const path = policy?.paths.find((p) => p.discriminator === purpose.discriminator);
  if (!policy || !path || policy.deleted) return undefined;
  if (policy.version !== purpose.version) {
    t.s.dirtyPolicies.add(policy.id); // the intent changed meanwhile
    return undefined;
  }
  if (t.caches.ted.version !== batch.topologyVersion) {
    if (result.ok && !stillStands(t, result)) {
      t.s.dirtyPolicies.add(policy.id);
      return undefined;
    }
    t.s.compute.improvable.add(policy.id); // the index did not know it while that changed
    armAfter(t, "improve", t.s.config.safety.igpConvergenceSeconds * 1e6);
  }
  const before = path.computed?.result;
  nameCause(t, policy, before, result);
  path.computed = {
    at: t.at,
    topologyVersion: batch.topologyVersion,
    job: batch.list[i],
    result,
    tookMicroseconds: took,
  };
  touch(t, "policy", policy.id);
  if (before?.ok && result.ok && !labelsDiffer(before, result)) delete policy.brokenAt;
  if (before?.ok && result.ok && labelsDiffer(before, result)) {
    moves.push({ policy, path, from: before, to: result });
  }
  return policy;
}

/** One event a cause: a failed link moves many policies. */
function tellMoves(t: Turn, moves: readonly Move[]): void {
  const byCause = new Map<number, Move[]>();
  for (const move of moves) {
    move.policy.moves++;
    const dead = move.from.crossed.find((link) => !t.caches.ted.usable(link)) ?? -1;
    const reverse = t.s.reverseOf.get(dead) ?? dead;
    const cause = Math.min(dead, reverse);
    byCause.set(cause, [...byCause.get(cause) ?? [], move]);
  }
  for (const [cause, group] of byCause) {
    const [first] = group;
    const failed = cause < 0 ? "" : linkWords(t, cause);
    const who = group.length === 1
      ? `${first!.policy.name} moves`
      : `${group.length} policies move`;
    note(t, {
      severity: "info",
      kind: "policyMoved",
      subject: group.length === 1
        ? `policy ${first!.policy.name}`
        : cause < 0
        ? "cairn"
        : `link ${t.caches.ted.linkName(cause)}`,
      title: failed ? `${who}: link ${failed} failed.` : `${who} to a better path.`,
      detail: group.length === 1 ? wayWords(t, first!) : "",
      policies: group.slice(0, 200).map((move) => move.policy.name),
      ...given({ cause: t.s.lastLinkEvent.get(cause) }),
    });
  }
}

function linkWords(t: Turn, link: number): string {
  const { ted } = t.caches;
  const name = (router: number) => ted.router(router)?.name ?? `router ${router}`;
  return `${name(ted.reader.from(link))}–${name(ted.reader.to(link))}`;
}

function wayWords(t: Turn, { path, to }: Move): string {
  const name = (id: number) => t.caches.ted.router(id)?.name ?? `router ${id}`;
  return `Preference ${path.intent.preference}: now by ${to.routers.map(name).join(" → ")}, ` +
    `labels ${to.segments.map((s) => s.label).join(" ")}.`;
}

function addJob(
  t: Turn,
  policy: Policy,
  path: CandidatePath,
  list: PathJob[],
  purposes: Purpose[],
): void {
  const resolved = resolvePath(t, list.length, policy.intent, path.intent);
  if (resolved.ok) {
    const before = path.computed?.result;
    list.push(before?.ok ? { ...resolved.job, current: before.links } : resolved.job);
    purposes.push({
      for: "policy",
      policy: policy.id,
      discriminator: path.discriminator,
      version: policy.version,
    });
    return;
  }
  if (keepsResult(t, policy)) return;
  path.computed = {
    at: t.at,
    topologyVersion: t.caches.ted.version,
    tookMicroseconds: 0,
    job: undefined,
    result: { id: 0, ok: false, reason: "headendUnknown", why: resolved.why },
  };
  indexPolicy(t, policy);
  touch(t, "policy", policy.id);
  markPolicyLanes(t, policy);
}

const labelsDiffer = (a: FoundPath, b: FoundPath) => !sameLists(listsOf(a), listsOf(b));
const listsOf = ({ segments, lists }: FoundPath): Lists => ({
  labels: segments.map((s) => s.label),
  more:
    lists?.flatMap((l) =>
      l.ok ? [{ weight: l.weight, labels: l.segments.map((s) => s.label) }] : []
    ) ?? [],
});
const MOST_JOBS = 250; // a batch that takes long would hold up the next failure
