/** One segment list as an operator wrote it: resolved, walked, and ending where the policy does (RFC 9256 §5.1). */
import { refuse, segmentOf, sumsOf } from "./answer.ts";
import { resolveExplicit } from "./explicit.ts";
import type { ExplicitSpec, PathJob, PathResult } from "./jobs.ts";
import type { Planner } from "./planner.ts";
import { routerName } from "./snapshot.ts";
import { computeSrv6 } from "./srv6_list.ts";
import { distanceTo } from "./trees.ts";
import { walk } from "./walk.ts";
import { count } from "./words.ts";

/** `ends`: routers that it may end at; none: any. */
export function computeExplicit(
  planner: Planner,
  job: PathJob,
  spec: ExplicitSpec,
  ends: readonly number[],
): PathResult {
  const { of, forwarding } = planner;
  const sids = spec.segments.filter((segment) => "srv6" in segment);
  if (sids.length > 0) return computeSrv6(planner, job, sids, ends);
  const resolved = resolveExplicit(forwarding, job.headend, spec);
  if (!resolved.ok) return refuse(job, "explicitInvalid", resolved.why, resolved.remedy);
  const { list } = resolved, last = list[list.length - 1]!;
  if (list.length > job.maximumLabels) {
    const why = `The list has ${count(list.length, "label")}; the headend may push ` +
      `${job.maximumLabels}.`;
    return refuse(job, "segments", why);
  }
  const [end] = ends;
  if (end !== undefined && last.to >= 0 && !ends.includes(last.to)) {
    const why = `The list ends at ${routerName(of, last.to)}, not at ${routerName(of, end)} ` +
      "(RFC 9256 §5.1).";
    return refuse(job, "explicitInvalid", why, `Add router ${routerName(of, end)} to it.`);
  }
  const unknown = list.findIndex((segment) => segment.to < 0);
  const known = unknown < 0 ? list : list.slice(0, unknown);
  const walked = walk(forwarding, job.headend, known.map((segment) => segment.label));
  if (!walked.ok) return refuse(job, "explicitInvalid", `Packets would be lost: ${walked.why}.`);
  const path = known.flatMap((segment) =>
    segment.edge >= 0 ? [segment.edge] : planner.branch(segment.from, segment.to)
  );
  const sums = sumsOf(of.metrics, path);
  const lost = list[unknown];
  return {
    id: job.id,
    ok: true,
    segments: list.map((s) => segmentOf(of, { ...s, kind: s.type }, s.label)),
    routers: [job.headend, ...path.map((edge) => of.to[edge]!)],
    links: path.map((edge) => of.link[edge]!),
    crossed: walked.crossed.map((edge) => of.link[edge]!),
    cost: sums.igpMetric,
    ...sums,
    why: lost === undefined
      ? `As configured: ${
        count(list.length, "segment")
      }, each label is known where it is looked up.`
      : `As configured; where label ${lost.label} leads is not known here.`,
    rests: known.filter((s) => s.edge < 0 && s.from !== s.to).map(({ from, to }) => ({
      from,
      to,
      igp: distanceTo(forwarding.tree(forwarding.domainBetween(from, to), from), to),
    })),
  };
}
