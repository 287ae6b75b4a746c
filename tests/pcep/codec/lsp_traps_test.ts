/** The traps of PCEP's messages about LSPs, one test each, named by the trap. */
import assert from "node:assert/strict";
import { decodeMessage, isEndOfSync } from "../../../src/pcep/codec/decode.ts";
import { encodeMessage } from "../../../src/pcep/codec/encode.ts";
import {
  type BindingSid,
  type ErrorMessage,
  type Hop,
  PLAIN_REPORT,
  type Report,
  type StateReport,
} from "../../../src/pcep/codec/message.ts";
import { FRR } from "../../../src/pcep/profiles/frr.ts";
import { JUNOS } from "../../../src/pcep/profiles/junos.ts";
import { EARLY_SR } from "../../../src/pcep/profiles/default.ts";
import { IOS_XR } from "../../../src/pcep/profiles/ios_xr.ts";
import { readSrPolicy } from "../../../src/pcep/codec/sr_policy.ts";
import { nextSrpId } from "../../../src/pcep/session/srp_ids.ts";
import { fromHex, toHex } from "../../wire/hex.ts";

const trap = (name: string, test: () => void) => Deno.test(`trap: ${name}`, test);

// Objects by their octets, as small as they can be.
const SRP = "2110000c 00000000 00000065";
const LSP = "20100008 00003009"; // PLSP-ID 3, A, D
const ERO = "0710000c 24080009 03e85000"; // label 16005
const OTHER_ERO = "0710000c 24080009 03e84000";
const RRO = "0810000c 24080009 03e84000";
const LSPA = "09100014 00000000 00000000 00000000 07070000";
const METRIC = "0610000c 00000202 41200000";
const NAMED = "20100010 00003009 00110002 62310000";

function message(type: number, ...objects: string[]): Uint8Array {
  const body = fromHex(objects.join("").replaceAll(" ", ""));
  const length = 4 + body.length;
  return Uint8Array.of(0x20, type, length >> 8, length & 255, ...body);
}
function reports(...objects: string[]): Report {
  const decoded = decodeMessage(message(10, ...objects));
  assert(decoded.kind === "report");
  return decoded;
}
const only = (...objects: string[]): StateReport => {
  const { reports: all, problems } = reports(...objects);
  assert.deepEqual([all.length, problems], [1, []]);
  return all[0]!;
};
const encoded = (report: Partial<StateReport>): string =>
  toHex(encodeMessage({
    kind: "report",
    reports: [{ ...PLAIN_REPORT, plspId: 3, ...report }],
    problems: [],
  }));
const back = (report: Partial<StateReport>): StateReport => {
  const decoded = decodeMessage(fromHex(encoded(report)));
  assert(decoded.kind === "report");
  return decoded.reports[0]!;
};

trap("a TLV's length leaves its padding out, an object's has header and padding in", () => {
  const octets = encoded({ symbolicPathName: "abcde" });
  assert.match(octets, /2[0-9a-f]{3}0014[0-9a-f]{8}001100056162636465000000$/);
  assert.equal(back({ symbolicPathName: "abcde" }).symbolicPathName, "abcde");
});

trap("a binding SID of type 0 has length 7, and one octet of padding", () => {
  const label: BindingSid = { kind: "label", label: 24001, removal: false, specifiedOnly: false };
  assert.match(encoded({ bindingSids: [label] }), /003700070000000005dc1000$/);
  assert.deepEqual(back({ bindingSids: [label] }).bindingSids, [label]);
});

trap("several binding SIDs of one LSP, a removal, and one of SRv6, all stay apart", () => {
  const all: BindingSid[] = [
    { kind: "label", label: 24001, removal: false, specifiedOnly: true },
    { kind: "label", label: 24002, removal: true, specifiedOnly: false },
    { kind: "srv6", sid: "fc00:0:1:e000::", removal: false, specifiedOnly: false },
    { kind: "any", bindingType: 0, removal: false, specifiedOnly: false },
  ];
  const report = back({ bindingSids: all, pceAllocation: true });
  assert.deepEqual([report.bindingSids, report.pceAllocation], [all, true]);
});

