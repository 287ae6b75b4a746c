/**
 * Follows a label list as routers do: each label is looked up at the router where the segment before it
 * ends (RFC 8664 §5.2.2 for the first). It knows nothing of how the list was made, so it checks it.
 */
import type { Forwarding } from "./forwarding.ts";
import { routerName, type Snapshot, srgbIndex } from "./snapshot.ts";

export interface Walk {
  readonly ok: boolean;
  readonly crossed: readonly number[]; // edges, ascending
  /** Routers where segments end, headend first; −1 and no more: nobody knows. */
  readonly ends: readonly number[];
  readonly why: string; // what stops packets, "" if nothing does
}

/** Where packets go that leave `headend` with these labels. */
export function walk(forwarding: Forwarding, headend: number, labels: readonly number[]): Walk {
  const { of } = forwarding, crossed = new Set<number>(), ends = [headend];
  for (const label of labels) {
    const at = ends[ends.length - 1]!;
    const edge = adjacencyOf(of, at, label);
    const router = forwarding.routerOfLabel(at, label);
    if (router !== undefined) {
      const edges = forwarding.crossed(at, router);
      if (edges.length === 0 && at !== router) {
        return stopped(`${routerName(of, router)} is out of ${routerName(of, at)}'s reach`);
      }
      const lost = at === router ? undefined : lostAt(forwarding, edges, at, router, label);
      if (lost !== undefined) {
        return stopped(`${routerName(of, lost)} cannot forward label ${label}`);
      }
      for (const e of edges) crossed.add(e);
      ends.push(router);
    } else if (edge >= 0) {
      crossed.add(edge);
      ends.push(of.to[edge]!);
    } else return stopped(`label ${label} means nothing to ${routerName(of, at)}`);
  }
  return { ok: true, crossed: sorted(), ends, why: "" };

  function stopped(why: string): Walk {
    return { ok: false, crossed: sorted(), ends, why };
  }
  function sorted(): number[] {
    return [...crossed].sort((a, b) => a - b);
  }
}

/** The usable edge whose adjacency SID this is; −1: none. */
export function adjacencyOf(of: Snapshot, at: number, label: number): number {
  if (at < 0) return -1;
  for (let edge = of.first[at]!; edge < of.first[at + 1]!; edge++) {
    if (!of.up[edge]) continue;
    if (of.protectedSid[edge] === label || of.plainSid[edge] === label) return edge;
  }
  return -1;
}

/** A router on the way that has no label of its own for the SID. */
function lostAt(
  forwarding: Forwarding,
  edges: readonly number[],
  start: number,
  end: number,
  label: number,
): number | undefined {
  const { of } = forwarding, index = srgbIndex(of.routers[start], label);
  if (index === undefined) return undefined; // a label of global meaning
  for (const edge of edges) {
    const router = of.to[edge]!;
    if (router !== end && forwarding.label(router, end) === undefined) return router;
  }
  return undefined;
}
