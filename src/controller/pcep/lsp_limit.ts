/**
 * A router that reports without end must not take the memory of all others: at a limit far above what routers have,
 * it is told that its report cannot be processed, and its session ends (RFC 8231 §5.6).
 */
import { errorMessage, type StateReport } from "../../pcep/codec/message.ts";
import type { Router } from "../state.ts";
import { note, type Turn } from "../turn.ts";
import { say } from "./outgoing.ts";
import { lspsOf, removeLsp } from "./reports.ts";
import type { PcepSessionState } from "./session.ts";
import { resetSession } from "./session_driver.ts";

/** Before a report is taken. False: the session is over. */
export function hasRoomFor(
  t: Turn,
  session: PcepSessionState,
  router: Router,
  report: StateReport,
): boolean {
  const lsps = t.s.lspsOf.get(router.id)?.size ?? 0;
  if (lsps < MOST_LSPS || report.remove) return true;
  const { symbolicPathName: name } = report;
  if (name === undefined && session.plspIds.has(report.plspId)) return true;
  if (t.s.lspByKey.has(`${router.id}/${name}`)) return true;
  if (forgetLeftOvers(t, session, router)) return true;
  say(t, session, errorMessage(20, 1, { plspIds: [report.plspId] }));
  note(t, {
    severity: "error",
    kind: "tooManyLsps",
    subject: `router ${router.name}`,
    title: `${router.name} reports more than ${MOST_LSPS} LSPs.`,
    detail:
      "It was told so by PCErr 20/1 and its session was closed; what it reported before stays as stale.",
  });
  resetSession(t, session, "it reports more LSPs than are kept of one router");
  return false;
}

/**
 * What it told in an earlier session, or under a PLSP-ID that means another LSP now, makes room: else who once told too
 * much could never again tell what it has. LSPs of policies stay. Answers whether there is room.
 */
function forgetLeftOvers(t: Turn, session: PcepSessionState, router: Router): boolean {
  const before = t.s.lsps.size;
  for (const lsp of lspsOf(t, router)) {
    const isNow = lsp.session === session.connection && lsp.plspId !== 0;
    if (!isNow && lsp.policy === undefined) removeLsp(t, lsp);
  }
  return t.s.lsps.size < before;
}

export const MOST_LSPS = 100_000;
