/**
 * The documents of `cairn apply` (kind, name, and the fields of that kind) as plain JSON, to intents of the domain.
 * Everything that is wrong is listed at once, with the place of each; nothing throws.
 */
import type { Problem } from "../controller/command.ts";
import type { Intent, IntentKind } from "../policy/intent.ts";
import { Fields } from "./documents/fields.ts";
import {
  readAffinityName,
  readLinkFacts,
  readNodeFacts,
  readRouter,
} from "./documents/inventory_document.ts";
import { readMesh, readPolicy } from "./documents/policy_document.ts";

export interface Documents {
  /** Those that are right. */
  readonly intents: readonly Intent[];
  /** Those whose kind can be told, right or not, by their number: enough to look at what they mean. */
  readonly readable: ReadonlyMap<number, Intent>;
  readonly problems: readonly Problem[];
}

/** Reads a list of documents; places begin with `path`: `documents[2].candidatePaths[0].dynamic.metric`. */
export function readDocuments(documents: readonly unknown[], path = "documents"): Documents {
  const intents: Intent[] = [], problems: Problem[] = [];
  const readable = new Map<number, Intent>(), places = new Map<string, number>();
  for (const [i, document] of documents.entries()) {
    const read = readFields(document, `${path}[${i}]`);
    problems.push(...read.problems);
    if (read.intent === undefined) continue;
    const key = `${read.intent.kind} ${read.intent.name}`;
    const first = read.intent.name === "" ? undefined : places.get(key);
    if (first !== undefined) {
      problems.push({
        field: `${path}[${i}].name`,
        problem: `${key} is written twice, first as ${path}[${first}]`,
        fix: "keep one of them, or give the other its own name",
      });
    }
    places.set(key, first ?? i);
    readable.set(i, read.intent);
    if (read.problems.length === 0) intents.push(read.intent);
  }
  return { intents, readable, problems };
}

/** Reads one; `kind` is what it must be where the caller knows (then it may be absent in the document). */
export function readDocument(
  document: unknown,
  path = "",
  kind?: IntentKind,
): { readonly intent?: Intent; readonly problems: readonly Problem[] } {
  const { intent, problems } = readFields(document, path, kind);
  return problems.length > 0 || intent === undefined ? { problems } : { intent, problems };
}

/** The same; what is wrong in the intent has its fallback. */
export function readFields(
  document: unknown,
  path: string,
  kind?: IntentKind,
): { readonly intent?: Intent; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const fields = new Fields(document, path, problems, "the document");
  const given = fields.oneOf("kind", KINDS) ?? kind;
  if (problems.length > 0) return { problems };
  if (given === undefined) {
    fields.wrong(
      "kind",
      "the document does not say its kind",
      `add kind: one of ${KINDS.join(", ")}`,
    );
    return { problems };
  }
  if (kind !== undefined && given !== kind) {
    fields.wrong("kind", `kind is ${given}`, `this call takes ${kind}`);
    return { problems };
  }
  const intent = READERS[given](fields);
  fields.finish();
  return { intent, problems };
}

const READERS: { readonly [K in IntentKind]: (fields: Fields) => Intent } = {
  Policy: readPolicy,
  Mesh: readMesh,
  Router: readRouter,
  Affinity: readAffinityName,
  LinkFacts: readLinkFacts,
  NodeFacts: readNodeFacts,
};

export const KINDS: readonly IntentKind[] = [
  "Policy",
  "Mesh",
  "Router",
  "Affinity",
  "LinkFacts",
  "NodeFacts",
];
