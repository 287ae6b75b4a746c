/**
 * Which computed paths care about a change of the topology, found by index instead of computing them
 * all: (a) packets cross what changed, (b) what got better could beat the cost, (c) the IGP may now lead
 * a node segment another way. (b) and (c) take two trees for each link that got better, whatever the
 * number of paths; lower bounds without constraints, so nothing that could gain is missed.
 */
import type { TedDiff } from "../ted/diff.ts";
import type { Metric, PathJob, PathResult } from "./jobs.ts";
import type { Snapshot } from "./snapshot.ts";
import { BACKWARD, FORWARD, Trees } from "./trees.ts";

/** `broken`: packets may be lost; `changed`: what they cross is not what it was; `better`: may gain. */
export type Touch = "broken" | "changed" | "better";

interface Entry {
  readonly headend: number;
  readonly endpoint: number; // −1: not known
  readonly several: boolean; // another router of the same address may be nearer then
  readonly metric: Metric | undefined; // undefined: explicit
  readonly cost: number; // Infinity: there is no path
  readonly links: readonly number[];
  readonly routers: readonly number[];
  readonly rests: readonly { readonly from: number; readonly to: number; readonly igp: number }[];
}
/** With more links than this that got better at once, all paths are worth a look. */
const MOST_BETTER = 64;

export class PathIndex {
  readonly #entries = new Map<number, Entry>();
  readonly #byLink = new Map<number, Set<number>>();
  readonly #byRouter = new Map<number, Set<number>>();
  /** Paths whose cheapest way no list can say yet: any change of the IGP may let one. */
  readonly #unsayable = new Set<number>();

  get size(): number {
    return this.#entries.size;
  }
  /** Ids of paths whose packets may cross a link. */
  crossing = (link: number): ReadonlySet<number> => this.#byLink.get(link) ?? NONE;

