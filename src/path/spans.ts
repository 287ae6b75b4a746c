/**
 * For one starting router and one constraint view: which routers a node SID reaches over allowed edges
 * only, on all branches that packets may take, and what the worst of these branches costs.
 */
import type { Forwarding } from "./forwarding.ts";
import type { View } from "./view.ts";

const UNKNOWN = 0, OPEN = 1, GOOD = 2, BAD = 3;
const MANY = 2;

/** What is known of the way from the present start to each router, in one level or area. */
interface Memo {
  readonly state: Uint8Array;
  readonly ways: Uint8Array; // shortest paths, 2: two or more
  readonly leastSrgb: Float64Array; // the smallest SRGB that a label has to be found in on the way
  readonly worst: readonly Float64Array[]; // by watched metric, over all branches
}

export class Spans {
  #start = -1;
  readonly #memos = new Map<number, Memo>();
  readonly #srgbSize: Float64Array;
  readonly #metrics: readonly Int32Array[];

  constructor(readonly forwarding: Forwarding, readonly view: View) {
    const { of } = forwarding;
    this.#metrics = view.watched.map((metric) => of.metrics[metric]);
    this.#srgbSize = Float64Array.from(of.routers, (row) => {
      return row?.srgb.reduce((sum, range) => sum + range.size, 0) ?? 0;
    });
  }

  /** From now on, ways begin at `router`. */
  begin(router: number): void {
    if (this.#start === router) return;
    this.#start = router;
    for (const memo of this.#memos.values()) memo.state.fill(UNKNOWN);
  }

  /** Can one node SID take packets to `router`, all of them over allowed edges? */
  reach(router: number): boolean {
    if (router === this.#start) return false;
    if (this.forwarding.label(this.#start, router) === undefined) return false;
    const domain = this.forwarding.domainBetween(this.#start, router);
    if (domain < 0) return false;
    const memo = this.#explore(domain, router);
    if (memo.state[router] !== GOOD) return false;
    return memo.leastSrgb[router]! > this.forwarding.sidOf(router);
  }
  /** After `reach()`: the highest sum of a watched metric over the branches. */
  worst(watched: number, router: number): number {
    return this.#memo(this.forwarding.domainBetween(this.#start, router)).worst[watched]![router]!;
  }
  /** After `reach()`: is there just one shortest path? */
  isUnique(router: number): boolean {
    return this.#memo(this.forwarding.domainBetween(this.#start, router)).ways[router]! < MANY;
  }

  #memo(domain: number): Memo {
    let memo = this.#memos.get(domain);
    if (!memo) {
      const { nodes } = this.forwarding.of;
      memo = {
        state: new Uint8Array(nodes),
        ways: new Uint8Array(nodes),
        leastSrgb: new Float64Array(nodes),
        worst: this.#metrics.map(() => new Float64Array(nodes)),
      };
      this.#memos.set(domain, memo);
    }
    return memo;
  }

  /** Looks from `router` back along the shortest paths until everything before it is known. */
  #explore(domain: number, router: number): Memo {
    const memo = this.#memo(domain), { state } = memo, { from } = this.forwarding.of;
    const stack = [router];
    while (stack.length > 0) {
      const v = stack[stack.length - 1]!;
      if (state[v]! >= GOOD) {
        stack.pop();
        continue;
      }
      if (v === this.#start) {
        this.#settleStart(memo);
        continue;
      }
      const first = state[v] === UNKNOWN;
      state[v] = OPEN;
      let waits = false;
      if (first) {
        for (const edge of this.forwarding.lastHops(domain, this.#start, v)) {
          if (state[from[edge]!] === UNKNOWN) {
            stack.push(from[edge]!);
            waits = true;
          }
        }
      }
      if (!waits) this.#settle(domain, memo, v);
    }
    return memo;
  }

  #settleStart(memo: Memo): void {
    const start = this.#start;
    memo.state[start] = GOOD;
    memo.ways[start] = 1;
    memo.leastSrgb[start] = Infinity;
    for (const worst of memo.worst) worst[start] = 0;
  }

  #settle(domain: number, memo: Memo, v: number): void {
    const { from } = this.forwarding.of, { allowed, noTransit } = this.view;
    let good = true, ways = 0, least = Infinity;
    for (const worst of memo.worst) worst[v] = 0;
    for (const edge of this.forwarding.lastHops(domain, this.#start, v)) {
      const u = from[edge]!, begins = u === this.#start;
      // A node that is still open lies on a cycle of zero metrics: nobody can say where packets go.
      if (memo.state[u] !== GOOD || !allowed[edge] || (!begins && noTransit[u])) good = false;
      ways += memo.ways[u]!;
      least = Math.min(least, begins ? Infinity : Math.min(memo.leastSrgb[u]!, this.#srgbSize[u]!));
      this.#metrics.forEach((metric, k) => {
        const worst = memo.worst[k]!;
        worst[v] = Math.max(worst[v]!, worst[u]! + metric[edge]!);
      });
    }
    memo.state[v] = good && ways > 0 ? GOOD : BAD;
    memo.ways[v] = Math.min(ways, MANY);
    memo.leastSrgb[v] = least;
  }
}
