/// <reference lib="dom" />
/**
 * One kind of rows, kept up to date by a watch stream: snapshot, `synced`, changes. Changes are gathered and shown once
 * a frame; after a broken connection the rows stay, and what is gone meanwhile goes when the new snapshot is complete.
 */
import { Code, ConnectError } from "@connectrpc/connect";
import { computed, type ReadonlySignal, signal } from "@preact/signals";

export interface WatchEvent<Row> {
  readonly event:
    | { readonly case: "changed"; readonly value: Row }
    | { readonly case: "deleted"; readonly value: string }
    | { readonly case: "synced"; readonly value: unknown }
    | { readonly case: undefined; readonly value?: undefined };
}
export type Watch<Row> = (signal: AbortSignal) => AsyncIterable<WatchEvent<Row>>;

export interface Refused {
  readonly problem: unknown;
}

export interface Trouble {
  /** A stream broke; it is tried again by itself. */
  lost(): void;
  /** A stream is complete: the connection works. */
  found(): void;
}

/** What is gone is shown a while longer, as what it is now: a failed link is a mark on the map, not a hole. */
export interface Linger<Row> {
  readonly milliseconds: number;
  as(row: Row): Row | undefined;
}
export interface Keeping<Row> {
  /** Of an endless kind (events) only so many of the newest are kept. */
  readonly most?: number;
  readonly linger?: Linger<Row>;
}

export class Collection<Row extends { readonly id: string }> {
  /** Grows with every frame that changed something. */
  readonly version: ReadonlySignal<number>;
  /** True when the first snapshot is complete; stays so. */
  readonly synced: ReadonlySignal<boolean>;
  /** The server does not give this kind to this person, or not at all. */
  readonly refused: ReadonlySignal<Refused | undefined>;
  readonly all: ReadonlySignal<readonly Row[]>;

  readonly #rows = new Map<string, Row>();
  readonly #version = signal(0);
  readonly #synced = signal(false);
  readonly #refused = signal<Refused | undefined>(undefined);
  readonly #watch: Watch<Row>;
  readonly #trouble: Trouble;
  readonly #most: number;
  readonly #linger: Linger<Row> | undefined;
  readonly #leaving = new Map<string, ReturnType<typeof setTimeout>>();
  #pending = new Map<string, Row | undefined>();
  #frame: ReturnType<typeof setTimeout> | undefined;
  #stop: AbortController | undefined;
  #listeners = new Set<(changed: ReadonlyMap<string, Row | undefined>) => void>();

  constructor(watch: Watch<Row>, trouble: Trouble, keeping: Keeping<Row> = {}) {
    this.#watch = watch;
    this.#trouble = trouble;
    this.#most = keeping.most ?? Infinity;
    this.#linger = keeping.linger;
    this.version = this.#version;
    this.synced = this.#synced;
    this.refused = this.#refused;
    this.all = computed(() => {
      this.#version.value;
      return [...this.#rows.values()];
    });
  }

  get(id: string): Row | undefined {
    this.#version.value;
    return this.#rows.get(id);
  }

  /** Tells of each frame's changes (undefined: the row is gone), for what must not look at all rows again. */
  listen(listener: (changed: ReadonlyMap<string, Row | undefined>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Begins to watch; a second call does nothing. */
  start(): void {
    if (this.#stop !== undefined) return;
    const stop = new AbortController();
    this.#stop = stop;
    void this.#run(stop.signal);
  }

  /** Stops and forgets, for when somebody else logs in. */
  stop(): void {
    this.#stop?.abort();
    this.#stop = undefined;
    this.#rows.clear();
    this.#pending.clear();
    for (const leaving of this.#leaving.values()) clearTimeout(leaving);
    this.#synced.value = false;
    this.#refused.value = undefined;
    this.#version.value++;
  }

  async #run(stop: AbortSignal): Promise<void> {
    for (let wait = 500; !stop.aborted; wait = Math.min(wait * 2, 8000)) {
      try {
        if (await this.#follow(stop)) wait = 250;
      } catch (problem) {
        if (stop.aborted) return;
        const { code } = ConnectError.from(problem);
        if (code === Code.Unauthenticated) return;
        if (code === Code.PermissionDenied || code === Code.Unimplemented) {
          this.#refused.value = { problem };
          return;
        }
      }
      if (stop.aborted) return;
      this.#trouble.lost();
      await new Promise((done) => setTimeout(done, wait));
    }
  }

  /** Follows one stream to its end; answers whether it ever was complete. */
  async #follow(stop: AbortSignal): Promise<boolean> {
    const before = new Set(this.#rows.keys());
    let complete = false;
    for await (const { event } of this.#watch(stop)) {
      if (event.case === "changed") {
        before.delete(event.value.id);
        this.#put(event.value.id, event.value);
      } else if (event.case === "deleted") {
        this.#put(event.value, undefined);
      } else if (event.case === "synced" && !complete) {
        complete = true;
        if (this.#most === Infinity) { for (const id of before) this.#put(id, undefined); }
        this.#flush();
        this.#synced.value = true;
        this.#trouble.found();
      }
    }
    return complete;
  }

  #put(id: string, row: Row | undefined): void {
    this.#pending.set(id, row);
    this.#frame ??= setTimeout(
      () => requestFrame(() => this.#flush()),
      this.#synced.value ? 0 : 50,
    );
  }

  #lingering(id: string): Row | undefined {
    const row = this.#rows.get(id);
    if (this.#linger === undefined || row === undefined) return undefined;
    const last = this.#linger.as(row);
    if (last === undefined) return undefined;
    const leave = () => {
      this.#rows.delete(id);
      this.#version.value++;
    };
    this.#leaving.set(id, setTimeout(leave, this.#linger.milliseconds));
    return last;
  }

  #flush(): void {
    clearTimeout(this.#frame);
    this.#frame = undefined;
    if (this.#pending.size === 0) return;
    const changed = this.#pending;
    this.#pending = new Map();
    for (const [id, row] of changed) {
      const last = row ?? this.#lingering(id);
      clearTimeout(this.#leaving.get(id));
      if (last === undefined) this.#rows.delete(id);
      else this.#rows.set(id, last);
      if (row === undefined && last !== undefined) changed.set(id, last);
    }
    for (const id of this.#rows.keys()) {
      if (this.#rows.size <= this.#most) break;
      this.#rows.delete(id);
    }
    this.#version.value++;
    for (const listener of this.#listeners) listener(changed);
  }
}

/** A hidden tab gets no frames, but its rows must not pile up. */
function requestFrame(then: () => void): void {
  if (document.hidden) setTimeout(then, 100);
  else requestAnimationFrame(() => then());
}
