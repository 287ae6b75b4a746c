/**
 * Who says what: a fact holds while any feed has it (rules of several speakers for one network). The
 * believed attributes lie in a `Store`; only feeds that say something else have their own copy kept.
 * Believed is the feed whose word is neither stale nor without attributes, of several the one with the best way (RFC 4271
 * §9.1.2), then the lowest; if all words are stale, the one believed before stays.
 */
import { Columns, type SavedColumns } from "./columns.ts";
import type { IdTable, SavedIds } from "./ids.ts";
import { type SavedWays, Ways } from "./ways.ts";

export const MAXIMUM_FEED = 30;

/** Where the believed attributes of an id lie. */
export interface Store<A> {
  /** Bits that say what would change; 0: nothing. */
  compare(id: number, attributes: A): number;
  write(id: number, attributes: A): void;
  read(id: number): A;
}
/** Who says it, and how good the way is by which it came: a text that sorts, the best first. */
export interface Said {
  readonly feed: number;
  readonly rank?: string;
}
/** What an operation on one fact came to. */
export interface Outcome {
  id: number; // -1: nothing happened
  added: boolean;
  gone: boolean;
  bits: number; // of Store.compare()
  restated: boolean; // stale before and not now, or the reverse
}
export interface SavedRegister<A> {
  readonly ids: SavedIds;
  readonly columns: SavedColumns;
  readonly variants: ReadonlyMap<number, ReadonlyMap<number, A>>;
  readonly ways: SavedWays;
}

const SCHEMA = {
  heard: ["u32", 0], // bit per feed: has it
  stale: ["u32", 0], // bit per feed: said it in a session that is over
  bare: ["u32", 0], // bit per feed: says it without attributes now
  owner: ["u8", 0], // the feed that is believed
} as const;

/** `K` is what its ids are given to: a text unless said otherwise. */
export class Register<A, K = string, I extends IdTable<K> = IdTable<K>> {
  /** How many facts each feed has. */
  readonly counts = new Int32Array(MAXIMUM_FEED + 1);
  /** Of how many each feed is the one that is believed. */
  readonly believed = new Int32Array(MAXIMUM_FEED + 1);
  readonly #columns = new Columns(SCHEMA);
  #variants = new Map<number, Map<number, A>>();
  readonly #ways = new Ways();

  constructor(
    private readonly store: Store<A>,
    private readonly empty: A,
    readonly ids: I,
  ) {}

  has(id: number): boolean {
    return id < this.ids.size && this.#columns.at.heard[id] !== 0;
  }
  /** No live feed says it, or none says it with its attributes. */
  isStale(id: number): boolean {
    const { heard, stale, bare } = this.#columns.at;
    return (heard[id]! & ~stale[id]! & ~bare[id]!) === 0;
  }
  /** Feeds that have the fact, as bits. */
  feedsOf(id: number): number {
    return this.#columns.at.heard[id]!;
  }

  put({ feed, rank = "" }: Said, key: K, attributes: A | undefined): Outcome {
    const id = this.ids.intern(key);
    this.#columns.reserve(this.ids.size);
    const { heard, stale, bare, owner } = this.#columns.at;
    const bit = 1 << feed;
    this.#ways.set(feed, id, rank);
    if (heard[id] === 0) {
      heard[id] = bit;
      this.counts[feed]!++;
      this.believed[feed]!++;
      stale[id] = 0;
      bare[id] = attributes ? 0 : bit;
      owner[id] = feed;
      this.store.write(id, attributes ?? this.empty);
      return { id, added: true, gone: false, bits: ~0, restated: false };
    }
    const wasStale = this.isStale(id);
    if ((heard[id]! & bit) === 0) this.counts[feed]!++;
    heard[id]! |= bit;
    stale[id]! &= ~bit;
    if (attributes) bare[id]! &= ~bit;
    else bare[id]! |= bit;
    let bits = 0;
    if (attributes) {
      bits = this.store.compare(id, attributes);
      if (owner[id] !== feed) {
        if (bits === 0) this.#forget(id, feed);
        else this.#variantsOf(id).set(feed, attributes);
        bits = 0;
      } else if (bits !== 0) {
        this.#rewrite(id, feed, attributes);
      }
    }
    bits |= this.#elect(id);
    return { id, added: false, gone: false, bits, restated: wasStale !== this.isStale(id) };
  }

