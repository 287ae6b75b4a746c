/**
 * The constraint view of one demand: which edges its packets may cross at all, and shortest paths over
 * them. What was left out is counted, so that the answer can say why.
 */
import type { DynamicSpec, Metric } from "./jobs.ts";
import { LEAVING } from "./last_resort.ts";
import { ASIDE, type Snapshot } from "./snapshot.ts";
import { BACKWARD, FORWARD, Trees } from "./trees.ts";

/** Reasons for which an edge is left out, the first that holds. */
export type Left =
  | "down"
  | "otherTopology"
  | "external"
  | "drained"
  | "leaving"
  | "anomalous"
  | "excluded"
  | "srlg"
  | "disjoint"
  | "returned"
  | "affinity"
  | "bandwidth"
  | "metric";

export interface Asked {
  readonly spec: DynamicSpec;
  readonly bandwidthBytesPerSecond: number;
  /** Bytes per second left, by link; absent: the capacity that the network tells. */
  readonly available?: Float64Array | undefined;
  /** Links that came back a short time ago: not to be counted on. */
  readonly returned?: ReadonlySet<number> | undefined;
  /** Bits of links of last resort that are not to be used. */
  readonly spares?: number;
}

export class View {
  readonly allowed: Uint8Array;
  readonly noTransit: Uint8Array;
  readonly left = new Map<Left, number>(); // links; one that only one direction is left out of counts too
  /** Metrics that a list must keep: the one asked for first, then those with a bound. */
  readonly watched: readonly Metric[];
  readonly #forward = new Map<Metric, Trees>();
  readonly #backward = new Map<Metric, Trees>();
  readonly #metrics = new Map<Metric, Int32Array>();

  constructor(readonly of: Snapshot, readonly asked: Asked) {
    this.watched = watchedOf(asked.spec);
    this.allowed = new Uint8Array(of.edges);
    this.noTransit = of.noTransit.slice();
    for (const router of asked.spec.excludeRouters) this.noTransit[router] = 1;
    const disjoint = forbidden(of, asked.spec);
    const admit = admission(of, asked, this.watched, disjoint);
    for (let edge = 0; edge < of.edges; edge++) {
      const why = admit(edge);
      if (why === undefined) {
        this.allowed[edge] = 1;
        continue;
      }
      const back = of.reverse[edge]!; // both directions for one reason: one link to people
      const isCounted = back >= 0 && back < edge && !this.allowed[back] && admit(back) === why;
      if (!isCounted) this.left.set(why, (this.left.get(why) ?? 0) + 1);
    }
  }

  /** The metric of allowed edges, −1 of the others. */
  metric(name: Metric): Int32Array {
    let metric = this.#metrics.get(name);
    if (!metric) {
      const { allowed } = this;
      metric = this.of.metrics[name].map((m, edge) => allowed[edge] ? m : -1);
      this.#metrics.set(name, metric);
    }
    return metric;
  }
  forward = (name: Metric): Trees => this.#trees(this.#forward, name, FORWARD);
  backward = (name: Metric): Trees => this.#trees(this.#backward, name, BACKWARD);

  #trees(known: Map<Metric, Trees>, name: Metric, backward: boolean): Trees {
    let trees = known.get(name);
    if (!trees) {
      trees = new Trees(this.of, this.metric(name), this.noTransit, backward);
      known.set(name, trees);
    }
    return trees;
  }
}

/** The same view for demands that ask for the same. */
export function viewKey(asked: Asked): string {
  const { spec, bandwidthBytesPerSecond, returned, spares = 0 } = asked;
  return JSON.stringify([spec, bandwidthBytesPerSecond, returned !== undefined, spares]);
}

export function watchedOf(spec: DynamicSpec): readonly Metric[] {
  const { delayMicroseconds, hops, igpMetric, teMetric } = spec.bounds;
  return [
    ...new Set<Metric>([
      spec.metric,
      ...(igpMetric === undefined ? [] : ["igp" as const]),
      ...(teMetric === undefined ? [] : ["te" as const]),
      ...(delayMicroseconds === undefined ? [] : ["delay" as const]),
      ...(hops === undefined ? [] : ["hops" as const]),
    ]),
  ];
}
export function boundOf(spec: DynamicSpec, metric: Metric): number {
  const { delayMicroseconds, hops, igpMetric, teMetric } = spec.bounds;
  const bound = { delay: delayMicroseconds, hops, igp: igpMetric, te: teMetric }[metric];
  return bound ?? Infinity;
}

