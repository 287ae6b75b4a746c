/** A first-in, first-out queue that does not move its items: what waits for the core. */
export class Inbox<T> {
  #items: (T | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }
  push(item: T): void {
    this.#items.push(item);
  }
  /** Puts an item before all others. */
  unshift(item: T): void {
    if (this.#head > 0) this.#items[--this.#head] = item;
    else this.#items.unshift(item);
  }
  shift(): T | undefined {
    if (this.length === 0) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head++] = undefined;
    if (this.#head === this.#items.length) this.clear();
    else if (this.#head >= COMPACT_AT) {
      this.#items.splice(0, this.#head);
      this.#head = 0;
    }
    return item;
  }
  last(): T | undefined {
    return this.length === 0 ? undefined : this.#items.at(-1);
  }
  replaceLast(item: T): void {
    this.#items[this.#items.length - 1] = item;
  }
  clear(): void {
    this.#items = [];
    this.#head = 0;
  }
}
const COMPACT_AT = 4096;
