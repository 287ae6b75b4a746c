/**
 * LSPs that routers delegate: half of all production. Each has an intent of origin "router", read from what the router
 * reports, and is computed, kept and explained like any other (RFC 8231 §5.7). Holding one silently would be the worst.
 */
import { formatAddress, parseAddress } from "../lib/address.ts";
import { given } from "../lib/given.ts";
import {
  type Hop,
  type Metric as WireMetric,
  type PathAttributes,
  type StateReport,
} from "../pcep/codec/message.ts";
import type { Affinity, Bounds, DynamicPath, Metric, PolicyIntent } from "../policy/intent.ts";
import type { Lsp, Policy } from "../policy/records.ts";
import { enter, forgetPolicy, indexPaths, leave } from "./policies.ts";
import { findRouter } from "./routers.ts";
import type { Router } from "./state.ts";
import type { Installation } from "./pcep/express.ts";
import { RSVP_TE, SR_MPLS } from "./pcep/hops.ts";
import { note, touch, type Turn } from "./turn.ts";

/** An LSP that is not ours: makes, renews or drops the policy that stands for its delegation. */
export function followRouterLsp(t: Turn, router: Router, lsp: Lsp, report: StateReport): void {
  if (!report.delegate) return;
  const handsBack = whyNotComputed(lsp);
  const intent = routerIntent(t, router, lsp, report);
  const discriminator = FIRST_ROUTER_LANE + lsp.id;
  const policy: Policy = {
    id: t.s.nextPolicy++,
    uid: "",
    name: intent.name,
    origin: "router",
    intent,
    version: 1,
    at: t.at,
    by: router.name,
    storedWith: 0,
    deleted: false,
    ...given({ handsBack }),
    paths: [{ discriminator, intent: intent.candidatePaths[0]! }],
    lanes: new Map([[discriminator, {
      discriminator,
      lspName: lsp.name,
      lsp: lsp.id,
      told: lsp.told ?? [],
    }]]),
    since: t.at,
    shown: "",
    moves: 0,
  };
  enter(t, policy);
  t.s.laneOwner.set(discriminator, policy.id);
  lsp.policy = policy.id;
  lsp.lane = discriminator;
  t.s.dirtyPolicies.add(policy.id);
  note(t, {
    severity: handsBack === undefined ? "info" : "warning",
    kind: handsBack === undefined ? "delegated" : "delegationNotUnderstood",
    subject: `policy ${policy.name}`,
    title: `${router.name} delegated ${lsp.name}${
      handsBack === undefined ? "" : ", and Cairn cannot compute it"
    }.`,
    detail: handsBack ?? `Cairn computes it: lowest ${words(intent)}, to ${intent.endpoint}.`,
    policies: [policy.name],
  });
}

/** Holding a delegation silently is the worst answer: what cannot be computed is handed back (rules I.7). */
function whyNotComputed({ destination, setupType }: Lsp): string | undefined {
  if (destination === "") return "Its report names no endpoint.";
  if (setupType === SR_MPLS) return undefined;
  if (setupType !== RSVP_TE) {
    return `Its path setup type is ${setupType}; SR-MPLS and RSVP-TE are computed.`;
  }
  return isIpv4Text(destination) ? undefined : "It is an RSVP-TE LSP without an IPv4 endpoint.";
}

/** The router reports it again: what it asks for may have changed, or it took the delegation back. */
export function renewRouterPolicy(
  t: Turn,
  router: Router,
  lsp: Lsp,
  report: StateReport,
  policy: Policy,
): void {
  if (!report.delegate) {
    lsp.told = policy.lanes.get(lsp.lane ?? -1)?.told ?? [];
    delete lsp.policy;
    delete lsp.lane;
    forgetRouterPolicy(t, policy);
    return;
  }
  const intent = routerIntent(t, router, lsp, report), handsBack = whyNotComputed(lsp);
  const same = handsBack === policy.handsBack;
  if (same && JSON.stringify(intent) === JSON.stringify(policy.intent)) return;
  if (handsBack === undefined) delete policy.handsBack;
  else policy.handsBack = handsBack;
  leave(t, policy); // its router may have another name now
  policy.name = intent.name;
  policy.intent = intent;
  enter(t, policy);
  policy.version++;
  policy.at = t.at;
  policy.paths = [{
    discriminator: policy.paths[0]!.discriminator,
    intent: intent.candidatePaths[0]!,
  }];
  indexPaths(t, policy);
  t.s.dirtyPolicies.add(policy.id);
  t.s.compute.asked.add(policy.id);
  touch(t, "policy", policy.id);
}

export function forgetRouterPolicy(t: Turn, policy: Policy): void {
  forgetPolicy(t, policy);
  note(t, {
    severity: "info",
    kind: "delegationGone",
    subject: `policy ${policy.name}`,
    title: `${policy.name} is not delegated to Cairn any more.`,
    detail: "",
  });
}

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
      exclude: [],
      sidAlgorithm: 0,
      dataplane: setupType === RSVP_TE ? "rsvp-te" : "sr-mpls",
      segments: { prefer: "node", protectedAdjacencies: "prefer" },
    },
    bandwidthBps: bandwidth?.kind === "requested" ? bandwidth.bytesPerSecond * 8 : 0,
    priority: { setup: lspa?.setupPriority ?? 7, hold: lspa?.holdingPriority ?? 7 },
  };
}

function routerIntent(t: Turn, router: Router, lsp: Lsp, report: StateReport): PolicyIntent {
  const { path, bandwidthBps, priority } = constraintsOf(t, report, lsp.setupType);
  return {
    kind: "Policy",
    name: `${router.name}/${lsp.name}`,
    headend: router.name,
    endpoint: findRouter(t, lsp.destination)?.name ?? lsp.destination,
    color: lsp.color ?? 0,
    bandwidthBps,
    priority,
    onNoPath: "keep",
    adminUp: true,
    labels: {},
    candidatePaths: [{ preference: lsp.preference ?? 100, path }],
    ...(report.lspa?.localProtection && { localProtection: true }),
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
export function asked(policy: Policy): Pick<Installation, "metrics" | "affinity"> {
  const path = policy.intent.candidatePaths[0]?.path;
  if (policy.origin !== "router" || path?.type !== "dynamic") {
    return { metrics: [], affinity: { includeAny: 0, includeAll: 0, excludeAny: 0 } };
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

const words = (intent: PolicyIntent) => {
  const path = intent.candidatePaths[0]!.path;
  return path.type === "dynamic" ? path.metric : "";
};
const isIpv4Text = (text: string) => typeof parseAddress(text) === "number";
/** Lanes of routers' own LSPs are numbered beyond what a discriminator can be. */
const FIRST_ROUTER_LANE = 2 ** 32;
/** METRIC types (RFC 5440 §7.8, RFC 8233 §3): what a path can be made small in. */
const METRICS: Readonly<Record<number, Metric>> = { 1: "igp", 2: "te", 3: "hops", 12: "delay" };
