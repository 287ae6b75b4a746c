/**
 * What becomes of computed paths. A result counts if what it uses is still there (rules I.12); a list that stands on the
 * router and fits stays, unless the other one is clearly better and its turn has come (rules II.7).
 */
import { groupFollows } from "./disjoint_groups.ts";
import { standing } from "./installed.ts";
import { type FoundPath, numbersOf, type PathResult } from "../../path/jobs.ts";
import { choose, type Choosing } from "../../policy/hysteresis.ts";
import type { CandidatePath, Policy } from "../../policy/records.ts";
import { sameLabels } from "../../policy/reconcile.ts";
import { type Lists, sameLists } from "../../policy/segment_lists.ts";
import { refusedResults } from "../gate/guarded_plan.ts";
import { takePlanned } from "../intent/dry_run.ts";
import { nameCause } from "../telling/history.ts";
import { markPolicyLanes } from "../sending/lanes.ts";
import { type Move, tellMoves } from "./moves.ts";
import { answerReoptimize } from "./reoptimize.ts";
import { rulesOf, settleOptimisation } from "./optimise.ts";
import { answerComputePath } from "./path_command.ts";
import { answerRequest } from "../pcep/requests.ts";
import { indexPolicy } from "./policy_index.ts";
import { arrives, degrade } from "./repair.ts";
import type { Batch, Purpose } from "../state.ts";
import { touch, type Turn } from "../turn.ts";

type ForPolicy = Purpose & { for: "policy" };
/** What was decided for a candidate path. */
export interface Decided {
  readonly policy: Policy;
  readonly path: CandidatePath;
  readonly purpose: ForPolicy;
  readonly choosing: Choosing;
  readonly move?: Move;
}

export function takeResults(t: Turn, number: number, results: readonly PathResult[]): void {
  const batch = t.s.compute.batches.get(number);
  if (!batch) return;
  t.s.compute.batches.delete(number);
  if (t.s.compute.policies === number) t.s.compute.policies = undefined;
  const took = Math.round((t.at - batch.at) / Math.max(1, batch.purposes.length));
  const pathless = tryReturned(t, batch, results);
  const counted = batch.purposes.map((_, i) => i).filter((i) => !pathless.has(ownerOf(batch, i)));
  const refused = refusedResults(
    t,
    counted.map((i) => batch.purposes[i]!),
    counted.map((i) => results[i]!),
  );
  const decided: Decided[] = [];
  batch.purposes.forEach((purpose, i) => {
    const result = results[i];
    if (purpose.for === "plan") return takePlanned(t, purpose, result);
    const owner = ownerOf(batch, i);
    if (!result || pathless.has(owner) || refused.has(owner)) return;
    if (purpose.for === "request") answerRequest(t, purpose, result);
    else if (purpose.for === "command") answerComputePath(t, purpose.id, result, batch);
    else if (purpose.for === "policy") {
      const one = applyResult(t, purpose, batch, i, result, took);
      if (one) decided.push(one);
    }
  });
  const byPolicy = Map.groupBy(decided, ({ policy }) => policy);
  for (const [policy, paths] of byPolicy) {
    settleOptimisation(t, policy, paths);
    t.s.compute.lastResort.delete(policy.id);
    indexPolicy(t, policy);
    for (const lane of policy.lanes.values()) lane.waited = undefined;
    markPolicyLanes(t, policy);
  }
  tellMoves(t, decided.flatMap(({ move }) => move ?? []));
  answerReoptimize(t, batch.purposes, decided);
}

/** Do all links that packets may cross, and the segments themselves, still stand on the newest topology? */
export function stillStands(t: Turn, result: FoundPath): boolean {
  return result.crossed.every((link) => t.caches.ted.usable(link));
}

