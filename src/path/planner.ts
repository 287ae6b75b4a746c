/**
 * One demand to one list of segments. The cheapest path first, then the fewest segments that express
 * it; if that is too long or has no labels, the cheapest list there is. Every list is walked label by
 * label before it is given out.
 */
import { judge, type Judgement } from "./delivery.ts";
import { type Forwarding, forwardingOf } from "./forwarding.ts";
import type { NoPath } from "./jobs.ts";
import type { Found } from "./label_search.ts";
import { adjacencyLabel, fewestForCost, fewestForPath, type Step } from "./segment_list.ts";
import type { Snapshot } from "./snapshot.ts";
import { Spans } from "./spans.ts";
import { type Asked, boundOf, View, viewKey } from "./view.ts";
import { walk } from "./walk.ts";
import { boundedMetrics, boundedPath, cheapestList, cheapestPath, type Task } from "./way.ts";

/** A list that holds. */
export interface Plan {
  readonly ok: true;
  readonly steps: readonly Step[];
  readonly labels: readonly number[];
  readonly path: readonly number[]; // edges of one branch
  readonly crossed: readonly number[]; // edges of all branches
  readonly cost: number; // of the worst branch, in the metric asked for
  readonly view: View;
  /** What the cheapest path would cost, if it could not be had. */
  readonly cheapest: number | undefined;
}
/** A path without a list. */
export interface Way {
  readonly ok: true;
  readonly path: readonly number[]; // edges
  readonly cost: number;
  readonly view: View;
}
export interface Refusal {
  readonly ok: false;
  readonly reason: Extract<
    NoPath["reason"],
    "unreachable" | "constraints" | "bounds" | "segments" | "labels"
  >;
  readonly view: View;
  readonly needed?: number; // labels
  readonly gaveUp?: boolean; // the search was cut short
}

const MOST_VIEWS = 8;

export class Planner {
  readonly forwarding: Forwarding;
  /** Routers looked at by searches so far: what explanations may still cost is decided by it. */
  work = 0;
  readonly #views = new Map<string, { view: View; spans: Spans }>();

  constructor(readonly of: Snapshot) {
    this.forwarding = forwardingOf(of);
  }

  plan(asked: Asked, task: Task, current: readonly number[] = []): Plan | Refusal {
    const { view, spans } = this.#viewOf(asked);
    this.work += this.of.nodes;
    const path = this.#path(view, task);
    if ("ok" in path) return path;
    const kept = this.#current(view, task, current, path);
    const steps = this.#steps(spans, task, path, kept);
    if (steps && steps.length <= task.mostLabels) return this.#finish(spans, task, steps);
    const found = this.#list(spans, task);
    if (found.way) {
      return this.#finish(spans, task, found.way.via, costOf(view, path), found.way.cost);
    }
    const gaveUp = found.truncated ? { gaveUp: true } : {};
    const needed = steps ?? this.#list(spans, { ...task, mostLabels: 64 }).way?.via;
    return needed
      ? { ok: false, reason: "segments", view, needed: needed.length, ...gaveUp }
      : { ok: false, reason: "labels", view, ...gaveUp };
  }

  /** How a list that is in use stands now; what was found is a plan like any other. */
  stands(
    asked: Asked,
    task: Task,
    labels: readonly number[],
  ): Plan | Exclude<Judgement, { is: "fits" }> {
    const { view, spans } = this.#viewOf(asked);
    const judged = judge(spans, task, labels);
    if (judged.is !== "fits") return judged;
    const path = judged.steps.flatMap(({ kind, from, to, edge }) =>
      kind === "adjacency" ? [edge] : this.branch(from, to)
    );
    return { ...judged, ok: true, path, view, cheapest: undefined };
  }

  /** The path alone, for what is signalled hop by hop. */
  way(asked: Asked, task: Task, current: readonly number[] = []): Way | Refusal {
    const { view } = this.#viewOf(asked);
    this.work += this.of.nodes;
    const cheapest = this.#path(view, task);
    if ("ok" in cheapest) return cheapest;
    const path = this.#current(view, task, current, cheapest) ?? cheapest;
    return { ok: true, path, cost: costOf(view, path), view };
  }

  /** Such a path as it would be found now; undefined: a link is not there, or it is not as asked. */
  wayOn(asked: Asked, task: Task, path: readonly number[]): Way | undefined {
    const { view } = this.#viewOf(asked);
    const keeps = path.every((edge) => view.allowed[edge]) &&
      boundedMetrics(view).every((name) =>
        sum(path, this.of.metrics[name]) <= boundOf(view.asked.spec, name)
      );
    if (!keeps || this.of.to[path[path.length - 1] ?? -1] !== task.endpoint) return undefined;
    return { ok: true, path, cost: costOf(view, path), view };
  }

