import assert from "node:assert/strict";
import { decodeMessage } from "../../../src/bgp/codec/decode_message.ts";
import { encodeMessage } from "../../../src/bgp/codec/encode_message.ts";
import { Framer } from "../../../src/bgp/codec/framer.ts";
import { USUAL_FORM } from "../../../src/bgp/codec/session_form.ts";
import { fromHex, plain } from "../shared_bytes.ts";
import {
  AS_PATH,
  attribute,
  codes,
  fault,
  NAME,
  NODE,
  ORIGIN,
  reach,
  remedies,
  taken,
  unreach,
  update,
} from "./update_hex.ts";

const OLD = { ...USUAL_FORM, fourOctetAsn: false };

Deno.test("`decodeMessage()` does to each malformed attribute what its RFC says (RFC 7606 §7)", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ["ORIGIN of two octets", "40 01 02 0000", "treatAsWithdraw 1"],
    ["AS_PATH that ends early", "40 02 05 02 02 0000fd", "treatAsWithdraw 2"],
    ["AS_PATH with an empty segment", "40 02 02 02 00", "treatAsWithdraw 2"],
    ["AS_PATH with AS 0 (RFC 7607)", "40 02 06 02 01 00000000", "treatAsWithdraw 2"],
    ["NEXT_HOP of 3 octets", "40 03 03 0a0900", "treatAsWithdraw 3"],
    ["MED of 3 octets", "80 04 03 000000", "treatAsWithdraw 4"],
    ["LOCAL_PREF of 5 octets", "40 05 05 0000000000", "treatAsWithdraw 5"],
    ["ATOMIC_AGGREGATE with a value", "40 06 01 00", "attributeDiscard 6"],
    [
      "AGGREGATOR of 6 octets beside 4-octet numbers",
      "c0 07 06 fde8 0a000001",
      "attributeDiscard 7",
    ],
    ["AGGREGATOR with AS 0", "c0 07 08 00000000 0a000001", "attributeDiscard 7"],
    ["COMMUNITIES that are empty", "c0 08 00", "treatAsWithdraw 8"],
    ["COMMUNITIES of 6 octets", "c0 08 06 fde800010000", "treatAsWithdraw 8"],
    ["ORIGINATOR_ID of 3 octets", "80 09 03 0a0000", "treatAsWithdraw 9"],
    ["CLUSTER_LIST that is empty", "80 0a 00", "treatAsWithdraw 10"],
    ["CLUSTER_LIST of 5 octets", "80 0a 05 0a00000100", "treatAsWithdraw 10"],
    ["EXTENDED COMMUNITIES of 7 octets", "c0 10 07 0002fde8000000", "treatAsWithdraw 16"],
    ["IPv6 EXTENDED COMMUNITY of 8 octets", "c0 19 08 0002fde800000001", "treatAsWithdraw 25"],
    ["AIGP whose length is below its head", "80 1a 03 01 0002", "attributeDiscard 26"],
    ["AIGP of 4 octets", "80 1a 07 01 0007 0000000a", "attributeDiscard 26"],
    ["LARGE_COMMUNITY of 11 octets", "c0 20 0b 0000fde800000001000000", "treatAsWithdraw 32"],
    ["OTC of 2 octets", "c0 23 02 fde8", "treatAsWithdraw 35"],
    ["Prefix-SID whose TLV is longer than it", "c0 28 04 01 0007 00", "attributeDiscard 40"],
  ];
  for (const [name, bad, remedy] of cases) {
    const type = parseInt(bad.slice(3, 5), 16);
    const rest = [[1, ORIGIN], [2, AS_PATH]].filter(([n]) => n !== type).map(([, hex]) => `${hex}`);
    const message = taken(update(...rest, bad, reach(NODE), NAME));
    assert.deepEqual(remedies(message), [remedy], name);
    const lost = remedy.startsWith("treatAsWithdraw");
    assert.deepEqual([message.reach.length, message.unreach.length], lost ? [0, 1] : [1, 0], name);
    assert.equal(message.attributeBytes === undefined, lost, name);
  }
});

