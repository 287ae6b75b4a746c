/** Drives the PCEP sessions: bytes and timers to the state machine, what it answers to sockets and the LSP database. */
import { Framer } from "../../pcep/codec/framer.ts";
import { decodeMessage, isEndOfSync } from "../../pcep/codec/decode.ts";
import { encodeMessage } from "../../pcep/codec/encode.ts";
import { close, errorMessage, type Message, type Open } from "../../pcep/codec/message.ts";
import { detectProfile } from "../../pcep/profiles/detect.ts";
import { type Profile, type ProfileName } from "../../pcep/profiles/profile.ts";
import { type Effect, type Event, IDLE, step } from "../../pcep/session/fsm.ts";
import { type Local, openMessage, PCE } from "../../pcep/session/open.ts";
import { firstSrpId, nextSrpId } from "../../pcep/session/srp_ids.ts";
import { passage } from "../../policy/gate.ts";
import { WireError } from "../../wire/error.ts";
import { nextUint32 } from "../../lib/random.ts";
import { dropFinished, markRouter } from "../lanes.ts";
import { emptyLog, logMessage } from "../message_log.ts";
import { routerMode } from "../routers.ts";
import type { Router } from "../state.ts";
import { alarm, armAt, disarmNamed, note, touch, type Turn } from "../turn.ts";
import { takeErrors } from "./errors.ts";
import { identify, identifyByReport } from "./identify.ts";
import { capabilitiesOf, flagsOf, msdOf } from "./open_words.ts";
import { markStale, purgeStale, takeReport } from "./reports.ts";
import { takeRequest } from "./requests.ts";
import type { PcepSessionState } from "./session.ts";
import { pcepSummary, unknownIn } from "./summary.ts";

export function sessionOpened(t: Turn, connection: number, address: string, port: number): void {
  const known = [...t.s.pcep.values()].find((s) => s.peerAddress === address);
  if (known?.connection !== undefined) { // RFC 5440 §4.2.1: one session at a time
    t.s.refusals.set(connection, encodeMessage(errorMessage(9, 0), known.profile));
    return;
  }
  const configured = t.s.config.pcep.peers.some((p) => p.address === address);
  if (t.s.config.pcep.unknownPeers === "refuse" && !configured) {
    t.effects.push({ do: "close", connection, why: `${address} is not a configured PCEP peer.` });
    return;
  }
  const session = known ?? newSession(t, address);
  session.peerPort = port;
  session.connection = connection;
  session.room = 0;
  session.owed = [];
  session.outstanding.clear();
  session.lastSrpId = firstSrpId(nextUint32(t.s.random));
  t.s.pcepByConnection.set(connection, session.id);
  t.caches.pcepFramers.set(connection, new Framer());
  t.s.nextSessionId = (t.s.nextSessionId + 1) & 255;
  session.sessionId = t.s.nextSessionId;
  identify(t, session);
  drive(t, session, { on: "connected", at: t.at });
}

export function sessionClosed(t: Turn, session: PcepSessionState, why: string): void {
  lost(t, session, why);
  drive(t, session, { on: "disconnected", at: t.at });
}

export function sessionReceived(t: Turn, session: PcepSessionState, bytes: Uint8Array): void {
  const framer = t.caches.pcepFramers.get(session.connection ?? -1);
  if (!framer) return;
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
  purgeStale(t, router, session.connection);
  markRouter(t, router);
  dropFinished(t, router);
  touch(t, "pcepSession", session.id);
}

export function resetSession(t: Turn, session: PcepSessionState, why: string): void {
  if (session.connection === undefined) return;
  session.lastError = why;
  drive(t, session, { on: "submitted", message: close(1), at: t.at });
}

/** After a change of mode: what our Open says is other than it was, so it has to be said again. */
export function reopenSession(t: Turn, session: PcepSessionState): void {
  if (session.fsm.is !== "up") return;
  const now = flagsOf(openMessage(localOf(t, session), session.profile));
  const said = flagsOf(session.fsm.sent);
  if (now.update === said.update && now.initiate === said.initiate) return;
  resetSession(t, session, "the mode changed, so the capabilities are said again");
}

