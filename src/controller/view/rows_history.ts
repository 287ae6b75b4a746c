/** The history of a policy as readers see it: sentences, intents before and after, lists before and after. */
import { labelsIn } from "../../lib/sid_numbers.ts";
import { stackWords } from "../../policy/segment_lists.ts";
import { given } from "../../lib/given.ts";
import { historyOf } from "../telling/history.ts";
import type { IntentEntry, Line, PathEntry } from "../telling/history_text.ts";
import { versionsOf } from "../intent/rollback.ts";
import type { Reading } from "../turn.ts";
import type { HistoryRow } from "./view.ts";

/** Newest first; undefined: nobody remembers the name. */
export function historyRowsOf(r: Reading, name: string): readonly HistoryRow[] | undefined {
  const lines = historyOf(r, name);
  if (!lines) return undefined;
  const versions = versionsOf(r, name);
  const text = (version: number) => {
    const intent = versions.get(version);
    return intent === undefined ? "" : JSON.stringify(intent);
  };
  const rows = lines.map((line, i) =>
    line.is === "intent"
      ? intentRow(line.entry, name, text)
      : pathRow(line.entry, isLast(lines, i, line.entry), i)
  );
  return rows.toReversed().sort((a, b) => b.at - a.at);
}

function intentRow(e: IntentEntry, name: string, text: (version: number) => string): HistoryRow {
  const [change = "", to] = e.change.split(" ");
  const deleted = change === "deleted";
  return {
    id: `intent-${e.version}`,
    at: e.at,
    kind: "intent",
    title: change === "rolledBack"
      ? `${name} rolled back to version ${to}`
      : `${name} ${change}${deleted ? "" : `, version ${e.version}`}`,
    detail: change === "updated" || change === "rolledBack"
      ? `Changed: ${Object.keys(e.undo ?? {}).join(", ")}.`
      : "",
    by: e.by,
    cause: "",
    version: e.version,
    before: change === "created" ? "" : text(e.version - 1),
    after: deleted ? "" : text(e.version),
    labelsBefore: [],
    labelsAfter: [],
    message: "",
    outcome: "",
  };
}

function pathRow(e: PathEntry, last: boolean, n: number): HistoryRow {
  const outcome = e.outcome === "waiting" && !last ? "superseded" : e.outcome;
  return {
    id: `path-${e.at}-${n}`,
    at: e.at,
    kind: "path",
    title: titleOf(e),
    detail: [causeWords(e), costWords(e), outcomeWords(e, outcome)].filter(Boolean).join(" "),
    by: "",
    cause: e.cause,
    before: "",
    after: "",
    labelsBefore: labelsIn(e.before),
    labelsAfter: labelsIn(e.after),
    preference: e.preference,
    message: e.message,
    outcome,
    ...given({ outcomeAt: e.outcomeAt || undefined }),
  };
}

/** Is it the last that was sent with this preference? */
const isLast = (lines: readonly Line[], i: number, e: PathEntry) =>
  !lines.slice(i + 1).some((l) => l.is === "path" && l.entry.preference === e.preference);

function titleOf({ preference, before, after, message, outcome }: PathEntry): string {
  if (outcome === "noPath") return `Candidate path ${preference} has no path`;
  if (after.length === 0) return message === "PCUpd" ? "Path taken away" : "LSP removed";
  const which = `Candidate path ${preference}: `;
  const from = before.length === 0 ? "" : `${stackWords(before, "/")} → `;
  return `${which}${from}${stackWords(after, "/")}`;
}

function causeWords({ cause, about }: PathEntry): string {
  switch (cause) {
    case "linkFailure":
      return `Link ${about} failed.`;
    case "optimisation":
      return "A better path.";
    case "pathFound":
      return "There is a path again.";
    case "topology":
      return "The network changed.";
    case "intent": {
      const [version, ...by] = about.split(" ");
      return version ? `Version ${version} of its intent, by ${by.join(" ")}.` : "Its first path.";
    }
    case "operator":
      return `Asked for by ${about}.`;
    case "router":
      return `${about.charAt(0).toUpperCase()}${about.slice(1)}.`;
    default:
      return `${cause}${about && `: ${about}`}.`;
  }
}

/** The numbers of an entry without a path are those of the one that was lost. */
function costWords({ outcome, cost: [igp, delay, hops] }: PathEntry): string {
  if (igp === undefined || igp === null) return "";
  const had = outcome === "noPath" ? "The path that was lost: " : "";
  const milliseconds = delay === undefined || delay === null ? "" : `, ${delay / 1000} ms`;
  return `${had}IGP ${igp}${milliseconds}, ${hops} ${hops === 1 ? "hop" : "hops"}.`;
}

function outcomeWords({ at, outcomeAt }: PathEntry, outcome: string): string {
  const after = outcomeAt > at ? ` after ${Math.round((outcomeAt - at) / 1000)} ms` : "";
  switch (outcome) {
    case "up":
      return `Reported up${after}.`;
    case "noPath":
      return "The list that stands is kept, unless onNoPath says otherwise.";
    case "waiting":
      return "Sent; the router has not said that it is up.";
    case "superseded":
      return "Replaced before the router said that it was up.";
    default:
      return `The router: ${outcome}${after}.`;
  }
}
