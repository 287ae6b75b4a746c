/**
 * Which documents must exist: what was acknowledged, and of what was under way when a controller died
 * either all of a command or nothing. Kept from commands and replies alone.
 */
import type { Command } from "../../src/controller/command.ts";
import type { Row } from "../../src/controller/step.ts";
import type { Intent, PolicyIntent } from "../../src/policy/intent.ts";

type Documents = ReadonlyMap<string, Intent>; // by "kind/name"

export class IntentModel {
  documents: Documents = new Map();
  #pending: { readonly id: number; readonly command: Command }[] = [];

  asked(id: number, command: Command): void {
    this.#pending.push({ id, command });
  }
  replied(id: number, ok: boolean): void {
    const found = this.#pending.find((one) => one.id === id);
    if (!found) return;
    this.#pending = this.#pending.filter((one) => one !== found);
    if (ok) this.documents = after(this.documents, found.command);
  }

  /** A controller died and another one starts with these rows; answers what was lost or made up. */
  restarted(rows: readonly Row[]): string[] {
    const stored = textOf(documentsIn(rows));
    const pending = this.#pending;
    this.#pending = [];
    for (let taken = 0; taken <= pending.length; taken++) {
      let documents = this.documents;
      for (const { command } of pending.slice(0, taken)) documents = after(documents, command);
      if (textOf(documents) !== stored) continue;
      this.documents = documents;
      return [];
    }
    const expected = textOf(this.documents);
    this.documents = documentsIn(rows);
    return [
      `the store has ${stored.length} octets of intent, acknowledged were ${expected.length}`,
    ];
  }

  policies(): PolicyIntent[] {
    return [...this.documents.values()].filter((intent) => intent.kind === "Policy");
  }
  /** Policies by name, those of meshes among them. */
  expected(): Map<string, PolicyIntent> {
    const expected = new Map(this.policies().map((policy) => [policy.name, policy]));
    for (const mesh of this.documents.values()) {
      if (mesh.kind !== "Mesh" || !("names" in mesh.routers)) continue;
      for (const headend of mesh.routers.names) {
        for (const endpoint of mesh.routers.names) {
          if (headend === endpoint) continue;
          const name = `${mesh.name}:${headend}:${endpoint}`;
          expected.set(name, { ...mesh.template, kind: "Policy", name, headend, endpoint });
        }
      }
    }
    return expected;
  }
}

function after(documents: Documents, command: Command): Documents {
  const changed = new Map(documents);
  if (command.do === "create") changed.set(keyOf(command.intent), command.intent);
  if (command.do === "delete") changed.delete(keyOf(command));
  if (command.do === "apply" && !command.dryRun) {
    const named = new Set(command.intents.map(keyOf));
    if (command.prune) {
      for (const key of documents.keys()) if (!named.has(key)) changed.delete(key);
    }
    for (const intent of command.intents) changed.set(keyOf(intent), intent);
  }
  return changed;
}

function documentsIn(rows: readonly Row[]): Documents {
  const documents = new Map<string, Intent>();
  for (const { table, value } of rows) {
    if (value === null || !TABLES.has(table)) continue;
    const { intent, origin } = JSON.parse(value) as { intent: Intent; origin?: string };
    if (table === "policy" && origin !== "operator") continue;
    documents.set(keyOf(intent), intent);
  }
  return documents;
}

const keyOf = ({ kind, name }: { readonly kind: string; readonly name: string }) =>
  `${kind}/${name}`;
const textOf = (documents: Documents) =>
  [...documents].sort(([a], [b]) => a < b ? -1 : 1).map(([, intent]) => JSON.stringify(intent))
    .join("\n");
const TABLES = new Set(["policy", "mesh", "router", "affinity", "linkFacts", "nodeFacts"]);
