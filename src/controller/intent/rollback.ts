/** Back to the intent of an earlier version: a new version like any other, checked and stored like an apply. */
import type { PolicyIntent } from "../../policy/intent.ts";
import { applyIntents, type Outcome } from "./apply.ts";
import { checkIntents } from "./check.ts";
import type { Refusal } from "../command.ts";
import { historyOf, nameRollback } from "../telling/history.ts";
import { policyNamed } from "./find_policies.ts";
import { invalid, notFound, refused } from "../replies.ts";
import { undone } from "./undo.ts";
import type { Reading, Turn } from "../turn.ts";

/** The outcome to commit, or why not. `to` absent: the version before. */
export function rollback(
  t: Turn,
  name: string,
  to: number | undefined,
  by: string,
  dryRun: boolean,
): { readonly ok: true; readonly outcome: Outcome; readonly version: number } | Refusal {
  const policy = policyNamed(t.s, name);
  if (policy && policy.origin !== "operator") {
    return refused("failedPrecondition", {
      field: "name",
      problem: policy.mesh
        ? `${name} belongs to mesh ${policy.mesh} and follows its document.`
        : `${name} was delegated by its router and is configured there.`,
      fix: policy.mesh
        ? `Apply the mesh's document of before ("cairn get audit" has it).`
        : "Change the router's configuration.",
    });
  }
  const versions = versionsOf(t, name);
  if (versions.size === 0) return notFound("name", name);
  const version = to ?? versionBefore(t, name, versions);
  const intent = version === undefined ? undefined : versions.get(version);
  if (version === undefined || intent === undefined) {
    const kept = [...versions.keys()].sort((a, b) => a - b).join(", ");
    return refused("notFound", {
      field: "toVersion",
      problem: version === undefined
        ? `${name} has no version before this one.`
        : `Version ${version} of ${name} is not kept.`,
      fix: `There are: ${kept} ("cairn policy history ${name}").`,
    });
  }
  const problems = checkIntents(t, [intent]);
  if (problems.length > 0) return invalid(problems);
  const outcome = applyIntents(t, [intent], [], by, dryRun);
  if (dryRun || outcome.rows.length === 0) return { ok: true, outcome, version };
  const rows = [...outcome.rows, ...nameRollback(t, name, version)];
  return { ok: true, outcome: { ...outcome, rows }, version };
}

/** Of a deleted policy the last one that it had, else the one before. */
function versionBefore(r: Reading, name: string, versions: ReadonlyMap<number, PolicyIntent>) {
  const current = policyNamed(r.s, name)?.version ?? Infinity;
  const older = [...versions.keys()].filter((version) => version < current);
  return older.length === 0 ? undefined : Math.max(...older);
}

/** The intents that are still known, by version: each is the next one with that one's change undone. */
export function versionsOf(r: Reading, name: string): Map<number, PolicyIntent> {
  const versions = new Map<number, PolicyIntent>();
  const policy = policyNamed(r.s, name);
  let intent: unknown;
  let last = policy?.version;
  if (policy) intent = policy.intent;
  const lines = historyOf(r, name)?.flatMap((l) => l.is === "intent" ? [l.entry] : []) ?? [];
  for (const entry of lines.toReversed()) {
    if (entry.change === "deleted") { // its undo is the whole
      intent = undefined;
      last = undefined;
    }
    if (last !== undefined && intent) {
      versions.set(entry.version, intent as PolicyIntent);
    }
    if (entry.change === "created") {
      intent = undefined;
      continue;
    }
    intent = undone(intent ?? {}, entry.undo);
    last = entry.version - 1;
  }
  if (last !== undefined && intent) versions.set(last, intent as PolicyIntent);
  return versions;
}
