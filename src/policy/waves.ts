/**
 * A change of a mesh goes out in waves (rules II.5): a few policies first, the rest when those are up. First go some
 * that have a message to send and could send it, of as many headends as there are: one router does not speak for all.
 */
export interface Rollout {
  readonly at: number;
  readonly size: number; // of the first wave
  readonly first: Set<number>; // policies that were let through
  readonly waiting: Set<number>;
  readonly asking: Map<number, number>; // of those, the ones that could send now → their headends
  /** Why the rest is held. */
  failed: string | undefined;
}
/** `idle`: it has nothing to send now, or cannot; another may go in its place. */
export type Progress = "up" | "underway" | "bad" | "idle";

export const newRollout = (at: number, size: number, policies: Iterable<number>): Rollout => ({
  at,
  size,
  first: new Set(),
  waiting: new Set(policies),
  asking: new Map(),
  failed: undefined,
});

export const mayLetThrough = (rollout: Rollout): boolean =>
  rollout.failed === undefined && rollout.first.size < rollout.size;

/**
 * Who of those that ask goes now: one of each headend before a second one of any. `isAwaited`: is there a headend that
 * is likely to ask soon, and of which fewer went than that, by the counts given?
 */
export function chooseFirst(
  rollout: Rollout,
  headendOf: (policy: number) => number | undefined,
  isAwaited: (fewerThan: number, went: ReadonlyMap<number, number>) => boolean,
): number[] {
  const went = new Map<number, number>(), queues = new Map<number, number[]>();
  const addOne = (headend: number) => went.set(headend, (went.get(headend) ?? 0) + 1);
  for (const policy of rollout.first) addOne(headendOf(policy) ?? -1);
  for (const [policy, headend] of rollout.asking) {
    const queue = queues.get(headend);
    if (!rollout.waiting.has(policy)) rollout.asking.delete(policy);
    else if (queue) queue.push(policy);
    else queues.set(headend, [policy]);
  }
  const chosen: number[] = [];
  while (queues.size > 0 && rollout.first.size + chosen.length < rollout.size) {
    const counts = [...queues.keys()].map((headend) => went.get(headend) ?? 0);
    const least = Math.min(...counts);
    if (least > 0 && isAwaited(least, went)) return chosen;
    const headend = [...queues.keys()][counts.indexOf(least)]!, queue = queues.get(headend)!;
    chosen.push(queue.shift()!);
    addOne(headend);
    if (queue.length === 0) queues.delete(headend);
  }
  return chosen;
}

export type Verdict =
  | { readonly is: "over" }
  | { readonly is: "failed"; readonly bad: readonly number[] }
  | { readonly is: "underway"; readonly back: readonly number[] }; // policies that give their place back

/** `share`: of the first wave that may go wrong (of the circuit breaker). */
export function judge(
  rollout: Rollout,
  progressOf: (policy: number) => Progress,
  share: number,
): Verdict {
  const bad: number[] = [], back: number[] = [];
  let up = 0;
  for (const policy of rollout.first) {
    const progress = progressOf(policy);
    if (progress === "up") up++;
    else if (progress === "bad") bad.push(policy);
    else if (progress === "idle") back.push(policy);
  }
  if (rollout.waiting.size === 0) return { is: "over" };
  if (bad.length > share * rollout.first.size) return { is: "failed", bad };
  if (up + bad.length >= rollout.size) return { is: "over" };
  return { is: "underway", back };
}
