/** What Cairn knows of BGP and BGP-LS, as tables: from the rows, the codec's text, and the goldens of the tests. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CAPABILITIES, OPEN_PARAMETERS } from "../src/bgp/registry/capabilities.ts";
import * as attributes from "../src/bgp/registry/ls_attributes.ts";
import {
  LS_DESCRIPTORS,
  NLRI_TYPES,
  NODE_DESCRIPTORS,
  PROTOCOLS,
} from "../src/bgp/registry/ls_nlri.ts";
import { MESSAGES, REFRESH_SUBTYPES } from "../src/bgp/registry/messages.ts";
import { NOTIFICATIONS } from "../src/bgp/registry/notifications.ts";
import { PATH_ATTRIBUTES } from "../src/bgp/registry/path_attributes.ts";
import * as prefixSid from "../src/bgp/registry/prefix_sid.ts";
import * as srPolicy from "../src/bgp/registry/sr_policy.ts";
import { dissect, dissectLsAttribute } from "../src/bgp/codec/dissect.ts";
import type { Dissection } from "../src/wire/dissect.ts";
import type { AnyField } from "../src/wire/field.ts";
import type { TlvRegistry } from "../src/wire/tlv.ts";
import { type CoverageRow, type CoverageTable, formOf } from "./coverage_table.ts";

/** All that may stand in attribute 29: IANA counts TLVs and sub-TLVs in one registry. */
const LS_TLVS: readonly TlvRegistry[] = [
  attributes.LS_ATTRIBUTES,
  attributes.FLEX_ALGORITHM_SUB_TLVS,
  srPolicy.CONSTRAINT_SUB_TLVS,
  srPolicy.SEGMENT_LIST_SUB_TLVS,
];
const PREFIX_SID_TLVS: readonly TlvRegistry[] = [
  prefixSid.PREFIX_SID_TLVS,
  prefixSid.SRV6_SERVICE_SUB_TLVS,
  prefixSid.SRV6_SERVICE_SUB_SUB_TLVS,
];

/** Names one row among all of BGP: where octets of others were seen is written down so. */
export const rowKey = (table: string, row: Pick<CoverageRow, "number" | "name">): string =>
  `${table}: ${row.number} ${row.name}`;

/** Rows that octets of other projects have been through, one a line; a test writes down what it saw. */
export const FOREIGN_ROWS = "tests/golden/bgp/foreign_rows.txt";

export function bgpCoverage(): readonly CoverageTable[] {
  const known = knownGoldens();
  return bareTables().map(({ title, rows }) => ({
    title,
    rows: rows.map((row) => ({ ...row, golden: goldenOf(known, title, row) })),
  }));
}

function goldenOf(known: Goldens, title: string, row: BareRow): CoverageRow["golden"] {
  if (known.foreign.has(rowKey(title, row))) return "others";
  const names = [spanKey(row), spanKey({ ...row, name: `${row.name} NLRI` })];
  return names.some((name) => known.figures.has(name)) ? "figure" : "none";
}

/** A row before anybody looked at the goldens; `kind` is its key in the registry. */
type BareRow = CoverageRow & { readonly kind: string };
interface BareTable extends CoverageTable {
  readonly rows: readonly BareRow[];
}

/** All tables, as if there were no goldens. */
export function bareTables(): readonly BareTable[] {
  return [
    numbered("Messages", MESSAGES, (row) => row.type, true),
    numbered("Optional parameters of OPEN", OPEN_PARAMETERS, (row) => row.type, true),
    ofTlvs("Capabilities", [CAPABILITIES], written("src/bgp/session", /^negotiate/, /"(\w+)"/g)),
    ofAttributes(),
    ofTlvs("TLVs of the Prefix-SID attribute", PREFIX_SID_TLVS, NOBODY),
    numbered("NLRI types of BGP-LS", NLRI_TYPES, (row) => row.number, true),
    numbered("Protocol-IDs of BGP-LS", PROTOCOLS, (row) => row.number, true),
    ofTlvs(
      "Descriptor TLVs of BGP-LS",
      [LS_DESCRIPTORS, NODE_DESCRIPTORS],
      written("src/bgp/codec", /^write_ls_nlri/, /"(\w+)"/g),
    ),
    ofTlvs("TLVs of the BGP-LS attribute", LS_TLVS, written("lab/sim", /./, /kind: "(\w+)"/g)),
    numbered("ROUTE-REFRESH subtypes", REFRESH_SUBTYPES, (row) => row.number, true),
    notifications(),
  ];
}

/** A small registry whose rows are records; what they stand in is read field by field. */
function numbered<R extends { readonly name: string; readonly ref: string }>(
  title: string,
  rows: Readonly<Record<string, R>>,
  number: (row: R) => number,
  sent: boolean,
): BareTable {
  return {
    title,
    rows: Object.entries(rows).map(([kind, row]) => ({
      kind,
      number: `${number(row)}`,
      name: row.name,
      ref: row.ref,
      form: kind === "stubLink" ? "octets" : "fields",
      sent: sent && !NOT_SENT.has(kind),
      golden: "none",
    })),
  };
}
/** Read and named, and never said by Cairn or its simulated routers. */
const NOT_SENT = new Set(["stubLink", "rsvpTe", "static", "ospfv3"]);
const NOBODY: ReadonlySet<string> = new Set();

