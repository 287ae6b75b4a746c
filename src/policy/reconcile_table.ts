/**
 * All transitions of one LSP: what is wanted × what the router reports × what became of the last request → what to do.
 * The first row that matches wins. Printed as text in tests/policy/reconcile_table.md.
 */
import type { Wanted } from "./records.ts";
import { retryAfterMicroseconds } from "./refusals.ts";
import * as q from "./situation.ts";
import { type MessageKind, type Question, type Situation, TRIES } from "./situation.ts";

/** How an LSP rests when nothing is to be done. */
export type Rest =
  | "asWanted"
  | "standby" // down, behind a better candidate path that is up
  | "kept"
  | "gone"
  | "elsewhere"
  | "gaveUp" // tried again every few minutes
  | "refused" // not tried again until something changes
  | "mismatch"
  | "conflict"
  | "down";
export type Decision =
  | {
    readonly do: "wait";
    readonly until: number;
    readonly why: string;
    readonly tooOften?: true; // the router made us say something again and again
  }
  /** `until`: looked at again then. */
  | { readonly do: "rest"; readonly is: Rest; readonly why: string; readonly until?: number }
  | { readonly do: MessageKind; readonly why: string };
export type Pause =
  | { readonly wait: string; readonly until: (s: Situation) => number }
  | { readonly rest: Rest; readonly until?: (s: Situation) => number };
export type Step = { readonly do: MessageKind } | Pause;
export interface Row {
  readonly rule: string; // of rules.md, or of an RFC
  readonly wanted: Wanted["is"] | "any";
  readonly reported: Question;
  readonly last: Question;
  readonly then: Step;
  readonly why: string | ((s: Situation) => string);
}

const row = (
  rule: string,
  wanted: Row["wanted"],
  reported: Question,
  last: Question,
  then: Step,
  why: Row["why"],
): Row => ({ rule, wanted, reported, last, then, why });

const wait = (words: string, until: (s: Situation) => number): Pause => ({ wait: words, until });
const rest = (is: Rest, until?: (s: Situation) => number): Pause => ({
  rest: is,
  ...(until && { until }),
});
const send = (kind: MessageKind): Step => ({ do: kind });
const wantedWhy = ({ wanted }: Situation) => "why" in wanted ? wanted.why : "";
const stateWhy = ({ lsp }: Situation) => `the router reports it ${lsp?.operState}`;
const retryAt = (s: Situation) => s.sent?.retryAt ?? s.now;
const answerAt = (s: Situation) => (s.sent?.at ?? s.now) + s.traits.answerWithinMicroseconds;
const lateAnswerAt = (s: Situation) => (s.sent?.at ?? s.now) + q.LATE_ANSWER;
const MISMATCH = "the router keeps another list than was sent";

