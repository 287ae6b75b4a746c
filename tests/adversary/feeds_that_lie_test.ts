/** A BGP-LS feed that says anything at all: the core takes it without a throw, stays bounded, and replays it the same. */
import assert from "node:assert/strict";
import { encodeLsAttribute, encodeUpdates } from "../../src/bgp/codec/encode_message.ts";
import { makeIpv4Prefix, makeLink, makeNode } from "../../src/bgp/codec/write_ls_nlri.ts";
import { createCore, loadCore } from "../../src/controller/core.ts";
import type { Answer, Core, Event } from "../../src/controller/step.ts";
import { crc32 } from "../../src/lib/crc32.ts";
import { pack } from "../../src/lib/pack.ts";
import { createRandom } from "../../lab/sim/random.ts";
import { apply, dynamic, FIVE, policy } from "../controller/simulation.ts";
import { lying } from "./liar.ts";

/** UPDATEs about five true nodes and three that are not there, with the worst values of each field. */
function lies(seed: number, identities: boolean): () => readonly Uint8Array[] {
  const random = createRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[random.between(0, list.length - 1)]!;
  const node = (i: number) => ({
    asn: pick([FIVE.asn, 65009]),
    igpRouterId: FIVE.routers[i]?.systemId ?? `00000000100${i}`,
  });
  const word = () => pick([0, 1, 16, 0xffffff, 0x7fffffff, 0xffffffff]);
  const loopback = () => pick([...FIVE.routers.map((r) => r.loopback), 0]);
  const nameOf = (i: number) => FIVE.routers[i]?.name ?? `x${i}`;
  const loopbackOf = (i: number) => FIVE.routers[i]?.loopback ?? 0xcb007100 + i;
  const range = () => ({
    size: pick([0, 1, 8000, 0xffffff]),
    first: { label: pick([0, 16000, 1048575]), index: undefined },
  });
  const aNode = (i = random.between(0, 7)) => ({
    nlri: makeNode({
      protocolId: identities ? pick([1, 2, 3]) : 2,
      localNode: node(i),
    }),
    attribute: encodeLsAttribute([
      {
        kind: "nodeName",
        value: identities ? pick(["paris", "rome", "", "y".repeat(200)]) : nameOf(i),
      },
      { kind: "ipv4RouterIdLocal", value: identities ? loopback() : loopbackOf(i) },
      {
        kind: "srCapabilities",
        value: { flags: { ipv4: true, ipv6: false }, ranges: [range(), range()] },
      },
      { kind: "nodeMsd", value: [{ type: 1, value: pick([0, 1, 10, 255]) }] },
    ]),
  });
  const aLink = () => ({
    nlri: makeLink({
      protocolId: 2,
      localNode: node(random.between(0, 7)),
      remoteNode: node(random.between(0, 7)),
      link: { ipv4Interface: pick([1, 2, 3]), ipv4Neighbor: pick([1, 2, 3]) },
    }),
    attribute: encodeLsAttribute([
      { kind: "igpMetric", value: pick([0, 1, 10, 0xffffff]) },
      { kind: "teMetric", value: word() },
      { kind: "maxBandwidth", value: pick([0, 1e9, NaN, Infinity, -1]) },
      { kind: "srlgs", value: Array.from({ length: pick([0, 1, 900]) }, word) },
      { kind: "adminGroup", value: word() },
    ]),
  });
  const aPrefix = () => ({
    nlri: makeIpv4Prefix({
      protocolId: 2,
      localNode: node(identities ? random.between(0, 7) : 0),
      address: identities ? loopback() : loopbackOf(0),
      prefixLength: 32,
    }),
    attribute: encodeLsAttribute([
      { kind: "prefixMetric", value: word() },
      {
        kind: "prefixSid",
        value: {
          flags: pick([0x40, 0, 0xff]),
          algorithm: pick([0, 128]),
          sid: { label: undefined, index: pick([0, 1, 2, 3, 0xffffffff]) },
        },
      },
    ]),
  });
  return () => {
    const { nlri, attribute } = pick([aNode, aLink, aPrefix])();
    if (random.next() < 0.3) return encodeUpdates("unreach", [nlri], {});
    const told = random.next() < 0.8 ? { attributeBytes: attribute } : {};
    const path = {
      origin: "igp",
      asPath: [],
      localPreference: 100,
      nextHop: Uint8Array.of(10, 255, 0, 1),
    } as const;
    return encodeUpdates("reach", [nlri], { ...told, path });
  };
}
const digest = (answer: Answer) =>
  crc32(pack([
    answer.wakeAt,
    answer.effects.map((e) => e.do === "compute" ? { ...e, jobs: e.jobs.list } : e),
  ]));

/** With `shadow`, a second core hears the same, and is replaced by its own saved self now and then. */
function lieTo(seeds: readonly number[], identities: boolean, shadowed: boolean): void {
  for (const seed of seeds) {
    let feed = -1, count = 0;
    let shadow: Core | undefined;
    const follow = (core: Core): Core => ({
      handle(event: Event) {
        if (event.what.on === "opened" && event.what.peer.protocol === "bgp") {
          feed = event.what.connection;
        }
        const answer = core.handle(event);
        if (!shadowed) return answer;
        shadow ??= createCore();
        assert.equal(digest(shadow.handle(event)), digest(answer), `seed ${seed}, event ${count}`);
        if (++count % 97 === 0) shadow = loadCore(shadow.save());
        return answer;
      },
      save: () => core.save(),
      get view() {
        return core.view;
      },
    });
    const lied = lying();
    lied.sim.startCore(lied.liar.around(follow(createCore())));
    const { sim, liar } = lied;
    sim.run(30);
    const igp = [dynamic({ metric: "igp" })];
    apply(sim, policy(), policy({ name: "igp", color: 5, candidatePaths: igp }));
    sim.settle();
    const say = lies(seed, identities);
    for (let i = 0; i < 700; i++) {
      for (const bytes of say()) liar.tell({ on: "received", connection: feed, bytes });
      assert.ok(sim.command({ do: "go" }).ok);
      sim.run(0.05);
    }
    assert.deepEqual(sim.notes.filter(({ kind }) => kind === "bug"), []);
    assert.deepEqual(liar.faults, []);
    assert.ok(liar.changes.length < 200, `${liar.changes.length} changes`);
    assert.ok(liar.core!.save().length < 2e6);
  }
}

Deno.test("the core takes whatever a lying feed says, names and router-ids of others too", () => {
  lieTo([1, 2, 3], true, false);
});

Deno.test("a saved core answers the same to a feed that lies about attributes", () => {
  lieTo([4, 5], false, true);
});

Deno.test("the core stays as small as it was while one link flaps", () => {
  const { sim, liar } = lying();
  sim.settle();
  apply(sim, policy());
  sim.settle();
  const flap = (times: number) => {
    for (let i = 0; i < times; i++) {
      sim.failLink("lyon--rome");
      sim.run(3);
      sim.restoreLink("lyon--rome");
      sim.run(3);
    }
    return liar.core!.save().length;
  };
  const full = flap(1000); // events and messages are at their bounds
  assert.ok(flap(400) < 1.3 * full);
  assert.deepEqual(liar.faults, []);
});
