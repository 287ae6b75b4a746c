/** Documents made so: what is new, what changes, what goes, and the rows that keep it. */
import type { Intent, RouterIntent } from "../../policy/intent.ts";
import { adoptByName } from "../routers/adopt.ts";
import type { Change } from "../command.ts";
import { isEmpty, type MeshChange, meshChange, meshesMoved } from "./mesh_members.ts";
import { applyMesh } from "./meshes.ts";
import { identifyByDocuments } from "../pcep/identify.ts";
import { buryPolicy, putPolicy } from "./policies.ts";
import { policyNamed } from "./find_policies.ts";
import { differences } from "./difference.ts";
import { factsChanged, missingWords } from "./facts.ts";
import { recordIntent } from "../telling/history.ts";
import { routersFromDocuments } from "../routers/routers.ts";
import type { DeclaredIntent, Stored } from "../state.ts";
import type { Row } from "../step.ts";
import { touch, type Turn } from "../turn.ts";

export interface Outcome {
  readonly changes: readonly Change[];
  readonly rows: readonly Row[];
  readonly policies: readonly number[]; // to act once it is stored
  readonly records: readonly AuditRecord[]; // for the audit log
}
/** One document before and after, as JSON; "" where there was, or is, none. */
export interface AuditRecord {
  readonly change: Change;
  readonly before: string;
  readonly after: string;
}
type Named = { readonly kind: Intent["kind"]; readonly name: string };

/** With `dryRun` nothing changes; the answer says what would. The intents were checked before. */
export function applyIntents(
  t: Turn,
  intents: readonly Intent[],
  deletes: readonly Named[],
  by: string,
  dryRun: boolean,
): Outcome {
  const out: Out = { changes: [], rows: [], policies: [], records: [] };
  // Routers, affinities and facts first: policies name them.
  const rank = (i: { kind: Intent["kind"] }) => i.kind === "Mesh" ? 2 : i.kind === "Policy" ? 1 : 0;
  for (const intent of [...intents].sort((a, b) => rank(a) - rank(b))) {
    if (intent.kind !== "Router") settleRouters(t);
    if (intent.kind === "Policy") applyPolicy(t, intent, by, dryRun, out);
    else applyDeclared(t, intent, by, dryRun, out);
  }
  settleRouters(t);
  for (const item of [...deletes].sort((a, b) => rank(b) - rank(a))) {
    if (item.kind !== "Router") settleRouters(t);
    if (item.kind === "Policy") deletePolicy(t, item.name, by, dryRun, out);
    else deleteDeclared(t, item, by, dryRun, out);
  }
  settleRouters(t);
  for (const { mesh, change } of meshesMoved(t, intents, deletes)) {
    moveMesh(t, mesh.name, change, by, dryRun, out);
  }
  return out;
}

type Out = { changes: Change[]; rows: Row[]; policies: number[]; records: AuditRecord[] };

function record(
  out: Out,
  change: Change,
  before: Intent | undefined,
  after: Intent | undefined,
): void {
  out.changes.push(change);
  if (change.change === "unchanged") return;
  const text = (intent: Intent | undefined) => intent === undefined ? "" : JSON.stringify(intent);
  out.records.push({ change, before: text(before), after: text(after) });
}

function applyPolicy(
  t: Turn,
  intent: Intent & { kind: "Policy" },
  by: string,
  dryRun: boolean,
  out: Out,
): void {
  const before = policyNamed(t.s, intent.name);
  const change = before === undefined
    ? "created"
    : JSON.stringify(before.intent) === JSON.stringify(intent)
    ? "unchanged"
    : "updated";
  const detail = before && change === "updated"
    ? differences(before.intent, intent).join("; ")
    : "";
  record(out, { kind: "Policy", name: intent.name, change, detail }, before?.intent, intent);
  if (dryRun || change === "unchanged") return;
  const { rows, version } = recordIntent(t, intent.name, intent, by);
  const put = putPolicy(t, intent, { by, version });
  out.rows.push(...put.rows, ...rows);
  out.policies.push(put.policy.id);
}

function deletePolicy(t: Turn, name: string, by: string, dryRun: boolean, out: Out): void {
  const policy = policyNamed(t.s, name);
  if (!policy) return;
  const change = { kind: "Policy", name, change: "deleted", detail: "" } as const;
  record(out, change, policy.intent, undefined);
  if (dryRun) return;
  out.rows.push(...recordIntent(t, name, undefined, by).rows, ...buryPolicy(t, policy));
  out.policies.push(policy.id);
}

