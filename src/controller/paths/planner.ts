/**
 * Which policies have to be computed, and when. A batch works on a snapshot that nobody writes to; what becomes of its
 * results is in results.ts.
 */
import { given } from "../../lib/given.ts";
import type { PathJob } from "../../path/jobs.ts";
import type { TedDiff } from "../../ted/diff.ts";
import type { CandidatePath, Policy } from "../../policy/records.ts";
import { keepsResult, putAside } from "../gate/guarded_plan.ts";
import { byHeadend } from "./headend_order.ts";
import { markPolicyLanes } from "../sending/lanes.ts";
import { armInterval } from "./optimise.ts";
import { indexPolicy } from "./policy_index.ts";
import { followFlaps, nextCountedOn, returnedLinks } from "./quarantine.ts";
import { brokenFirst, sortTouched } from "./repair.ts";
import { resolvePath } from "../intent/resolve.ts";
import { standing } from "./installed.ts";
import type { Purpose } from "../state.ts";
import { touch, type Turn } from "../turn.ts";

type ForPolicy = Purpose & { for: "policy" };

/** A change of the topology: what lost packets is computed at once, the rest when the IGP has converged. */
export function planForTopology(t: Turn, diff: TedDiff, routersMoved: boolean): void {
  const failures = followFlaps(t, diff);
  const linksCame = [...diff.links.values()].some((kinds) => kinds.has("linkAdded"));
  if (routersMoved || linksCame || diff.prefixes.size > 0) {
    for (const id of t.s.compute.unresolved) t.s.dirtyPolicies.add(id);
  }
  sortTouched(t, diff, failures);
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
  const purposes: ForPolicy[] = [], list: PathJob[] = [];
  for (const id of inOrder(t)) {
    const policy = t.s.policies.get(id);
    if (list.length >= MOST_JOBS) break;
    t.s.dirtyPolicies.delete(id);
    t.s.compute.broken.delete(id);
    if (!policy || policy.deleted || putAside(t, policy)) continue;
    addJobs(t, policy, list, purposes);
  }
  if (list.length === 0) return;
  t.s.compute.policies = submit(t, list, purposes);
}

/** What lost its packets comes before all others. */
function* inOrder(t: Turn): Iterable<number> {
  const { broken } = t.s.compute;
  if (broken.size === 0) return yield* byHeadend(t);
  const first = [...broken].flatMap((id) => t.s.policies.get(id) ?? []).sort(brokenFirst);
  broken.clear();
  const ids = first.map(({ id }) => id);
  for (const id of ids) broken.add(id);
  yield* ids;
  for (const id of t.s.dirtyPolicies) if (!broken.has(id)) yield id;
}

/** The jobs of one policy alone. */
export function jobsOf(t: Turn, policy: Policy) {
  const purposes: ForPolicy[] = [], list: PathJob[] = [];
  addJobs(t, policy, list, purposes);
  return { list, purposes };
}

/** A batch of its own: requests of routers and of people do not wait for others. */
export function submit(t: Turn, list: readonly PathJob[], purposes: readonly Purpose[]): number {
  const batch = t.s.compute.next++;
  t.s.compute.batches.set(batch, {
    at: t.at,
    topologyVersion: t.caches.ted.version,
    purposes,
    list,
    ...given({ countedOnAt: nextCountedOn(t) }),
  });
  const snapshot = t.caches.graph.snapshot(), returned = returnedLinks(t);
  const jobs = { snapshot, list, ...(returned.size > 0 && { returned }) };
  t.effects.push({ do: "compute", batch, jobs });
  return batch;
}

function addJobs(t: Turn, policy: Policy, list: PathJob[], purposes: ForPolicy[]): void {
  const before = list.length;
  for (const path of policy.paths) addJob(t, policy, path, list, purposes);
  if (list.length === before) {
    t.s.compute.approved.delete(policy.id);
    t.s.compute.asked.delete(policy.id);
    t.s.compute.shaken.delete(policy.id);
  } else armInterval(t, policy);
}

function addJob(
  t: Turn,
  policy: Policy,
  path: CandidatePath,
  list: PathJob[],
  purposes: ForPolicy[],
): void {
  const resolved = resolvePath(t, list.length, policy.intent, path.intent);
  if (resolved.ok) {
    const before = path.computed?.result;
    const other = policy.paths.some((one) => one !== path && one.computed?.result.ok);
    list.push({
      ...resolved.job,
      ...given({
        current: before?.ok ? before.links : undefined,
        installed: standing(t, policy, path),
        waits: (other && !t.s.compute.lastResort.has(policy.id)) || undefined,
      }),
    });
    purposes.push({
      for: "policy",
      policy: policy.id,
      discriminator: path.discriminator,
      version: policy.version,
      approved: t.s.compute.approved.has(policy.id),
      asked: t.s.compute.asked.has(policy.id),
      afterFailure: t.s.compute.shaken.has(policy.id),
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

const MOST_JOBS = 250; // a batch that takes long would hold up the next failure
