/** Requests that are in a disjoint group (RFC 8800): apart from each other, and from the LSPs that are in it already. */
import type { PathRequest } from "../../pcep/codec/message.ts";
import { ASSOCIATION_DISJOINT } from "../../pcep/registry/codes.ts";
import type { Disjoint } from "../../policy/intent.ts";
import type { LspAssociation } from "../../policy/records.ts";
import { disjointWords } from "../paths/disjoint_groups.ts";
import { recordOf } from "./associations.ts";

const groupOf = ({ associations }: PathRequest): LspAssociation | undefined => {
  const association = associations.find(({ type, removal }) =>
    type === ASSOCIATION_DISJOINT && !removal
  );
  return association && recordOf(association);
};

/** What it asks by its group; undefined: it is in none. */
export function apartAsked(request: PathRequest): Disjoint | undefined {
  const group = groupOf(request);
  return group && disjointWords(group);
}

/** In a group, and it does not say what it must not share (PCErr 6/15). */
export const saysNotWhat = (request: PathRequest): boolean =>
  groupOf(request) !== undefined && apartAsked(request) === undefined;

/** Those of one group, where there are several: they are answered together, like those of an SVEC. */
export function setsOf(requests: readonly PathRequest[]) {
  const sets = new Map<string, { readonly ids: number[]; readonly asked: Disjoint }>();
  for (const request of requests) {
    const asked = apartAsked(request);
    const set = asked && sets.get(asked.group);
    if (set) set.ids.push(request.requestId);
    else if (asked) sets.set(asked.group, { ids: [request.requestId], asked });
  }
  return [...sets.values()].filter(({ ids }) => ids.length > 1).map(({ ids, asked }) => ({
    requestIds: ids,
    linkDiverse: asked.from === "link",
    nodeDiverse: asked.from === "node" || asked.from === "srlgNode",
    srlgDiverse: asked.from === "srlg" || asked.from === "srlgNode",
    strict: asked.strict,
  }));
}
