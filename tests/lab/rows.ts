/**
 * The fields of the API's rows that these tests look at. proto3 JSON leaves out what has its
 * default value, hence the defaults here.
 */
import * as v from "valibot";

const text = v.optional(v.string(), "");
const flag = v.optional(v.boolean(), false);
const count = v.optional(v.number(), 0);
const labels = v.optional(v.array(v.number()), []);
const words = v.optional(v.array(v.string()), []);

export const Status = v.object({
  mode: text,
  ready: flag,
  waitingFor: words,
  routers: count,
  links: count,
  linksUp: count,
  prefixes: count,
  pcepSessionsUp: count,
  bgpPeersUp: count,
  tedFrozenSince: v.optional(v.string()),
});

export const Node = v.object({
  name: text,
  protocol: text,
  routerId: text,
  ipv4RouterIds: words,
  srgb: v.optional(v.array(v.object({ base: v.number(), size: v.number() })), []),
  msd: v.optional(v.number()),
  pseudonode: flag,
  stale: flag,
  feeds: words,
});

export const Link = v.object({
  id: text,
  from: text,
  to: text,
  localAddress: text,
  remoteAddress: text,
  state: text,
  igpMetric: v.optional(v.number()),
  teMetric: v.optional(v.number()),
  delayMicroseconds: v.optional(v.number()),
  delayMinimumMicroseconds: v.optional(v.number()),
  delayMaximumMicroseconds: v.optional(v.number()),
  adminGroups: labels,
  capacityBps: v.optional(v.number()),
  adjacencySids: v.optional(v.array(v.object({ label: v.number(), operatorSet: flag })), []),
});

export const Prefix = v.object({
  prefix: text,
  router: text,
  sids: v.optional(v.array(v.object({ index: v.optional(v.number(), 0), node: flag })), []),
});

export const Lsp = v.object({
  id: text,
  router: text,
  plspId: count,
  symbolicPathName: text,
  operState: text,
  delegated: flag,
  createdBy: text,
  ownership: text,
  holder: text,
  source: text,
  destination: text,
  labels,
  policy: v.optional(v.string()),
  stale: flag,
});

export const Policy = v.object({
  name: text,
  headend: text,
  endpoint: text,
  endpointAddress: text,
  color: count,
  origin: text,
  state: text,
  verdict: text,
  moves: count,
  candidatePaths: v.optional(
    v.array(v.object({
      symbolicPathName: text,
      preference: count,
      state: text,
      held: v.optional(v.string()),
      computed: v.optional(v.object({ ok: flag, why: text, links: words, routers: words })),
      sent: v.optional(v.object({ message: text, plspId: v.optional(v.number()), labels })),
      reported: v.optional(v.object({ operState: text, labels, same: flag, stale: flag })),
    })),
    [],
  ),
});

export const PcepSession = v.object({
  id: text,
  router: text,
  state: text,
  profile: text,
  lspCount: count,
  errorsReceived: count,
  malformed: count,
});

export const Alarm = v.object({
  kind: text,
  subject: text,
  severity: text,
  text: text,
  active: flag,
});

export const Changes = v.object({
  changes: v.optional(
    v.array(v.object({ kind: text, name: text, change: text, detail: text })),
    [],
  ),
});

export type Policy = v.InferOutput<typeof Policy>;
export type Lsp = v.InferOutput<typeof Lsp>;
