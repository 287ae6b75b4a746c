/**
 * PCEP messages: one row per type.
 *
 * @see https://www.iana.org/assignments/pcep/pcep.xhtml#pcep-messages
 */
export interface MessageRow {
  readonly type: number;
  readonly name: string;
  readonly ref: string;
  /** Whose it is, where the number is not IANA's. */
  readonly quirk?: string;
}
const row = (type: number, name: string, ref: string, quirk?: string): MessageRow => ({
  type,
  name,
  ref,
  ...(quirk !== undefined && { quirk }),
});

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

/** Other numbers of messages that the codec has a form for; they go out by IANA's. */
export const MESSAGE_ALIASES = {
  startTls: row(20, "StartTLS (early)", "RFC 8253 §3.2", "OpenDaylight"),
} as const satisfies Partial<Record<keyof typeof MESSAGES, MessageRow>>;

/** Known by name only: shown with their objects, answered with PCErr 2/0. */
export const NAMED_ONLY: readonly MessageRow[] = [
  row(8, "PCMonReq", "RFC 5886 §3.1"),
  row(9, "PCMonRep", "RFC 5886 §3.2"),
  row(224, "PCEP-LS report", "draft-dhodylee-pce-pcep-ls", "ONOS"),
  row(225, "label report", "draft-zhao-pce-pcep-extension-for-pce-controller", "ONOS"),
  row(226, "label update", "draft-zhao-pce-pcep-extension-for-pce-controller", "ONOS"),
  row(252, "experimental message 252", "RFC 8356 §3"),
  row(253, "experimental message 253", "RFC 8356 §3"),
  row(254, "experimental message 254", "RFC 8356 §3"),
  row(255, "experimental message 255", "RFC 8356 §3"),
];

export type KnownMessageKind = keyof typeof MESSAGES;

const KINDS: (KnownMessageKind | undefined)[] = [];
const ROWS: (MessageRow | undefined)[] = [];
for (const [kind, r] of [...Object.entries(MESSAGES), ...Object.entries(MESSAGE_ALIASES)]) {
  KINDS[r.type] = kind as KnownMessageKind;
  ROWS[r.type] = r;
}
for (const r of NAMED_ONLY) ROWS[r.type] = r;

export const messageKind = (type: number): KnownMessageKind | undefined => KINDS[type];
export const messageRow = (type: number): MessageRow | undefined => ROWS[type];
