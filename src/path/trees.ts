/**
 * Shortest-path trees, remembered by root: forward from a root or backward to it, over one metric and
 * one set of allowed edges. Distances are Int32 while all sums fit into 31 bits, else Float64.
 */
import type { Edges } from "./shortest_paths.ts";
import { FAR, longShortestPaths, shortestPaths } from "./shortest_paths.ts";
import type { Snapshot } from "./snapshot.ts";

export type Distances = Int32Array | Float64Array;
export const FORWARD = false, BACKWARD = true;

/** Is there a way at all? */
export const reaches = (distance: Distances, node: number): boolean =>
  distance[node]! < (distance instanceof Float64Array ? Infinity : FAR);
/** The distance as a number; Infinity: out of reach. */
export const distanceTo = (distance: Distances, node: number): number =>
  reaches(distance, node) ? distance[node]! : Infinity;

const MOST_OCTETS = 64 * 2 ** 20;

export class Trees {
  #known = new Map<number, Distances>();
  #run: ((root: number, distance: Int32Array) => boolean) | undefined;
  readonly #edges: Edges;
  readonly #most: number;

  /** `metric` by edge, −1: not allowed. Backward trees give the distance from each node to the root. */
  constructor(of: Snapshot, metric: Int32Array, noTransit: Uint8Array, backward: boolean) {
    this.#most = Math.max(16, Math.floor(MOST_OCTETS / (4 * Math.max(1, of.nodes))));
    this.#edges = backward
      ? {
        first: of.firstInto,
        to: of.into.map((edge) => of.from[edge]!),
        metric: of.into.map((edge) => metric[edge]!),
        noTransit,
      }
      : { first: of.first, to: of.to, metric, noTransit };
  }

  of(root: number): Distances {
    const known = this.#known.get(root);
    if (known) return known;
    if (this.#known.size >= this.#most) this.#known.clear();
    this.#run ??= shortestPaths(this.#edges);
    const distance = new Int32Array(this.#edges.first.length - 1);
    const made = this.#run(root, distance) ? distance : longShortestPaths(this.#edges, root);
    this.#known.set(root, made);
    return made;
  }
}
