/**
 * Watch streams: the rows of a kind as they are, `synced`, then changes. Each stream has a set of dirty ids and makes
 * rows only when its reader takes them, so a reader that does not read costs a bounded set and nothing else; ten
 * changes of one row become one.
 */
import type { Kind, Rows } from "../controller/view/view.ts";
import { refuse } from "./errors.ts";
import type { Predicate, Row } from "./filter.ts";
import { isLog } from "./list_rows.ts";
import { Pacer } from "./pacer.ts";
import type { Ports } from "./ports.ts";

export type Watched<K extends Kind> =
  | { readonly changed: Rows[K] }
  | { readonly deleted: string }
  | { readonly synced: { readonly version: number } };

export interface WatchOrder<K extends Kind> {
  readonly kind: K;
  readonly keep: Predicate;
  /** Of the snapshot, only so many of the newest; 0: all. */
  readonly newest: number;
  readonly user: string;
  readonly signal: AbortSignal;
}

type WatchPorts = Pick<Ports, "controller" | "clock" | "scheduler">;

/** All streams of the server; one subscription to the core feeds them. */
export class Watches {
  readonly #ports: WatchPorts;
  readonly #streamsPerUser: number;
  readonly #streams = new Map<Kind, Set<Dirt>>();
  readonly #perUser = new Map<string, number>();
  readonly #unsubscribe: () => void;

  constructor(ports: WatchPorts, streamsPerUser: number) {
    this.#ports = ports;
    this.#streamsPerUser = streamsPerUser;
    this.#unsubscribe = ports.controller.subscribe((kind, ids) => {
      for (const dirt of this.#streams.get(kind) ?? []) dirt.add(ids);
    });
  }
  get streamCount(): number {
    return [...this.#perUser.values()].reduce((sum, count) => sum + count, 0);
  }
  /** Ends all streams. */
  close(): void {
    this.#unsubscribe();
    for (const streams of this.#streams.values()) for (const dirt of streams) dirt.stop();
  }

  /** Ends when the signal does, or when its reader returns it. */
  async *watch<K extends Kind>(order: WatchOrder<K>): AsyncGenerator<Watched<K>, void> {
    const leave = this.#enter(order.user);
    const dirt = new Dirt(this.#ports, order.kind);
    const streams = this.#streams.get(order.kind) ?? new Set();
    this.#streams.set(order.kind, streams.add(dirt));
    const stop = () => dirt.stop();
    order.signal.addEventListener("abort", stop, { once: true });
    try {
      if (!order.signal.aborted) yield* rowsOf(this.#ports, order, dirt);
    } finally {
      order.signal.removeEventListener("abort", stop);
      streams.delete(dirt);
      leave();
    }
  }
  #enter(user: string): () => void {
    const count = this.#perUser.get(user) ?? 0;
    if (count >= this.#streamsPerUser) {
      throw refuse("resourceExhausted", [{
        field: "",
        problem: `${user} has ${count} streams open, and more are not allowed`,
        fix: "close some of them, or use one stream for several readers",
      }]);
    }
    this.#perUser.set(user, count + 1);
    return () => {
      const left = this.#perUser.get(user)! - 1;
      if (left === 0) this.#perUser.delete(user);
      else this.#perUser.set(user, left);
    };
  }
}

async function* rowsOf<K extends Kind>(
  ports: WatchPorts,
  order: WatchOrder<K>,
  dirt: Dirt,
): AsyncGenerator<Watched<K>, void> {
  const pacer = new Pacer(ports);
  const reader = new Reader(ports, order, dirt);
  let ids = [...ports.controller.view.ids(order.kind)];
  if (order.newest > 0) ids = ids.slice(-order.newest);
  for (const id of ids) {
    yield* reader.read(id);
    if (dirt.stopped) return;
    if (pacer.tired()) await pacer.rest();
  }
  ids = [];
  yield { synced: { version: ports.controller.view.version } };
  while (await dirt.wait()) {
    for (const id of dirt.take()) {
      yield* reader.read(id);
      if (dirt.stopped) return;
      if (pacer.tired()) await pacer.rest();
    }
    await ports.scheduler.pause(COALESCE_MILLISECONDS);
  }
}

/** What the stream's client has been shown, and so what it must be told next about a row. */
class Reader<K extends Kind> {
  readonly #ports: WatchPorts;
  readonly #order: WatchOrder<K>;
  readonly #dirt: Dirt;

  constructor(ports: WatchPorts, order: WatchOrder<K>, dirt: Dirt) {
    this.#ports = ports;
    this.#order = order;
    this.#dirt = dirt;
  }
  *read(id: number): Generator<Watched<K>, void> {
    const { kind, keep } = this.#order;
    const shown = this.#dirt.shown;
    this.#dirt.clean(id);
    const row = this.#ports.controller.view.row(kind, id);
    const chosen = row !== undefined && keep(row as unknown as Row);
    const before = shown?.get(id);
    if (before !== undefined && (!chosen || before !== row.id)) {
      shown!.delete(id);
      yield { deleted: before };
    }
    if (!chosen) return;
    shown?.set(id, row.id);
    yield { changed: row };
  }
}

/** Ids that have changed since their rows were last made, and a bell for the one who waits for them. */
class Dirt {
  /** Number → id of the rows that the client has; not kept for logs, whose rows only come. */
  readonly shown: Map<number, string> | undefined;
  stopped = false;
  readonly #ports: WatchPorts;
  readonly #kind: Kind;
  #ids = new Set<number>();
  #bell: (() => void) | undefined;
  #limit = 4096;

  constructor(ports: WatchPorts, kind: Kind) {
    this.#ports = ports;
    this.#kind = kind;
    this.shown = isLog(kind) ? undefined : new Map();
  }
  add(ids: readonly number[]): void {
    for (const id of ids) this.#ids.add(id);
    if (this.#ids.size > this.#limit) this.#forget();
    this.#bell?.();
  }
  clean(id: number): void {
    this.#ids.delete(id);
  }
  /** All of them, oldest first; what becomes dirty meanwhile waits for the next time. */
  take(): ReadonlySet<number> {
    const ids = this.#ids;
    this.#ids = new Set();
    return ids;
  }
  /** False: stopped. */
  async wait(): Promise<boolean> {
    while (!this.stopped && this.#ids.size === 0) {
      await new Promise<void>((resolve) => this.#bell = resolve);
      this.#bell = undefined;
    }
    return !this.stopped;
  }
  stop(): void {
    this.stopped = true;
    this.#bell?.();
  }
  /** A stalled reader need not hear of rows that came and went: only of those that exist or that it was shown. */
  #forget(): void {
    const view = this.#ports.controller.view;
    const existing = new Set(view.ids(this.#kind));
    this.#ids = new Set([...this.#ids].filter((id) => existing.has(id) || this.shown?.has(id)));
    this.#limit = Math.max(4096, 2 * this.#ids.size);
  }
}

const COALESCE_MILLISECONDS = 50;
