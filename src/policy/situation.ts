/**
 * What the decision about one LSP is made from, and the questions that the rows of its table ask. Each question has its
 * words: the table is printed with them.
 */
import type { Lsp, Outcome, Sent, SentKind, Wanted } from "./records.ts";
import { type Lists, sameLists } from "./segment_lists.ts";

export interface Situation {
  readonly now: number; // microseconds since 1970
  readonly wanted: Wanted;
  readonly lsp: Lsp | undefined; // as reported in this session; undefined: the router has none
  readonly sent: Sent | undefined; // the last request, also of an earlier session
  readonly session: number; // connection
  readonly origin: "operator" | "mesh" | "router";
  readonly traits: Traits;
  /** When the last messages about it went out. */
  readonly told?: readonly number[];
  /** Another LSP, not made by us, has the headend, colour and endpoint: in words, with who holds it. */
  readonly occupant?: string;
  /** The LSP that the last creation was answered with, not by us or not asked for, is still there. */
  readonly conflictStands?: boolean;
  /** A candidate path of higher preference is up: this one may rest down. */
  readonly behind?: number;
}
/** What the router's profile says of it. */
export interface Traits {
  readonly takeOver: boolean; // answers RFC 8281 §6
  readonly returnDelegation: "empty" | "currentEro" | "never";
  readonly answerWithinMicroseconds: number;
  readonly verifyAfterMicroseconds: number; // a list that differs for so long is a mismatch
  readonly settleMicroseconds: number; // down for so long after an answer is an outcome
  /** Its only LSP rests down for ever once the first label was unknown to it for a moment: told again, it looks again. */
  readonly tellsAgain: boolean;
}

export type MessageKind = Exclude<SentKind, "reply">;
export const TRIES = 3;
/** After so many messages about one LSP within a minute there is a pause, whatever its router says. */
export const MOST_TOLD = 10;
export const MINUTE = 60e6;
/** So long a creation that was not answered may still come. */
export const LATE_ANSWER = 300e6;

export interface Question {
  readonly words: string;
  readonly holds: (s: Situation) => boolean;
}
const question = (words: string, holds: Question["holds"]): Question => ({ words, holds });

export const ANY = question("–", () => true);

// As reported
const NO_LIST: Lists = { labels: [] };
const wantedLists = (s: Situation): Lists => s.wanted.is === "list" ? s.wanted : NO_LIST;
const isUp = (lsp: Lsp) => lsp.operState === "up" || lsp.operState === "active";
const isRouters = (s: Situation) => s.origin === "router";
const isThere = (s: Situation): s is Situation & { lsp: Lsp } => s.lsp !== undefined;
const hasWanted = (s: Situation) => sameLists(s.lsp, wantedLists(s));

export const NONE = question("none", (s) => !isThere(s));
export const NONE_OF_ROUTER = question(
  "none, was the router's own",
  (s) => !isThere(s) && isRouters(s),
);
export const NONE_OCCUPIED = question(
  "none; colour and endpoint taken by another LSP",
  (s) => !isThere(s) && s.occupant !== undefined,
);
export const THERE = question("there", isThere);
export const NOT_DELEGATED = question("D=0", (s) => isThere(s) && !s.lsp.delegated);
export const ROUTERS_NOT_DELEGATED = question(
  "D=0, the router's own",
  (s) => isThere(s) && !s.lsp.delegated && isRouters(s),
);
export const ORPHAN = question(
  "D=0, C=1, ours; the profile takes over",
  (s) => isThere(s) && !s.lsp.delegated && s.lsp.createFlag && !isRouters(s) && s.traits.takeOver,
);
export const ROUTERS = question("the router's own", (s) => isThere(s) && isRouters(s));
export const ROUTERS_EMPTY = question(
  "the router's own, without a list",
  (s) => isThere(s) && isRouters(s) && s.lsp.labels?.length === 0,
);
export const NEVER_RETURNED = question(
  "the profile knows no way back",
  (s) => isThere(s) && s.traits.returnDelegation === "never",
);
export const AS_WANTED_UP = question(
  "the wanted list, up or active",
  (s) => isThere(s) && hasWanted(s) && isUp(s.lsp),
);
export const AS_WANTED_BEHIND = question(
  "the wanted list, not up, behind a higher preference that is",
  (s) => isThere(s) && hasWanted(s) && s.behind !== undefined,
);
export const AS_WANTED_SETTLING = question(
  "the wanted list, not up, for less than settle",
  (s) => isThere(s) && hasWanted(s) && s.now < settledAt(s),
);
export const AS_WANTED_LOOKS_AGAIN = question(
  "the wanted list, not up; told again, the router looks again",
  (s) => isThere(s) && hasWanted(s) && s.traits.tellsAgain,
);
export const AS_WANTED_DOWN = question(
  "the wanted list, not up",
  (s) => isThere(s) && hasWanted(s),
);
export const WITHOUT_LIST = question("without a list", (s) => isThere(s) && !s.lsp.labels?.length);
export const ANOTHER_LIST = question("another list", (s) => isThere(s) && !hasWanted(s));