/** Something that changes a router: the only way out, and the gate is asked once more. */
export function sendChange(
  t: Turn,
  session: PcepSessionState,
  router: string,
  policy: string,
  message: Message,
): void {
  const pass = passage(t.s.gate, router, policy);
  if (!pass.open) throw new Error(`A ${message.kind} to ${router} met a closed gate: ${pass.why}`);
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

function take(t: Turn, session: PcepSessionState, raw: Uint8Array): void {
  let message: Message;
  try {
    message = decodeMessage(raw);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    session.malformed++;
    record(t, session, "in", raw, undefined, error.message);
    return drive(t, session, { on: "malformed", error, at: t.at });
  }
  session.unknownKept += unknownIn(message);
  record(t, session, "in", raw, message, undefined);
  drive(t, session, { on: "received", message, at: t.at });
}

function drive(t: Turn, session: PcepSessionState, event: Event): void {
  const before = session.fsm.is;
  const [state, ...effects] = step(session.fsm, event, localOf(t, session));
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
    case "secure": // StartTLS is only offered where the edge can do it
      return;
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

function ready(t: Turn, session: PcepSessionState, peer: Open, sent: Open, profile: Profile): void {
  const mine = flagsOf(sent), theirs = flagsOf(peer);
  session.profile = profile;
  session.upAt = t.at;
  session.updates = mine.update && theirs.update;
  session.instantiates = mine.initiate && theirs.initiate;
  session.msd = msdOf(peer);
  session.capabilities = capabilitiesOf(peer);
  session.peerKeepaliveSeconds = peer.keepaliveSeconds;
  session.peerDeadTimerSeconds = peer.deadTimerSeconds;
  session.lastError = undefined;
  const router = routerOf(t, session);
  alarm(t, "sessionDown", `router ${router.name}`, "major", undefined);
  touch(t, "router", router.id);
  note(t, {
    severity: "info",
    kind: "sessionUp",
    subject: `router ${router.name}`,
    title: `PCEP session with ${router.name} is up.`,
    detail: `${profile.title}; ${session.capabilities.join(", ")}.`,
  });
}

function deliver(t: Turn, session: PcepSessionState, message: Message): void {
  switch (message.kind) {
    case "report":
      for (const report of message.reports) {
        if (isEndOfSync(report)) endOfSync(t, session);
        else {
          identifyByReport(t, session, report);
          takeReport(t, session, routerOf(t, session), report);
        }
      }
      break;
    case "request":
      for (const request of message.requests) {
        takeRequest(t, session, routerOf(t, session), request);
      }
      break;
    case "error":
      return takeErrors(t, session, routerOf(t, session), message);
  }
  if ("problems" in message && message.problems.length > 0) {
    session.malformed += message.problems.length;
    const router = routerOf(t, session);
    note(t, {
      severity: "warning",
      kind: "malformed",
      subject: `router ${router.name}`,
      title: `Part of a ${message.kind} of ${router.name} could not be taken.`,
      detail: message.problems.map((p) => p.detail).join("; "),
    });
  }
}

/** RFC 8231 §5.6. Some routers report late, so changes wait for the profile's grace. */
function endOfSync(t: Turn, session: PcepSessionState): void {
  if (session.synchronised) return;
  session.synchronised = true;
  const grace = t.s.config.safety.syncGraceSeconds ?? session.profile.syncGraceSeconds;
  session.readyAt = t.at + grace * 1e6;
  armAt(t, `ready ${session.id}`, session.readyAt);
  touch(t, "router", session.router ?? -1);
}

function lost(t: Turn, session: PcepSessionState, why: string): void {
  const { connection } = session;
  if (connection === undefined) return;
  const wasUp = session.upAt !== undefined;
  t.s.pcepByConnection.delete(connection);
  t.caches.pcepFramers.delete(connection);
  session.connection = undefined;
  session.upAt = undefined;
  session.synchronised = false;
  session.readyAt = undefined;
  session.partial = new Uint8Array(0);
  session.owed = [];
  session.outstanding.clear();
  session.lastError = why;
  session.since = t.at;
  for (const timer of ["patience", "keepalive"]) disarmNamed(t, `pcep ${timer} ${session.id}`);
  disarmNamed(t, `ready ${session.id}`);
  const router = routerOf(t, session);
  markStale(t, router);
  markRouter(t, router);
  touch(t, "router", router.id);
  if (!wasUp) return;
  note(t, {
    severity: "warning",
    kind: "sessionDown",
    subject: `router ${router.name}`,
    title: `No PCEP session with ${router.name}: ${why}.`,
    detail: "Its policies keep their last paths and cannot be moved until it is back.",
  });
  const text = `No PCEP session with ${router.name}: ${why}.`;
  alarm(t, "sessionDown", `router ${router.name}`, "major", text);
}

function write(t: Turn, session: PcepSessionState, message: Message, profile: Profile): void {
  if (session.connection === undefined) return;
  const bytes = encodeMessage(message, profile);
  record(t, session, "out", bytes, message, undefined);
  session.owed.push(bytes);
  flush(t, session);
  if (session.owed.reduce((n, b) => n + b.length, 0) > MOST_OWED) {
    drive(t, session, { on: "rejected", type: 1, value: 1, at: t.at });
  }
}

/** Each message goes out whole, in one write: some routers stop reading at a message in two pieces. */
function flush(t: Turn, session: PcepSessionState): void {
  const { connection } = session;
  if (connection === undefined) return;
  while (session.owed.length > 0 && session.owed[0]!.length <= session.room) {
    const bytes = session.owed.shift()!;
    session.room -= bytes.length;
    t.effects.push({ do: "write", connection, bytes });
  }
}

function record(
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
    summary: message ? pcepSummary(message) : `Cannot be read: ${error}.`,
    bytes,
    malformed: message === undefined || problems > 0,
  });
}

