import assert from "node:assert/strict";
import { decodeMessage, isEndOfSync } from "../../../src/pcep/codec/decode.ts";
import type { Report, StateReport } from "../../../src/pcep/codec/message.ts";
import { WireError } from "../../../src/wire/error.ts";
import { fromHex } from "../../wire/hex.ts";

// Objects by their octets, as small as they can be.
const SRP = "2110000c 00000000 00000065";
const SRP_REMOVE = "2110000c 00000001 00000065";
const LSP = "20100008 00003009"; // PLSP-ID 3, A, D
const NAMED = "20100010 00000009 00110002 62310000"; // PLSP-ID 0, name b1
const ENDS = "0410000c 0aff0001 0aff0004";
const ERO = "0710000c 24080009 03e85000"; // label 16005
const EMPTY_ERO = "07100004";
const BAD_ERO = "07100008 24080009"; // sub-object longer than the object
const NO_SID = "07100008 2404000c"; // F and S
const RRO = "0810000c 24080009 03e84000"; // label 16004
const LSPA = "09100014 00000000 00000000 00000000 07070000";
const BANDWIDTH = "05100008 4e6e6b28";
const METRIC = "0610000c 00000202 41200000"; // computed, TE, 10
const BAD_METRIC = "06100008 00000202";
const NAN_METRIC = "0610000c 00000202 7fc00000";
const ASSOCIATION = "28100010 00000000 00060001 0aff0001";
const UNKNOWN = "c8100008 01020304";
const RP = "0210000c 00000000 00000007";
const NEEDED_RP = "0212000c 00000000 00000007", NEEDED_ENDS = "0412000c 0aff0001 0aff0004"; // P=1

