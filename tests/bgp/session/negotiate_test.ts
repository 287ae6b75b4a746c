import assert from "node:assert/strict";
import { decodeMessage } from "../../../src/bgp/codec/decode_message.ts";
import { encodeMessage } from "../../../src/bgp/codec/encode_message.ts";
import type { OpenMessage } from "../../../src/bgp/codec/message.ts";
import type { Capability } from "../../../src/bgp/registry/capabilities.ts";
import { collisionWinner, resolveCollision } from "../../../src/bgp/session/collision.ts";
import { INITIAL } from "../../../src/bgp/session/fsm.ts";
import { type Agreed, negotiate, openOf } from "../../../src/bgp/session/negotiate.ts";
import { retryDelayMicroseconds } from "../../../src/bgp/session/retry.ts";
import { fromHex, toHex } from "../shared_bytes.ts";
import { LOCAL, PEER } from "./transcript.ts";

const outcome = (open: OpenMessage, local = LOCAL) => {
  const result = negotiate(open, local);
  return "fault" in result ? `${result.fault.code}/${result.fault.subcode}` : result.agreed;
};
const agreed = (open: OpenMessage, local = LOCAL): Agreed => {
  const result = outcome(open, local);
  assert(typeof result !== "string", `${result}`);
  return result;
};
const open = openOf(PEER);
const withCapabilities = (...capabilities: Capability[]): OpenMessage => ({
  ...open,
  capabilities,
});
const LINK_STATE: Capability = { kind: "multiprotocol", value: { afi: 16388, safi: 71 } };

Deno.test("`openOf()` announces what a BGP-LS consumer needs, byte for byte", () => {
  const message = openOf({ ...LOCAL, hostName: "cairn" });
  assert.deepEqual(message.capabilities.map((c) => c.kind), [
    "multiprotocol",
    "routeRefresh",
    "extendedMessage",
    "gracefulRestart",
    "fourOctetAsn",
    "enhancedRouteRefresh",
    "fqdn",
  ]);
  assert.equal(
    toHex(encodeMessage(message)).slice(38),
    "04fde9005a0a090002" + "21" + "021f" + "0104" + "40040047" + "0200" + "0600" + "40024000" +
      "4104" + "0000fde9" + "4600" + "4907" + "05636169726e00",
  );
  assert.deepEqual(decodeMessage(encodeMessage(message)), message);
});

Deno.test("`openOf()` says AS 23456 when the number has four octets (RFC 6793 §9)", () =>
  assert.equal(openOf({ ...LOCAL, asn: 4200000000 }).asn, 23456));

Deno.test("`negotiate()` finds the peer's AS in the capability, and checks both fields", () => {
  const big: Capability = { kind: "fourOctetAsn", value: 4200000000 };
  const local = { ...LOCAL, peerAsn: 4200000000 };
  assert.equal(
    agreed({ ...withCapabilities(LINK_STATE, big), asn: 23456 }, local).peerAsn,
    4200000000,
  );
  assert.equal(outcome({ ...withCapabilities(LINK_STATE, big), asn: 65000 }, local), "2/2");
  assert.equal(outcome({ ...withCapabilities(LINK_STATE), asn: 64999 }), "2/2");
  assert(!agreed(withCapabilities(LINK_STATE)).form.fourOctetAsn);
});

Deno.test("`negotiate()` refuses our own identifier inside our AS only (RFC 6286 §2.2)", () => {
  const twin = { ...open, bgpIdentifier: LOCAL.bgpIdentifier };
  assert.notEqual(outcome(twin), "2/3");
  const inside = { ...LOCAL, asn: 65000 };
  assert.equal(outcome(twin, inside), "2/3");
  assert(agreed(open, inside).form.internal);
});

Deno.test("`negotiate()` sends the missing capability along (RFC 5492 §5)", () => {
  const result = negotiate(withCapabilities(), LOCAL);
  assert("fault" in result && result.fault.subcode === 7);
  assert.deepEqual(result.fault.octets, fromHex("010440040047"));
});

Deno.test("`negotiate()` tolerates duplicates, unknown and malformed capabilities (RFC 5492 §4)", () => {
  const bytes = encodeMessage(withCapabilities(LINK_STATE, LINK_STATE, {
    kind: "unknown",
    type: 239,
    value: fromHex("0102"),
  }, { kind: "unknown", type: 65, value: fromHex("00") }));
  const message = decodeMessage(bytes);
  assert(message.kind === "open");
  assert.deepEqual(message.capabilities.map((c) => c.kind), [
    "multiprotocol",
    "multiprotocol",
    "unknown",
    "malformed",
  ]);
  agreed(message);
});

Deno.test("OPEN with more than 255 octets of parameters takes the form of RFC 9072 both ways", () => {
  const many = Array.from({ length: 60 }, (): Capability => ({
    kind: "unknown",
    type: 240,
    value: fromHex("01020304"),
  }));
  const message = withCapabilities(LINK_STATE, ...many);
  const bytes = encodeMessage(message);
  assert.deepEqual([bytes[28], bytes[29]], [255, 255]);
  assert.deepEqual(decodeMessage(bytes), message);
});

Deno.test("`collisionWinner()` is the higher identifier, then the higher AS (RFC 6286 §2.3)", () => {
  const a = { asn: 1, bgpIdentifier: 9 }, b = { asn: 2, bgpIdentifier: 8 };
  assert.equal(collisionWinner(a, b), "local");
  assert.equal(collisionWinner(b, a), "peer");
  assert.equal(collisionWinner({ ...a, asn: 3 }, { ...b, bgpIdentifier: 9 }), "local");
});

Deno.test("`resolveCollision()` has both speakers keep the same connection (RFC 4271 §6.8)", () => {
  const state = {
    is: "openConfirm",
    failures: 0,
    lean: false,
    peer: open,
    agreed: agreed(open),
  } as const;
  const silent = { is: "openSent", failures: 0, lean: false } as const;
  assert.equal(resolveCollision(silent, "local", LOCAL, PEER), "keepBoth");
  for (const [local, peer] of [[LOCAL, PEER], [PEER, LOCAL]] as const) {
    const mine = resolveCollision(state, "local", local, peer);
    const theirs = resolveCollision(state, "peer", peer, local);
    assert.equal(mine, theirs);
  }
  assert.equal(resolveCollision(INITIAL, "local", LOCAL, PEER), "keepNew");
  const established = {
    is: "established",
    failures: 0,
    lean: false,
    peer: open,
    since: 0,
  } as const;
  const plain = agreed(open);
  const keeps = resolveCollision({ ...established, agreed: plain }, "peer", LOCAL, PEER);
  assert.equal(keeps, "keepExisting");
  const restarting = { ...plain, restartSeconds: 120 };
  const yields = resolveCollision({ ...established, agreed: restarting }, "peer", LOCAL, PEER);
  assert.equal(yields, "keepNew");
});

Deno.test("`retryDelayMicroseconds()` doubles to its longest, less up to a quarter, by seed alone", () => {
  const retry = { first: 1, longest: 60 };
  const delays = Array.from({ length: 12 }, (_, i) => retryDelayMicroseconds(i + 1, retry, 7));
  delays.forEach((delay, i) => {
    const whole = Math.min(2 ** i, 60) * 1e6;
    assert(delay >= 0.75 * whole && delay <= whole);
  });
  assert.deepEqual(delays.map((_, i) => retryDelayMicroseconds(i + 1, retry, 7)), delays);
  const firsts = Array.from({ length: 50 }, (_, seed) => retryDelayMicroseconds(1, retry, seed));
  assert(new Set(firsts).size > 40);
});
