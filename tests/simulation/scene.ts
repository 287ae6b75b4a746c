/** What one seed chooses before anything happens: the network, its routers' habits, and the configuration. */
import { configOf, documentsOf } from "../../lab/sim/memory_config.ts";
import type { ConfiguredLsp } from "../../lab/sim/pcc_lsp.ts";
import { FRR, PERSONALITIES, type Personality, RFC } from "../../lab/sim/personality.ts";
import type { Random } from "../../lab/sim/random.ts";
import { topologyOf } from "../../lab/sim/topologies.ts";
import { labelOf, type Topology } from "../../lab/sim/topology.ts";
import type { Config } from "../../src/controller/config.ts";
import type { Intent } from "../../src/policy/intent.ts";

export interface Scene {
  readonly seed: number;
  readonly topology: Topology;
  readonly personalities: readonly Personality[];
  readonly config: Config;
  /** Routers, affinities and facts: applied first, and named again by every prune. */
  readonly inventory: readonly Intent[];
  readonly configured: readonly { readonly router: number; readonly lsp: ConfiguredLsp }[];
  readonly latencyMicroseconds: number;
  readonly storeMicroseconds: number;
  readonly computeMicroseconds: number;
  readonly troubleSeconds: number;
}

const ALL = Object.values(PERSONALITIES);
/** Of the routers in one network: mostly of all kinds, sometimes of one or two. */
const HABITS: readonly (readonly Personality[])[] = [
  ALL,
  ALL,
  ALL,
  ALL,
  [RFC],
  [FRR],
  [RFC, FRR],
  [RFC, ...ALL.filter(({ name }) => name !== "rfc" && name !== "frr")],
];

/** `topology` as for `topologyOf`; chosen by the seed unless given. */
export function sceneOf(seed: number, random: Random, topology?: string): Scene {
  const network = topologyOf(topology ?? topologyName(random), { seed });
  const habits = random.pick(HABITS);
  const personalities = network.routers.map(() => random.pick(habits));
  return {
    seed,
    topology: network,
    personalities,
    config: configFor(random, network, personalities),
    inventory: inventoryOf(random, network),
    configured: configuredLsps(random, network),
    latencyMicroseconds: random.pick([200, 2000, 5000, 20_000, 90_000]),
    storeMicroseconds: random.pick([200, 2000, 40_000]),
    computeMicroseconds: random.pick([300, 3000, 200_000]),
    troubleSeconds: random.between(40, 150),
  };
}

function topologyName(random: Random): string {
  const turn = random.next();
  if (turn < 0.4) return "five";
  if (turn < 0.6) return `ring:${random.between(3, 12)}`;
  if (turn < 0.67) return "core30";
  return `random:${random.chance(0.75) ? random.between(8, 16) : random.between(17, 40)}`;
}

function configFor(
  random: Random,
  topology: Topology,
  personalities: readonly Personality[],
): Config {
  const config = configOf(topology, { mode: random.chance(0.85) ? "control" : "observe" });
  const { syncGraceSeconds: _, ...safety } = config.safety;
  // Undefined: the profile's. Shorter than a router reports late, it would be the operator's mistake.
  const late = personalities.some(({ lateMicroseconds }) => lateMicroseconds > 0);
  const grace = random.pick(late ? [8, undefined] : [0.5, 3, undefined]);
  return {
    ...config,
    safety: {
      ...safety,
      optimisationShare: random.pick([0.05, 0.3, 1]),
      quarantineSeconds: random.pick([0, 10, 60]),
      quarantineMaximumSeconds: 120,
      minimumIntervalSeconds: random.pick([5, 60]),
      holdDownMaximumSeconds: 120,
      ...(grace === undefined ? {} : { syncGraceSeconds: grace }),
    },
  };
}

function inventoryOf(random: Random, topology: Topology): Intent[] {
  const returning = random.pick([0, 0, 0.2]);
  return documentsOf(topology).map((intent) =>
    intent.kind === "Router"
      ? {
        ...intent,
        pcep: {
          ...intent.pcep,
          delegations: random.chance(returning) ? "return" as const : "accept" as const,
          labelReserve: random.pick([0, 1, 1, 2]),
        },
      }
      : intent
  );
}

function configuredLsps(random: Random, topology: Topology): Scene["configured"] {
  const count = random.pick([0, 0, 1, 3, 6]);
  return Array.from({ length: count }, (_, n) => configuredLsp(random, topology, n));
}

/** Of a router's own configuration; colours are apart from those of policies. */
export function configuredLsp(
  random: Random,
  topology: Topology,
  number: number,
): { readonly router: number; readonly lsp: ConfiguredLsp } {
  const { routers } = topology;
  const router = random.between(0, routers.length - 1);
  const end = (router + random.between(1, routers.length - 1)) % routers.length;
  const label = labelOf(routers[router]!.srgb, routers[end]!.sidIndex)!;
  const type = random.pick([1, 2, 3, 12]); // METRIC: IGP, TE, hops, delay
  return {
    router,
    lsp: {
      name: `configured-${number}`,
      color: 5000 + number,
      endpoint: routers[end]!.loopback,
      preference: 100,
      path: random.chance(0.3)
        ? { kind: "explicit", labels: [label] }
        : { kind: "dynamic", metrics: [{ type, value: 0, bound: false, computed: false }] },
    },
  };
}