  #list(spans: Spans, task: Task): Found<Step> {
    const found = cheapestList(spans, task);
    this.work += found.expansions * this.of.nodes;
    return found;
  }

  #viewOf(asked: Asked): { view: View; spans: Spans } {
    const key = viewKey(asked);
    let known = this.#views.get(key);
    if (!known) {
      const view = new View(this.of, asked);
      known = { view, spans: new Spans(this.forwarding, view) };
      if (this.#views.size >= MOST_VIEWS) this.#views.clear();
      this.#views.set(key, known);
    }
    return known;
  }

  /** The cheapest path that keeps the constraints and bounds. */
  #path(view: View, task: Task): readonly number[] | Refusal {
    const cheapest = cheapestPath(view, task);
    if (!cheapest) {
      const reason = this.#isReachable(task) ? "constraints" as const : "unreachable" as const;
      return { ok: false, reason, view };
    }
    const bounded = boundedMetrics(view);
    const keeps = bounded.every((name) =>
      sum(cheapest, this.of.metrics[name]) <= boundOf(view.asked.spec, name)
    );
    if (keeps) return cheapest;
    const { way, truncated, expansions } = boundedPath(view, task);
    this.work += expansions;
    if (way) return way.via;
    return { ok: false, reason: "bounds", view, ...(truncated && { gaveUp: true }) };
  }

  /** Over any link that is up, whatever was asked. */
  #isReachable(task: Task): boolean {
    const seen = new Set([task.headend]), queue = [task.headend], { of } = this;
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      if (at === task.endpoint) return true;
      for (let edge = of.first[at]!; edge < of.first[at + 1]!; edge++) {
        if (!of.up[edge] || seen.has(of.to[edge]!)) continue;
        seen.add(of.to[edge]!);
        queue.push(of.to[edge]!);
      }
    }
    return false;
  }

  /** The path in use, as edges, if it is still allowed and no worse. */
  #current(
    view: View,
    task: Task,
    links: readonly number[],
    path: readonly number[],
  ): readonly number[] | undefined {
    if (links.length === 0 || task.via.length > 0) return undefined;
    const edges = links.map((link) => this.of.edgeOfLink[link] ?? -1);
    let at = task.headend;
    for (const edge of edges) {
      if (edge < 0 || !view.allowed[edge] || this.of.from[edge] !== at) return undefined;
      if (at !== task.headend && view.noTransit[at]) return undefined;
      at = this.of.to[edge]!;
    }
    if (at !== task.endpoint || costOf(view, edges) !== costOf(view, path)) return undefined;
    const keeps = boundedMetrics(view).every((name) =>
      sum(edges, this.of.metrics[name]) <= boundOf(view.asked.spec, name)
    );
    return keeps ? edges : undefined;
  }

  #steps(
    spans: Spans,
    task: Task,
    path: readonly number[],
    current: readonly number[] | undefined,
  ): readonly Step[] | undefined {
    const { view } = spans, { spec } = view.asked;
    const free = task.via.length === 0 && boundedMetrics(view).length === 0;
    const ways: (readonly Step[] | undefined)[] = [];
    if (spec.preferAdjacency) {
      const hops = fewestForPath(spans, current ?? path, pinsOf(this.of, path, task.via));
      if (hops && hops.length <= task.mostLabels) return hops;
      ways.push(hops);
    }
    if (current && !spec.preferAdjacency) ways.push(fewestForPath(spans, current));
    if (free) ways.push(fewestForCost(spans, task) ?? fewestForPath(spans, path));
    else if (!spec.preferAdjacency) {
      ways.push(fewestForPath(spans, path, pinsOf(this.of, path, task.via)));
    }
    return ways.reduce((best, way) => way && (!best || way.length < best.length) ? way : best);
  }

  /** Labels, and the proof that packets with them go where they may. */
  #finish(
    spans: Spans,
    task: Task,
    steps: readonly Step[],
    cheapest?: number,
    worst?: number,
  ): Plan | Refusal {
    const { view } = spans, labels: number[] = [];
    for (const step of steps) {
      const label = step.kind === "node"
        ? this.forwarding.label(step.from, step.to)
        : adjacencyLabel(this.of, view, step.edge);
      if (label === undefined || label < 0) return { ok: false, reason: "labels", view };
      labels.push(label);
    }
    const walked = walk(this.forwarding, task.headend, labels);
    const sound = walked.ok && walked.ends[walked.ends.length - 1] === task.endpoint &&
      walked.crossed.every((edge) => view.allowed[edge] !== 0);
    if (!sound) return { ok: false, reason: "labels", view };
    const path = steps.flatMap((step) =>
      step.kind === "adjacency" ? [step.edge] : this.branch(step.from, step.to)
    );
    const cost = worst ?? costOf(view, path);
    return { ok: true, steps, labels, path, crossed: walked.crossed, cost, view, cheapest };
  }

  /** One of the shortest paths that a node SID takes, the same every time. */
  branch(from: number, to: number): number[] {
    const domain = this.forwarding.domainBetween(from, to), path: number[] = [];
    const seen = new Set<number>();
    for (let at = to; at !== from && !seen.has(at);) {
      seen.add(at);
      const [edge] = this.forwarding.lastHops(domain, from, at);
      if (edge === undefined) break;
      path.unshift(edge);
      at = this.of.from[edge]!;
    }
    return path;
  }
}

/** Places on the path where routers are passed that have to be. */
function pinsOf(of: Snapshot, path: readonly number[], via: readonly number[]): number[] {
  const pins: number[] = [];
  let next = 0;
  path.forEach((edge, i) => {
    while (next < via.length && via[next] === of.to[edge]) {
      pins.push(i + 1);
      next++;
    }
  });
  return pins;
}
const costOf = (view: View, path: readonly number[]): number =>
  sum(path, view.of.metrics[view.asked.spec.metric]);
export const sum = (path: readonly number[], metric: Int32Array): number =>
  path.reduce((total, edge) => total + metric[edge]!, 0);
