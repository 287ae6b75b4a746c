/**
 * PCEP messages: one row per type.
 *
 * @see https://www.iana.org/assignments/pcep/pcep.xhtml#pcep-messages
 */
export interface MessageRow {
  readonly type: number;
  readonly name: string;
  readonly ref: string;
}
const row = (type: number, name: string, ref: string): MessageRow => ({ type, name, ref });

/** Those the codec has a form for, by the `kind` of the decoded message. */
export const MESSAGES = {
  open: row(1, "Open", "RFC 5440 §6.2"),
  keepalive: row(2, "Keepalive", "RFC 5440 §6.3"),
  request: row(3, "PCReq", "RFC 5440 §6.4"),
  reply: row(4, "PCRep", "RFC 5440 §6.5"),
  notification: row(5, "PCNtf", "RFC 5440 §6.6"),
  error: row(6, "PCErr", "RFC 5440 §6.7"),
  close: row(7, "Close", "RFC 5440 §6.8"),
  report: row(10, "PCRpt", "RFC 8231 §6.1"),
  update: row(11, "PCUpd", "RFC 8231 §6.2"),
  initiate: row(12, "PCInitiate", "RFC 8281 §5.1"),
  startTls: row(13, "StartTLS", "RFC 8253 §3.2"),
} as const satisfies Record<string, MessageRow>;

/** Known by name only: shown as such, answered with PCErr 2/0. */
export const NAMED_ONLY: readonly MessageRow[] = [
  row(8, "PCMonReq", "RFC 5886 §3.1"),
  row(9, "PCMonRep", "RFC 5886 §3.2"),
];

export type KnownMessageKind = keyof typeof MESSAGES;

const KINDS: (KnownMessageKind | undefined)[] = [];
const ROWS: (MessageRow | undefined)[] = [];
for (const [kind, r] of Object.entries(MESSAGES)) {
  KINDS[r.type] = kind as KnownMessageKind;
  ROWS[r.type] = r;
}
for (const r of NAMED_ONLY) ROWS[r.type] = r;

export const messageKind = (type: number): KnownMessageKind | undefined => KINDS[type];
export const messageRow = (type: number): MessageRow | undefined => ROWS[type];
