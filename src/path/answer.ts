/** What computations answer with: sums along a path, segments, refusals. */
import type { Written } from "./explicit.ts";
import type { Metric, NoPath, PathJob, Segment } from "./jobs.ts";
import { sum } from "./planner.ts";
import type { Snapshot } from "./snapshot.ts";

/** A missing delay makes the sum unknown; other metrics are missing only where nobody asked for them. */
export function sumsOf(metrics: Snapshot["metrics"], path: readonly number[]) {
  const known = (metric: Metric) => path.every((edge) => metrics[metric][edge]! >= 0);
  const told = path.filter((edge) => metrics.igp[edge]! >= 0);
  return {
    igpMetric: sum(told, metrics.igp),
    teMetric: sum(path.filter((edge) => metrics.te[edge]! >= 0), metrics.te),
    delayMicroseconds: known("delay") ? sum(path, metrics.delay) : undefined,
    hops: path.length,
  };
}

export function segmentOf(
  of: Snapshot,
  step: { readonly kind: Written["type"]; from: number; to: number; edge: number },
  label: number,
): Segment {
  const { kind: type, from, to, edge } = step;
  if (edge >= 0) {
    const [address, remoteAddress] = of.addresses[edge]!;
    return {
      type,
      label,
      from,
      to,
      address,
      ...(remoteAddress && { remoteAddress }),
      link: of.link[edge]!,
    };
  }
  return { type, label, from, to, address: of.routers[to]?.loopback ?? "" };
}

export function refuse(
  job: PathJob,
  reason: NoPath["reason"],
  why: string,
  remedy?: string,
): NoPath {
  return { id: job.id, ok: false, reason, why, ...(remedy !== undefined && { remedy }) };
}
