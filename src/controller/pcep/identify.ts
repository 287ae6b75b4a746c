/**
 * Who is this PCC? The first that matches: a name of its certificate, the SPEAKER-ENTITY-ID of its Open, its
 * configured source address, an address that the topology or a document knows a router by, the sender in its
 * LSP-IDENTIFIERS. Else it is shown by its address, and nothing is sent to it (rules I.14).
 */
import type { Open, StateReport } from "../../pcep/codec/message.ts";
import type { RouterIntent } from "../../policy/intent.ts";
import { adoptReported } from "../routers/adopt.ts";
import { markRouter } from "../sending/lanes.ts";
import { findRouter, indexRouter, indexRouters, routerFromSession } from "../routers/routers.ts";
import type { Router } from "../state.ts";
import { touch, type Turn } from "../turn.ts";
import {
  BY_CERTIFICATE,
  BY_LSP,
  byAddress,
  byCertificate,
  byReports,
  bySender,
  bySpeaker,
  concernedBy,
  type Evidence,
  isKnown,
  isShared,
  PLAIN_SOURCE,
  rememberSpeaker,
  speakerIn,
} from "./evidence.ts";
import { UNKNOWN } from "./session_names.ts";
import { moveLsps } from "./moved_lsps.ts";
import { refuseSecond } from "./second_session.ts";
import { reopenSession } from "./session_driver.ts";
import { dropRecord, forgetFormer, weighAddress } from "./strangers.ts";
import { sessionName } from "./session_names.ts";
import type { PcepSessionState } from "./session.ts";

/** At the connection, by what is known before a word is said. */
export function identify(t: Turn, session: PcepSessionState): Router {
  const known = byCertificate(t, session) ?? byAddress(t, session) ?? asBefore(t, session);
  const { router, by } = known && isFree(t, known.router, session)
    ? known
    : { router: stranger(t, session), by: UNKNOWN };
  attach(t, session, router, by);
  doubtOthers(t, session);
  return router;
}

/** An address that only one PCC comes from: who it was in the session before is who it is. */
function asBefore(t: Turn, session: PcepSessionState): Evidence | undefined {
  const router = session.router === undefined ? undefined : t.s.routers.get(session.router);
  const proven = session.identifiedBy === BY_LSP && !session.shared;
  return router && proven && isKnown(t, router) ? { router, by: BY_LSP } : undefined;
}

/** Its certificate, once the handshake is done. False: the session is over, as another one of that router lives. */
export function identifyByCertificate(t: Turn, session: PcepSessionState): boolean {
  const known = byCertificate(t, session);
  return !known || settle(t, session, known);
}

/** Its Open. False: the session is over, because it is the second one of somebody. */
export function identifyByOpen(t: Turn, session: PcepSessionState, open: Open): boolean {
  const id = session.speaker = speakerIn(open);
  for (const other of id === undefined ? [] : t.s.pcep.values()) {
    const lives = other.id !== session.id && other.connection !== undefined;
    if (lives && other.speaker === id) {
      refuseSecond(t, session, sessionName(other));
      return false;
    }
  }
  if (session.identifiedBy === BY_CERTIFICATE) return true;
  const known = bySpeaker(t, id) ??
    (session.identifiedBy === UNKNOWN ? byAddress(t, session) : undefined);
  return !known || settle(t, session, known);
}

/** A report names its own address: that decides where nothing did before. False: as above. */
export function identifyByReport(
  t: Turn,
  session: PcepSessionState,
  report: StateReport,
): boolean {
  const weak = session.identifiedBy === PLAIN_SOURCE && session.shared;
  if (session.identifiedBy !== UNKNOWN && !weak) return true;
  const known = bySender(t, report);
  if (!known || (weak && known.router.id === session.router)) return true;
  return settle(t, session, known);
}

/** The topology tells more now: sessions that nobody was known for. */
export function identifyAgain(t: Turn): void {
  for (const session of unknown(t)) again(t, session);
}
/** Documents speak of sessions that nobody was known for. */
export function identifyByDocuments(t: Turn, intents: readonly RouterIntent[]): void {
  const isConcerned = concernedBy(intents);
  for (const session of unknown(t)) if (isConcerned(session)) again(t, session);
}
const unknown = (t: Turn): PcepSessionState[] =>
  [...t.s.pcep.values()].filter((s) => s.identifiedBy === UNKNOWN);

