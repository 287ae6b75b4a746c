/**
 * One LSP: what is wanted, what was sent, what the router reports, and so what to do next. A pure walk of the tables in
 * reconcile_table.ts; the caller sends, waits and asks again. RFC 8231 §5.8, RFC 8281 §5 and §6.
 */
import { type Decision, type Pause, REPEATS, type Row, TABLE } from "./reconcile_table.ts";
import type { Sent } from "./records.ts";
import { type Lists, sameLists } from "./segment_lists.ts";
import { type MessageKind, MINUTE, MOST_TOLD, type Situation } from "./situation.ts";

export type { Decision, Rest } from "./reconcile_table.ts";
export { retryAfterMicroseconds } from "./refusals.ts";
export { MINUTE, MOST_TOLD, type Situation, type Traits, TRIES } from "./situation.ts";

/** What to do next. Every situation has its row; a message that must wait its turn is a wait. */
export function decide(s: Situation): Decision {
  const row = rowFor(s);
  const why = typeof row.why === "string" ? row.why : row.why(s);
  if (!("do" in row.then)) return decisionOf(row.then, s, why);
  const kind = row.then.do;
  if (isRepeat(s, kind)) {
    const again = REPEATS.find(({ last }) => last.holds(s))!; // the last one always holds
    const said = typeof again.why === "string" ? again.why : again.why(s);
    if (again.then !== "send") return decisionOf(again.then, s, said);
    return allowed(s, kind, s.sent?.error ?? why);
  }
  return allowed(s, kind, why);
}

/** The row that decides. */
export function rowFor(s: Situation): Row {
  const row = TABLE.find(({ wanted, reported, last }) =>
    (wanted === "any" || wanted === s.wanted.is) && reported.holds(s) && last.holds(s)
  );
  if (!row) throw new Error(`no row for wanted ${s.wanted.is}`); // the property test looks for one
  return row;
}

/** So that nothing that a router says makes a loop: at most so many messages about one LSP in any minute. */
function allowed(s: Situation, kind: MessageKind, why: string): Decision {
  const recent = (s.told ?? []).filter((at) => s.now - at < MINUTE);
  if (recent.length < MOST_TOLD) return { do: kind, why };
  const until = recent[recent.length - MOST_TOLD]! + MINUTE;
  return { do: "wait", until, why, tooOften: true };
}

function decisionOf(step: Pause, s: Situation, why: string): Decision {
  if ("wait" in step) return { do: "wait", until: step.until(s), why };
  const until = step.until?.(s);
  return { do: "rest", is: step.rest, why, ...(until !== undefined && { until }) };
}

/** The same message with the same lists was the last one of this session. */
function isRepeat(s: Situation, kind: MessageKind): s is Situation & { readonly sent: Sent } {
  const { sent } = s;
  return sent !== undefined && sent.session === s.session && sent.kind === kind &&
    sameLists(sent, listsSaid(s, kind));
}
/** Taking over says no list: the orphan keeps the one it has. */
function listsSaid({ wanted, lsp }: Situation, kind: MessageKind): Lists {
  if (kind === "takeOver") return { ...NO_LIST, ...lsp };
  return wanted.is === "list" ? wanted : NO_LIST;
}

/** The how-manieth time the same is said with the same lists, in this session and not long ago. */
export function attemptsWith(
  before: Sent | undefined,
  next: { readonly kind: MessageKind; readonly session: number; readonly at: number },
  lists: Lists,
): number {
  const same = before?.kind === next.kind && before.session === next.session &&
    sameLists(before, lists) && next.at - before.at < FORGET_TRIES;
  return same ? before.attempts + 1 : 1;
}
/** Tries so far apart are no tries of the same thing. */
const FORGET_TRIES = 600e6;

export function sameLabels(a: readonly number[] | undefined, b: readonly number[]): boolean {
  return a !== undefined && a.length === b.length && a.every((label, i) => label === b[i]);
}
const NO_LIST: Lists = { labels: [] };
