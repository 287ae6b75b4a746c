/** PCEP octets that this project did not make, where they lie: vectors of other projects, recorded sessions. */
import { objectRow } from "../../src/pcep/registry/objects.ts";
import { messageRow } from "../../src/pcep/registry/messages.ts";
import { Framer } from "../../src/pcep/codec/framer.ts";
import { dissect } from "../../src/pcep/codec/dissect.ts";
import type { Dissection } from "../../src/wire/dissect.ts";
import { NESTED, SUBOBJECT_ROWS, tlvRows, TOP_LEVEL } from "../../src/pcep/registry/registries.ts";
import { rowKey } from "../../tools/pcep_coverage.ts";
import { fromHex } from "../wire/hex.ts";
import { shared } from "./golden.ts";

export interface Foreign {
  readonly where: string;
  readonly bytes: Uint8Array; // one message
}

/** The messages of other projects' tests; lone objects as the only one of a PCRpt. */
export function vectors(): readonly Foreign[] {
  return (shared("vectors/messages.jsonl") ?? []).filter((line) => line.proto === "pcep")
    .map((line) => {
      const hex = fromHex(line.hex as string);
      const where = `${line.source} ${line.note}`;
      return { where, bytes: line.kind === "object" ? inReport(hex) : hex };
    });
}

function inReport(object: Uint8Array): Uint8Array {
  const length = 4 + object.length;
  return Uint8Array.of(0x20, 10, length >> 8, length & 255, ...object);
}

const RUNS = ["1", "2", "3", "3b", "4-both", "6-ospf", "8-mpls", "9-mini", "10-nov6", "11-deleg"];
/** Left out of "each message in good form": what a router was sent on purpose, good and bad. */
const PROBES = ["13-wedge"];

/** Messages of the recorded sessions with FRR; "in" is what FRR said. */
export function recorded(direction: "in" | "out"): readonly Foreign[] {
  return [...RUNS, ...PROBES].flatMap((run) =>
    (shared(`captures/run${run}-pcep.jsonl`) ?? [])
      .filter((line) => line.dir === direction && typeof line.hex === "string")
      .flatMap((line) => cut(`run${run} ${line.n}`, fromHex(line.hex as string)))
  );
}

function cut(where: string, bytes: Uint8Array): readonly Foreign[] {
  const framer = new Framer(), out: Foreign[] = [];
  framer.push(bytes);
  for (let one = framer.next(); one instanceof Uint8Array; one = framer.next()) {
    out.push({ where, bytes: one });
  }
  return out;
}

/** The rows that a message went through without complaint, as rowKey() names them. */
export function rowsOf(bytes: Uint8Array): ReadonlySet<string> {
  const keys = new Set<string>(), tree = dissect(bytes);
  const message = messageRow(bytes[1]!);
  if (message) keys.add(rowKey("message", message.type, message.name));
  for (const object of tree.children) {
    if (object.children[0]?.name !== "class" || object.note) continue;
    const objectClass = bytes[object.offset]!, type = bytes[object.offset + 1]! >> 4;
    if (!objectRow(objectClass, type)) continue;
    keys.add(rowKey("object", `${objectClass}/${type}`, object.name));
    for (const child of object.children) insideOf(child, bytes, keys);
  }
  return keys;
}

function insideOf(d: Dissection, bytes: Uint8Array, keys: Set<string>): void {
  if (d.note) return;
  const tlv = TLV_TYPES.get(d.name), hop = HOP_TYPES.get(d.name);
  if (tlv !== undefined && tlv === (bytes[d.offset]! << 8 | bytes[d.offset + 1]!)) {
    keys.add(rowKey("tlv", tlv, d.name));
  } else if (hop !== undefined && hop === (bytes[d.offset]! & 0x7f)) {
    keys.add(rowKey("subobject", hop, d.name));
  }
  for (const child of d.children) insideOf(child, bytes, keys);
}
const TLV_TYPES = new Map(
  [...tlvRows(TOP_LEVEL), ...tlvRows(NESTED)].map(([, r]) => [r.name, r.type]),
);
const HOP_TYPES = new Map(SUBOBJECT_ROWS.map((r) => [r.name, r.type]));

/**
 * Octets that no part names: not inside a part without children, and not the header (type and length) of a TLV or
 * sub-object whose part is named itself.
 */
export function unnamed(d: Dissection, bytes: Uint8Array): readonly string[] {
  if (d.children.length === 0) return [];
  const out: string[] = [];
  let at = d.offset + headerOctets(d, bytes);
  for (const child of d.children) {
    if (child.offset > at) out.push(`${at} to ${child.offset} in ${d.name}`);
    out.push(...unnamed(child, bytes));
    at = Math.max(at, child.offset + child.length);
  }
  const end = d.offset + d.length;
  if (at < end) out.push(`${at} to ${end} in ${d.name}`);
  return out;
}

function headerOctets(d: Dissection, bytes: Uint8Array): number {
  const first = d.children[0]!.offset - d.offset;
  const said = bytes[d.offset + 2]! << 8 | bytes[d.offset + 3]!;
  if (first === 4 && said === d.length - 4) return 4;
  return first === 2 && bytes[d.offset + 1] === d.length ? 2 : 0;
}
