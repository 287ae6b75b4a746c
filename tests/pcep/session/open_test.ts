import assert from "node:assert/strict";
import { decodeMessage } from "../../../src/pcep/codec/decode.ts";
import { encodeMessage } from "../../../src/pcep/codec/encode.ts";
import type { Open } from "../../../src/pcep/codec/message.ts";
import { detectProfile, PROFILES } from "../../../src/pcep/profiles/detect.ts";
import { judgeOpen, openMessage, PCE } from "../../../src/pcep/session/open.ts";
import { acknowledges, firstSrpId, nextSrpId } from "../../../src/pcep/session/srp_ids.ts";
import { fromHex, toHex } from "../../wire/hex.ts";
import { peerOpen } from "./transcript.ts";

const open = (hex: string): Open => {
  const message = decodeMessage(fromHex(hex));
  assert(message.kind === "open");
  return message;
};
// Recorded: FRR 10.7.1, and the same with `sr-draft07`.
const FRR = "2001002801100024201e78020010000400000005002200100000000101000000001a000400000008";
const FRR_DRAFT =
  "2001002801100024201e78020010000400000005001a000400000008002200080000000101000000";
const withTlvs = (tlvs: Open["tlvs"]): Open => ({ ...peerOpen(30, 120), tlvs });

Deno.test("`detectProfile()` knows routers by their Open, and the configuration wins", () => {
  assert.equal(detectProfile(open(FRR)).name, "frr");
  assert.equal(detectProfile(open(FRR_DRAFT)).name, "frr");
  assert.equal(detectProfile(open(FRR), "sr-os").name, "sr-os");
  assert.equal(detectProfile(undefined).name, "default");
  assert.equal(detectProfile(undefined, "frr").name, "frr");
  const associations = (...value: number[]) =>
    withTlvs([{ kind: "associationTypes" as const, value }]);
  assert.equal(detectProfile(associations(2, 65505)).policyAssociation?.tlvs, "early");
  assert.equal(detectProfile(associations(2, 20)).name, "ios-xr");
  assert.equal(detectProfile(associations(2, 6)).name, "default");
  assert.equal(detectProfile(associations(6), "junos").policyAssociation?.tlvs, "standard");
  for (
    const [enterprise, name] of [[9, "ios-xr"], [2011, "vrp"], [2636, "junos"], [6527, "sr-os"]]
  ) {
    const value = { enterprise: enterprise as number, content: new Uint8Array() };
    assert.equal(detectProfile(withTlvs([{ kind: "vendorInformation", value }])).name, name);
  }
});

Deno.test("`openMessage()` gives each peer the TLVs it can read, in its order", () => {
  const types = (name: keyof typeof PROFILES) => {
    const bytes = encodeMessage(openMessage(PCE, PROFILES[name]));
    return open(toHex(bytes)).tlvs.map((tlv) => tlv.kind);
  };
  assert.deepEqual(types("frr"), ["statefulPceCapability", "pathSetupTypes", "associationTypes"]);
  assert.equal(types("sr-os")[2], "srPceCapability");
  for (const name of Object.keys(PROFILES) as (keyof typeof PROFILES)[]) {
    assert.equal(types(name)[0], "statefulPceCapability");
  }
});

Deno.test("`openMessage()` says N=0, X=1, MSD=0 (RFC 8664 §5.1), and U=0, I=0 when it may not act", () => {
  const quiet = { ...PCE, capabilities: { ...PCE.capabilities, update: false, initiate: false } };
  const stateful = (name: "default" | "frr") => {
    const tlv = openMessage(quiet, PROFILES[name]).tlvs[0];
    assert(tlv?.kind === "statefulPceCapability");
    return [tlv.value.lspUpdate, tlv.value.lspInstantiation];
  };
  assert.deepEqual(stateful("default"), [false, false]);
  assert.deepEqual(stateful("frr"), [true, false]); // it takes U=0 for stateless
  assert.equal(
    toHex(encodeMessage(openMessage(PCE, PROFILES.frr))),
    "2001003801100034201e7800" + "0010000400000005" + "00220010000000010100000" +
      "0001a000400000100" +
      "0023000c000100020003000400050006",
  );
});

Deno.test("`judgeOpen()` misses the capabilities that path setup types need (RFC 8664 §5.1)", () => {
  assert.equal(judgeOpen(open(FRR), PCE).is, "acceptable");
  assert.equal(judgeOpen(open(FRR_DRAFT), PCE).is, "acceptable");
  const setup = (types: number[]) =>
    withTlvs([{ kind: "pathSetupTypes" as const, value: { types, subTlvs: [] } }]);
  assert.deepEqual(judgeOpen(setup([1]), PCE), { is: "refused", type: 10, value: 12 });
  assert.deepEqual(judgeOpen(setup([3]), PCE), { is: "refused", type: 10, value: 34 });
  assert.equal(judgeOpen(setup([0]), PCE).is, "acceptable");
  const noDepth = FRR.slice(0, -2) + "00";
  assert.deepEqual(judgeOpen(open(noDepth), PCE), { is: "refused", type: 10, value: 21 });
  assert.equal(judgeOpen(setup([1]), { ...PCE, role: "pcc" }).is, "acceptable");
});

Deno.test("`nextSrpId()` wraps around 0 and 0xFFFFFFFF (RFC 8231 §7.2)", () => {
  assert.equal(nextSrpId(0xfffffffd), 0xfffffffe);
  assert.equal(nextSrpId(0xfffffffe), 1);
  assert.equal(nextSrpId(0), 1);
  for (const seed of [0, 1, 1.8e9, 2 ** 40 + 0.5, -3]) {
    const first = firstSrpId(seed);
    assert(Number.isInteger(first) && first >= 1 && first <= 0xfffffffe);
  }
  assert.notEqual(firstSrpId(1_795_332_715), firstSrpId(1_795_332_716));
});

Deno.test("`acknowledges()`: this id or a later one of the session, never an old or foreign one", () => {
  assert(acknowledges(10, 10, 12) && acknowledges(12, 10, 12));
  assert(!acknowledges(9, 10, 12) && !acknowledges(0, 10, 12) && !acknowledges(4000, 10, 12));
  assert(acknowledges(2, 0xfffffffe, 3) && !acknowledges(0xfffffffd, 0xfffffffe, 3));
});
