/**
 * Which routers a mesh chooses and what would have to change for it, also as if documents of routers were applied
 * already. A policy of a mesh is known by its two routers, not by their names: a router that is renamed keeps it.
 */
import type { Intent, MeshIntent, PolicyIntent, RouterIntent } from "../../policy/intent.ts";
import { expandMesh, meshExcludes, type MeshMember, meshMembers } from "../../policy/mesh.ts";
import type { Policy } from "../../policy/records.ts";
import { declaredOf, findRouter, wordsOf } from "../routers/routers.ts";
import type { Router } from "../state.ts";
import type { Reading } from "../turn.ts";

export interface MeshChange {
  readonly create: readonly PolicyIntent[];
  readonly update: readonly PolicyIntent[];
  /** Those whose routers have other names now; their new intents are not in `update`. */
  readonly rename: readonly { readonly policy: Policy; readonly intent: PolicyIntent }[];
  readonly remove: readonly Policy[];
  /** Has the colour and the two routers of one that would be made: that one is not. */
  readonly taken?: Policy;
}
/** Documents of routers that are to come, by name; undefined: it is to go. */
export type RouterDocuments = ReadonlyMap<string, RouterIntent | undefined>;
const AS_IT_IS: RouterDocuments = new Map();

export function routerDocuments(
  intents: readonly Intent[],
  deletes: readonly { readonly kind: Intent["kind"]; readonly name: string }[],
): RouterDocuments {
  const documents = new Map<string, RouterIntent | undefined>();
  for (const { kind, name } of deletes) if (kind === "Router") documents.set(name, undefined);
  for (const intent of intents) if (intent.kind === "Router") documents.set(intent.name, intent);
  return documents;
}

/** undefined mesh: it is deleted. */
export function meshChange(
  t: Reading,
  name: string,
  mesh: MeshIntent | undefined,
  documents = AS_IT_IS,
): MeshChange {
  const intents = mesh ? expandMesh(mesh, membersOf(t, mesh, documents)) : [];
  const wanted = new Map(intents.map((intent) => [pairOf(t, intent, documents), intent]));
  const change = {
    create: [] as PolicyIntent[],
    update: [] as PolicyIntent[],
    rename: [] as { policy: Policy; intent: PolicyIntent }[],
    remove: [] as Policy[],
  };
  for (const policy of t.s.policies.values()) {
    if (policy.mesh !== name || policy.deleted) continue;
    const pair = pairOf(t, policy.intent, AS_IT_IS), intent = wanted.get(pair);
    if (!intent) {
      if (!mesh || leftOut(t, mesh, policy, documents)) change.remove.push(policy);
      continue;
    }
    wanted.delete(pair);
    if (intent.name !== policy.name) change.rename.push({ policy, intent });
    else if (JSON.stringify(intent) !== JSON.stringify(policy.intent)) change.update.push(intent);
  }
  return { ...change, ...untaken(t, [...wanted.values()], documents) };
}

/** A pair that came into two meshes of one colour, or has a policy of its own, stays with who has it. */
function untaken(t: Reading, create: readonly PolicyIntent[], documents: RouterDocuments) {
  const holders = new Map<string, Policy>();
  for (const policy of create.length === 0 ? [] : t.s.policies.values()) {
    if (policy.deleted || policy.origin === "router") continue;
    holders.set(`${policy.intent.color} ${pairOf(t, policy.intent, AS_IT_IS)}`, policy);
  }
  const holder = (intent: PolicyIntent) =>
    holders.get(`${intent.color} ${pairOf(t, intent, documents)}`);
  const [taken] = create.flatMap((intent) => holder(intent) ?? []);
  return { create: create.filter((intent) => !holder(intent)), ...(taken && { taken }) };
}

export const isEmpty = ({ create, update, rename, remove }: MeshChange): boolean =>
  create.length + update.length + rename.length + remove.length === 0;

/** Meshes that these documents do not name, and that choose other routers by their documents of routers. */
export function meshesMoved(
  t: Reading,
  intents: readonly Intent[],
  deletes: readonly { readonly kind: Intent["kind"]; readonly name: string }[],
): { readonly mesh: MeshIntent; readonly change: MeshChange }[] {
  const documents = routerDocuments(intents, deletes);
  if (documents.size === 0) return [];
  const named = new Set([...intents, ...deletes].filter(({ kind }) => kind === "Mesh").map(nameOf));
  return [...t.s.declared.meshes.values()].flatMap(({ intent: mesh }) => {
    if (named.has(mesh.name)) return [];
    const change = meshChange(t, mesh.name, mesh, documents);
    return isEmpty(change) ? [] : [{ mesh, change }];
  });
}
const nameOf = ({ name }: { readonly name: string }) => name;

export function membersOf(t: Reading, mesh: MeshIntent, documents = AS_IT_IS): string[] {
  return meshMembers(
    mesh,
    [...t.s.routers.values()].map((router) => memberOf(t, router, documents)),
  );
}

function memberOf(t: Reading, router: Router, documents: RouterDocuments): MeshMember {
  const document = documentOf(t, router, documents);
  return {
    name: document?.name ?? router.name,
    words: wordsOf(router),
    labels: document?.labels ?? {},
    hasNodeSid: router.ted !== undefined &&
      t.caches.ted.router(router.ted)?.nodeSid !== undefined,
  };
}

function documentOf(t: Reading, router: Router, documents: RouterDocuments) {
  for (const document of documents.values()) {
    if (!document) continue;
    if (document.name === router.name || router.addresses.includes(document.address)) {
      return document;
    }
  }
  return documents.has(router.name) ? undefined : declaredOf(t.s, router);
}

/** Its two routers, whatever they are called. */
function pairOf(t: Reading, intent: PolicyIntent, documents: RouterDocuments): string {
  const idOf = (name: string) => {
    const address = documents.get(name)?.address;
    const router = (address === undefined ? undefined : findRouter(t, address)) ??
      findRouter(t, name);
    return router?.id ?? name;
  };
  return `${idOf(intent.headend)} ${idOf(intent.endpoint)}`;
}

function leftOut(
  t: Reading,
  mesh: MeshIntent,
  { intent }: Policy,
  documents: RouterDocuments,
): boolean {
  return [intent.headend, intent.endpoint].some((name) => {
    const router = findRouter(t, name);
    const unseen = documents.has(name)
      ? documents.get(name)
      : t.s.declared.routers.get(name)?.intent;
    const member = router
      ? memberOf(t, router, documents)
      : { name, labels: unseen?.labels ?? {}, hasNodeSid: false };
    return meshExcludes(mesh, member);
  });
}
