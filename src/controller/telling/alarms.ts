/** Alarms are raised and cleared here, one per cause (rules II.12): about policies by groups, all others as they are. */
import { affect } from "./alarm_groups.ts";
import { endAlarm, setAlarm } from "./alarm_table.ts";
import { findRouter } from "../routers/routers.ts";
import type { Router } from "../state.ts";
import type { Turn } from "../turn.ts";
import type { AlarmRow } from "../view/view.ts";

/**
 * Raises an alarm, or clears it with `text` undefined. One per kind and subject; those about "policy NAME" are
 * gathered under their common cause at the end of the turn.
 */
export function alarm(
  t: Turn,
  kind: string,
  subject: string,
  severity: AlarmRow["severity"],
  text: string | undefined,
): void {
  if (subject.startsWith(POLICY)) {
    const is = text === undefined ? undefined : { severity, text };
    return affect(t, kind, subject.slice(POLICY.length), is);
  }
  if (text === undefined && subject.startsWith(ROUTER)) clearNamesake(t, kind, subject);
  setAlarm(t, kind, subject, text === undefined ? undefined : { severity, text });
}

/** A router may have been known by another word when it was raised. */
function clearNamesake(t: Turn, kind: string, subject: string): void {
  const router = findRouter(t, subject.slice(ROUTER.length));
  for (const key of [...t.s.activeAlarms.keys()]) {
    const other = key.slice(kind.length + 1);
    if (other === subject || !key.startsWith(`${kind} ${ROUTER}`)) continue;
    const known = findRouter(t, other.slice(ROUTER.length));
    if (router && known === router) setAlarm(t, kind, other, undefined);
  }
}

/** A router is no more, and nobody will ever say of it that all is well. */
export function endAlarmsOf(t: Turn, router: Router): void {
  const subject = `${ROUTER}${router.name}`;
  for (const [key, id] of [...t.s.activeAlarms]) {
    const row = t.s.alarms.get(id);
    if (row?.subject === subject && key === `${row.kind} ${subject}`) endAlarm(t, id, row);
  }
}

const POLICY = "policy ", ROUTER = "router ";
