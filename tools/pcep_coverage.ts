/** What Cairn knows of PCEP, as tables: from the rows, the codec's text, and the goldens of the tests. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as codes from "../src/pcep/registry/codes.ts";
import { ERRORS, JUNOS } from "../src/pcep/registry/errors.ts";
import { FLOW_COMPONENTS } from "../src/pcep/registry/flow_tlvs.ts";
import { MESSAGE_ALIASES, MESSAGES, NAMED_ONLY } from "../src/pcep/registry/messages.ts";
import { OBJECTS } from "../src/pcep/registry/objects.ts";
import { IOS_XR_OBJECTS } from "../src/pcep/registry/rare_objects.ts";
import * as subobjects from "../src/pcep/registry/subobjects.ts";
import * as registries from "../src/pcep/registry/tlvs.ts";
import { CISCO_TLVS, JUNIPER_TLVS } from "../src/pcep/registry/vendor_tlvs.ts";
import type { Names, Shape } from "../src/wire/field.ts";
import type { TlvRegistry } from "../src/wire/tlv.ts";
import { type CoverageRow, type CoverageTable, formOf } from "./coverage_table.ts";

/** TLVs at the top of objects: one table, whatever object they stand in. */
export const TOP_LEVEL: readonly TlvRegistry[] = [
  registries.PCEP_TLVS,
  registries.REQUEST_TLVS,
  registries.LSP_TLVS,
  registries.ASSOCIATION_TLVS,
  registries.FLOWSPEC_TLVS,
];
export const NESTED: readonly TlvRegistry[] = [
  registries.PST_CAPABILITY_SUBTLVS,
  registries.AUTO_BANDWIDTH_SUBTLVS,
  FLOW_COMPONENTS,
  CISCO_TLVS,
  JUNIPER_TLVS,
];
export const SUBOBJECT_ROWS = [
  ...Object.values(subobjects.SUBOBJECTS),
  ...Object.values(subobjects.ALIASES),
  ...Object.values(subobjects.NAMED_ONLY),
];

/** Names one row among all of PCEP: where octets of others were seen is written down so. */
export const rowKey = (registry: string, number: string | number, name: string): string =>
  `${registry} ${number} ${name}`;

export function pcepCoverage(): readonly CoverageTable[] {
  const known = knownGoldens(), written = writtenKinds();
  const row = (
    registry: string,
    number: string | number,
    kind: string,
    r: { readonly name: string; readonly ref: string; readonly quirk?: string },
    shape: Shape | undefined,
  ): CoverageRow => ({
    number: `${number}`,
    name: r.name,
    ref: r.ref,
    form: formOf(shape),
    sent: written.has(kind),
    golden: known.foreign.has(rowKey(registry, number, r.name))
      ? "others"
      : known.figures.has(rowKey(registry === "tlv" ? `tlv ${kind}` : registry, number, ""))
      ? "figure"
      : "none",
    ...(r.quirk !== undefined && { quirk: r.quirk }),
  });
  const tlvTable = (title: string, from: readonly TlvRegistry[]): CoverageTable => ({
    title,
    rows: tlvRows(from).map(([kind, r]) => row("tlv", r.type, kind, r, r.value.shape)),
  });
  const messages = [
    ...Object.entries(MESSAGES).map(([kind, r]) => row("message", r.type, kind, r, STRUCTURED)),
    ...Object.values(MESSAGE_ALIASES).map((r) => row("message", r.type, "", r, STRUCTURED)),
    ...NAMED_ONLY.map((r) => row("message", r.type, "", r, undefined)),
  ];
  const objects = [
    ...Object.entries(OBJECTS).map(([kind, r]) =>
      row("object", `${r.class}/${r.type}`, kind, r, r.value.shape)
    ),
    ...Object.values(IOS_XR_OBJECTS).map((r) =>
      row("object", `${r.class}/${r.type}`, "", r, r.value.shape)
    ),
  ];
  const hops = SUBOBJECT_ROWS.map((r) => {
    const kind = "kind" in r ? `${r.kind}` : "";
    return row("subobject", r.type, kind, r, r.shape);
  });
  return [
    { title: "Messages", rows: sorted(messages) },
    { title: "Objects", rows: sorted(objects) },
    tlvTable("TLVs", TOP_LEVEL),
    ...NESTED.map((registry) => tlvTable(registry.title, [registry])),
    { title: "Sub-objects of ERO, RRO, IRO and XRO", rows: sorted(hops) },
    ...smallTables(),
    { title: "Errors (PCErr)", rows: errorRows() },
  ];
}

/** Every row of the registries once, by number; the kind is the key it has there. */
export function tlvRows(from: readonly TlvRegistry[]) {
  const rows = new Map(
    from.flatMap((registry) =>
      Object.entries(registry.rows).map((entry) => [entry[1].name, entry] as const)
    ),
  );
  return [...rows.values()].sort(([, a], [, b]) => a.type - b.type);
}

