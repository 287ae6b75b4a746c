/**
 * Declares simulated networks: plain facts about routers and links, nothing that moves.
 * Half-link 2n is link n from a to b, 2n + 1 the way back; routers and links are numbered from 0.
 */
import { formatIpv4 } from "../../src/lib/address.ts";

export interface LabelRange {
  readonly base: number;
  readonly size: number;
}
export interface SimRouter {
  readonly name: string;
  readonly loopback: number; // IPv4, also its TE router-id
  readonly systemId: string; // 12 hex digits
  readonly area: string; // hex digits of an IS-IS area, a label here: the network is one level
  readonly srgb: readonly LabelRange[]; // index n counts through them in order (RFC 9085 §2.1.2)
  readonly srlb: readonly LabelRange[];
  readonly sidIndex: number;
  readonly msd: number;
  readonly latitude: number;
  readonly longitude: number;
}
/** What one end says of the link in its own LSP. */
export interface SimLinkEnd {
  readonly router: number;
  readonly address: number;
  readonly igpMetric: number;
  readonly teMetric: number;
  readonly minimumDelayMicroseconds: number;
  readonly maximumDelayMicroseconds: number;
  readonly adjacencySid: number; // label of this end, not protected
  readonly protectedAdjacencySid: number; // label of this end, B flag set
}
export interface SimLink {
  readonly name: string; // a--b, a--b#2 where parallel
  readonly a: SimLinkEnd;
  readonly b: SimLinkEnd;
  readonly capacityBitsPerSecond: number;
  readonly adminGroups: number; // mask of 32 bits
  readonly srlgs: readonly number[];
}
export interface Topology {
  readonly name: string;
  readonly asn: number;
  readonly routers: readonly SimRouter[];
  readonly links: readonly SimLink[];
  readonly affinities: Readonly<Record<string, number>>; // name → bit
  readonly speakers: readonly number[]; // routers that speak BGP-LS to the controller
}

/** What a person writes down; the rest follows from it. */
export interface RouterSketch {
  readonly name: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly area?: string;
  readonly srgb?: readonly LabelRange[];
  readonly msd?: number;
}
export interface LinkSketch {
  readonly a: string;
  readonly b: string;
  readonly igpMetric: number;
  readonly teMetric?: number; // absent: the IGP metric
  readonly delayMicroseconds?: number; // absent: from the distance
  readonly gigabitsPerSecond: number;
  readonly affinities?: readonly string[];
  readonly srlgs?: readonly number[];
}
export interface TopologySketch {
  readonly name: string;
  readonly routers: readonly RouterSketch[];
  readonly links: readonly LinkSketch[];
  readonly affinities?: Readonly<Record<string, number>>;
  readonly speakers?: readonly string[];
}

/**
 * Numbers, addresses and SIDs for a sketch: loopbacks 10.255.x.y, links /30 from 10.0.0.0, adjacency
 * SIDs from 24000 upwards on each router. Throws a RangeError that names what is wrong.
 */
export function buildTopology(sketch: TopologySketch): Topology {
  const affinities = sketch.affinities ?? AFFINITIES;
  const index = new Map(sketch.routers.map((router, i) => [router.name, i]));
  if (index.size !== sketch.routers.length) throw new RangeError("two routers have one name");
  const at = (name: string) => {
    const i = index.get(name);
    if (i === undefined) throw new RangeError(`there is no router ${name}`);
    return i;
  };
  const nextLabel = sketch.routers.map(() => ADJACENCY_SIDS);
  const between = new Map<string, number>();
  const links = sketch.links.map((link, n): SimLink => {
    const [a, b] = [at(link.a), at(link.b)];
    if (a === b) throw new RangeError(`${link.a}--${link.b} goes nowhere`);
    const pair = a < b ? `${a} ${b}` : `${b} ${a}`;
    const twins = (between.get(pair) ?? 0) + 1;
    between.set(pair, twins);
    const delay = link.delayMicroseconds ??
      delayBetween(sketch.routers[a]!, sketch.routers[b]!);
    const end = (router: number, side: 1 | 2): SimLinkEnd => ({
      router,
      address: LINK_ADDRESSES + 4 * n + side,
      igpMetric: link.igpMetric,
      teMetric: link.teMetric ?? link.igpMetric,
      minimumDelayMicroseconds: delay,
      maximumDelayMicroseconds: Math.round(delay * 1.1) + 20,
      protectedAdjacencySid: nextLabel[router]!++,
      adjacencySid: nextLabel[router]!++,
    });
    return {
      name: `${link.a}--${link.b}${twins > 1 ? `#${twins}` : ""}`,
      a: end(a, 1),
      b: end(b, 2),
      capacityBitsPerSecond: link.gigabitsPerSecond * 1e9,
      adminGroups: maskOf(link.affinities ?? [], affinities),
      srlgs: link.srlgs ?? [],
    };
  });
  return {
    name: sketch.name,
    asn: 65000,
    routers: sketch.routers.map(buildRouter),
    links,
    affinities,
    speakers: (sketch.speakers ?? [sketch.routers[0]!.name]).map(at),
  };
}

