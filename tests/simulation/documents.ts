/** Random documents: policies with every metric and constraint that is computed, and meshes. */
import type { Random } from "../../lab/sim/random.ts";
import { labelOf, nameOfHalf, type Topology } from "../../lab/sim/topology.ts";
import type {
  Affinity,
  Bounds,
  CandidatePathIntent,
  DynamicPath,
  Element,
  ExplicitPath,
  ExplicitSegment,
  MeshIntent,
  PolicyIntent,
} from "../../src/policy/intent.ts";

/** The policy of a slot; its headend and endpoint stay mostly, so that changes are changes of one policy. */
export function randomPolicy(
  random: Random,
  topology: Topology,
  slot: number,
  before?: PolicyIntent,
): PolicyIntent {
  const names = topology.routers.map(({ name }) => name);
  const stay = before && random.chance(0.8);
  const headend = stay ? before.headend : random.pick(names);
  const endpoint = stay ? before.endpoint : random.pick(names.filter((name) => name !== headend));
  return {
    kind: "Policy",
    name: `p${slot}`,
    headend,
    endpoint,
    color: stay && random.chance(0.8) ? before.color : 100 + 10 * slot + random.between(0, 2),
    ...template(random),
    candidatePaths: candidatePathsOf(random, topology, headend, endpoint),
  };
}

export function randomMesh(random: Random, topology: Topology): MeshIntent {
  const names = topology.routers.map(({ name }) => name).filter(() => random.chance(0.5));
  return {
    kind: "Mesh",
    name: "m",
    routers: { names: names.slice(0, 4) },
    template: {
      color: random.between(10, 11),
      ...template(random),
      candidatePaths: [{ preference: 100, path: dynamicPath(random, topology, [], true) }],
    },
  };
}

function template(random: Random) {
  return {
    ...(random.chance(0.2) ? { bindingSid: "auto" as const } : {}),
    bandwidthBps: random.chance(0.1) ? random.pick([1e9, 20e9, 60e9]) : 0,
    priority: { setup: 7, hold: 7 },
    onNoPath: random.pick(["keep", "keep", "down", "return"] as const),
    adminUp: random.chance(0.95),
    labels: {},
  };
}

export function candidatePathsOf(
  random: Random,
  topology: Topology,
  headend: string,
  endpoint: string,
): CandidatePathIntent[] {
  const preferences = [300, 200, 100].slice(0, random.pick([1, 1, 2, 3]));
  return preferences.map((preference) => ({
    preference,
    path: random.chance(0.2)
      ? explicitPath(random, topology, headend, endpoint)
      : dynamicPath(random, topology, [headend, endpoint], random.chance(0.4)),
  }));
}

function dynamicPath(
  random: Random,
  topology: Topology,
  ends: readonly string[],
  plain: boolean,
): DynamicPath {
  const metric = random.pick(["igp", "te", "delay", "hops"] as const);
  const rest = { type: "dynamic", metric, sidAlgorithm: 0, dataplane: "sr-mpls" } as const;
  if (plain) {
    const affinity = { includeAny: [], includeAll: [], excludeAny: [] };
    const segments = { prefer: "node", protectedAdjacencies: "prefer" } as const;
    return { ...rest, bounds: {}, affinity, include: [], exclude: [], segments };
  }
  const others = topology.routers.map(({ name }) => name).filter((name) => !ends.includes(name));
  const include = random.chance(0.15) && others.length > 1 ? [random.pick(others)] : [];
  const far = others.filter((name) => !include.includes(name));
  return {
    ...rest,
    bounds: boundsOf(random),
    affinity: affinityOf(random),
    include: include.map((router) => ({ router })),
    exclude: random.chance(0.25) ? [excluded(random, topology, far)] : [],
    segments: {
      ...(random.chance(0.15) ? { max: random.between(2, 5) } : {}),
      prefer: random.chance(0.2) ? "adjacency" : "node",
      protectedAdjacencies: random.pick(["prefer", "prefer", "only", "never"]),
    },
  };
}

const boundsOf = (random: Random): Bounds => ({
  ...(random.chance(0.1) ? { delayMicroseconds: random.between(2000, 20_000) } : {}),
  ...(random.chance(0.1) ? { hops: random.between(2, 8) } : {}),
  ...(random.chance(0.07) ? { igpMetric: random.between(20, 120) } : {}),
  ...(random.chance(0.07) ? { teMetric: random.between(20, 200) } : {}),
  ...(random.chance(0.1) ? { segments: random.between(2, 5) } : {}),
});

const affinityOf = (random: Random): Affinity => ({
  includeAny: random.chance(0.12) ? ["gold"] : [],
  includeAll: random.chance(0.06) ? ["gold"] : [],
  excludeAny: random.chance(0.25) ? ["red"] : [],
});

function excluded(random: Random, topology: Topology, far: readonly string[]): Element {
  const link = random.pick(topology.links);
  const turn = random.next();
  if (turn < 0.4 && far.length > 0) return { router: random.pick(far) };
  if (turn < 0.8) return { link: nameOfHalf(topology, 2 * topology.links.indexOf(link)) };
  return { srlg: link.srlgs[0] ?? 1 };
}

/** One list, or a few with weights: routers that take one get the heaviest that is valid. */
function explicitPath(
  random: Random,
  topology: Topology,
  headend: string,
  endpoint: string,
): ExplicitPath {
  const one = () => explicitSegments(random, topology, headend, endpoint);
  if (random.chance(0.7)) return { type: "explicit", segments: one() };
  const lists = Array.from({ length: random.between(2, 3) }, () => ({
    weight: random.between(1, 3),
    segments: one(),
  }));
  return { type: "explicit", segments: [], segmentLists: lists };
}

function explicitSegments(
  random: Random,
  topology: Topology,
  headend: string,
  endpoint: string,
): ExplicitSegment[] {
  const between = topology.routers.map(({ name }) => name)
    .filter((name) => name !== headend && name !== endpoint);
  const via = random.chance(0.5) && between.length > 0 ? [{ router: random.pick(between) }] : [];
  const at = topology.routers.findIndex(({ name }) => name === headend);
  const end = topology.routers.findIndex(({ name }) => name === endpoint);
  if (random.chance(0.2)) { // a bare label, in the headend's own block
    return [{ label: labelOf(topology.routers[at]!.srgb, topology.routers[end]!.sidIndex)! }];
  }
  const link = topology.links.findIndex(({ a }) => a.router === at);
  if (random.chance(0.3) && link >= 0) {
    const next = topology.routers[topology.links[link]!.b.router]!.name;
    const first = { adjacency: nameOfHalf(topology, 2 * link) };
    return next === endpoint ? [first] : [first, { router: endpoint }];
  }
  return [...via, { router: endpoint }];
}
