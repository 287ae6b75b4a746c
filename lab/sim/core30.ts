/** Thirty European cities: 61 links with delays from the distance, some parallel, some in one duct (SRLG). */
import type { LinkSketch, RouterSketch, TopologySketch } from "./topology.ts";

const WEST = "490001", EAST = "490002", NORTH = "490003";

const CITIES: readonly (readonly [string, number, number, string])[] = [
  ["dublin", 53.3498, -6.2603, NORTH],
  ["london", 51.5074, -0.1278, NORTH],
  ["amsterdam", 52.3676, 4.9041, NORTH],
  ["brussels", 50.8503, 4.3517, NORTH],
  ["paris", 48.8566, 2.3522, WEST],
  ["lyon", 45.764, 4.8357, WEST],
  ["marseille", 43.2965, 5.3698, WEST],
  ["bordeaux", 44.8378, -0.5792, WEST],
  ["madrid", 40.4168, -3.7038, WEST],
  ["barcelona", 41.3851, 2.1734, WEST],
  ["lisbon", 38.7223, -9.1393, WEST],
  ["geneva", 46.2044, 6.1432, WEST],
  ["zurich", 47.3769, 8.5417, WEST],
  ["milan", 45.4642, 9.19, WEST],
  ["rome", 41.9028, 12.4964, WEST],
  ["munich", 48.1351, 11.582, EAST],
  ["frankfurt", 50.1109, 8.6821, NORTH],
  ["hamburg", 53.5511, 9.9937, NORTH],
  ["berlin", 52.52, 13.405, NORTH],
  ["copenhagen", 55.6761, 12.5683, NORTH],
  ["oslo", 59.9139, 10.7522, NORTH],
  ["stockholm", 59.3293, 18.0686, NORTH],
  ["warsaw", 52.2297, 21.0122, EAST],
  ["prague", 50.0755, 14.4378, EAST],
  ["vienna", 48.2082, 16.3738, EAST],
  ["budapest", 47.4979, 19.0402, EAST],
  ["zagreb", 45.815, 15.9819, EAST],
  ["belgrade", 44.7866, 20.4489, EAST],
  ["bucharest", 44.4268, 26.1025, EAST],
  ["athens", 37.9838, 23.7275, EAST],
];

/** "a b capacity(Gbit/s) igp te affinities srlgs"; "-" for none. */
const LINKS = `
dublin london 100 50 30 gold 101
dublin london 40 55 45 - 102
dublin amsterdam 40 90 60 - 103
london paris 400 34 20 gold 104
london paris 100 38 35 - 104
london amsterdam 400 36 20 gold 105
london brussels 100 32 25 - 106
amsterdam brussels 400 18 10 gold -
amsterdam hamburg 100 37 25 - 107
amsterdam frankfurt 400 37 15 gold 108
brussels paris 100 27 20 - -
brussels frankfurt 100 32 25 red 108
paris lyon 400 40 15 gold 109
paris bordeaux 100 50 30 - -
paris frankfurt 400 48 20 gold -
paris geneva 100 42 30 - 109
lyon marseille 100 28 20 gold -
lyon geneva 100 12 10 - -
marseille barcelona 100 34 20 - 110
marseille milan 100 39 30 red -
marseille rome 40 61 60 red -
bordeaux madrid 100 56 35 - 111
bordeaux barcelona 40 45 40 - -
madrid barcelona 100 51 25 gold 110
madrid lisbon 100 51 30 gold 112
madrid lisbon 40 56 45 - 112
lisbon london 40 165 80 red 113
geneva zurich 100 23 15 gold -
geneva milan 100 26 25 - 114
zurich milan 100 22 15 gold 114
zurich frankfurt 400 31 15 gold -
zurich munich 100 25 20 - -
milan rome 100 48 25 gold 115
milan munich 100 35 30 - -
milan zagreb 40 54 50 red -
rome zagreb 40 52 55 red -
rome athens 40 106 70 red 116
munich frankfurt 400 31 15 gold -
munich vienna 100 36 20 gold 117
munich prague 100 30 25 - -
frankfurt hamburg 100 40 20 gold -
frankfurt berlin 400 43 20 gold 118
hamburg berlin 100 26 15 - -
hamburg copenhagen 100 29 20 gold 119
berlin warsaw 100 52 25 gold -
berlin prague 100 28 20 gold 118
copenhagen oslo 100 49 30 gold -
copenhagen stockholm 100 53 25 gold -
oslo stockholm 40 42 35 - -
stockholm warsaw 40 82 60 red 120
prague vienna 100 26 15 gold -
warsaw prague 40 52 45 - -
warsaw budapest 40 55 50 - -
vienna budapest 100 22 15 gold 117
vienna zagreb 100 27 25 - -
budapest belgrade 100 32 20 gold -
budapest bucharest 100 65 35 - 121
zagreb belgrade 40 37 35 - -
belgrade bucharest 40 45 40 - 121
belgrade athens 100 81 45 gold -
bucharest athens 40 75 60 - -`;

export const CORE30: TopologySketch = {
  name: "core30",
  routers: CITIES.map(([name, latitude, longitude, area]): RouterSketch => ({
    name,
    latitude,
    longitude,
    area,
    ...(area === EAST ? { srgb: [{ base: 400000, size: 8000 }], msd: 8 } : {}),
  })),
  links: LINKS.trim().split("\n").map(linkOf),
  affinities: { gold: 0, red: 1 },
  speakers: ["frankfurt", "milan"],
};

function linkOf(line: string): LinkSketch {
  const [a, b, capacity, igp, te, affinities, srlgs] = line.split(" ");
  return {
    a: a!,
    b: b!,
    gigabitsPerSecond: Number(capacity),
    igpMetric: Number(igp),
    teMetric: Number(te),
    affinities: affinities === "-" ? [] : affinities!.split(","),
    srlgs: srlgs === "-" ? [] : srlgs!.split(",").map(Number),
  };
}
