/** Reads a network from YAML or JSON: routers with places, links with metrics and units. */
import { parse } from "yaml";
import {
  buildTopology,
  type LabelRange,
  type LinkSketch,
  type RouterSketch,
  type Topology,
} from "./topology.ts";

/**
 * A document such as
 *
 *     routers:
 *       - { name: paris, coordinates: [48.86, 2.35], srgb: [[16000, 8000]], msd: 10, area: "490001" }
 *     links:
 *       - { a: paris, b: lyon, igp: 10, te: 10, delay: 2ms, capacity: 100Gbps, affinity: [gold], srlg: [7] }
 *     affinities: { gold: 0 }
 *     speakers: [paris]
 *
 * Throws a RangeError that names the place and what is wrong there.
 */
export function parseTopology(text: string, name: string): Topology {
  let document: unknown;
  try {
    document = parse(text);
  } catch (error) {
    throw new RangeError(`${name}: ${error instanceof Error ? error.message : "not YAML"}`);
  }
  const top = record(document, name);
  known(top, ["name", "routers", "links", "affinities", "speakers"], name);
  const affinities = top.affinities === undefined ? undefined : Object.fromEntries(
    Object.entries(record(top.affinities, "affinities"))
      .map(([word, bit]) => [word, integer(bit, `affinities.${word}`, 31)]),
  );
  const speakers = top.speakers === undefined
    ? undefined
    : list(top.speakers, "speakers").map((speaker, i) => words(speaker, `speakers[${i}]`));
  return buildTopology({
    name: top.name === undefined ? name : words(top.name, "name"),
    routers: list(top.routers, "routers").map(routerOf),
    links: list(top.links, "links").map(linkOf),
    ...(affinities ? { affinities } : {}),
    ...(speakers ? { speakers } : {}),
  });
}

function routerOf(value: unknown, i: number): RouterSketch {
  const place = `routers[${i}]`;
  const router = record(value, place);
  known(router, ["name", "coordinates", "area", "srgb", "msd"], place);
  const coordinates = router.coordinates === undefined
    ? [0, i]
    : list(router.coordinates, `${place}.coordinates`);
  return {
    name: words(router.name, `${place}.name`),
    latitude: number(coordinates[0], `${place}.coordinates`),
    longitude: number(coordinates[1], `${place}.coordinates`),
    ...(router.area === undefined ? {} : { area: areaOf(router.area, `${place}.area`) }),
    ...(router.srgb === undefined ? {} : { srgb: rangesOf(router.srgb, `${place}.srgb`) }),
    ...(router.msd === undefined ? {} : { msd: integer(router.msd, `${place}.msd`, 255) }),
  };
}

function linkOf(value: unknown, i: number): LinkSketch {
  const place = `links[${i}]`;
  const link = record(value, place);
  known(link, ["a", "b", "igp", "te", "delay", "capacity", "affinity", "srlg"], place);
  return {
    a: words(link.a, `${place}.a`),
    b: words(link.b, `${place}.b`),
    igpMetric: integer(link.igp ?? 10, `${place}.igp`, 0xffffff),
    ...(link.te === undefined ? {} : { teMetric: integer(link.te, `${place}.te`, 0xffffffff) }),
    ...(link.delay === undefined
      ? {}
      : { delayMicroseconds: unit(link.delay, DELAY, `${place}.delay`) }),
    gigabitsPerSecond: unit(link.capacity ?? "10Gbps", CAPACITY, `${place}.capacity`),
    affinities: list(link.affinity ?? [], `${place}.affinity`)
      .map((word, j) => words(word, `${place}.affinity[${j}]`)),
    srlgs: list(link.srlg ?? [], `${place}.srlg`)
      .map((srlg, j) => integer(srlg, `${place}.srlg[${j}]`, 0xffffffff)),
  };
}

function rangesOf(value: unknown, place: string): LabelRange[] {
  return list(value, place).map((range, i) => {
    const [base, size] = list(range, `${place}[${i}]`);
    return {
      base: integer(base, `${place}[${i}][0]`, 0xfffff),
      size: integer(size, `${place}[${i}][1]`, 0xfffff),
    };
  });
}

function areaOf(value: unknown, place: string): string {
  const digits = words(value, place).replaceAll(".", "");
  if (!/^([0-9a-fA-F]{2}){1,13}$/.test(digits)) fail(place, "must be hex digits such as 49.0001");
  return digits.toLowerCase();
}

function unit(value: unknown, units: Readonly<Record<string, number>>, place: string): number {
  const parts = typeof value === "string" ? /^(\d+(?:\.\d+)?)([a-zA-Z]+)$/.exec(value) : null;
  const factor = parts ? units[parts[2]!] : undefined;
  if (!parts || factor === undefined) {
    return fail(place, `must be a number with a unit: ${Object.keys(units).join(", ")}`);
  }
  return Number(parts[1]) * factor;
}

function known(value: Record<string, unknown>, keys: readonly string[], place: string): void {
  for (const key of Object.keys(value)) {
    if (!keys.includes(key)) fail(place, `${key} is not known here: ${keys.join(", ")}`);
  }
}

function record(value: unknown, place: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return fail(place, "must have named fields");
  }
  return Object.fromEntries(Object.entries(value));
}
const list = (value: unknown, place: string): readonly unknown[] =>
  Array.isArray(value) ? value : fail(place, "must be a list");
const words = (value: unknown, place: string): string =>
  typeof value === "string" && value !== "" ? value : fail(place, "must be a word");
const number = (value: unknown, place: string): number =>
  typeof value === "number" && Number.isFinite(value) ? value : fail(place, "must be a number");
const integer = (value: unknown, place: string, highest: number): number =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= highest
    ? Number(value)
    : fail(place, `must be a whole number up to ${highest}`);

function fail(place: string, what: string): never {
  throw new RangeError(`${place} ${what}`);
}

const DELAY = { us: 1, µs: 1, ms: 1000 };
const CAPACITY = { Mbps: 0.001, Gbps: 1, Tbps: 1000 };
