/**
 * What two documents cannot both have: one policy a headend, colour and endpoint (RFC 9256 §2.1), one binding SID a
 * headend, one document of facts a link or router, one identity a router. Whoever has it is named.
 */
import type { Intent, MeshIntent, PolicyIntent, RouterIntent } from "../../policy/intent.ts";
import { meshConflict } from "../../policy/mesh.ts";
import { speakerIdOf } from "../../policy/speaker_id.ts";
import type { Problem } from "../command.ts";
import { membersOf } from "./mesh_members.ts";
import { findRouter, wordsOf } from "../routers/routers.ts";
import type { Turn } from "../turn.ts";

/** Problems of `intents` against each other and against what stays as it is. */
export function checkTaken(
  t: Turn,
  intents: readonly Intent[],
  deletes: readonly Named[],
  problems: Problem[],
): void {
  const holders = new Map<string, string>();
  const anew = new Set([...intents, ...deletes].map(nameOf));
  rememberPolicies(t, intents, anew, holders);
  rememberDeclared(t, anew, holders);
  intents.forEach((intent, i) => {
    for (const { key, field, words, fix } of claimsOf(t, intent)) {
      const holder = holders.get(key);
      const mine = nameOf(intent);
      if (holder !== undefined && holder !== mine) {
        problems.push({ field: `intents[${i}].${field}`, problem: `${holder} ${words}`, fix });
        if (intent.kind === "Mesh") break; // one pair says it
      } else holders.set(key, mine);
    }
  });
  checkMeshes(t, intents, problems);
}

type Named = Pick<Intent, "kind" | "name">;
interface Claim {
  readonly key: string;
  readonly field: string;
  readonly words: string; // after the holder's name
  readonly fix: string;
}
const nameOf = ({ kind, name }: { kind: string; name: string }) => `${kind} ${name}`;

/** Of policies that begin where these documents have one: what is neither said anew nor deleted with them. */
function rememberPolicies(
  t: Turn,
  intents: readonly Intent[],
  anew: ReadonlySet<string>,
  holders: Map<string, string>,
): void {
  for (const id of policiesBeside(t, intents)) {
    const policy = t.s.policies.get(id);
    if (!policy || policy.deleted || policy.origin === "router") continue;
    const holder = policy.mesh === undefined
      ? nameOf(policy.intent)
      : nameOf({ kind: "Mesh", name: policy.mesh });
    if (anew.has(holder)) continue;
    for (const { key } of claimsOfPolicy(t, policy.intent)) holders.set(key, holder);
  }
}

/** Policies of the same headends, by any of their words; in the order in which they were made. */
function policiesBeside(t: Turn, intents: readonly Intent[]): number[] {
  const words = new Set<string>();
  for (const intent of intents) {
    if (intent.kind !== "Policy" && intent.kind !== "Mesh") continue;
    const headends = intent.kind === "Policy" ? [intent.headend] : membersOf(t, intent);
    for (const headend of headends) {
      if (words.has(headend)) continue;
      const router = findRouter(t, headend);
      for (const word of router ? wordsOf(router) : []) words.add(word);
      words.add(headend);
    }
  }
  const found = new Set<number>();
  for (const word of words) for (const id of t.s.policiesOf.get(word) ?? []) found.add(id);
  return [...found].sort((a, b) => a - b);
}

/** Other documents that are stored, and neither said anew nor deleted. */
function rememberDeclared(
  t: Turn,
  anew: ReadonlySet<string>,
  holders: Map<string, string>,
): void {
  const { routers, linkFacts, nodeFacts } = t.s.declared;
  for (const table of [routers, linkFacts, nodeFacts]) {
    for (const { intent } of table.values()) {
      if (anew.has(nameOf(intent))) continue;
      for (const { key } of claimsOf(t, intent)) holders.set(key, nameOf(intent));
    }
  }
}

