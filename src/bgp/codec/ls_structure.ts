/**
 * Do the lengths inside attribute 29 add up? RFC 9552 §8.2.2 wants every TLV, and the sub-TLVs of
 * those we know, to fit into what holds them; else the whole attribute is discarded. A TLV of a wrong
 * fixed length is no reason: only it is skipped, when facts are read.
 */
import { SID_LABEL_TYPE } from "../registry/fields.ts";
import { LS_ATTRIBUTES } from "../registry/ls_attributes.ts";
import { SEGMENT_LIST_SUB_TLVS } from "../registry/sr_policy.ts";
import { SEGMENT_FORMS, segmentOctets } from "../registry/sr_policy_fields.ts";

/** Why `bytes[at…end)` cannot be TLVs; undefined when they are. */
export function structureFault(
  bytes: Uint8Array,
  at: number,
  end: number,
  depth = 0,
): string | undefined {
  while (at < end) {
    if (at + 4 > end) return "a TLV without type or length";
    const type = bytes[at]! << 8 | bytes[at + 1]!;
    const next = at + 4 + (bytes[at + 2]! << 8 | bytes[at + 3]!);
    if (next > end) return `TLV ${type} is longer than what holds it`;
    const subTlvs = type < FIRST ? undefined : SUB_TLVS.get(type);
    if (subTlvs && depth < DEEPEST) {
      const fault = subTlvs(bytes, at + 4, next, depth + 1);
      if (fault) return `${fault}, in TLV ${type}`;
    }
    at = next;
  }
  return undefined;
}

type Check = (b: Uint8Array, at: number, end: number, depth: number) => string | undefined;

/** Sub-TLVs after `octets` of fixed fields; too short for those is not a matter of structure. */
const after = (octets: number): Check => (b, at, end, depth) =>
  at + octets <= end ? structureFault(b, at + octets, end, depth) : undefined;

const afterMasks: Check = (b, at, end, depth) =>
  at + 4 <= end ? after(4 + b[at]! + b[at + 1]!)(b, at, end, depth) : undefined;

/** The fixed part of a policy's segment depends on its type; an unknown type hides what follows. */
const afterSegment: Check = (b, at, end, depth) => {
  const form = at < end ? SEGMENT_FORMS[b[at]!] : undefined;
  return form ? after(segmentOctets(form))(b, at, end, depth) : undefined;
};

/** Flags, a reserved octet, then ranges: a size of three octets and a SID/Label TLV each. */
const inRanges: Check = (b, at, end) => {
  for (at += 2; at < end;) {
    if (at + 7 > end) return "a label range cut short";
    if ((b[at + 3]! << 8 | b[at + 4]!) !== SID_LABEL_TYPE) return undefined;
    at += 7 + (b[at + 5]! << 8 | b[at + 6]!);
    if (at > end) return "a SID/Label TLV longer than what holds it";
  }
  return undefined;
};

const { rows } = LS_ATTRIBUTES;
const SUB_TLVS = new Map<number, Check>([
  [rows.srCapabilities.type, inRanges],
  [rows.srLocalBlock.type, inRanges],
  [rows.flexAlgorithm.type, after(4)],
  [rows.endXSid.type, after(22)],
  [rows.isisLanEndXSid.type, after(28)],
  [rows.ospfLanEndXSid.type, after(26)],
  [rows.asla.type, afterMasks],
  [rows.range.type, after(4)],
  [rows.locator.type, after(8)],
  [rows.bundleMember.type, after(4)],
  [rows.candidatePathConstraints.type, after(8)],
  [rows.segmentList.type, after(12)],
  [SEGMENT_LIST_SUB_TLVS.rows.segment.type, afterSegment],
  [rows.srv6BindingSid.type, after(36)],
]);
const FIRST = Math.min(...SUB_TLVS.keys());
/** Nothing nests deeper than a SID structure in an End.X SID in a bundle member, or in a segment of a list. */
const DEEPEST = 3;
