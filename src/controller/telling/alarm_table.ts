/**
 * The rows of alarms (rules II.12). One that comes back soon is the same row with a higher count; one that flaps clears
 * only when it was quiet for a while. Rows outlive a restart (table "alarm").
 */
import { given } from "../../lib/given.ts";
import { policiesAt } from "../intent/find_policies.ts";
import { findRouter } from "../routers/routers.ts";
import { saveSoon } from "./save_soon.ts";
import type { Row } from "../step.ts";
import { armAfter, armAt, disarmNamed, touch, type Turn } from "../turn.ts";
import type { AlarmRow } from "../view/view.ts";

/** What is kept about alarms beside their rows. */
export interface Alarming {
  readonly recent: Map<string, number>; // kind and subject → its last row, active or not
  readonly groups: Map<string, AlarmGroup>; // kind and subject → the policies that it hits
  readonly groupsOf: Map<number, Map<string, string>>; // policy → kind → group
  readonly dirty: Set<string>; // groups with other members; empty between events
  readonly unsaved: Set<number>;
  readonly unconfirmed: Set<number>; // active before the restart, and not seen again yet
}
export interface AlarmGroup {
  readonly kind: string;
  readonly subject: string;
  readonly members: Map<
    number, // policy
    { readonly severity: AlarmRow["severity"]; readonly text: string }
  >;
}
export const noAlarming = (): Alarming => ({
  recent: new Map(),
  groups: new Map(),
  groupsOf: new Map(),
  dirty: new Set(),
  unsaved: new Set(),
  unconfirmed: new Set(),
});

export interface Condition {
  readonly severity: AlarmRow["severity"];
  readonly text: string;
  readonly affected?: readonly string[]; // policies: the first names
  readonly affectedCount?: number;
}

/** undefined: it holds no more. */
export function setAlarm(t: Turn, kind: string, subject: string, is: Condition | undefined): void {
  const key = `${kind} ${subject}`;
  const id = t.s.activeAlarms.get(key);
  const row = id === undefined ? undefined : t.s.alarms.get(id);
  if (row) {
    t.s.alarming.unconfirmed.delete(id!);
    if (is === undefined) clear(t, id!, row);
    else renew(t, id!, row, is);
  } else if (is !== undefined) raise(t, key, kind, subject, is);
}

function raise(t: Turn, key: string, kind: string, subject: string, is: Condition): void {
  const recent = t.s.alarming.recent.get(key) ?? -1, before = t.s.alarms.get(recent);
  if (before && t.at - (before.clearedAt ?? 0) < SOON) {
    const { clearedAt: _, ...row } = before;
    const raisedCount = row.raisedCount + 1;
    t.s.activeAlarms.set(key, recent);
    return put(t, recent, {
      ...row,
      ...factsOf(t, subject, is),
      active: true,
      raisedCount,
      lastRaisedAt: t.at,
    });
  }
  const id = t.s.nextAlarm++;
  t.s.activeAlarms.set(key, id);
  t.s.alarming.recent.set(key, id);
  const shelved = before?.shelvedBy === undefined ? {} : given({
    shelvedBy: before.shelvedBy,
    shelvedUntil: before.shelvedUntil,
    shelvedReason: before.shelvedReason,
  });
  put(t, id, {
    id: String(id),
    kind,
    subject,
    ...factsOf(t, subject, is),
    ...shelved,
    raisedAt: t.at,
    lastRaisedAt: t.at,
    raisedCount: 1,
    active: true,
    state: "active",
  });
  if (before) unshelve(t, recent, before); // it goes on with the new row
  if (t.s.alarms.size > MOST) dropOld(t);
}

function renew(t: Turn, id: number, row: AlarmRow, is: Condition): void {
  const { quietSince, subject, ...rest } = row;
  if (quietSince !== undefined) { // it was waiting to be cleared
    disarmNamed(t, `alarm ${id}`);
    const raisedCount = row.raisedCount + 1;
    const facts = factsOf(t, subject, is);
    return put(t, id, { ...rest, subject, ...facts, raisedCount, lastRaisedAt: t.at });
  }
  const same = row.text === is.text && row.severity === is.severity &&
    (is.affected === undefined ||
      (row.affectedCount === is.affectedCount && row.affected.join() === is.affected.join()));
  if (same) return;
  const worse = WEIGHT.indexOf(is.severity) > WEIGHT.indexOf(row.severity);
  put(t, id, {
    ...(worse ? withoutAcknowledgement(row) : row),
    ...factsOf(t, subject, is),
  });
}

/** One that flaps has to be quiet for a while first. */
function clear(t: Turn, id: number, row: AlarmRow): void {
  if (row.quietSince !== undefined) return;
  if (row.raisedCount < FLAPS) return endAlarm(t, id, row);
  armAfter(t, `alarm ${id}`, QUIET);
  put(t, id, { ...row, quietSince: t.at });
}

/** Deadline "alarm <id>": quiet for long enough. */
export function alarmQuiet(t: Turn, id: number): void {
  const row = t.s.alarms.get(id);
  if (row?.quietSince !== undefined) endAlarm(t, id, row);
}