  drop(feed: number, id: number): Outcome {
    const { heard, stale, bare, owner } = this.#columns.at;
    const bit = 1 << feed;
    if (!this.has(id) || (heard[id]! & bit) === 0) {
      return { id: -1, added: false, gone: false, bits: 0, restated: false };
    }
    const wasStale = this.isStale(id);
    heard[id]! &= ~bit;
    this.counts[feed]!--;
    stale[id]! &= ~bit;
    bare[id]! &= ~bit;
    if (heard[id] === 0) {
      this.#variants.delete(id);
      this.believed[owner[id]!]!--;
      return { id, added: false, gone: true, bits: 0, restated: false };
    }
    const bits = this.#elect(id);
    this.#forget(id, feed);
    return { id, added: false, gone: false, bits, restated: wasStale !== this.isStale(id) };
  }

  /** All that `feed` said is stale from now on. */
  age(feed: number, each: (outcome: Outcome) => void): void {
    const { heard, stale } = this.#columns.at;
    const bit = 1 << feed;
    for (let id = 0; id < this.ids.size; id++) {
      if ((heard[id]! & bit) === 0 || (stale[id]! & bit) !== 0) continue;
      const wasStale = this.isStale(id);
      stale[id]! |= bit;
      const bits = this.#elect(id);
      const restated = wasStale !== this.isStale(id);
      if (bits !== 0 || restated) each({ id, added: false, gone: false, bits, restated });
    }
  }

  /** What `feed` said in an earlier session and not again is dropped. */
  sweep(feed: number, each: (outcome: Outcome) => void): void {
    const bit = 1 << feed;
    for (let id = 0; id < this.ids.size; id++) {
      const { heard, stale } = this.#columns.at;
      if ((heard[id]! & stale[id]! & bit) !== 0) each(this.drop(feed, id));
    }
  }

  save(): SavedRegister<A> {
    const variants = new Map<number, ReadonlyMap<number, A>>();
    for (const [id, by] of this.#variants) variants.set(id, new Map(by));
    const { size } = this.ids;
    const columns = this.#columns.save(size), ways = this.#ways.save(size);
    return { ids: this.ids.save(), columns, variants, ways };
  }
  load(saved: SavedRegister<A>): void {
    this.ids.load(saved.ids);
    this.#columns.load(saved.columns, this.ids.size);
    this.#ways.load(saved.ways);
    const { heard, owner } = this.#columns.at;
    for (let id = 0; id < this.ids.size; id++) {
      if (heard[id] !== 0) this.believed[owner[id]!]!++;
      for (let left = heard[id]!; left !== 0; left &= left - 1) {
        this.counts[31 - Math.clz32(left & -left)]!++;
      }
    }
    for (const [id, by] of saved.variants) this.#variants.set(id, new Map(by));
  }

  /** Makes the best feed the owner; answers what that changed. */
  #elect(id: number): number {
    const { heard, stale, bare, owner } = this.#columns.at;
    const before = owner[id]!;
    let best = -1, bestRank = 9;
    for (let left = heard[id]!; left !== 0; left &= left - 1) {
      const feed = 31 - Math.clz32(left & -left), bit = 1 << feed;
      const old = (stale[id]! & bit) !== 0;
      const rank = (old ? 4 : 0) + ((bare[id]! & bit) !== 0 ? 2 : 0) +
        (old && feed !== before ? 1 : 0);
      if (rank < bestRank || (rank === bestRank && this.#isBetter(feed, best, id))) {
        best = feed;
        bestRank = rank;
      }
    }
    if (best === before) return 0;
    this.believed[before]!--;
    this.believed[best]!++;
    const variant = this.#variants.get(id)?.get(best);
    if (variant !== undefined) {
      const bits = this.store.compare(id, variant);
      this.#rewrite(id, best, variant);
      owner[id] = best;
      this.#forget(id, best);
      return bits;
    }
    owner[id] = best;
    return 0;
  }

  #isBetter = (feed: number, than: number, id: number): boolean =>
    this.#ways.rank(feed, id) < this.#ways.rank(than, id);

  /** Writes what `speaker` says; other feeds that agreed with the old value keep it as their own. */
  #rewrite(id: number, speaker: number, attributes: A): void {
    const others = this.#columns.at.heard[id]! & ~(1 << speaker);
    if (others !== 0) {
      const old = this.store.read(id);
      for (let left = others; left !== 0; left &= left - 1) {
        const feed = 31 - Math.clz32(left & -left);
        if (!this.#variants.get(id)?.has(feed)) this.#variantsOf(id).set(feed, old);
      }
    }
    this.store.write(id, attributes);
  }

  #variantsOf(id: number): Map<number, A> {
    let by = this.#variants.get(id);
    if (!by) this.#variants.set(id, by = new Map());
    return by;
  }
  #forget(id: number, feed: number): void {
    const by = this.#variants.get(id);
    if (by?.delete(feed) && by.size === 0) this.#variants.delete(id);
  }
}
