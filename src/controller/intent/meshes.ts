/** Meshes follow the routers: what a mesh stands for is worked out again when a router or its SID comes or goes. */
import type { PolicyIntent } from "../../policy/intent.ts";
import type { Policy } from "../../policy/records.ts";
import { recordIntent } from "../telling/history.ts";
import { markPolicyLanes } from "../sending/lanes.ts";
import { type MeshChange, meshChange } from "./mesh_members.ts";
import { enter, leave } from "./new_policy.ts";
import { buryPolicy, dropIfFinished, putPolicy, releaseOf } from "./policies.ts";
import { beginRollout } from "../gate/rollouts.ts";
import { findRouter } from "../routers/routers.ts";
import type { Row } from "../step.ts";
import { note, store, touch, type Turn } from "../turn.ts";
import { alarm } from "../telling/alarms.ts";

/** Applies it; answers the rows to store and the policies that are to act once they are stored. */
export function applyMesh(
  t: Turn,
  name: string,
  change: MeshChange,
  by: string,
): { readonly rows: Row[]; readonly policies: number[] } {
  const rows: Row[] = [], policies: number[] = [];
  tellTaken(t, name, change.taken);
  for (const policy of change.remove) {
    rows.push(...recordIntent(t, policy.name, undefined, by).rows, ...buryPolicy(t, policy));
    policies.push(policy.id);
  }
  for (const { policy, intent } of change.rename) rows.push(rename(t, policy, intent));
  const renamed = change.rename.map(({ intent }) => intent);
  for (const intent of [...change.create, ...change.update, ...renamed]) {
    const { rows: history, version } = recordIntent(t, intent.name, intent, by);
    const put = putPolicy(t, intent, { by, mesh: name, version });
    rows.push(...put.rows, ...history);
    policies.push(put.policy.id);
  }
  const isThere = change.create.length + change.update.length > 0;
  if (isThere) rows.push(...beginRollout(t, name, policies.slice(change.remove.length)));
  return { rows, policies };
}

/** Its router has another name: the policy keeps its uid, and so its names on the wire. */
function rename(t: Turn, policy: Policy, intent: PolicyIntent): Row {
  const row = { table: "policy", key: policy.name, value: null } as const;
  leave(t, policy);
  policy.name = intent.name;
  const { headend, endpoint } = intent;
  policy.intent = { ...policy.intent, name: intent.name, headend, endpoint };
  enter(t, policy);
  return row;
}

/** After a change of the topology. Routers that are not told any more stay members while the start lasts. */
export function meshesFollow(t: Turn): void {
  if (!t.s.start.over) return;
  for (const [name, { intent }] of t.s.declared.meshes) {
    const additions = { ...meshChange(t, name, intent), remove: [] };
    tellTaken(t, name, additions.taken);
    const { create, update, rename } = additions;
    if (create.length + update.length + rename.length === 0) continue;
    const { rows, policies } = applyMesh(t, name, additions, `mesh ${name}`);
    t.s.pending.push({ sequence: store(t, rows), reply: undefined, policies, links: false });
    touch(t, "mesh", t.s.declared.meshes.get(name)!.id);
    note(t, {
      severity: "info",
      kind: "meshGrew",
      subject: `mesh ${name}`,
      title: create.length > 0
        ? `Mesh ${name} has ${create.length} new policies.`
        : `Mesh ${name} calls ${rename.length + update.length} policies by new names.`,
      detail: create.length > 0 ? "Routers came that it chooses." : "Routers have other names.",
    });
  }
}

/** What it does not make, because another policy is there, is an alarm for as long as that is so. */
function tellTaken(t: Turn, mesh: string, taken: Policy | undefined): void {
  const words = taken && `Mesh ${mesh} makes no policy from ${taken.intent.headend} to ` +
      `${taken.intent.endpoint}: ${taken.name} has colour ${taken.intent.color} there.`;
  alarm(t, "meshConflict", `mesh ${mesh}`, "warning", words);
}

/** What is stored may act now; its paths are computed, or will be (putPolicy). */
export function activate(t: Turn, policies: readonly number[]): void {
  for (const id of policies) {
    const policy = t.s.policies.get(id);
    if (!policy) continue;
    if (!policy.deleted && !policy.intent.adminUp) releaseOf(t, id); // it will never be up
    markPolicyLanes(t, policy);
    touch(t, "policy", id);
    if (policy.deleted) dropIfTold(t, policy);
  }
}

/** Deleted when nothing of it was on its router any more, and the router has told all it has. */
function dropIfTold(t: Turn, policy: Policy): void {
  const session = t.s.pcep.get(findRouter(t, policy.intent.headend)?.session ?? -1);
  if (session?.readyAt !== undefined && t.at >= session.readyAt) dropIfFinished(t, policy);
}
