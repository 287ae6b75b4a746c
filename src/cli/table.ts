/** Tables for people: as wide as the terminal and no wider; without a terminal nothing is cut. */
import { plainText } from "../lib/plain_text.ts";

export interface Column<Row> {
  readonly title: string;
  readonly of: (row: Row) => string;
  /** 0: always shown; the higher, the earlier it goes when the terminal is narrow. 9: only in `-o wide`. */
  readonly rank: number;
  readonly align?: "right";
  /** May be cut with "…" when nothing else helps. */
  readonly cut?: boolean;
}
export interface TableLayout<Row> {
  readonly header: string;
  line(row: Row): string;
}
export interface TableOptions {
  readonly columns: number | undefined; // of the terminal; undefined: no limit
  readonly wide: boolean;
  readonly color: boolean;
}

/** A whole table; the last line ends with a line feed. */
export function formatTable<Row>(
  table: readonly Column<Row>[],
  rows: readonly Row[],
  options: TableOptions,
): string {
  const layout = layOut(table, rows, options);
  return [layout.header, ...rows.map((row) => layout.line(row))].join("\n") + "\n";
}

/** Widths that fit `rows`; later rows that are longer are still shown whole. */
export function layOut<Row>(
  table: readonly Column<Row>[],
  rows: readonly Row[],
  { columns, wide, color }: TableOptions,
): TableLayout<Row> {
  const limit = wide || columns === undefined ? Infinity : columns;
  let shown = table.filter(({ rank }) => wide || rank < 9);
  const widths = new Map(shown.map((column) => [column, naturalWidth(column, rows)]));
  const total = () => shown.reduce((sum, c) => sum + widths.get(c)! + GAP, -GAP);
  for (let rank = 8; rank > 0 && total() > limit; rank--) {
    const spare = (sum: number, c: Column<Row>) => sum + Math.max(0, widths.get(c)! - COMFORT);
    const cuttable = shown.filter((c) => c.cut && c.rank !== rank).reduce(spare, 0);
    if (total() - cuttable > limit || rank > 4) shown = shown.filter((c) => c.rank !== rank);
  }
  for (const floor of [COMFORT, MINIMUM]) {
    for (const column of shown.filter((c) => c.cut).reverse()) {
      const excess = total() - limit, width = widths.get(column)!;
      if (excess > 0) widths.set(column, Math.min(width, Math.max(floor, width - excess)));
    }
  }
  const join = (cells: readonly string[]) => cells.join(" ".repeat(GAP)).trimEnd();
  const pad = (text: string, column: Column<Row>, last: boolean) => {
    const width = widths.get(column)!;
    const cut = column.cut && limit !== Infinity ? shorten(text, width) : text;
    const missing = " ".repeat(Math.max(0, width - displayWidth(cut)));
    return column.align === "right" ? missing + cut : last ? cut : cut + missing;
  };
  const last = shown.at(-1);
  const header = join(shown.map((c) => pad(c.title, c, c === last)));
  return {
    header: color ? `\x1b[1m${header}\x1b[0m` : header,
    line: (row) =>
      join(shown.map((c) => {
        const cell = pad(plainText(c.of(row)) || "–", c, c === last);
        return color ? paint(cell) : cell;
      })),
  };
}

/** States are coloured wherever they stand alone; everything else stays as it is. */
export function paint(cell: string): string {
  const word = cell.trim();
  const color = COLORS.get(word) ?? (word === "–" ? "90" : undefined);
  return color === undefined ? cell : cell.replace(word, `\x1b[${color}m${word}\x1b[0m`);
}

export function shorten(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  return `${[...text].slice(0, Math.max(0, width - 1)).join("")}…`;
}
export const displayWidth = (text: string): number => [...text].length;

function naturalWidth<Row>(column: Column<Row>, rows: readonly Row[]): number {
  let width = displayWidth(column.title);
  for (const row of rows) width = Math.max(width, displayWidth(plainText(column.of(row)) || "–"));
  return width;
}

const GAP = 2;
const COMFORT = 28; // a column is cut to this before others are left out for it
const MINIMUM = 12; // and to this when nothing else is left to leave out
const COLORS = new Map<string, string>([
  ...["up", "active", "established", "control", "ok", "yes"].map((w) => [w, "32"] as const),
  ...["down", "failed", "conflict", "mismatch", "noPath", "error", "critical", "idle", "oneWay"]
    .map((w) => [w, "31"] as const),
  ...["waiting", "held", "stale", "warning", "major", "goingUp", "goingDown", "opening", "drained"]
    .map((w) => [w, "33"] as const),
  ...["synchronising", "connected", "openSent", "openConfirm", "connect"]
    .map((w) => [w, "33"] as const),
]);
