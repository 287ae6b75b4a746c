/**
 * One LSP: what is wanted, what was sent, what the router reports, and so what to do next. A pure decision; the caller
 * sends, waits and asks again. RFC 8231 §5.8, RFC 8281 §5 and §6.
 */
import type { Lsp, Outcome, Sent, SentKind, Wanted } from "./records.ts";

export interface Situation {
  readonly now: number; // microseconds since 1970
  readonly wanted: Wanted;
  readonly lsp: Lsp | undefined; // as reported in this session; undefined: the router has none
  readonly sent: Sent | undefined; // the last request, also of an earlier session
  readonly session: number; // connection
  readonly origin: "operator" | "mesh" | "router";
  readonly traits: Traits;
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
export type Decision =
  | { readonly do: "wait"; readonly until: number; readonly why: string }
  | { readonly do: "rest"; readonly is: Rest; readonly why: string }
  | { readonly do: Exclude<SentKind, "reply">; readonly why: string };
/** How an LSP rests when nothing is to be done. */
export type Rest = "asWanted" | "kept" | "gone" | "elsewhere" | "gaveUp" | "mismatch" | "down";

export const TRIES = 3;

export function decide(s: Situation): Decision {
  const { sent, wanted, lsp } = s;
  if (sent?.outcome === "waiting" && sent.session === s.session) {
    return wait(sent.at + s.traits.answerWithinMicroseconds, "the router has not answered yet");
  }
  // Also what is only kept: an orphan that nobody takes over goes when its router's timer ends (RFC 8281 §6).
  if (lsp && !lsp.delegated) return notDelegated(s, lsp);
  if (wanted.is === "keep") return rest("kept", wanted.why);
  switch (wanted.is) {
    case "absent":
      return remove(s);
    case "down":
      if (!lsp) return rest("gone", wanted.why);
      if (s.origin !== "router") return remove(s);
      return lsp.labels?.length === 0
        ? rest("down", wanted.why)
        : again(s, "update", [], "no path");
    case "return":
      if (!lsp || s.traits.returnDelegation === "never") return rest("kept", wanted.why);
      return again(s, "return", [], wanted.why);
    case "list":
      return install(s, wanted.labels);
  }
}

/** The router did not hand the LSP to us, or took it back: hands off (RFC 8231 §5.8.2). */
function notDelegated(s: Situation, lsp: Lsp): Decision {
  if (s.wanted.is === "absent" && s.origin === "router") return rest("gone", "not ours to remove");
  if (s.wanted.is === "return") return rest("elsewhere", "it was handed back");
  if (s.origin !== "router" && lsp.createFlag && s.traits.takeOver) {
    return again(s, "takeOver", lsp.labels ?? [], "an orphan of ours");
  }
  return rest("elsewhere", "the router has not delegated it");
}

function remove(s: Situation): Decision {
  const { sent } = s;
  const late = sent?.kind === "create" && sent.session === s.session && sent.outcome === "timeout";
  if (!s.lsp && late && s.now < sent.at + LATE_ANSWER) {
    return wait(sent.at + LATE_ANSWER, "the router may still make it"); // and then it has to go
  }
  if (!s.lsp) return rest("gone", "the router has none");
  if (s.origin === "router") return rest("kept", "it is the router's own"); // never ours to delete
  return again(s, "delete", [], "not wanted any more");
}

function install(s: Situation, labels: readonly number[]): Decision {
  const { lsp, sent } = s;
  if (!lsp) {
    if (s.origin === "router") return rest("gone", "the router removed it");
    return again(s, "create", labels, "the router has none");
  }
  if (sameLabels(lsp.labels, labels)) {
    if (lsp.operState === "up" || lsp.operState === "active") return rest("asWanted", "");
    return settle(s, lsp, labels);
  }
  // An LSP that the router tells again without a list, after we were away for long (it forgot the list, not the LSP).
  if (sent?.kind === "create" && sent.outcome === "acknowledged" && !lsp.labels?.length) {
    return { do: "update", why: "the router kept the LSP and forgot its list" };
  }
  const verified = sent && sent.session === s.session && ANSWERED.has(sent.outcome) &&
    sent.kind !== "takeOver" && sameLabels(sent.labels, labels);
  if (verified) {
    if (sent.outcome === "mismatch") return rest("mismatch", MISMATCH); // until something else is wanted
    const patience = s.traits.verifyAfterMicroseconds * sent.attempts;
    const until = (sent.acknowledgedAt ?? sent.at) + patience;
    if (s.now < until) return wait(until, "the router reports another list");
    if (sent.attempts >= TRIES) return rest("mismatch", MISMATCH);
    return { do: "update", why: "the router reports another list than was sent" };
  }
  return again(
    s,
    "update",
    labels,
    lsp.labels?.length ? "another list is better" : "it has no list",
  );
}

/** The right list, and not up: it gets time, then, where that helps, the list again, each time with more time. */
function settle(s: Situation, lsp: Lsp, labels: readonly number[]): Decision {
  const { sent, traits } = s;
  const told = sent?.session === s.session && sameLabels(sent.labels, labels) ? sent : undefined;
  const attempts = told?.kind === "update" ? told.attempts : 1;
  const since = Math.max(lsp.downSince ?? lsp.reportedAt, told?.at ?? 0);
  const settled = since + traits.settleMicroseconds * attempts;
  if (s.now < settled) return wait(settled, "the router is bringing it up");
  if (!traits.tellsAgain || attempts >= TRIES) {
    return rest("down", `the router reports it ${lsp.operState}`);
  }
  return { do: "update", why: `the router reports it ${lsp.operState}` };
}

/**
 * Sends, unless the same thing was tried before: then with growing pauses, and for ever only every few minutes. An
 * answer is no reason to say it again at once: some routers answer everything and do nothing.
 */
function again(
  s: Situation,
  kind: Exclude<SentKind, "reply">,
  labels: readonly number[],
  why: string,
): Decision {
  const { sent } = s;
  const repeat = sent && sent.session === s.session && sent.kind === kind &&
    sameLabels(sent.labels, labels);
  if (!repeat) return { do: kind, why };
  const retryAt = sent.retryAt ?? sent.at + retryAfterMicroseconds(sent.attempts);
  if (s.now >= retryAt) return { do: kind, why: sent.error ?? why };
  if (sent.attempts >= TRIES) return rest("gaveUp", sent.error ?? "the router does not do it");
  return wait(retryAt, sent.error ?? "tried a moment ago");
}

/** When to try the same request again: 5 s, 20 s, then every 5 minutes. */
export function retryAfterMicroseconds(attempts: number): number {
  return [5e6, 20e6][attempts - 1] ?? 300e6;
}

export function sameLabels(a: readonly number[] | undefined, b: readonly number[]): boolean {
  return a !== undefined && a.length === b.length && a.every((label, i) => label === b[i]);
}
const LATE_ANSWER = 300e6;
const ANSWERED: ReadonlySet<Outcome> = new Set(["acknowledged", "up", "mismatch"]);
const MISMATCH = "the router keeps another list than was sent";
const wait = (until: number, why: string): Decision => ({ do: "wait", until, why });
const rest = (is: Rest, why: string): Decision => ({ do: "rest", is, why });
