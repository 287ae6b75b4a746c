/**
 * The history of one policy as text, one JSON line an entry: a tenth of what objects would take, and kept in the store
 * as it is. Only what is shown is ever read. ASCII where it can be: such strings take one octet a character.
 */
import type { Outcome } from "../../policy/records.ts";

/** A version of the intent, and the way back to the one before. */
export interface IntentEntry {
  readonly at: number;
  readonly version: number;
  readonly by: string;
  readonly change: string; // created, updated, deleted, rolledBack
  readonly undo: unknown; // of undo.ts; of a deletion the whole intent
}
/** A path that was sent, and what came of it. */
export interface PathEntry {
  readonly at: number;
  readonly preference: number;
  readonly message: string; // PCInitiate, PCUpd; "": nothing was sent
  readonly cause: string; // linkFailure, optimisation, intent, operator, router, topology …
  readonly about: string; // the link, who, or why
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly cost: readonly (number | null)[]; // IGP metric, delay in microseconds, hops
  readonly outcome: Outcome | "noPath";
  readonly outcomeAt: number; // 0: not known yet
}
export type Line = { readonly is: "intent"; readonly entry: IntentEntry } | {
  readonly is: "path";
  readonly entry: PathEntry;
};

export const intentLine = (e: IntentEntry): string =>
  JSON.stringify(["i", e.at, e.version, e.by, e.change, e.undo]);
export const pathLine = (e: PathEntry): string =>
  JSON.stringify([
    "p",
    e.at,
    e.preference,
    e.message,
    e.cause,
    e.about,
    e.before,
    e.after,
    e.cost,
    e.outcome,
    e.outcomeAt,
  ]);

/** Oldest first. */
export const linesOf = (text: string): Line[] =>
  text === "" ? [] : text.split("\n").flatMap((line) => readLine(line) ?? []);

/** undefined: the row was damaged there, and the rest of it is still good. */
function readLine(line: string): Line | undefined {
  try {
    return lineOf(JSON.parse(line) as never[]); // our own
  } catch {
    return undefined;
  }
}
function lineOf(fields: readonly never[]): Line {
  const [is, at] = fields;
  if (is === "i") {
    const [, , version, by, change, undo] = fields;
    return { is: "intent", entry: { at, version, by, change, undo } as unknown as IntentEntry };
  }
  const [, , preference, message, cause, about, before, after, cost, outcome, outcomeAt] = fields;
  const entry = { at, preference, message, cause, about, before, after, cost, outcome, outcomeAt };
  return { is: "path", entry: entry as unknown as PathEntry };
}

/** Why there is no path, if that was the last that became of it: "linkFailure paris--lyon". */
export function causeOfLoss(text: string): string | undefined {
  const line = text.slice(text.lastIndexOf('["p"'));
  if (!line.includes('"noPath"')) return undefined;
  const last = readLine(line.split("\n")[0]!);
  return last?.is === "path" ? `${last.entry.cause} ${last.entry.about}` : undefined;
}

/** With one more; of each kind the last ten stay. */
export function withLine(text: string, line: string): string {
  const lines = text === "" ? [] : text.split("\n");
  const kind = line.slice(0, KIND);
  if (lines.filter((each) => each.startsWith(kind)).length >= MOST) {
    lines.splice(lines.findIndex((each) => each.startsWith(kind)), 1);
  }
  lines.push(line);
  return lines.join("\n");
}

/** What became of the last path that was sent with this preference. */
export function withOutcome(
  text: string,
  preference: number,
  outcome: PathEntry["outcome"],
  at: number,
): string {
  const lines = text.split("\n");
  for (let i = lines.length - 1; i >= 0; i--) {
    if (!lines[i]!.startsWith('["p"')) continue;
    const line = readLine(lines[i]!);
    if (line?.is !== "path" || line.entry.preference !== preference) continue;
    lines[i] = pathLine({ ...line.entry, outcome, outcomeAt: at });
    return lines.join("\n");
  }
  return text;
}

/** As JSON for the store, and back; lines have no line feed in them. */
export const rowText = (text: string): string => `[${text.replaceAll("\n", ",\n")}]`;
export const textOfRow = (value: string): string => value.slice(1, -1).replaceAll(",\n", "\n");

const KIND = 4; // ["i"
const MOST = 10;
