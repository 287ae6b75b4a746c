/** What is due when: a binary heap by time, first in first out among equals. */

export interface Agenda<T> {
  /** The earliest time that anything is due; Infinity when nothing is. */
  readonly nextAt: number;
  readonly size: number;
  add(at: number, item: T): void;
  /** The first item that is due by `now`; undefined when none is. */
  take(now: number): T | undefined;
}

interface Entry<T> {
  readonly at: number;
  readonly sequence: number;
  readonly item: T;
}

export function createAgenda<T>(): Agenda<T> {
  const heap: Entry<T>[] = [];
  let sequence = 0;
  const before = (a: Entry<T>, b: Entry<T>) =>
    a.at < b.at || a.at === b.at && a.sequence < b.sequence;
  const sink = (entry: Entry<T>) => {
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
      if (!before(heap[child]!, entry)) break;
      heap[i] = heap[child]!;
      i = child;
    }
    heap[i] = entry;
  };
  return {
    get nextAt() {
      return heap[0]?.at ?? Infinity;
    },
    get size() {
      return heap.length;
    },
    add(at, item) {
      const entry = { at, sequence: sequence++, item };
      let i = heap.length;
      heap.push(entry);
      for (let up = i - 1 >> 1; i > 0 && before(entry, heap[up]!); i = up, up = i - 1 >> 1) {
        heap[i] = heap[up]!;
        heap[up] = entry;
      }
    },
    take(now) {
      const first = heap[0];
      if (!first || first.at > now) return undefined;
      const last = heap.pop()!;
      if (heap.length > 0) sink(last);
      return first.item;
    },
  };
}
