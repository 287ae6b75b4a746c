/**
 * The fewest segments that keep packets where they are wanted: a node SID where all shortest IGP paths
 * between its ends fit, an adjacency SID where they do not. "Fit" is: over allowed edges only, and no
 * branch costs more, in the metric asked for and in every bounded one, than the wanted stretch.
 */
import type { Spans } from "./spans.ts";
import type { Snapshot } from "./snapshot.ts";
import { type Distances, distanceTo } from "./trees.ts";
import type { View } from "./view.ts";

/** One segment before it has a label. */
export interface Step {
  readonly kind: "node" | "adjacency";
  readonly from: number;
  readonly to: number;
  readonly edge: number; // of an adjacency, else −1
}
export interface Ends {
  readonly headend: number;
  readonly endpoint: number;
}
/** Beyond these numbers we no longer prove that a list is the shortest. */
const MOST_STEPS = 64, MOST_STARTS = 400;

/** The adjacency SID that a demand may use on an edge; −1: none. */
export function adjacencyLabel(of: Snapshot, view: View, edge: number): number {
  const guarded = of.protectedSid[edge]!, plain = of.plainSid[edge]!;
  switch (view.asked.spec.protectedAdjacencies) {
    case "only":
      return guarded;
    case "never":
      return plain;
    case "prefer":
      return guarded >= 0 ? guarded : plain;
  }
}

/**
 * The fewest segments for any of the cheapest paths between two ends, without bounds: breadth first
 * over the edges that lie on a cheapest path. Undefined: no list expresses one.
 */
export function fewestForCost(spans: Spans, ends: Ends): readonly Step[] | undefined {
  const search = new TightSearch(spans, ends), step = new Map<number, Step>();
  let layer = [ends.headend], starts = 0;
  for (let count = 0; layer.length > 0 && count < MOST_STEPS; count++) {
    for (const from of layer) {
      const last = search.lastStep(from);
      if (last) return trace(step, last, ends.headend);
    }
    const next: number[] = [];
    for (const from of layer) {
      if (++starts > MOST_STARTS) return undefined;
      for (const found of search.stepsFrom(from, step)) {
        step.set(found.to, found);
        next.push(found.to);
      }
    }
    layer = search.farthestFirst(next);
  }
  return undefined;
}

/** Segments that stay on the cheapest paths between two ends. */
class TightSearch {
  readonly #edges: Tight["edges"];
  readonly #distance: Distances;
  readonly #members: readonly number[];

  constructor(private readonly spans: Spans, private readonly ends: Ends) {
    const { view } = spans;
    this.#edges = tightEdges(view, ends).edges;
    this.#distance = view.forward(view.asked.spec.metric).of(ends.headend);
    this.#members = this.farthestFirst([...this.#edges.keys()]);
  }

  /** The farther a router is from the headend, the likelier one more segment ends the list. */
  farthestFirst(routers: readonly number[]): number[] {
    return [...routers].sort((a, b) => this.#to(b) - this.#to(a) || a - b);
  }

  /** The segment that ends the list, from a router that it has come to. */
  lastStep(from: number): Step | undefined {
    const { endpoint } = this.ends, { view } = this.spans, { of } = view;
    this.spans.begin(from);
    if (this.#fits(from, endpoint)) return { kind: "node", from, to: endpoint, edge: -1 };
    const edge = this.#edges.get(from)?.find((e) =>
      of.to[e] === endpoint && adjacencyLabel(of, view, e) >= 0
    );
    return edge === undefined ? undefined : { kind: "adjacency", from, to: endpoint, edge };
  }

  /** Segments to routers that the list has not come to before. */
  *stepsFrom(from: number, known: ReadonlyMap<number, Step>): Generator<Step> {
    const { view } = this.spans, { of } = view;
    const isNew = (to: number) => to !== this.ends.headend && !known.has(to);
    this.spans.begin(from);
    for (const to of this.#members) {
      if (isNew(to) && this.#to(to) >= this.#to(from) && this.#fits(from, to)) {
        yield { kind: "node", from, to, edge: -1 };
      }
    }
    for (const edge of this.#edges.get(from) ?? []) {
      const to = of.to[edge]!;
      if (isNew(to) && adjacencyLabel(of, view, edge) >= 0) {
        yield { kind: "adjacency", from, to, edge };
      }
    }
  }

  #fits(from: number, to: number): boolean {
    const { spans } = this;
    if (!spans.reach(to)) return false;
    if (spans.view.asked.spec.branches === "avoid" && !spans.isUnique(to)) return false;
    return spans.worst(0, to) === this.#to(to) - this.#to(from);
  }
  #to = (router: number): number => distanceTo(this.#distance, router);
}