function applyDeclared(
  t: Turn,
  intent: DeclaredIntent,
  by: string,
  dryRun: boolean,
  out: Out,
): void {
  const before = tableOf(t, intent.kind).get(intent.name);
  const same = before && JSON.stringify(before.intent) === JSON.stringify(intent);
  const mesh = intent.kind === "Mesh" ? meshChange(t, intent.name, intent) : undefined;
  const change: Change = {
    kind: intent.kind,
    name: intent.name,
    change: !before ? "created" : same ? "unchanged" : "updated",
    detail: mesh ? meshWords(mesh) : missingWords(t, intent),
  };
  record(out, change, before?.intent, intent);
  if (dryRun || (same && (!mesh || isEmpty(mesh)))) return;
  const stored: Stored<DeclaredIntent> = {
    id: before?.id ?? t.s.declared.nextId++,
    intent,
    version: (before?.version ?? 0) + 1,
    at: t.at,
    by,
  };
  putDeclared(t, stored);
  out.rows.push({ table: TABLES[intent.kind], key: intent.name, value: JSON.stringify(stored) });
  if (mesh) {
    const applied = applyMesh(t, intent.name, mesh, by);
    out.rows.push(...applied.rows);
    out.policies.push(...applied.policies);
  }
}

/** Routers that it chooses came, went or have other names by their documents; its own document is as it was. */
function moveMesh(
  t: Turn,
  name: string,
  change: MeshChange,
  by: string,
  dryRun: boolean,
  out: Out,
): void {
  out.changes.push({ kind: "Mesh", name, change: "updated", detail: meshWords(change) });
  if (dryRun) return;
  const applied = applyMesh(t, name, change, by);
  out.rows.push(...applied.rows);
  out.policies.push(...applied.policies);
  touch(t, "mesh", t.s.declared.meshes.get(name)!.id);
}

function deleteDeclared(t: Turn, item: Named, by: string, dryRun: boolean, out: Out): void {
  if (item.kind === "Policy") return;
  const table = tableOf(t, item.kind);
  const before = table.get(item.name);
  if (!before) return;
  const mesh = item.kind === "Mesh" ? meshChange(t, item.name, undefined) : undefined;
  const detail = mesh ? meshWords(mesh) : "";
  const change = { kind: item.kind, name: item.name, change: "deleted", detail } as const;
  record(out, change, before.intent, undefined);
  if (dryRun) return;
  table.delete(item.name);
  out.rows.push({ table: TABLES[item.kind], key: item.name, value: null });
  if (mesh) {
    const applied = applyMesh(t, item.name, mesh, by);
    out.rows.push(...applied.rows);
    out.policies.push(...applied.policies);
  }
  declaredChanged(t, before.intent, before.id, true);
}

/** Also at start, from the store. */
export function putDeclared(t: Turn, stored: Stored<DeclaredIntent>): void {
  (tableOf(t, stored.intent.kind) as Map<string, Stored<DeclaredIntent>>).set(
    stored.intent.name,
    stored,
  );
  declaredChanged(t, stored.intent, stored.id, false);
}

function declaredChanged(t: Turn, intent: DeclaredIntent, id: number, gone: boolean): void {
  switch (intent.kind) {
    case "Router":
      declareMode(t, intent, gone);
      return void t.routerDocuments.push({ intent, gone });
    case "LinkFacts":
      touch(t, "linkFacts", id);
      return factsChanged(t, intent, gone);
    case "NodeFacts":
      touch(t, "nodeFacts", id);
      return factsChanged(t, intent, gone);
    case "Affinity":
      touch(t, "affinity", id);
      for (const policy of t.s.policies.values()) t.s.dirtyPolicies.add(policy.id);
      return;
    case "Mesh":
      return touch(t, "mesh", id);
  }
}

/** What documents of routers say of records, sessions and LSPs: before anything names a router. */
export function settleRouters(t: Turn): void {
  const told = t.routerDocuments.splice(0);
  if (told.length === 0) return;
  routersFromDocuments(t);
  const came = told.flatMap(({ intent, gone }) => gone ? [] : [intent]);
  identifyByDocuments(t, came);
  for (const { name } of came) adoptByName(t, name);
}

/** A document's own mode, by its name and its address; a command of an operator goes before it. */
function declareMode(t: Turn, intent: RouterIntent, gone: boolean): void {
  for (const word of [intent.name, intent.address]) {
    if (intent.pcep.mode && !gone) t.s.gate.declaredModes.set(word, intent.pcep.mode);
    else t.s.gate.declaredModes.delete(word);
  }
}

function tableOf(t: Turn, kind: DeclaredIntent["kind"]): Map<string, Stored<DeclaredIntent>> {
  const { meshes, routers, affinities, linkFacts, nodeFacts } = t.s.declared;
  const tables = {
    Mesh: meshes,
    Router: routers,
    Affinity: affinities,
    LinkFacts: linkFacts,
    NodeFacts: nodeFacts,
  } as const;
  return tables[kind] as Map<string, Stored<DeclaredIntent>>;
}

const meshWords = ({ create, update, rename, remove }: MeshChange) =>
  `${create.length} policies new, ${update.length} changed, ${remove.length} gone` +
  (rename.length > 0 ? `, ${rename.length} renamed` : "");
export const TABLES: Readonly<Record<DeclaredIntent["kind"], string>> = {
  Mesh: "mesh",
  Router: "router",
  Affinity: "affinity",
  LinkFacts: "linkFacts",
  NodeFacts: "nodeFacts",
};
