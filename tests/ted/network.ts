/** Small networks in words for the tests of TED and path. */
import type {
  Change,
  LinkAttributes,
  LinkKey,
  NodeAttributes,
  NodeKey,
  PrefixAttributes,
} from "../../src/ted/fact.ts";

/** IS-IS level 2 node n: system-id 0000.0000.000n (hex text of a number below 2^24). */
export const node = (n: number, more: Partial<NodeKey> = {}): NodeKey => ({
  topology: "core",
  group: "isis",
  area: "L2",
  routerId: n.toString(16).padStart(12, "0"),
  ...more,
});
export const loopback = (n: number): string => `10.255.${n >> 8}.${n & 255}`;

export function putNode(n: number, attributes: NodeAttributes = {}, feed = 0): Change {
  return {
    change: "putNode",
    feed,
    key: node(n),
    attributes: {
      name: `r${n}`,
      ipv4RouterIds: [loopback(n)],
      srgb: [{ base: 16000, size: 8000 }],
      msd: 10,
      ...attributes,
    },
  };
}
export function putLoopback(n: number, attributes: PrefixAttributes = {}, feed = 0): Change {
  return {
    change: "putPrefix",
    feed,
    key: { node: node(n), prefix: `${loopback(n)}/32` },
    attributes: { metric: 0, sids: [{ index: n, algorithm: 0, node: true }], ...attributes },
  };
}
/** Addresses of wire `wire`: .1 at the end with the smaller number, .2 at the other. */
export function linkKey(a: number, b: number, wire: number): LinkKey {
  const low = `10.${100 + (wire >> 8)}.${wire & 255}.1`;
  const high = `10.${100 + (wire >> 8)}.${wire & 255}.2`;
  return {
    local: node(a),
    remote: node(b),
    localIpv4: a < b ? low : high,
    remoteIpv4: a < b ? high : low,
  };
}
export const putLink = (
  a: number,
  b: number,
  wire: number,
  attributes: LinkAttributes = {},
  feed = 0,
): Change => ({
  change: "putLink",
  feed,
  key: linkKey(a, b, wire),
  attributes: { igpMetric: 10, ...attributes },
});
export const dropLink = (a: number, b: number, wire: number, feed = 0): Change => ({
  change: "dropLink",
  feed,
  key: linkKey(a, b, wire),
});
/** Both directions. */
export const wire = (
  a: number,
  b: number,
  number: number,
  attributes: LinkAttributes = {},
  feed = 0,
): Change[] => [putLink(a, b, number, attributes, feed), putLink(b, a, number, attributes, feed)];
/** Node and loopback with node SID index n. */
export const router = (n: number, attributes: NodeAttributes = {}, feed = 0): Change[] => [
  putNode(n, attributes, feed),
  putLoopback(n, {}, feed),
];
export const up = (feed = 0): Change[] => [{ change: "feedUp", feed }];
export const told = (feed = 0): Change[] => [{ change: "endOfRib", feed }];
