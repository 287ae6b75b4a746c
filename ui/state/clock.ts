/// <reference lib="dom" />
/** The time that ages are counted from: one tick a second for the whole page, in microseconds since 1970. */
import { signal } from "@preact/signals";

export const now = signal(Date.now() * 1000);

export function startClock(): void {
  setInterval(() => {
    if (!frozen) now.value = Date.now() * 1000;
  }, 1000);
}

let frozen = false;

/** While there is no connection, ages stand still: what is shown is as old as it was. */
export function freezeClock(still: boolean): void {
  frozen = still;
  if (!still) now.value = Date.now() * 1000;
}
