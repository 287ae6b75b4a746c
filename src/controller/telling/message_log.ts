/** The last messages of a session, some 200 and 64 KB of them at most; with a thousand sessions that is 64 MB. */
import type { MessageRow } from "../view/view.ts";

/** Without `summary` where it is made of the octets when somebody asks. */
export type LoggedMessage = Omit<MessageRow, "summary"> & { readonly summary?: string };

export interface MessageLog {
  rows: LoggedMessage[];
  octets: number;
  received: number;
  sent: number;
  receivedOctets: number;
  sentOctets: number;
}
export const emptyLog = (): MessageLog => ({
  rows: [],
  octets: 0,
  received: 0,
  sent: 0,
  receivedOctets: 0,
  sentOctets: 0,
});

export function logMessage(log: MessageLog, row: Omit<LoggedMessage, "n">): void {
  if (row.direction === "in") {
    log.received++;
    log.receivedOctets += row.bytes.length;
  } else {
    log.sent++;
    log.sentOctets += row.bytes.length;
  }
  log.rows.push({ ...row, n: log.received + log.sent });
  log.octets += row.bytes.length;
  if (log.rows.length > MOST_ROWS || log.octets > MOST_OCTETS) trim(log);
}

function trim(log: MessageLog): void {
  let from = Math.max(0, log.rows.length - KEEP_ROWS);
  let octets = log.octets;
  for (let i = 0; i < from; i++) octets -= log.rows[i]!.bytes.length;
  while (octets > KEEP_OCTETS && from < log.rows.length - 1) {
    octets -= log.rows[from++]!.bytes.length;
  }
  log.rows = log.rows.slice(from);
  log.octets = octets;
}

const MOST_ROWS = 240, KEEP_ROWS = 200; // trimmed now and then, not at every message
const MOST_OCTETS = 72 << 10, KEEP_OCTETS = 64 << 10;
