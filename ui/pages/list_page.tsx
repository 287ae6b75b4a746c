/// <reference lib="dom" />
/**
 * What all tables share: title with count, quick chips, the filter with its mistakes, the rows, the inspector of the
 * selected one. Filter, order and selection live in the address.
 */
import type { ComponentChildren, JSX } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import { count, plural } from "../parts/format.ts";
import { Icon } from "../parts/icon.tsx";
import { Mark, type Tone } from "../parts/mark.tsx";
import { Notice, Skeleton } from "../parts/panel.tsx";
import { type Column, ordered, Table } from "../parts/table.tsx";
import { problemCode, problemText } from "../state/api.ts";
import type { Collection } from "../state/collection.ts";
import { csvOf, saveAs } from "../state/export.ts";
import { type Fields, parseFilter } from "../state/filter.ts";
import { useKeys } from "../state/keys.ts";
import { query, setQuery } from "../state/router.ts";
import { status } from "../state/store.ts";

export interface QuickChip<Row> {
  readonly word: string;
  /** For one, where that is another word. */
  readonly one?: string;
  readonly tone?: Tone;
  /** The filter that shows these. */
  readonly filter: string;
  readonly is: (row: Row) => boolean;
}
export interface ListPageProps<Row extends { readonly id: string }> {
  readonly title: string;
  readonly one: string;
  readonly many: string;
  readonly collection: Collection<Row>;
  readonly columns: readonly Column<Row>[];
  readonly fields: Fields<Row>;
  readonly usual: (a: Row, b: Row) => number;
  readonly chips?: readonly QuickChip<Row>[];
  readonly placeholder: string;
  readonly rowClass?: (row: Row) => string;
  readonly onOpen?: (row: Row) => void;
  /** Beside the table; nothing: a selection only marks the row. */
  readonly inspector?: (row: Row, close: () => void) => ComponentChildren;
  readonly actions?: ComponentChildren;
  readonly foot?: ComponentChildren;
  readonly empty: ComponentChildren;
}

export function ListPage<Row extends { readonly id: string }>(
  props: ListPageProps<Row>,
): JSX.Element {
  const all = props.collection.all.value;
  const text = query.value.get("filter") ?? "";
  const order = query.value.get("order") ?? "";
  const selected = query.value.get("sel") ?? undefined;
  const filter = useMemo(() => parseFilter(text, props.fields), [text]);
  const last = useRef<(row: Row) => boolean>(() => true);
  if (filter.ok) last.current = filter.matches;
  const rows = useMemo(
    () => ordered(all.filter(last.current), props.columns, order, props.usual),
    [all, filter, order],
  );
  const [range, setRange] = useState<readonly [number, number, number]>([0, 0, 0]);
  const close = () => setQuery({ sel: undefined }, "replace");
  const row = selected === undefined ? undefined : props.collection.get(selected);
  const inspected = row === undefined ? undefined : props.inspector?.(row, close);
  useKeys({
    Escape: () => {
      if (selected !== undefined) close();
      else setQuery({ filter: undefined }, "replace");
    },
  });
  return (
    <main class="page fixed">
      <div class="page-bar">
        <h1>{props.title}</h1>
        {props.collection.synced.value && (
          <span class="count">
            <b>{count(all.length)}</b> in all
          </span>
        )}
        {props.chips?.map((chip) => <Chip key={chip.word} chip={chip} rows={all} now={text} />)}
        <div class="actions">
          {rows.length > 0 && (
            <button
              type="button"
              class="button quiet"
              title="What is filtered, with all fields"
              onClick={() =>
                saveAs(
                  `${props.many.replaceAll(" ", "-")}.csv`,
                  "text/csv",
                  csvOf(rows, props.fields),
                )}
            >
              <Icon name="save" size={14} /> CSV
            </button>
          )}
          {props.actions}
        </div>
      </div>
      <FilterBox
        text={text}
        placeholder={props.placeholder}
        wrong={!filter.ok}
        matches={text === ""
          ? ""
          : `${count(rows.length)} ${rows.length === 1 ? "matches" : "match"}`}
      />
      {!filter.ok && (
        <p class="filter-note">
          <Mark tone="warn" size={8} /> {filter.problem}.
          {filter.instead !== undefined && (
            <>
              {" Did you mean "}
              <button
                type="button"
                class="link inline"
                onClick={() => {
                  const wrong = text.slice(filter.at).match(/^[\w.]+/)?.[0] ?? "";
                  const mended = text.slice(0, filter.at) + filter.instead +
                    text.slice(filter.at + wrong.length);
                  setQuery({ filter: mended }, "replace");
                }}
              >
                {filter.instead}
              </button>
              ?
            </>
          )}
          <span class="t3">Still showing the last valid filter.</span>
        </p>
      )}
      <div class={inspected === undefined ? "with-inspector" : "with-inspector open"}>
        <div class="panel">
          <Rows
            {...props}
            rows={rows}
            text={text}
            order={order}
            selected={selected}
            onRange={setRange}
          />
        </div>
        {inspected !== undefined && (
          <aside class="panel inspector" aria-label="Selected">{inspected}</aside>
        )}
      </div>
      <div class="table-foot">
        {props.foot}
        <span class="keys-hint">
          <kbd>j</kbd> <kbd>k</kbd> move
        </span>
        {props.onOpen !== undefined && (
          <span class="keys-hint">
            <kbd>↵</kbd> open
          </span>
        )}
        {range[2] > 0 && <span class="warn-c">order changed, {count(range[2])}</span>}
        <span class="range">
          {rows.length > 0 &&
            `rows ${count(Math.min(range[0], rows.length))}–${
              count(Math.min(range[1], rows.length))
            } of ${count(rows.length)}`}
          {status.value !== undefined &&
            `${rows.length > 0 ? ", " : ""}topology ${count(Number(status.value.topologyVersion))}`}
        </span>
      </div>
    </main>
  );
}