function admission(
  of: Snapshot,
  asked: Asked,
  watched: readonly Metric[],
  disjoint: Uint8Array | undefined,
): (edge: number) => Left | undefined {
  const { spec, bandwidthBytesPerSecond: needed, available, returned, spares = 0 } = asked;
  const links = new Set(spec.excludeLinks), routers = new Set(spec.excludeRouters);
  const srlgs = new Set(spec.excludeSrlgs);
  const metrics = watched.map((name) => of.metrics[name]);
  const affine = affinityTest(of, spec);
  return (edge) => {
    if (of.up[edge] === 0) return notUsed(of.aside[edge]!);
    if (of.drained[edge] !== 0) return "drained";
    const last = of.lastResort[edge]! & spares;
    if (last !== 0) return last & LEAVING ? "leaving" : "anomalous";
    if (links.has(of.link[edge]!)) return "excluded";
    if (routers.size > 0 && (routers.has(of.from[edge]!) || routers.has(of.to[edge]!))) {
      return "excluded";
    }
    if (srlgs.size > 0 && of.srlgs[edge]!.some((srlg) => srlgs.has(srlg))) return "srlg";
    if (disjoint?.[edge]) return "disjoint";
    if (returned?.has(of.link[edge]!)) return "returned";
    if (affine && !affine(edge)) return "affinity";
    if (needed > 0) {
      const left = available?.[of.link[edge]!] ?? of.capacity[edge]!;
      if (!(left >= needed)) return "bandwidth"; // unknown is not enough
    }
    return metrics.some((metric) => metric[edge]! < 0) ? "metric" : undefined;
  };
}

const notUsed = (aside: number): Left =>
  aside === ASIDE.otherTopology ? "otherTopology" : aside === ASIDE.external ? "external" : "down";

/** Affinity by words of 32 bits (RFC 5305 §3.1, RFC 7308); undefined: nothing is asked. */
function affinityTest(of: Snapshot, spec: DynamicSpec): ((edge: number) => boolean) | undefined {
  const { includeAny, includeAll, excludeAny } = spec;
  const asks = (words: readonly number[]) => words.some((word) => word !== 0);
  if (!asks(includeAny) && !asks(includeAll) && !asks(excludeAny)) return undefined;
  const needsAny = asks(includeAny);
  return (edge) => {
    const more = of.moreAdminGroup.get(edge);
    const word = (k: number) => k === 0 ? of.adminGroup[edge]! : more?.[k - 1] ?? 0;
    if (excludeAny.some((bits, k) => (bits & word(k)) !== 0)) return false;
    if (includeAll.some((bits, k) => (bits & ~word(k)) !== 0)) return false;
    return !needsAny || includeAny.some((bits, k) => (bits & word(k)) !== 0);
  };
}

/** Edges that share what the other path uses: the wire in either direction, routers between, SRLGs. */
export function forbidden(of: Snapshot, spec: DynamicSpec): Uint8Array | undefined {
  const disjoint = spec.disjointFrom;
  if (!disjoint || disjoint.links.length === 0) return undefined;
  const edges = disjoint.links.map((link) => of.edgeOfLink[link] ?? -1).filter((edge) => edge >= 0);
  const shared = new Uint8Array(of.edges);
  for (const edge of edges) {
    shared[edge] = 1;
    if (of.reverse[edge]! >= 0) shared[of.reverse[edge]!] = 1;
  }
  const srlgs = new Set(
    disjoint.from === "srlg" || disjoint.from === "srlgNode"
      ? edges.flatMap((edge) => of.srlgs[edge]!)
      : [],
  );
  const between = new Set(
    disjoint.from === "node" || disjoint.from === "srlgNode"
      ? edges.map((edge) => of.to[edge]!).filter((router) => !disjoint.ends.includes(router))
      : [],
  );
  for (let edge = 0; edge < of.edges; edge++) {
    if (between.has(of.from[edge]!) || between.has(of.to[edge]!)) shared[edge] = 1;
    else if (srlgs.size > 0 && of.srlgs[edge]!.some((srlg) => srlgs.has(srlg))) shared[edge] = 1;
  }
  return shared;
}
