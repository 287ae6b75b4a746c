/**
 * Dense ids for keys. A key that went away keeps its id, so that a link which flaps is the same link;
 * ids of the longest gone are given to new keys only when thousands of them have piled up.
 */
const KEPT = 4096;

export interface SavedIds {
  readonly keys: readonly string[];
  readonly gone: readonly number[]; // longest gone first
}

export class Ids {
  readonly #ids = new Map<string, number>();
  readonly #keys: string[] = [];
  readonly #gone = new Set<number>();

  /** One more than the highest id ever given: the length of any column by id. */
  get size(): number {
    return this.#keys.length;
  }
  /** How many keys are there now. */
  get live(): number {
    return this.#keys.length - this.#gone.size;
  }

  isLive = (id: number): boolean => !this.#gone.has(id);
  /** The id of a key that may be gone. */
  find(key: string): number | undefined {
    return this.#ids.get(key);
  }

  /** The id of a key, which is live from now on. */
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

  /** The key is gone; its id stays with it as long as there is room. */
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
