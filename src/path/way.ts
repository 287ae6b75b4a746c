/**
 * The wanted way before it becomes a list, and lists when the wanted way has none: the cheapest path
 * under bounds, over edges; and the cheapest list of segments, over segments, which is slower but
 * always right, because it only ever takes what routers can express.
 */
import type { Metric } from "./jobs.ts";
import { type Arc, type Found, searchWay } from "./label_search.ts";
import { adjacencyLabel, type Ends, type Step, tightEdges } from "./segment_list.ts";
import type { Spans } from "./spans.ts";
import { distanceTo } from "./trees.ts";
import { boundOf, type View } from "./view.ts";

/** A demand with its ends, the routers to pass in order, and the most labels it may have. */
export interface Task extends Ends {
  readonly via: readonly number[];
  readonly mostLabels: number;
}

const MOST_PATH_EXPANSIONS = 200_000;
/** Each expansion of a list looks at all routers: a large network gets fewer of them. */
const MOST_LIST_EXPANSIONS = 4_000, MOST_LIST_WORK = 1_000_000;

/** One of the cheapest paths, as edges; undefined: there is none. No bounds are looked at. */
export function cheapestPath(view: View, task: Task): number[] | undefined {
  const stops = [task.headend, ...task.via, task.endpoint], path: number[] = [];
  for (let i = 1; i < stops.length; i++) {
    const ends = { headend: stops[i - 1]!, endpoint: stops[i]! };
    if (ends.headend === ends.endpoint) continue;
    const distance = view.forward(view.asked.spec.metric).of(ends.headend);
    if (distanceTo(distance, ends.endpoint) === Infinity) return undefined;
    if (i > 1 && view.noTransit[ends.headend]) return undefined;
    const { onward } = tightEdges(view, ends);
    for (let at = ends.headend; at !== ends.endpoint;) {
      const edge = onward.get(at);
      if (edge === undefined) return undefined;
      path.push(edge);
      at = view.of.to[edge]!;
    }
  }
  return path;
}

/** The cheapest path that keeps all bounds. */
export function boundedPath(view: View, task: Task): Found<number> {
  const { of } = view, metric = view.metric(view.asked.spec.metric), bounded = boundedMetrics(view);
  const states = new States(view, task, bounded);
  const metrics = bounded.map((name) => of.metrics[name]);
  return searchWay<number>({
    start: states.start,
    isGoal: states.isGoal,
    bounds: bounded.map((name) => boundOf(view.asked.spec, name)),
    least: states.least,
    mostExpansions: MOST_PATH_EXPANSIONS,
    *arcs(state): Generator<Arc<number>> {
      const at = states.nodeOf(state);
      if (states.isClosed(state)) return;
      for (let edge = of.first[at]!; edge < of.first[at + 1]!; edge++) {
        if (metric[edge]! < 0) continue;
        const adds = metrics.map((m) => m[edge]!);
        yield { to: states.after(state, of.to[edge]!), cost: metric[edge]!, adds, via: edge };
      }
    },
  });
}

/** The cheapest list of at most `task.mostLabels` segments that keeps all bounds on every branch. */
export function cheapestList(spans: Spans, task: Task): Found<Step> {
  const { view } = spans, { of } = view, { spec } = view.asked, bounded = boundedMetrics(view);
  const states = new States(view, task, bounded);
  const metric = view.metric(spec.metric), metrics = bounded.map((name) => of.metrics[name]);
  const watched = bounded.map((name) => view.watched.indexOf(name));
  return searchWay<Step>({
    start: states.start,
    isGoal: states.isGoal,
    bounds: [...bounded.map((name) => boundOf(spec, name)), task.mostLabels],
    least: (state) => {
      const { cost, adds } = states.least(state);
      return { cost, adds: [...adds, states.isGoal(state) ? 0 : 1] };
    },
    mostExpansions: Math.min(MOST_LIST_EXPANSIONS, Math.ceil(MOST_LIST_WORK / of.nodes)),
    *arcs(state): Generator<Arc<Step>> {
      const from = states.nodeOf(state);
      if (states.isClosed(state)) return;
      for (let edge = of.first[from]!; edge < of.first[from + 1]!; edge++) {
        const to = of.to[edge]!;
        if (metric[edge]! < 0 || adjacencyLabel(of, view, edge) < 0) continue;
        const adds = [...metrics.map((m) => m[edge]!), 1];
        const via: Step = { kind: "adjacency", from, to, edge };
        yield { to: states.after(state, to), cost: metric[edge]!, adds, via };
      }
      spans.begin(from);
      for (let to = 0; to < of.nodes; to++) {
        if (states.least(states.after(state, to)).cost === Infinity) continue;
        if (!spans.reach(to) || (spec.branches === "avoid" && !spans.isUnique(to))) continue;
        const adds = [...watched.map((k) => spans.worst(k, to)), 1];
        const via: Step = { kind: "node", from, to, edge: -1 };
        yield { to: states.after(state, to), cost: spans.worst(0, to), adds, via };
      }
    },
  });
}

export const boundedMetrics = (view: View): Metric[] =>
  view.watched.filter((name) => boundOf(view.asked.spec, name) < Infinity);

/** A router, and how many of the routers to pass have been passed. */
class States {
  readonly #nodes: number;
  readonly #targets: readonly number[];
  readonly #least = new Map<number, { cost: number; adds: number[] }>();

  constructor(
    private readonly view: View,
    private readonly task: Task,
    private readonly bounded: readonly Metric[],
  ) {
    this.#nodes = view.of.nodes;
    this.#targets = [...task.via, task.endpoint];
  }

  get start(): number {
    return this.#passed(0, this.task.headend) * this.#nodes + this.task.headend;
  }
  nodeOf = (state: number): number => state % this.#nodes;
  isGoal = (state: number): boolean =>
    this.nodeOf(state) === this.task.endpoint &&
    Math.floor(state / this.#nodes) >= this.task.via.length;
  after = (state: number, to: number): number =>
    this.#passed(Math.floor(state / this.#nodes), to) * this.#nodes + to;
  /** No traffic may be carried on from here. */
  isClosed = (state: number): boolean =>
    state !== this.start && this.view.noTransit[this.nodeOf(state)] !== 0;

  /** By backward trees: to the next router to pass, and on from there. */
  least = (state: number): { readonly cost: number; readonly adds: readonly number[] } => {
    let least = this.#least.get(state);
    if (!least) {
      least = {
        cost: this.#sum(this.view.asked.spec.metric, state),
        adds: this.bounded.map((name) => this.#sum(name, state)),
      };
      this.#least.set(state, least);
    }
    return least;
  };

  #sum(metric: Metric, state: number): number {
    const trees = this.view.backward(metric);
    let at = this.nodeOf(state), sum = 0;
    for (const target of this.#targets.slice(Math.floor(state / this.#nodes))) {
      sum += distanceTo(trees.of(target), at);
      at = target;
    }
    return sum;
  }
  #passed(passed: number, at: number): number {
    let now = passed;
    while (now < this.task.via.length && this.task.via[now] === at) now++;
    return now;
  }
}
