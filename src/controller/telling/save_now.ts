/** The moment of save_soon.ts is over: one transaction; what is more than one turn should do comes in the next. */
import { alarmRows } from "./alarm_table.ts";
import { historyRows } from "./history.ts";
import { SAVE } from "./save_soon.ts";
import { armAt, store, type Turn } from "../turn.ts";

/** Deadline "save". */
export function saveNow(t: Turn): void {
  const { unsaved } = t.s.alarming;
  const alarms = [...unsaved].slice(0, MOST);
  for (const id of alarms) unsaved.delete(id);
  const rows = [...alarmRows(t, alarms), ...historyRows(t, MOST)];
  if (rows.length > 0) store(t, rows);
  if (unsaved.size + t.s.history.unsaved.length > 0) armAt(t, SAVE, t.at + BETWEEN);
}

const BETWEEN = 20e3;
const MOST = 400;
