/**
 * A batch of demands on one snapshot. A pure function: the same jobs and arrays give the same result.
 * Jobs of one headend are computed together, so that trees are made once.
 */
import { refuse, segmentOf, sumsOf } from "./answer.ts";
import { nearestOf } from "./anycast.ts";
import { computeExplicit } from "./explicit_path.ts";
import type {
  DynamicSpec,
  Endpoint,
  FoundPath,
  Jobs,
  NoPath,
  PathJob,
  PathResult,
  Result,
} from "./jobs.ts";
import { hasLastResort, lastResortOf, sparing, withLastResort } from "./last_resort.ts";
import { type Plan, Planner, type Refusal } from "./planner.ts";
import { remedyFor } from "./remedy.ts";
import { edgeName, routerName, type Snapshot } from "./snapshot.ts";
import { computeLists } from "./several_lists.ts";
import { signalledPath } from "./signalled.ts";
import { distanceTo } from "./trees.ts";
import type { Asked } from "./view.ts";
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
  const ends = endsOf(of, job);
  if ("ok" in ends) return ends;
  const { path } = job;
  if (path.type === "explicit") {
    return computeLists(job, path, (spec) => computeExplicit(planner, job, spec, ends));
  }
  if (ends.includes(job.headend)) {
    return refuse(job, "notSupported", "The endpoint is the headend itself.");
  }
  return computeAny(planner, jobs, job, path, ends);
}

/** To the nearest of the ends; over links of last resort only if none of them can be reached without. */
function computeAny(
  planner: Planner,
  jobs: Jobs,
  job: PathJob,
  path: DynamicSpec,
  ends: readonly number[],
): PathResult {
  const spares = lastResortOf(path), quiet: Jobs = { ...jobs, explain: false };
  const among = (jobs: Jobs, spec: DynamicSpec, spares?: number) =>
    nearestOf(
      ends.map((endpoint) => computeDynamic(planner, jobs, job, { spec, endpoint, spares })),
    );
  if (!hasLastResort(planner.of, spares)) return among(jobs, path);
  const without = among(quiet, sparing(path), spares);
  // A list that stands clear of them is not moved onto one because a better way has to wait.
  const stands = job.waits && without.installed?.is === "fits";
  return without.ok || stands ? without : withLastResort(planner.of, path, among(jobs, path));
}

/** The routers that are meant; an address may be a loopback or router-id. None: wherever a list ends. */
function endsOf(of: Snapshot, job: PathJob): readonly number[] | NoPath {
  if (!("anyOf" in job.endpoint)) {
    const one = endpointOf(of, job, job.endpoint);
    return typeof one !== "number" ? one : one < 0 ? [] : [one];
  }
  const there = job.endpoint.anyOf.filter((router) => of.routers[router]);
  return there.length > 0
    ? there
    : refuse(job, "endpointUnknown", "No router that owns the endpoint is in the topology.");
}

function endpointOf(
  of: Snapshot,
  job: PathJob,
  endpoint: Exclude<Endpoint, { anyOf: readonly number[] }>,
): number | NoPath {
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
  { spec, endpoint, spares = 0 }: {
    readonly spec: DynamicSpec;
    readonly endpoint: number;
    readonly spares?: number | undefined;
  },
): PathResult {
  const asked: Asked = {
    spec,
    spares,
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
  const withLater = (path: FoundPath) => ({
    ...path,
    ...laterOf(planner, jobs, job, task, asked, path),
  });
  if (result.ok && result.segments.map((s) => s.label).join() === job.installed.join()) {
    return { ...result, installed: { is: "fits", path: withLater(result) } };
  }
  const stands = planner.stands(asked, task, job.installed);
  if (!("ok" in stands)) return { ...result, installed: stands };
  const back = returnedIn(planner.of, jobs, stands);
  const words = back === undefined ? "" : `, over link ${back} that came back a short time ago`;
  const path = found(
    planner,
    job,
    task,
    stands,
    ` It is the list that the router has${words}.`,
    true,
  );
  return { ...result, installed: { is: "fits", path: withLater(path) } };
}

/** What could be had instead of a list that stands, once links that came back are counted on. */
function laterOf(
  planner: Planner,
  jobs: Jobs,
  job: PathJob,
  task: Task,
  asked: Asked,
  { cost }: FoundPath,
): Pick<FoundPath, "later"> {
  if (!jobs.returned?.size) return {};
  const { of } = planner, plan = planner.plan(asked, task, job.current);
  if (!plan.ok || plan.cost >= cost) return {};
  const back = plan.crossed.filter((edge) => jobs.returned!.has(of.link[edge]!));
  if (back.length === 0) return {};
  const links = back.map((edge) => of.link[edge]!);
  return { later: { cost: plan.cost, links, name: edgeName(of, back[0]!) } };
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

function found(
  planner: Planner,
  job: PathJob,
  task: Task,
  plan: Plan,
  more: string,
  stands = false,
): FoundPath {
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
    ...(plan.cheapest !== undefined && plan.cheapest < plan.cost && { cheapest: plan.cheapest }),
    ...sumsOf(metrics, plan.path),
    why: explain(of, plan, task.headend, task.mostLabels, stands) + more,
    rests,
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
