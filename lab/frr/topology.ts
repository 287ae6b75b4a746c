/**
 * Declares lab networks. One declaration gives the interfaces, addresses, router configurations,
 * the topology BGP-LS must show and what the tests expect; nothing is written down twice.
 */

export interface RouterDeclaration {
  readonly name: string;
  /** 1…99: loopback 10.255.0.N, prefix-SID index N, management address 10.9.0.(10+N). */
  readonly number: number;
}

export interface LinkDeclaration {
  /** Names of the routers at both ends; `a` gets address .1, `b` gets .2. */
  readonly a: string;
  readonly b: string;
  readonly igpMetric: number;
  readonly teMetric: number;
  readonly delayMicroseconds: number;
  readonly minimumDelayMicroseconds: number;
  readonly maximumDelayMicroseconds: number;
  /** Administrative group bits. */
  readonly affinity: number;
}

export interface Topology {
  readonly name: string;
  readonly asn: number;
  /** The router that speaks BGP-LS to the controller. */
  readonly speaker: string;
  readonly labelBase: number;
  readonly labelRange: number;
  readonly maximumSegments: number;
  readonly linkBandwidthBytesPerSecond: number;
  readonly routers: readonly RouterDeclaration[];
  readonly links: readonly LinkDeclaration[];
}

export interface Router extends RouterDeclaration {
  readonly loopback: string;
  readonly loopback6: string;
  readonly systemId: string;
  readonly management: string;
  readonly management6: string;
  readonly nodeSidIndex: number;
  readonly nodeSidLabel: number;
}

/** One end of a link, as the router there sees it. */
export interface LinkEnd {
  readonly router: string;
  readonly peer: string;
  readonly interfaceName: string;
  readonly address: string;
  readonly address6: string;
  readonly peerAddress: string;
  readonly peerAddress6: string;
}

export interface Link extends LinkDeclaration {
  readonly index: number;
  readonly prefix: string;
  readonly prefix6: string;
  readonly ends: readonly [LinkEnd, LinkEnd];
}

/** A declaration with everything that follows from it. */
export interface Network extends Omit<Topology, "routers" | "links"> {
  readonly routers: readonly Router[];
  readonly links: readonly Link[];
}

/** The same for every network: where the controller lives on the management bridge. */
export const CONTROLLER = {
  address: "10.9.0.2",
  address6: "2001:db8:9::2",
  asn: 65001,
  pcepPort: 4189,
  apiPort: 8443,
} as const;

/** A second controller of the same cluster, for tests that have two. */
export const SECOND_CONTROLLER = {
  ...CONTROLLER,
  address: "10.9.0.3",
  address6: "2001:db8:9::3",
} as const;

/** Derives names, addresses and labels. Throws RangeError for a declaration that cannot be built. */
export function buildNetwork(topology: Topology): Network {
  const routers = topology.routers.map((router) => buildRouter(topology, router));
  const known = new Set(routers.map((router) => router.name));
  for (const { a, b } of topology.links) {
    if (!known.has(a) || !known.has(b)) throw new RangeError(`link ${a}--${b}: unknown router`);
  }
  if (!known.has(topology.speaker)) throw new RangeError(`unknown speaker ${topology.speaker}`);
  const numbers = new Map(routers.map((router) => [router.name, router.number]));
  const links = topology.links.map((link, index) => buildLink(topology, numbers, link, index));
  return { ...topology, routers, links };
}

/** The router of that name; throws RangeError if there is none. */
export function routerOf(network: Network, name: string): Router {
  const router = network.routers.find((candidate) => candidate.name === name);
  if (router === undefined) throw new RangeError(`no router ${name} in ${network.name}`);
  return router;
}

/** The first link between two routers, in either direction; throws RangeError if there is none. */
export function linkBetween(network: Network, a: string, b: string): Link {
  const link = network.links.find((candidate) =>
    (candidate.a === a && candidate.b === b) || (candidate.a === b && candidate.b === a)
  );
  if (link === undefined) throw new RangeError(`no link ${a}--${b} in ${network.name}`);
  return link;
}

