/**
 * A batch of demands on one snapshot. A pure function: the same jobs and arrays give the same result.
 * Jobs of one headend are computed together, so that trees are made once.
 */
import { resolveExplicit, type Written } from "./explicit.ts";
import type {
  DynamicSpec,
  ExplicitSpec,
  FoundPath,
  Jobs,
  Metric,
  NoPath,
  PathJob,
  PathResult,
  Result,
  Segment,
} from "./jobs.ts";
import { type Plan, Planner, type Refusal, sum } from "./planner.ts";
import { remedyFor } from "./remedy.ts";
import { edgeName, routerName, type Snapshot } from "./snapshot.ts";
import { computeLists } from "./several_lists.ts";
import { signalledPath } from "./signalled.ts";
import { distanceTo } from "./trees.ts";
import type { Asked } from "./view.ts";
import { walk } from "./walk.ts";
import type { Task } from "./way.ts";
import { askedWords, count, explain, leftOut } from "./words.ts";

/** Results in the order of the jobs. */
export function compute(jobs: Jobs): Result {
  const planner = new Planner(jobs.snapshot);
  const order = jobs.list.map((_, i) => i).sort((a, b) =>
    jobs.list[a]!.headend - jobs.list[b]!.headend || a - b
  );
  const list: PathResult[] = [];
  for (const i of order) list[i] = computeOne(planner, jobs, jobs.list[i]!);
  return { list };
}

function computeOne(planner: Planner, jobs: Jobs, job: PathJob): PathResult {
  const { of } = planner;
  if (!of.routers[job.headend]) {
    return refuse(job, "headendUnknown", "The headend is not in the topology.");
  }
  const endpoint = endpointOf(of, job);
  if (typeof endpoint !== "number") return endpoint;
  if (job.path.type === "explicit") {
    return computeLists(job, job.path, (spec) => computeExplicit(planner, job, spec, endpoint));
  }
  if (endpoint === job.headend) {
    return refuse(job, "notSupported", "The endpoint is the headend itself.");
  }
  return computeDynamic(planner, jobs, job, job.path, endpoint);
}

/** The router that is meant; an address may be a loopback or router-id. */
function endpointOf(of: Snapshot, job: PathJob): number | NoPath {
  const { endpoint } = job;
  if ("router" in endpoint) {
    return of.routers[endpoint.router]
      ? endpoint.router
      : refuse(job, "endpointUnknown", "The endpoint is not in the topology.");
  }
  const { address } = endpoint;
  if (address === "0.0.0.0" || address === "::") {
    const why = `${address} stands for any endpoint: no path can be computed to it, ` +
      "only an explicit list ends where it says.";
    if (job.path.type !== "explicit") return refuse(job, "notSupported", why);
    return -1;
  }
  const { topology } = of.routers[job.headend]!;
  const owners = of.routers.flatMap((row, router) =>
    row?.topology === topology &&
      (row.loopback === address || row.ipv4RouterIds.includes(address) ||
        row.ipv6RouterIds.includes(address))
      ? [router]
      : []
  );
  if (owners.length === 1) return owners[0]!;
  return owners.length === 0
    ? refuse(job, "endpointUnknown", `No router of the topology owns ${address}.`)
    : refuse(job, "notSupported", `${count(owners.length, "router")} own ${address}: anycast.`);
}

function computeDynamic(
  planner: Planner,
  jobs: Jobs,
  job: PathJob,
  spec: DynamicSpec,
  endpoint: number,
): PathResult {
  const asked: Asked = {
    spec,
    bandwidthBytesPerSecond: job.bandwidthBytesPerSecond,
    available: jobs.available,
  };
  const task: Task = {
    headend: job.headend,
    endpoint,
    via: spec.include.filter((router, i) => router !== [job.headend, ...spec.include][i]),
    mostLabels: Math.min(job.maximumLabels, spec.bounds.segments ?? Infinity),
  };
  if (spec.signalled) {
    const way = planner.way(asked, task, job.current);
    const sums = (path: readonly number[]) => sumsOf(planner.of.metrics, path);
    if (way.ok) return signalledPath(planner, { job, asked, task, way, sums });
    return refuse(job, way.reason, refusalWords(planner.of, task, way));
  }
  const result = freshPath(planner, jobs, job, asked, task);
  if (!job.installed) return result;
  const stands = planner.stands(asked, task, job.installed);
  if (!("ok" in stands)) return { ...result, installed: stands };
  const back = returnedIn(planner.of, jobs, stands);
  const words = back === undefined ? "" : `, over link ${back} that came back a short time ago`;
  const path = found(planner, job, task, stands, ` It is the list that the router has${words}.`);
  return { ...result, installed: { is: "fits", path } };
}

