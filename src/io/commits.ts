/**
 * What the core wants kept, on its way to the store: one transaction at a time, in order, made of all that has gathered
 * while the last one was written. What is refused is asked again until it is on disk; nothing overtakes it.
 */
import type { Row, Store } from "../controller/step.ts";

export interface CommitListener {
  /** Everything up to this sequence is on disk. */
  stored(through: number): void;
  /** The store refuses; undefined: it takes rows again. */
  trouble(why: string | undefined): void;
}

export class Commits {
  readonly #store: Pick<Store, "commit">;
  readonly #listener: CommitListener;
  #rows: Row[] = [];
  #through = 0;
  #writing = false;
  #failing: string | undefined;
  #wait = FIRST_WAIT;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(store: Pick<Store, "commit">, listener: CommitListener) {
    this.#store = store;
    this.#listener = listener;
  }

  /** Why the store refuses, while it does. */
  get failing(): string | undefined {
    return this.#failing;
  }

  put(sequence: number, rows: readonly Row[]): void {
    for (const row of rows) this.#rows.push(row);
    this.#through = sequence;
    if (this.#failing === undefined && !this.#writing) void this.#write();
  }

  /** What waits is handed over, unless the store refuses; nobody hears of it any more. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    if (this.#failing !== undefined || this.#rows.length === 0) return;
    this.#store.commit(this.#through, this.#rows).catch(() => {}); // was never acknowledged
  }

  async #write(): Promise<void> {
    const rows = this.#rows, through = this.#through;
    this.#rows = [];
    this.#writing = true;
    let why: string | undefined;
    try {
      await this.#store.commit(through, rows);
    } catch (error) {
      why = error instanceof Error ? error.message : String(error);
    }
    this.#writing = false;
    if (this.#stopped) return;
    if (why !== undefined) return this.#refused(rows, why);
    if (this.#failing !== undefined) this.#mended();
    this.#listener.stored(through);
    if (this.#rows.length > 0) void this.#write();
  }

  #refused(rows: readonly Row[], why: string): void {
    this.#rows = lastWords([...rows, ...this.#rows]);
    this.#timer = setTimeout(() => void this.#write(), this.#wait);
    this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT);
    if (why === this.#failing) return;
    this.#failing = why;
    this.#listener.trouble(why);
  }
  #mended(): void {
    this.#failing = undefined;
    this.#wait = FIRST_WAIT;
    this.#listener.trouble(undefined);
  }
}

/** Of rows with the same key only the last one counts: a store that is away for long costs little. */
function lastWords(rows: readonly Row[]): Row[] {
  const last = new Map<string, Row>();
  for (const row of rows) {
    const key = `${row.table} ${row.key}`;
    last.delete(key);
    last.set(key, row);
  }
  return [...last.values()];
}

const FIRST_WAIT = 100, LONGEST_WAIT = 5000; // milliseconds
