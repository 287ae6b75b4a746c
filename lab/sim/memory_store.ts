/** What a store would hold, without a disk. */
import type { Row } from "../../src/controller/step.ts";

export class MemoryStore {
  readonly #rows = new Map<string, Row>();

  constructor(rows: readonly Row[]) {
    this.commit(rows);
  }
  /** All or none, as a database does it. */
  commit(rows: readonly Row[]): void {
    if (rows.some(({ key }) => typeof key !== "string")) throw new TypeError("a row without a key");
    for (const row of rows) {
      const key = `${row.table} ${row.key}`;
      if (row.value === null) this.#rows.delete(key);
      else this.#rows.set(key, row);
    }
  }
  /** "table key" of each. */
  keys(): IterableIterator<string> {
    return this.#rows.keys();
  }
  rows(): readonly Row[] {
    return [...this.#rows.values()];
  }
}
