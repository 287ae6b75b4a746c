/**
 * By which way each feed has each fact, as far as choosing between copies goes: a text that sorts, the best first
 * (Change `rank`). Feeds have few ways and many facts, so a fact keeps a number of two octets for each feed that ever
 * said one with a rank.
 */
export interface SavedWays {
  readonly ranks: readonly string[];
  readonly of: ReadonlyMap<number, Uint16Array>;
}

export class Ways {
  #ranks: string[] = [""];
  readonly #numbers = new Map<string, number>([["", 0]]);
  readonly #of = new Map<number, Uint16Array>();
  #last = 0;

  /** `feed` has fact `id` by a way of this rank from now on. */
  set(feed: number, id: number, rank: string): void {
    const number = this.#numberOf(rank);
    let of = this.#of.get(feed);
    if (of === undefined && number === 0) return;
    if (of === undefined || id >= of.length) {
      if (number === 0) return;
      const grown = new Uint16Array(Math.max(64, id + 1 + (id >> 1)));
      if (of) grown.set(of);
      this.#of.set(feed, of = grown);
    }
    of[id] = number;
  }
  /** The rank of a feed's way. */
  rank(feed: number, id: number): string {
    return this.#ranks[this.#of.get(feed)?.[id] ?? 0]!;
  }

  save = (rows: number): SavedWays => ({
    ranks: [...this.#ranks],
    of: new Map([...this.#of].map(([feed, of]) => [feed, of.slice(0, rows)])),
  });
  load({ ranks, of }: SavedWays): void {
    this.#ranks = [...ranks];
    ranks.forEach((rank, number) => this.#numbers.set(rank, number));
    for (const [feed, numbers] of of) this.#of.set(feed, numbers.slice());
  }

  #numberOf(rank: string): number {
    if (this.#ranks[this.#last] === rank) return this.#last;
    const known = this.#numbers.get(rank);
    if (known !== undefined) return this.#last = known;
    if (this.#ranks.length >= MOST && rank !== WORST) {
      return this.#numberOf(WORST); // a peer that never says the same twice
    }
    this.#numbers.set(rank, this.#ranks.length);
    return this.#last = this.#ranks.push(rank) - 1;
  }
}

const MOST = 4096;
const WORST = "\uffff";