trap("the LSP's flags are the low 12 bits after a 20-bit PLSP-ID, O three in the middle", () => {
  const report = back({ plspId: 0xfffff, operState: "goingUp", delegate: true, create: true });
  assert.deepEqual(
    [report.plspId, report.operState, report.delegate, report.create, report.adminUp],
    [0xfffff, "goingUp", true, true, false],
  );
  assert.ok(
    encoded({ plspId: 0xfffff, operState: "goingUp", delegate: true, create: true })
      .includes("fffff0c1"),
  );
});

trap("a label is shifted by 12, an index is not", () => {
  const label: Hop = { kind: "sr", loose: false, label: 16005 };
  const index: Hop = { kind: "sr", loose: false, index: 16005 };
  assert.match(encoded({ ero: [label] }), /2408000903e85000$/);
  assert.match(encoded({ ero: [index] }), /2408000800003e85$/);
});

trap("a loose SR hop is legal", () => {
  assert.deepEqual(only(SRP, LSP, "0710000c a4080009 03e85000").ero, [
    { kind: "sr", loose: true, label: 16005 },
  ]);
});

trap("the drafts' order and the RFC's give the same report", () => {
  const rfc = only(SRP, LSP, ERO, RRO, LSPA, METRIC);
  const draft = only(SRP, LSP, ERO, LSPA, METRIC, RRO);
  assert.deepEqual({ ...draft }, { ...rfc });
});

trap("several LSPs in one PCRpt share nothing", () => {
  const { reports: [first, second] } = reports(SRP, LSP, ERO, LSPA, METRIC, LSP, OTHER_ERO);
  assert.deepEqual([first?.srpId, second?.srpId], [0x65, 0]);
  assert.deepEqual([first?.metrics.length, second?.metrics.length, second?.lspa], [
    1,
    0,
    undefined,
  ]);
});

trap("a report of an LSP without a name is a report", () => {
  const report = only(LSP, ERO);
  assert.deepEqual([report.plspId, report.symbolicPathName], [3, undefined]);
});

trap("PLSP-ID 0 is the end of synchronisation or nothing: PCErr 19/3", () => {
  const marker = only("2012001c 00000000 00120010 00000000000000000000000000000000", "07120004");
  assert.ok(isEndOfSync(marker));
  const { reports: none, problems } = reports(SRP, "20100008 00000009", ERO);
  assert.deepEqual([none.length, problems.map(({ type, value }) => [type, value])], [0, [[19, 3]]]);
});

const errorsIn = (...objects: string[]): ErrorMessage => {
  const decoded = decodeMessage(message(6, ...objects));
  assert(decoded.kind === "error");
  return decoded;
};
const ERROR = (type: string, value: string) => `0d100008 0000${type}${value}`;

trap("a PCErr may carry only an SRP, several errors, an LSP, an OPEN, in either order", () => {
  const rfc = errorsIn(SRP, ERROR("18", "01"), ERROR("0a", "05"));
  assert.deepEqual(rfc.errors.map((e) => [e.type, e.value, e.srpIds]), [
    [24, 1, [0x65]],
    [10, 5, [0x65]],
  ]);
  assert.deepEqual(errorsIn(ERROR("18", "02"), SRP).errors[0]?.srpIds, [0x65]);
  const lsp = errorsIn(LSP, ERROR("13", "01")).errors[0];
  assert.deepEqual([lsp?.plspIds, lsp?.srpIds], [[3], []]);
  assert.equal(errorsIn(ERROR("01", "04"), "01100008 201e7801").open?.keepaliveSeconds, 30);
});

trap(
  "an error about an LSP without an SRP comes back as it was said, but not to who reads one order",
  () => {
    const said: ErrorMessage = {
      kind: "error",
      errors: [{ type: 6, value: 11, srpIds: [], plspIds: [3], requestIds: [], tlvs: [] }],
    };
    assert.deepEqual(decodeMessage(encodeMessage(said)), said);
    assert.equal(encodeMessage(said, FRR).length, 12);
  },
);