function message(type: number, ...objects: string[]): Uint8Array {
  const body = fromHex(objects.join(""));
  const length = 4 + body.length;
  return Uint8Array.of(0x20, type, length >> 8, length & 255, ...body);
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
const labels = (r: StateReport) => r.ero?.map((hop) => hop.kind === "sr" ? hop.label : hop.kind);

Deno.test("`decodeMessage()` tells an absent ERO from an empty one (RFC 8231 §6.1)", () => {
  assert.equal(only(SRP, LSP).ero, undefined);
  assert.deepEqual(only(SRP, LSP, EMPTY_ERO).ero, []);
  assert.deepEqual(labels(only(LSP, ERO)), [16005]);
  assert.equal(only(LSP, ERO).srpId, 0);
});

Deno.test("`decodeMessage()` takes the values before an RRO as those in force (RFC 8231 §6.1)", () => {
  const r = only(SRP, LSP, ERO, BANDWIDTH, METRIC, RRO, LSPA, METRIC, METRIC);
  assert.deepEqual(r.actualBandwidths, [{ kind: "requested", bytesPerSecond: 1e9 }]);
  assert.equal(r.actualMetrics.length, 1);
  assert.equal(r.metrics.length, 2);
  assert.deepEqual(r.metrics[0], { type: 2, value: 10, bound: false, computed: true });
});

Deno.test("`decodeMessage()` takes the drafts' order: attributes before the RRO are what was asked", () => {
  const r = only(SRP, LSP, ERO, LSPA, BANDWIDTH, METRIC, RRO);
  assert.equal(r.actualMetrics.length, 0);
  assert.equal(r.metrics.length, 1);
  assert.equal(r.bandwidths.length, 1);
  assert.equal(r.rro?.length, 1);
});

Deno.test("`decodeMessage()` takes what follows an ERO without RRO as asked for", () => {
  const r = only(SRP, LSP, ERO, METRIC, BANDWIDTH);
  assert.equal(r.metrics.length, 1);
  assert.equal(r.actualMetrics.length, 0);
});

Deno.test("`decodeMessage()` finds associations wherever they stand", () => {
  for (const order of [[ASSOCIATION, ERO, LSPA], [ERO, LSPA, ASSOCIATION]]) {
    const r = only(SRP, LSP, ...order);
    assert.deepEqual(r.associations, [
      { type: 6, id: 1, source: 0x0aff0001, removal: false, tlvs: [] },
    ]);
  }
});

Deno.test("`decodeMessage()` begins an LSP at its SRP, or at the LSP where there is none", () => {
  const { reports } = report(SRP, LSP, ERO, SRP, LSP, METRIC, LSP, EMPTY_ERO);
  assert.deepEqual(reports.map((r) => r.srpId), [0x65, 0x65, 0]);
  assert.deepEqual(reports.map((r) => r.ero?.length), [1, undefined, 0]);
});

Deno.test("`decodeMessage()` keeps objects it has no row for (RFC 5440 §7.2)", () => {
  const r = only(SRP, LSP, UNKNOWN, ERO);
  assert.deepEqual(r.others.map((o) => [o.class, o.type, [...o.body]]), [[200, 1, [1, 2, 3, 4]]]);
  assert.deepEqual(labels(r), [16005]);
});

Deno.test("a malformed METRIC costs itself, a malformed ERO its report, and the next LSP lives", () => {
  const r = only(SRP, LSP, ERO, BAD_METRIC, NAN_METRIC);
  assert.equal(r.metrics.length, 0);
  assert.deepEqual(r.others.map((o) => o.error?.path), ["metric.value", "metric.value"]);
  const { reports, problems } = report(SRP, LSP, BAD_ERO, LSP, ERO);
  assert.deepEqual(reports.map(labels), [[16005]]);
  assert.deepEqual(problems.map((p) => [p.type, p.value, p.srpId, p.plspId, p.kept]), [
    [10, 11, 0x65, 3, false],
  ]);
});

Deno.test("an SR hop with neither SID nor NAI is PCErr 10/6 (RFC 8664 §5.2.1)", () => {
  assert.deepEqual(report(SRP, LSP, NO_SID).problems.map((p) => [p.type, p.value]), [[10, 6]]);
});

Deno.test("a mixed ERO is complained of, and shown all the same (RFC 8664 §5.2.1)", () => {
  const mixed = "07100014 24080009 03e85000 0108 0a000001 2000";
  const { reports, problems } = report(SRP, LSP, mixed);
  assert.equal(reports.length, 1);
  assert.deepEqual(problems.map((p) => [p.type, p.value, p.kept]), [[10, 5, true]]);
});

Deno.test("what is wrong with an RRO or a SID structure is told, and the report lives (RFC 8664, RFC 9603)", () => {
  const told = (...objects: string[]) => {
    const decoded = decodeMessage(message(10, SRP, LSP, ...objects));
    assert(decoded.kind === "report" && decoded.reports.length === 1);
    return decoded.problems.map((p) => `${p.type}/${p.value} ${p.kept ? "kept" : "lost"}`).join();
  };
  const sid = "20010db8 00000000 00000000 00000001";
  const sr = "2408 0009 03e85000", srv6 = `2818 0002 0000 0001 ${sid}`;
  const rro = (body: string) => {
    const octets = body.replaceAll(" ", "").length / 2 + 4;
    return `0810${octets.toString(16).padStart(4, "0")} ${body}`;
  };
  assert.equal(told(rro(sr)), "");
  assert.equal(told(rro("2404 000c")), "10/7 kept");
  assert.equal(told(rro("2808 0003 0000 0001")), "10/35 kept");
  assert.equal(told(rro(`${sr} 0108 0a000001 2000`)), "10/10 kept");
  assert.equal(told(rro(`${srv6} 0108 0a000001 2000`)), "10/36 kept");
  const structure = (bits: string) => `2820 0006 0000 0001 ${sid} ${bits} 00000000`;
  assert.equal(told(rro(structure("20101000"))), "");
  assert.equal(told(rro(structure("40402000"))), "10/37 kept");
});

Deno.test("an SRP without LSP is PCErr 6/8 (RFC 8231 §6.1)", () => {
  assert.deepEqual(report(SRP, ERO).problems.map((p) => [p.type, p.value]), [[6, 8]]);
});

Deno.test("`isEndOfSync()` knows the marker, and PLSP-ID 0 means nothing else (RFC 8231 §5.6)", () => {
  const marker = only("2012001c 00000000 00120010 00000000000000000000000000000000", EMPTY_ERO);
  assert(isEndOfSync(marker));
  assert(!isEndOfSync(only(LSP)));
  assert.equal(report("20100008 00000002", ERO).problems.length, 1);
});

Deno.test("`decodeMessage()` reads several segment lists by their PATH-ATTRIB", () => {
  const attribute = (id: string) => `2d10000c 00000002 ${id}`;
  const second = "0710000c 24080009 03e84000";
  const r = only(SRP, LSP, attribute("00000001"), ERO, attribute("00000002"), second);
  assert.deepEqual(labels(r), [16005]);
  assert.deepEqual(r.segmentLists.map((l) => [l.pathId, l.operState, l.ero?.length]), [
    [1, "active", 1],
    [2, "active", 1],
  ]);
});

Deno.test("a PCUpd without ERO is PCErr 6/9, without SRP 6/10 (RFC 8231 §6.2)", () => {
  const errors = (...objects: string[]) => {
    const decoded = decodeMessage(message(11, ...objects));
    assert(decoded.kind === "update" && decoded.updates.length === 0);
    return decoded.problems.map((p) => `${p.type}/${p.value}`);
  };
  assert.deepEqual(errors(SRP, LSP), ["6/9"]);
  assert.deepEqual(errors(LSP, ERO), ["6/10"]);
  assert.deepEqual(errors(SRP, "20100008 00000009", ERO), ["19/3"]);
  assert.deepEqual(errors(SRP, "20100008 fffff009", ERO), ["19/3"]);
});

Deno.test("PCInitiate creates, deletes one, takes over; a delete of all is not representable", () => {
  const initiate = (...objects: string[]) => {
    const decoded = decodeMessage(message(12, ...objects));
    assert(decoded.kind === "initiate");
    return decoded.requests[0]?.action ??
      decoded.problems.map((p) => `${p.type}/${p.value}`).join();
  };
  assert.equal(initiate(SRP, NAMED, ENDS, ERO), "create");
  assert.equal(initiate(SRP, NAMED, ERO, ENDS), "create");
  assert.equal(initiate(SRP_REMOVE, LSP), "delete");
  assert.equal(initiate(SRP, LSP), "takeOver");
  assert.equal(initiate(SRP_REMOVE, "20100008 00000001"), "19/3");
  assert.equal(initiate(SRP_REMOVE, "20100008 fffff001"), "19/3");
  assert.equal(initiate(SRP, LSP, ENDS, ERO), "19/8");
  assert.equal(initiate(SRP, "20100008 00000009", ENDS, ERO), "10/8");
  assert.equal(initiate(SRP, NAMED, ENDS), "6/9");
  assert.equal(initiate(NAMED, ENDS, ERO), "6/10");
});

Deno.test("a PCReq is refused for what it must have understood and was not (RFC 5440 §7.2)", () => {
  const request = (...objects: string[]) => {
    const decoded = decodeMessage(message(3, ...objects));
    assert(decoded.kind === "request");
    return decoded.requests.length === 1
      ? "taken"
      : decoded.problems.map((p) => `${p.type}/${p.value} of ${p.requestId}`).join();
  };
  assert.equal(request(NEEDED_RP, NEEDED_ENDS, BANDWIDTH), "taken");
  assert.equal(request(NEEDED_RP, NEEDED_ENDS, UNKNOWN), "taken");
  assert.equal(request(NEEDED_RP, NEEDED_ENDS, "c8120008 01020304"), "3/1 of 7");
  assert.equal(request(NEEDED_RP, NEEDED_ENDS, "06220008 01020304"), "3/2 of 7");
  assert.equal(request(NEEDED_RP, NEEDED_ENDS, "06120008 00000202"), "10/11 of 7");
  assert.equal(request(NEEDED_RP, NEEDED_ENDS, "1312000c 00000001 00000007"), "4/1 of 7"); // MONITORING
  assert.equal(request(NEEDED_RP, NEEDED_ENDS, "1310000c 00000001 00000007"), "taken");
  assert.equal(request(NEEDED_RP, "04320010 00000001 0a000001 0a000002"), "4/2 of 7"); // P2MP
  assert.equal(request(NEEDED_RP, BANDWIDTH), "6/3 of 7");
  assert.equal(request(NEEDED_ENDS), "6/1 of 0");
  assert.equal(request(RP, NEEDED_ENDS), "10/1 of 7"); // P=0 (RFC 5440 §7.4)
  assert.equal(request(NEEDED_RP, ENDS), "10/1 of 7");
});

Deno.test("PCErr in FRR's order and in RFC order, one and many", () => {
  const error = "0d100008 00001802", other = "0d100008 00001303";
  const second = "2110000c 00000000 00000066";
  const errors = (...objects: string[]) => {
    const decoded = decodeMessage(message(6, ...objects));
    assert(decoded.kind === "error");
    return decoded.errors.map((e) => `${e.type}/${e.value} ${[...e.srpIds, ...e.requestIds]}`);
  };
  assert.deepEqual(errors(error, SRP), ["24/2 101"]);
  assert.deepEqual(errors(SRP, error), ["24/2 101"]);
  assert.deepEqual(errors(SRP, error, second, other), ["24/2 101", "19/3 102"]);
  assert.deepEqual(errors(error, SRP, other, second), ["24/2 101", "19/3 102"]);
  assert.deepEqual(errors(error, other), ["24/2 ", "19/3 "]);
  assert.deepEqual(errors(RP, error), ["24/2 7"]);
});

Deno.test("an object that overruns its message, and a bad header, throw WireError", () => {
  for (
    const bad of [
      message(10, "2110ffff 00000000"),
      message(10, "21100003"),
      message(10, "2110"),
      fromHex("40020004"),
      fromHex("20020008"),
      fromHex("20"),
      message(1, "01100008 401e7801"),
      message(1),
    ]
  ) assert.throws(() => decodeMessage(bad), WireError);
});

Deno.test("`decodeMessage()` keeps unknown messages whole (RFC 5440 §6.9)", () => {
  assert.deepEqual(decodeMessage(message(21, UNKNOWN)), {
    kind: "unknown",
    type: 21,
    body: fromHex(UNKNOWN),
  });
});

Deno.test("a name that is not UTF-8 costs the name alone", () => {
  const r = only("20100010 00003009 00110002 ff310000", ERO);
  assert.equal(r.symbolicPathName, undefined);
  assert.equal(r.lspTlvs[0]?.kind, "malformed");
});

Deno.test("early numbers: path setup type 27 and in LSP, binding SID 65505", () => {
  assert.equal(only("21100014 00000000 00000065 001b0004 00000001", LSP).pathSetupType, 1);
  const r = only("20100020 00003009 001c0004 00000001 ffe10006 0000 0044c000 0000 00000000", ERO);
  assert.equal(r.pathSetupType, 1);
  assert.deepEqual(r.bindingSids, [
    { kind: "label", label: 1100, removal: false, specifiedOnly: false },
  ]);
});