function Rows<Row extends { readonly id: string }>(
  props: ListPageProps<Row> & {
    rows: readonly Row[];
    text: string;
    order: string;
    selected: string | undefined;
    onRange: (range: readonly [number, number, number]) => void;
  },
): JSX.Element {
  const refused = props.collection.refused.value;
  if (refused !== undefined) {
    return (
      <Notice title={`${props.title} can't be read.`}>
        <p>{problemText(refused.problem)}</p>
        <p class="t3">{problemCode(refused.problem)}</p>
      </Notice>
    );
  }
  if (!props.collection.synced.value && props.rows.length === 0) return <Skeleton lines={10} />;
  if (props.rows.length === 0 && props.text !== "") {
    return (
      <Notice title={`No ${props.one} matches.`}>
        <p>
          {plural(props.collection.all.value.length, props.one, props.many)} without the filter.
        </p>
        <button
          type="button"
          class="button"
          onClick={() => setQuery({ filter: undefined }, "replace")}
        >
          Clear <kbd>esc</kbd>
        </button>
      </Notice>
    );
  }
  if (props.rows.length === 0) {
    return <Notice title={`No ${props.many} yet.`}>{props.empty}</Notice>;
  }
  return (
    <Table
      label={props.title}
      columns={props.columns}
      rows={props.rows}
      order={props.order}
      onOrder={(order) => setQuery({ order }, "replace")}
      selected={props.selected}
      onSelect={(row) => setQuery({ sel: row.id }, "replace")}
      {...(props.onOpen === undefined ? {} : { onOpen: props.onOpen })}
      {...(props.rowClass === undefined ? {} : { rowClass: props.rowClass })}
      onRange={(first, last, moved) => props.onRange([first, last, moved])}
    />
  );
}

function Chip<Row>(
  { chip, rows, now }: { chip: QuickChip<Row>; rows: readonly Row[]; now: string },
): JSX.Element | null {
  const number = rows.filter(chip.is).length;
  const on = now === chip.filter;
  if (number === 0 && !on) return null;
  return (
    <button
      type="button"
      class={on ? "chip on" : "chip"}
      aria-pressed={on}
      onClick={() => setQuery({ filter: on ? undefined : chip.filter }, "replace")}
    >
      {chip.tone !== undefined && <Mark tone={chip.tone} size={8} />}
      {count(number)} {number === 1 ? chip.one ?? chip.word : chip.word}
    </button>
  );
}

function FilterBox(
  { text, placeholder, wrong, matches }: {
    text: string;
    placeholder: string;
    wrong: boolean;
    matches: string;
  },
): JSX.Element {
  return (
    <div class="filter">
      <label class={wrong ? "filter-box wrong" : "filter-box"}>
        <Icon name="filter" />
        <input
          type="search"
          aria-label="Filter"
          value={text}
          placeholder={placeholder}
          spellcheck={false}
          autocomplete="off"
          aria-invalid={wrong}
          onInput={(event) => setQuery({ filter: event.currentTarget.value }, "replace")}
          onKeyDown={(event) => {
            if (event.key === "Escape") event.currentTarget.blur();
          }}
        />
        <span class="matches">{matches}</span>
      </label>
    </div>
  );
}
