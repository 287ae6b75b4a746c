/**
 * Dense ids for half-links, found by the descriptors in their columns: a text for each key would be as
 * large as all that is told of the link. An id stays with its descriptors over a flap, as in ids.ts.
 */
import type { LinkKey } from "./fact.ts";
import { type IdTable, KEPT, type SavedIds } from "./ids.ts";
import { addressOf, type LinkStore } from "./link_store.ts";

/** Node ids and descriptors: what makes two NLRI the same half-link. 0 is as good as absent. */
export interface HalfKey {
  local: number;
  remote: number;
  key: LinkKey;
}

export class HalfIds implements IdTable<HalfKey> {
  #size = 0;
  readonly #gone = new Set<number>(); // longest gone first
  /** Lists of ids with one hash: where they begin, and the next of each. Empty: to be made anew. */
  #heads = new Int32Array(0);
  #chain = new Int32Array(64);

  constructor(private readonly halves: LinkStore) {}

  get size(): number {
    return this.#size;
  }
  get live(): number {
    return this.#size - this.#gone.size;
  }
  isLive = (id: number): boolean => !this.#gone.has(id);

  find(of: HalfKey): number | undefined {
    if (this.#heads.length === 0) this.#index(1024);
    const { localIpv4, remoteIpv4, mt = 0, localId = 0, remoteId = 0 } = of.key;
    const local4 = addressOf(localIpv4), remote4 = addressOf(remoteIpv4);
    const at = this.halves.columns.at;
    const head = hash(of.local, of.remote, local4, remote4, localId) & (this.#heads.length - 1);
    for (let id = this.#heads[head]!; id >= 0; id = this.#chain[id]!) {
      const isIt = at.local[id] === of.local && at.remote[id] === of.remote &&
        at.localIpv4[id] === local4 && at.remoteIpv4[id] === remote4 && at.mt[id] === mt &&
        at.localId[id] === localId && at.remoteId[id] === remoteId && this.#hasIpv6(id, of.key);
      if (isIt) return id;
    }
    return undefined;
  }

  intern(of: HalfKey): number {
    const known = this.find(of);
    if (known !== undefined) {
      this.#gone.delete(known);
      return known;
    }
    if (this.#size >= this.#heads.length) this.#index(2 * this.#heads.length);
    const id = this.#gone.size > KEPT + this.live ? this.#reuse() : this.#size++;
    if (id >= this.#chain.length) {
      const longer = new Int32Array(2 * this.#chain.length);
      longer.set(this.#chain);
      this.#chain = longer;
    }
    const { localIpv4, remoteIpv4, localId = 0 } = of.key;
    this.#hang(
      id,
      hash(of.local, of.remote, addressOf(localIpv4), addressOf(remoteIpv4), localId),
    );
    return id;
  }

  release(id: number): void {
    this.#gone.add(id);
  }

  save = (): SavedIds => ({ keys: [], gone: [...this.#gone], size: this.#size });
  /** The columns may be loaded later: descriptors are looked at when the first key is looked for. */
  load(saved: SavedIds): void {
    this.#size = saved.size ?? 0;
    for (const id of saved.gone) this.#gone.add(id);
    this.#heads = new Int32Array(0);
  }

  #hasIpv6(id: number, { localIpv6 = "", remoteIpv6 = "" }: LinkKey): boolean {
    const [local, remote] = this.halves.ipv6Of(id);
    return local === localIpv6 && remote === remoteIpv6;
  }

  #index(atLeast: number): void {
    let length = atLeast;
    while (length <= this.#size) length *= 2;
    this.#heads = new Int32Array(length).fill(-1);
    if (this.#chain.length < length) this.#chain = new Int32Array(length);
    for (let id = 0; id < this.#size; id++) this.#hang(id, this.#hashOf(id));
  }
  #hang(id: number, hashed: number): void {
    const head = hashed & (this.#heads.length - 1);
    this.#chain[id] = this.#heads[head]!;
    this.#heads[head] = id;
  }
  #hashOf(id: number): number {
    const at = this.halves.columns.at;
    return hash(
      at.local[id]!,
      at.remote[id]!,
      at.localIpv4[id]!,
      at.remoteIpv4[id]!,
      at.localId[id]!,
    );
  }

  /** The longest gone gives its id away, and is not found any more. */
  #reuse(): number {
    for (const id of this.#gone) {
      this.#gone.delete(id);
      const head = this.#hashOf(id) & (this.#heads.length - 1);
      if (this.#heads[head] === id) this.#heads[head] = this.#chain[id]!;
      else {
        let before = this.#heads[head]!;
        while (before >= 0 && this.#chain[before] !== id) before = this.#chain[before]!;
        if (before >= 0) this.#chain[before] = this.#chain[id]!;
      }
      return id;
    }
    return this.#size++;
  }
}

/** Parallel links differ in an address or an interface id; IPv6 ones share a list. */
function hash(local: number, remote: number, local4: number, remote4: number, localId: number) {
  let h = Math.imul(local, 0x9e3779b1) ^ Math.imul(remote, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15) ^ local4, 0xc2b2ae35) ^ Math.imul(remote4, 0x27d4eb2f);
  h = Math.imul(h ^ (h >>> 13) ^ localId, 0x165667b1);
  return h ^ (h >>> 16);
}
