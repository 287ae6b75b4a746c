/**
 * A label list that stands on a router, looked at on the newest network: do its packets still arrive, and do they keep
 * what was asked? Answered from the labels alone, by the forwarding view; how the list was found does not matter.
 */
import type { Forwarding } from "./forwarding.ts";
import { adjacencyLabel, type Step } from "./segment_list.ts";
import { edgeName, routerName } from "./snapshot.ts";
import type { Spans } from "./spans.ts";
import { boundOf } from "./view.ts";
import { adjacencyOf, type Walk, walk } from "./walk.ts";
import type { Task } from "./way.ts";

/** `lost`: packets do not arrive at the endpoint; `violates`: they do, where they may not go or dearer than bounds allow. */
export type Judgement =
  | { readonly is: "lost"; readonly why: string }
  | { readonly is: "violates"; readonly why: string }
  | {
    readonly is: "fits";
    readonly steps: readonly Step[];
    readonly labels: readonly number[];
    readonly crossed: readonly number[]; // edges
    readonly cost: number; // of the worst branch, in the metric asked for
  };

/** Why packets with these labels do not arrive at `endpoint` (−1: wherever they end); undefined: they do. */
export function whyLost(
  forwarding: Forwarding,
  headend: number,
  endpoint: number,
  labels: readonly number[],
): string | undefined {
  if (!forwarding.of.routers[headend]) return "the headend is gone";
  return whyAstray(forwarding, endpoint, walk(forwarding, headend, labels));
}

function whyAstray(
  { of }: Forwarding,
  endpoint: number,
  { ok, ends, why }: Walk,
): string | undefined {
  if (!ok) return why;
  const end = ends[ends.length - 1]!;
  return endpoint < 0 || end === endpoint ? undefined : `it ends at ${routerName(of, end)}`;
}

/** The view of `spans` says where packets may go, and which sums have bounds. */
export function judge(spans: Spans, task: Task, labels: readonly number[]): Judgement {
  const { forwarding, view } = spans, { of } = forwarding;
  const walked = walk(forwarding, task.headend, labels), { crossed, ends } = walked;
  const lost = whyAstray(forwarding, task.endpoint, walked);
  if (lost !== undefined) return { is: "lost", why: lost };
  const violates = (why: string) => ({ is: "violates" as const, why });
  if (labels.length > task.mostLabels) {
    return violates(`it has ${labels.length} labels, ${task.mostLabels} may be used`);
  }
  const astray = crossed.find((edge) => !view.allowed[edge]);
  if (astray !== undefined) return violates(`packets cross ${edgeName(of, astray)}`);
  const steps = labels.map((label, i) => stepOf(forwarding, ends[i]!, ends[i + 1]!, label));
  const sums = view.watched.map(() => 0);
  for (const [i, step] of steps.entries()) {
    const why = stretch(spans, task.headend, step, labels[i]!, sums);
    if (why !== undefined) return violates(why);
  }
  for (const [k, metric] of view.watched.entries()) {
    if (sums[k]! > boundOf(view.asked.spec, metric)) {
      return violates(
        `its ${metric} is ${sums[k]}, ${boundOf(view.asked.spec, metric)} is allowed`,
      );
    }
  }
  const missed = passes(spans, task, steps);
  if (missed >= 0) return violates(`it does not pass ${routerName(of, missed)} for sure`);
  return { is: "fits", steps, labels, crossed, cost: sums[0]! };
}

function stepOf(forwarding: Forwarding, from: number, to: number, label: number): Step {
  return forwarding.routerOfLabel(from, label) !== undefined
    ? { kind: "node", from, to, edge: -1 }
    : { kind: "adjacency", from, to, edge: adjacencyOf(forwarding.of, from, label) };
}

/** Adds what a segment costs to the sums; answers what is wrong with it. */
function stretch(
  spans: Spans,
  headend: number,
  { kind, from, to, edge }: Step,
  label: number,
  sums: number[],
): string | undefined {
  const { view, forwarding: { of } } = spans;
  if (from !== headend && view.noTransit[from]) return `${routerName(of, from)} carries no transit`;
  if (kind === "adjacency") {
    const other = adjacencyLabel(of, view, edge) !== label;
    const { protectedAdjacencies: which } = view.asked.spec;
    if (other && which !== "prefer") return `label ${label} is of an adjacency SID not asked for`;
    view.watched.forEach((metric, k) => sums[k]! += of.metrics[metric][edge]!);
    return undefined;
  }
  if (from === to) return undefined; // a router's own SID: looked up and popped
  spans.begin(from);
  if (!spans.reach(to)) return `not every branch to ${routerName(of, to)} is allowed`;
  if (view.asked.spec.branches === "avoid" && !spans.isUnique(to)) {
    return `packets to ${routerName(of, to)} take several branches`;
  }
  view.watched.forEach((_, k) => sums[k]! += spans.worst(k, to));
  return undefined;
}

/** The first router to pass that not all packets pass in its turn; −1: none is missed. */
function passes(spans: Spans, task: Task, steps: readonly Step[]): number {
  let next = 0;
  const meet = (router: number) => {
    while (next < task.via.length && task.via[next] === router) next++;
  };
  meet(task.headend);
  for (const { kind, from, to } of steps) {
    if (kind === "node" && from !== to) {
      for (const router of alone(spans, from, to)) meet(router);
    }
    meet(to);
  }
  return task.via[next] ?? -1;
}

/** Routers between the ends of a node segment, in order, where it has one branch only. */
function alone(spans: Spans, from: number, to: number): number[] {
  const { forwarding } = spans, { of } = forwarding;
  spans.begin(from);
  if (!spans.reach(to) || !spans.isUnique(to)) return [];
  const domain = forwarding.domainBetween(from, to), routers: number[] = [];
  for (let at = to; at !== from;) {
    const [edge] = forwarding.lastHops(domain, from, at);
    if (edge === undefined) return [];
    at = of.from[edge]!;
    if (at !== from) routers.unshift(at);
  }
  return routers;
}
