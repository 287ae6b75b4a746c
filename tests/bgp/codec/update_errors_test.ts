import assert from "node:assert/strict";
import { encodeLsAttribute, encodeMessage } from "../../../src/bgp/codec/encode_message.ts";
import { USUAL_FORM } from "../../../src/bgp/codec/session_form.ts";
import { makeNode } from "../../../src/bgp/codec/write_ls_nlri.ts";
import { fromHex } from "../shared_bytes.ts";
import {
  AS_PATH,
  attribute,
  codes,
  fault,
  NAME,
  NODE,
  NODE_BODY,
  ORIGIN,
  reach,
  remedies,
  taken,
  unreach,
  update,
} from "./update_hex.ts";

Deno.test("`decodeMessage()` takes a good UPDATE, attribute 29 before or after its NLRI", () => {
  for (const order of [[reach(NODE), NAME], [NAME, reach(NODE)]]) {
    const message = taken(update(ORIGIN, AS_PATH, ...order));
    assert.deepEqual(message.errors, []);
    assert.deepEqual(message.attributeBytes, fromHex("040200027231"));
    const [node] = message.reach;
    assert(node?.type === "node" && node.localNode.igpRouterId === "000000000001");
  }
});

Deno.test("`decodeMessage()` treats as withdraw what lost a mandatory attribute (RFC 7606 §3)", () => {
  const message = taken(update(reach(NODE), AS_PATH, NAME));
  assert.deepEqual(remedies(message), ["treatAsWithdraw 1"]);
  assert.equal(message.reach.length, 0);
  assert.equal(message.unreach.length, 1);
  assert.equal(message.attributeBytes, undefined);
});

Deno.test("`decodeMessage()` treats as withdraw bad flags and values (RFC 7606 §3, §7)", () => {
  const withdrawn = (...attributes: string[]) => {
    const message = taken(update(...attributes));
    assert.equal(message.reach.length, 0);
    assert.equal(message.unreach.length, 1);
    return remedies(message);
  };
  assert.deepEqual(withdrawn("c0 01 01 00", AS_PATH, reach(NODE)), ["treatAsWithdraw 1"]);
  assert.deepEqual(withdrawn("40 01 01 07", AS_PATH, reach(NODE)), ["treatAsWithdraw 1"]);
  assert.deepEqual(withdrawn(ORIGIN, "40 02 05 02 01 0000fd", reach(NODE)), ["treatAsWithdraw 2"]);
  assert.deepEqual(withdrawn(ORIGIN, "40 02 02 09 00", reach(NODE)), ["treatAsWithdraw 2"]);
  assert.deepEqual(withdrawn(ORIGIN, AS_PATH, "40 05 01 00", reach(NODE)), ["treatAsWithdraw 5"]);
  // An attribute that runs over the end, behind the NLRI.
  assert.deepEqual(withdrawn(ORIGIN, AS_PATH, reach(NODE), "80 1d 40 0402"), ["treatAsWithdraw 0"]);
});

Deno.test("`decodeMessage()` keeps the first of two equal attributes (RFC 7606 §3)", () => {
  const message = taken(update(ORIGIN, "40 01 01 02", AS_PATH, reach(NODE)));
  assert.deepEqual(remedies(message), ["attributeDiscard 1"]);
  assert.equal(message.path.origin, "igp");
  assert.equal(message.reach.length, 1);
});

Deno.test("`decodeMessage()` drops LOCAL_PREF and reflector attributes of another AS (RFC 7606 §7)", () => {
  const bytes = update(ORIGIN, AS_PATH, "40 05 04 00000064", "80 09 04 0a000001", reach(NODE));
  assert.equal(taken(bytes).path.localPreference, 100);
  const message = taken(bytes, { ...USUAL_FORM, internal: false });
  assert.deepEqual(remedies(message), ["attributeDiscard 5", "attributeDiscard 9"]);
  assert.equal(message.path.localPreference, undefined);
  assert.equal(message.reach.length, 1);
});

Deno.test("`decodeMessage()` discards attribute 29 whose TLVs do not fit, keeps its NLRI (RFC 9552 §8.2.2)", () => {
  const broken = [
    "80 1d 06 0402 0003 7231", // a TLV beyond the attribute
    "80 1d 03 040200", // a TLV without length
    "80 1d 0d 040a 0009 c000 001f40 0489 0003", // an SRGB whose label is beyond it
    "80 1d 10 0462 000c 04000000 40000000 045b 0008", // ASLA with a TLV beyond it
  ];
  for (const attribute29 of broken) {
    const message = taken(update(ORIGIN, AS_PATH, reach(NODE), attribute29));
    assert.deepEqual(remedies(message), ["attributeDiscard 29"], attribute29);
    assert.equal(message.attributeBytes, undefined);
    assert.equal(message.reach.length, 1);
  }
});

