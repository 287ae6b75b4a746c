/**
 * Words for the flag octets that depend on the protocol of the NLRI: attribute 29 cannot know it, and
 * may stand before the NLRI, so they are named when the whole tree is there (RFC 9085 §2.2.1, §2.3.1).
 */
import type { Dissection } from "../../wire/dissect.ts";
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

/** The same tree with names instead of numbers where the first NLRI tells the protocol. */
export function nameProtocolFlags(tree: Dissection): Dissection {
  const protocol = find(tree, "protocol");
  const protocolId = protocol === undefined ? undefined : parseInt(protocol, 10);
  return protocolId === undefined ? tree : rename(tree, "", protocolId);
}

function find(tree: Dissection, name: string): string | undefined {
  if (tree.name === name) return tree.value;
  for (const child of tree.children) {
    const value = find(child, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

function rename(tree: Dissection, parent: string, protocolId: number): Dissection {
  const { rows } = LS_ATTRIBUTES;
  const layout = tree.name === rows.prefixFlags.name
    ? PREFIX_ATTRIBUTE_FLAGS
    : tree.name === "flags"
    ? LAYOUTS.get(parent)
    : undefined;
  const children = tree.children.map((child) => rename(child, tree.name, protocolId));
  if (!layout || tree.value === undefined) return { ...tree, children };
  const octet = Number(tree.value);
  const names = flagNames(layoutOf(layout, protocolId), octet).join(", ");
  return {
    ...tree,
    value: `0x${octet.toString(16).padStart(2, "0")} (${names || "none"})`,
    children,
  };
}

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
