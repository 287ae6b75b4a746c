/** Meshes follow the routers: what a mesh stands for is worked out again when a router or its SID comes or goes. */
import { expandMesh, meshExcludes, meshMembers } from "../policy/mesh.ts";
import type { MeshIntent, PolicyIntent } from "../policy/intent.ts";
import type { Policy } from "../policy/records.ts";
import { recordIntent } from "./history.ts";
import { markPolicyLanes } from "./lanes.ts";
import { buryPolicy, dropIfFinished, putPolicy, releaseOf } from "./policies.ts";
import { beginRollout } from "./rollouts.ts";
import { declaredOf, findRouter } from "./routers.ts";
import type { Row } from "./step.ts";
import { note, type Reading, store, touch, type Turn } from "./turn.ts";

export interface MeshChange {
  readonly create: readonly PolicyIntent[];
  readonly update: readonly PolicyIntent[];
  readonly remove: readonly Policy[];
}

/** What would have to change for the mesh to be as its document says; undefined mesh: it is deleted. */
export function meshChange(t: Turn, name: string, mesh: MeshIntent | undefined): MeshChange {
  const wanted = new Map(
    (mesh ? expandMesh(mesh, membersOf(t, mesh)) : []).map((intent) => [intent.name, intent]),
  );
  const remove: Policy[] = [];
  const update: PolicyIntent[] = [];
  for (const policy of t.s.policies.values()) {
    if (policy.mesh !== name || policy.deleted) continue;
    const intent = wanted.get(policy.name);
    if (!intent && (!mesh || leftOut(t, mesh, policy))) remove.push(policy);
    else if (!intent) continue;
    else if (JSON.stringify(intent) !== JSON.stringify(policy.intent)) update.push(intent);
    wanted.delete(policy.name);
  }
  return { create: [...wanted.values()], update, remove };
}

function leftOut(t: Turn, mesh: MeshIntent, policy: Policy): boolean {
  return [policy.intent.headend, policy.intent.endpoint].some((name) =>
    meshExcludes(mesh, name, t.s.declared.routers.get(name)?.intent.labels ?? {})
  );
}

/** Applies it; answers the rows to store and the policies that are to act once they are stored. */
export function applyMesh(
  t: Turn,
  name: string,
  change: MeshChange,
  by: string,
): { readonly rows: Row[]; readonly policies: number[] } {
  const rows: Row[] = [], policies: number[] = [];
  for (const policy of change.remove) {
    rows.push(...recordIntent(t, policy.name, undefined, by).rows, ...buryPolicy(t, policy));
    policies.push(policy.id);
  }
  for (const intent of [...change.create, ...change.update]) {
    const { rows: history, version } = recordIntent(t, intent.name, intent, by);
    const put = putPolicy(t, intent, { by, mesh: name, version });
    rows.push(...put.rows, ...history);
    policies.push(put.policy.id);
  }
  const isThere = change.create.length + change.update.length > 0;
  if (isThere) rows.push(...beginRollout(t, name, policies.slice(change.remove.length)));
  return { rows, policies };
}

/** After a change of the topology. Routers that are not told any more stay members while the start lasts. */
export function meshesFollow(t: Turn): void {
  if (!t.s.start.over) return;
  for (const [name, { intent }] of t.s.declared.meshes) {
    const additions = { ...meshChange(t, name, intent), remove: [] };
    if (additions.create.length + additions.update.length === 0) continue;
    const { rows, policies } = applyMesh(t, name, additions, `mesh ${name}`);
    t.s.pending.push({ sequence: store(t, rows), reply: undefined, policies, links: false });
    touch(t, "mesh", t.s.declared.meshes.get(name)!.id);
    note(t, {
      severity: "info",
      kind: "meshGrew",
      subject: `mesh ${name}`,
      title: `Mesh ${name} has ${additions.create.length} new policies.`,
      detail: "Routers came that it chooses.",
    });
  }
}

export function membersOf(t: Reading, mesh: MeshIntent): string[] {
  const candidates = [...t.s.routers.values()].map((router) => ({
    name: router.name,
    labels: declaredOf(t.s, router)?.labels ?? {},
    hasNodeSid: router.ted !== undefined &&
      t.caches.ted.router(router.ted)?.nodeSid !== undefined,
  }));
  return meshMembers(mesh, candidates);
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
