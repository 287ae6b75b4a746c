/**
 * Links that went and came back: each failure is remembered for a while, and the more there were, the longer the link is
 * not counted on after its return.
 */
export interface Flaps {
  readonly failedAt: readonly number[]; // microseconds since 1970, oldest first, recent ones only
  readonly until?: number; // it is back and not counted on before this
}
export interface QuarantineRules {
  readonly microseconds: number; // for each recent failure
  readonly mostMicroseconds: number;
}

export function afterFailure(before: Flaps | undefined, now: number): Flaps {
  return { failedAt: [...recentFailures(before, now), now].slice(-MOST) };
}

/** undefined: it did not fail lately. */
export function afterReturn(
  before: Flaps | undefined,
  now: number,
  rules: QuarantineRules,
): Flaps | undefined {
  const failedAt = recentFailures(before, now);
  if (failedAt.length === 0 || rules.microseconds === 0) return undefined;
  const wait = Math.min(failedAt.length * rules.microseconds, rules.mostMicroseconds);
  return { failedAt, until: now + wait };
}

/** Is there nothing to remember any more? */
export const isOver = (flaps: Flaps, now: number): boolean =>
  (flaps.until ?? 0) <= now && recentFailures(flaps, now).length === 0;

export function recentFailures(flaps: Flaps | undefined, now: number): readonly number[] {
  return flaps?.failedAt.filter((at) => now - at < RECENT) ?? [];
}

/** How long the IGP gets before a list that still delivers is looked at: doubled by each recent failure after the first. */
export function convergence(failures: number, least: number, most: number): number {
  return Math.min(least * 2 ** Math.min(20, Math.max(0, failures - 1)), Math.max(least, most));
}

const RECENT = 600e6, MOST = 60;
