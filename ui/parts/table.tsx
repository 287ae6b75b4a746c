/// <reference lib="dom" />
/**
 * A table of any length: only the rows in sight are drawn, the header stays, rows have one height. Rows do not jump
 * under the pointer: while it is over the table the order stands, and a badge counts what would move.
 */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useKeys } from "../state/keys.ts";
import { isWide } from "../state/screen_size.ts";
import { Icon } from "./icon.tsx";

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  /** Pixels; the columns without a width share what is left. */
  readonly width?: number;
  readonly right?: boolean;
  /** Only on wide screens. */
  readonly wide?: boolean;
  /** Place in the two-line row of a phone. */
  readonly phone?: 1 | 2 | 3 | 4;
  readonly order?: (row: Row) => number | string;
  readonly cell: (row: Row) => ComponentChildren;
}

export interface TableProps<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** Field, with "-" before it for the other way round; "" is the order of the page. */
  readonly order: string;
  readonly onOrder: (order: string) => void;
  readonly selected?: string | undefined;
  readonly onSelect: (row: Row) => void;
  readonly onOpen?: (row: Row) => void;
  readonly rowClass?: (row: Row) => string;
  readonly onRange?: (first: number, last: number, moved: number) => void;
}

export function Table<Row extends { readonly id: string }>(
  props: TableProps<Row>,
): JSX.Element {
  const wrap = useRef<HTMLDivElement>(null);
  const [scroll, setScroll] = useState({ top: 0, height: 800, width: Infinity });
  const held = useRef<readonly string[] | undefined>(undefined);
  const [over, setOver] = useState(false);
  const height = rowHeight();
  const columns = fitting(
    props.columns.filter((column) => isWide.value || column.wide !== true),
    scroll.width,
  );

  useLayoutEffect(() => {
    const element = wrap.current;
    if (element === null) return;
    const measure = () => setScroll(sizeOf(element));
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    return () => watch.disconnect();
  }, []);

  const rows = over && held.current !== undefined
    ? keepOrder(props.rows, held.current)
    : props.rows;
  const moved = rows === props.rows ? 0 : countMoved(props.rows, rows);
  if (!over) held.current = undefined;
  const first = Math.max(0, Math.floor(scroll.top / height) - 8);
  const last = Math.min(rows.length, Math.ceil((scroll.top + scroll.height) / height) + 8);
  const seen = [
    Math.min(rows.length, Math.floor(scroll.top / height) + 1),
    Math.min(rows.length, Math.floor((scroll.top + scroll.height - 32) / height)),
  ] as const;
  useEffect(() => props.onRange?.(seen[0], seen[1], moved), [seen[0], seen[1], moved, rows.length]);

  const step = (by: number) => {
    const at = rows.findIndex((row) => row.id === props.selected);
    const next = rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? 0 : at + by))];
    if (next === undefined) return;
    props.onSelect(next);
    reveal(wrap.current, rows.indexOf(next), height);
  };
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    ...(props.onOpen === undefined ? {} : {
      Enter: () => {
        const row = rows.find((row) => row.id === props.selected);
        if (row !== undefined) props.onOpen?.(row);
      },
    }),
  });

  return (
    <div
      class="table-wrap"
      ref={wrap}
      tabIndex={0}
      role="region"
      aria-label={props.label}
      onScroll={(event) => setScroll(sizeOf(event.currentTarget))}
      onPointerEnter={(event) => {
        if (event.pointerType !== "mouse") return;
        held.current = rows.map((row) => row.id);
        setOver(true);
      }}
      onPointerLeave={() => setOver(false)}
    >
      <table class="rows" aria-rowcount={rows.length + 1}>
        <colgroup>
          {columns.map((column) => (
            <col
              key={column.key}
              style={column.width === undefined ? {} : { width: `${column.width}px` }}
            />
          ))}
        </colgroup>
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading
                key={column.key}
                column={column}
                order={props.order}
                onOrder={(order) => {
                  held.current = undefined;
                  setOver(false);
                  props.onOrder(order);
                }}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          <Spacer rows={first} height={height} columns={columns.length} />
          {rows.slice(first, last).map((row, i) => (
            <tr
              key={row.id}
              aria-rowindex={first + i + 2}
              aria-selected={row.id === props.selected}
              class={props.rowClass?.(row) ?? ""}
              onClick={(event) => {
                if (event.target instanceof Element && event.target.closest("a, button") !== null) {
                  return;
                }
                props.onSelect(row);
              }}
              onDblClick={() => props.onOpen?.(row)}
            >
              {columns.map((column) => (
                <td key={column.key} class={classOf(column)}>{column.cell(row)}</td>
              ))}
            </tr>
          ))}
          <Spacer rows={rows.length - last} height={height} columns={columns.length} />
        </tbody>
      </table>
    </div>
  );
}

