/**
 * The controller's configuration for a lab: sessions with the lab's routers and short timers, so
 * that a wedged FRR session ends soon.
 */
import { stringify } from "yaml";
import { CONTROLLER, type Network, routerOf } from "./topology.ts";

export interface CairnOptions {
  readonly dataFolder: string;
  readonly mode: "observe" | "advise" | "control";
  /** Where the API listens, `address:port`. */
  readonly api: string;
  readonly keepaliveSeconds: number;
  readonly deadTimerSeconds: number;
  /** This controller's own address, which is not that of the cluster. */
  readonly address: string;
  /** Routers in observe, whatever the network's mode. */
  readonly observed: readonly string[];
  /** More of the file by its top-level keys. */
  readonly settings: Readonly<Record<string, unknown>>;
}

export const defaultCairnOptions: CairnOptions = {
  dataFolder: "./cairn-data",
  mode: "control",
  api: `[::]:${CONTROLLER.apiPort}`,
  keepaliveSeconds: 5,
  deadTimerSeconds: 20,
  address: CONTROLLER.address,
  observed: [],
  settings: {},
};

/** The text of cairn.yaml. */
export function writeCairnConfig(network: Network, options: CairnOptions): string {
  const { asn } = network;
  return `# Made for the lab network ${network.name}.\n` + stringify({
    data: options.dataFolder,
    api: { listen: options.api },
    pcep: {
      listen: `[::]:${CONTROLLER.pcepPort}`,
      keepalive: `${options.keepaliveSeconds}s`,
      deadTimer: `${options.deadTimerSeconds}s`,
      originator: { asn: CONTROLLER.asn, address: CONTROLLER.address },
      network: "lab",
      peers: network.routers.map((router) => ({
        address: router.loopback,
        profile: "frr",
        ...(options.observed.includes(router.name) ? { mode: "observe" } : {}),
      })),
    },
    mode: options.mode,
    bgp: {
      asn: CONTROLLER.asn,
      routerId: options.address,
      peers: [{ address: routerOf(network, network.speaker).management, asn, port: 179 }],
    },
    topologies: [{ name: "lab", instances: [0], asns: [asn] }],
    ...options.settings,
  });
}
