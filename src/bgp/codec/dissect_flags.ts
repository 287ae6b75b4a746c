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
import { PATH_ATTRIBUTES } from "../registry/path_attributes.ts";

/** The same tree of an UPDATE, or of its attributes, with names where the first NLRI tells the protocol. */
export function nameProtocolFlags(tree: Dissection): Dissection {
  if (tree.name !== ATTRIBUTES) {
    return withChild(tree, ATTRIBUTES, (attributes) => nameProtocolFlags(attributes));
  }
  const protocol = protocolOf(tree);
  if (protocol === undefined) return tree;
  const protocolId = parseInt(protocol, 10);
  return withChild(tree, linkState.name, (attribute) => rename(attribute, "", protocolId));
}

/** `tree` with another child of that name; itself when there is none, or the child stays as it is. */
function withChild(
  tree: Dissection,
  name: string,
  change: (child: Dissection) => Dissection,
): Dissection {
  const i = tree.children.findIndex((child) => child.name === name);
  if (i < 0) return tree;
  const changed = change(tree.children[i]!);
  return changed === tree.children[i]
    ? tree
    : { ...tree, children: tree.children.with(i, changed) };
}

/** "2 (IS-IS level 2)", of the first NLRI that has a protocol. */
function protocolOf(attributes: Dissection): string | undefined {
  for (const attribute of attributes.children) {
    if (attribute.name !== mpReach.name && attribute.name !== mpUnreach.name) continue;
    for (const nlri of attribute.children) {
      const found = nlri.children.find((part) => part.name === "protocol");
      if (found?.value !== undefined) return found.value;
    }
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
  const children = renameAll(tree, protocolId);
  if (!layout || tree.value === undefined) {
    return children === tree.children ? tree : { ...tree, children };
  }
  const octet = Number(tree.value);
  const names = flagNames(layoutOf(layout, protocolId), octet).join(", ");
  return {
    ...tree,
    value: `0x${octet.toString(16).padStart(2, "0")} (${names || "none"})`,
    children,
  };
}

/** The children, in the same list unless one of them is another now: most trees stay as they are. */
function renameAll({ children, name }: Dissection, protocolId: number): readonly Dissection[] {
  let out: Dissection[] | undefined;
  for (let i = 0; i < children.length; i++) {
    const child = children[i]!, renamed = rename(child, name, protocolId);
    if (renamed === child) continue;
    out ??= [...children];
    out[i] = renamed;
  }
  return out ?? children;
}

const ATTRIBUTES = "path attributes";
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
