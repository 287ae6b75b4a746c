/** What other projects recorded or wrote down of real speakers, from bytes to the topology. */
import assert from "node:assert/strict";
import type { Change } from "../../src/ted/fact.ts";
import { Ted } from "../../src/ted/ted.ts";
import { lsFact } from "../../src/bgp/codec/read_ls_fact.ts";
import { fromHex, type Vector, vectors } from "../bgp/shared_bytes.ts";
import { withdrawn } from "../../src/controller/bgp/ingest.ts";
import { linkAttributes } from "../../src/controller/bgp/ingest_attributes.ts";
import { decodeMessage } from "../../src/bgp/codec/decode_message.ts";
import { changesOf, config } from "./speaker.ts";

const messages = vectors("messages")?.filter((v) => v.proto === "bgp" && v.kind === "message");
const named = (source: string): Vector | undefined =>
  vectors("messages")?.find((v) => v.source.startsWith(source));

Deno.test("Ted takes every recorded UPDATE, in any order of announcing and withdrawing, and loads what it saved", () => {
  if (!messages) return;
  const ted = new Ted();
  ted.apply([{ change: "feedUp", feed: 0 }]);
  const announcements: Change[] = [];
  for (const { hex } of messages) {
    const changes = changesOf(hex);
    ted.apply(changes);
    announcements.push(...changes);
  }
  assert.ok(announcements.length > 10);
  const twin = Ted.load(ted.save());
  assert.deepEqual([...twin.links()], [...ted.links()]);
  assert.deepEqual([...twin.routers()], [...ted.routers()]);
  assert.deepEqual([...twin.prefixes()], [...ted.prefixes()]);
  // All taken back: nothing stays.
  for (const { hex } of messages) {
    const message = decodeMessage(fromHex(hex));
    if (message.kind !== "update") continue;
    ted.apply([...message.reach, ...message.unreach].flatMap((nlri) => {
      const change = withdrawn(config, 0, nlri);
      return change ? [change] : [];
    }));
  }
  assert.deepEqual([[...ted.links()], [...ted.routers()], [...ted.prefixes()]], [[], [], []]);
});

Deno.test("Ted takes recorded NLRI that come without the message around them", () => {
  const nlri = vectors("messages")?.filter((v) => v.proto === "bgpls-nlri" && v.kind === "nlri");
  if (!nlri) return;
  const ted = new Ted();
  ted.apply([{ change: "feedUp", feed: 0 }]);
  for (const { hex } of nlri) {
    const body = `40044704c000020100${hex}`,
      length = (body.length / 2).toString(16).padStart(4, "0");
    const attributes = `4001010040020040050400000064900e${length}${body}`;
    const octets = (attributes.length / 2).toString(16).padStart(4, "0");
    const whole = (attributes.length / 2 + 23).toString(16).padStart(4, "0");
    ted.apply(changesOf(`${"ff".repeat(16)}${whole}020000${octets}${attributes}`));
  }
  for (const row of ted.links()) assert.equal(row.stale, true); // no attribute 29: flagged
});

Deno.test("`linkAttributes()` finds the values of recorded link attributes (exabgp's speakers, yabgp)", () => {
  // An IOS-XR link: TE, two adjacency SIDs.
  const te = named("Exa-Networks/exabgp:qa/decoding/bgp-ls-5");
  if (te) {
    const [change] = changesOf(te.hex);
    assert(change?.change === "putLink");
    const { attributes } = change;
    assert.equal(attributes?.adjacencySids?.length, 2);
    assert.equal(attributes?.unreservedBandwidthBytesPerSecond?.length, 8);
    assert.ok((attributes?.maximumBandwidthBytesPerSecond ?? 0) > 0);
    assert.equal(attributes?.rare, undefined);
  }
  // SRv6 on a LAN: End.X SIDs that name their neighbour.
  const lan = named("Exa-Networks/exabgp:qa/decoding/bgp-ls-10");
  if (lan) {
    const [change] = changesOf(lan.hex);
    assert(change?.change === "putLink");
    const sids = change.attributes?.rare?.endXSids ?? [];
    assert.ok(sids.length > 2);
    assert.ok(sids.every((sid) => sid.lanNeighbor?.length === 12 && sid.structure));
  }
  const delay = named("smartbgp/yabgp:yabgp/tests/unit/message/attribute/nlri/test_linkdelay");
  if (delay) {
    const fact = lsFact({ type: "link", protocolId: 2 }, fromHex(delay.hex));
    assert(fact?.kind === "link");
    const attributes = linkAttributes(fact);
    assert.ok(attributes.delay?.average !== undefined && attributes.delay.minimum !== undefined);
    assert.ok(attributes.delayVariationMicroseconds !== undefined);
    assert.ok(attributes.rare?.residualBandwidthBytesPerSecond !== undefined);
  }
});

Deno.test("`announced()` makes something of each attribute of gobmp's and gobgp's tests, for every kind of object", () => {
  const attributes = vectors("messages")?.filter((v) => v.proto === "bgpls-attr");
  if (!attributes) return;
  let rare = 0;
  for (const { hex } of attributes) {
    const bytes = fromHex(hex);
    for (const protocolId of [2, 3, 6, 7]) {
      for (const type of ["node", "link", "ipv6Prefix", "srv6Sid", "srPolicy"] as const) {
        const fact = lsFact({ type, protocolId }, bytes);
        if (fact?.kind === "link" && linkAttributes(fact).rare) rare++;
      }
    }
  }
  assert.ok(rare > 10);
});
