/**
 * Lists that an operator wrote: names become labels, and the list is walked to see that each label
 * means something where it is looked up, that it ends on the endpoint, and which links it crosses
 * (RFC 9256 §5.1).
 */
import type { Forwarding } from "./forwarding.ts";
import type { ExplicitSpec } from "./jobs.ts";
import { edgeName, routerName } from "./snapshot.ts";
import { adjacencyOf } from "./walk.ts";

/** One segment as written, with its label; `to` −1: nobody knows where it leads. */
export interface Written {
  readonly type: "node" | "adjacency" | "label";
  readonly label: number;
  readonly from: number;
  readonly to: number;
  readonly edge: number; // −1: none
}
export type Resolution =
  | { readonly ok: true; readonly list: readonly Written[] }
  | { readonly ok: false; readonly why: string; readonly remedy?: string };

export function resolveExplicit(
  forwarding: Forwarding,
  headend: number,
  spec: ExplicitSpec,
): Resolution {
  const list: Written[] = [];
  let at = headend;
  for (const segment of spec.segments) {
    if ("srv6" in segment) return { ok: false, why: "Labels and SRv6 SIDs do not mix." };
    const found = "router" in segment
      ? nodeSegment(forwarding, at, segment.router)
      : "link" in segment
      ? adjacencySegment(forwarding, at, segment.link)
      : labelSegment(forwarding, at, segment.label);
    if ("ok" in found) return found;
    list.push(found);
    at = found.to;
  }
  return list.length === 0 ? { ok: false, why: "The list has no segments." } : { ok: true, list };
}

function nodeSegment(forwarding: Forwarding, at: number, router: number): Written | Resolution {
  const { of } = forwarding, name = routerName(of, router);
  if (at < 0) {
    return {
      ok: false,
      why: `Nobody knows where the label before ${name} leads, so its label there is not known.`,
      remedy: `Write ${name} as a label, or the label before it as a router.`,
    };
  }
  const label = forwarding.label(at, router);
  if (label === undefined) {
    return { ok: false, why: `${routerName(of, at)} has no label for ${name}: no node SID.` };
  }
  if (at !== router && forwarding.domainBetween(at, router) < 0) {
    return { ok: false, why: `${name} is out of ${routerName(of, at)}'s reach.` };
  }
  return { type: "node", label, from: at, to: router, edge: -1 };
}

function adjacencySegment(forwarding: Forwarding, at: number, link: number): Written | Resolution {
  const { of } = forwarding, edge = of.edgeOfLink[link] ?? -1;
  if (edge < 0 || !of.up[edge]) {
    const name = edge < 0 ? `Link ${link}` : `Link ${edgeName(of, edge)}`;
    return { ok: false, why: `${name} is down.` };
  }
  const from = of.from[edge]!,
    label = of.protectedSid[edge]! >= 0 ? of.protectedSid[edge]! : of.plainSid[edge]!;
  if (label < 0) {
    return {
      ok: false,
      why: `Link ${edgeName(of, edge)} has no adjacency SID.`,
      remedy: "A document of kind LinkFacts can tell it.",
    };
  }
  if (at >= 0 && at !== from) {
    return {
      ok: false,
      why: `Link ${edgeName(of, edge)} begins at ${routerName(of, from)}, ` +
        `but the list has come to ${routerName(of, at)}.`,
      remedy: `Put router ${routerName(of, from)} before it.`,
    };
  }
  return { type: "adjacency", label, from, to: of.to[edge]!, edge };
}

/** A later label that means nothing to us may mean something to the router: RFC 9256 §5.1. */
function labelSegment(forwarding: Forwarding, at: number, label: number): Written | Resolution {
  const { of } = forwarding, written = { type: "label" as const, label, from: at };
  if (at < 0) return { ...written, to: -1, edge: -1 };
  const router = forwarding.routerOfLabel(at, label);
  if (router !== undefined) return { ...written, to: router, edge: -1 };
  const edge = adjacencyOf(of, at, label);
  if (edge >= 0) return { ...written, to: of.to[edge]!, edge };
  const row = of.routers[at];
  const inside = row?.srgb.some((range) => label >= range.base && label < range.base + range.size);
  return inside
    ? {
      ok: false,
      why: `Label ${label} is in the SRGB of ${routerName(of, at)}, but no router has that SID.`,
    }
    : { ...written, to: -1, edge: -1 };
}
