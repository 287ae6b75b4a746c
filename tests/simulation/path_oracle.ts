/**
 * Is there a label list that keeps what a policy asks, and does a list that a router has keep it? Worked
 * out from the simulated network and its packets alone, by search over whole segments; shares no code
 * with the path engine. Where packets may branch, the worst branch counts.
 */
import type { Network } from "../../lab/sim/network.ts";
import { endOf, farEndOf, labelOf, nameOfHalf, type Topology } from "../../lab/sim/topology.ts";
import type { DynamicPath, ExplicitPath, PolicyIntent } from "../../src/policy/intent.ts";

type Sums = readonly number[]; // IGP, TE, delay, hops
interface Hop {
  readonly to: number;
  readonly sums: Sums;
}
interface Place extends Hop {
  readonly labels: number;
  readonly passed: number; // waypoints behind
}

/** `mostLabels`: what the headend may push. */
export class PathOracle {
  readonly #topology: Topology;

  constructor(readonly network: Network) {
    this.#topology = network.topology;
  }

  routerOf(name: string): number {
    return this.#topology.routers.findIndex((router) => router.name === name);
  }

  /** Does the demand have a list for sure? */
  exists(policy: PolicyIntent, path: DynamicPath, mostLabels: number): boolean {
    return this.#search(policy, path, mostLabels, undefined) !== undefined;
  }
  /** What the cheapest list costs for sure, in the metric of the path; undefined: there may be none. */
  best(policy: PolicyIntent, path: DynamicPath, mostLabels: number): number | undefined {
    const metric = METRICS.indexOf(path.metric);
    return this.#search(policy, path, mostLabels, metric)?.sums[metric];
  }