Deno.test("`decodeMessage()` takes good attributes of every row without a word", () => {
  const good = [
    "80 04 04 0000000a",
    "40 05 04 00000064",
    "40 06 00",
    "c0 07 08 0000fde8 0a000001",
    "c0 08 08 fde80001ffffff01",
    "80 09 04 0a000001",
    "80 0a 08 0a0000010a000002",
    "c0 10 10 0002fde800000001 030b000000000064",
    "c0 16 05 0000000000",
    "c0 19 14 0002 20010db8000000000000000000000001 0000",
    "80 1a 0b 01 000b 000000000000000a",
    "c0 20 0c 0000fde80000000100000002",
    "c0 23 04 0000fde8",
    "c0 28 0a 01 0007 00 0000 00000064",
  ];
  const message = taken(update(ORIGIN, AS_PATH, ...good, reach(NODE), NAME));
  assert.deepEqual(message.errors, []);
  assert.equal(message.reach.length, 1);
  assert.deepEqual(message.path.clusterList, [0x0a000001, 0x0a000002]);
  assert.equal(message.path.others.length, 10);
});

Deno.test("`decodeMessage()` treats flags that do not fit as withdraw, of NLRI attributes too (RFC 7606 §3)", () => {
  const wrong = attribute("c0", "0e", `4004 47 04 0a090001 00 ${NODE}`);
  const message = taken(update(ORIGIN, AS_PATH, wrong, NAME));
  assert.deepEqual(remedies(message), ["treatAsWithdraw 14"]);
  assert.deepEqual([message.reach.length, message.unreach.length], [0, 1]);
  const ls = taken(update(ORIGIN, AS_PATH, reach(NODE), NAME.replace("80 1d", "c0 1d")));
  assert.deepEqual(remedies(ls), ["treatAsWithdraw 29"]);
  // Partial, and how a length is written, say nothing about that (RFC 7606 §3 c).
  assert.deepEqual(
    taken(update(ORIGIN, AS_PATH, reach(NODE), "90 1d 0006 0402 0002 7231")).errors,
    [],
  );
});

Deno.test("`decodeMessage()` keeps an object that came without attribute 29 (RFC 9552 §8.2.2)", () => {
  const message = taken(update(ORIGIN, AS_PATH, reach(NODE)));
  assert.deepEqual([message.errors.length, message.reach.length], [0, 1]);
  assert.equal(message.attributeBytes, undefined);
});

Deno.test("`decodeMessage()` discards a bad NLRI, which there is no object to withdraw for (RFC 9552 §8.2.2)", () => {
  // An object is named by the octets of its NLRI, and these never were good: none has this name.
  const bad = "0001 0009 02 0000000000000000";
  const message = taken(update(ORIGIN, AS_PATH, reach(`${bad} ${NODE}`), NAME));
  assert.deepEqual(remedies(message), ["nlriDiscard 14"]);
  assert.equal(message.errors[0]?.ref, "RFC 9552 §8.2.2");
  assert.equal(message.reach.length, 1);
});

Deno.test("`decodeMessage()` takes next hops of 4, 12, 16, 24, 32 and 48 octets (RFC 4760 §3, RFC 9552 §5.5)", () => {
  for (const octets of [4, 12, 16, 24, 32, 48]) {
    const hop = "0a".repeat(octets), n = octets.toString(16).padStart(2, "0");
    const bytes = update(
      ORIGIN,
      AS_PATH,
      attribute("80", "0e", `4004 48 ${n} ${hop} 00`),
    );
    const message = taken(bytes);
    assert.deepEqual(message.path.nextHop, fromHex(hop));
    assert.deepEqual(message.errors, []);
  }
});