const STRUCTURED: Shape = { kind: "struct", fields: {} };

function sorted(rows: readonly CoverageRow[]): readonly CoverageRow[] {
  const key = (row: CoverageRow) =>
    row.number.split("/").reduce((sum, part) => sum * 1000 + Number(part), 0);
  return rows.toSorted((a, b) => key(a) - key(b));
}

function smallTables(): readonly CoverageTable[] {
  const named = (title: string, ref: string, names: Names): CoverageTable => ({
    title,
    rows: Object.entries(names).map(([number, name]) => nameRow(number, name, ref)),
  });
  return [
    named("Path setup types", "RFC 8408", codes.PATH_SETUP_TYPES),
    named("METRIC types", "RFC 5440", codes.METRIC_TYPES),
    named("Objective functions", "RFC 5541", codes.OBJECTIVE_FUNCTIONS),
    named("Association types", "RFC 8697", codes.ASSOCIATION_TYPES),
    named("LSP-ERROR-CODE", "RFC 8231", codes.LSP_ERROR_CODES),
    named("Binding types", "RFC 9604", codes.BINDING_TYPES),
    named("NAI types", "RFC 8664", codes.NAI_TYPES),
    {
      title: "Notifications (PCNtf)",
      rows: Object.entries(codes.NOTIFICATIONS).flatMap(([type, values]) =>
        Object.entries(values).map(([value, name]) => nameRow(`${type}/${value}`, name, "RFC 5440"))
      ),
    },
    named("Close reasons", "RFC 5440", codes.CLOSE_REASONS),
  ];
}

function errorRows(): readonly CoverageRow[] {
  return ERRORS.flatMap(({ type, name, ref, values }) => [
    nameRow(`${type}`, name, ref),
    ...Object.entries(values).map(([value, [meaning, own]]) =>
      nameRow(`${type}/${value}`, meaning, own ?? ref)
    ),
  ]);
}

function nameRow(number: string, name: string, ref: string): CoverageRow {
  const quirk = ref === JUNOS ? { quirk: JUNOS } : {};
  return { number, name, ref, form: "name", sent: false, golden: "none", ...quirk };
}

/**
 * Kinds of rows that have a place of their own in what is written: named in the text of the encoder, of the Opens and
 * their profiles, or by those who compose messages. Everything else goes out only as it came in.
 */
function writtenKinds(): ReadonlySet<string> {
  const kinds = new Set<string>();
  for (const [folder, files, names] of WRITERS) {
    for (const file of readdirSync(pathOf(folder))) {
      if (!files.test(file)) continue;
      const text = readFileSync(pathOf(`${folder}/${file}`), "utf8");
      for (const [, kind] of text.matchAll(names)) kinds.add(kind!);
    }
  }
  return kinds;
}
const WRITERS: readonly (readonly [folder: string, files: RegExp, names: RegExp])[] = [
  ["src/pcep/codec", /^(write|encode)/, /(?:"|MESSAGES\.)(\w+)/g],
  ["src/pcep/session", /^open/, /"(\w+)"/g],
  ["src/pcep/profiles", /./, /"(\w+)"/g],
  ["src/controller/pcep", /./, /kind: "(\w+)", value/g],
];

/** What the goldens of the tests have been through: octets of others, or examples by hand (by number alone). */
function knownGoldens(): { foreign: ReadonlySet<string>; figures: ReadonlySet<string> } {
  const figures = new Set<string>();
  const add = (file: string, keyOf: (octets: readonly number[], kind: string) => string) => {
    for (const line of lines(`tests/golden/pcep/${file}.txt`)) {
      const [kind, hex] = line.split(" | ") as [string, string];
      const octets = hex.slice(0, 8).match(/../g)!.map((two) => parseInt(two, 16));
      figures.add(keyOf(octets, kind));
    }
  };
  add("messages", ([, type]) => rowKey("message", type!, ""));
  add("objects", ([first, second]) => rowKey("object", `${first}/${second! >> 4}`, ""));
  for (const file of ["tlvs", "subtlvs"]) {
    add(file, ([high, low], kind) => rowKey(`tlv ${kind}`, high! << 8 | low!, ""));
  }
  add("subobjects", ([first]) => rowKey("subobject", first! & 0x7f, ""));
  return { foreign: new Set(lines(FOREIGN_ROWS)), figures };
}

const lines = (path: string): readonly string[] =>
  readFileSync(pathOf(path), "utf8").split("\n").filter((line) => line && !line.startsWith("#"));

/** Rows that octets of other projects have been through, one a line; a test writes down what it saw. */
export const FOREIGN_ROWS = "tests/golden/pcep/foreign_rows.txt";

const pathOf = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