function claimsOf(t: Turn, intent: Intent): Claim[] {
  switch (intent.kind) {
    case "Policy":
      return claimsOfPolicy(t, intent);
    case "Mesh":
      return claimsOfMesh(t, intent);
    case "Router":
      return claimsOfRouter(intent);
    case "LinkFacts":
      return [{
        key: `link ${t.caches.ted.findLink(intent.link) ?? intent.link}`,
        field: "link",
        words: "tells of this link already.",
        fix: "Put the facts into one document.",
      }];
    case "NodeFacts":
      return [{
        key: `node ${wordOf(t, intent.router)}`,
        field: "router",
        words: "tells of this router already.",
        fix: "Put the facts into one document.",
      }];
    case "Affinity":
      return [];
  }
}

function claimsOfRouter({ address, pcep }: RouterIntent): Claim[] {
  const { speakerEntityId, sourceAddress } = pcep;
  const claims: Claim[] = [{
    key: `address ${address}`,
    field: "address",
    words: `has the address ${address} already.`,
    fix: "A router has one document: change that one, or give this one its own address.",
  }];
  if (speakerEntityId !== undefined) {
    claims.push({
      key: `speaker ${speakerIdOf(speakerEntityId) ?? speakerEntityId}`,
      field: "pcep.speakerEntityId",
      words: `has the speaker entity id ${speakerEntityId} already.`,
      fix: "Give each router an id of its own, in its configuration too (RFC 8232 §3.3.2).",
    });
  }
  if (sourceAddress?.match(/^(\[.*\]|[\d.]+):\d+$/)) {
    claims.push({
      key: `source ${sourceAddress}`,
      field: "pcep.sourceAddress",
      words: `comes from ${sourceAddress} already.`,
      fix: "Give each router a port of its own.",
    });
  }
  return claims;
}

function claimsOfPolicy(t: Turn, policy: PolicyIntent): Claim[] {
  if (policy.headend === "" || policy.endpoint === "") return [];
  const headend = wordOf(t, policy.headend);
  const claims: Claim[] = [{
    key: `policy ${headend} ${policy.color} ${wordOf(t, policy.endpoint)}`,
    field: "color",
    words: `has colour ${policy.color} from ${policy.headend} to ${policy.endpoint} already.`,
    fix: "Choose another colour, or add a candidate path to that policy.",
  }];
  if (policy.bindingSid !== undefined && policy.bindingSid !== "auto") { // RFC 9256 §6.2
    claims.push({
      key: `bindingSid ${headend} ${policy.bindingSid}`,
      field: "bindingSid",
      words: `has binding SID ${policy.bindingSid} on ${policy.headend} already.`,
      fix: 'Choose another label, or "auto".',
    });
  }
  return claims;
}

/** Pairs of the routers that it chooses now. */
function claimsOfMesh(t: Turn, mesh: MeshIntent): Claim[] {
  const members = membersOf(t, mesh), { color } = mesh.template;
  return members.flatMap((headend) =>
    members.filter((endpoint) => endpoint !== headend).map((endpoint) => ({
      key: `policy ${wordOf(t, headend)} ${color} ${wordOf(t, endpoint)}`,
      field: "template.color",
      words: `has colour ${color} from ${headend} to ${endpoint} already.`,
      fix: "Choose another colour, or exclude one of the two.",
    }))
  );
}

/** Two meshes of one colour must choose no pair both, also none that comes later (by the very same choice). */
function checkMeshes(t: Turn, intents: readonly Intent[], problems: Problem[]): void {
  const anew = new Set(intents.flatMap((i) => i.kind === "Mesh" ? [i.name] : []));
  const others: MeshIntent[] = [...t.s.declared.meshes.values()].map(({ intent }) => intent)
    .filter(({ name }) => !anew.has(name));
  intents.forEach((intent, i) => {
    if (intent.kind !== "Mesh") return;
    const other = others.find((mesh) => mesh.name !== intent.name && meshConflict(mesh, intent));
    others.push(intent);
    const field = `intents[${i}].template.color`;
    if (!other || problems.some((known) => known.field === field)) return;
    problems.push({
      field,
      problem: `Mesh ${other.name} chooses the same routers with colour ${intent.template.color}.`,
      fix: "Choose another colour, or other routers.",
    });
  });
}

const wordOf = (t: Turn, name: string) => findRouter(t, name)?.id ?? name;
