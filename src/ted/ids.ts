/**
 * Dense ids for keys. A key that went away keeps its id, so that a link which flaps is the same link;
 * ids of the longest gone are given to new keys only when thousands of them have piled up.
 */
export const KEPT = 4096;

export interface SavedIds {
  readonly keys: readonly string[];
  readonly gone: readonly number[]; // longest gone first
  readonly size?: number; // where keys are not kept as text
}
/** What gives ids to keys of some kind. */
export interface IdTable<K> {
  /** One more than the highest id ever given: the length of any column by id. */
  readonly size: number;
  /** How many keys are there now. */
  readonly live: number;
  isLive(id: number): boolean;
  /** The id of a key that may be gone. */
  find(key: K): number | undefined;
  /** The id of a key, which is live from now on. */
  intern(key: K): number;
  /** The key is gone; its id stays with it as long as there is room. */
  release(id: number): void;
  save(): SavedIds;
  load(saved: SavedIds): void;
}

export class Ids implements IdTable<string> {
  readonly #ids = new Map<string, number>();
  readonly #keys: string[] = [];
  readonly #gone = new Set<number>();

  get size(): number {
    return this.#keys.length;
  }
  get live(): number {
    return this.#keys.length - this.#gone.size;
  }

  isLive = (id: number): boolean => !this.#gone.has(id);
  find(key: string): number | undefined {
    return this.#ids.get(key);
  }

  intern(key: string): number {
    const known = this.#ids.get(key);
    if (known !== undefined) {
      this.#gone.delete(known);
      return known;
    }
    const id = this.#gone.size > KEPT + this.live ? this.#reuse() : this.#keys.length;
    this.#keys[id] = key;
    this.#ids.set(key, id);
    return id;
  }

  release(id: number): void {
    this.#gone.add(id);
  }

  keyOf(id: number): string {
    return this.#keys[id] ?? "";
  }

  save(): SavedIds {
    return { keys: [...this.#keys], gone: [...this.#gone] };
  }

  load(saved: SavedIds): void {
    saved.keys.forEach((key, id) => {
      this.#keys[id] = key;
      this.#ids.set(key, id);
    });
    for (const id of saved.gone) this.#gone.add(id);
  }

  #reuse(): number {
    for (const id of this.#gone) {
      this.#gone.delete(id);
      this.#ids.delete(this.keyOf(id));
      return id;
    }
    return this.#keys.length;
  }
}
