import assert from "node:assert/strict";
import { decodeMessage } from "../../../src/bgp/codec/decode_message.ts";
import {
  dissect,
  dissectLsAttribute,
  dissectNlri,
  dissectPathAttributes,
} from "../../../src/bgp/codec/dissect.ts";
import { encodeLsAttribute, encodeMessage } from "../../../src/bgp/codec/encode_message.ts";
import type { LsNlri } from "../../../src/bgp/codec/ls_nlri.ts";
import { structureFault } from "../../../src/bgp/codec/ls_structure.ts";
import type { Message } from "../../../src/bgp/codec/message.ts";
import { readLsNlris } from "../../../src/bgp/codec/read_ls_nlri.ts";
import { type SessionForm, USUAL_FORM } from "../../../src/bgp/codec/session_form.ts";
import { encodeNlri } from "../../../src/bgp/codec/write_ls_nlri.ts";
import { lsAttribute } from "../../../src/bgp/registry/ls_attributes.ts";
import type { Dissection } from "../../../src/wire/dissect.ts";
import { decode } from "../../../src/wire/tlv.ts";
import {
  bareTables,
  FOREIGN_ROWS,
  noteRows,
  rowKey,
  spanKey,
} from "../../../tools/bgp_coverage.ts";
import { capture, fromHex, plain, RUNS, toHex, type Vector, vectors } from "../shared_bytes.ts";
import { canonicalMessage } from "./canonical.ts";

const ofKind = (kind: string): readonly Vector[] =>
  vectors("messages")?.filter((v) => v.kind === kind) ?? [];

/** Rows that could read octets of others, gathered while the tests of this file run. */
const SEEN = new Set<string>();

/** Names that small registries give to values, as far as octets of others had them. */
const VALUES = new Set<string>();
function wordsOf({ name, value, note }: Dissection): readonly string[] {
  if (note !== undefined) return [];
  if (name.endsWith(" NLRI")) return [name.slice(0, -" NLRI".length)];
  if (name === "extended length") return ["Extended Length"];
  if (name !== "protocol" && name !== "subtype") return [];
  return [value?.replace(/^\d+ \((.*)\)$/, "$1") ?? ""];
}

/** Every octet is in a part with a name: heads of TLVs and attributes are those of their part. */
function namesAll(tree: Dissection, note = ""): void {
  noteRows(tree, SEEN);
  const gaps = (part: Dissection, broken: boolean): void => {
    let at = part.offset;
    for (const word of wordsOf(part)) VALUES.add(word);
    for (const [i, child] of part.children.entries()) {
      const head = i === 0 ? 4 : 0;
      assert(
        child.offset - at <= head || broken,
        `${part.name}: octets ${at} to ${child.offset} ${note}`,
      );
      at = child.offset + child.length;
      gaps(child, broken || child.note !== undefined);
    }
    const end = part.offset + part.length;
    assert(
      part.children.length === 0 || at === end || broken,
      `${part.name} ends at ${at}, not ${end}`,
    );
  };
  gaps(tree, tree.note !== undefined);
}

/** Messages that do not come back, each with the reason. */
const LOST: readonly (readonly [RegExp, string])[] = [
  [
    /^flags 0x4 do not fit/,
    "ONOS writes ORIGIN with flags 0x04, not 0x40: withdrawn (RFC 7606 §3)",
  ],
  [
    /^AS_PATH is missing/,
    "BGPsec has BGPSEC_PATH in its place (RFC 8205 §3.1), which is not for BGP-LS",
  ],
  [/^attribute 14 twice/, "tcpdump's ADD-PATH capture is not one of this session form"],
  [/^well-known attribute 114/, "tcpdump's file of broken octets"],
  [/^a ROUTE-REFRESH of 26 octets/, "BoRR has exactly 23 (RFC 7313 §5)"],
];

/** In the form that reads it: recordings are of sessions with two octets for an AS number, too. */
function read(bytes: Uint8Array): { readonly message?: Message; form: SessionForm; why: string } {
  let why = "";
  for (const form of [USUAL_FORM, { ...USUAL_FORM, fourOctetAsn: false }]) {
    const message = decodeMessage(bytes, form);
    if (message.kind === "malformed") return { form, why: message.fault.why };
    if (message.kind !== "update" || message.errors.length === 0) return { message, form, why: "" };
    why = message.errors.map((e) => e.why).join("; ");
  }
  return { form: USUAL_FORM, why };
}