/** undefined: it is computed once more. */
function applyResult(
  t: Turn,
  purpose: ForPolicy,
  batch: Batch,
  i: number,
  { installed, ...found }: PathResult,
  took: number,
): Decided | undefined {
  const policy = t.s.policies.get(purpose.policy);
  const path = policy?.paths.find((p) => p.discriminator === purpose.discriminator);
  if (!policy || !path || policy.deleted) {
    t.s.compute.approved.delete(purpose.policy);
    return undefined;
  }
  const job = batch.list[i]!, labels = standing(t, policy, path);
  const other = labels?.join() !== job.installed?.join();
  if (policy.version !== purpose.version || other) { // the intent, or the router, is another meanwhile
    t.s.dirtyPolicies.add(policy.id);
    return undefined;
  }
  const before = path.computed?.result;
  const choosing = choose({
    installed: installed?.is === "fits" ? { is: "fits", cost: installed.path.cost } : installed,
    found: found.ok ? { cost: found.cost, same: sameLabels(labels, labelsOf(found)) } : undefined,
    chosenCost: before?.ok ? before.cost : undefined,
    minimumGain: purpose.command === undefined ? rulesOf(t, policy).minimumGain : 0,
    afterFailure: purpose.afterFailure,
    approved: purpose.approved || purpose.asked,
  });
  const stays = choosing.do === "keep" || choosing.do === "wait";
  const result = stays && installed?.is === "fits" ? installed.path : found;
  if (t.caches.ted.version !== batch.topologyVersion) {
    const revived = installed?.is === "lost" && arrives(t, job); // it was lost only half-way through news
    if (revived || (result.ok && !stillStands(t, result))) {
      t.s.dirtyPolicies.add(policy.id);
      return undefined;
    }
    degrade(t, policy.id, 0); // the index did not know it while that changed
  } else if (batch.countedOnAt !== undefined && batch.countedOnAt <= t.at) {
    degrade(t, policy.id, 0); // nor when a link that it was computed without came out of quarantine
  }
  nameCause(t, policy, path.intent.preference, before, result);
  path.computed = {
    at: t.at,
    topologyVersion: batch.topologyVersion,
    job,
    result,
    tookMicroseconds: took,
  };
  touch(t, "policy", policy.id);
  groupFollows(t, policy, before);
  const installs = result.ok && sameLabels(labels, labelsOf(result));
  if (installs) delete policy.brokenAt;
  else if (installed?.is === "lost") policy.brokenAt ??= t.at; // also if it failed while nobody looked
  const move = stays ? undefined : moveOf(policy, path, before, result, purpose, choosing);
  return { policy, path, purpose, choosing, ...(move && { move }) };
}

function moveOf(
  policy: Policy,
  path: CandidatePath,
  from: PathResult | undefined,
  to: PathResult,
  purpose: ForPolicy,
  choosing: Choosing,
): Move | undefined {
  if (!from?.ok || !to.ok || sameLists(listsOf(from), listsOf(to))) return undefined;
  const optimises = choosing.do === "move" && !choosing.repairs && !purpose.asked;
  return { policy, path, from, to, ...(optimises && { gain: choosing.gain }) };
}

/** Policies all of whose paths are gone, one because it waits for links that came back: they are tried with those first. */
function tryReturned(t: Turn, batch: Batch, results: readonly PathResult[]): ReadonlySet<number> {
  const waiting = new Set<number>();
  batch.list.forEach((job, i) => {
    if (job.waits) waiting.add(ownerOf(batch, i));
  });
  results.forEach((result, i) => {
    if (result.ok || result.installed?.is === "fits") waiting.delete(ownerOf(batch, i));
  });
  for (const id of waiting) {
    if (!t.s.policies.has(id)) continue;
    t.s.compute.lastResort.add(id);
    t.s.dirtyPolicies.add(id);
  }
  return waiting;
}
/** The policy that a job is for; −1: none. */
function ownerOf({ purposes }: Batch, i: number): number {
  const purpose = purposes[i]!;
  return purpose.for === "policy" ? purpose.policy : -1;
}

const labelsOf = ({ segments }: FoundPath): number[] => numbersOf(segments);
const listsOf = (found: FoundPath): Lists => ({
  labels: labelsOf(found),
  more:
    found.lists?.flatMap((list) =>
      list.ok ? [{ weight: list.weight, labels: numbersOf(list.segments) }] : []
    ) ?? [],
});
