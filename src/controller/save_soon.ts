/**
 * What is written a moment later and many at a time, so that it never delays a repair: alarms and the history of
 * paths. What is lost by a crash within that moment is the telling of it, not what was done.
 */
import { alarmRows } from "./alarms.ts";
import { historyRows } from "./history.ts";
import { armAt, store, type Turn } from "./turn.ts";

export function saveSoon(t: Turn): void {
  if (!t.s.deadlines.due.has(NAME)) armAt(t, NAME, t.at + MOMENT);
}

/** Deadline "save": one transaction; what is more than one turn should do comes in the next. */
export function saveNow(t: Turn): void {
  const { unsaved } = t.s.alarming;
  const alarms = [...unsaved].slice(0, MOST);
  for (const id of alarms) unsaved.delete(id);
  const rows = [...alarmRows(t, alarms), ...historyRows(t, MOST)];
  if (rows.length > 0) store(t, rows);
  if (unsaved.size + t.s.history.unsaved.length > 0) armAt(t, NAME, t.at + BETWEEN);
}

const NAME = "save";
const MOMENT = 1e6, BETWEEN = 20e3;
const MOST = 400;