  /** Remembers what was computed under `id`, in place of what was there. */
  put(id: number, job: PathJob, result: PathResult): void {
    this.remove(id);
    const entry = entryOf(job, result);
    this.#entries.set(id, entry);
    for (const link of entry.links) add(this.#byLink, link, id);
    for (const router of entry.routers) add(this.#byRouter, router, id);
    if (isUnsayable(result)) this.#unsayable.add(id);
  }
  remove(id: number): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    this.#entries.delete(id);
    this.#unsayable.delete(id);
    for (const link of entry.links) take(this.#byLink, link, id);
    for (const router of entry.routers) take(this.#byRouter, router, id);
  }

  /** The paths that a change touches, and how; `now` is the network after it. */
  touched(diff: TedDiff, now: Snapshot): Map<number, Touch> {
    const found = new Map<number, Touch>(), better = new Set<number>();
    for (const [link, kinds] of diff.links) {
      const lost = kinds.has("linkDown") || kinds.has("linkGone");
      const differs = kinds.has("linkMetric") || kinds.has("linkAttributes") ||
        kinds.has("linkSids");
      if (lost) { for (const id of this.crossing(link)) found.set(id, "broken"); }
      else if (differs) { for (const id of this.crossing(link)) keep(found, id, "changed"); }
      const edge = now.edgeOfLink[link] ?? -1;
      if (edge >= 0 && now.up[edge] && (differs || kinds.has("linkUp"))) better.add(edge);
    }
    if (diff.links.size > 0) { for (const id of this.#unsayable) keep(found, id, "better"); }
    for (const [router, kinds] of diff.routers) {
      if (!kinds.has("routerAttributes") && !kinds.has("routerSids") && !kinds.has("routerGone")) {
        if (!kinds.has("routerAdded")) continue;
      }
      for (const id of this.#byRouter.get(router) ?? []) keep(found, id, "changed");
      for (let edge = now.first[router] ?? 0; edge < (now.first[router + 1] ?? 0); edge++) {
        if (now.up[edge]) better.add(edge);
      }
    }
    if (better.size > MOST_BETTER) {
      for (const id of this.#entries.keys()) keep(found, id, "better");
    } else this.#gaining(found, [...better], now);
    return found;
  }

  #gaining(found: Map<number, Touch>, better: readonly number[], now: Snapshot): void {
    if (better.length === 0) return;
    const trees = new Map<Metric, { to: Trees; from: Trees }>();
    const byMetric = Map.groupBy(this.#entries, ([, entry]) => entry.metric);
    for (const [metric, entries] of byMetric) {
      for (const edge of better) {
        const reach = metric && shortcut(now, trees, metric, edge);
        for (const [id, entry] of entries) {
          if (found.has(id)) continue;
          // A path that is missing may only have waited for a SID or an attribute.
          if (
            entry.several || entry.cost === Infinity ||
            reach?.(entry.headend, entry.endpoint, entry.cost, false)
          ) {
            found.set(id, "better");
          }
        }
      }
    }
    for (const edge of better) {
      const reach = shortcut(now, trees, "igp", edge);
      for (const [id, { rests }] of this.#entries) {
        if (!found.has(id) && rests.some((r) => reach(r.from, r.to, r.igp, true))) {
          found.set(id, "changed");
        }
      }
    }
  }
}

/**
 * Could a way over `edge` cost less than `cost`, or with `equal` as much? Overload is not looked at:
 * that makes the distances shorter than they are, never longer.
 */
function shortcut(
  now: Snapshot,
  trees: Map<Metric, { to: Trees; from: Trees }>,
  metric: Metric,
  edge: number,
): (from: number, to: number, cost: number, equal: boolean) => boolean {
  let both = trees.get(metric);
  if (!both) {
    const free = new Uint8Array(now.nodes), weights = now.metrics[metric];
    both = {
      to: new Trees(now, weights, free, BACKWARD),
      from: new Trees(now, weights, free, FORWARD),
    };
    trees.set(metric, both);
  }
  const weight = now.metrics[metric][edge]!;
  if (weight < 0) return () => false;
  const to = both.to.of(now.from[edge]!), from = both.from.of(now.to[edge]!);
  return (headend, endpoint, cost, equal) => {
    if (headend < 0 || endpoint < 0) return false;
    const through = to[headend]! + weight + from[endpoint]!; // out of reach: dearer than any path
    return through < cost || (equal && through === cost);
  };
}

function entryOf(job: PathJob, result: PathResult): Entry {
  const metric = job.path.type === "dynamic" ? job.path.metric : undefined;
  const endpoint = "router" in job.endpoint ? job.endpoint.router : -1;
  const several = "anyOf" in job.endpoint && metric !== undefined;
  if (!result.ok) {
    const routers = endpoint < 0 ? [job.headend] : [job.headend, endpoint];
    return {
      headend: job.headend,
      endpoint,
      several,
      metric,
      cost: Infinity,
      links: [],
      routers,
      rests: [],
    };
  }
  const others = result.lists?.flatMap((list) => list.ok ? list.segments : []) ?? [];
  const ends = [...result.segments, ...others].flatMap((segment) => [segment.from, segment.to]);
  return {
    headend: job.headend,
    endpoint: result.routers[result.routers.length - 1] ?? endpoint,
    several,
    metric,
    cost: result.cost,
    links: result.crossed,
    routers: [...new Set([...result.routers, ...ends])].filter((router) => router >= 0),
    rests: result.rests ?? [],
  };
}

const isUnsayable = (result: PathResult) =>
  result.ok ? result.cheapest !== undefined : UNSAYABLE.has(result.reason);
const UNSAYABLE: ReadonlySet<string> = new Set(["segments", "labels"]);
const NONE: ReadonlySet<number> = new Set();
function add(index: Map<number, Set<number>>, key: number, id: number): void {
  const ids = index.get(key);
  if (ids) ids.add(id);
  else index.set(key, new Set([id]));
}
function take(index: Map<number, Set<number>>, key: number, id: number): void {
  const ids = index.get(key);
  if (ids?.delete(id) && ids.size === 0) index.delete(key);
}
/** The graver word stays. */
function keep(found: Map<number, Touch>, id: number, touch: Touch): void {
  if (!found.has(id)) found.set(id, touch);
}