Deno.test("`decodeMessage()` discards one bad NLRI, keeps its neighbours (RFC 9552 §8.2.2)", () => {
  const bad = [
    "0001 0004 02000000", // no room for protocol and identifier
    "0001 0009 02 0000000000000000", // no local node
    "0001 0016 02 0000000000000000 0100 0009 0203 0006 0000000000", // a TLV beyond its node
    "0001 0015 02 0000000000000000 0100 0008 0200 0003 000001 00", // an AS of 3 octets
    "0003 001d 02 0000000000000000 0100 000a 0203 0006 000000000001 0109 0002 2001", // /32, 1 octet
    "0003 001c 02 0000000000000000 0100 000a 0203 0006 000000000001 0109 0001 21", // /33
    "0003 0017 02 0000000000000000 0100 000a 0203 0006 000000000001", // a prefix without prefix
    "0002 0017 02 0000000000000000 0100 000a 0203 0006 000000000001", // a link without far end
  ];
  for (const nlri of bad) {
    const message = taken(update(ORIGIN, AS_PATH, reach(`${nlri} ${NODE}`)));
    assert.deepEqual(remedies(message), ["nlriDiscard 14"], nlri);
    assert.deepEqual(message.reach.map((n) => n.type), ["node"]);
    assert.equal(taken(update(unreach(`${NODE} ${nlri}`))).unreach.length, 1);
  }
});

Deno.test("`decodeMessage()` ends the session where NLRI cannot be found (RFC 7606 §5.3)", () => {
  const path = [ORIGIN, AS_PATH];
  assert.equal(codes(fault(update(...path, reach(`0001 0018 ${NODE_BODY}`)))), "3/9");
  assert.equal(codes(fault(update(unreach("0001 00")))), "3/9");
  assert.equal(codes(fault(update(...path, "80 0e 05 4004 47 ff 00"))), "3/9"); // next hop
  assert.equal(codes(fault(update(...path, reach(NODE), reach(NODE)))), "3/1"); // twice
  assert.equal(codes(fault(update(...path, "80 0e 7f 4004"))), "3/1"); // beyond the end
  assert.equal(codes(fault(update(...path, "80 1d 7f"))), "3/1"); // NLRI not found before
  assert.equal(codes(fault(update("40 63 00"))), "3/2"); // unknown well-known attribute
  const lying = update(ORIGIN);
  lying[22] = 200; // more attributes than message
  assert.equal(codes(fault(lying)), "3/1");
});

Deno.test("`decodeMessage()` sends the attribute along that ended the session (RFC 4271 §6.3)", () =>
  assert.deepEqual(fault(update("40 63 01 ab")).octets, fromHex("406301ab")));

Deno.test("`decodeMessage()` tells End-of-RIB of each family (RFC 4724 §2)", () => {
  assert.deepEqual(taken(update("80 0f 03 4004 47")).endOfRib, { afi: 16388, safi: 71 });
  assert.deepEqual(taken(update("80 0f 03 4004 48")).endOfRib, { afi: 16388, safi: 72 });
  assert.deepEqual(taken(update()).endOfRib, { afi: 1, safi: 1 });
  assert.equal(taken(update(unreach(NODE))).endOfRib, undefined);
  assert.equal(taken(update(ORIGIN, AS_PATH, "80 0f 03 4004 47")).endOfRib, undefined);
});

Deno.test("`decodeMessage()` takes next hops of any length, and MP_REACH of either header", () => {
  for (const hop of ["", "0a090001", "20010db8".padEnd(32, "0"), "".padEnd(96, "0")]) {
    const octets = (hop.length / 2).toString(16).padStart(2, "0");
    const value = `4004 47 ${octets} ${hop} 00 ${NODE}`;
    const message = taken(update(ORIGIN, AS_PATH, attribute("80", "0e", value)));
    assert.equal(message.path.nextHop?.length, hop.length / 2);
  }
});

Deno.test("`decodeMessage()` reads route distinguishers of SAFI 72 and path identifiers", () => {
  const vpn = attribute(
    "80",
    "0e",
    `4004 48 04 0a090001 00 0001 001f 0000fde800000001 ${NODE_BODY}`,
  );
  const [first] = taken(update(ORIGIN, AS_PATH, vpn)).reach;
  assert(first?.type === "node");
  assert.equal(first.routeDistinguisher, "0000fde800000001");
  const form = { ...USUAL_FORM, addPath: true };
  const [second] = taken(update(ORIGIN, AS_PATH, reach(`00000007 ${NODE}`)), form).reach;
  assert(second?.type === "node" && second.routeDistinguisher === undefined);
});

Deno.test("`decodeMessage()` reads AS_PATH of two octets where the peer has no more (RFC 6793)", () => {
  const bytes = update(ORIGIN, "40 02 06 02 02 fde8 fde9", reach(NODE));
  const { path } = taken(bytes, { ...USUAL_FORM, fourOctetAsn: false });
  assert.deepEqual(path.asPath, [{ kind: "sequence", asns: [65000, 65001] }]);
});

Deno.test("`decodeMessage()` keeps other families and unknown attributes, unread", () => {
  const message = taken(
    update(ORIGIN, AS_PATH, "c0 63 02 abcd", attribute("80", "0f", "0001 01 18 0a0000")),
  );
  assert.deepEqual(message.path.others, [{ flags: 0xc0, type: 0x63, octets: fromHex("abcd") }]);
  assert.deepEqual(message.otherFamilies.map((f) => [f.afi, f.what]), [[1, "unreach"]]);
});

Deno.test("`encodeMessage()` and `decodeMessage()` agree on attributes of more than 255 octets", () => {
  const attributeBytes = encodeLsAttribute([{ kind: "nodeName", value: "x".repeat(300) }]);
  const path = { origin: "igp", asPath: [] } as const;
  const node = makeNode({ protocolId: 2, localNode: { igpRouterId: "000000000001" } });
  const message = taken(encodeMessage({ kind: "update", reach: [node], path, attributeBytes }));
  assert.deepEqual(message.attributeBytes, attributeBytes);
  assert.deepEqual(message.reach, [node]);
});