/** Ends of links that are on this router, in the order of declaration. */
export function endsOf(
  network: Network,
  router: string,
): readonly { readonly link: Link; readonly end: LinkEnd }[] {
  return network.links.flatMap((link) =>
    link.ends.filter((end) => end.router === router).map((end) => ({ link, end }))
  );
}

function buildRouter(topology: Topology, router: RouterDeclaration): Router {
  const { number } = router;
  if (!Number.isInteger(number) || number < 1 || number > 99) {
    throw new RangeError(`router ${router.name}: number ${number} is not 1…99`);
  }
  return {
    ...router,
    loopback: `10.255.0.${number}`,
    loopback6: `2001:db8:ffff::${number}`,
    systemId: `0000.0000.${String(number).padStart(4, "0")}`,
    management: `10.9.0.${10 + number}`,
    management6: `2001:db8:9::${(10 + number).toString(16)}`,
    nodeSidIndex: number,
    nodeSidLabel: topology.labelBase + number,
  };
}

// Links are numbered as /24: with /31 one router's prefix deletes the neighbour's in FRR's TED.
function buildLink(
  topology: Topology,
  numbers: ReadonlyMap<string, number>,
  link: LinkDeclaration,
  index: number,
): Link {
  const before = topology.links.slice(0, index);
  const twins =
    before.filter((other) =>
      (other.a === link.a && other.b === link.b) || (other.a === link.b && other.b === link.a)
    ).length;
  const suffix = twins === 0 ? "" : String.fromCharCode(0x61 + twins);
  const interfaceName = (from: string, to: string) =>
    `e${[numbers.get(from), numbers.get(to)].join(topology.routers.length > 9 ? "-" : "")}` +
    suffix;
  const address = (host: number) => `10.0.${index}.${host}`;
  const address6 = (host: number) => `2001:db8:0:${index.toString(16)}::${host}`;
  const end = (router: string, peer: string, own: number, other: number): LinkEnd => ({
    router,
    peer,
    interfaceName: interfaceName(router, peer),
    address: address(own),
    address6: address6(own),
    peerAddress: address(other),
    peerAddress6: address6(other),
  });
  return {
    ...link,
    index,
    prefix: `10.0.${index}.0/24`,
    prefix6: `2001:db8:0:${index.toString(16)}::/64`,
    ends: [end(link.a, link.b, 1, 2), end(link.b, link.a, 2, 1)],
  };
}

function linkOf(
  [a, b]: readonly [string, string],
  [igpMetric, teMetric]: readonly [number, number],
  [delayMicroseconds, minimumDelayMicroseconds, maximumDelayMicroseconds]: readonly [
    number,
    number,
    number,
  ],
  affinity: number,
): LinkDeclaration {
  return {
    a,
    b,
    igpMetric,
    teMetric,
    delayMicroseconds,
    minimumDelayMicroseconds,
    maximumDelayMicroseconds,
    affinity,
  };
}

/** Five routers in a ring with the chord r2–r5. */
export const ringWithChord: Topology = {
  name: "ring-with-chord",
  asn: 65000,
  speaker: "r1",
  labelBase: 16000,
  labelRange: 8000,
  maximumSegments: 8,
  linkBandwidthBytesPerSecond: 1.25e8,
  routers: [1, 2, 3, 4, 5].map((number) => ({ name: `r${number}`, number })),
  links: [
    linkOf(["r1", "r2"], [10, 20], [1500, 1000, 2000], 0x1),
    linkOf(["r2", "r3"], [10, 20], [2500, 2000, 3000], 0x2),
    linkOf(["r3", "r4"], [10, 20], [1200, 1000, 1400], 0x4),
    linkOf(["r4", "r5"], [10, 20], [1800, 1700, 1900], 0x8),
    linkOf(["r5", "r1"], [10, 20], [1100, 1000, 1200], 0x10),
    linkOf(["r2", "r5"], [15, 30], [5000, 4000, 6000], 0x20),
  ],
};