/** Without links that came back a short time ago, if that can be. */
function freshPath(
  planner: Planner,
  jobs: Jobs,
  job: PathJob,
  asked: Asked,
  task: Task,
): PathResult {
  const { spec } = asked;
  if (jobs.returned?.size) {
    const { returned } = jobs;
    const steady = planner.plan({ ...asked, returned }, task, job.current);
    if (steady.ok) return found(planner, job, task, steady, "");
    if (job.waits) return refuse(job, steady.reason, refusalWords(planner.of, task, steady));
  }
  const plan = planner.plan(asked, task, job.current);
  if (plan.ok) { // a link that just came back is better than none
    const back = returnedIn(planner.of, jobs, plan);
    const words = ` Link ${back} came back a short time ago; there is no way without it.`;
    return found(planner, job, task, plan, back === undefined ? "" : words);
  }
  const { disjointFrom, ...freely } = spec;
  if (disjointFrom && !disjointFrom.strict) {
    const shared = planner.plan({ ...asked, spec: freely }, task, job.current);
    if (shared.ok) {
      const both = disjointFrom.links.filter((link) =>
        shared.path.some((edge) =>
          planner.of.link[edge] === link
        )
      ).length;
      const words = ` No disjoint path exists; it shares ${
        count(both, "link")
      } with the other one.`;
      return found(planner, job, task, shared, words);
    }
  }
  const explains = jobs.explain !== false && planner.work < MOST_WORK;
  const remedy = explains ? remedyFor(planner, asked, task, plan) : undefined;
  return refuse(job, plan.reason, refusalWords(planner.of, task, plan), remedy);
}

/** The name of a link that came back a short time ago; undefined: packets cross none. */
function returnedIn(of: Snapshot, jobs: Jobs, plan: Plan): string | undefined {
  const edge = plan.crossed.find((edge) => jobs.returned?.has(of.link[edge]!));
  return edge === undefined ? undefined : edgeName(of, edge);
}

function found(planner: Planner, job: PathJob, task: Task, plan: Plan, more: string): FoundPath {
  const { of, forwarding } = planner, { metrics } = of;
  const rests = plan.steps.filter((step) => step.kind === "node").map(({ from, to }) => ({
    from,
    to,
    igp: distanceTo(forwarding.tree(forwarding.domainBetween(from, to), from), to),
  }));
  return {
    id: job.id,
    ok: true,
    segments: plan.steps.map((step, i) => segmentOf(of, step, plan.labels[i]!)),
    routers: [task.headend, ...plan.path.map((edge) => of.to[edge]!)],
    links: plan.path.map((edge) => of.link[edge]!),
    crossed: plan.crossed.map((edge) => of.link[edge]!),
    cost: plan.cost,
    ...sumsOf(metrics, plan.path),
    why: explain(of, plan, task.headend, task.mostLabels) + more,
    rests,
  };
}

/** A missing delay makes the sum unknown; other metrics are missing only where nobody asked for them. */
function sumsOf(metrics: Snapshot["metrics"], path: readonly number[]) {
  const known = (metric: Metric) => path.every((edge) => metrics[metric][edge]! >= 0);
  const told = path.filter((edge) => metrics.igp[edge]! >= 0);
  return {
    igpMetric: sum(told, metrics.igp),
    teMetric: sum(path.filter((edge) => metrics.te[edge]! >= 0), metrics.te),
    delayMicroseconds: known("delay") ? sum(path, metrics.delay) : undefined,
    hops: path.length,
  };
}

function segmentOf(
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

function computeExplicit(
  planner: Planner,
  job: PathJob,
  spec: ExplicitSpec,
  endpoint: number,
): PathResult {
  const { of, forwarding } = planner;
  const resolved = resolveExplicit(forwarding, job.headend, spec);
  if (!resolved.ok) return refuse(job, "explicitInvalid", resolved.why, resolved.remedy);
  const { list } = resolved, last = list[list.length - 1]!;
  if (list.length > job.maximumLabels) {
    const why = `The list has ${count(list.length, "label")}; the headend may push ` +
      `${job.maximumLabels}.`;
    return refuse(job, "segments", why);
  }
  if (endpoint >= 0 && last.to >= 0 && last.to !== endpoint) {
    const why = `The list ends at ${routerName(of, last.to)}, not at ${routerName(of, endpoint)} ` +
      "(RFC 9256 §5.1).";
    return refuse(job, "explicitInvalid", why, `Add router ${routerName(of, endpoint)} to it.`);
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

function refusalWords(of: Snapshot, task: Task, refusal: Refusal): string {
  const { asked } = refusal.view;
  const ends = `from ${routerName(of, task.headend)} to ${routerName(of, task.endpoint)}`;
  const searched = refusal.gaveUp ? " The search was cut short." : "";
  const wants = askedWords(asked.spec);
  switch (refusal.reason) {
    case "unreachable":
      return `No links that are up lead ${ends}.`;
    case "constraints":
      return `No path ${ends} keeps the constraints. ${leftOut(refusal.view)}`.trim();
    case "bounds":
      return `No path ${ends} keeps ${wants}.${searched} ${leftOut(refusal.view)}`.trim();
    case "segments":
      return `Any path ${ends} that keeps the constraints needs ` +
        `${count(refusal.needed ?? 0, "label")}; ${task.mostLabels} may be used.${searched}`;
    case "labels":
      return `There is a path ${ends}, but node and adjacency SIDs that would keep packets on it ` +
        `are not known.${searched}`;
  }
}

/** On the bad day, when hundreds of demands have no path, not each of them is told what would help. */
const MOST_WORK = 20_000_000;

function refuse(job: PathJob, reason: NoPath["reason"], why: string, remedy?: string): NoPath {
  return { id: job.id, ok: false, reason, why, ...(remedy !== undefined && { remedy }) };
}
