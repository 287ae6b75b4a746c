/** Lets the event loop breathe in long walks over rows: at most 2 ms of work between two turns. */
import type { Clock, Scheduler } from "./ports.ts";

export class Pacer {
  readonly #clock: Clock;
  readonly #scheduler: Scheduler;
  #since: number;

  constructor(ports: { readonly clock: Clock; readonly scheduler: Scheduler }) {
    this.#clock = ports.clock;
    this.#scheduler = ports.scheduler;
    this.#since = ports.clock.now();
  }
  /** True: the slice is used up, call rest() before going on. */
  tired(): boolean {
    return this.#clock.now() - this.#since >= SLICE_MICROSECONDS;
  }
  async rest(): Promise<void> {
    await this.#scheduler.yield();
    this.#since = this.#clock.now();
  }
}

const SLICE_MICROSECONDS = 2000;