Deno.test("messages of others: each octet is named, each message is said again in our form", () => {
  let same = 0;
  for (const v of ofKind("message")) {
    const bytes = fromHex(v.hex);
    const { message, form, why } = read(bytes);
    namesAll(dissect(bytes, form), v.source);
    if (!message) {
      assert(LOST.some(([known]) => known.test(why)), `${v.source}: ${why}`);
      continue;
    }
    const encoded = encodeMessage(message, form);
    assert.equal(toHex(encoded), toHex(canonicalMessage(bytes)), v.source);
    assert.deepEqual(plain(decodeMessage(encoded, form)), plain(message), v.source);
    same++;
  }
  if (vectors("messages")) assert(same >= 298, `${same} messages octet by octet`);
});

/** TLVs of attribute 29 that are written otherwise than they came, by row, each with the reason. */
const REWRITTEN: Readonly<Record<string, string>> = {
  igpMetric: "sent in three octets always",
  igpFlags: "bits without a name are sent as zero",
  adjacencySid: "a label has 20 bits; the four above are sent as zero",
  peerNodeSid: "a label has 20 bits",
  peerAdjacencySid: "a label has 20 bits",
  minMaxDelay: "reserved bits are sent as zero",
  delayVariation: "reserved bits are sent as zero",
  loss: "reserved bits are sent as zero",
};

Deno.test("BGP-LS attributes of others: each octet is named, each TLV is said again", () => {
  let same = 0;
  for (const v of ofKind("tlvs")) {
    const bytes = fromHex(v.hex);
    namesAll(dissectLsAttribute(bytes), v.source);
    if (structureFault(bytes, 0, bytes.length)) continue;
    let at = 0;
    for (const tlv of decode(lsAttribute, bytes)) {
      const end = at + 4 + (bytes[at + 2]! << 8 | bytes[at + 3]!);
      const came = bytes.subarray(at, end), sent = encodeLsAttribute([tlv]);
      if (toHex(sent) === toHex(came)) same++;
      else assert(REWRITTEN[tlv.kind], `${tlv.kind}: ${toHex(came)} became ${toHex(sent)}`);
      if (tlv.kind !== "malformed") assert.deepEqual(decode(lsAttribute, sent), [tlv], v.source);
      at = end;
    }
  }
  if (vectors("messages")) assert(same >= 136, `${same} TLVs octet by octet`);
});

/** NLRI of others that are discarded, or come back in other octets, each with the reason. */
const NLRI_REASONS: readonly (readonly [RegExp, string])[] = [
  [
    /test_unpack_prefix_v6_nlri/,
    "ExaBGP: 3 octets for a /127, where 16 belong (RFC 9552 §5.2.3.2)",
  ],
  [/test_prefix_v6_unpack_basic/, "ExaBGP: the same"],
  [
    /bgp_test.go:(4738|4796)/,
    "GoBGP: TLV 265 twice and before 264; the last counts, sent in order",
  ],
  [/ls-nlri72_test.go:126/, "gobmp: 4 octets for a /24, where 3 belong (RFC 9552 §5.2.3.2)"],
  [/RFC7752_MultipleNLRIs/, "gobmp: several NLRI in one line"],
  [/LSNLRI71_AddPath/, "gobmp: path identifiers, without the session that says so"],
];

Deno.test("NLRI of others: each octet is named, each NLRI is said again", () => {
  let same = 0;
  for (const kind of ["nlri", "nlri-body"]) {
    for (const v of ofKind(kind)) {
      const body = fromHex(v.hex);
      // A body has lost its head: one of the types fits.
      const heads = kind === "nlri" ? [[]] : [1, 2, 3, 4, 5, 6].map((t) => [0, t, 0, body.length]);
      const good = heads.some((head) => {
        const bytes = Uint8Array.of(...head, ...body);
        const into: LsNlri[] = [];
        if (!readsAs(bytes, into)) return false;
        namesAll(dissectNlri(bytes), v.source);
        return into.length === 1 && toHex(encodeNlri(into[0]!)) === toHex(bytes);
      });
      if (good) same++;
      else {
        const known = NLRI_REASONS.some(([r]) => r.test(v.source) || r.test(v.note));
        assert(known, `${v.source}: ${v.note}`);
      }
    }
  }
  if (vectors("messages")) assert(same > 30, `${same} NLRI octet by octet`);
});

function readsAs(bytes: Uint8Array, into: LsNlri[]): boolean {
  const discarded: string[] = [];
  try {
    readLsNlris(bytes, 0, bytes.length, { vpn: false, addPath: false }, into, discarded);
  } catch {
    return false;
  }
  return discarded.length === 0;
}

