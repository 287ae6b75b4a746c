/**
 * The Store port on embedded SQLite. The database lives in a worker: commits that come while it waits for the disk
 * gather there and become durable together.
 */
import type { Row, Store } from "../../controller/step.ts";
import { EdgeError } from "../edge_error.ts";
import type { Call, Outcome } from "./sqlite_protocol.ts";

/** Answers when the file is open, whole and up to date; rejects with an EdgeError that says what to do. */
export async function openSqliteStore(file: string): Promise<SqliteStore> {
  const store = new SqliteStore(new Worker(workerUrl(), { type: "module", name: "store" }));
  try {
    await store.call({ call: "open", file });
  } catch (error) {
    store.terminate();
    throw new EdgeError(
      `${file} cannot be used: ${error instanceof Error ? error.message : error}`,
    );
  }
  return store;
}

export class SqliteStore implements Store {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, (outcome: Outcome) => void>();
  #last = 0;
  #dead: string | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<readonly Outcome[]>) => {
      for (const outcome of data) this.#settle(outcome);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.#dead = `the store's worker ended: ${event.message}`;
      for (const id of [...this.#waiting.keys()]) {
        this.#settle({ id, ok: false, error: this.#dead });
      }
    };
  }

  async load(): Promise<readonly Row[]> {
    return await this.call({ call: "load" }) as readonly Row[];
  }
  async commit(_sequence: number, rows: readonly Row[]): Promise<void> {
    await this.call({ call: "commit", rows });
  }
  /** Runs statements of the accounts' tables; see accounts.ts. */
  async run(statements: readonly { readonly sql: string; readonly values: readonly Value[] }[]) {
    return await this.call({ call: "run", statements }) as readonly (readonly Columns[])[];
  }
  async close(): Promise<void> {
    await this.call({ call: "close" });
    this.terminate();
  }
  terminate(): void {
    this.#dead ??= "the store is closed";
    this.#worker.terminate();
  }

  /** One request to the worker; requests are answered in their order. */
  call(call: Call): Promise<unknown> {
    if (this.#dead !== undefined) return Promise.reject(new Error(this.#dead));
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, (outcome) => {
        if (outcome.ok) resolve(outcome.value);
        else reject(new Error(outcome.error));
      });
      this.#worker.postMessage({ id, ...call });
    });
  }
  #settle(outcome: Outcome): void {
    this.#waiting.get(outcome.id)?.(outcome);
    this.#waiting.delete(outcome.id);
  }
}

export type Value = string | number | null;
export type Columns = Readonly<Record<string, Value>>;

/** Beside this file; in a bundle both are plain JavaScript. */
const workerUrl = (): URL =>
  import.meta.url.endsWith(".ts")
    ? new URL("./sqlite_worker.ts", import.meta.url)
    : new URL("./sqlite_worker.js", import.meta.url);
