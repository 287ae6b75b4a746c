/**
 * SRP-IDs (RFC 8231 §7.2): one for each request of ours on a session, to know its answers by.
 * Values, so that a controller can keep them in its state.
 */

export const LOWEST_SRP_ID = 1;
export const HIGHEST_SRP_ID = 0xfffffffe; // 0 is "unsolicited", 0xFFFFFFFF is reserved

/** The id after `last`; wraps around the two that mean something else. */
export const nextSrpId = (last: number): number =>
  last >= HIGHEST_SRP_ID || last < LOWEST_SRP_ID ? LOWEST_SRP_ID : last + 1;

/**
 * Where a session begins. Routers report old ids again in every synchronization, so counting must
 * not start at 1 after a restart: `seed` is any number, e.g. the time in seconds.
 */
export const firstSrpId = (seed: number): number =>
  LOWEST_SRP_ID + (Math.abs(Math.trunc(seed)) % HIGHEST_SRP_ID);

/**
 * Does a report with `reported` acknowledge `asked`? The same or a later id of this session does
 * (RFC 8231 §5.8.3), in the arithmetic of a counter that wraps; `issued` is the last one given out.
 */
export function acknowledges(reported: number, asked: number, issued: number): boolean {
  if (reported === 0) return false;
  return back(issued, reported) <= back(issued, asked);
}

/** How many ids before `issued`; ids that were never given out in this session are very far back. */
const back = (issued: number, id: number): number =>
  issued >= id ? issued - id : issued - id + HIGHEST_SRP_ID;