/** Values without a head whose type the name of the test tells. */
const FRAGMENTS: readonly (readonly [RegExp, number])[] = [
  [/UnmarshalMSDTV\/Test/, 266],
  [/test_sr_capabilities/, 1034],
  [/RFC9252_CapabilityTLV/, 1038],
  [/FlexAlgoPrefixMetric/, 1044],
  [/test_node_opaque_json/, 1025],
  [/nodename_make_factory|conformant_ascii_name/, 1026],
  [/test_link_name/, 1098],
  [/AdjacencySIDTLV_Valid|test_sr_adjacency$/, 1099],
  [/test_sr_adjacency_lan/, 1100],
  [/EndXSIDTLV\//, 1106], // ExaBGP counts an octet more than RFC 9514 §4.1
  [/UnidirLinkDelay/, 1114],
  [/UnidirResidual/, 1118],
  [/UnidirAvailable/, 1119],
  [/UnidirUtilized/, 1120],
  [/AppSpecLinkAttr/, 1122],
  [/test_prefix_opaque_json/, 1157],
  [/UnmarshalPrefixSIDTLV|test_sr_prefix/, 1158],
  [/RangeTLV/, 1159],
  [/LocatorTLV|test_srv6_locator/, 1162],
  [/SRCandidatePathConstraints var/, 1204],
  [/TestGetSRSegmentList/, 1205],
  [/RFC9252_EndpointBehavior|test_srv6_endpoint_behavior/, 1250],
  [/SIDStructureTLV/, 1252],
];

Deno.test("values of others whose TLV is known are read, each octet is named", () => {
  let known = 0;
  for (const v of vectors("fragments") ?? []) {
    const name = `${v.source} ${v.note}`.replace(/:\d+/, "");
    const type = FRAGMENTS.find(([r]) => r.test(name))?.[1];
    const value = fromHex(v.hex), whole = /Test_LsTLV/.test(name);
    const head = [(type ?? 0) >> 8, (type ?? 0) & 255, value.length >> 8, value.length & 255];
    // GoBGP hands over one octet too many, to see that it is left.
    const length = 4 + (value[2]! << 8 | value[3]!);
    const bytes = whole ? value.subarray(0, length) : Uint8Array.of(...head, ...value);
    if (type === undefined && !(whole && value[0] === 4)) continue;
    known++;
    namesAll(dissectLsAttribute(bytes), name);
    for (const tlv of decode(lsAttribute, bytes)) assert(tlv.kind !== "malformed", name);
  }
  if (vectors("fragments")) assert(known > 50, `${known} fragments`);
});

Deno.test("path attributes of others: each octet is named", () => {
  for (const v of ofKind("path-attributes")) {
    const bytes = fromHex(v.hex);
    namesAll(dissectPathAttributes(bytes), v.source);
  }
});

Deno.test("recorded sessions: each octet is named, each message is said again in our form", () => {
  for (const run of RUNS) {
    for (const line of capture(run) ?? []) {
      if (!line.hex) continue;
      const bytes = fromHex(line.hex), { message } = read(bytes);
      assert(message, line.hex);
      namesAll(dissect(bytes), run);
      const ours = toHex(encodeMessage(message)), theirs = toHex(canonicalMessage(bytes));
      // FRR and GoBGP write TLV 518 before 263; in order it is the same NLRI (RFC 9552 §5.1).
      const unsorted = message.kind === "update" && message.reach.some((n) => n.type === "srv6Sid");
      if (unsorted) assert.equal(ours.length, theirs.length);
      else assert.equal(ours, theirs);
    }
  }
});

Deno.test("rows that octets of others have been through are written down; the others are printed", () => {
  const tables = bareTables();
  const rows = tables.flatMap(({ title, rows }) =>
    rows.filter((row) => row.form !== "name").map((row) => ({ row, key: rowKey(title, row) }))
  );
  const file = new URL(`../../../${FOREIGN_ROWS}`, import.meta.url);
  const [head, ...lines] = Deno.readTextFileSync(file).trimEnd().split("\n");
  if (!vectors("messages")) return;
  const seen = rows.filter(({ row }) => SEEN.has(spanKey(row)) || VALUES.has(row.name)).map((
    { key },
  ) => key);
  if (Deno.env.get("UPDATE")) {
    Deno.writeTextFileSync(file, `${[head, ...seen].join("\n")}\n`);
  } else assert.deepEqual(lines, seen, "run once with UPDATE=1");
  const missing = rows.map(({ key }) => key).filter((key) => !seen.includes(key));
  console.log(
    `no octets of others for ${missing.length} of ${rows.length} rows:\n  ${missing.join("\n  ")}`,
  );
});
