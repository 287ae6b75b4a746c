/**
 * A table as one typed array per column. Rows are dense ids; capacity grows by half. The arrays in `at` are
 * replaced when the table grows, so take them from `at` again after `reserve()`.
 */
const ARRAYS = {
  i32: Int32Array,
  u32: Uint32Array,
  f64: Float64Array,
  u16: Uint16Array,
  u8: Uint8Array,
} as const;

export type ColumnKind = keyof typeof ARRAYS;
/** A kind, and what a row nobody has written to holds. */
export type Schema = Readonly<Record<string, readonly [kind: ColumnKind, empty: number]>>;
export type Table<S extends Schema> = {
  [K in keyof S]: InstanceType<(typeof ARRAYS)[S[K][0]]>;
};
export type SavedColumns = Readonly<Record<string, Column>>;
type Column = Int32Array | Uint32Array | Float64Array | Uint16Array | Uint8Array;

export class Columns<S extends Schema> {
  at: Table<S>;
  #capacity = 64;

  constructor(readonly schema: S) {
    this.at = this.#make(this.#capacity, () => undefined);
  }

  /** Makes room for `rows` rows. */
  reserve(rows: number): void {
    if (rows <= this.#capacity) return;
    while (this.#capacity < rows) this.#capacity += this.#capacity >> 1;
    const before: Record<string, Column> = this.at;
    this.at = this.#make(this.#capacity, (name) => before[name]);
  }

  /** Sets every column of a row to its empty value. */
  clear(row: number): void {
    for (const name in this.schema) this.at[name][row] = this.schema[name]![1];
  }

  save(rows: number): SavedColumns {
    const saved: Record<string, Column> = {};
    for (const name in this.schema) saved[name] = this.at[name].slice(0, rows);
    return saved;
  }

  load(saved: SavedColumns, rows: number): void {
    while (this.#capacity < rows) this.#capacity += this.#capacity >> 1;
    this.at = this.#make(this.#capacity, (name) => saved[name]);
  }

  #make(capacity: number, before: (name: string) => Column | undefined): Table<S> {
    const made: Record<string, Column> = {};
    for (const name in this.schema) {
      const [kind, empty] = this.schema[name]!;
      const column = new ARRAYS[kind](capacity);
      const old = before(name);
      if (empty !== 0) column.fill(empty, old?.length ?? 0);
      if (old) column.set(old);
      made[name] = column;
    }
    return made as Table<S>; // one array of its kind for every name of the schema, made just above
  }
}
