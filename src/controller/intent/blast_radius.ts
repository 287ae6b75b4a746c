/** Deletions have to be meant: many of them need their number repeated (rules II.5). */
import type { Intent } from "../../policy/intent.ts";
import type { Refusal } from "../command.ts";
import { meshChange, meshesMoved, routerDocuments } from "./mesh_members.ts";
import { refused } from "../replies.ts";
import type { Turn } from "../turn.ts";

type Named = { readonly kind: Intent["kind"]; readonly name: string };

/**
 * Refused unless `confirmed` is the number of policies and documents that would go: those deleted by name or by prune,
 * and those that a mesh would lose, by its own document or by the labels of routers.
 */
export function unconfirmedDeletes(
  t: Turn,
  intents: readonly Intent[],
  deletes: readonly Named[],
  confirmed: number | undefined,
): Refusal | undefined {
  const { policies, documents } = goneBy(t, intents, deletes);
  const count = policies + documents;
  if (count === confirmed || !isMany(t, policies, count)) return undefined;
  const more = documents === 0 ? "" : ` and ${documents} documents`;
  return refused("failedPrecondition", {
    field: "confirmDeletes",
    problem: `This would delete ${policies} of ${policiesOf(t)} policies${more}, ${count} in all.`,
    fix: `Repeat it with --confirm-deletes ${count} if that is meant.`,
  });
}

function goneBy(t: Turn, intents: readonly Intent[], deletes: readonly Named[]) {
  let policies = deletes.filter(({ kind }) => kind === "Policy").length;
  let documents = 0;
  for (const { kind, name } of deletes) {
    if (kind === "Mesh") policies += meshChange(t, name, undefined).remove.length;
    else if (kind !== "Policy") documents++;
  }
  const routers = routerDocuments(intents, deletes);
  for (const intent of intents) {
    if (intent.kind !== "Mesh") continue;
    policies += meshChange(t, intent.name, intent, routers).remove.length;
  }
  for (const { change } of meshesMoved(t, intents, deletes)) policies += change.remove.length;
  return { policies, documents };
}

/** More than the configured number, or a tenth of all; of a handful, all of them. */
function isMany(t: Turn, policies: number, count: number): boolean {
  const total = policiesOf(t);
  if (count > t.s.config.safety.confirmDeletesAbove) return true;
  return total < HANDFUL ? policies > 1 && policies >= total : count > total / 10;
}

/** What routers delegate goes with their configuration, not with ours. */
function policiesOf(t: Turn): number {
  let n = 0;
  for (const { origin, deleted } of t.s.policies.values()) if (origin !== "router" && !deleted) n++;
  return n;
}

const HANDFUL = 10;
