/** Several peers tell the same and contradict each other: whose copy counts (RFC 4271 §9.1.2, RFC 4456 §9). */
import assert from "node:assert/strict";
import fc from "fast-check";
import { type Compared, type From, rankOf } from "../../../src/controller/bgp/best_way.ts";
import { talk } from "./talk.ts";

/** Nodes a and k are one node with two names, so the name says whose copy is believed. */
const two = (name: string, number: number) => `
    p${number} accepts ${name} -> ${name} open
    ${name} open id=10.0.0.${number} -> ${name} keepalive
    ${name} keepalive  -> nothing`;
const both = `start -> connects p1, connects p2 ${two("c", 1)} ${two("d", 2)}`;
const options = { asn: 65000, peers: [{}, {}] };

/** Peer 1 tells "a" and peer 2 "k", in both orders. */
function contest(first: string, second: string, believed: "a" | "k"): void {
  const one = `c node a ${first} -> nothing`, other = `d node k ${second} -> nothing`;
  for (const told of [[one, other], [other, one]]) {
    talk(`${both}\n${told.join("\n")}\n= nodes ${believed}`, options);
  }
}

Deno.test("RFC 4271 §9.1.2: the preferred copy counts, whoever told it first and whoever is configured first", () => {
  contest("preference=100", "preference=200", "k");
  contest("preference=200", "preference=100", "a");
  contest("as=65001,65002", "as=65001", "k");
  contest("preference=200 as=65001,65002", "preference=100 as=65001", "a");
  contest("origin=egp", "origin=igp", "k");
  contest("as=65001,65002 origin=igp", "as=65001 origin=egp", "k");
  contest("med=20", "med=10", "k");
  contest("med=20", "", "k");
  contest("origin=egp med=1", "med=10", "k");
});

Deno.test("RFC 4271 §9.1.2.2, RFC 4456 §9: then the lowest identifier, the originator's where a reflector tells it", () => {
  contest("", "", "a");
  contest("by=10.0.0.9", "by=10.0.0.8", "k");
  contest("by=10.0.0.9,10.0.0.20,10.0.0.21", "by=10.0.0.9,10.0.0.20", "k");
  contest("by=10.0.0.9,10.0.0.20", "by=10.0.0.9,10.0.0.21", "a");
});

Deno.test("Peers that contradict each other: a stale copy comes last; the other counts again when it is back", () =>
  talk(
    `${both}
    c node a preference=100 -> nothing
    c end-of-rib       -> nothing
    d node k preference=200 -> nothing
    d end-of-rib       -> nothing
    = nodes k
    = p1 believed 0
    = p2 believed 1
    d node k preference=50 -> nothing
    = nodes a
    d node k preference=200 -> nothing
    = nodes k
    d closes           -> nothing
    = nodes a
    = p1 believed 1
    = p2 nlriCount 1
    = p2 believed 0
    c gone a           -> nothing
    = nodes k(stale)
    = p2 believed 1
  `,
    options,
  ));

Deno.test("The row of a peer names the topologies that it tells, and the network while it tells none", () =>
  talk(
    `start -> connects p1 ${two("c", 1)}
    = p1 topology sim
    c node a instance=32 -> nothing
    = p1 topology sim-32
    c node b -> nothing
    = p1 topology sim, sim-32
    c node b asn=65000 -> nothing
    c node b asn=65009 -> nothing
    = p1 topology sim, sim-32, sim-as65009
  `,
    { asn: 65000 },
  ));

const way: fc.Arbitrary<Compared> = fc.record({
  localPreference: fc.option(fc.nat(0xffffffff), { nil: undefined }),
  asPath: fc.option(
    fc.array(fc.record({
      kind: fc.constantFrom("sequence" as const, "set" as const, "confederationSequence" as const),
      asns: fc.array(fc.nat(65535), { minLength: 1, maxLength: 3 }),
    })),
    { nil: undefined },
  ),
  origin: fc.constantFrom("igp" as const, "egp" as const, "incomplete" as const, undefined),
  med: fc.option(fc.nat(0xffffffff), { nil: undefined }),
  originatorId: fc.option(fc.nat(0xffffffff), { nil: undefined }),
  clusterList: fc.array(fc.nat(), { maxLength: 3 }),
});
const from: fc.Arbitrary<From> = fc.record({
  internal: fc.boolean(),
  bgpIdentifier: fc.nat(0xffffffff),
});
/** The steps of RFC 4271 §9.1.2.2, one number each. */
function steps(w: Compared, f: From): number[] {
  const lengths = (w.asPath ?? []).map(({ kind, asns }) =>
    kind === "sequence" ? asns.length : kind === "set" ? 1 : 0
  );
  return [
    -(w.localPreference ?? 100),
    lengths.reduce((a, b) => a + b, 0),
    ["igp", "egp", "incomplete"].indexOf(w.origin ?? "incomplete"),
    w.med ?? 0,
    f.internal ? 1 : 0,
    w.originatorId ?? f.bgpIdentifier,
    w.clusterList.length,
  ];
}

Deno.test("`rankOf()` sorts as the steps of RFC 4271 §9.1.2.2 do, one after the other", () => {
  fc.assert(fc.property(way, from, way, from, (a, f, b, g) => {
    const x = steps(a, f), y = steps(b, g), k = x.findIndex((one, i) => one !== y[i]);
    const expected = k < 0 ? 0 : Math.sign(x[k]! - y[k]!);
    const p = rankOf(a, f), q = rankOf(b, g);
    assert.equal(p < q ? -1 : p > q ? 1 : 0, expected);
  }));
});

Deno.test("`rankOf()` prefers what a peer of another AS tells to what one of ours does", () => {
  const same: Compared = {
    localPreference: 100,
    asPath: [],
    origin: "igp",
    med: 0,
    originatorId: undefined,
    clusterList: [],
  };
  const ours = { internal: true, bgpIdentifier: 1 }, theirs = { internal: false, bgpIdentifier: 9 };
  assert.ok(rankOf(same, theirs) < rankOf(same, ours));
});