trap("SRP-IDs wrap and leave out 0 and 2³²−1", () => {
  assert.equal(nextSrpId(0xfffffffe), 1);
  assert.equal(nextSrpId(0), 1);
});

trap("a report without an SRP is unsolicited, and so is one with SRP-ID 0", () => {
  assert.equal(only(LSP, ERO).srpId, 0);
  assert.equal(only("2110000c 00000000 00000000", LSP, ERO).srpId, 0);
});

trap("an absent ERO is unknown, an empty one is no path", () => {
  assert.equal(only(SRP, LSP).ero, undefined);
  assert.deepEqual(only(SRP, LSP, "07100004").ero, []);
});

trap("one unknown sub-object keeps its octets and its place in the ERO", () => {
  const { reports: [report] } = reports(SRP, LSP, "07100010 24080009 03e85000 7f04abcd");
  assert.deepEqual(report?.ero?.map(({ kind }) => kind), ["sr", "unknown"]);
});

trap("an ERO that mixes SR with other hops is told: PCErr 10/5; neither SID nor NAI: 10/6", () => {
  const mixed = reports(SRP, LSP, "07100014 24080009 03e85000 0108 0a000001 2000");
  assert.deepEqual(mixed.problems.map((p) => [p.type, p.value, p.kept]), [[10, 5, true]]);
  const none = reports(SRP, LSP, "07100008 2404000c");
  assert.deepEqual(none.problems.map((p) => [p.type, p.value]), [[10, 6]]);
});

trap("strict, loose, unnumbered and IPv6 hops of RSVP-TE keep what they are", () => {
  const ero: Hop[] = [
    { kind: "ipv4", loose: false, address: 0x0a000001, prefixLength: 32, attributes: 0 },
    { kind: "ipv4", loose: true, address: 0x0aff0000, prefixLength: 16, attributes: 0 },
    { kind: "unnumbered", loose: false, attributes: 0, routerId: 0x0aff0001, interfaceId: 7 },
    { kind: "ipv6", loose: false, address: "2001:db8::1", prefixLength: 128, attributes: 0 },
  ];
  assert.deepEqual(back({ ero }).ero, ero);
});

trap("0x4E6E6B28 is 10⁹ bytes a second; NaN and negative ones cost their own object", () => {
  const report = only(SRP, LSP, ERO, "05100008 4e6e6b28");
  assert.deepEqual(report.bandwidths, [{ kind: "requested", bytesPerSecond: 1e9 }]);
  for (const bad of ["7fc00000", "bf800000", "7f800000"]) {
    const odd = only(SRP, LSP, ERO, `05100008 ${bad}`);
    assert.deepEqual([odd.bandwidths, odd.others.length], [[], 1]);
  }
});

trap("PATH-SETUP-TYPE in the LSP instead of the SRP, and by the number 27, is still one", () => {
  assert.equal(only(SRP, "20100010 00003009 001c0004 00000001", ERO).pathSetupType, 1);
  assert.equal(only("21100014 00000000 00000065 001b0004 00000001", LSP, ERO).pathSetupType, 1);
});

trap("SR-ERO of type 5 is read as type 36", () => {
  assert.deepEqual(only(SRP, LSP, "0710000c 05080009 03e85000").ero, only(SRP, LSP, ERO).ero);
});

trap(
  "TLV 65505 in an LSP is a binding SID, but not from who uses the number for something else",
  () => {
    const octets = message(10, SRP, "20100014 00003009 ffe10006 00000044 c0000000", ERO);
    const plain = decodeMessage(octets), other = decodeMessage(octets, JUNOS);
    assert(plain.kind === "report" && other.kind === "report");
    assert.deepEqual(plain.reports[0]?.bindingSids.map((sid) => "label" in sid && sid.label), [
      1100,
    ]);
    assert.deepEqual(other.reports[0]?.bindingSids, []);
    assert.equal(other.reports[0]?.lspTlvs.length, 1);
  },
);

