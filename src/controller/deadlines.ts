/**
 * What the core waits for. A deadline is a field here, the heap is mended lazily: moving a deadline later costs nothing
 * until its old time comes. Due ones run in the order (time, name).
 */
export interface Deadlines {
  readonly due: Map<string, number>; // name → microseconds
  heap: { at: number; name: string }[];
}
export const noDeadlines = (): Deadlines => ({ due: new Map(), heap: [] });

/** Sets or moves one; a name has one deadline at a time. */
export function arm(d: Deadlines, name: string, at: number): void {
  const before = d.due.get(name);
  d.due.set(name, at);
  if (before === undefined || at < before) push(d.heap, { at, name });
  mendIfStale(d);
}
export function disarm(d: Deadlines, name: string): void {
  d.due.delete(name);
  mendIfStale(d);
}
/** Old times of names that were moved or dropped stay in the heap: never more than a few for each that counts. */
function mendIfStale(d: Deadlines): void {
  if (d.heap.length > 64 && d.heap.length > 4 * d.due.size) rebuild(d);
}
/** The earliest deadline, or Infinity. */
export function earliest(d: Deadlines): number {
  for (let top = d.heap[0]; top; top = d.heap[0]) {
    const due = d.due.get(top.name);
    if (due === top.at) return top.at;
    pop(d.heap);
    if (due !== undefined && due > top.at) push(d.heap, { at: due, name: top.name });
  }
  return Infinity;
}
/** Takes the next name that is due at `now`, if any. */
export function takeDue(d: Deadlines, now: number): string | undefined {
  if (earliest(d) > now) return undefined;
  const { name } = pop(d.heap)!;
  d.due.delete(name);
  return name;
}

function rebuild(d: Deadlines): void {
  d.heap = [];
  for (const [name, at] of d.due) push(d.heap, { at, name });
}
type Entry = Deadlines["heap"][number];
const before = (a: Entry, b: Entry) => a.at < b.at || (a.at === b.at && a.name < b.name);

function push(heap: Entry[], entry: Entry): void {
  let i = heap.length;
  heap.push(entry);
  while (i > 0) {
    const parent = (i - 1) >> 1;
    if (!before(entry, heap[parent]!)) break;
    heap[i] = heap[parent]!;
    i = parent;
  }
  heap[i] = entry;
}
function pop(heap: Entry[]): Entry | undefined {
  const top = heap[0], last = heap.pop();
  if (heap.length === 0 || !last) return top;
  let i = 0;
  for (;;) {
    let child = 2 * i + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
    if (!before(heap[child]!, last)) break;
    heap[i] = heap[child]!;
    i = child;
  }
  heap[i] = last;
  return top;
}
