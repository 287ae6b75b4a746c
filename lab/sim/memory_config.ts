/** What a controller is told about a simulated network: its configuration, and documents for what BGP-LS lacks. */
import { type Config, DEFAULT_SAFETY } from "../../src/controller/config.ts";
import type { Answer, Core, Event, Row } from "../../src/controller/step.ts";
import type { Jobs, Result } from "../../src/path/jobs.ts";
import type { NetworkOptions } from "./network.ts";
import type { Intent } from "../../src/policy/intent.ts";
import { formatIpv4 } from "../../src/lib/address.ts";
import type { Topology } from "./topology.ts";

export interface MemoryOptions extends NetworkOptions {
  readonly createCore: () => Core;
  readonly compute: (jobs: Jobs) => Result;
  readonly config?: Config; // configOf(topology) unless given
  readonly stored?: readonly Row[];
  /** One way, between router and controller, by line (−1: while connecting); each connection keeps its order. */
  readonly latencyMicroseconds?: number | ((line: number) => number);
  readonly storeMicroseconds?: number;
  readonly computeMicroseconds?: number;
  /** Where a PCC connects from; its loopback unless given. */
  readonly sourceAddress?: (router: number) => string;
  /** Sees each event and its answer, for invariants of one's own. */
  readonly watch?: (event: Event, answer: Answer) => void;
}

/** The configuration of a controller in control of this network; `change` overrides parts. */
export function configOf(topology: Topology, change: Partial<Config> = {}): Config {
  return {
    network: "sim",
    namePrefix: "cairn",
    originator: { asn: 65001, address: "192.0.2.254" },
    mode: "control",
    pcep: { keepaliveSeconds: 30, deadTimerSeconds: 120, unknownPeers: "observe", peers: [] },
    bgp: {
      asn: 65001,
      routerId: "192.0.2.254",
      holdTimeSeconds: 90,
      peers: topology.speakers.map((_, speaker) => ({
        address: speakerAddress(speaker),
        port: 179,
        asn: topology.asn,
        passive: false,
        multihop: 2,
        connectRetrySeconds: 5,
      })),
    },
    topologies: [],
    safety: {
      ...DEFAULT_SAFETY,
      colors: { first: 1, last: 4294967295 },
      syncGraceSeconds: 0,
    },
    ...change,
  };
}

/**
 * The inventory: a Router for each (with the address its PCC comes from), where it stands on the map, and
 * the names of affinities. `sourceAddress` unless the PCC comes from the router's loopback.
 */
export function documentsOf(
  topology: Topology,
  sourceAddress?: (router: number) => string,
): readonly Intent[] {
  return [
    ...Object.entries(topology.affinities).map(([name, bit]): Intent => ({
      kind: "Affinity",
      name,
      bit,
    })),
    ...topology.routers.map((router, i): Intent => ({
      kind: "Router",
      name: router.name,
      address: formatIpv4(router.loopback),
      labels: { role: "core", area: router.area },
      pcep: {
        delegations: "accept",
        labelReserve: 1,
        ...(sourceAddress ? { sourceAddress: sourceAddress(i) } : {}),
      },
    })),
    ...topology.routers.map((router): Intent => ({
      kind: "NodeFacts",
      name: router.name,
      router: router.name,
      site: router.name,
      coordinates: { latitude: router.latitude, longitude: router.longitude },
    })),
  ];
}

/** Where a speaker of the simulation is, in memory. */
export const speakerAddress = (speaker: number): string => `192.0.2.${speaker + 1}`;
