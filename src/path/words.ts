/** What a computation says to people: numbers with units, names, whole sentences. */
import type { DynamicSpec, Metric } from "./jobs.ts";
import type { Plan } from "./planner.ts";
import type { Step } from "./segment_list.ts";
import { routerName, type Snapshot } from "./snapshot.ts";
import type { Left, View } from "./view.ts";

export const metricWords: Readonly<Record<Metric, string>> = {
  igp: "IGP metric",
  te: "TE metric",
  delay: "delay",
  hops: "number of hops",
};

/** 3400 of delay → "3.4 ms"; 20 of the IGP metric → "20". */
export function amount(metric: Metric, value: number): string {
  if (metric !== "delay") return String(value);
  return value >= 1000 ? `${Math.round(value / 10) / 100} ms` : `${value} µs`;
}
export const bitRate = (bytesPerSecond: number): string => {
  const bits = bytesPerSecond * 8;
  for (const [size, unit] of [[1e9, "Gbps"], [1e6, "Mbps"], [1e3, "kbps"]] as const) {
    if (bits >= size) return `${Math.round(100 * bits / size) / 100} ${unit}`;
  }
  return `${bits} bps`;
};
export const count = (n: number, word: string): string => `${n} ${word}${n === 1 ? "" : "s"}`;

/** Why this path, in a few sentences; `stands`: it was not searched for, and may not be the best. */
export function explain(
  of: Snapshot,
  plan: Plan,
  headend: number,
  mostLabels: number,
  stands: boolean,
): string {
  const { spec } = plan.view.asked;
  const routers = [headend, ...plan.path.map((edge) => of.to[edge]!)];
  const way = routers.map((router) => routerName(of, router)).join(" → ");
  const branches = plan.crossed.length > plan.path.length
    ? " and its equal-cost branches, all of them allowed"
    : "";
  const least = stands
    ? `Its ${metricWords[spec.metric]} is ${amount(spec.metric, plan.cost)}`
    : plan.cheapest === undefined || plan.cheapest === plan.cost
    ? `The least ${metricWords[spec.metric]} is ${amount(spec.metric, plan.cost)}`
    : `The least ${metricWords[spec.metric]} that labels can express is ` +
      `${amount(spec.metric, plan.cost)} (without that limit ${
        amount(spec.metric, plan.cheapest)
      })`;
  return [
    `${least}, by ${way}${branches}.`,
    leftOut(plan.view),
    labelsUsed(of, plan.steps, mostLabels),
  ].filter((sentence) => sentence !== "").join(" ");
}

const leftWords: Readonly<Record<Left, string>> = {
  down: "down or one-way",
  otherTopology: "of another IGP topology only (IPv6)",
  external: "to BGP peers",
  drained: "drained",
  leaving: "being shut down gracefully",
  anomalous: "with an anomalous delay",
  excluded: "excluded by name",
  srlg: "excluded by SRLG",
  disjoint: "used by the other path",
  returned: "that came back a short time ago",
  affinity: "excluded by affinity",
  bandwidth: "without enough bandwidth",
  metric: "without the metric",
};
/** "Left out: 4 links excluded by affinity, 2 links down." */
export function leftOut(view: View): string {
  const parts = [...view.left].map(([why, n]) => `${count(n, "link")} ${leftWords[why]}`);
  return parts.length === 0 ? "" : `Left out: ${parts.join(", ")}.`;
}

function labelsUsed(of: Snapshot, steps: readonly Step[], most: number): string {
  const words = steps.map((step) =>
    step.kind === "node"
      ? `node SID of ${routerName(of, step.to)}`
      : `adjacency SID of ${routerName(of, step.from)} to ${routerName(of, step.to)}`
  );
  const limit = Number.isFinite(most) ? ` of at most ${most}` : "";
  return `${count(steps.length, "label")}${limit}: ${words.join(", ")}.`;
}

/** What was asked, for refusals: "delay of at most 20 ms and affinity". */
export function askedWords(spec: DynamicSpec): string {
  const { bounds } = spec, asks: string[] = [];
  const has = (words: readonly number[]) => words.some((word) => word !== 0);
  if (bounds.delayMicroseconds !== undefined) {
    asks.push(`a delay of at most ${amount("delay", bounds.delayMicroseconds)}`);
  }
  if (bounds.hops !== undefined) asks.push(`at most ${count(bounds.hops, "hop")}`);
  if (bounds.igpMetric !== undefined) asks.push(`an IGP metric of at most ${bounds.igpMetric}`);
  if (bounds.teMetric !== undefined) asks.push(`a TE metric of at most ${bounds.teMetric}`);
  if (has(spec.includeAny) || has(spec.includeAll) || has(spec.excludeAny)) asks.push("affinity");
  if (spec.excludeLinks.length > 0) asks.push("excluded links");
  if (spec.excludeRouters.length > 0) asks.push("excluded routers");
  if (spec.excludeSrlgs.length > 0) asks.push("excluded SRLGs");
  if (spec.include.length > 0) asks.push("routers to pass");
  if (spec.disjointFrom) asks.push("disjointness");
  return asks.length < 2
    ? asks.join("")
    : `${asks.slice(0, -1).join(", ")} and ${asks[asks.length - 1]}`;
}
