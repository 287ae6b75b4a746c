/**
 * No path: which single change would give one? Constraints are relaxed one by one, the smallest
 * intervention first (more labels, a wider bound, one exclusion less, …, a link that has to come back),
 * and the first that works is reported with the value that it needs.
 */
import type { DynamicSpec, Metric } from "./jobs.ts";
import type { Plan, Planner, Refusal } from "./planner.ts";
import { ASIDE, edgeName, routerName, type Snapshot } from "./snapshot.ts";
import type { Asked } from "./view.ts";
import type { Task } from "./way.ts";
import { amount, bitRate, count, metricWords } from "./words.ts";

/** A sentence, or undefined if no single change helps. */
export function remedyFor(
  planner: Planner,
  asked: Asked,
  task: Task,
  refusal: Refusal,
): string | undefined {
  if (refusal.reason === "segments" && refusal.needed !== undefined) {
    return `With ${count(refusal.needed, "label")} it would be possible; ` +
      `${task.mostLabels} may be used.`;
  }
  if (refusal.reason === "unreachable") return linksToMend(planner, task);
  for (const attempt of [bounds, disjoint, exclusions, affinity, bandwidth, waypoints, drains]) {
    const words = attempt(planner, asked, task);
    if (words !== undefined) return words;
  }
  return refusal.reason === "labels" ? missingLabels(planner, task) : undefined;
}

const works = (planner: Planner, asked: Asked, task: Task): Plan | undefined => {
  const plan = planner.plan(asked, task);
  return plan.ok ? plan : undefined;
};
const changed = (asked: Asked, change: Partial<DynamicSpec>): Asked => ({
  ...asked,
  spec: { ...asked.spec, ...change },
});

const BOUNDS = [
  ["hops", "hops"],
  ["delayMicroseconds", "delay"],
  ["igpMetric", "igp"],
  ["teMetric", "te"],
] as const satisfies readonly (readonly [keyof DynamicSpec["bounds"], Metric])[];

function bounds(planner: Planner, asked: Asked, task: Task): string | undefined {
  for (const [name, metric] of BOUNDS) {
    const bound = asked.spec.bounds[name];
    if (bound === undefined) continue;
    const { [name]: _, ...others } = asked.spec.bounds;
    // The least of this metric that the other constraints leave is the value that the bound needs.
    const plan = works(planner, changed(asked, { bounds: others, metric }), task);
    if (plan) {
      return `A bound of ${amount(metric, plan.cost)} on the ${metricWords[metric]} ` +
        `instead of ${amount(metric, bound)} would give a path.`;
    }
  }
  return undefined;
}

function disjoint(planner: Planner, asked: Asked, task: Task): string | undefined {
  const { disjointFrom, ...spec } = asked.spec;
  if (!disjointFrom) return undefined;
  return works(planner, { ...asked, spec }, task) &&
    "Without disjointness from the other path there would be one.";
}

function exclusions(planner: Planner, asked: Asked, task: Task): string | undefined {
  const { excludeLinks, excludeRouters, excludeSrlgs } = asked.spec, { of } = planner;
  const without = (list: readonly number[], one: number) => list.filter((item) => item !== one);
  for (const link of excludeLinks.slice(0, MOST_TRIED)) {
    const edge = of.edgeOfLink[link] ?? -1;
    const both = [link, edge < 0 ? -1 : of.link[of.reverse[edge]!] ?? -1];
    const left = excludeLinks.filter((other) => !both.includes(other));
    if (works(planner, changed(asked, { excludeLinks: left }), task)) {
      return `If link ${
        edge < 0 ? link : edgeName(of, edge)
      } were not excluded there would be one.`;
    }
  }
  for (const srlg of excludeSrlgs.slice(0, MOST_TRIED)) {
    const left = without(excludeSrlgs, srlg);
    if (works(planner, changed(asked, { excludeSrlgs: left }), task)) {
      return `If SRLG ${srlg} were not excluded there would be one.`;
    }
  }
  for (const router of excludeRouters.slice(0, MOST_TRIED)) {
    const left = without(excludeRouters, router);
    if (works(planner, changed(asked, { excludeRouters: left }), task)) {
      return `If router ${routerName(of, router)} were not excluded there would be one.`;
    }
  }
  return undefined;
}

function affinity(planner: Planner, asked: Asked, task: Task): string | undefined {
  const words = {
    excludeAny: "excludes",
    includeAny: "asks for one of",
    includeAll: "asks for",
  } as const;
  for (const name of ["excludeAny", "includeAny", "includeAll"] as const) {
    if (asked.spec[name].every((word) => word === 0)) continue;
    if (works(planner, changed(asked, { [name]: [] }), task)) {
      return `Without the affinity bits that it ${words[name]} there would be a path.`;
    }
  }
  return undefined;
}

