/**
 * How long a policy stays where it is after a move: the least interval, doubled for each move that comes soon after the
 * one before, and back to the least when it was quiet for long enough. Failures do not ask; they count as moves.
 */
export interface HoldDown {
  readonly movedAt: number; // microseconds since 1970
  readonly holdMicroseconds: number;
}

/** After a move at `now`. */
export function afterMove(
  before: HoldDown | undefined,
  now: number,
  leastMicroseconds: number,
  mostMicroseconds: number,
): HoldDown {
  const soon = before !== undefined && now - before.movedAt < QUIET * before.holdMicroseconds;
  const hold = soon ? 2 * before.holdMicroseconds : leastMicroseconds;
  const holdMicroseconds = Math.max(leastMicroseconds, Math.min(hold, mostMicroseconds));
  return { movedAt: now, holdMicroseconds };
}

/** When it may move for a better path; 0: it never moved. */
export const heldUntil = (hold: HoldDown | undefined): number =>
  hold === undefined ? 0 : hold.movedAt + hold.holdMicroseconds;

/** Quiet for so many times its hold: it starts anew. */
const QUIET = 4;
