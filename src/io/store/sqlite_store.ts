/**
 * The Store port on embedded SQLite. The database lives in a worker: commits that come while it waits for the disk
 * gather there and become durable together.
 */
import type { Row, Store } from "../../controller/step.ts";
import { writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { EdgeError } from "../edge_error.ts";
import { damagedWords, hasRun, lastBackupFile, refuseHalfRestored } from "./data_files.ts";
import { type FolderLock, lockFolderSoon } from "./folder_lock.ts";
import { DAMAGED } from "./sqlite_database.ts";
import type { Call, Outcome } from "./sqlite_protocol.ts";

/** Answers when the file is open, whole and up to date; rejects with an EdgeError that says what to do. */
export async function openSqliteStore(file: string): Promise<SqliteStore> {
  refuseHalfRestored(file);
  const lock = await lockFolderSoon(dirname(file));
  const store = new SqliteStore(file, lock);
  try {
    await store.open(hasRun(file));
  } catch (error) {
    store.terminate();
    const why = error instanceof Error ? error.message : String(error);
    if (why.startsWith(DAMAGED)) throw new EdgeError(damagedWords(file, why.slice(DAMAGED.length)));
    throw new EdgeError(`${file} cannot be used: ${why}`);
  }
  return store;
}

export class SqliteStore implements Store {
  readonly file: string;
  /** The copy that was made before the file's layout was brought up to date. */
  copy: string | undefined;
  readonly #lock: FolderLock;
  readonly #waiting = new Map<number, (outcome: Outcome) => void>();
  #worker: Worker | undefined;
  #last = 0;
  #closed = false;

  constructor(file: string, lock: FolderLock) {
    this.file = file;
    this.#lock = lock;
  }
  async open(mustHold: boolean): Promise<void> {
    const copy = await this.call({ call: "open", file: this.file, mustHold });
    if (typeof copy === "string") this.copy = copy;
  }

  async load(): Promise<readonly Row[]> {
    return await this.call({ call: "load" }) as readonly Row[];
  }
  async commit(_sequence: number, rows: readonly Row[]): Promise<void> {
    await this.call({ call: "commit", rows });
  }
  /** Runs statements of the accounts' tables; see sqlite_accounts.ts. */
  async run(statements: readonly { readonly sql: string; readonly values: readonly Value[] }[]) {
    return await this.call({ call: "run", statements }) as readonly (readonly Columns[])[];
  }
  /** Everything as of now, in a file that is there in full or not at all; users and tokens as the hashes they are. */
  async backup(file: string, about: Readonly<Record<string, string>>): Promise<void> {
    await this.call({ call: "backup", file: resolve(file), about });
  }
  /** Where the newest backup is, for who needs one. */
  remember(backup: string): void {
    writeFileSync(lastBackupFile(dirname(this.file)), `${resolve(backup)}\n`, { mode: 0o600 });
  }
  async close(): Promise<void> {
    if (this.#worker) await this.call({ call: "close" });
    this.terminate();
  }
  terminate(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#worker?.terminate();
    this.#lock.release();
  }

  /** One request to the worker; requests are answered in their order. */
  call(call: Call): Promise<unknown> {
    if (this.#closed) return Promise.reject(new Error("the store is closed"));
    const worker = this.#worker ?? this.#startWorker(call);
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, (outcome) => {
        if (outcome.ok) resolve(outcome.value);
        else reject(new Error(outcome.error));
      });
      worker.postMessage({ id, ...call });
    });
  }
  /** The first, or one after another that died: that one opens the file again before anything else. */
  #startWorker(first: Call): Worker {
    const worker = new Worker(workerUrl(), { type: "module", name: "store" });
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<readonly Outcome[]>) => {
      for (const outcome of data) this.#settle(outcome);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.#worker = undefined;
      const error = `the store's worker ended: ${event.message}`;
      for (const id of [...this.#waiting.keys()]) this.#settle({ id, ok: false, error });
    };
    if (first.call !== "open") {
      worker.postMessage({ id: 0, call: "open", file: this.file, mustHold: true });
    }
    return worker;
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
