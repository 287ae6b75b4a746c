/** Random networks of at most seven routers, for Cairn and for the oracle, and demands in them. */
import fc from "fast-check";
import type { DynamicSpec, Metric, PathJob } from "../../src/path/jobs.ts";
import type { Change } from "../../src/ted/fact.ts";
import type { Ted } from "../../src/ted/ted.ts";
import { linkKey, node, putLoopback, putNode } from "../ted/network.ts";
import { job, run, tedOf } from "./demand.ts";
import { type Network, send, ways } from "./packet.ts";

interface Wire {
  readonly a: number;
  readonly b: number;
  readonly igp: readonly [number, number];
  readonly te: number;
  readonly delay: number;
  readonly group: number;
  readonly sids: readonly [boolean, boolean];
}
export interface Case {
  readonly routers: readonly { srgb: number; overload: boolean; sid: boolean }[];
  readonly wires: readonly Wire[];
  readonly metric: Metric;
  readonly exclude: number;
  readonly limit: number;
  readonly bound: number | undefined; // delay
  readonly avoid: boolean;
  readonly drained: number; // by an operator; −1: none
  readonly via: number | undefined;
}
const SRGBS = [[16000, 8000], [16000, 8000], [400000, 8000], [800000, 4], undefined] as const;

// Without bias: the small cases that fast-check prefers are one-label lists.
export const cases: fc.Arbitrary<Case> = fc.noBias(
  fc.constantFrom(2, 3, 4, 5, 6, 6, 7, 7).chain((n) => {
    const end = fc.integer({ min: 0, max: n - 1 });
    const small = fc.integer({ min: 1, max: 4 }), igp = fc.constantFrom(1, 2, 3, 3, 9, 9);
    return fc.record({
      routers: fc.array(
        fc.record({
          srgb: fc.oneof({ weight: 9, arbitrary: fc.nat(2) }, fc.nat(4)),
          overload: fc.integer({ min: 0, max: 19 }).map((k) => k === 0),
          sid: fc.integer({ min: 0, max: 9 }).map((k) => k > 0),
        }),
        { minLength: n, maxLength: n },
      ),
      wires: fc.array(
        fc.record({
          a: end,
          b: end,
          igp: fc.oneof(igp.map((m) => [m, m] as const), fc.tuple(igp, igp)),
          te: small,
          delay: small,
          group: fc.nat(3),
          sids: fc.tuple(fc.boolean(), fc.boolean()),
        }),
        { minLength: n, maxLength: 2 * n },
      ),
      metric: fc.constantFrom<Metric>("igp", "te", "delay", "hops"),
      exclude: fc.constantFrom(0, 0, 1, 2),
      limit: fc.integer({ min: 1, max: 3 }),
      bound: fc.option(fc.integer({ min: 3, max: 9 }), { nil: undefined, freq: 2 }),
      drained: fc.constantFrom(-1, -1, -1, 0, 2),
      avoid: fc.integer({ min: 0, max: 5 }).map((k) => k === 0),
      via: fc.option(end, { nil: undefined, freq: 3 }),
    });
  }),
);

