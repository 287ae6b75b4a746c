/**
 * Paths that are signalled hop by hop (RSVP-TE, RFC 3209 §4.3.3.2): strict hops by the far address of each link, on the
 * links that keep the constraints. No labels, so no SIDs, no MSD and no equal-cost branches.
 */
import { isIpv4, parseAddress } from "../lib/address.ts";
import type { FoundPath, PathJob, PathResult, Segment } from "./jobs.ts";
import type { Planner, Way } from "./planner.ts";
import { edgeName, routerName, type Snapshot } from "./snapshot.ts";
import type { Asked } from "./view.ts";
import type { Task } from "./way.ts";
import { amount, count, leftOut, metricWords } from "./words.ts";

interface Demand {
  readonly job: PathJob;
  readonly asked: Asked;
  readonly task: Task;
  readonly way: Way; // the cheapest
  readonly sums: (path: readonly number[]) => Sums;
}
type Sums = Pick<FoundPath, "igpMetric" | "teMetric" | "delayMicroseconds" | "hops">;

/** The path, and how the hops that the router has are by now. */
export function signalledPath(planner: Planner, demand: Demand): PathResult {
  const { of } = planner, { job, asked, task, way, sums } = demand;
  const result = pathOf(of, job, way, sums(way.path));
  if (!job.installed) return result;
  const edges = edgesOf(of, job.headend, job.installed);
  if (!edges) return { ...result, installed: { is: "lost", why: "A hop of it is not there." } };
  const stands = planner.wayOn(asked, task, edges);
  const path = stands && pathOf(of, job, stands, sums(stands.path));
  const installed = path?.ok
    ? { is: "fits", path } as const
    : { is: "violates", why: "It is not as asked any more." } as const;
  return { ...result, installed };
}

/** The links whose far addresses these are, one after the other. */
function edgesOf(of: Snapshot, headend: number, hops: readonly number[]): number[] | undefined {
  const edges: number[] = [];
  let at = headend;
  for (const hop of hops) {
    let found = -1;
    for (let edge = of.first[at]!; edge < of.first[at + 1]! && found < 0; edge++) {
      if (of.up[edge] && parseAddress(of.addresses[edge]?.[1] ?? "") === hop) found = edge;
    }
    if (found < 0) return undefined;
    edges.push(found);
    at = of.to[found]!;
  }
  return edges;
}

function pathOf(of: Snapshot, job: PathJob, way: Way, sums: Sums): PathResult {
  const segments: Segment[] = [];
  for (const edge of way.path) {
    const [address, remoteAddress] = of.addresses[edge]!;
    const remote = remoteAddress === undefined ? undefined : parseAddress(remoteAddress);
    if (remote === undefined || !isIpv4(remote)) {
      const why =
        `Link ${edgeName(of, edge)} has no IPv4 address at its far end, so it cannot be ` +
        "a hop of an RSVP-TE path.";
      return { id: job.id, ok: false, reason: "notSupported", why };
    }
    segments.push({
      type: "hop",
      label: remote,
      from: of.from[edge]!,
      to: of.to[edge]!,
      address,
      ...(remoteAddress !== undefined && { remoteAddress }),
      link: of.link[edge]!,
    });
  }
  const routers = [job.headend, ...way.path.map((edge) => of.to[edge]!)];
  const links = way.path.map((edge) => of.link[edge]!);
  const { metric } = way.view.asked.spec;
  const names = routers.map((router) => routerName(of, router)).join(" → ");
  return {
    id: job.id,
    ok: true,
    segments,
    routers,
    links,
    crossed: links,
    cost: way.cost,
    ...sums,
    why: [
      `The least ${metricWords[metric]} is ${amount(metric, way.cost)}, by ${names}.`,
      leftOut(way.view),
      `${count(segments.length, "strict hop")}.`,
    ].filter((sentence) => sentence !== "").join(" "),
  };
}
