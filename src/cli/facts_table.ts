/**
 * LinkFacts and NodeFacts as a table (CSV, RFC 4180): one document a row, its fields by the names in the first row,
 * quantities with their units in the cells. Several SRLGs of a cell stand apart by spaces or semicolons.
 */
import type { JsonObject, JsonValue } from "@bufbuild/protobuf";
import { nearest } from "../lib/nearest.ts";
import type { Mistake, ReadFiles } from "./documents.ts";

type Cell = { readonly text: string; readonly line: number; readonly column: number };
type Reads = (text: string) => JsonValue;

const text: Reads = (cell) => cell;
/** What is no number stays as it is: the server says what it should be. */
const number: Reads = (cell) => /^-?\d+(\.\d+)?$/.test(cell) ? Number(cell) : cell;
const flag: Reads = (cell) =>
  /^(true|yes|1)$/i.test(cell) ? true : /^(false|no|0)$/i.test(cell) ? false : cell;
const numbers: Reads = (cell) => cell.split(/[\s;]+/).filter((one) => one !== "").map(number);

const COLUMNS: Readonly<Record<string, Readonly<Record<string, Reads>>>> = {
  LinkFacts: {
    name: text,
    link: text,
    adjacencySid: number,
    srlg: numbers,
    capacity: text,
    minimumDelay: text,
    drained: flag,
  },
  NodeFacts: {
    name: text,
    router: text,
    site: text,
    latitude: number,
    longitude: number,
    drained: flag,
  },
};

export function readFactsTable(file: string, csv: string, kind: string | undefined): ReadFiles {
  const columns = Object.hasOwn(COLUMNS, kind ?? "") ? COLUMNS[kind ?? ""] : undefined;
  if (!columns) {
    const words = kind === undefined
      ? "a table does not say what it is; add --kind LinkFacts or --kind NodeFacts"
      : `a table cannot be of kind ${kind}; use --kind LinkFacts or --kind NodeFacts`;
    return { documents: [], mistakes: [{ file, line: 1, column: 1, words }] };
  }
  const { rows, mistakes } = readRows(file, csv);
  const [head, ...body] = rows;
  if (!head) {
    const words = `the table is empty; its first row names fields: ${
      Object.keys(columns).join(",")
    }`;
    return { documents: [], mistakes: [{ file, line: 1, column: 1, words }] };
  }
  for (const mistake of wrongNames(file, head, columns)) mistakes.push(mistake);
  const documents = body.flatMap((cells) => {
    const extra = cells[head.length];
    if (extra) {
      const words = `the row has ${cells.length} cells, the first one has ${head.length}`;
      mistakes.push({ file, line: extra.line, column: extra.column, words });
    }
    return documentOf(file, kind ?? "", head, cells, columns);
  });
  return { documents, mistakes };
}

function wrongNames(
  file: string,
  head: readonly Cell[],
  columns: Readonly<Record<string, Reads>>,
): Mistake[] {
  const known = Object.keys(columns), seen = new Set<string>();
  return head.flatMap(({ text: name, line, column }) => {
    const twice = seen.has(name);
    seen.add(name);
    if (known.includes(name) && !twice) return [];
    const near = nearest(name, known);
    const words = twice
      ? `${name}: the field has two columns; keep one of them`
      : `there is no field "${name}"; ${
        near ? `did you mean ${near}?` : `known are ${known.join(", ")}`
      }`;
    return [{ file, line, column, words }];
  });
}

function documentOf(
  file: string,
  kind: string,
  head: readonly Cell[],
  cells: readonly Cell[],
  columns: Readonly<Record<string, Reads>>,
) {
  const value: JsonObject = { kind }, places = new Map<string, Cell>();
  head.forEach(({ text: name }, i) => {
    const cell = cells[i], reads = columns[name];
    if (!cell || !reads) return;
    places.set(name, cell);
    if (cell.text !== "") value[name] = reads(cell.text);
  });
  const first = cells[0]!;
  const place = ([step]: readonly (string | number)[]) => {
    const { line, column } = places.get(String(step)) ?? first;
    return { line, column };
  };
  return [{ file, value, place }];
}

/** Cells with their places; rows without any text are left out, and so are those that begin with #. */
function readRows(file: string, csv: string): { rows: Cell[][]; mistakes: Mistake[] } {
  const rows: Cell[][] = [], mistakes: Mistake[] = [];
  let row: Cell[] = [], line = 1, start = csv.startsWith("\ufeff") ? 1 : 0;
  for (let at = start; at <= csv.length;) {
    const cell = { line, column: at - start + 1 };
    const quoted = csv[at] === '"' ? closingQuote(csv, at) : undefined;
    if (quoted === -1) {
      mistakes.push({ file, ...cell, words: 'the quotes (") are not closed' });
      break;
    }
    let end = quoted === undefined ? at : quoted + 1;
    while (end < csv.length && csv[end] !== "," && csv[end] !== "\n") end++;
    const after = quoted === undefined ? "" : csv.slice(quoted + 1, end).trim();
    if (after !== "") {
      const words = `"${after.slice(0, 20)}" stands behind the closing quote of its cell`;
      mistakes.push({ file, ...cell, words });
    }
    const raw = quoted === undefined
      ? csv.slice(at, end)
      : csv.slice(at + 1, quoted).replaceAll('""', '"');
    row.push({ ...cell, text: raw.trim() });
    for (let i = at; i < end; i++) if (csv[i] === "\n") (line++, start = i + 1);
    if (csv[end] === ",") {
      at = end + 1;
      continue;
    }
    if (row.some(({ text: words }) => words !== "") && !row[0]!.text.startsWith("#")) {
      rows.push(row);
    }
    row = [];
    line++;
    at = start = end + 1;
  }
  return { rows, mistakes };
}

/** −1: it is never closed. */
function closingQuote(csv: string, from: number): number {
  for (let at = from + 1; at < csv.length; at++) {
    if (csv[at] !== '"') continue;
    if (csv[at + 1] !== '"') return at;
    at++;
  }
  return -1;
}
