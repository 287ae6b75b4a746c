/**
 * A change of a mesh goes out in waves (rules II.5): a few policies first, the rest when those are up. Which of them go
 * first is not chosen: the first that have a message to send and could send it.
 */
export interface Rollout {
  readonly at: number;
  readonly size: number; // of the first wave
  readonly first: Set<number>; // policies that were let through
  readonly waiting: Set<number>;
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
  failed: undefined,
});

export const mayLetThrough = (rollout: Rollout): boolean =>
  rollout.failed === undefined && rollout.first.size < rollout.size;

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
