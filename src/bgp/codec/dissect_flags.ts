/**
 * Words for the flag octets that depend on the protocol of the NLRI: attribute 29 cannot know it, and
 * may stand before the NLRI, so they are named when the whole tree is there (RFC 9085 §2.2.1, §2.3.1).
 */
import type { Span } from "../../wire/reader.ts";
import { LS_ATTRIBUTES } from "../registry/ls_attributes.ts";
import {
  ADJACENCY_SID_FLAGS,
  ALGORITHM_METRIC_FLAGS,
  END_X_FLAGS,
  flagNames,
  layoutOf,
  PREFIX_ATTRIBUTE_FLAGS,
  PREFIX_SID_FLAGS,
  RANGE_FLAGS,
} from "../registry/ls_flags.ts";
import { PATH_ATTRIBUTES } from "../registry/path_attributes.ts";

/** Names the flags in the tree of an UPDATE, or of its attributes, where the first NLRI tells the protocol. */
export function nameProtocolFlags(tree: Span): void {
  const attributes = tree.name === ATTRIBUTES ? tree : childOf(tree, ATTRIBUTES);
  const attribute = attributes && childOf(attributes, linkState.name);
  const protocol = attribute && protocolOf(attributes);
  if (protocol !== undefined) rename(attribute!, "", parseInt(protocol, 10));
}

const childOf = (tree: Span, name: string): Span | undefined =>
  tree.children.find((child) => child.name === name);

/** "2 (IS-IS level 2)", of the first NLRI that has a protocol. */
function protocolOf(attributes: Span): string | undefined {
  for (const attribute of attributes.children) {
    if (attribute.name !== mpReach.name && attribute.name !== mpUnreach.name) continue;
    for (const nlri of attribute.children) {
      const found = childOf(nlri, "protocol");
      if (found?.value !== undefined) return found.value;
    }
  }
  return undefined;
}

/** In place: a copy of the tree would cost a tenth of making it. */
function rename(part: Span, parent: string, protocolId: number): void {
  for (const child of part.children) rename(child, part.name, protocolId);
  if (part.value === undefined) return;
  const layout = part.name === "flags"
    ? LAYOUTS.get(parent)
    : part.name === PREFIX_FLAGS
    ? PREFIX_ATTRIBUTE_FLAGS
    : undefined;
  if (!layout) return;
  const octet = Number(part.value);
  const names = flagNames(layoutOf(layout, protocolId), octet).join(", ");
  part.value = `0x${octet.toString(16).padStart(2, "0")} (${names || "none"})`;
}

const ATTRIBUTES = "path attributes";
const PREFIX_FLAGS = LS_ATTRIBUTES.rows.prefixFlags.name;
const { linkState, mpReach, mpUnreach } = PATH_ATTRIBUTES;
const END_X = { isis: END_X_FLAGS, ospfv2: END_X_FLAGS, ospfv3: END_X_FLAGS };
const LAYOUTS = new Map([
  [LS_ATTRIBUTES.rows.adjacencySid.name, ADJACENCY_SID_FLAGS],
  [LS_ATTRIBUTES.rows.lanAdjacencySid.name, ADJACENCY_SID_FLAGS],
  [LS_ATTRIBUTES.rows.prefixSid.name, PREFIX_SID_FLAGS],
  [LS_ATTRIBUTES.rows.range.name, RANGE_FLAGS],
  [LS_ATTRIBUTES.rows.flexAlgorithmMetric.name, ALGORITHM_METRIC_FLAGS],
  [LS_ATTRIBUTES.rows.endXSid.name, END_X],
  [LS_ATTRIBUTES.rows.isisLanEndXSid.name, END_X],
  [LS_ATTRIBUTES.rows.ospfLanEndXSid.name, END_X],
]);