/** The same network for Cairn and for the oracle; links of the oracle carry all metrics. */
export function build(c: Case) {
  const changes: Change[] = [];
  c.routers.forEach((r, i) => {
    const srgb = SRGBS[r.srgb];
    changes.push(
      putNode(i + 1, {
        srgb: srgb ? [{ base: srgb[0], size: srgb[1] }] : [],
        overload: r.overload,
      }),
    );
    if (r.sid) changes.push(putLoopback(i + 1));
  });
  const links: (Network["links"][number] & { te: number; delay: number; group: number })[] = [];
  const names: string[] = [];
  c.wires.forEach((wire, k) => {
    // The first ones make a tree, so that most networks are whole.
    const w = k + 1 < c.routers.length
      ? { ...wire, a: k + 1, b: Math.max(0, k - wire.b % 2) }
      : wire;
    if (w.a === w.b) return;
    for (const side of [0, 1] as const) {
      const [from, to] = side === 0 ? [w.a, w.b] : [w.b, w.a];
      const sid = w.sids[side] ? 15000 + 2 * k + side : undefined;
      const key = linkKey(from + 1, to + 1, k + 1);
      changes.push({
        change: "putLink",
        feed: 0,
        key,
        attributes: {
          igpMetric: w.igp[side],
          teMetric: w.te,
          delay: { minimum: w.delay },
          adminGroup: [w.group],
          ...(sid !== undefined && { adjacencySids: [{ label: sid }] }),
        },
      });
      links.push({ from, to, igp: w.igp[side], sid, te: w.te, delay: w.delay, group: w.group });
      names.push(`r${from + 1}:${key.localIpv4}`);
    }
  });
  if (c.drained >= 0 && c.drained < c.routers.length) {
    changes.push({
      change: "putNodeFacts",
      router: node(c.drained + 1).routerId,
      facts: { drained: true },
    });
  }
  const network: Network & { links: typeof links } = {
    routers: c.routers.map((r, i) => ({
      srgb: SRGBS[r.srgb],
      sid: r.sid ? i + 1 : undefined,
      overload: r.overload,
    })),
    links,
  };
  const ted = tedOf(changes);
  const idOf = names.map((name) => ted.findLink(name)!);
  return { ted, network, idOf };
}

/** The headend is router 0, the endpoint the last one. */
export const endOf = (c: Case) => c.routers.length - 1;
export function ask(c: Case, ted: Ted, more: Partial<PathJob> = {}) {
  const path: Partial<DynamicSpec> = {
    metric: c.metric,
    excludeAny: c.exclude ? [c.exclude] : [],
    bounds: c.bound === undefined ? {} : { delayMicroseconds: c.bound },
    include: c.via === undefined ? [] : [ted.findRouter(node(c.via + 1).routerId)!],
    branches: c.avoid ? "avoid" : "allow",
  };
  return run(
    ted,
    job(ted, node(1).routerId, node(endOf(c) + 1).routerId, path, {
      maximumLabels: c.limit,
      ...more,
    }),
  );
}

/** Worst sums over all ways of a stack that is delivered and allowed; undefined: it is not. */
export function judge(
  c: Case,
  network: ReturnType<typeof build>["network"],
  stack: readonly number[],
) {
  const all = ways(network, 0, stack);
  if (!all || all.some((way) => way.end !== endOf(c)) || (c.avoid && all.length !== 1)) {
    return undefined;
  }
  const sums = { cost: 0, delay: 0 };
  for (const { links } of all) {
    let at = 0;
    for (const [i, link] of links.map((l) => network.links[l]!).entries()) {
      if (c.exclude !== 0 && (link.group & c.exclude) !== 0) return undefined;
      if (i > 0 && (network.routers[at]!.overload || at === c.drained)) return undefined;
      at = link.to;
    }
    const total = (of: (link: typeof network.links[number]) => number) =>
      links.reduce((sum, l) => sum + of(network.links[l]!), 0);
    const cost = { igp: total((l) => l.igp), te: total((l) => l.te), delay: 0, hops: links.length };
    const delay = total((l) => l.delay);
    sums.cost = Math.max(sums.cost, c.metric === "delay" ? delay : cost[c.metric]);
    sums.delay = Math.max(sums.delay, delay);
  }
  return c.bound !== undefined && sums.delay > c.bound ? undefined : { ...sums, ways: all };
}

/** All stacks of at most `limit` labels that mean something where they are looked up. */
export function* stacks(network: Network, at: number, limit: number): Generator<number[]> {
  yield [];
  if (limit === 0) return;
  const range = network.routers[at]!.srgb;
  const heads: [label: number, to: number][] = [];
  network.routers.forEach((r, to) => {
    // A router without SRGB is no node segment: what it would do with the label is not known.
    if (to === at || r.sid === undefined || !range || r.sid >= range[1] || !r.srgb) return;
    heads.push([range[0] + r.sid, to]);
  });
  for (const link of network.links) {
    if (link.from === at && link.sid !== undefined) heads.push([link.sid, link.to]);
  }
  for (const [label, to] of heads) {
    if (send(network, at, [label]).lost.length > 0) continue;
    for (const rest of stacks(network, to, limit - 1)) yield [label, ...rest];
  }
}
