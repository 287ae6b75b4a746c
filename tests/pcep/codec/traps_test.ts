/** The traps that decoders of PCEP fall into, one test each; octets by hand from the figures of the RFCs. */
import assert from "node:assert/strict";
import { decodeMessage, isEndOfSync } from "../../../src/pcep/codec/decode.ts";
import { encodeMessage } from "../../../src/pcep/codec/encode.ts";
import {
  type ErrorMessage,
  type Open,
  PLAIN_REPORT,
  type Report,
  type StateReport,
} from "../../../src/pcep/codec/message.ts";
import { hops } from "../../../src/pcep/registry/subobjects.ts";
import { LSP_TLVS } from "../../../src/pcep/registry/tlvs.ts";
import { decode, encode, tlvs } from "../../../src/wire/tlv.ts";
import { fromHex, toHex } from "../../wire/hex.ts";

function message(type: number, ...objects: string[]): Uint8Array {
  const octets = fromHex(objects.join("").replaceAll(" ", ""));
  const length = 4 + octets.length;
  return Uint8Array.of(0x20, type, length >> 8, length & 255, ...octets);
}
function report(...objects: string[]): Report {
  const decoded = decodeMessage(message(10, ...objects));
  assert(decoded.kind === "report");
  return decoded;
}
function only(...objects: string[]): StateReport {
  const { reports, problems } = report(...objects);
  assert.deepEqual(problems, []);
  assert.equal(reports.length, 1);
  return reports[0]!;
}
const open = (tlvOctets: string, timers = "1e78"): Open => {
  const length = (8 + tlvOctets.replaceAll(" ", "").length / 2).toString(16).padStart(4, "0");
  const decoded = decodeMessage(message(1, `0110${length} 20${timers}07`, tlvOctets));
  assert(decoded.kind === "open");
  return decoded;
};
const LSP = "20100008 00003009", EMPTY_ERO = "07100004";

Deno.test("a TLV's length leaves the padding out, an object's has header and padding in (RFC 5440 §7.1)", () => {
  const named = { ...PLAIN_REPORT, plspId: 3, symbolicPathName: "abcde" };
  const bytes = encodeMessage({ kind: "report", reports: [named], problems: [] });
  const written = "20120014 00003000 00110005 6162636465000000";
  assert.equal(toHex(bytes.subarray(4)), written.replaceAll(" ", ""));
  assert.equal(only(written).symbolicPathName, "abcde");
  assert.equal(only("20100011 00003000 00110005 6162636465").symbolicPathName, "abcde");
});

Deno.test("a binding label has 20 bits in three octets, and length 7 (RFC 9604 §4)", () => {
  const list = tlvs(LSP_TLVS);
  const [tlv] = decode(list, fromHex("00370007 00000000 03e850 00"));
  assert(tlv?.kind === "bindingSid" && tlv.value.kind === "label");
  assert.equal(tlv.value.label, 16005);
  assert.equal(toHex(encode(list, [tlv])), "003700070000000003e85000");
});

Deno.test("an LSP's flags are the low twelve bits behind a PLSP-ID of twenty (RFC 8231 §7.3)", () => {
  const { plspId, operState, delegate, sync, remove, adminUp, create } = only("20100008 8000f0a9");
  assert.equal(plspId, 524303); // IOS-XR uses all twenty
  assert.deepEqual([operState, delegate, sync], ["active", true, false]);
  assert.deepEqual([remove, adminUp, create], [false, true, true]);
});

Deno.test("an SR label is shifted by twelve bits and an index is not; loose hops are legal (RFC 8664 §4.3.1)", () => {
  assert.deepEqual(decode(hops, fromHex("a408000903e85000 24080008 000003e8")), [
    { kind: "sr", loose: true, label: 16005 },
    { kind: "sr", loose: false, index: 1000 },
  ]);
});

Deno.test("LSPs of one PCRpt share nothing (RFC 8231 §6.1)", () => {
  const metric = "0610000c 00000202 41200000";
  const { reports } = report(LSP, EMPTY_ERO, metric, "20100008 00004009", EMPTY_ERO);
  assert.deepEqual(reports.map((r) => [r.plspId, r.metrics.length]), [[3, 1], [4, 0]]);
});