trap("classes 36 and 37 of one vendor are not what the registry says: kept as octets", () => {
  const octets = message(10, SRP, LSP, ERO, "24100008 0000014d");
  const decoded = decodeMessage(octets, IOS_XR);
  assert(decoded.kind === "report");
  assert.deepEqual(decoded.reports[0]?.others.map((o) => [o.class, toHex(o.body)]), [
    [36, "0000014d"],
  ]);
});

trap(
  "SR policy TLVs 60 to 63 of a draft, in an association of type 65535, are no multipath",
  () => {
    const association = "2810003c 00000000 ffff0001 0aff0001" +
      "003c0008 00000064 0aff0004 003e001c 0a000000 0000fde9 00000000 00000000 00000000 c00002fe" +
      "00000007";
    const report = only(SRP, LSP, association, ERO);
    const policy = readSrPolicy(report, EARLY_SR);
    assert.deepEqual([policy?.color, policy?.candidatePath?.discriminator], [100, 7]);
  },
);

trap("SRPOLICY-CAPABILITY with its flags at the other end is read as what it means", () => {
  for (const word of ["00000013", "c8000000"]) {
    const open = decodeMessage(message(1, `01100010 201e7801 00470004 ${word}`));
    assert(open.kind === "open");
    assert.deepEqual(open.tlvs[0]?.value, {
      computationPriority: true,
      explicitNullLabelPolicy: true,
      invalidation: false,
      stateless: true,
    });
  }
});

trap("a multipath report: ERO n takes the PATH-ATTRIB before it, one without is path 0", () => {
  const attributes = (id: string) => `2d100014 00000000 ${id} 003d0004 00000003`;
  const { reports: [report] } = reports(
    SRP,
    NAMED,
    attributes("00000001"),
    ERO,
    attributes("00000002"),
    OTHER_ERO,
  );
  assert.deepEqual(report?.segmentLists.map(({ pathId, tlvs }) => [pathId, tlvs[0]?.value]), [
    [1, 3],
    [2, 3],
  ]);
  assert.deepEqual(only(SRP, LSP, ERO).segmentLists, []);
});

trap(
  "an Open with keepalive 0, an unknown TLV, 16 twice and 34 without sub-TLVs can be read",
  () => {
    const open = decodeMessage(
      message(
        1,
        "0110002c 20000001 00100004 00000005 00100004 00000001 ff000004 01020304",
        "00220008 00000001 01000000",
      ).slice(),
    );
    assert(open.kind === "open");
    assert.equal(open.keepaliveSeconds, 0);
    assert.deepEqual(open.tlvs.map(({ kind }) => kind), [
      "statefulPceCapability",
      "statefulPceCapability",
      "unknown",
      "pathSetupTypes",
    ]);
  },
);

trap(
  "an RRO's faults have errors of their own: 10/7, 10/35, 10/10, 10/36; a SID beyond 128 bits 10/37",
  () => {
    const told = (...objects: string[]) =>
      reports(SRP, LSP, ERO, ...objects).problems.map((p) => [p.type, p.value, p.kept]);
    assert.deepEqual(told("08100008 2404000c"), [[10, 7, true]]);
    assert.deepEqual(told("0810000c 28080003 0000ffff"), [[10, 35, true]]);
    assert.deepEqual(told("08100014 24080009 03e85000 0108 0a000001 2000"), [[10, 10, true]]);
    const sid = "28180002 0000ffff fc000000 00000000 00000000 00000001";
    assert.deepEqual(told(`08100024 ${sid} 0108 0a000001 2000`), [[10, 36, true]]);
    const long = "28200006 0000ffff fc000000 00000000 00000000 00000001 40404000 00000000";
    const both = reports(SRP, LSP, `07100024 ${long}`).problems;
    assert.deepEqual(both.map((p) => [p.type, p.value, p.kept]), [[10, 37, true]]);
  },
);

trap("two paths of one path id are PCErr 10/38, and the report is kept", () => {
  const attributes = "2d10000c 00000000 00000001";
  const { reports: all, problems } = reports(SRP, LSP, attributes, ERO, attributes, OTHER_ERO);
  assert.deepEqual([all.length, problems.map((p) => [p.type, p.value])], [1, [[10, 38]]]);
});