function bandwidth(planner: Planner, asked: Asked, task: Task): string | undefined {
  if (asked.bandwidthBytesPerSecond === 0) return undefined;
  const { of } = planner;
  const left = (edge: number) => asked.available?.[of.link[edge]!] ?? of.capacity[edge]!;
  const sizes = [...new Set(Array.from(of.link, (_, edge) => left(edge)))]
    .filter((size) => size > 0 && size < asked.bandwidthBytesPerSecond).sort((a, b) => a - b);
  let low = 0, high = sizes.length, best: number | undefined;
  while (low < high) {
    const middle = (low + high) >> 1, size = sizes[middle]!;
    if (works(planner, { ...asked, bandwidthBytesPerSecond: size }, task)) {
      best = size;
      low = middle + 1;
    } else high = middle;
  }
  if (best !== undefined) {
    return `${bitRate(best)} instead of ${bitRate(asked.bandwidthBytesPerSecond)} would fit.`;
  }
  return works(planner, { ...asked, bandwidthBytesPerSecond: 0 }, task) &&
    "Without a bandwidth there would be a path; none of its links tells a capacity.";
}

function waypoints(planner: Planner, asked: Asked, task: Task): string | undefined {
  for (const router of task.via) {
    const via = task.via.filter((other) => other !== router);
    if (works(planner, asked, { ...task, via })) {
      return `If it need not pass ${routerName(planner.of, router)} there would be a path.`;
    }
  }
  return undefined;
}

function drains(planner: Planner, _asked: Asked, task: Task): string | undefined {
  const { of } = planner;
  const drained = [...of.noTransit.keys()].filter((router) =>
    of.noTransit[router] && router !== task.headend && router !== task.endpoint
  );
  const links = [...of.drained.keys()].filter((edge) => of.drained[edge]);
  if (drained.length === 0 && links.length === 0) return undefined;
  const names = [
    ...drained.map((router) => `router ${routerName(of, router)}`),
    ...links.map((edge) => `link ${edgeName(of, edge)}`),
  ];
  const shown = names.slice(0, MOST_NAMED).join(", ");
  return `Drained or overloaded, and so not used for transit: ${shown}` +
    `${names.length > MOST_NAMED ? " and others" : ""}.`;
}

/** The fewest known links that would have to come back. */
function linksToMend(planner: Planner, task: Task): string | undefined {
  const { of } = planner;
  const best = new Map<number, { dead: number; edge: number }>([[
    task.headend,
    { dead: 0, edge: -1 },
  ]]);
  let layer = [task.headend];
  // Links that are up cost nothing: a round for each link that is down.
  for (let dead = 0; layer.length > 0 && !best.has(task.endpoint); dead++) {
    for (let k = 0; k < layer.length; k++) {
      const at = layer[k]!;
      for (let edge = of.first[at]!; edge < of.first[at + 1]!; edge++) {
        if (!of.up[edge] || best.has(of.to[edge]!)) continue;
        best.set(of.to[edge]!, { dead, edge });
        layer.push(of.to[edge]!);
      }
    }
    const next: number[] = [];
    for (const at of layer) {
      for (let edge = of.first[at]!; edge < of.first[at + 1]!; edge++) {
        if (of.up[edge] || of.aside[edge] || best.has(of.to[edge]!)) continue;
        best.set(of.to[edge]!, { dead: dead + 1, edge });
        next.push(of.to[edge]!);
      }
    }
    layer = next;
  }
  const names: string[] = [];
  for (let at = task.endpoint; at !== task.headend && best.has(at);) {
    const { edge } = best.get(at)!;
    if (!of.up[edge]) names.unshift(edgeName(of, edge));
    at = of.from[edge]!;
  }
  return names.length === 0
    ? otherTopology(of)
    : `If ${names.length === 1 ? "link" : "links"} ${names.join(" and ")} came back ` +
      `there would be a path.`;
}

/** Links that are told in the topology of IPv6 alone lead nobody who looks up IPv4 or an MPLS label. */
function otherTopology(of: Snapshot): string | undefined {
  const links = of.aside.reduce((n, why) => why === ASIDE.otherTopology ? n + 1 : n, 0);
  return links === 0
    ? undefined
    : `${count(links, "half-link")} belong${links === 1 ? "s" : ""} to another IGP topology only ` +
      "(MT 2 is that of IPv6 in IS-IS); paths are computed in topology 0.";
}

/** Routers without SR on the IGP's way, or links without adjacency SIDs. */
function missingLabels(planner: Planner, task: Task): string {
  const { of, forwarding } = planner;
  const name = routerName(of, task.endpoint);
  if (forwarding.sidOf(task.endpoint) === -1) {
    return `${name} has no node SID of its own; give it one, or an adjacency SID on a link to it.`;
  }
  return "Adjacency SIDs on the links of the path would give one; where the network does not tell " +
    "them, a document of kind LinkFacts can.";
}

const MOST_TRIED = 16, MOST_NAMED = 5;
