/** The log: one line per note of the core or word of the edge, for people or for machines. Nothing else prints. */
import { writeSync } from "node:fs";
import type { EventRow } from "../controller/view/view.ts";
import { plainText } from "../lib/plain_text.ts";

export type Severity = "info" | "warning" | "error";
export interface LogOptions {
  readonly level: Severity;
  readonly format: "text" | "json";
  readonly write?: (line: string) => void; // stderr when absent
}
/** What the edge itself has to say; notes of the core come as they are. */
export interface Log {
  note(note: EventRow): void;
  say(severity: Severity, subject: string, words: string): void;
  failure(doing: string, error: unknown): void;
}

export function createLog({ level, format, write = writeToStderr }: LogOptions): Log {
  const print = (entry: Entry) => {
    if (RANK[entry.severity] < RANK[level]) return;
    write(format === "json" ? JSON.stringify(entry) : textOf(entry));
  };
  return {
    note: ({ at, severity, kind, subject, title, detail }) =>
      print({ at: new Date(at / 1000).toISOString(), severity, kind, subject, title, detail }),
    say: (severity, subject, title) =>
      print({ at: new Date().toISOString(), severity, kind: "edge", subject, title, detail: "" }),
    failure: (doing, error) =>
      print({
        at: new Date().toISOString(),
        severity: "error",
        kind: "failure",
        subject: "cairn",
        title: doing,
        detail: error instanceof Error ? error.stack ?? error.message : String(error),
      }),
  };
}

interface Entry {
  readonly at: string;
  readonly severity: Severity;
  readonly kind: string;
  readonly subject: string;
  readonly title: string;
  readonly detail: string;
}

/** One line, whatever a router calls its LSPs; only what failed in the program itself has its stack below. */
function textOf({ at, severity, kind, subject, title, detail }: Entry): string {
  const more = detail && detail !== title ? `${/[.!?]$/.test(title) ? "" : ";"} ` : "";
  const said = more === "" ? "" : kind === "failure" ? detail : plainText(detail);
  return `${at} ${severity.padEnd(7)} ${plainText(subject)}: ${plainText(title)}${more}${said}`;
}

function writeToStderr(line: string): void {
  try {
    writeSync(2, `${line}\n`);
  } catch { // whoever read the log has gone; that is no reason to stop
  }
}
const RANK: Readonly<Record<Severity, number>> = { info: 0, warning: 1, error: 2 };
