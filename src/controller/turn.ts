/** One call of handle(): the state it changes, the effects it makes, the rows that readers have to look at again. */
import { arm, disarm } from "./deadlines.ts";
import { roomFor } from "./note_budget.ts";
import { AUDIT, EVENTS, type State } from "./state.ts";
import type { RouterIntent } from "../policy/intent.ts";
import type { Change } from "../ted/fact.ts";
import type { Effect, Row } from "./step.ts";
import type { AuditRow, EventRow, Kind } from "./view/view.ts";
import type { Caches } from "./caches.ts";

/** What rows are made of and names are looked up in: a turn that changes nothing. */
export type Reading = Pick<Turn, "s" | "caches">;

export interface Turn {
  readonly s: State;
  readonly at: number; // microseconds since 1970
  readonly effects: Effect[];
  readonly touched: Map<Kind, Set<number>>;
  readonly caches: Caches;
  /** Changes of the topology that this turn has read and not yet applied. */
  readonly changes: Change[];
  /** Documents of routers that came or went in it and are not looked at yet: all are in one pass. */
  readonly routerDocuments: { readonly intent: RouterIntent; readonly gone: boolean }[];
  /** A lane became dirty. */
  marked: boolean;
  /** That change a router, and were sent in this turn. */
  messages: number;
  /** Policies whose shown state may have changed. */
  readonly shown: Set<number>;
}

export function touch(t: Turn, kind: Kind, id: number): void {
  const set = t.touched.get(kind);
  if (set) set.add(id);
  else t.touched.set(kind, new Set([id]));
}

export type Note = Omit<EventRow, "id" | "at" | "policies"> & { policies?: readonly string[] };

/** Tells people; answers the number of the event, so that a later one can name it as its cause. */
export function note(t: Turn, words: Note): string {
  const id = String(t.s.nextEvent);
  const { room, lastId } = roomFor(t.s.noted, `${words.kind} ${words.subject}`, id, t.at);
  if (room === "none") return lastId;
  t.s.nextEvent++;
  const detail = room === "last" ? `${words.detail} ${MANY_MORE}`.trim() : words.detail;
  const event: EventRow = { policies: [], ...words, detail, id, at: t.at };
  t.s.events.push(event);
  if (t.s.events.length > EVENTS) {
    for (const old of t.s.events.splice(0, EVENTS >> 3)) touch(t, "event", Number(old.id));
  }
  touch(t, "event", Number(event.id));
  t.effects.push({ do: "note", note: event });
  return event.id;
}

const MANY_MORE = "It is the hundredth within a minute: more are not told until that is over.";

/** One transaction; answers its number. */
export function store(t: Turn, rows: readonly Row[]): number {
  t.effects.push({ do: "store", sequence: ++t.s.sequence, rows });
  return t.s.sequence;
}

/** `by` is who and from where: "anna@192.0.2.7". */
export function audit(t: Turn, entry: Omit<AuditRow, "id" | "at" | "from">): Row {
  const id = t.s.nextAudit++;
  const [, by = entry.by, from = ""] = /^(.*)@([^@]*)$/.exec(entry.by) ?? [];
  const row: AuditRow = { id: String(id), at: t.at, ...entry, by, from };
  t.s.audit.push(row);
  if (t.s.audit.length > AUDIT) t.s.audit.shift();
  touch(t, "audit", id);
  return { table: "audit", key: String(id).padStart(12, "0"), value: JSON.stringify(row) };
}

export const armAfter = (t: Turn, name: string, microseconds: number): void =>
  arm(t.s.deadlines, name, t.at + microseconds);
export const armAt = (t: Turn, name: string, at: number): void => arm(t.s.deadlines, name, at);
export const disarmNamed = (t: Turn, name: string): void => disarm(t.s.deadlines, name);