  /** The place at the end: the first that is found, or the one with the least sum of `metric`. */
  #search(
    policy: PolicyIntent,
    path: DynamicPath,
    mostLabels: number,
    metric: number | undefined,
  ): Place | undefined {
    const start = this.routerOf(policy.headend), end = this.routerOf(policy.endpoint);
    const allowed = this.allowed(policy, path), bounds = boundsOf(path);
    const most = Math.min(
      mostLabels,
      path.bounds.segments ?? Infinity,
      path.segments.max ?? Infinity,
    );
    const via = path.include.map((e) => this.routerOf("router" in e ? e.router : ""));
    const segments = new Map<number, Hop[]>();
    const queue: Place[] = [{ to: start, sums: [0, 0, 0, 0], labels: 0, passed: 0 }];
    const best = new Map<string, Place[]>();
    const counts = (k: number) => k === metric || bounds[k] !== Infinity;
    for (let at = next(queue, metric); at; at = next(queue, metric)) {
      if (at.to === end && at.passed === via.length) return at;
      if (at.labels === most) continue;
      let hops = segments.get(at.to);
      if (!hops) segments.set(at.to, hops = this.#segmentsFrom(at.to, allowed));
      for (const { to, sums } of hops) {
        const total = at.sums.map((sum, k) => sum + sums[k]!);
        if (total.some((sum, k) => sum > bounds[k]!)) continue;
        const passed = at.passed + (via[at.passed] === to ? 1 : 0);
        const place: Place = { to, sums: total, labels: at.labels + 1, passed };
        const key = `${to} ${passed}`, rivals = best.get(key) ?? [];
        const beaten = rivals.some((rival) =>
          rival.labels <= place.labels &&
          rival.sums.every((sum, k) => !counts(k) || sum <= total[k]!)
        );
        if (beaten) continue;
        best.set(key, [...rivals, place]);
        queue.push(place);
      }
    }
    return undefined;
  }

  /** What is wrong with packets that a headend sends with these labels, by what the path asks. */
  faults(
    policy: PolicyIntent,
    path: DynamicPath | ExplicitPath,
    labels: readonly number[],
  ): string[] {
    const { routers } = this.#topology;
    const end = this.routerOf(policy.endpoint);
    const sent = this.network.igp.forwarding.deliver(this.routerOf(policy.headend), labels);
    const list = `[${labels.join(" ")}]`;
    if (!sent.delivered) return [`${list} is dropped at ${routers[sent.at]!.name}: ${sent.why}`];
    if (sent.at !== end) return [`${list} ends at ${routers[sent.at]!.name}`];
    if (path.type === "explicit") return [];
    const allowed = this.allowed(policy, path);
    const astray = sent.crossed.filter((half) => !allowed(half));
    const faults = astray.length === 0
      ? []
      : [`${list} crosses ${astray.map((half) => nameOfHalf(this.#topology, half)).join()}`];
    const sums = this.#sumsOf(sent.path), bounds = boundsOf(path);
    sums.forEach((sum, k) => {
      if (sum > bounds[k]!) faults.push(`${list} has a sum of ${sum}, allowed are ${bounds[k]}`);
    });
    const passed = [
      this.routerOf(policy.headend),
      ...sent.path.map((half) => farEndOf(this.#topology, half).router),
    ];
    let from = 0;
    for (const element of path.include) {
      const found = passed.indexOf(this.routerOf("router" in element ? element.router : ""), from);
      if (found < 0) faults.push(`${list} does not pass ${JSON.stringify(element)}`);
      from = Math.max(from, found + 1);
    }
    return faults;
  }

  /** What packets with these labels cost in the metric of the path, by one of their branches. */
  cost(policy: PolicyIntent, { metric }: DynamicPath, labels: readonly number[]): number {
    const sent = this.network.igp.forwarding.deliver(this.routerOf(policy.headend), labels);
    const at = METRICS.indexOf(metric);
    return sent.delivered ? this.#sumsOf(sent.path)[at]! : Infinity;
  }

  /** The links that packets may cross, half by half. */
  allowed(policy: PolicyIntent, path: DynamicPath): (half: number) => boolean {
    const topology = this.#topology, { affinity } = path, { igp } = this.network;
    const mask = (names: readonly string[]) =>
      names.reduce((bits, name) => bits | 1 << topology.affinities[name]!, 0);
    const any = mask(affinity.includeAny), all = mask(affinity.includeAll);
    const none = mask(affinity.excludeAny);
    const routers = new Set<number>(), links = new Set<number>(), srlgs = new Set<number>();
    for (const element of path.exclude) {
      if ("router" in element) routers.add(this.routerOf(element.router));
      else if ("srlg" in element) srlgs.add(element.srlg);
      else {
        topology.links.forEach((_, n) => {
          const names = [nameOfHalf(topology, 2 * n), nameOfHalf(topology, 2 * n + 1)];
          if (names.includes(element.link)) links.add(n);
        });
      }
    }
    return (half) => {
      const link = topology.links[half >> 1]!;
      return igp.linkUp(half >> 1) && !links.has(half >> 1) &&
        !routers.has(endOf(topology, half).router) &&
        !routers.has(farEndOf(topology, half).router) &&
        !link.srlgs.some((srlg) => srlgs.has(srlg)) &&
        (any === 0 || (link.adminGroups & any) !== 0) &&
        (link.adminGroups & all) === all && (link.adminGroups & none) === 0 &&
        link.capacityBitsPerSecond >= policy.bandwidthBps;
    };
  }

  /** Each label that `from` can put on top, where it leads, and what the worst branch adds. */
  #segmentsFrom(from: number, allowed: (half: number) => boolean): Hop[] {
    const { forwarding } = this.network.igp, hops: Hop[] = [];
    for (const half of forwarding.halvesOf(from)) {
      if (allowed(half)) {
        hops.push({ to: farEndOf(this.#topology, half).router, sums: this.#sumsOf([half]) });
      }
    }
    this.#topology.routers.forEach((router, to) => {
      const label = labelOf(this.#topology.routers[from]!.srgb, router.sidIndex);
      if (to === from || label === undefined) return;
      const sent = forwarding.deliver(from, [label]);
      if (!sent.delivered || sent.at !== to || !sent.crossed.every(allowed)) return;
      hops.push({ to, sums: this.#worst(from, to) });
    });
    return hops;
  }

  #worst(from: number, to: number): Sums {
    const memo = new Map<number, Sums>();
    const worst = (at: number): Sums => {
      if (at === to) return [0, 0, 0, 0];
      const known = memo.get(at);
      if (known) return known;
      let most = [0, 0, 0, 0];
      for (const half of this.network.igp.forwarding.nextHops(at, to)) {
        const rest = worst(farEndOf(this.#topology, half).router), own = this.#sumsOf([half]);
        most = most.map((sum, k) => Math.max(sum, own[k]! + rest[k]!));
      }
      memo.set(at, most);
      return most;
    };
    return worst(from);
  }

  #sumsOf(halves: readonly number[]): number[] {
    const sums = [0, 0, 0, 0];
    for (const half of halves) {
      const now = this.network.igp.half(half);
      sums[0]! += now.igpMetric;
      sums[1]! += endOf(this.#topology, half).teMetric;
      sums[2]! += now.minimumDelayMicroseconds;
      sums[3]! += 1;
    }
    return sums;
  }
}

const METRICS = ["igp", "te", "delay", "hops"];

/** The oldest, or that with the least sum of the metric. */
function next(queue: Place[], metric: number | undefined): Place | undefined {
  if (metric === undefined) return queue.shift();
  let least = 0;
  queue.forEach(({ sums }, n) => {
    if (sums[metric]! < queue[least]!.sums[metric]!) least = n;
  });
  return queue.splice(least, 1)[0];
}

function boundsOf({ bounds }: DynamicPath): Sums {
  const { igpMetric, teMetric, delayMicroseconds, hops } = bounds;
  return [igpMetric, teMetric, delayMicroseconds, hops].map((bound) => bound ?? Infinity);
}
