/** What a session that is up, is told or is lost means for its router and the LSP database. */
import { isEndOfSync } from "../../pcep/codec/decode.ts";
import type { Message, Open } from "../../pcep/codec/message.ts";
import type { Profile } from "../../pcep/profiles/profile.ts";
import { agreedLists, agreedSetupTypes } from "../../pcep/session/open.ts";
import { confirmBySessions } from "../gate/ted_guard.ts";
import { markRouter } from "../sending/lanes.ts";
import type { Router } from "../state.ts";
import { armAt, disarmNamed, note, touch, type Turn } from "../turn.ts";
import { alarm } from "../telling/alarms.ts";
import { takeErrors } from "./errors.ts";
import { identified, identify, identifyByReport } from "./identify.ts";
import { capabilitiesOf, flagsOf, msdOf } from "./open_words.ts";
import { heardOf, markStale, takeReport } from "./reports.ts";
import { overloadOver, takeNotification } from "./notifications.ts";
import { hasRoomFor } from "./lsp_limit.ts";
import { forgetQuestions, nameTold } from "./questions.ts";
import type { PcepSessionState } from "./session.ts";
import { forgetStrangers, weighAddress } from "./strangers.ts";
import {
  beginSync,
  heard,
  keepDatabase,
  syncEnded,
  syncWords,
  weighErrors,
  weighReport,
} from "./sync.ts";
import { takeRequests } from "./together.ts";

export function ready(
  t: Turn,
  session: PcepSessionState,
  peer: Open,
  sent: Open,
  profile: Profile,
): void {
  const mine = flagsOf(sent), theirs = flagsOf(peer);
  session.profile = { ...profile, segmentLists: agreedLists(sent, peer) };
  session.upAt = t.at;
  session.updates = mine.update && theirs.update;
  session.instantiates = mine.initiate && theirs.initiate;
  session.msd = msdOf(peer);
  session.setupTypes = agreedSetupTypes(sent, peer);
  session.capabilities = capabilitiesOf(peer);
  session.peerKeepaliveSeconds = peer.keepaliveSeconds;
  session.peerDeadTimerSeconds = peer.deadTimerSeconds;
  session.lastError = undefined;
  identified(t, session);
  const router = routerOf(t, session);
  const asItIs = beginSync(t, session, router, sent, peer);
  const { sync } = session;
  if (session.connection === undefined || !sync) return; // it has to be opened anew
  alarm(t, "sessionDown", `router ${router.name}`, "major", undefined);
  touch(t, "router", router.id);
  note(t, {
    severity: "info",
    kind: "sessionUp",
    subject: `router ${router.name}`,
    title: `PCEP session with ${router.name} is up.`,
    detail: `${profile.title}; ${session.capabilities.join(", ")}. ${syncWords(sync.agreed)}`,
  });
  if (asItIs) synchronised(t, session);
}

export function deliver(t: Turn, session: PcepSessionState, message: Message): void {
  switch (message.kind) {
    case "report":
      for (const report of message.reports) {
        if (isEndOfSync(report)) {
          syncEnded(t, session, report);
          synchronised(t, session);
        } else {
          if (!identifyByReport(t, session, report)) return; // it is over
          if (!weighReport(t, session, routerOf(t, session), report)) return;
          if (!hasRoomFor(t, session, routerOf(t, session), report)) return;
          if (report.sync && session.synchronised) nameTold(session, report);
          takeReport(t, session, routerOf(t, session), report);
          heard(session, report.plspId);
        }
      }
      break;
    case "request":
      takeRequests(t, session, message);
      break;
    case "notification":
      return takeNotification(t, session, routerOf(t, session), message);
    case "error":
      if (!weighErrors(t, session, message)) return;
      return takeErrors(t, session, routerOf(t, session), message);
  }
  if ("problems" in message && message.problems.length > 0) {
    session.malformed += message.problems.length;
    const router = routerOf(t, session);
    for (const problem of message.problems) {
      if (problem.kept) continue;
      heardOf(t, session, router, problem);
      heard(session, problem.plspId);
      if (session.sync) session.sync.whole = false; // what it said of that LSP is not here
    }
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
function synchronised(t: Turn, session: PcepSessionState): void {
  if (session.synchronised) return;
  session.synchronised = true;
  const grace = t.s.config.safety.syncGraceSeconds ?? session.profile.syncGraceSeconds;
  session.readyAt = t.at + grace * 1e6;
  armAt(t, `ready ${session.id}`, session.readyAt);
  markRouter(t, routerOf(t, session)); // what it waits for is another thing now
  weighAddress(t, session);
  touch(t, "router", session.router ?? -1);
}

export function lost(t: Turn, session: PcepSessionState, how: string): void {
  const { connection, closing } = session;
  const why = closing ?? how;
  if (connection === undefined) return;
  const wasUp = session.upAt !== undefined;
  t.s.pcepByConnection.delete(connection);
  t.caches.pcepFramers.delete(connection);
  session.connection = undefined;
  session.closing = undefined;
  session.upAt = undefined;
  session.synchronised = false;
  session.readyAt = undefined;
  session.partial = new Uint8Array(0);
  session.owed = [];
  session.owes = 0;
  session.outstanding.clear();
  forgetQuestions(t, session);
  overloadOver(t, session);
  session.lastError = why;
  session.since = t.at;
  for (const timer of ["patience", "keepalive"]) disarmNamed(t, `pcep ${timer} ${session.id}`);
  disarmNamed(t, `ready ${session.id}`);
  const router = routerOf(t, session);
  keepDatabase(t, session, router);
  forgetStrangers(t);
  weighAddress(t, session);
  markStale(t, router, connection);
  markRouter(t, router);
  confirmBySessions(t);
  touch(t, "router", router.id);
  if (!wasUp) return;
  note(t, {
    severity: closing === undefined ? "warning" : "info",
    kind: "sessionDown",
    subject: `router ${router.name}`,
    title: `No PCEP session with ${router.name}: ${why}.`,
    detail: "Its policies keep their last paths and cannot be moved until it is back.",
  });
  const text = `No PCEP session with ${router.name}: ${why}.`;
  alarm(t, "sessionDown", `router ${router.name}`, "major", text);
}

/** Always there: a session is somebody's from its first octet. */
function routerOf(t: Turn, session: PcepSessionState): Router {
  const router = session.router === undefined ? undefined : t.s.routers.get(session.router);
  return router ?? identify(t, session);
}
