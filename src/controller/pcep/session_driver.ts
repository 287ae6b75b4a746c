/** Drives the PCEP sessions: bytes and timers to the state machine, what it answers to sockets and the LSP database. */
import { nextUint32 } from "../../lib/random.ts";
import { decodeMessage } from "../../pcep/codec/decode.ts";
import { Framer } from "../../pcep/codec/framer.ts";
import { close, type Message } from "../../pcep/codec/message.ts";
import { type Effect, type Event, step } from "../../pcep/session/fsm.ts";
import { openMessage, PCE } from "../../pcep/session/open.ts";
import { firstSrpId } from "../../pcep/session/srp_ids.ts";
import { WireError } from "../../wire/error.ts";
import { toldAll } from "../gate/guarded_plan.ts";
import { markRouter } from "../sending/lanes.ts";
import { dropFinished } from "../intent/policies.ts";
import type { What } from "../step.ts";
import { armAt, disarmNamed, touch, type Turn } from "../turn.ts";
import { deliver, lost, ready } from "./deliver.ts";
import { admittedFrom } from "./evidence.ts";
import { identify, identifyByOpen } from "./identify.ts";
import { localOf, newSession } from "./local.ts";
import { flagsOf } from "./open_words.ts";
import { flush, record, write } from "./outgoing.ts";
import { purgeStale } from "./reports.ts";
import { refuseConnection } from "./second_session.ts";
import { isAdmitted, secure, takeForTls } from "./securing.ts";
import type { PcepSessionState } from "./session.ts";
import { unknownIn } from "./summary.ts";
import { syncSettled } from "./sync.ts";

type Opened = Extract<What, { readonly on: "opened" }>;

export function sessionOpened(t: Turn, { connection, peer, proof, certificate }: Opened): void {
  const { address, port } = peer;
  const here = [...t.s.pcep.values()].filter((s) => s.peerAddress === address);
  const admitted = admittedFrom(t, address), shared = admitted > 1;
  const living = here.filter((s) => s.connection !== undefined);
  if (living.length >= admitted) return refuseConnection(t, connection, living[0]!); // RFC 5440 §4.2.1
  const known = here.find((s) =>
    s.connection === undefined && s.shared === shared && (!shared || s.peerPort === port)
  );
  const configured = t.s.config.pcep.peers.some((p) => p.address === address);
  if (t.s.config.pcep.unknownPeers === "refuse" && !configured) {
    t.effects.push({ do: "close", connection, why: `${address} is not a configured PCEP peer.` });
    return;
  }
  const session = known ?? newSession(t, address, port, shared);
  session.peerPort = port;
  session.speaker = undefined;
  session.connection = connection;
  session.proof = proof;
  session.certificate = certificate;
  session.room = 0;
  session.needs = 0;
  session.owed = [];
  session.owes = 0;
  session.outstanding.clear();
  session.plspIds.clear();
  session.complaints.clear();
  session.lastSrpId = firstSrpId(nextUint32(t.s.random));
  t.s.pcepByConnection.set(connection, session.id);
  t.caches.pcepFramers.set(connection, new Framer());
  t.s.nextSessionId = (t.s.nextSessionId + 1) & 255;
  session.sessionId = t.s.nextSessionId;
  identify(t, session);
  if (certificate && !isAdmitted(t, session, certificate)) return;
  drive(t, session, { on: "connected", at: t.at });
}

export function sessionClosed(t: Turn, session: PcepSessionState, why: string): void {
  lost(t, session, why);
  drive(t, session, { on: "disconnected", at: t.at });
}

export function sessionReceived(t: Turn, session: PcepSessionState, bytes: Uint8Array): void {
  const framer = t.caches.pcepFramers.get(session.connection ?? -1);
  if (!framer || takeForTls(t, session, bytes)) return;
  framer.push(bytes);
  for (let raw = framer.next(); raw; raw = framer.next()) {
    if (session.connection === undefined) return; // an earlier one ended the session
    if (raw instanceof WireError) {
      session.malformed++;
      return drive(t, session, { on: "malformed", error: raw, at: t.at });
    }
    take(t, session, raw);
  }
  touch(t, "pcepSession", session.id);
}

export function sessionRoom(t: Turn, session: PcepSessionState, octets: number): void {
  session.room += octets;
  flush(t, session);
}

/** Deadlines "pcep <timer> <session>". */
export function sessionTimer(
  t: Turn,
  session: PcepSessionState,
  timer: "patience" | "keepalive",
): void {
  drive(t, session, { on: "expired", timer, at: t.at });
}

/** Deadline "ready <session>": the grace for late reports is over; what was not told again is gone. */
export function sessionReady(t: Turn, session: PcepSessionState): void {
  const router = session.router === undefined ? undefined : t.s.routers.get(session.router);
  if (!router || session.connection === undefined) return;
  purgeStale(t, router, session.connection, syncSettled(t, session));
  markRouter(t, router);
  toldAll(t, router);
  dropFinished(t, router);
  touch(t, "pcepSession", session.id);
}

export function resetSession(t: Turn, session: PcepSessionState, why: string): void {
  if (session.connection === undefined) return;
  session.closing = why;
  drive(t, session, { on: "submitted", message: close(1), at: t.at });
}

/** After a change of mode: what our Open says is other than it was, so it has to be said again. */
export function reopenSession(t: Turn, session: PcepSessionState): void {
  const { fsm } = session;
  if (fsm.is === "idle" || fsm.is === "securing" || !fsm.sent) return; // our Open is still to be said
  const now = flagsOf(openMessage(localOf(t, session), fsm.profile));
  const said = flagsOf(fsm.sent);
  if (now.update === said.update && now.initiate === said.initiate) return;
  resetSession(t, session, "the mode is another, so the capabilities are said again");
}

export function take(t: Turn, session: PcepSessionState, raw: Uint8Array): void {
  let message: Message;
  try {
    message = decodeMessage(raw, session.profile);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    session.malformed++;
    record(t, session, "in", raw, undefined, error.message);
    return drive(t, session, { on: "malformed", error, at: t.at });
  }
  session.unknownKept += unknownIn(message);
  record(t, session, "in", raw, message, undefined);
  if (message.kind === "open" && session.fsm.is !== "up") {
    if (!identifyByOpen(t, session, message)) return; // it is over
  }
  drive(t, session, { on: "received", message, at: t.at });
}

export function drive(t: Turn, session: PcepSessionState, event: Event): void {
  const before = session.fsm.is;
  // Once it is up, nothing of what we would offer matters but that we are the PCE.
  const local = before === "up" ? PCE : localOf(t, session);
  const [state, ...effects] = step(session.fsm, event, local);
  session.fsm = state;
  if (state.is !== before) session.since = t.at;
  for (const effect of effects) carryOut(t, session, effect);
  touch(t, "pcepSession", session.id);
}

function carryOut(t: Turn, session: PcepSessionState, effect: Effect): void {
  switch (effect.do) {
    case "send":
      return write(t, session, effect.message, effect.profile);
    case "arm": {
      const name = `pcep ${effect.timer} ${session.id}`;
      return effect.deadline === 0 ? disarmNamed(t, name) : armAt(t, name, effect.deadline);
    }
    case "ready":
      return ready(t, session, effect.peer, effect.sent, effect.profile);
    case "secure":
      return secure(t, session, t.caches.pcepFramers.get(session.connection ?? -1));
    case "hangUp": {
      const { connection } = session;
      if (connection === undefined) return;
      lost(t, session, effect.why);
      t.effects.push({ do: "close", connection, why: effect.why });
      return;
    }
    case "deliver":
      return deliver(t, session, effect.message);
  }
}
