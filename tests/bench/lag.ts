/** How late a timer is, every five milliseconds: what anything else in this event loop has to wait. */

export interface LagReport {
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
  readonly maximumMilliseconds: number;
}

export class Lag {
  #late: number[] = [];
  #expected = 0;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(everyMilliseconds = 5) {
    this.#expected = performance.now() + everyMilliseconds;
    this.#timer = setInterval(() => {
      const now = performance.now();
      this.#late.push(Math.max(0, now - this.#expected));
      this.#expected = now + everyMilliseconds;
    }, everyMilliseconds);
  }
  /** Since the last report. */
  report(): LagReport {
    const sorted = this.#late.sort((a, b) => a - b);
    this.#late = [];
    return {
      p50Milliseconds: quantile(sorted, 0.5),
      p99Milliseconds: quantile(sorted, 0.99),
      maximumMilliseconds: quantile(sorted, 1),
    };
  }
  stop(): void {
    clearInterval(this.#timer);
  }
}

/** Of ascending numbers; 0 of none. One decimal in a hundred is kept. */
export function quantile(sorted: readonly number[], share: number): number {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return Math.round(value * 100) / 100;
}
