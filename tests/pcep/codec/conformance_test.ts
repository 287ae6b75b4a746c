/**
 * Octets that this project did not make, against the rows: each one named, each object written back as it came, each
 * message too but for the differences listed here with their reasons.
 */
import assert from "node:assert/strict";
import { decodeMessage } from "../../../src/pcep/codec/decode.ts";
import { dissect } from "../../../src/pcep/codec/dissect.ts";
import { encodeMessage } from "../../../src/pcep/codec/encode.ts";
import { DEFAULT } from "../../../src/pcep/profiles/default.ts";
import { FRR } from "../../../src/pcep/profiles/frr.ts";
import type { Profile } from "../../../src/pcep/profiles/profile.ts";
import { objectRow } from "../../../src/pcep/registry/objects.ts";
import { PCEP_TLVS } from "../../../src/pcep/registry/tlvs.ts";
import type { Dissection } from "../../../src/wire/dissect.ts";
import { WireError } from "../../../src/wire/error.ts";
import type { AnyField } from "../../../src/wire/field.ts";
import { decode, encode, tlvs } from "../../../src/wire/tlv.ts";
import { fromHex, toHex } from "../../wire/hex.ts";
import { type Foreign, recorded, unnamed, vectors } from "../foreign.ts";
import { shared } from "../golden.ts";

const SPOKEN: Profile = { ...FRR, oneLspPerMessage: false };
/** What another project's encoder or router said, and in which dialect it is said back. */
const said = (): readonly (Foreign & { readonly profile: Profile })[] => [
  ...vectors().map((one) => ({ ...one, profile: DEFAULT })),
  ...recorded("in").map((one) => ({ ...one, profile: SPOKEN })),
];

/** Header, with P and I cleared (they are the sender's choice), and body of each object. */
function objectsOf(bytes: Uint8Array): readonly Uint8Array[] {
  const out: Uint8Array[] = [];
  for (let at = 4; at + 4 <= bytes.length;) {
    const object = bytes.slice(at, at + (bytes[at + 2]! << 8 | bytes[at + 3]!));
    object[1]! &= 0xf0;
    out.push(object);
    at += object.length;
  }
  return out;
}

const notes = (d: Dissection): readonly string[] => [
  ...(d.note ? [`${d.name}: ${d.note}`] : []),
  ...d.children.flatMap(notes),
];

Deno.test("`dissect()` names every octet that others said, and finds nothing wrong with them", () => {
  for (const { where, bytes } of [...said(), ...recorded("out")]) {
    assert.deepEqual(unnamed(dissect(bytes), bytes), [], where);
  }
  for (const { where, bytes } of said()) assert.deepEqual(notes(dissect(bytes)), [], where);
});

Deno.test("every object that others said is written back octet by octet", () => {
  for (const { where, bytes } of said()) {
    for (const object of objectsOf(bytes)) {
      const row = objectRow(object[0]!, object[1]! >> 4), body = object.subarray(4);
      if (!row) continue;
      const field: AnyField = row.value;
      assert.equal(toHex(encode(field, decode(field, body))), toHex(body), `${row.name}, ${where}`);
    }
  }
});

/** One difference between a message and what is written for its meaning: which octets, and why. */
interface Difference {
  readonly why: string;
  readonly types: readonly number[]; // of messages
  /** Classes of the objects that are missing or other in what is written; [] means their order alone. */
  readonly classes: readonly number[];
}
const DIFFERENCES: readonly Difference[] = [
  {
    why: "attributes stood before the RRO, the drafts' order: RFC order is written",
    types: [10],
    classes: [],
  },
  {
    why:
      "an old draft had SYMBOLIC-PATH-NAME in SRP: it is no part of an SRP, nor is setup type 0 written",
    types: [10, 11, 12],
    classes: [33],
  },
  {
    why: "TLVs of an LSP in another order; identifiers and D=0 in a delete: PLSP-ID and D=1 do",
    types: [10, 12],
    classes: [32, 33],
  },
  {
    why: "link-state objects of an old draft in a PCErr: an error keeps ids, nothing else",
    types: [6],
    classes: [224],
  },
  {
    why:
      "FRR repeats a request's RP or SRP whole around its errors: only its id means something there",
    types: [5, 6],
    classes: [2, 33],
  },
];

