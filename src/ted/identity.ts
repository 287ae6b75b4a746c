/**
 * Which nodes are one box. Nodes that an IGP gives one system-id or router-id are one, whatever their
 * level or area; nodes of different protocols join on a TE router-id that both tell (RFC 9552 §5.3.1.4,
 * RFC 9086 §4.1). The answer depends on what is told, never on who was told first.
 */
import { formatIpv4, formatIpv6 } from "../lib/address.ts";
import type { NodeAttributes, NodeKey } from "./fact.ts";

export interface Member {
  readonly id: number;
  readonly key: NodeKey;
  readonly addresses: readonly string[]; // by which it may join others, as `addressesOf()` makes them
  readonly asn: number; // −1: not told
}
/** A box to be. */
interface Box {
  readonly number: number;
  readonly nodes: number[];
  readonly groups: Set<string>; // protocols that have a system in it
  readonly asns: Set<number>;
  speaker: string; // AS of the BGP speaker in it, "" unless told
}

/** One protocol's own name for the box: BGP identifiers are unique in their AS only (RFC 6286). */
export const baseOf = (key: NodeKey): string =>
  `${key.topology}/${key.group}/${key.group === "bgp" ? key.area : ""}/${key.routerId}`;

/** By which addresses protocols find each other's node. */
export function addressesOf(key: NodeKey, attributes: NodeAttributes): string[] {
  const { ipv4RouterIds = [], ipv6RouterIds = [] } = attributes;
  const found = [...ipv4RouterIds, ...ipv6RouterIds].filter((address) => !UNSPECIFIED.has(address));
  const own = ownAddress(key);
  if (own !== undefined && !UNSPECIFIED.has(own) && !found.includes(own)) found.push(own);
  return found.map((address) => `${key.topology}@${address}`);
}

/** What a router-id says by itself; an OSPF one need not be an address of the box. */
function ownAddress({ group, routerId }: NodeKey): string | undefined {
  if (group !== "bgp" && group !== "direct") return undefined;
  if (routerId.length === 8) return formatIpv4(parseInt(routerId, 16));
  return group === "direct" && routerId.length === 32
    ? formatIpv6(Uint8Array.from(routerId.match(/../g)!, (octet) => parseInt(octet, 16)))
    : undefined;
}

/**
 * The boxes that `members` are. Where two systems of one protocol tell one router-id somebody has
 * configured it twice: they stay two boxes, and nodes of other protocols join the first by name.
 */
export function boxesOf(members: readonly Member[]): readonly (readonly number[])[] {
  if (members.length === 1) return [[members[0]!.id]];
  const boxes: Box[] = [], byBase = new Map<string, Box>(), byAddress = new Map<string, Set<Box>>();
  for (const { key, id, asn, addresses } of [...members].sort(byName)) {
    const base = baseOf(key);
    const asns = asnsOf(key, asn);
    const box = byBase.get(base) ?? hostOf(addresses, byAddress, key, asns) ?? newBox(boxes);
    box.nodes.push(id);
    box.groups.add(key.group);
    byBase.set(base, box);
    for (const address of addresses) {
      const known = byAddress.get(address);
      if (known) known.add(box);
      else byAddress.set(address, new Set([box]));
    }
    for (const as of asns) box.asns.add(as);
    if (key.group === "bgp" && box.speaker === "") box.speaker = key.area;
  }
  return boxes.map((box) => box.nodes);
}

/** Of a BGP speaker those that it is known by: in a confederation the IGP may tell either (RFC 9086 §4.1). */
function asnsOf({ group, area }: NodeKey, asn: number): readonly number[] {
  if (group === "bgp" && area !== "") return area.split("/").map(Number);
  return asn < 0 ? [] : [asn];
}

/** The first box that tells one of its addresses and may take it. */
function hostOf(
  addresses: readonly string[],
  byAddress: ReadonlyMap<string, ReadonlySet<Box>>,
  key: NodeKey,
  asns: readonly number[],
): Box | undefined {
  let first: Box | undefined;
  for (const address of addresses) {
    for (const box of byAddress.get(address) ?? []) {
      if ((!first || box.number < first.number) && mayJoin(box, key, asns)) first = box;
    }
  }
  return first;
}

/** One system of a protocol a box; a BGP speaker only into a box that may be of its AS. */
function mayJoin(box: Box, key: NodeKey, asns: readonly number[]): boolean {
  if (key.group === "bgp") {
    if (box.speaker !== "" && key.area !== "" && box.speaker !== key.area) return false;
    return asns.length === 0 || box.asns.size === 0 || asns.some((asn) => box.asns.has(asn));
  }
  return !box.groups.has(key.group);
}

function newBox(boxes: Box[]): Box {
  const box: Box = {
    number: boxes.length,
    nodes: [],
    groups: new Set(),
    asns: new Set(),
    speaker: "",
  };
  boxes.push(box);
  return box;
}

const UNSPECIFIED: ReadonlySet<string> = new Set(["0.0.0.0", "::"]); // configured by nobody
const ORDER = { isis: 0, ospfv2: 1, ospfv3: 2, direct: 3, bgp: 4 } as const;
const wordOf = (key: NodeKey): string => `${ORDER[key.group]}${baseOf(key)}/${key.area}`;
function byName(a: Member, b: Member): number {
  const x = wordOf(a.key), y = wordOf(b.key);
  return x < y ? -1 : x > y ? 1 : a.id - b.id;
}
/** Of two nodes of one box: which counts more? */
export const comesFirst = (a: NodeKey, b: NodeKey): boolean => wordOf(a) < wordOf(b);

/** IS-IS: six octets and one for the LAN; OSPF: four and four. */
export function isPseudonode(key: NodeKey): boolean {
  const octets = key.routerId.length / 2;
  if (key.group === "isis") return octets === 7;
  return (key.group === "ospfv2" || key.group === "ospfv3") && octets === 8;
}
/** Of a pseudonode: the router-id of the router that speaks for the LAN. */
export const designatedRouter = (key: NodeKey): string =>
  key.routerId.slice(0, key.group === "isis" ? 12 : 8);

/** What people call a node that only its neighbours speak of; peers outside the IGP by AS. */
export function igpName(key: NodeKey | undefined): string | undefined {
  if (key?.group === "isis" || key?.routerId.length !== 8) return key?.routerId;
  const address = formatIpv4(parseInt(key.routerId, 16));
  return key.group !== "bgp" || key.area === "" ? address : `AS${key.area}@${address}`;
}
