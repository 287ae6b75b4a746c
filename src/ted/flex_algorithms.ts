/**
 * Flexible algorithms of a level or area: who takes part, and whose definition counts (RFC 9350 §5.3:
 * the highest priority, then the highest system-id or router-id).
 */
import type { Nodes } from "./nodes.ts";
import type { Prefixes } from "./prefixes.ts";
import type { FlexAlgorithm } from "./rare_fact.ts";

const FIRST = 128, LAST = 255;

export interface FlexAlgorithmRow {
  readonly topology: string;
  readonly group: string;
  readonly area: string;
  readonly algorithm: number;
  /** Absent: somebody takes part in what nobody defines, so nobody computes it (RFC 9350 §5.3). */
  readonly definition?: FlexAlgorithm;
  readonly definedBy?: number; // router id
  readonly otherDefinitions: number; // that lost and say something else
  readonly participants: readonly number[]; // router ids, ascending
}
interface Draft {
  readonly domain: number;
  readonly algorithm: number;
  readonly definitions: { readonly node: number; readonly definition: FlexAlgorithm }[];
  readonly participants: Set<number>;
}

/** One row for each domain and algorithm, in the order of domains, then algorithms. */
export function flexAlgorithmsOf(nodes: Nodes, prefixes: Prefixes): readonly FlexAlgorithmRow[] {
  const drafts = new Map<number, Draft>();
  const draftOf = (domain: number, algorithm: number): Draft => {
    const place = domain * 256 + algorithm;
    let draft = drafts.get(place);
    if (!draft) {
      draft = { domain, algorithm, definitions: [], participants: new Set() };
      drafts.set(place, draft);
    }
    return draft;
  };
  for (let node = 0; node < nodes.register.ids.size; node++) {
    if (!nodes.register.has(node) || nodes.isPseudonode(node)) continue;
    const domain = nodes.columns.at.domain[node]!, router = nodes.columns.at.router[node]!;
    for (const algorithm of algorithmsOf(node, nodes, prefixes)) {
      draftOf(domain, algorithm).participants.add(router);
    }
    for (const definition of nodes.attributes[node]!.flexAlgorithms ?? []) {
      if (!isFlexible(definition.algorithm)) continue;
      draftOf(domain, definition.algorithm).definitions.push({ node, definition });
    }
  }
  return [...drafts].sort(([a], [b]) => a - b).map(([, draft]) => rowOf(draft, nodes));
}

const isFlexible = (algorithm: number): boolean => algorithm >= FIRST && algorithm <= LAST;

/** A node takes part if it says so, or has a locator of the algorithm (RFC 9352 §7.1). */
function algorithmsOf(node: number, nodes: Nodes, prefixes: Prefixes): Set<number> {
  const found = new Set((nodes.attributes[node]!.algorithms ?? []).filter(isFlexible));
  for (const id of prefixes.ofNode(node)) {
    for (const { algorithm } of prefixes.attributes[id]!.locators ?? []) {
      if (isFlexible(algorithm) && prefixes.isOwn(id)) found.add(algorithm);
    }
  }
  return found;
}

function rowOf({ domain, algorithm, definitions, participants }: Draft, nodes: Nodes) {
  const { topology, group, area } = nodes.domains[domain]!;
  const name = (node: number) => nodes.keys[node]!.routerId;
  const [first, ...others] = definitions.sort((a, b) =>
    b.definition.priority - a.definition.priority || (name(a.node) < name(b.node) ? 1 : -1)
  );
  const winner = first && text(first.definition);
  return {
    topology,
    group,
    area,
    algorithm,
    ...(first && {
      definition: first.definition,
      definedBy: nodes.columns.at.router[first.node]!,
    }),
    otherDefinitions: others.filter(({ definition }) => text(definition) !== winner).length,
    participants: [...participants].sort((a, b) => a - b),
  };
}

/** What a definition asks for; its priority aside. */
const text = (definition: FlexAlgorithm): string =>
  JSON.stringify(
    Object.entries({ ...definition, priority: 0 }).sort(([a], [b]) => a < b ? -1 : 1),
  );
