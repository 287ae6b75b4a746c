import assert from "node:assert/strict";
import { encodeLsAttribute } from "../../../src/bgp/codec/encode_message.ts";
import { LS_ATTRIBUTES, lsAttribute } from "../../../src/bgp/registry/ls_attributes.ts";
import {
  ADJACENCY_SID_FLAGS,
  flagNames,
  layoutOf,
  PREFIX_SID_FLAGS,
} from "../../../src/bgp/registry/ls_flags.ts";
import { LS_DESCRIPTORS, NODE_DESCRIPTORS } from "../../../src/bgp/registry/ls_nlri.ts";
import { notificationWords } from "../../../src/bgp/registry/notifications.ts";
import { PATH_ATTRIBUTES } from "../../../src/bgp/registry/path_attributes.ts";
import { CAPABILITIES } from "../../../src/bgp/registry/capabilities.ts";
import { decode } from "../../../src/wire/tlv.ts";
import { fromHex, plain, toHex } from "../shared_bytes.ts";

interface Golden {
  readonly row: keyof typeof LS_ATTRIBUTES["rows"];
  readonly from: string;
  readonly hex: string;
  readonly value: unknown;
}
const GOLDENS: readonly Golden[] = JSON.parse(
  Deno.readTextFileSync(new URL("../../golden/bgp/ls_attribute_rows.json", import.meta.url)),
);
/** Sent back wider than it came: the encoder knows only the three octets of wide metrics. */
const NOT_BYTE_FOR_BYTE = new Set(["igpMetric"]);

Deno.test("`LS_ATTRIBUTES` has a golden for every row, and no golden is without row", () =>
  assert.deepEqual(GOLDENS.map((g) => g.row).sort(), Object.keys(LS_ATTRIBUTES.rows).sort()));

for (const { row, from, hex, value } of GOLDENS) {
  Deno.test(`\`LS_ATTRIBUTES.${row}\` reads and writes the golden (${from})`, () => {
    const octets = fromHex(hex), { type } = LS_ATTRIBUTES.rows[row];
    const head = [type >> 8, type & 255, octets.length >> 8, octets.length & 255];
    const bytes = Uint8Array.of(...head, ...octets);
    const tlvs = decode(lsAttribute, bytes);
    assert.deepEqual(plain(tlvs), [{ kind: row, value }]);
    if (!NOT_BYTE_FOR_BYTE.has(row)) assert.equal(toHex(encodeLsAttribute(tlvs)), toHex(bytes));
  });
}

Deno.test("BGP registries give each number to one row", () => {
  for (const { rows } of [LS_ATTRIBUTES, LS_DESCRIPTORS, NODE_DESCRIPTORS, CAPABILITIES]) {
    const types = Object.values(rows).map((row) => row.type);
    assert.equal(new Set(types).size, types.length);
  }
  const attributes = Object.values(PATH_ATTRIBUTES).map((row) => row.type);
  assert.equal(new Set(attributes).size, attributes.length);
});

Deno.test("`layoutOf()` reads the same flag octet by protocol (RFC 9085 §2.2.1, §2.3.1)", () => {
  const names = (layouts: Parameters<typeof layoutOf>[0], protocolId: number, octet: number) =>
    flagNames(layoutOf(layouts, protocolId), octet);
  assert.deepEqual(names(ADJACENCY_SID_FLAGS, 2, 0x70), ["backup", "value", "local"]);
  assert.deepEqual(names(ADJACENCY_SID_FLAGS, 3, 0xe0), ["backup", "value", "local"]);
  assert.deepEqual(names(PREFIX_SID_FLAGS, 1, 0x40), ["node"]);
  assert.deepEqual(names(PREFIX_SID_FLAGS, 3, 0x40), ["noPenultimatePop"]);
  assert.deepEqual(names(PREFIX_SID_FLAGS, 6, 0x40), ["noPenultimatePop"]);
});

Deno.test("`notificationWords()` names codes and quotes what the peer wrote (RFC 9003 §2)", () => {
  assert.equal(notificationWords(6, 7), "cease: connection collision resolution (6/7)");
  assert.equal(notificationWords(4, 0), "hold timer expired (4/0)");
  assert.equal(notificationWords(99, 1), "unknown error (99/1)");
  const text = new TextEncoder().encode("upgrade\u001b[2J tonight");
  const octets = Uint8Array.of(text.length, ...text);
  assert.equal(
    notificationWords(6, 2, octets),
    'cease: administrative shutdown (6/2), "upgrade [2J tonight"',
  );
  const long = "ü".repeat(127);
  const longest = Uint8Array.of(254, ...new TextEncoder().encode(long)); // RFC 9003: beyond 128
  assert.equal(
    notificationWords(6, 4, longest),
    `cease: administrative reset (6/4), "${long}"`,
  );
});

Deno.test("`notificationWords()` says what a hard reset stands for (RFC 8538 §3.1)", () => {
  const octets = Uint8Array.of(6, 2, 3, 98, 121, 101);
  const words = 'cease: hard reset (6/9), cease: administrative shutdown (6/2), "bye"';
  assert.equal(notificationWords(6, 9, octets), words);
  const inner = Uint8Array.of(6, 9, 6, 9, 6, 9);
  assert.equal(notificationWords(6, 9, inner), "cease: hard reset (6/9), cease: hard reset (6/9)");
  assert.equal(notificationWords(6, 9, Uint8Array.of(6)), "cease: hard reset (6/9)");
  assert.equal(notificationWords(8, 0), "send hold timer expired (8/0)");
  assert.equal(notificationWords(6, 10), "cease: BFD down (6/10)");
});

Deno.test("rows take the widths that producers send (protocol of the feed decides them)", () => {
  const valueAt = (hex: string): unknown => {
    const [tlv] = decode(lsAttribute, fromHex(hex.replaceAll(" ", "")));
    assert(tlv && tlv.kind !== "malformed", hex);
    return plain(tlv.value);
  };
  for (const metric of ["0001 0a", "0002 000a", "0003 00000a", "0004 0000000a"]) {
    assert.equal(valueAt(`0447 ${metric}`), 10); // narrow, OSPF, wide, and what nobody should send
  }
  assert.equal(valueAt("0444 0003 00000a"), 10); // TE metric of early producers
  assert.equal(valueAt("0445 0001 02"), 0x200); // protection type of one octet
  assert.equal(valueAt("0492 0003 200000"), 0x20); // prefix flags of more octets (RFC 7794 §2.1)
  assert.equal(valueAt("ffdc 0006 00000a4c 0001"), "hex:00000a4c0001"); // private: enterprise first
});
