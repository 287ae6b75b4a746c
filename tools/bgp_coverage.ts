/** What Cairn knows of BGP and BGP-LS, as tables: from the rows, the codec's text, and the goldens of the tests. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { dissect, dissectLsAttribute } from "../src/bgp/codec/dissect.ts";
import { LS_ATTRIBUTES } from "../src/bgp/registry/ls_attributes.ts";
import { BGP_REGISTRIES, type CodePoint } from "../src/bgp/registry/registries.ts";
import type { Dissection } from "../src/wire/dissect.ts";
import { type CoverageRow, type CoverageTable, formOf } from "./coverage_table.ts";

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

function goldenOf(known: Goldens, title: string, row: CoverageRow): CoverageRow["golden"] {
  if (known.foreign.has(rowKey(title, row))) return "others";
  const names = [spanKey(row), spanKey({ ...row, name: `${row.name} NLRI` })];
  return names.some((name) => known.figures.has(name)) ? "figure" : "none";
}

interface BareTable extends CoverageTable {
  readonly rows: readonly CoverageRow[];
}

/** All tables, as if there were no goldens. */
export function bareTables(): readonly BareTable[] {
  return BGP_REGISTRIES.map(({ title, rows }) => {
    const sent = SENT[title]?.() ?? NOBODY;
    return { title, rows: rows.map((row) => bareRow(row, sent)) };
  });
}

function bareRow(row: CodePoint, sent: ReadonlySet<string>): CoverageRow {
  const { number, name, ref, kind, shape, quirk } = row;
  return {
    number,
    name,
    ref,
    form: formOf(shape),
    sent: sent.has(kind),
    golden: "none",
    ...(quirk !== undefined && { quirk }),
  };
}

const NOBODY: ReadonlySet<string> = new Set();
const all = (...kinds: string[]) => (): ReadonlySet<string> => new Set(kinds);
/** What is said by Cairn or by the simulated speakers, registry by registry. */
const SENT: Readonly<Record<string, () => ReadonlySet<string>>> = {
  "Messages": all("open", "update", "notification", "keepalive", "routeRefresh"),
  "Optional parameters of OPEN": all("capabilities", "extendedLength"),
  "Capabilities": () => written("src/bgp/session", /^negotiate/, /"(\w+)"/g),
  "Path attributes": () =>
    written("src/bgp/codec", /^encode_message/, /(?:rows|PATH_ATTRIBUTES)\.(\w+)/g),
  "NLRI types of BGP-LS": () => written("lab/sim", /./, /make(\w+)\(/g, lowerFirst),
  "Protocol-IDs of BGP-LS": all("isisLevel1", "isisLevel2", "ospfv2", "bgp"),
  "Descriptor TLVs of BGP-LS": () => written("src/bgp/codec", /^write_ls_nlri/, /"(\w+)"/g),
  "TLVs of the BGP-LS attribute": () => written("lab/sim", /./, /kind: "(\w+)"/g),
  "ROUTE-REFRESH subtypes": all("refresh", "begin", "end"),
};
const lowerFirst = (word: string): string => word.charAt(0).toLowerCase() + word.slice(1);

/** Kinds of rows that are named in the text of those who compose messages. */
function written(
  folder: string,
  files: RegExp,
  names: RegExp,
  spelled: (word: string) => string = (word) => word,
): ReadonlySet<string> {
  const kinds = new Set<string>();
  for (const file of readdirSync(pathOf(folder), { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".ts") || !files.test(file)) continue;
    const text = readFileSync(pathOf(`${folder}/${file}`), "utf8");
    for (const [, kind] of text.matchAll(names)) kinds.add(spelled(kind!));
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
    const { type } = LS_ATTRIBUTES.rows[row];
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
  readonly row: keyof typeof LS_ATTRIBUTES["rows"];
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
export const spanKey = (
  row: { readonly name: string; readonly ref?: string | undefined },
): string => `${row.name}|${row.ref ?? ""}`;

const pathOf = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