function newSession(t: Turn, address: string): PcepSessionState {
  const session: PcepSessionState = {
    id: t.s.nextPcep++,
    peerAddress: address,
    peerPort: 0,
    connection: undefined,
    sessionId: 0,
    partial: new Uint8Array(0),
    fsm: IDLE,
    profile: detectProfile(undefined, configuredProfile(t, address)),
    router: undefined,
    identifiedBy: "",
    since: t.at,
    upAt: undefined,
    synchronised: false,
    readyAt: undefined,
    msd: undefined,
    updates: false,
    instantiates: false,
    capabilities: [],
    peerKeepaliveSeconds: undefined,
    peerDeadTimerSeconds: undefined,
    room: 0,
    owed: [],
    lastSrpId: 0,
    outstanding: new Map(),
    log: emptyLog(),
    errorsReceived: 0,
    malformed: 0,
    unknownKept: 0,
    lastError: undefined,
  };
  t.s.pcep.set(session.id, session);
  return session;
}

/** In observe our Open asks for nothing (RFC 8231 §5.4): nothing can be delegated to us then. */
function localOf(t: Turn, session: PcepSessionState): Local {
  const { pcep } = t.s.config;
  const router = session.router === undefined ? undefined : t.s.routers.get(session.router);
  const steers = (router ? routerMode(t.s, router) : t.s.gate.mode) === "control";
  return {
    ...PCE,
    sessionId: session.sessionId,
    keepaliveSeconds: pcep.keepaliveSeconds,
    deadTimerSeconds: pcep.deadTimerSeconds,
    profile: configuredProfile(t, session.peerAddress),
    capabilities: { ...PCE.capabilities, update: steers, initiate: steers, pathSetupTypes: [0, 1] },
  };
}

function configuredProfile(t: Turn, address: string): ProfileName | "auto" {
  const peer = t.s.config.pcep.peers.find((p) => p.address === address)?.profile;
  if (peer !== undefined) return peer;
  for (const { intent } of t.s.declared.routers.values()) {
    if (intent.pcep.sourceAddress === address || intent.address === address) {
      return profileName(intent.pcep.profile);
    }
  }
  return "auto";
}
const profileName = (name: string | undefined): ProfileName | "auto" =>
  NAMES.find((known) => known === name) ?? "auto";
const NAMES: readonly ProfileName[] = ["default", "frr", "ios-xr", "junos", "sr-os", "vrp"];

/** Always there: a session is somebody's from its first octet. */
function routerOf(t: Turn, session: PcepSessionState): Router {
  const router = session.router === undefined ? undefined : t.s.routers.get(session.router);
  return router ?? identify(t, session);
}

const MOST_OWED = 1 << 20; // octets of answers that a router does not take
