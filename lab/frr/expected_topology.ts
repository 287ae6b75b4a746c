/**
 * What a BGP-LS listener must know of a lab network, derived from its declaration. Only what FRR
 * 10.7 exports over IS-IS is here: adjacency SIDs, SRLB and algorithms are not.
 */
import type { Network } from "./topology.ts";

export interface ExpectedNode {
  readonly name: string;
  readonly systemId: string;
  readonly routerId: string;
  readonly srgbBase: number;
  readonly srgbSize: number;
  readonly msd: number;
}

/** One direction of a link. */
export interface ExpectedHalfLink {
  /** `router:localAddress`. */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly localAddress: string;
  readonly remoteAddress: string;
  readonly igpMetric: number;
  readonly teMetric: number;
  readonly delayMicroseconds: number;
  readonly minimumDelayMicroseconds: number;
  readonly maximumDelayMicroseconds: number;
  readonly bandwidthBytesPerSecond: number;
  /** Bits that are set, ascending. */
  readonly adminGroups: readonly number[];
}

export interface ExpectedPrefix {
  readonly prefix: string;
  readonly router: string;
  readonly sidIndex?: number;
}

export function expectedNodes(network: Network): readonly ExpectedNode[] {
  return network.routers.map((router) => ({
    name: router.name,
    systemId: router.systemId,
    routerId: router.loopback,
    srgbBase: network.labelBase,
    srgbSize: network.labelRange,
    msd: network.maximumSegments,
  }));
}

export function expectedHalfLinks(network: Network): readonly ExpectedHalfLink[] {
  return network.links.flatMap((link) =>
    link.ends.map((end) => ({
      id: `${end.router}:${end.address}`,
      from: end.router,
      to: end.peer,
      localAddress: end.address,
      remoteAddress: end.peerAddress,
      igpMetric: link.igpMetric,
      teMetric: link.teMetric,
      delayMicroseconds: link.delayMicroseconds,
      minimumDelayMicroseconds: link.minimumDelayMicroseconds,
      maximumDelayMicroseconds: link.maximumDelayMicroseconds,
      bandwidthBytesPerSecond: network.linkBandwidthBytesPerSecond,
      adminGroups: bitsOf(link.affinity),
    }))
  );
}

export function expectedPrefixes(network: Network): readonly ExpectedPrefix[] {
  return [
    ...network.routers.map((router) => ({
      prefix: `${router.loopback}/32`,
      router: router.name,
      sidIndex: router.nodeSidIndex,
    })),
    ...network.links.flatMap((link) =>
      link.ends.map((end) => ({ prefix: link.prefix, router: end.router }))
    ),
  ];
}

function bitsOf(word: number): readonly number[] {
  return Array.from({ length: 32 }, (_, bit) => bit).filter((bit) => (word >>> bit & 1) === 1);
}
