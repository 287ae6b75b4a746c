/** The networks that the demo, the tests and the benchmarks run on: by name, by size, or from a file. */
import { CORE30 } from "./core30.ts";
import { createRandom } from "./random.ts";
import {
  buildTopology,
  DEFAULT_SRGB,
  kilometresBetween,
  type LabelRange,
  type LinkSketch,
  type RouterSketch,
  type Topology,
  type TopologySketch,
} from "./topology.ts";
import { parseTopology } from "./topology_file.ts";

/**
 * `five`, `ring`, `core30`, `random:N` or the path of a file (read by `readText`).
 * Throws a RangeError in words for people.
 */
export function topologyOf(
  name: string,
  options: { readonly seed?: number; readonly readText?: (path: string) => string } = {},
): Topology {
  if (name === "five") return buildTopology(FIVE);
  if (name === "ring") return ringOf(8);
  if (name === "core30") return buildTopology(CORE30);
  const size = /^(random|ring):([1-9]\d{0,4})$/.exec(name);
  if (size?.[1] === "ring") return ringOf(Number(size[2]));
  if (size) return randomTopology(Number(size[2]), options.seed ?? 1);
  if (!options.readText) throw new RangeError(`there is no topology ${name}`);
  return parseTopology(options.readText(name), name);
}

/** N routers in a circle around the Alps. */
export function ringOf(size: number): Topology {
  if (size < 3) throw new RangeError("a ring has at least three routers");
  const name = (i: number) => `r${i % size + 1}`;
  const routers = Array.from({ length: size }, (_, i): RouterSketch => {
    const angle = 2 * Math.PI * i / size;
    return {
      name: name(i),
      latitude: round(47 + 5 * Math.cos(angle)),
      longitude: round(10 + 8 * Math.sin(angle)),
    };
  });
  const links = routers.map((_, i): LinkSketch => ({
    a: name(i),
    b: name(i + 1),
    igpMetric: 10,
    gigabitsPerSecond: 100,
  }));
  return buildTopology({ name: size === 8 ? "ring" : `ring:${size}`, routers, links });
}

/**
 * A connected network of mean degree about five: each new router joins one that is near, then more
 * links among neighbours. Some routers have other SRGBs, some links a twin, an affinity or an SRLG.
 */
export function randomTopology(size: number, seed: number): Topology {
  if (size < 2) throw new RangeError("a network has at least two routers");
  const random = createRandom(seed * 7919 + size);
  const routers = Array.from({ length: size }, (_, i): RouterSketch => ({
    name: `r${i + 1}`,
    latitude: round(36 + random.next() * 24),
    longitude: round(-9 + random.next() * 37),
    area: ["490001", "490002", "490003"][Math.floor(3 * i / size)]!,
    srgb: random.chance(0.2) ? random.pick(OTHER_SRGBS) : DEFAULT_SRGB,
    msd: random.pick([5, 8, 10, 10, 12]),
  }));
  const links: LinkSketch[] = [];
  const joined = new Set<number>();
  const join = (a: number, b: number, twin = false) => {
    const key = Math.min(a, b) * size + Math.max(a, b);
    if (a === b || joined.has(key) && !twin) return;
    joined.add(key);
    const kilometres = kilometresBetween(routers[a]!, routers[b]!);
    links.push({
      a: routers[a]!.name,
      b: routers[b]!.name,
      igpMetric: Math.max(1, Math.round(kilometres / 20 * (0.7 + 0.6 * random.next()))),
      teMetric: random.between(1, 100),
      gigabitsPerSecond: random.pick([10, 40, 100, 100, 400]),
      affinities: ["gold", "red"].filter((_, i) => random.chance(i === 0 ? 0.3 : 0.1)),
      srlgs: random.chance(0.3) ? [random.between(1, Math.ceil(size / 3))] : [],
    });
  };
  const near = (i: number, among: number) => { // the closest of a handful of candidates
    const few = Array.from({ length: 8 }, () => random.between(0, among - 1));
    const far = (j: number) => j === i ? Infinity : kilometresBetween(routers[i]!, routers[j]!);
    return few.reduce((best, j) => far(j) < far(best) ? j : best);
  };
  for (let i = 1; i < size; i++) join(i, near(i, i));
  for (let i = 0; i < size; i++) {
    join(i, near(i, size));
    if (random.chance(0.5)) join(i, random.between(0, size - 1));
  }
  for (let i = 0; i < size / 20; i++) {
    const link = random.pick(links);
    join(Number(link.a.slice(1)) - 1, Number(link.b.slice(1)) - 1, true);
  }
  const name = `random:${size}`;
  const speakers = size > 2 ? [routers[0]!.name, routers[size >> 1]!.name] : [routers[0]!.name];
  return buildTopology({ name, routers, links, speakers });
}

const round = (degrees: number) => Math.round(degrees * 1e4) / 1e4;

const OTHER_SRGBS: readonly (readonly LabelRange[])[] = [
  [{ base: 100000, size: 20000 }],
  [{ base: 16000, size: 16 }, { base: 400000, size: 20000 }],
];

/** A ring with two chords. By IGP Paris–Vienna is the short cut; by delay and for gold it is not. */
const FIVE: TopologySketch = {
  name: "five",
  routers: [
    { name: "paris", latitude: 48.8566, longitude: 2.3522 },
    { name: "lyon", latitude: 45.764, longitude: 4.8357 },
    { name: "rome", latitude: 41.9028, longitude: 12.4964 },
    { name: "vienna", latitude: 48.2082, longitude: 16.3738 },
    { name: "berlin", latitude: 52.52, longitude: 13.405 },
  ],
  links: [
    { a: "paris", b: "lyon", igpMetric: 10, gigabitsPerSecond: 100, affinities: ["gold"] },
    {
      a: "lyon",
      b: "rome",
      igpMetric: 20,
      gigabitsPerSecond: 100,
      affinities: ["gold"],
      srlgs: [7],
    },
    { a: "rome", b: "vienna", igpMetric: 15, gigabitsPerSecond: 40, affinities: ["gold"] },
    { a: "vienna", b: "berlin", igpMetric: 10, gigabitsPerSecond: 100, affinities: ["gold"] },
    { a: "berlin", b: "paris", igpMetric: 25, teMetric: 10, gigabitsPerSecond: 100 },
    {
      a: "paris",
      b: "vienna",
      igpMetric: 15,
      delayMicroseconds: 9800,
      gigabitsPerSecond: 400,
      affinities: ["red"],
    },
    { a: "lyon", b: "vienna", igpMetric: 30, teMetric: 12, gigabitsPerSecond: 40, srlgs: [7] },
  ],
};
