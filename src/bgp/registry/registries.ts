/**
 * Every code point of BGP and BGP-LS that has a row, registry by registry: one list for the protocol page, the
 * README's tables, and the comparison with IANA's.
 */
import type { Shape } from "../../wire/field.ts";
import type { TlvRegistry } from "../../wire/tlv.ts";
import { CAPABILITIES, OPEN_PARAMETERS } from "./capabilities.ts";
import { FLEX_ALGORITHM_SUB_TLVS, LS_ATTRIBUTES } from "./ls_attributes.ts";
import { LS_DESCRIPTORS, NLRI_TYPES, NODE_DESCRIPTORS, PROTOCOLS } from "./ls_nlri.ts";
import { MESSAGES, REFRESH_SUBTYPES } from "./messages.ts";
import { NOTIFICATIONS } from "./notifications.ts";
import { PATH_ATTRIBUTES } from "./path_attributes.ts";
import { PREFIX_SID_TLVS, SRV6_SERVICE_SUB_SUB_TLVS, SRV6_SERVICE_SUB_TLVS } from "./prefix_sid.ts";
import { CONSTRAINT_SUB_TLVS, SEGMENT_LIST_SUB_TLVS } from "./sr_policy.ts";

export interface CodePoint {
  readonly number: string; // "17", "6/2"
  readonly name: string;
  readonly ref: string;
  readonly quirk?: string; // whose number it is, where not IANA's
  readonly kind: string; // its key in the registry, "" where it has none
  readonly shape?: Shape; // absent: it is said in words only
}
export interface CodePoints {
  readonly title: string;
  readonly rows: readonly CodePoint[];
}

/** What is read field by field, not by one field. */
const STRUCTURED: Shape = { kind: "struct", fields: {} };
const OPAQUE: Shape = { kind: "bytes" };

interface Numbered {
  readonly name: string;
  readonly ref: string;
  readonly number?: number;
  readonly type?: number;
}
/** Rows of a small registry; those in `opaque` are named and kept as octets. */
const numbered = (
  title: string,
  rows: Readonly<Record<string, Numbered>>,
  opaque: readonly string[] = [],
): CodePoints => ({
  title,
  rows: Object.entries(rows).map(([kind, { name, ref, number, type }]) => ({
    number: `${number ?? type ?? ""}`,
    name,
    ref,
    kind,
    shape: opaque.includes(kind) ? OPAQUE : STRUCTURED,
  })),
});

/** TLVs of registries that IANA has as one, or that stand in each other; a row in several stands once. */
function tlvs(title: string, from: readonly TlvRegistry[]): CodePoints {
  const rows = new Map<string, CodePoint>();
  for (const registry of from) {
    for (const [kind, { type, name, ref, value, quirk }] of Object.entries(registry.rows)) {
      const more = quirk !== undefined && { quirk };
      rows.set(`${type} ${name}`, {
        number: `${type}`,
        name,
        ref,
        kind,
        shape: value.shape,
        ...more,
      });
    }
  }
  return { title, rows: byNumber([...rows.values()]) };
}
const byNumber = (rows: readonly CodePoint[]): readonly CodePoint[] =>
  rows.toSorted((a, b) => Number(a.number) - Number(b.number));

/** MP_REACH and MP_UNREACH hold NLRI of many families: read by hand. */
const BY_HAND: ReadonlySet<string> = new Set(["mpReach", "mpUnreach"]);
const attributes = Object.entries(PATH_ATTRIBUTES).map(([kind, { type, name, ref, value }]) => ({
  number: `${type}`,
  name,
  ref,
  kind,
  shape: BY_HAND.has(kind) ? STRUCTURED : value.shape as Shape,
}));
const notifications = Object.values(NOTIFICATIONS).flatMap(({ code, name, ref, subcodes }) => [
  { number: `${code}`, name, ref, kind: "" },
  ...Object.entries(subcodes).map(([subcode, words]) => ({
    number: `${code}/${subcode}`,
    name: words,
    ref,
    kind: "",
  })),
]);

export const BGP_REGISTRIES: readonly CodePoints[] = [
  numbered("Messages", MESSAGES),
  numbered("Optional parameters of OPEN", OPEN_PARAMETERS),
  tlvs("Capabilities", [CAPABILITIES]),
  { title: "Path attributes", rows: byNumber(attributes) },
  tlvs("TLVs of the Prefix-SID attribute", [
    PREFIX_SID_TLVS,
    SRV6_SERVICE_SUB_TLVS,
    SRV6_SERVICE_SUB_SUB_TLVS,
  ]),
  numbered("NLRI types of BGP-LS", NLRI_TYPES, ["stubLink"]),
  numbered("Protocol-IDs of BGP-LS", PROTOCOLS),
  tlvs("Descriptor TLVs of BGP-LS", [LS_DESCRIPTORS, NODE_DESCRIPTORS]),
  tlvs("TLVs of the BGP-LS attribute", [
    LS_ATTRIBUTES,
    FLEX_ALGORITHM_SUB_TLVS,
    CONSTRAINT_SUB_TLVS,
    SEGMENT_LIST_SUB_TLVS,
  ]),
  numbered("ROUTE-REFRESH subtypes", REFRESH_SUBTYPES),
  { title: "NOTIFICATION codes", rows: notifications },
];
