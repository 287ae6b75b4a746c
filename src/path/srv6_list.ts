/**
 * An explicit list of SRv6 SIDs (RFC 8986, RFC 9256 §2.2): packets follow the IGP to the router of each SID, and an
 * End.X SID leads over its link. A SID that nobody tells of is taken as it is written: where it leads is not known.
 */
import { refuse, sumsOf } from "./answer.ts";
import type { PathJob, PathResult, Segment, Srv6Segment } from "./jobs.ts";
import type { Planner } from "./planner.ts";
import { edgeName, routerName } from "./snapshot.ts";
import { distanceTo } from "./trees.ts";
import { count } from "./words.ts";

/** `ends`: routers that it may end at; none: any. */
export function computeSrv6(
  planner: Planner,
  job: PathJob,
  list: readonly Srv6Segment[],
  ends: readonly number[],
): PathResult {
  const { of, forwarding } = planner, most = job.maximumSids ?? Infinity;
  if (list.length > most) {
    const why = `The list has ${count(list.length, "SID")}; the headend may push ${most}.`;
    return refuse(job, "segments", why);
  }
  const path: number[] = [], crossed = new Set<number>(), segments: Segment[] = [];
  const rests: { from: number; to: number; igp: number }[] = [];
  let at = job.headend;
  for (const segment of list) {
    const edge = segment.link === undefined ? -1 : of.edgeOfLink[segment.link] ?? -1;
    const down = segment.link !== undefined && (edge < 0 || !of.up[edge]);
    if (down) {
      const name = edge < 0 ? `link ${segment.link}` : `link ${edgeName(of, edge)}`;
      return refuse(
        job,
        "explicitInvalid",
        `SID ${segment.srv6} leads over ${name}, which is down.`,
      );
    }
    const owner = edge >= 0 ? of.from[edge]! : segment.router ?? -1;
    if (at >= 0 && owner >= 0 && at !== owner) {
      const domain = forwarding.domainBetween(at, owner);
      if (domain < 0) {
        const why = `${routerName(of, owner)}, which has SID ${segment.srv6}, is out of ` +
          `${routerName(of, at)}'s reach.`;
        return refuse(job, "explicitInvalid", why);
      }
      path.push(...planner.branch(at, owner));
      for (const each of forwarding.crossed(at, owner)) crossed.add(each);
      rests.push({ from: at, to: owner, igp: distanceTo(forwarding.tree(domain, at), owner) });
    }
    if (edge >= 0 && at >= 0) {
      path.push(edge);
      crossed.add(edge);
    }
    const to = edge >= 0 ? of.to[edge]! : owner;
    segments.push(segmentOf(segment, at, to));
    at = at < 0 ? -1 : to; // once it is lost, nobody knows what packets cross
  }
  const [end] = ends, last = segments[segments.length - 1]!.to;
  if (end !== undefined && last >= 0 && !ends.includes(last)) {
    const why = `The list ends at ${routerName(of, last)}, not at ${routerName(of, end)} ` +
      "(RFC 9256 §5.1).";
    return refuse(job, "explicitInvalid", why, `Add a SID of ${routerName(of, end)} to it.`);
  }
  const sums = sumsOf(of.metrics, path);
  const strange = list.find(({ router, link }) => router === undefined && link === undefined);
  return {
    id: job.id,
    ok: true,
    segments,
    routers: [job.headend, ...path.map((each) => of.to[each]!)],
    links: path.map((each) => of.link[each]!),
    crossed: [...crossed].sort((a, b) => a - b).map((each) => of.link[each]!),
    cost: sums.igpMetric,
    ...sums,
    why: strange === undefined
      ? `As configured: ${count(list.length, "SRv6 SID")}, each is known.`
      : `As configured; where SID ${strange.srv6} leads is not known here.`,
    rests,
  };
}

function segmentOf(segment: Srv6Segment, from: number, to: number): Segment {
  const { srv6: sid, behavior, structure, link } = segment;
  return {
    type: "srv6",
    label: 0,
    sid,
    from,
    to,
    address: "",
    ...(behavior !== undefined && { behavior }),
    ...(structure && { structure }),
    ...(link !== undefined && { link }),
  };
}
