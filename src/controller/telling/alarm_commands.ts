/** Commands about alarms: acknowledged and shelved, by whom and why; on disk before they are answered. */
import { given } from "../../lib/given.ts";
import { alarmRows, put, unshelve, withoutAcknowledgement } from "./alarm_table.ts";
import type { Command, Reply } from "../command.ts";
import { done, notFound, refused } from "../replies.ts";
import { armAt, audit, disarmNamed, store, type Turn } from "../turn.ts";
import type { AlarmRow } from "../view/view.ts";

export function changeAlarm(
  t: Turn,
  id: number,
  by: string,
  command: Command & { do: "alarm" },
): Reply | undefined {
  const before = t.s.alarms.get(command.alarm);
  if (!before) return notFound("id", `alarm ${command.alarm}`);
  if (command.action === "acknowledge" && !before.active) {
    return refused("failedPrecondition", {
      field: "id",
      problem: `Alarm ${command.alarm} is cleared already.`,
      fix: "There is nothing to acknowledge; shelve it if it comes again and again.",
    });
  }
  change(t, before, by, command);
  const after = t.s.alarms.get(command.alarm)!;
  const entry = audit(t, {
    by,
    action: `${command.action} alarm`,
    subject: `alarm ${before.id}: ${before.kind}, ${before.subject}`,
    before: marksOf(before),
    after: marksOf(after),
  });
  t.s.alarming.unsaved.delete(command.alarm);
  const sequence = store(t, [...alarmRows(t, [command.alarm]), entry]);
  t.s.pending.push({ sequence, reply: { id, reply: done([]) }, policies: [], links: false });
  return undefined;
}

function change(t: Turn, row: AlarmRow, by: string, command: Command & { do: "alarm" }): void {
  const { alarm: id, reason } = command;
  switch (command.action) {
    case "acknowledge":
      return put(t, id, {
        ...row,
        acknowledgedBy: by,
        acknowledgedAt: t.at,
        acknowledgedReason: reason,
      });
    case "unacknowledge":
      return put(t, id, withoutAcknowledgement(row));
    case "shelve": {
      const { shelvedUntil: _, ...rest } = row;
      const seconds = command.forSeconds ?? 0;
      const shelvedUntil = seconds > 0 ? t.at + Math.round(seconds * 1e6) : undefined;
      if (shelvedUntil === undefined) disarmNamed(t, `shelf ${id}`);
      else armAt(t, `shelf ${id}`, shelvedUntil);
      return put(t, id, {
        ...rest,
        ...given({ shelvedBy: by, shelvedUntil, shelvedReason: reason }),
      });
    }
    case "unshelve":
      return unshelve(t, id, row);
  }
}

const marksOf = (row: AlarmRow): string => {
  const { acknowledgedBy, acknowledgedReason, shelvedBy, shelvedUntil, shelvedReason } = row;
  const marks = { acknowledgedBy, acknowledgedReason, shelvedBy, shelvedUntil, shelvedReason };
  const text = JSON.stringify(given(marks));
  return text === "{}" ? "" : text;
};