function Heading<Row>(
  { column, order, onOrder }: {
    column: Column<Row>;
    order: string;
    onOrder: (order: string) => void;
  },
): JSX.Element {
  const sorted = order === column.key
    ? "ascending"
    : order === `-${column.key}`
    ? "descending"
    : undefined;
  const next = sorted === undefined ? column.key : sorted === "ascending" ? `-${column.key}` : "";
  return (
    <th
      scope="col"
      class={classOf(column)}
      {...(sorted === undefined ? {} : { "aria-sort": sorted })}
    >
      {column.order === undefined
        ? column.title
        : (
          <button type="button" onClick={() => onOrder(next)}>
            {column.title}
            {sorted !== undefined && (
              <Icon name={sorted === "ascending" ? "up" : "down"} size={12} />
            )}
          </button>
        )}
    </th>
  );
}

function Spacer(
  { rows, height, columns }: { rows: number; height: number; columns: number },
): JSX.Element | null {
  if (rows <= 0) return null;
  return (
    <tr class="spacer" aria-hidden="true">
      <td colSpan={columns} style={{ height: `${rows * height}px` }} />
    </tr>
  );
}

const sizeOf = (element: HTMLElement) => ({
  top: element.scrollTop,
  height: element.clientHeight,
  width: element.clientWidth,
});

const LEAST = 118;

/** Beside an inspector there is less room: the columns that say least, from the right, step back. */
function fitting<Row>(columns: readonly Column<Row>[], width: number): readonly Column<Row>[] {
  const kept = [...columns];
  const needed = () => kept.reduce((sum, column) => sum + (column.width ?? LEAST), 0);
  for (let i = kept.length - 1; i >= 0 && needed() > width; i--) {
    if (kept[i]?.phone === undefined) kept.splice(i, 1);
  }
  return kept;
}

/** The rows in the order of the page, or by the column that was asked for. */
export function ordered<Row extends { readonly id: string }>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  order: string,
  usual: (a: Row, b: Row) => number,
): readonly Row[] {
  const backwards = order.startsWith("-");
  const by = columns.find((column) => column.key === (backwards ? order.slice(1) : order))?.order;
  if (by === undefined) return [...rows].sort(usual);
  const sign = backwards ? -1 : 1;
  return rows.map((row) => ({ row, key: by(row) })).sort((a, b) =>
    sign * compareKeys(a.key, b.key) || usual(a.row, b.row)
  ).map(({ row }) => row);
}

export const compareNames = (a: string, b: string): number => NAMES.compare(a, b);
const NAMES = new Intl.Collator("en", { numeric: true });

function compareKeys(a: number | string, b: number | string): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return NAMES.compare(String(a), String(b));
}

function classOf<Row>(column: Column<Row>): string {
  return [
    column.right ? "right" : "",
    column.phone === undefined ? "" : `phone-${column.phone}`,
  ].filter((name) => name !== "").join(" ");
}

function keepOrder<Row extends { readonly id: string }>(
  rows: readonly Row[],
  order: readonly string[],
): readonly Row[] {
  const left = new Map(rows.map((row) => [row.id, row]));
  const kept: Row[] = [];
  for (const id of order) {
    const row = left.get(id);
    if (row === undefined) continue;
    kept.push(row);
    left.delete(id);
  }
  return [...kept, ...left.values()];
}

function countMoved<Row extends { readonly id: string }>(
  wanted: readonly Row[],
  shown: readonly Row[],
): number {
  let moved = 0;
  for (let i = 0; i < wanted.length; i++) if (wanted[i]?.id !== shown[i]?.id) moved++;
  return moved;
}

/** One height for all rows, the one of the style sheet: phone, touch, desk. */
function rowHeight(): number {
  if (matchMedia("(max-width: 699px)").matches) return 60;
  return matchMedia("(pointer: coarse)").matches ? 44 : 28;
}

function reveal(wrap: HTMLElement | null, index: number, height: number): void {
  if (wrap === null) return;
  const top = index * height;
  if (top < wrap.scrollTop) wrap.scrollTop = top;
  else if (top + height + 34 > wrap.scrollTop + wrap.clientHeight) {
    wrap.scrollTop = top + height + 34 - wrap.clientHeight;
  }
}
