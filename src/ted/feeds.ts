/**
 * Which feeds are there, and whether any of them carries the topology. `learning`: the session is up,
 * its end of RIB has not come; only a feed that is `told` keeps the database from freezing.
 */
import { MAXIMUM_FEED } from "./register.ts";

export type FeedState = "learning" | "told" | "down";
export interface SavedFeeds {
  readonly states: ReadonlyMap<number, FeedState>;
  readonly expired: readonly number[];
  readonly frozenSince: number | undefined;
}

export class Feeds {
  readonly states = new Map<number, FeedState>();
  /** Feeds whose time ran out while the database was frozen: their facts go when it thaws. */
  readonly #expired = new Set<number>();
  /** Microseconds since 1970; undefined: some feed carries the topology, or none ever did. */
  frozenSince: number | undefined;

  /** Throws RangeError for a number that no feed may have. */
  check(feed: number): void {
    if (!Number.isInteger(feed) || feed < 0 || feed > MAXIMUM_FEED) {
      throw new RangeError(`a feed is a number from 0 to ${MAXIMUM_FEED}, not ${feed}`);
    }
  }
  up(feed: number): void {
    this.#expired.delete(feed);
    this.states.set(feed, "learning");
  }
  /** Answers the feeds whose leftovers go now; the database is thawed if it was frozen. */
  told(feed: number): readonly number[] {
    this.states.set(feed, "told");
    this.frozenSince = undefined;
    const due = [feed, ...this.#expired];
    this.#expired.clear();
    return due;
  }
  /** Freezes the database if no other feed carries the topology. */
  down(feed: number, at: number): void {
    this.states.set(feed, "down");
    for (const state of this.states.values()) if (state === "told") return;
    this.frozenSince ??= at;
  }
  /** May the facts of a feed that has been down for long go? */
  mayExpire(feed: number): boolean {
    if (this.states.get(feed) !== "down") return false;
    if (this.frozenSince === undefined) return true;
    this.#expired.add(feed);
    return false;
  }

  save = (): SavedFeeds => ({
    states: new Map(this.states),
    expired: [...this.#expired],
    frozenSince: this.frozenSince,
  });
  load(saved: SavedFeeds): void {
    for (const [feed, state] of saved.states) this.states.set(feed, state);
    for (const feed of saved.expired) this.#expired.add(feed);
    this.frozenSince = saved.frozenSince;
  }
}
