/** A network for peers that have none of their own: every headend has two ways to one far end, by `north` and by `south`. */
import { parseIpv4 } from "../../src/lib/address.ts";
import {
  buildTopology,
  type LinkSketch,
  type RouterSketch,
  type Topology,
} from "../sim/topology.ts";

/** Headends are called h1 … and have these addresses; the way by north is the better one. */
export function starTopology(headends: readonly string[], farEnd: string): Topology {
  const names = headends.map((_, i) => `h${i + 1}`);
  const at = (name: string): RouterSketch => ({ name, latitude: 48, longitude: 11 });
  const link = (a: string, b: string, igpMetric: number): LinkSketch => ({
    a,
    b,
    igpMetric,
    delayMicroseconds: 1000,
    gigabitsPerSecond: 100,
  });
  const topology = buildTopology({
    name: "star",
    routers: [at("north"), at("south"), at("far"), ...names.map(at)],
    links: [
      link("north", "far", 10),
      link("south", "far", 10),
      ...names.flatMap((name) => [link(name, "north", 10), link(name, "south", 20)]),
    ],
  });
  const loopbacks = new Map([["far", farEnd], ...names.map((n, i) => [n, headends[i]!] as const)]);
  const routers = topology.routers.map((router) => {
    const own = loopbacks.get(router.name);
    return own === undefined ? router : { ...router, loopback: parseIpv4(own) ?? router.loopback };
  });
  return { ...topology, routers };
}
/** The link of a headend, from 0, to north. */
export const toNorth = (headend: number): number => 2 + 2 * headend;
