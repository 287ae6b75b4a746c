/**
 * The cheapest way under bounds on other sums: label setting with Pareto dominance, goal-directed by
 * exact lower bounds from backward trees (Dumitrescu and Boland, Networks 42, 2003). The problem is
 * NP-hard, so each state keeps at most `KEPT` labels, as TAMCRA does (De Neve and Van Mieghem, Computer
 * Communications 23, 2000): below that number the answer is exact, above it is the best found.
 */
const KEPT = 64;

export interface Arc<V> {
  readonly to: number; // state
  readonly cost: number;
  readonly adds: readonly number[]; // to the bounded sums
  readonly via: V;
}
export interface Search<V> {
  readonly start: number;
  readonly isGoal: (state: number) => boolean;
  readonly arcs: (state: number) => Iterable<Arc<V>>;
  /** Least cost from a state to a goal, and least additions; Infinity: no way. */
  readonly least: (state: number) => { readonly cost: number; readonly adds: readonly number[] };
  readonly bounds: readonly number[];
  readonly mostExpansions: number;
}
export interface Way<V> {
  readonly cost: number;
  readonly sums: readonly number[];
  readonly via: readonly V[];
}
export interface Found<V> {
  readonly way: Way<V> | undefined;
  readonly truncated: boolean; // the answer may not be the best, or missing though there is one
  readonly expansions: number;
}

interface Label<V> {
  readonly state: number;
  readonly cost: number;
  readonly sums: readonly number[];
  readonly rank: number; // cost and what is still to come at least
  readonly number: number; // order of birth, so that ties are the same every time
  readonly before: Label<V> | undefined;
  readonly via: V | undefined;
  dead: boolean;
}

export function searchWay<V>(search: Search<V>): Found<V> {
  const kept = new Map<number, Label<V>[]>(), heap: Label<V>[] = [];
  let born = 0, expansions = 0, truncated = false;

  function offer(
    state: number,
    cost: number,
    sums: readonly number[],
    before: Label<V> | undefined,
    via: V | undefined,
  ): void {
    const least = search.least(state), rank = cost + least.cost;
    if (rank === Infinity || sums.some((s, k) => s + least.adds[k]! > search.bounds[k]!)) return;
    const rivals = kept.get(state) ?? [];
    if (rivals.some((r) => dominates(r, cost, sums))) return;
    const left = rivals.filter((r) => !(r.dead = dominates({ cost, sums }, r.cost, r.sums)));
    if (left.length >= KEPT) {
      truncated = true;
      kept.set(state, left);
      return;
    }
    const label = { state, cost, sums, rank, number: born++, before, via, dead: false };
    left.push(label);
    kept.set(state, left);
    push(heap, label);
  }

  offer(search.start, 0, search.bounds.map(() => 0), undefined, undefined);
  for (let label = pop(heap); label; label = pop(heap)) {
    if (label.dead) continue;
    if (search.isGoal(label.state)) return { way: wayOf(label), truncated, expansions };
    if (++expansions > search.mostExpansions) {
      return { way: undefined, truncated: true, expansions };
    }
    for (const { to, cost, adds, via } of search.arcs(label.state)) {
      offer(to, label.cost + cost, label.sums.map((s, k) => s + adds[k]!), label, via);
    }
  }
  return { way: undefined, truncated, expansions };
}

/** At least as good in everything. */
const dominates = (
  a: { readonly cost: number; readonly sums: readonly number[] },
  cost: number,
  sums: readonly number[],
): boolean => a.cost <= cost && a.sums.every((s, k) => s <= sums[k]!);

function wayOf<V>(goal: Label<V>): Way<V> {
  const via: V[] = [];
  for (let label: Label<V> | undefined = goal; label?.via !== undefined; label = label.before) {
    via.push(label.via);
  }
  return { cost: goal.cost, sums: goal.sums, via: via.reverse() };
}

const isBefore = <V>(a: Label<V>, b: Label<V>): boolean =>
  a.rank < b.rank || (a.rank === b.rank && a.number < b.number);

function push<V>(heap: Label<V>[], label: Label<V>): void {
  let at = heap.push(label) - 1;
  while (at > 0 && isBefore(label, heap[(at - 1) >> 1]!)) {
    heap[at] = heap[(at - 1) >> 1]!;
    at = (at - 1) >> 1;
  }
  heap[at] = label;
}
function pop<V>(heap: Label<V>[]): Label<V> | undefined {
  const top = heap[0], last = heap.pop();
  if (!top || !last || heap.length === 0) return top;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
    if (!isBefore(heap[child]!, last)) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = last;
  return top;
}
