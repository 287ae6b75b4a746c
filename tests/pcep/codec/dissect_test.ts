/** The hex view of PCEP: what it says beyond names and numbers. */
import assert from "node:assert/strict";
import { dissect } from "../../../src/pcep/codec/dissect.ts";
import { IOS_XR } from "../../../src/pcep/profiles/ios_xr.ts";
import type { Dissection } from "../../../src/wire/dissect.ts";
import { fromHex } from "../../wire/hex.ts";
import { unnamed } from "../foreign.ts";

/** A message of `type` with these objects, as lines "name = value" of every part below the header. */
function shown(type: number, objects: string, own?: readonly number[]): readonly string[] {
  const octets = fromHex(objects.replaceAll(" ", ""));
  const length = 4 + octets.length;
  const bytes = Uint8Array.of(0x20, type, length >> 8, length & 255, ...octets);
  const tree = dissect(bytes, own);
  assert.deepEqual(unnamed(tree, bytes), []);
  return tree.children.slice(3).flatMap(lines);
}
const lines = (d: Dissection): readonly string[] => [
  d.value === undefined ? d.name : `${d.name} = ${d.value}`,
  ...(d.note ? [`! ${d.note}`] : []),
  ...d.children.filter((child) => !HEADER.includes(child.name)).flatMap(lines),
];
const HEADER = ["class", "type and flags", "length"];

Deno.test("`dissect()` tells flags without a name and reserved octets that are not zero (RFC 5440 §7.2)", () => {
  assert.deepEqual(shown(10, "2110000c 80000005 00000007 0610000c 00070502 3f800000"), [
    "SRP",
    "flags = remove, unassigned bit 0, unassigned bit 29",
    "srpId = 7",
    "METRIC",
    "reserved = 0007",
    "flags = bound, unassigned bit 5",
    "type = 2 (TE metric)",
    "value = 1",
  ]);
});

Deno.test("`dissect()` opens what two vendors put into VENDOR-INFORMATION, and no one else's", () => {
  assert.deepEqual(shown(10, "22100018 00000009 00010004 0000012c 00030004 00000064"), [
    "VENDOR-INFORMATION",
    "enterprise = 9 (Cisco)",
    "content",
    "SR policy color = 300",
    "SR policy preference = 100",
  ]);
  assert.deepEqual(shown(10, "22100010 000007db 00010004 0000012c"), [
    "VENDOR-INFORMATION",
    "enterprise = 2011 (Huawei)",
    "content = 000100040000012c",
  ]);
});

Deno.test("`dissect()` reads a peer's own classes by its own rows (protocol of IOS-XR before RFC 9862)", () => {
  const object = "24100008 0000014d";
  assert.deepEqual(shown(12, object), [
    "INTER-LAYER",
    "value = triggeredSignaling, interLayerPath, unassigned bit 23, unassigned bit 25, unassigned bit 28",
  ]);
  assert.deepEqual(shown(12, object, IOS_XR.dialect.ownObjectClasses), [
    "SR policy color (IOS-XR, early)",
    "value = 333",
  ]);
});

Deno.test("`dissect()` opens RSVP errors, flow filters and exclusions inside exclusions", () => {
  assert.deepEqual(shown(10, "20100018 00001000 0015000c 000c0601 0a000001 00180005"), [
    "LSP",
    "lsp = plspId 1, operState 0",
    "RSVP-ERROR-SPEC",
    "RSVP object header = ERROR_SPEC, class 6, C-Type 1, 12 octets",
    "RSVP object body = error 24 (routing problem) value 5 at 10.0.0.1",
  ]);
  assert.deepEqual(shown(12, "2b100018 00000005 00010002 00340008 00030002 81060000"), [
    "FLOWSPEC",
    "id = 5",
    "afi = 1",
    "reserved",
    "flags = longestPrefixMatch",
    "FLOW-FILTER",
    "IP Protocol or Upper-Layer Protocol = 6",
    "padding",
  ]);
  assert.deepEqual(shown(3, "0a100010 210c0000 01080a00 00012000"), [
    "IRO",
    "EXRS = type 33 000001080a0000012000",
    "reserved",
    "IPv4 prefix = 10.0.0.1/32",
    "address = 10.0.0.1",
    "prefixLength = 32",
    "attributes = 0",
  ]);
});

Deno.test("`dissect()` tells flow components in words, and what is none in octets (RFC 8955 §4.2)", () => {
  const filter =
    "00010004180a0100 00050006 13040055 0800 0000 00090002 8102 0000 00060002 0316 0000";
  const length = filter.replaceAll(" ", "").length / 2;
  const half = (n: number) => n.toString(16).padStart(4, "0");
  const object = `2b10${half(12 + 4 + length)} 00000005 00010000 0034${half(length)} ${filter}`;
  assert.deepEqual(shown(12, object).filter((line) => line.includes(" = ")).slice(3), [
    "Destination Prefix = 10.1.0.0/24",
    "Destination Port = 130400550800",
    "TCP Flags = all of 0x2",
    "Source Port = 0316",
  ]);
  const ports = "2b10001c 00000005 00010000 0034000c 00040005 0350 d51f90 000000";
  assert(shown(12, ports).includes("Port = >= 80 and <= 8080"));
});

Deno.test("`dissect()` names the algorithm of an SR hop (RFC 9933 §4.2)", () => {
  assert.deepEqual(shown(11, "07100014 24101011 03e85000 0aff0005 00000080"), [
    "ERO",
    "SR = label 16005, node 10.255.0.5, algorithm 128",
    "NAI type and flags = NAI type 1 (IPv4 node); A algorithm, M label",
    "SID = label 16005",
    "NAI = node 10.255.0.5",
    "algorithm = 128",
  ]);
});

Deno.test("`dissect()` names messages and objects that nothing is done with", () => {
  assert.equal(dissect(fromHex("20e00004")).name, "PCEP-LS report");
  assert.equal(dissect(fromHex("20140004")).name, "StartTLS (early)");
  assert.deepEqual(shown(8, "1310000c 00000001 00000007 fa100008 01020304"), [
    "MONITORING",
    "flags = liveness",
    "monitoringId = 7",
    "experimental object class 250 type 1",
    "octets = 01020304",
  ]);
});