/** Which router half-link `h` leaves, and what that end says of it. */
export function endOf(topology: Topology, half: number): SimLinkEnd {
  const link = topology.links[half >> 1]!;
  return half & 1 ? link.b : link.a;
}
export const farEndOf = (topology: Topology, half: number): SimLinkEnd => endOf(topology, half ^ 1);

/** `paris:10.0.0.1`: how people name a half-link. */
export const nameOfHalf = (topology: Topology, half: number): string =>
  `${topology.routers[endOf(topology, half).router]!.name}:${
    formatIpv4(endOf(topology, half).address)
  }`;

/** The label that a router with this block uses for an index; undefined when the block is too small. */
export function labelOf(block: readonly LabelRange[], index: number): number | undefined {
  for (const range of block) {
    if (index < range.size) return range.base + index;
    index -= range.size;
  }
  return undefined;
}

/** The index that a label stands for in a block; undefined when it lies outside. */
export function indexOf(block: readonly LabelRange[], label: number): number | undefined {
  let before = 0;
  for (const range of block) {
    if (label >= range.base && label < range.base + range.size) return before + label - range.base;
    before += range.size;
  }
  return undefined;
}

/** Light in fibre: 5 µs a kilometre, on routes 30 % longer than the crow flies. */
export function delayBetween(a: Place, b: Place): number {
  return Math.max(50, Math.round(6.5 * kilometresBetween(a, b)));
}

export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}
export function kilometresBetween(a: Place, b: Place): number {
  const rad = Math.PI / 180;
  const sinLatitude = Math.sin((b.latitude - a.latitude) * rad / 2);
  const sinLongitude = Math.sin((b.longitude - a.longitude) * rad / 2);
  const h = sinLatitude ** 2 +
    Math.cos(a.latitude * rad) * Math.cos(b.latitude * rad) * sinLongitude ** 2;
  return 12742 * Math.asin(Math.sqrt(Math.min(1, h)));
}

function buildRouter(sketch: RouterSketch, i: number): SimRouter {
  const number = i + 1;
  return {
    name: sketch.name,
    loopback: LOOPBACKS + number,
    systemId: number.toString(16).padStart(12, "0"),
    area: sketch.area ?? "490001",
    srgb: sketch.srgb ?? DEFAULT_SRGB,
    srlb: DEFAULT_SRLB,
    sidIndex: number,
    msd: sketch.msd ?? 10,
    latitude: sketch.latitude,
    longitude: sketch.longitude,
  };
}

function maskOf(names: readonly string[], bits: Readonly<Record<string, number>>): number {
  let mask = 0;
  for (const name of names) {
    const bit = bits[name];
    if (bit === undefined) throw new RangeError(`there is no affinity ${name}`);
    mask = (mask | 1 << bit) >>> 0;
  }
  return mask;
}

export const DEFAULT_SRGB: readonly LabelRange[] = [{ base: 16000, size: 8000 }];
const DEFAULT_SRLB: readonly LabelRange[] = [{ base: 15000, size: 1000 }];
const AFFINITIES: Readonly<Record<string, number>> = { gold: 0, red: 1 };
const ADJACENCY_SIDS = 24000;
const LOOPBACKS = 0x0aff0000; // 10.255.0.0
const LINK_ADDRESSES = 0x0a000000; // 10.0.0.0