function again(t: Turn, session: PcepSessionState): void {
  if (session.connection === undefined) return; // asked when it comes back
  const known = byCertificate(t, session) ?? bySpeaker(t, session.speaker) ??
    byAddress(t, session) ?? byReports(t, session);
  if (known) settle(t, session, known);
}

/** Takes the evidence. False: the session is over, as another one of that router lives, or to be opened anew. */
function settle(t: Turn, session: PcepSessionState, { router, by }: Evidence): boolean {
  if (!isFree(t, router, session)) {
    refuseSecond(t, session, router.name);
    return false;
  }
  const before = session.router === undefined ? undefined : t.s.routers.get(session.router);
  attach(t, session, router, by);
  if (before && before.id !== router.id) leave(t, session, before, router);
  identified(t, session);
  adoptReported(t, router);
  markRouter(t, router); // also what was held because nobody knew it
  // Our Open may have said more, or less, than this router's mode allows. Behind a shared address it could say no
  // better the next time.
  if (!session.shared) reopenSession(t, session);
  return session.connection !== undefined;
}

/** Once it speaks and is known: its id is remembered, rows of its sessions before are forgotten. */
export function identified(t: Turn, session: PcepSessionState): void {
  const router = session.router === undefined ? undefined : t.s.routers.get(session.router);
  if (!router || session.identifiedBy === UNKNOWN || session.upAt === undefined) return;
  if (session.speaker !== undefined) rememberSpeaker(t, session.speaker, router);
  forgetFormer(t, session);
  weighAddress(t, session);
}

/** Somebody else's living session is not taken over. */
function isFree(t: Turn, router: Router, session: PcepSessionState): boolean {
  const holder = router.session === undefined ? undefined : t.s.pcep.get(router.session);
  return !holder || holder.id === session.id || holder.connection === undefined;
}

/** A second PCC from one address: that address alone says of nobody any more who it is. */
function doubtOthers(t: Turn, session: PcepSessionState): void {
  if (!session.shared) return;
  for (const other of t.s.pcep.values()) {
    const { id, peerAddress, identifiedBy, connection } = other;
    if (id === session.id || peerAddress !== session.peerAddress) continue;
    if (identifiedBy !== PLAIN_SOURCE || connection === undefined || !isShared(t, other)) continue;
    const said = byReports(t, other);
    other.identifiedBy = said && said.router.id === other.router ? BY_LSP : UNKNOWN;
    touch(t, "pcepSession", id);
    weighAddress(t, other);
    const router = t.s.routers.get(other.router ?? -1);
    if (router) markRouter(t, router);
  }
}

/** A record that stands for the connection alone. */
function stranger(t: Turn, session: PcepSessionState): Router {
  const before = session.router === undefined ? undefined : t.s.routers.get(session.router);
  const named = findRouter(t, sessionName(session));
  for (const router of [before, named]) {
    if (router && !isKnown(t, router) && isFree(t, router, session)) return router;
  }
  return routerFromSession(t, session.peerAddress, sessionName(session));
}

/** The router that the session was thought to be is left, with what was reported in this session. */
function leave(t: Turn, session: PcepSessionState, before: Router, router: Router): void {
  moveLsps(t, session, before, router, !isKnown(t, before));
  if (session.sync) session.sync.whole = false; // what else is known of this router was not compared
  if (before.session === session.id) before.session = undefined;
  if (!isKnown(t, before)) dropRecord(t, before);
  touch(t, "router", before.id);
}

function attach(t: Turn, session: PcepSessionState, router: Router, by: string): void {
  session.router = router.id;
  session.identifiedBy = by;
  router.session = session.id;
  if (!router.addresses.includes(session.peerAddress)) {
    const other = findRouter(t, session.peerAddress);
    router.addresses.push(session.peerAddress);
    if (other) indexRouters(t); // as a core that is loaded would
    else indexRouter(t, router);
  }
  touch(t, "router", router.id);
  touch(t, "pcepSession", session.id);
}