export function endAlarm(t: Turn, id: number, row: AlarmRow): void {
  const { quietSince: _, ...rest } = row;
  t.s.activeAlarms.delete(`${row.kind} ${row.subject}`);
  put(t, id, { ...rest, active: false, clearedAt: t.at });
}

/** Every change of a row goes this way: its state in one word, readers told, soon on disk. */
export function put(t: Turn, id: number, row: AlarmRow): void {
  const state = !row.active
    ? "cleared"
    : row.shelvedBy !== undefined
    ? "shelved"
    : row.acknowledgedBy !== undefined
    ? "acknowledged"
    : "active";
  t.s.alarms.set(id, { ...row, state });
  t.s.alarming.unsaved.add(id);
  saveSoon(t);
  touch(t, "alarm", id);
  touch(t, "status", 0);
}

export function withoutAcknowledgement(row: AlarmRow): AlarmRow {
  const { acknowledgedBy: _by, acknowledgedAt: _at, acknowledgedReason: _why, ...rest } = row;
  return rest;
}

/** Deadline "shelf <id>", or by hand. */
export function unshelve(t: Turn, id: number, row: AlarmRow): void {
  if (row.shelvedBy === undefined) return;
  const { shelvedBy: _by, shelvedUntil: _until, shelvedReason: _why, ...rest } = row;
  disarmNamed(t, `shelf ${id}`);
  put(t, id, rest);
}
export function shelfOver(t: Turn, id: number): void {
  const row = t.s.alarms.get(id);
  if (row) unshelve(t, id, row);
}

function dropOld(t: Turn): void {
  for (const [id, row] of t.s.alarms) {
    if (t.s.alarms.size <= MOST - (MOST >> 2)) return;
    if (row.active || row.shelvedBy !== undefined) continue;
    t.s.alarms.delete(id);
    const key = `${row.kind} ${row.subject}`;
    if (t.s.alarming.recent.get(key) === id) t.s.alarming.recent.delete(key);
    t.s.alarming.unsaved.add(id);
    touch(t, "alarm", id);
  }
}

export function alarmRows(t: Turn, ids: Iterable<number>): Row[] {
  return [...ids].map((id) => {
    const row = t.s.alarms.get(id);
    const key = String(id).padStart(12, "0");
    return { table: "alarm", key, value: row ? JSON.stringify(row) : null };
  });
}

/** At start. What was active stays so until it is seen again, is cleared, or nobody spoke of it for long. */
export function restoreAlarm(t: Turn, value: string): void {
  const row = JSON.parse(value) as AlarmRow; // our own row
  const id = Number(row.id), key = `${row.kind} ${row.subject}`;
  t.s.alarms.set(id, row);
  t.s.nextAlarm = Math.max(t.s.nextAlarm, id + 1);
  t.s.alarming.recent.set(key, id);
  if (row.shelvedUntil !== undefined) armAt(t, `shelf ${id}`, row.shelvedUntil);
  if (!row.active) return;
  t.s.activeAlarms.set(key, id);
  if (row.quietSince !== undefined) armAt(t, `alarm ${id}`, row.quietSince + QUIET);
  t.s.alarming.unconfirmed.add(id);
  armAfter(t, "confirm", CONFIRM);
}

/** Deadline "confirm": of what was active before the restart only what still holds stays. */
export function confirmAlarms(t: Turn): void {
  for (const id of t.s.alarming.unconfirmed) {
    const row = t.s.alarms.get(id);
    if (row?.active && !stillTrue(t, row)) endAlarm(t, id, row);
  }
  t.s.alarming.unconfirmed.clear();
}

function stillTrue(t: Turn, { kind, subject }: AlarmRow): boolean {
  const name = subject.slice(subject.indexOf(" ") + 1);
  if (kind === "topologyFrozen") return t.caches.ted.frozenSince !== undefined;
  if (kind === "feedDown") {
    return [...t.s.bgp.values()].some((peer) =>
      peer.config.address === name && peer.establishedAt === undefined
    );
  }
  if (kind !== "sessionDown") return false;
  return [...t.s.routers.values()].some((router) =>
    router.name === name && t.s.pcep.get(router.session ?? -1)?.upAt === undefined
  );
}

/** What is said of a router hits all policies that begin there, unless it is known better. */
function factsOf(t: Turn, subject: string, is: Condition) {
  const { severity, text } = is;
  if (is.affected !== undefined) {
    const { affected, affectedCount = affected.length } = is;
    return { severity, text, affected, affectedCount };
  }
  const router = subject.startsWith(ROUTER)
    ? findRouter(t, subject.slice(ROUTER.length))
    : undefined;
  const names = router ? policiesAt(t, router).flatMap((p) => p.deleted ? [] : [p.name]) : [];
  return { severity, text, affected: names.slice(0, MOST_NAMED), affectedCount: names.length };
}

const ROUTER = "router ";
export const MOST_NAMED = 8;
const WEIGHT: readonly AlarmRow["severity"][] = ["warning", "minor", "major", "critical"];
const SOON = 600e6; // raised again within it: the same alarm
const FLAPS = 3, QUIET = 60e6;
const CONFIRM = 600e6;
const MOST = 500;