function ofTlvs(
  title: string,
  from: readonly TlvRegistry[],
  sent: ReadonlySet<string>,
): BareTable {
  const rows = new Map<string, BareRow>();
  for (const registry of from) {
    for (const [kind, { type, name, ref, value, quirk }] of Object.entries(registry.rows)) {
      rows.set(`${type} ${name}`, {
        kind,
        number: `${type}`,
        name,
        ref,
        form: formOf(value.shape),
        sent: sent.has(kind),
        golden: "none",
        ...(quirk !== undefined && { quirk }),
      });
    }
  }
  return { title, rows: [...rows.values()].sort((a, b) => Number(a.number) - Number(b.number)) };
}

function ofAttributes(): BareTable {
  const sent = written("src/bgp/codec", /^encode_message/, /(?:rows|PATH_ATTRIBUTES)\.(\w+)/g);
  const rows = Object.entries(PATH_ATTRIBUTES).map(([kind, row]): BareRow => {
    const { shape }: AnyField = row.value;
    const structured = kind === "mpReach" || kind === "mpUnreach";
    return {
      kind,
      number: `${row.type}`,
      name: row.name,
      ref: row.ref,
      form: structured ? "fields" : formOf(shape),
      sent: sent.has(kind),
      golden: "none",
    };
  });
  return { title: "Path attributes", rows: rows.sort((a, b) => +a.number - +b.number) };
}

function notifications(): BareTable {
  const name = (number: string, words: string, ref: string): BareRow => ({
    kind: "",
    number,
    name: words,
    ref,
    form: "name",
    sent: false,
    golden: "none",
  });
  return {
    title: "NOTIFICATION codes",
    rows: Object.values(NOTIFICATIONS).flatMap((row) => [
      name(`${row.code}`, row.name, row.ref),
      ...Object.entries(row.subcodes).map(([sub, words]) =>
        name(`${row.code}/${sub}`, words, row.ref)
      ),
    ]),
  };
}

/** Kinds of rows that are named in the text of those who compose messages. */
function written(folder: string, files: RegExp, names: RegExp): ReadonlySet<string> {
  const kinds = new Set<string>();
  for (const file of readdirSync(pathOf(folder), { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".ts") || !files.test(file)) continue;
    const text = readFileSync(pathOf(`${folder}/${file}`), "utf8");
    for (const [, kind] of text.matchAll(names)) kinds.add(kind!);
  }
  return kinds;
}

interface Goldens {
  readonly foreign: ReadonlySet<string>;
  readonly figures: ReadonlySet<string>;
}
/** What the goldens of the tests have been through: octets of others, or figures of RFCs. */
function knownGoldens(): Goldens {
  const rows: readonly LsGolden[] = JSON.parse(
    readFileSync(pathOf("tests/golden/bgp/ls_attribute_rows.json"), "utf8"),
  );
  const figures = new Set<string>();
  for (const { row, hex } of rows) {
    const value = fromHex(hex);
    const { type } = attributes.LS_ATTRIBUTES.rows[row];
    const head = [type >> 8, type & 255, value.length >> 8, value.length & 255];
    noteRows(dissectLsAttribute(Uint8Array.of(...head, ...value)), figures);
  }
  for (const file of readdirSync(pathOf(FIGURES))) {
    if (!/^figure_.*\.hex$/.test(file)) continue;
    const text = readFileSync(pathOf(`${FIGURES}/${file}`), "utf8").replace(/#.*$|\s/gm, "");
    noteRows(dissect(fromHex(text)), figures);
  }
  const seen = readFileSync(pathOf(FOREIGN_ROWS), "utf8").split("\n");
  return {
    foreign: new Set(seen.filter((line) => line !== "" && !line.startsWith("#"))),
    figures,
  };
}
interface LsGolden {
  readonly row: keyof typeof attributes.LS_ATTRIBUTES["rows"];
  readonly hex: string;
}

const fromHex = (digits: string): Uint8Array =>
  Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));

/** Messages written by hand from the layouts of RFCs are named figure_….hex there. */
const FIGURES = "tests/golden/bgp";

/** Adds the rows whose octets `tree` could read to `into`, by name and reference. */
export function noteRows(tree: Dissection, into: Set<string>): void {
  if (tree.note === undefined) into.add(spanKey(tree));
  for (const child of tree.children) noteRows(child, into);
}
/** Name and reference of a row or of the part that it reads: together they are one row's. */
export const spanKey = (row: { readonly name: string; readonly ref?: string }): string =>
  `${row.name}|${row.ref ?? ""}`;

const pathOf = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
