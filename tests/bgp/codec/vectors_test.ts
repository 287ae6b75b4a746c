import assert from "node:assert/strict";
import { decodeMessage } from "../../../src/bgp/codec/decode_message.ts";
import {
  dissect,
  dissectLsAttribute,
  dissectNlri,
  dissectPathAttributes,
} from "../../../src/bgp/codec/dissect.ts";
import { encodeLsAttribute, encodeMessage } from "../../../src/bgp/codec/encode_message.ts";
import { structureFault } from "../../../src/bgp/codec/ls_structure.ts";
import type { LsNlri } from "../../../src/bgp/codec/ls_nlri.ts";
import { lsFact } from "../../../src/bgp/codec/read_ls_fact.ts";
import { readLsNlris } from "../../../src/bgp/codec/read_ls_nlri.ts";
import { encodeNlri } from "../../../src/bgp/codec/write_ls_nlri.ts";
import { lsAttribute } from "../../../src/bgp/registry/ls_attributes.ts";
import { decode } from "../../../src/wire/tlv.ts";
import { WireError } from "../../../src/wire/error.ts";
import { fromHex, plain, toHex, type Vector, vectors } from "../shared_bytes.ts";

const ofKind = (file: string, kind: string): readonly Vector[] =>
  vectors(file)?.filter((v) => v.kind === kind) ?? [];
const PLAIN_FORM = { vpn: false, addPath: false };
const OBJECT_TYPES = ["node", "link", "ipv4Prefix", "srv6Sid"] as const;

/** A header around bytes, so that anything can be given to decodeMessage(). */
function message(type: number, body: Uint8Array): Uint8Array {
  const length = 19 + body.length;
  return Uint8Array.of(...MARKER, length >> 8, length & 255, type, ...body);
}
const MARKER = new Array<number>(16).fill(0xff);
const update = (attributes: Uint8Array): Uint8Array =>
  message(2, Uint8Array.of(0, 0, attributes.length >> 8, attributes.length & 255, ...attributes));

Deno.test("`decodeMessage()` takes every message of other projects' tests, and says it again", () => {
  let read = 0;
  for (const v of ofKind("messages", "message")) {
    const bytes = fromHex(v.hex);
    const first = decodeMessage(bytes);
    assert.equal(dissect(bytes).length, bytes.length);
    if (first.kind === "malformed") continue;
    read++;
    if (first.kind === "update" && first.errors.length > 0) continue; // what was lost stays lost
    const again = decodeMessage(encodeMessage(first));
    assert.deepEqual(plain(again), plain(first), `${v.source}: ${v.note}`);
  }
  if (read > 0) assert(read > 250, `${read} messages read`);
});

Deno.test("`decodeMessage()` takes path attributes of any family around an UPDATE", () => {
  for (const v of ofKind("messages", "path-attributes")) {
    const bytes = fromHex(v.hex);
    decodeMessage(update(bytes));
    assert.equal(dissectPathAttributes(bytes).length, bytes.length);
  }
});

Deno.test("BGP-LS attributes decode, encode to the same bytes or the same meaning, and give facts", () => {
  let same = 0, all = 0;
  for (const v of ofKind("messages", "tlvs")) {
    const bytes = fromHex(v.hex);
    dissectLsAttribute(bytes);
    if (structureFault(bytes, 0, bytes.length)) continue;
    all++;
    for (const type of OBJECT_TYPES) {
      for (const protocolId of [2, 3, 6, 7]) lsFact({ type, protocolId }, bytes);
    }
    const tlvs = decode(lsAttribute, bytes);
    if (tlvs.some((tlv) => tlv.kind === "malformed")) continue;
    const out = encodeLsAttribute(tlvs);
    if (toHex(out) === v.hex) same++;
    assert.deepEqual(plain(decode(lsAttribute, out)), plain(tlvs), v.source);
  }
  if (all > 0) assert(same > all / 2, `${same} of ${all} byte for byte`);
});

Deno.test("BGP-LS NLRI decode, and encode to the same key", () => {
  let good = 0;
  for (const kind of ["nlri", "nlri-body"]) {
    for (const v of ofKind("messages", kind)) {
      const body = fromHex(v.hex);
      // A body has lost its head: try it as each type.
      const heads = kind === "nlri" ? [[]] : [1, 2, 3, 4, 6].map((t) => [0, t, 0, body.length]);
      for (const head of heads) {
        const bytes = Uint8Array.of(...head, ...body);
        dissectNlri(bytes);
        const found: LsNlri[] = [], discarded: string[] = [];
        try {
          readLsNlris(bytes, 0, bytes.length, PLAIN_FORM, found, discarded);
        } catch (e) {
          assert(e instanceof WireError);
        }
        for (const nlri of found) {
          good++;
          const again: LsNlri[] = [];
          const encoded = encodeNlri(nlri);
          readLsNlris(encoded, 0, encoded.length, PLAIN_FORM, again, []);
          const { key: _1, ...one } = nlri, { key: _2, ...two } = again[0]!;
          assert.deepEqual(plain(two), plain(one), v.source);
        }
      }
    }
  }
  if (vectors("messages")) assert(good > 20, `${good} NLRI`);
});

Deno.test("Nothing malformed or torn out of its place makes the BGP codec throw", () => {
  for (const file of ["negative", "fragments"]) {
    for (const v of vectors(file) ?? []) {
      const bytes = fromHex(v.hex);
      for (let type = 0; type < 7; type++) decodeMessage(message(type, bytes));
      decodeMessage(bytes);
      decodeMessage(update(bytes));
      for (const attribute of [1, 2, 5, 14, 15, 29, 40]) {
        const attributes = Uint8Array.of(0x90, attribute, 0, bytes.length, ...bytes);
        decodeMessage(update(attributes));
        dissect(update(attributes));
      }
      for (const type of OBJECT_TYPES) lsFact({ type, protocolId: 2 }, bytes);
      dissect(bytes);
      dissectLsAttribute(bytes);
      dissectNlri(bytes);
      dissectPathAttributes(bytes);
    }
  }
});
