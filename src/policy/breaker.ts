/**
 * The circuit breaker of one router (rules II.5): of what was asked within a minute, how much ended badly. Counted by
 * LSP, so that one that is tried again and again is one.
 */
export interface Breaker {
  readonly asked: Map<number, number>; // second → requests
  readonly bad: Map<number, number>; // LSP → when it ended badly last, microseconds
}
export interface Tripped {
  readonly bad: number;
  readonly asked: number;
}
export const newBreaker = (): Breaker => ({ asked: new Map(), bad: new Map() });

export function countAsked(breaker: Breaker, now: number): void {
  const second = Math.floor(now / 1e6);
  breaker.asked.set(second, (breaker.asked.get(second) ?? 0) + 1);
  for (const [old] of breaker.asked) {
    if (old > second - 60) break;
    breaker.asked.delete(old);
  }
}

/** An error, a mismatch, no answer, or down after an answer. Answers what to say if that was too much. */
export function countBad(
  breaker: Breaker,
  now: number,
  lsp: number,
  share: number,
): Tripped | undefined {
  breaker.bad.set(lsp, now);
  for (const [one, at] of breaker.bad) if (at < now - 60e6) breaker.bad.delete(one);
  if (share === 0 || breaker.bad.size < LEAST) return undefined;
  let asked = 0;
  for (const [second, n] of breaker.asked) if (second > now / 1e6 - 60) asked += n;
  const of = Math.max(asked, breaker.bad.size);
  return breaker.bad.size > share * of ? { bad: breaker.bad.size, asked: of } : undefined;
}

/** One bad policy must not trip it. */
const LEAST = 3;
