/**
 * Disjoint groups of LSPs that routers delegate (RFC 8800): each is computed around what the others of its group use; where
 * two share something, the younger policy yields. Two of a group are never changed together (rules I.17).
 */
import { parseAddress } from "../../lib/address.ts";
import type { Association } from "../../pcep/codec/message.ts";
import { ASSOCIATION_DISJOINT } from "../../pcep/registry/codes.ts";
import type { DynamicSpec, FoundPath, PathResult } from "../../path/jobs.ts";
import type { Disjoint, PolicyIntent } from "../../policy/intent.ts";
import type { Lsp, LspAssociation, Policy } from "../../policy/records.ts";
import type { Turn } from "../turn.ts";

const groupOf = (lsp: Lsp): LspAssociation | undefined =>
  lsp.associations?.find(({ type, disjoint }) => type === ASSOCIATION_DISJOINT && disjoint);

/** What its router asks of an LSP by the group that it is in. */
export function disjointAsked(lsp: Lsp): Disjoint | undefined {
  const group = groupOf(lsp);
  return group && disjointWords(group);
}

/** The same by the group itself; undefined: it does not say what must not be shared. */
export function disjointWords(group: LspAssociation): Disjoint | undefined {
  const asks = group.disjoint;
  if (!asks) return undefined;
  const from = asks.srlgs ? asks.nodes ? "srlgNode" : "srlg" : asks.nodes ? "node" : "link";
  return { group: group.key, from, strict: asks.strict };
}

/** Links that the others of the group use, and the routers that all of them may share. */
export function disjointFrom(
  t: Pick<Turn, "s">,
  intent: PolicyIntent,
  asked: Disjoint,
  ends: readonly number[],
): DynamicSpec["disjointFrom"] {
  const paths = membersOf(t, asked.group).flatMap((other) => {
    const found = other.name === intent.name ? undefined : foundOf(other);
    return found ? [found] : [];
  });
  if (paths.length === 0) return undefined;
  return {
    links: [...new Set(paths.flatMap(({ links }) => links))],
    ends: [...new Set([...ends, ...paths.flatMap(endsOf)])],
    from: asked.from,
    strict: asked.strict,
  };
}

/** A policy has a new path: who now shares something with it, and is younger, looks for another. */
export function groupFollows(t: Turn, policy: Policy, before: PathResult | undefined): void {
  const asked = askedOf(policy), found = foundOf(policy);
  if (!asked || !found) return;
  if (before?.ok && before.links.join() === found.links.join()) return;
  for (const other of membersOf(t, asked.group)) {
    const theirs = other === policy ? undefined : foundOf(other);
    if (!theirs) continue;
    const shares = sharedBy(t, found, theirs);
    const matter = shares.links || (asked.from.includes("ode") && shares.nodes) ||
      (asked.from.startsWith("srlg") && shares.srlgs);
    if (matter) t.s.dirtyPolicies.add(Math.max(other.id, policy.id));
  }
}

/** Another of its group was told something and has not answered: as a sentence. */
export function groupInFlight(t: Turn, policy: Policy): string | undefined {
  const asked = askedOf(policy);
  if (!asked) return undefined;
  for (const other of membersOf(t, asked.group)) {
    if (other === policy) continue;
    for (const { sent } of other.lanes.values()) {
      if (sent?.outcome === "waiting" && t.s.pcepByConnection.has(sent.session)) {
        return `${other.name}, of the same disjoint group, is being changed.`;
      }
    }
  }
  return undefined;
}

/** The group with what Cairn could do for it (DISJOINTNESS-STATUS, RFC 8800 §4.1), to be said in an update. */
export function disjointStatus(t: Turn, policy: Policy, lsp: Lsp | undefined): Association[] {
  const group = lsp && groupOf(lsp), found = foundOf(policy);
  const source = parseAddress(group?.source ?? "");
  if (!group?.disjoint || !found || source === undefined || policy.origin !== "router") return [];
  const shares = { links: false, nodes: false, srlgs: false };
  for (const other of membersOf(t, group.key)) {
    const theirs = other === policy ? undefined : foundOf(other);
    if (!theirs) continue;
    const one = sharedBy(t, found, theirs);
    shares.links ||= one.links;
    shares.nodes ||= one.nodes;
    shares.srlgs ||= one.srlgs;
  }
  const { links, nodes, srlgs, strict } = group.disjoint;
  const flags = (linkDiverse: boolean, nodeDiverse: boolean, srlgDiverse: boolean) => ({
    linkDiverse,
    nodeDiverse,
    srlgDiverse,
    shortestPath: false,
    strict,
  });
  return [{
    type: group.type,
    id: group.id,
    source,
    removal: false,
    tlvs: [
      { kind: "disjointness", value: flags(links, nodes, srlgs) },
      { kind: "disjointnessStatus", value: flags(!shares.links, !shares.nodes, !shares.srlgs) },
    ],
  }];
}

function askedOf({ intent }: Policy): Disjoint | undefined {
  const path = intent.candidatePaths[0]?.path;
  return path?.type === "dynamic" ? path.disjoint : undefined;
}
/** Policies of the LSPs in a group, in the order in which those joined. */
function membersOf(t: Pick<Turn, "s">, key: string): Policy[] {
  return [...t.s.groups.get(key) ?? []].flatMap((id) =>
    t.s.policies.get(t.s.lsps.get(id)?.policy ?? -1) ?? []
  );
}
function foundOf(policy: Policy): FoundPath | undefined {
  const result = policy.paths[0]?.computed?.result;
  return result?.ok ? result : undefined;
}
const endsOf = ({ routers }: FoundPath): number[] => [routers[0]!, routers[routers.length - 1]!];

/** Links in either direction, routers between the ends, and SRLGs. */
function sharedBy(t: Turn, a: FoundPath, b: FoundPath) {
  const { ted } = t.caches;
  const wires = new Set(b.links.flatMap((link) => [link, ted.reader.reverse(link)]));
  const between = new Set(b.routers.slice(1, -1));
  const risks = new Set(b.links.flatMap((link) => ted.link(link)?.srlgs ?? []));
  return {
    links: a.links.some((link) => wires.has(link)),
    nodes: a.routers.slice(1, -1).some((router) => between.has(router)),
    srlgs: a.links.some((link) => ted.link(link)?.srlgs.some((srlg) => risks.has(srlg))),
  };
}