/** The edges of all cheapest paths between two ends. */
export interface Tight {
  readonly edges: ReadonlyMap<number, readonly number[]>; // by the router that they leave
  readonly onward: ReadonlyMap<number, number>; // the edge towards the endpoint with the fewest hops
}
export function tightEdges(view: View, ends: Ends): Tight {
  const { of } = view, { headend, endpoint } = ends;
  const metric = view.metric(view.asked.spec.metric);
  const distance = view.forward(view.asked.spec.metric).of(headend);
  const tight = new Map<number, number[]>([[endpoint, []]]);
  const queue = [endpoint], onward = new Map<number, number>();
  for (let k = 0; k < queue.length; k++) {
    const v = queue[k]!;
    if (v === headend) continue;
    for (let i = of.firstInto[v]!; i < of.firstInto[v + 1]!; i++) {
      const edge = of.into[i]!, u = of.from[edge]!, m = metric[edge]!;
      if (m < 0 || u === endpoint || (u !== headend && view.noTransit[u])) continue;
      if (distanceTo(distance, u) + m !== distanceTo(distance, v)) continue;
      const known = tight.get(u);
      if (known) known.push(edge);
      else {
        tight.set(u, [edge]);
        onward.set(u, edge);
        queue.push(u);
      }
    }
  }
  for (const edges of tight.values()) edges.sort((a, b) => a - b);
  return { edges: tight, onward };
}

/**
 * The fewest segments for one given path. A node SID may span a router that has to be passed (`pins`,
 * places on the path) only if it takes exactly this path. Undefined: no list expresses the path.
 */
export function fewestForPath(
  spans: Spans,
  path: readonly number[],
  pins: readonly number[] = [],
): readonly Step[] | undefined {
  const { view } = spans, { of } = view;
  const nodes = [of.from[path[0]!]!, ...path.map((edge) => of.to[edge]!)];
  const sums = view.watched.map((name) => sumsAlong(path, of.metrics[name]));
  const hopByHop = view.asked.spec.preferAdjacency;
  const best: ({ count: number; before: number; step: Step } | undefined)[] = [];
  for (let i = 0; i < path.length; i++) {
    if (i > 0 && !best[i]) continue;
    const count = (best[i]?.count ?? 0) + 1, from = nodes[i]!;
    const offer = (j: number, kind: Step["kind"], edge: number) => {
      const known = best[j];
      if (known && known.count <= count) return;
      best[j] = { count, before: i, step: { kind, from, to: nodes[j]!, edge } };
    };
    const edge = path[i]!;
    if (hopByHop && adjacencyLabel(of, view, edge) >= 0) offer(i + 1, "adjacency", edge);
    spans.begin(from);
    for (let j = hopByHop ? i + 1 : path.length; j > i; j = hopByHop ? i : j - 1) {
      if (fits(i, j)) offer(j, "node", -1);
    }
    if (adjacencyLabel(of, view, edge) >= 0) offer(i + 1, "adjacency", edge);
  }
  const steps: Step[] = [];
  for (let at = path.length; at > 0; at = best[at]!.before) {
    if (!best[at]) return undefined;
    steps.push(best[at]!.step);
  }
  return steps.reverse();

  function fits(i: number, j: number): boolean {
    const to = nodes[j]!;
    if (!spans.reach(to)) return false;
    const exact = view.asked.spec.branches === "avoid" || pins.some((pin) => pin > i && pin < j);
    if (exact && !(spans.isUnique(to) && takes(i, j))) return false;
    return sums.every((sum, k) => spans.worst(k, to) <= sum[j]! - sum[i]!);
  }
  /** Is the stretch what the node SID crosses, edge for edge? */
  function takes(i: number, j: number): boolean {
    const crossed = new Set(spans.forwarding.crossed(nodes[i]!, nodes[j]!));
    return crossed.size === j - i && path.slice(i, j).every((edge) => crossed.has(edge));
  }
}

function sumsAlong(path: readonly number[], metric: Int32Array): number[] {
  const sums = [0];
  for (const edge of path) sums.push(sums[sums.length - 1]! + metric[edge]!);
  return sums;
}

function trace(step: ReadonlyMap<number, Step>, last: Step, headend: number): readonly Step[] {
  const steps = [last];
  while (steps[0]!.from !== headend) steps.unshift(step.get(steps[0]!.from)!);
  return steps;
}
