/**
 * What an apply would do to each policy, those of meshes too: paths computed on a snapshot like any other, and the
 * message that would leave, or why none would. Nothing is kept; the answer comes when all is computed.
 */
import type { PathJob, PathResult } from "../../path/jobs.ts";
import type { Intent, PolicyIntent } from "../../policy/intent.ts";
import type { Change } from "../command.ts";
import { plannedRows } from "./dry_run_rows.ts";
import { meshChange, meshesMoved, routerDocuments } from "./mesh_members.ts";
import { submit } from "../paths/planner.ts";
import { policyNamed } from "./find_policies.ts";
import { resolvePath } from "./resolve.ts";
import type { Purpose, Stored } from "../state.ts";
import type { Turn } from "../turn.ts";
import type { PlannedRow } from "../view/view.ts";

/** A dry run under way. */
export interface PendingPlan {
  readonly changes: readonly Change[];
  readonly policies: readonly Planned[];
  readonly touched: number; // also those that are not computed
  next: number; // the first that is not submitted yet
  outstanding: number; // results of the batch that is out
  readonly rows: PlannedRow[];
}
export interface Planned {
  readonly intent: PolicyIntent;
  readonly change: "created" | "updated" | "deleted";
  readonly mesh?: string;
  /** Of its candidate paths, in their order. */
  readonly results: (PathResult | undefined)[];
}
type Named = { readonly kind: Intent["kind"]; readonly name: string };

/** The command is answered later, when the paths are computed. */
export function planApply(
  t: Turn,
  id: number,
  intents: readonly Intent[],
  deletes: readonly Named[],
  changes: readonly Change[],
): void {
  const all = touchedBy(withDocuments(t, intents), intents, deletes);
  const plan: PendingPlan = {
    changes,
    policies: all.slice(0, MOST_PLANNED),
    touched: all.length,
    next: 0,
    outstanding: 0,
    rows: [],
  };
  t.s.plans.set(id, plan);
  goOn(t, id, plan);
}

function touchedBy(t: Turn, intents: readonly Intent[], deletes: readonly Named[]): Planned[] {
  const out: Planned[] = [];
  const add = (change: Planned["change"], intent: PolicyIntent, mesh?: string) =>
    out.push({ intent, change, results: [], ...(mesh !== undefined && { mesh }) });
  const documents = routerDocuments(intents, deletes);
  const mesh = (name: string, to: Parameters<typeof meshChange>[2]) => {
    const change = meshChange(t, name, to, documents);
    for (const intent of change.create) add("created", intent, name);
    for (const intent of change.update) add("updated", intent, name);
    for (const policy of change.remove) add("deleted", policy.intent, name);
  };
  for (const intent of intents) {
    if (intent.kind === "Mesh") mesh(intent.name, intent);
    if (intent.kind !== "Policy") continue;
    const before = policyNamed(t.s, intent.name);
    if (!before) add("created", intent);
    else if (JSON.stringify(before.intent) !== JSON.stringify(intent)) add("updated", intent);
  }
  for (const { mesh: moved } of meshesMoved(t, intents, deletes)) mesh(moved.name, moved);
  for (const { kind, name } of deletes) {
    const policy = kind === "Policy" ? policyNamed(t.s, name) : undefined;
    if (policy) add("deleted", policy.intent);
    if (kind === "Mesh") mesh(name, undefined);
  }
  return out;
}

/** As if the routers and affinities of the same documents were declared; nothing of the state is touched. */
function withDocuments(t: Turn, intents: readonly Intent[]): Turn {
  const routers = new Map(t.s.declared.routers), affinities = new Map(t.s.declared.affinities);
  const stored = <I extends Intent>(intent: I, before: Stored<I> | undefined): Stored<I> =>
    before ? { ...before, intent } : { id: 0, intent, version: 1, at: t.at, by: "" };
  for (const intent of intents) {
    if (intent.kind === "Router") {
      routers.set(intent.name, stored(intent, routers.get(intent.name)));
    } else if (intent.kind === "Affinity") {
      affinities.set(intent.name, stored(intent, affinities.get(intent.name)));
    }
  }
  return { ...t, s: { ...t.s, declared: { ...t.s.declared, routers, affinities } } };
}

/** Some policies at a time: a failure that happens meanwhile does not wait for all of them. */
function goOn(t: Turn, id: number, plan: PendingPlan): void {
  const list: PathJob[] = [], purposes: Purpose[] = [];
  while (plan.next < plan.policies.length && list.length < AT_ONCE) {
    const entry = plan.next++, { intent, change, results } = plan.policies[entry]!;
    if (change === "deleted") continue;
    intent.candidatePaths.forEach((candidate, path) => {
      const resolved = resolvePath(t, list.length, intent, candidate);
      if (resolved.ok) {
        list.push(resolved.job);
        purposes.push({ for: "plan", id, entry, path });
      } else results[path] = { id: 0, ok: false, reason: "headendUnknown", why: resolved.why };
    });
  }
  plan.outstanding = list.length;
  if (list.length > 0) submit(t, list, purposes);
  else if (plan.next < plan.policies.length) goOn(t, id, plan);
  else finish(t, id, plan);
}

/** A result of a dry run; what is missing after a defect counts as no path. */
export function takePlanned(
  t: Turn,
  purpose: Purpose & { for: "plan" },
  result: PathResult | undefined,
): void {
  const plan = t.s.plans.get(purpose.id);
  if (!plan) return;
  plan.policies[purpose.entry]!.results[purpose.path] = result;
  if (--plan.outstanding === 0) goOn(t, purpose.id, plan);
}

function finish(t: Turn, id: number, plan: PendingPlan): void {
  t.s.plans.delete(id);
  for (const planned of plan.policies) plan.rows.push(...plannedRows(t, planned));
  const { changes, rows, touched, policies } = plan;
  t.effects.push({
    do: "reply",
    id,
    reply: { ok: true, changes, plan: { paths: rows, touched, planned: policies.length } },
  });
}

const MOST_PLANNED = 1000;
const AT_ONCE = 100;
