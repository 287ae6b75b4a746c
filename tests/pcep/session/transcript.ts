/** Sessions as text: "second event -> state | effects", one line each. */
import assert from "node:assert/strict";
import {
  close,
  errorMessage,
  KEEPALIVE,
  type Message,
  NO_ATTRIBUTES,
  type Open,
  PLAIN_LSP,
  PLAIN_REPORT,
  plspId,
  START_TLS,
} from "../../../src/pcep/codec/message.ts";
import { type Effect, type Event, IDLE, type State, step } from "../../../src/pcep/session/fsm.ts";
import { DEFAULT } from "../../../src/pcep/profiles/default.ts";
import { type Local, openMessage, PCE } from "../../../src/pcep/session/open.ts";
import { WireError } from "../../../src/wire/error.ts";

const SECOND = 1_000_000;

export const peerOpen = (keepaliveSeconds: number, deadTimerSeconds: number): Open => ({
  kind: "open",
  keepaliveSeconds,
  deadTimerSeconds,
  sessionId: 7,
  tlvs: openMessage(PCE, DEFAULT).tlvs.filter(({ kind }) => kind === "statefulPceCapability"),
});
const open = peerOpen(30, 120);
const problem = {
  type: 10,
  value: 11,
  srpId: 5,
  requestId: 0,
  plspId: 3,
  detail: "x",
  kept: false,
} as const;
const update = {
  ...PLAIN_LSP,
  ...NO_ATTRIBUTES,
  plspId: plspId(7)!,
  srpId: 1,
  pathSetupType: 1,
  ero: [],
  segmentLists: [],
};

/** Messages by the names that transcripts use. */
export const MESSAGES: Record<string, Message> = {
  open,
  hastyOpen: peerOpen(0.5, 120), // faster than the minimum of one second; no wire carries it
  shortOpen: peerOpen(30, 10),
  quietOpen: peerOpen(0, 0),
  keepalive: KEEPALIVE,
  report: { kind: "report", reports: [{ ...PLAIN_REPORT, plspId: 7 }], problems: [] },
  badReport: { kind: "report", reports: [], problems: [problem] },
  update: { kind: "update", updates: [update], problems: [] },
  unknown: { kind: "unknown", type: 99, body: new Uint8Array() },
  startTls: START_TLS,
  draftStartTls: { kind: "unknown", type: 20, body: new Uint8Array() },
  ourself: {
    ...open,
    tlvs: [{ kind: "speakerEntityId", value: new TextEncoder().encode("cluster") }],
  },
  close: close(1),
  error: errorMessage(19, 3, { srpIds: [5] }),
  fatal: errorMessage(1, 1),
  counter: { ...errorMessage(1, 4), open: peerOpen(60, 240) },
  badCounter: { ...errorMessage(1, 4), open: peerOpen(60, 30) },
};

export function parse(line: string): Event {
  const [seconds, on, what] = line.trim().split(/\s+/) as [string, string, string];
  const at = Number(seconds) * SECOND;
  switch (on) {
    case "connected":
    case "disconnected":
    case "secured":
      return { at, on };
    case "received":
    case "submitted":
      return { at, on, message: MESSAGES[what] ?? fail(what) };
    case "expired":
      return { at, on, timer: what === "keepalive" ? "keepalive" : "patience" };
    case "rejected":
      return { at, on, type: 9, value: 0 };
    case "unknownRequest":
      return { at, on, requestId: Number(what) };
    case "malformed":
      return { at, on, error: new WireError("value", "open", 4, what ?? "bad octets") };
    default:
      return fail(line);
  }
}

const fail = (what: string): never => {
  throw new Error(`no such word: ${what}`);
};

function showMessage(message: Message): string {
  switch (message.kind) {
    case "error":
      return "error " + message.errors.map((e) => `${e.type}/${e.value}`).join("+") +
        (message.open
          ? ` open ${message.open.keepaliveSeconds}/${message.open.deadTimerSeconds}`
          : "");
    case "close":
      return `close ${message.reason}`;
    case "unknown":
      return `message ${message.type}`;
    case "open":
      return `open ${message.keepaliveSeconds}/${message.deadTimerSeconds}`;
    default:
      return message.kind;
  }
}

function show(e: Effect): string {
  switch (e.do) {
    case "send":
    case "deliver":
      return `${e.do} ${showMessage(e.message)}`;
    case "arm":
      return e.deadline === 0 ? `disarm ${e.timer}` : `arm ${e.timer} ${e.deadline / SECOND}`;
    case "ready":
      return `ready as ${e.profile.name}`;
    case "secure":
      return "secure";
    case "hangUp":
      return `hangUp "${e.why}"`;
  }
}

/** Feeds each line's event and compares the state and effects with what the line says. */
export function assertTranscript(text: string, local: Partial<Local> = {}): void {
  let state: State = IDLE;
  const lines = text.trim().split("\n").map((l) => l.trim().replace(/\s+/g, " "));
  const got = lines.map((line) => {
    const given = line.split(" -> ")[0]!;
    const [next, ...effects] = step(state, parse(given), { ...PCE, ...local });
    state = next;
    return `${given} -> ${next.is} | ${effects.map(show).join(", ")}`.trim();
  });
  assert.equal(got.join("\n"), lines.join("\n"));
}
