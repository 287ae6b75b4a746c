/** How a half-link looks: colour by what is asked, width by capacity, dashes by state. */
import type { Link } from "../../src/gen/cairn/v1/topology_pb.ts";
import { loadOf, loadStep } from "../state/load.ts";
import type { Colours } from "./colours.ts";
import type { HalfLinkLook } from "./half_link_program.ts";

export type ColourBy = "plain" | "igp" | "te" | "delay" | "util";

export interface Scale {
  readonly by: ColourBy;
  /** Upper bounds of the first four of five steps; empty for plain and utilisation. */
  readonly bounds: readonly number[];
}

export const valueOf = (link: Link, by: ColourBy): number | undefined =>
  by === "igp"
    ? link.igpMetric
    : by === "te"
    ? link.teMetric
    : by === "delay"
    ? link.delayMicroseconds
    : by === "util"
    ? loadOf(link)
    : undefined;

/** What can be shown: a way to colour is offered only when there are values for it. */
export function coloursWithValues(links: Iterable<Link>): ReadonlySet<ColourBy> {
  const found = new Set<ColourBy>(["plain"]);
  for (const link of links) {
    for (const by of ["igp", "te", "delay", "util"] as const) {
      if (valueOf(link, by) !== undefined) found.add(by);
    }
    if (found.size === 5) break;
  }
  return found;
}

/** Quintiles of the distinct values, so that a network of one metric is one colour. */
export function scaleOf(links: Iterable<Link>, by: ColourBy): Scale {
  if (by === "plain" || by === "util") return { by, bounds: [] };
  const values = new Set<number>();
  for (const link of links) {
    const value = valueOf(link, by);
    if (value !== undefined) values.add(value);
  }
  const sorted = [...values].sort((a, b) => a - b);
  if (sorted.length < 2) return { by, bounds: [] };
  return {
    by,
    bounds: [0.2, 0.4, 0.6, 0.8].map((part) => sorted[Math.floor(part * sorted.length)]!),
  };
}

export function lookOf(
  link: Link,
  scale: Scale,
  colours: Colours,
  offset: number,
): HalfLinkLook {
  const size = widthOf(link);
  const base = { size, offset };
  switch (link.state) {
    case "down":
      return { ...base, color: colours["bad"], size: 1.8, dash: 1 };
    case "oneWay":
      return { ...base, color: colours["warn"], dash: 1 };
    case "stale":
      return { ...base, color: colours["stale"], dash: 2 };
    case "drained":
      return { ...base, color: colours["work"], dash: 0 };
    default:
      return { ...base, color: colourOf(link, scale, colours), dash: 0 };
  }
}

function colourOf(link: Link, scale: Scale, colours: Colours): string {
  const value = valueOf(link, scale.by);
  if (value === undefined || scale.by === "plain") return colours["util-0"];
  if (scale.by === "util") return colours[`util-${loadStep(value)}`];
  if (scale.bounds.length === 0) return colours.ramp[0]!;
  const step = scale.bounds.findIndex((bound) => value < bound);
  return colours.ramp[step < 0 ? 4 : step]!;
}

/** 1.6, 2.4, 3.6 pixels for up to 10, up to 100, more Gbps. */
function widthOf(link: Link): number {
  const gigabits = (link.capacityBps ?? 0) / 1e9;
  return gigabits <= 10 ? 1.6 : gigabits <= 100 ? 2.4 : 3.6;
}
