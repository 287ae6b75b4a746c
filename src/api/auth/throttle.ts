/**
 * Slows the guessing of passwords: after three wrong ones of a user from an address, each further try has to wait
 * 1, 2, 4 … 60 seconds. It refuses instead of holding connections open.
 */
import type { Clock } from "../ports.ts";

export class Throttle {
  readonly #clock: Clock;
  readonly #entries = new Map<string, { failures: number; until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }
  /** Seconds until the next try is taken; 0: now. */
  waitSeconds(user: string, from: string): number {
    const until = this.#entries.get(`${user}\n${from}`)?.until ?? 0;
    return Math.max(0, Math.ceil((until - this.#clock.now()) / 1e6));
  }
  /** Answers how many wrong ones there were. */
  failed(user: string, from: string): number {
    const key = `${user}\n${from}`;
    const failures = (this.#entries.get(key)?.failures ?? 0) + 1;
    const seconds = failures < FREE ? 0 : Math.min(60, 2 ** (failures - FREE));
    this.#entries.delete(key);
    if (this.#entries.size >= MOST_ENTRIES) {
      this.#entries.delete(this.#entries.keys().next().value!);
    }
    this.#entries.set(key, { failures, until: this.#clock.now() + seconds * 1e6 });
    return failures;
  }
  succeeded(user: string, from: string): void {
    this.#entries.delete(`${user}\n${from}`);
  }
}

const FREE = 3, MOST_ENTRIES = 10000;
