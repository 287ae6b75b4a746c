/** What a turn leaves behind for people, once all is decided: alarms, drift, what routers made of what was sent. */
import { settleGroups } from "./alarm_groups.ts";
import { alarmQuiet, confirmAlarms, shelfOver } from "./alarm_table.ts";
import { followDrift } from "./drift.ts";
import { flapDue } from "./flapping.ts";
import { followOutcomes } from "./history.ts";
import { saveNow } from "./save_now.ts";
import type { Turn } from "../turn.ts";

/** At the end of a turn. */
export function remember(t: Turn): void {
  followDrift(t);
  settleGroups(t);
  followOutcomes(t);
}

/** Deadlines of what is remembered; any other name is not for here. */
export function rememberDue(t: Turn, kind: string | undefined, id: number): void {
  switch (kind) {
    case "alarm":
      return alarmQuiet(t, id);
    case "flap":
      return flapDue(t, id);
    case "shelf":
      return shelfOver(t, id);
    case "confirm":
      return confirmAlarms(t);
    case "save":
      return saveNow(t);
  }
}