/** Words of a row, in the order: rule, wanted, reported, last request, then, why. */
export const TABLE: readonly Row[] = [
  // One request at a time
  row("I.3", "any", q.ANY, q.UNANSWERED, wait("10 s after it", answerAt), "not answered yet"),

  // D=0: hands off; an orphan is taken also when only to be kept, or its router's timer would remove it
  row("I.7", "absent", q.ROUTERS_NOT_DELEGATED, q.ANY, rest("gone"), "not ours to remove"),
  row("I.7", "return", q.NOT_DELEGATED, q.ANY, rest("elsewhere"), "it was handed back"),
  row(
    "I.8",
    "any",
    q.ORPHAN,
    q.TAKE_OVER_REFUSED,
    rest("elsewhere", retryAt),
    "another PCE has it",
  ),
  row("I.8", "any", q.ORPHAN, q.ANY, send("takeOver"), "an orphan of ours"),
  row("I.7", "any", q.NOT_DELEGATED, q.ANY, rest("elsewhere"), "not delegated to Cairn"),
  row(
    "I.7",
    "any",
    q.THERE,
    q.REFUSED_NOT_OURS,
    rest("elsewhere"),
    "not delegated, says its router",
  ),

  // To go
  row(
    "I.1",
    "absent",
    q.NONE,
    q.MAY_STILL_MAKE,
    wait("5 min after it", lateAnswerAt),
    "may still come",
  ),
  row("I.1", "absent", q.NONE, q.ANY, rest("gone"), "the router has none"),
  row("I.8", "absent", q.ROUTERS, q.ANY, rest("kept"), "it is the router's own"),
  row("I.1", "absent", q.THERE, q.ANY, send("delete"), "not wanted any more"),

  // No path
  row("I.2", "keep", q.ANY, q.ANY, rest("kept"), wantedWhy),
  row("I.2", "down", q.NONE, q.ANY, rest("gone"), wantedWhy),
  row("I.2", "down", q.ROUTERS_EMPTY, q.ANY, rest("down"), wantedWhy),
  row("I.2", "down", q.ROUTERS, q.ANY, send("update"), "no path"),
  row("I.2", "down", q.THERE, q.ANY, send("delete"), "no path"),
  row("I.2", "return", q.NONE, q.ANY, rest("kept"), wantedWhy),
  row("I.7", "return", q.NEVER_RETURNED, q.ANY, rest("kept"), wantedWhy),
  row("I.7", "return", q.THERE, q.ANY, send("return"), wantedWhy),

  // To be made
  row("I.8", "list", q.NONE_OF_ROUTER, q.ANY, rest("gone"), "the router removed it"),
  row("II.8", "list", q.NONE_OCCUPIED, q.ANY, rest("conflict"), (s) => s.occupant ?? ""),
  row("I.5", "list", q.NONE, q.ANSWERED_WITH_ANOTHER, rest("conflict"), (s) => s.sent?.error ?? ""),
  row("I.6", "list", q.NONE, q.ANY, send("create"), "the router has none"),

  // There, with the list
  row("I.3", "list", q.AS_WANTED_UP, q.ANY, rest("asWanted"), ""),
  row(
    "I.3",
    "list",
    q.AS_WANTED_BEHIND,
    q.ANY,
    rest("standby"),
    (s) => `behind preference ${s.behind}`,
  ),
  row("I.3", "list", q.AS_WANTED_SETTLING, q.ANY, wait("until settled", q.settledAt), "coming up"),
  row("I.10", "list", q.AS_WANTED_LOOKS_AGAIN, q.TOLD_FEW_TIMES, send("update"), stateWhy),
  row("I.3", "list", q.AS_WANTED_DOWN, q.ANY, rest("down"), stateWhy),

  // There, with another list
  row("I.9", "list", q.WITHOUT_LIST, q.CREATED, send("update"), "the router forgot its list"),
  row("II.6", "list", q.ANOTHER_LIST, q.KNOWN_MISMATCH, rest("mismatch"), MISMATCH),
  row(
    "II.6",
    "list",
    q.ANOTHER_LIST,
    q.VERIFYING,
    wait("10 s × tries", q.verifiedAt),
    "reads another",
  ),
  row("II.6", "list", q.ANOTHER_LIST, q.TOLD_OFTEN, rest("mismatch"), MISMATCH),
  row("II.6", "list", q.ANOTHER_LIST, q.TOLD, send("update"), "the router reports another list"),
  row("I.17", "list", q.WITHOUT_LIST, q.ANY, send("update"), "it has no list"),
  row("I.17", "list", q.ANOTHER_LIST, q.ANY, send("update"), "another list is better"),
];

/** A message that was sent in this session already, with the same lists: when it may be sent again. */
export interface RepeatRow {
  readonly rule: string;
  readonly last: Question;
  readonly then: Pause | "send";
  readonly why: string | ((s: Situation) => string);
}
const repeat = (
  rule: string,
  words: string,
  holds: (s: Situation) => boolean,
  then: RepeatRow["then"],
  why: RepeatRow["why"],
): RepeatRow => ({ rule, last: { words, holds }, then, why });

const errorWhy = (s: Situation) => s.sent?.error ?? "tried a moment ago";
const againAt = ({ sent, now }: Situation) =>
  sent ? sent.retryAt ?? sent.at + retryAfterMicroseconds(sent.attempts) : now;
/** Computed since it was refused, on another topology. */
const isComputedAnew = ({ wanted, sent }: Situation) =>
  wanted.is === "list" && (wanted.topologyVersion ?? 0) > (sent?.refusedOn ?? Infinity);

/** Rows for what was said before: some routers answer everything and do nothing. */
export const REPEATS: readonly RepeatRow[] = [
  repeat(
    "I.10",
    "refused until a change; computed on another topology since",
    (s) => s.sent?.reaction === "change" && isComputedAnew(s) && s.now >= againAfterChange(s),
    "send",
    errorWhy,
  ),
  repeat(
    "I.10",
    "refused until a change; computed on another topology, a moment ago",
    (s) => s.sent?.reaction === "change" && isComputedAnew(s),
    wait("5 s, 20 s, 5 min after it", againAfterChange),
    errorWhy,
  ),
  repeat(
    "I.10",
    "refused until a change, or for the session",
    (s) => s.sent?.reaction === "change" || s.sent?.reaction === "never",
    rest("refused"),
    errorWhy,
  ),
  repeat("II.6", "long enough ago", (s) => s.now >= againAt(s), "send", errorWhy),
  repeat(
    "I.5",
    "a conflict",
    (s) => s.sent?.outcome === "conflict" || s.sent?.reaction === "conflict",
    rest("conflict", againAt),
    errorWhy,
  ),
  repeat(
    "II.6",
    "tried 3 times",
    (s) => (s.sent?.attempts ?? 0) >= TRIES,
    rest("gaveUp", againAt),
    errorWhy,
  ),
  repeat("II.6", "a moment ago", () => true, wait("5 s, 20 s, 5 min after it", againAt), errorWhy),
];
function againAfterChange({ sent, now }: Situation): number {
  return sent ? (sent.refusedAt ?? sent.at) + retryAfterMicroseconds(sent.attempts) : now;
}
