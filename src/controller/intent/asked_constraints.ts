/**
 * What routers ask of a path, in the words of an intent, and said again in every update of their own LSPs: an update
 * replaces all parameters, so what it left out would be taken away (RFC 8231 §6.2).
 */
import { formatAddress, parseAddress } from "../../lib/address.ts";
import type { Hop, Metric as WireMetric, PathAttributes } from "../../pcep/codec/message.ts";
import type { Affinity, Bounds, DynamicPath, Element, Metric } from "../../policy/intent.ts";
import type { Policy } from "../../policy/records.ts";
import type { Installation } from "../pcep/express.ts";
import { hopOf, RSVP_TE } from "../pcep/hops.ts";
import { findRouter } from "../routers/routers.ts";
import type { Turn } from "../turn.ts";

type Asked = Pick<Installation, "metrics" | "affinity" | "iro" | "xro">;

/** What the objects of a report or a request ask of a path (RFC 5440 §7.7, §7.8, §7.11). */
export function constraintsOf(t: Turn, asked: PathAttributes, setupType: number): {
  readonly path: DynamicPath;
  readonly bandwidthBps: number;
  readonly priority: { readonly setup: number; readonly hold: number };
} {
  const wanted = asked.metrics.find((m) => !m.bound && METRICS[m.type]);
  const bandwidth = asked.bandwidths.find((b) => b.kind === "requested");
  const { lspa } = asked;
  return {
    path: {
      type: "dynamic",
      metric: METRICS[wanted?.type ?? 1] ?? "igp",
      bounds: boundsOf(asked.metrics),
      affinity: lspa ? affinityOf(lspa) : { includeAny: [], includeAll: [], excludeAny: [] },
      include: (asked.iro ?? []).flatMap((h) => waypoint(t, h)),
      exclude: (asked.xro?.hops ?? []).flatMap((h) => exclusion(t, h)),
      sidAlgorithm: 0,
      dataplane: setupType === RSVP_TE ? "rsvp-te" : "sr-mpls",
      segments: { prefer: "node", protectedAdjacencies: "prefer" },
    },
    bandwidthBps: bandwidth?.kind === "requested" ? bandwidth.bytesPerSecond * 8 : 0,
    priority: { setup: lspa?.setupPriority ?? 7, hold: lspa?.holdingPriority ?? 7 },
  };
}

function boundsOf(metrics: readonly WireMetric[]): DynamicPath["bounds"] {
  const bounds: { -readonly [K in keyof Bounds]: Bounds[K] } = {};
  for (const { type, value, bound } of metrics) {
    if (!bound || !Number.isFinite(value) || value < 0) continue;
    if (type === 1) bounds.igpMetric = value;
    else if (type === 2) bounds.teMetric = value;
    else if (type === 3) bounds.hops = value;
    else if (type === 11) bounds.segments = value;
    else if (type === 12) bounds.delayMicroseconds = value;
  }
  return bounds;
}

function affinityOf(
  lspa: { includeAny: number; includeAll: number; excludeAny: number },
): Affinity {
  const bits = (word: number) =>
    Array.from({ length: 32 }, (_, bit) => bit).filter((bit) => word >>> bit & 1).map((bit) =>
      `bit:${bit}`
    );
  return {
    includeAny: bits(lspa.includeAny),
    includeAll: bits(lspa.includeAll),
    excludeAny: bits(lspa.excludeAny),
  };
}

function waypoint(t: Turn, hop: Hop): { router: string }[] {
  if (hop.kind !== "ipv4" && hop.kind !== "ipv6") return [];
  const router = findRouter(t, formatAddress(hop.address));
  return router ? [{ router: router.name }] : [];
}

/**
 * What a router asked for its own LSP, to be said again in each update: it replaces all parameters, so what it left out
 * would be taken away (RFC 8231 §6.2). For policies of ours the router gets the list alone.
 */
export function asked(t: Turn, policy: Policy): Asked {
  const path = policy.intent.candidatePaths[0]?.path;
  if (policy.origin !== "router" || path?.type !== "dynamic") {
    return {
      metrics: [],
      iro: [],
      xro: [],
      affinity: { includeAny: 0, includeAll: 0, excludeAny: 0 },
    };
  }
  const { bounds, affinity } = path;
  const wanted = Object.entries(METRICS).filter(([, metric]) => metric === path.metric);
  const bound = (type: number, value: number | undefined) =>
    value === undefined ? [] : [{ type, value, bound: true }];
  return {
    metrics: [
      ...wanted.map(([type]) => ({ type: Number(type), value: 0, bound: false })),
      ...bound(1, bounds.igpMetric),
      ...bound(2, bounds.teMetric),
      ...bound(3, bounds.hops),
      ...bound(11, bounds.segments),
      ...bound(12, bounds.delayMicroseconds),
    ],
    xro: path.exclude.flatMap((element) => without(t, element)),
    iro: path.include.flatMap((element) => "router" in element ? through(t, element.router) : []),
    affinity: {
      includeAny: wordOf(affinity.includeAny),
      includeAll: wordOf(affinity.includeAll),
      excludeAny: wordOf(affinity.excludeAny),
    },
  };
}
/** "bit:3" and its like, as constraintsOf() wrote them. */
const wordOf = (names: readonly string[]) =>
  names.reduce((word, name) => (word | 1 << Number(name.slice("bit:".length))) >>> 0, 0);

/** A router to be passed, by its address, with whatever between (RFC 7896 §3). */
function through(t: Turn, name: string): Hop[] {
  const address = parseAddress(findRouter(t, name)?.addresses[0] ?? "");
  return typeof address === "number" ? [{ ...hopOf(address, RSVP_TE), loose: true }] : [];
}

/** exclusion() the other way. */
function without(t: Turn, element: Element): Hop[] {
  if ("srlg" in element) {
    return [{ kind: "srlg", loose: false, srlg: element.srlg, attributes: SRLG }];
  }
  const link = "link" in element ? t.caches.ted.findLink(element.link) : undefined;
  const text = "router" in element
    ? findRouter(t, element.router)?.addresses[0]
    : link === undefined
    ? undefined
    : t.caches.ted.reader.addresses(link)[0];
  const address = parseAddress(text ?? "");
  if (typeof address !== "number") return [];
  const attributes = "router" in element ? NODE : INTERFACE;
  return [{ kind: "ipv4", loose: false, address, prefixLength: 32, attributes }];
}

/** XRO (RFC 5521 §2.1): what must not be used; what should only be avoided is not. */
function exclusion(t: Turn, hop: Hop): Element[] {
  if (hop.loose) return [];
  if (hop.kind === "srlg") return [{ srlg: hop.srlg }];
  if (hop.kind !== "ipv4" && hop.kind !== "ipv6") return [];
  if (hop.attributes === SRLG) return [];
  const address = formatAddress(hop.address);
  const router = findRouter(t, address);
  if (router && hop.attributes !== INTERFACE) return [{ router: router.name }];
  const { ted } = t.caches;
  for (let link = 0; link < ted.linkSize; link++) {
    if (ted.reader.isThere(link) && ted.reader.addresses(link).includes(address)) {
      return [{ link: ted.linkName(link) }];
    }
  }
  return router ? [{ router: router.name }] : [];
}
const INTERFACE = 0, NODE = 1, SRLG = 2; // attributes of an XRO sub-object
/** METRIC types (RFC 5440 §7.8, RFC 8233 §3): what a path can be made small in. */
const METRICS: Readonly<Record<number, Metric>> = { 1: "igp", 2: "te", 3: "hops", 12: "delay" };