// The last request
const ofThisSession = (s: Situation): Sent | undefined =>
  s.sent?.session === s.session ? s.sent : undefined;
const toldWanted = (s: Situation) => {
  const sent = ofThisSession(s);
  return sent && ANSWERED.has(sent.outcome) && sent.kind !== "takeOver" &&
      sameLists(sent, wantedLists(s))
    ? sent
    : undefined;
};

export const UNANSWERED = question(
  "not answered, in time",
  (s) =>
    ofThisSession(s)?.outcome === "waiting" &&
    s.now < s.sent!.at + s.traits.answerWithinMicroseconds,
);
export const REFUSED_NOT_OURS = question(
  "refused by 19/1, no report since",
  (s) =>
    ofThisSession(s)?.reaction === "handsOff" && isThere(s) &&
    s.lsp.reportedAt <= (s.sent!.refusedAt ?? 0),
);
export const TAKE_OVER_REFUSED = question(
  "take-over refused by 19/8, a short while ago",
  (s) =>
    ofThisSession(s)?.kind === "takeOver" && s.sent!.reaction === "elsewhere" &&
    s.now < (s.sent!.retryAt ?? 0),
);
export const MAY_STILL_MAKE = question(
  "a creation without an answer, less than 5 minutes ago",
  (s) => {
    const sent = ofThisSession(s);
    return sent?.kind === "create" && sent.outcome === "timeout" && s.now < sent.at + LATE_ANSWER;
  },
);
export const ANSWERED_WITH_ANOTHER = question(
  "a creation, answered with another LSP that is still there",
  (s) => ofThisSession(s)?.outcome === "conflict" && s.conflictStands === true,
);
export const CREATED = question(
  "a creation, answered",
  (s) => s.sent?.kind === "create" && s.sent.outcome === "acknowledged",
);
export const TOLD_FEW_TIMES = question(
  "fewer than 3 updates with this list",
  (s) => attemptsWith(s) < TRIES,
);
export const KNOWN_MISMATCH = question(
  "this list, a mismatch already",
  (s) => toldWanted(s)?.outcome === "mismatch",
);
export const VERIFYING = question("this list, answered a short while ago", (s) => {
  const sent = toldWanted(s);
  return sent !== undefined && s.now < verifiedAt(s, sent);
});
export const TOLD_OFTEN = question(
  "this list, answered, told 3 times",
  (s) => (toldWanted(s)?.attempts ?? 0) >= TRIES,
);
export const TOLD = question("this list, answered", (s) => toldWanted(s) !== undefined);

/** The right list gets time to come up, each time it was told again more. */
export function settledAt(s: Situation): number {
  if (!s.lsp) return 0;
  const since = Math.max(s.lsp.downSince ?? s.lsp.reportedAt, toldWith(s)?.at ?? 0);
  return since + s.traits.settleMicroseconds * attemptsWith(s);
}
export function verifiedAt(s: Situation, sent = s.sent): number {
  if (!sent) return 0;
  return (sent.acknowledgedAt ?? sent.at) + s.traits.verifyAfterMicroseconds * sent.attempts;
}
function attemptsWith(s: Situation): number {
  const told = toldWith(s);
  return told?.kind === "update" ? told.attempts : 1;
}
function toldWith(s: Situation): Sent | undefined {
  const sent = ofThisSession(s);
  return sent && sameLists(sent, wantedLists(s)) ? sent : undefined;
}
const ANSWERED: ReadonlySet<Outcome> = new Set(["acknowledged", "up", "down", "mismatch"]);