Deno.test("`decodeMessage()` merges AS4_PATH into a path of two octets (RFC 6793 §4.2.3)", () => {
  const seq = (...asns: number[]) => ({ kind: "sequence", asns });
  const path = (asPath: string, ...more: string[]) =>
    taken(update(ORIGIN, asPath, ...more, reach(NODE)), OLD);
  const as4 = "c0 11 0a 02 02 00030d40 00030d41"; // 200000 200001
  // 65001 in front was added by the old speaker; 23456 stands twice for what it could not say.
  const merged = path("40 02 08 02 03 fde9 5ba0 5ba0", as4);
  assert.deepEqual(merged.path.asPath, [seq(65001, 200000, 200001)]);
  assert.deepEqual(merged.errors, []);
  // A path that is shorter than AS4_PATH is not what AS4_PATH was made of.
  assert.deepEqual(path("40 02 04 02 01 fde9", as4).path.asPath, [seq(65001)]);
  // An aggregator that is not AS_TRANS: somebody did not know of AS4_PATH.
  const agg = ["c0 07 06 fde9 0a000001", "c0 12 08 00030d40 0a000001"];
  assert.deepEqual(path("40 02 08 02 03 fde9 5ba0 5ba0", as4, ...agg).path.asPath, [
    seq(65001, 23456, 23456),
  ]);
  const trans = ["c0 07 06 5ba0 0a000001", "c0 12 08 00030d40 0a000001"];
  assert.deepEqual(path("40 02 08 02 03 fde9 5ba0 5ba0", as4, ...trans).path.asPath, [
    seq(65001, 200000, 200001),
  ]);
  // Confederations count nothing and stay in front; in AS4_PATH they have no place.
  const confederation = "40 02 0a 03 01 fdea 02 02 5ba0 5ba0";
  const withConfederation = "c0 11 10 03 01 00000005 02 02 00030d40 00030d41";
  assert.deepEqual(path(confederation, withConfederation).path.asPath, [
    { kind: "confederationSequence", asns: [65002] },
    seq(200000, 200001),
  ]);
  assert.deepEqual(remedies(path("40 02 04 02 01 5ba0", "c0 11 05 02 01 000300")), [
    "attributeDiscard 17",
  ]);
});

Deno.test("A merged path is said again in two octets, and merges to the same (RFC 6793 §4.2.2)", () => {
  const bytes = update(ORIGIN, "40 02 06 02 02 fde9 5ba0", "c0 11 06 02 01 00030d40", reach(NODE));
  const first = taken(bytes, OLD);
  assert.deepEqual(plain(decodeMessage(encodeMessage(first, OLD), OLD)), plain(first));
});

Deno.test("`decodeMessage()` drops AS4_PATH of a peer that has four octets (RFC 6793 §4.1)", () => {
  const message = taken(update(ORIGIN, AS_PATH, "c0 11 06 02 01 00030d40", reach(NODE)));
  assert.deepEqual(remedies(message), ["attributeDiscard 17"]);
  assert.deepEqual(message.path.others, []);
  assert.deepEqual(message.path.asPath, [{ kind: "sequence", asns: [65000] }]);
});

Deno.test("UPDATEs of 4096 and 65,535 octets pass; one octet more than a message can say does not", () => {
  for (const length of [4096, 4097, 65_535]) {
    const name = "78".repeat(length - 23 - 4 - 9 - 3 - 9 - 27 - 4 - 4);
    const value = `0402 ${(name.length / 2).toString(16).padStart(4, "0")} ${name}`;
    const octets = (value.replaceAll(" ", "").length / 2).toString(16).padStart(4, "0");
    const bytes = update(ORIGIN, AS_PATH, reach(NODE), `90 1d ${octets} ${value}`);
    assert.equal(bytes.length, length);
    const { messages, fault } = new Framer().push(bytes);
    assert.equal(fault, undefined);
    assert.equal(taken(messages[0]!).errors.length, 0);
  }
});

Deno.test("`decodeMessage()` ends the session where the lengths of an UPDATE lie (RFC 7606 §4, §5.3)", () => {
  const lie = (at: number, value: number) => {
    const bytes = update(ORIGIN, AS_PATH, reach(NODE));
    bytes[at] = value;
    return codes(fault(bytes));
  };
  assert.equal(lie(19, 1), "3/1"); // 256 octets of withdrawn routes
  assert.equal(lie(21, 1), "3/1"); // 256 octets of attributes more
  assert.equal(codes(fault(update(unreach(`0001 ffff ${NODE}`)))), "3/9");
});
