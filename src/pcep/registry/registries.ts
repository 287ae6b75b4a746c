/**
 * Every code point of PCEP that has a row, registry by registry: one list for the protocol page, the README's tables,
 * and the comparison with IANA's.
 */
import type { Names, Shape } from "../../wire/field.ts";
import type { TlvRegistry } from "../../wire/tlv.ts";
import * as codes from "./codes.ts";
import { ERRORS, JUNOS } from "./errors.ts";
import { FLOW_COMPONENTS } from "./flow_tlvs.ts";
import { MESSAGE_ALIASES, MESSAGES, NAMED_ONLY } from "./messages.ts";
import { OBJECTS } from "./objects.ts";
import { IOS_XR_OBJECTS } from "./rare_objects.ts";
import * as subobjects from "./subobjects.ts";
import * as tlvs from "./tlvs.ts";
import { CISCO_TLVS, JUNIPER_TLVS } from "./vendor_tlvs.ts";

export interface CodePoint {
  readonly number: string; // "17", "5/3", "19/3"
  readonly name: string;
  readonly ref: string;
  readonly quirk?: string; // whose number it is, where not IANA's
  readonly kind: string; // its key in the registry, "" where it has none
  readonly shape?: Shape; // absent: it is said in words only
}
export interface CodePoints {
  readonly id: "message" | "object" | "tlv" | "subobject" | "code" | "error";
  readonly title: string;
  readonly rows: readonly CodePoint[];
}

/** TLVs at the top of objects: one table, whatever object they stand in. */
export const TOP_LEVEL: readonly TlvRegistry[] = [
  tlvs.PCEP_TLVS,
  tlvs.REQUEST_TLVS,
  tlvs.LSP_TLVS,
  tlvs.ASSOCIATION_TLVS,
  tlvs.FLOWSPEC_TLVS,
];
/** TLVs inside TLVs, and inside what vendors say. */
export const NESTED: readonly TlvRegistry[] = [
  tlvs.PST_CAPABILITY_SUBTLVS,
  tlvs.AUTO_BANDWIDTH_SUBTLVS,
  FLOW_COMPONENTS,
  CISCO_TLVS,
  JUNIPER_TLVS,
];
export const SUBOBJECT_ROWS: readonly (subobjects.SubobjectRow & { readonly kind?: string })[] = [
  ...Object.values(subobjects.SUBOBJECTS),
  ...Object.values(subobjects.ALIASES),
  ...Object.values(subobjects.NAMED_ONLY),
];

/** Every row of the registries once, by number, with its kind; two meanings of a number are two rows. */
export function tlvRows(from: readonly TlvRegistry[]) {
  const rows = new Map(
    from.flatMap((registry) =>
      Object.entries(registry.rows).map((entry) => [entry[1].name, entry] as const)
    ),
  );
  return [...rows.values()].sort(([, a], [, b]) => a.type - b.type);
}

interface Row {
  readonly name: string;
  readonly ref: string;
  readonly quirk?: string;
}
function point(number: string | number, kind: string, row: Row, shape?: Shape): CodePoint {
  const { name, ref, quirk } = row;
  return {
    number: `${number}`,
    name,
    ref,
    kind,
    ...(quirk !== undefined && { quirk }),
    ...(shape && { shape }),
  };
}

const STRUCTURED: Shape = { kind: "struct", fields: {} };
const messages: readonly CodePoint[] = [
  ...Object.entries(MESSAGES).map(([kind, r]) => point(r.type, kind, r, STRUCTURED)),
  ...Object.values(MESSAGE_ALIASES).map((r) => point(r.type, "", r, STRUCTURED)),
  ...NAMED_ONLY.map((r) => point(r.type, "", r)),
];
const objects = Object.entries({ ...OBJECTS, ...IOS_XR_OBJECTS })
  .map(([kind, r]) => point(`${r.class}/${r.type}`, kind, r, r.value.shape));
const tlvTable = (title: string, from: readonly TlvRegistry[]): CodePoints => ({
  id: "tlv",
  title,
  rows: tlvRows(from).map(([kind, r]) => point(r.type, kind, r, r.value.shape)),
});
const names = (title: string, ref: string, of: Names): CodePoints => ({
  id: "code",
  title,
  rows: Object.entries(of).map(([number, name]) => point(number, "", { name, ref })),
});
const notifications = Object.entries(codes.NOTIFICATIONS).flatMap(([type, values]) =>
  Object.entries(values)
    .map(([value, name]) => point(`${type}/${value}`, "", { name, ref: "RFC 5440" }))
);
const errors = ERRORS.flatMap(({ type, name, ref, values }) => [
  errorPoint(`${type}`, name, ref),
  ...Object.entries(values)
    .map(([value, [meaning, own]]) => errorPoint(`${type}/${value}`, meaning, own ?? ref)),
]);
function errorPoint(number: string, name: string, ref: string): CodePoint {
  return point(number, "", { name, ref, ...(ref === JUNOS && { quirk: JUNOS }) });
}

function sorted(rows: readonly CodePoint[]): readonly CodePoint[] {
  const key = ({ number }: CodePoint) =>
    number.split("/").reduce((sum, part) => sum * 1000 + Number(part), 0);
  return rows.toSorted((a, b) => key(a) - key(b));
}

export const PCEP_REGISTRIES: readonly CodePoints[] = [
  { id: "message", title: "Messages", rows: sorted(messages) },
  { id: "object", title: "Objects", rows: sorted(objects) },
  tlvTable("TLVs", TOP_LEVEL),
  ...NESTED.map((registry) => tlvTable(registry.title, [registry])),
  {
    id: "subobject",
    title: "Sub-objects of ERO, RRO, IRO and XRO",
    rows: sorted(SUBOBJECT_ROWS.map((r) => point(r.type, r.kind ?? "", r, r.shape))),
  },
  names("Path setup types", "RFC 8408", codes.PATH_SETUP_TYPES),
  names("METRIC types", "RFC 5440", codes.METRIC_TYPES),
  names("Objective functions", "RFC 5541", codes.OBJECTIVE_FUNCTIONS),
  names("Association types", "RFC 8697", codes.ASSOCIATION_TYPES),
  names("LSP-ERROR-CODE", "RFC 8231", codes.LSP_ERROR_CODES),
  names("Binding types", "RFC 9604", codes.BINDING_TYPES),
  names("NAI types", "RFC 8664", codes.NAI_TYPES),
  { id: "code", title: "Notifications (PCNtf)", rows: notifications },
  names("Close reasons", "RFC 5440", codes.CLOSE_REASONS),
  { id: "error", title: "Errors (PCErr)", rows: errors },
];