Deno.test("an LSP without a name is kept without one; SRP may be missing (RFC 8231 §6.1)", () => {
  const { symbolicPathName, srpId } = only(LSP, EMPTY_ERO);
  assert.deepEqual([symbolicPathName, srpId], [undefined, 0]);
});

Deno.test("PLSP-ID 0 is the end of a synchronization, and with a path nothing (RFC 8231 §5.6)", () => {
  assert(isEndOfSync(only("20100008 00000000", EMPTY_ERO)));
  const { reports, problems } = report("20100008 00000000", "0710000c 24080009 03e85000");
  assert.deepEqual([reports.length, problems.map((p) => `${p.type}/${p.value}`)], [0, ["19/3"]]);
});

Deno.test("an ERO that is empty is not one that is absent; an unknown hop is kept as it came", () => {
  assert.deepEqual(only(LSP, EMPTY_ERO).ero, []);
  assert.equal(only(LSP).ero, undefined);
  const value = Uint8Array.of(1, 2);
  assert.deepEqual(only(LSP, "07100008 63040102").ero, [
    { kind: "unknown", loose: false, type: 99, value },
  ]);
});

Deno.test("a PCErr may hold only ids and errors, several of them, and an OPEN at its end (RFC 8231 §6.3)", () => {
  const error = (...objects: string[]): ErrorMessage => {
    const decoded = decodeMessage(message(6, ...objects));
    assert(decoded.kind === "error");
    return decoded;
  };
  const short = (e: ErrorMessage) => e.errors.map((x) => `${x.type}/${x.value} ${x.srpIds}`);
  const srp = "2110000c 00000000 00000065";
  assert.deepEqual(short(error(srp, "0d100008 00001801")), ["24/1 101"]);
  assert.deepEqual(short(error(srp, "0d100008 00001801", "0d100008 00000a05")), [
    "24/1 101",
    "10/5 101",
  ]);
  const proposal = error("0d100008 00000104", "01100008 200a2801");
  assert.deepEqual(short(proposal), ["1/4 "]);
  assert.equal(proposal.open?.keepaliveSeconds, 10);
});

Deno.test("an Open may say what it likes about timers, twice, and in TLVs that nobody knows", () => {
  const { keepaliveSeconds, deadTimerSeconds } = open("", "0005");
  assert.deepEqual([keepaliveSeconds, deadTimerSeconds], [0, 5]);
  assert.equal(open("", "1e0a").deadTimerSeconds, 10);
  const kinds = (tlvOctets: string) => open(tlvOctets).tlvs.map((tlv) => tlv.kind);
  const stateful = "00100004 00000005";
  assert.deepEqual(kinds(stateful + "0010000400000001"), [
    "statefulPceCapability",
    "statefulPceCapability",
  ]);
  assert.deepEqual(kinds("fe000003 01020300" + stateful), ["unknown", "statefulPceCapability"]);
});

Deno.test("PATH-SETUP-TYPE-CAPABILITY may come without sub-TLVs (RFC 8408 §3)", () => {
  const [tlv] = open("00220008 00000002 00010000").tlvs;
  assert(tlv?.kind === "pathSetupTypes");
  assert.deepEqual(tlv.value, { types: [0, 1], subTlvs: [] });
});

Deno.test("bandwidth is bytes a second in a float: 0x4E6E6B28 is 8 Gbit/s (RFC 5440 §7.7)", () => {
  assert.deepEqual(only(LSP, EMPTY_ERO, "05100008 4e6e6b28").bandwidths, [
    { kind: "requested", bytesPerSecond: 1e9 },
  ]);
});

Deno.test("SRPOLICY-CAPABILITY is read from either end (OpenDaylight), PATH-ATTRIB's word from its low end", () => {
  const [tlv] = open("00470004 c8000000").tlvs;
  assert(tlv?.kind === "srPolicyCapability");
  assert.deepEqual(tlv.value, {
    computationPriority: true,
    explicitNullLabelPolicy: true,
    invalidation: false,
    stateless: true,
  });
  const lists = only(
    LSP,
    "2d10000c 00000001 00000001",
    EMPTY_ERO,
    "2d10000c 00000009 00000002",
    EMPTY_ERO,
  ).segmentLists;
  assert.deepEqual(lists.map((l) => [l.pathId, l.operState, l.remove]), [
    [1, "up", false],
    [2, "up", true],
  ]);
});
