/**
 * What is written a moment later and many at a time, so that it never delays a repair: alarms and the history of
 * paths. What is lost by a crash within that moment is the telling of it, not what was done.
 */
import { armAt, type Turn } from "../turn.ts";

export function saveSoon(t: Turn): void {
  if (!t.s.deadlines.due.has(SAVE)) armAt(t, SAVE, t.at + MOMENT);
}

export const SAVE = "save"; // the deadline
const MOMENT = 1e6;
