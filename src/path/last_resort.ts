/**
 * Links that are used only where there is no other way: those that are being shut down gracefully (RFC 8379, TLV 1121),
 * whatever is to be least; and for paths that look at delay those whose delay is told as anomalous (RFC 8571 §3, A flag).
 * A wall rather than a price: costs stay what the network says, and a bound is not broken by a number that we made up.
 */
import type { DynamicSpec, PathResult } from "./jobs.ts";
import { edgeName, type Snapshot } from "./snapshot.ts";

/** Bits of `Snapshot.lastResort`. */
export const LEAVING = 1, ANOMALOUS = 2;

/** The bits that count for a demand. */
export function lastResortOf({ metric, bounds }: DynamicSpec): number {
  const looksAtDelay = metric === "delay" || bounds.delayMicroseconds !== undefined;
  return looksAtDelay ? LEAVING | ANOMALOUS : LEAVING;
}

/** Are there such links in the network at all? Nearly always not. */
export function hasLastResort(of: Snapshot, bits: number): boolean {
  let all = KNOWN.get(of);
  if (all === undefined) {
    all = of.lastResort.reduce((found, edge) => found | edge, 0);
    KNOWN.set(of, all);
  }
  return (all & bits) !== 0;
}
const KNOWN = new WeakMap<Snapshot, number>();

/** Disjointness is not given up to spare a link: it was asked for. */
export function sparing(spec: DynamicSpec): DynamicSpec {
  const { disjointFrom } = spec;
  return disjointFrom ? { ...spec, disjointFrom: { ...disjointFrom, strict: true } } : spec;
}

/** A path that has to take such a link says so. */
export function withLastResort(of: Snapshot, spec: DynamicSpec, result: PathResult): PathResult {
  if (!result.ok) return result;
  const bits = lastResortOf(spec);
  for (const link of result.crossed) {
    const edge = of.edgeOfLink[link] ?? -1, why = edge < 0 ? 0 : of.lastResort[edge]! & bits;
    if (why === 0) continue;
    const words = why & LEAVING
      ? "is being shut down gracefully (RFC 8379)"
      : "tells an anomalous delay";
    const more = ` Link ${edgeName(of, edge)} ${words}; there is no way without it.`;
    return { ...result, why: result.why + more };
  }
  return result;
}
