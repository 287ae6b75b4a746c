/** Messages out: encoded for the peer, recorded, written whole as far as the socket takes them. */
import { decodeMessage } from "../../pcep/codec/decode.ts";
import { encodeMessage } from "../../pcep/codec/encode.ts";
import type { Message } from "../../pcep/codec/message.ts";
import type { Profile } from "../../pcep/profiles/profile.ts";
import { nextSrpId } from "../../pcep/session/srp_ids.ts";
import { type Errand, passage } from "../../policy/gate.ts";
import { wordsOf } from "../routers/routers.ts";
import type { Router } from "../state.ts";
import { logMessage } from "../telling/message_log.ts";
import type { Turn } from "../turn.ts";
import type { MessageRow } from "../view/view.ts";
import type { PcepSessionState } from "./session.ts";
import { drive, resetSession } from "./session_driver.ts";
import { pcepSummary } from "./summary.ts";

/** Something that changes a router: the only way out, and the gate is asked once more. */
export function sendChange(
  t: Turn,
  session: PcepSessionState,
  router: Router,
  policy: string,
  message: Message,
  errand: Errand = {},
): void {
  const pass = passage(t.s.gate, wordsOf(router), policy, errand);
  if (!pass.open) {
    throw new Error(`A ${message.kind} to ${router.name} met a closed gate: ${pass.why}`);
  }
  say(t, session, message);
}

/** Answers that are owed, and what the gate let through. */
export function say(t: Turn, session: PcepSessionState, message: Message): void {
  drive(t, session, { on: "submitted", message, at: t.at });
}

export function takeSrpId(session: PcepSessionState): number {
  session.lastSrpId = nextSrpId(session.lastSrpId);
  return session.lastSrpId;
}

export function write(
  t: Turn,
  session: PcepSessionState,
  message: Message,
  profile: Profile,
): void {
  if (session.connection === undefined) return;
  const bytes = encodeMessage(message, profile);
  record(t, session, "out", bytes, message, undefined);
  session.owed.push(bytes);
  session.owes += bytes.length;
  flush(t, session);
  if (session.owes > MOST_OWED) resetSession(t, session, "it does not take what it is told");
}

/** Each message goes out whole, in one write: some routers stop reading at a message in two pieces. */
export function flush(t: Turn, session: PcepSessionState): void {
  const { connection } = session;
  if (connection === undefined) return;
  while (session.owed.length > 0 && session.owed[0]!.length <= session.room) {
    const bytes = session.owed.shift()!;
    session.room -= bytes.length;
    session.owes -= bytes.length;
    t.effects.push({ do: "write", connection, bytes });
  }
}

export function record(
  t: Turn,
  session: PcepSessionState,
  direction: "in" | "out",
  bytes: Uint8Array,
  message: Message | undefined,
  error: string | undefined,
): void {
  const problems = message && "problems" in message ? message.problems.length : 0;
  logMessage(session.log, {
    at: t.at,
    direction,
    protocol: "pcep",
    type: message?.kind ?? "malformed",
    // What comes is many times more than anybody reads: its words are made when asked for.
    ...(direction === "in" && message ? {} : { summary: summaryOf(message, error) }),
    bytes,
    malformed: message === undefined || problems > 0,
  });
}

const summaryOf = (message: Message | undefined, error: string | undefined): string =>
  message ? pcepSummary(message) : `Cannot be read: ${error}.`;

/** The last messages of a session, oldest first. */
export const messagesOf = (session: PcepSessionState): MessageRow[] =>
  session.log.rows.map((row) => ({ ...row, summary: row.summary ?? summaryOfOctets(row.bytes) }));

function summaryOfOctets(bytes: Uint8Array): string {
  try {
    return pcepSummary(decodeMessage(bytes));
  } catch (error) { // it could be read when it came
    return summaryOf(undefined, error instanceof Error ? error.message : String(error));
  }
}

const MOST_OWED = 1 << 20; // octets of answers that a router does not take
