/** The clock of the edge: microseconds since 1970 that never go back, also when somebody sets the machine's clock. */

/** Answers the time now, in microseconds since 1970, whole and never less than before. */
export type Clock = () => number;

export function createClock(): Clock {
  const origin = Math.round(performance.timeOrigin * 1000);
  let last = 0;
  return () => {
    const now = origin + Math.round(performance.now() * 1000);
    if (now > last) last = now;
    return last;
  };
}