function differenceOf(type: number, was: readonly string[], is: readonly string[]) {
  const other = [...was.filter((o) => !is.includes(o)), ...is.filter((o) => !was.includes(o))];
  const classes = [...new Set(other.map((o) => parseInt(o.slice(0, 2), 16)))].sort((a, b) => a - b);
  return DIFFERENCES.find((d) =>
    d.types.includes(type) &&
    (classes.length === 0 ? d.classes.length === 0 : d.classes.length > 0) &&
    classes.every((c) => d.classes.includes(c))
  );
}

Deno.test("`encodeMessage()` writes what others said, but for the differences that are listed", () => {
  const used = new Map<string, number>();
  let same = 0;
  for (const { where, bytes, profile } of said()) {
    const message = decodeMessage(bytes);
    if ("problems" in message && message.problems.some((p) => !p.kept)) continue;
    const again = encodeMessage(message, profile);
    assert.deepEqual(decodeMessage(again), message, where);
    const was = objectsOf(bytes).map(toHex), is = objectsOf(again).map(toHex);
    if (was.join() === is.join()) {
      same++;
      continue;
    }
    const difference = differenceOf(bytes[1]!, was, is);
    assert(difference, `${where}\n${was.join("\n")}\nbecame\n${is.join("\n")}`);
    used.set(difference.why, (used.get(difference.why) ?? 0) + 1);
  }
  if (same === 0) return; // no foreign octets here
  assert.deepEqual(DIFFERENCES.filter((d) => !used.has(d.why)), [], "differences that are no more");
});

/** Why a message of others is refused, as the PCErr that says so: how often in all vectors. */
const REFUSED = {
  "6/8 no LSP object": 2, // lone objects, put into a PCRpt here
  "19/8 non-zero PLSP-ID in a request to create": 42, // a draft's PCInitiate (RFC 8281 §5.3.1 has 0)
};

Deno.test("what is refused of other projects' messages is refused for a reason that is listed", () => {
  const refused: Record<string, number> = {};
  for (const { bytes } of vectors()) {
    const message = decodeMessage(bytes);
    for (const p of "problems" in message ? message.problems : []) {
      const why = `${p.type}/${p.value} ${p.detail}`;
      if (!p.kept) refused[why] = (refused[why] ?? 0) + 1;
    }
  }
  if (vectors().length > 0) assert.deepEqual(refused, REFUSED);
});

const negatives = () =>
  (shared("vectors/negative.jsonl") ?? []).filter((line) => line.proto === "pcep")
    .map((line) => ({ where: `${line.source}`, bytes: fromHex(line.hex as string) }));

Deno.test("a malformed TLV of other projects is an error, and never a value", () => {
  const list = tlvs(PCEP_TLVS);
  for (const { where, bytes } of negatives()) {
    assert.throws(() => decode(list, bytes), WireError, where);
  }
});

Deno.test("a malformed TLV of other projects costs its LSP at most, and the next LSP lives", () => {
  const srp = "2110000c0000000000000001", ero = "07100004";
  const good = `${srp}2010001000002001001100026f6b0000${ero}`;
  for (const { where, bytes } of negatives()) {
    const length = (8 + bytes.length).toString(16).padStart(4, "0");
    const lsp = `2010${length}00001001${toHex(bytes)}`;
    const octets = fromHex(`200a0000${srp}${lsp}${ero}${good}`);
    octets[2] = octets.length >> 8;
    octets[3] = octets.length & 255;
    const message = decodeMessage(octets);
    assert(message.kind === "report");
    assert.deepEqual(
      message.reports.map((r) => [r.plspId, r.symbolicPathName]),
      [[2, "ok"]],
      where,
    );
    assert.deepEqual(message.problems.map((p) => [p.type, p.value, p.kept]), [[10, 11, false]]);
    assert.deepEqual(unnamed(dissect(octets), octets), [], where);
  }
});
