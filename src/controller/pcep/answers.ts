/**
 * Which request a report or an error answers, and what became of it. SRP-IDs mean something only within the session
 * that they were issued in, and nothing in a report of the synchronisation: some routers repeat old ones (rules I.3).
 */
import type { StateReport } from "../../pcep/codec/message.ts";
import { LSP_ERROR_CODES } from "../../pcep/registry/codes.ts";
import { acknowledges } from "../../pcep/session/srp_ids.ts";
import type { Lane, Lsp, Policy, Sent } from "../../policy/records.ts";
import { sameLists } from "../../policy/segment_lists.ts";
import { type Reaction, reactionToReported, retryAfter } from "../../policy/refusals.ts";
import { touch, type Turn } from "../turn.ts";
import type { PcepSessionState } from "./session.ts";

export interface Answered {
  readonly policy: Policy;
  readonly lane: Lane;
  readonly discriminator: number;
}

/**
 * Any report with the SRP-ID of a request about this LSP, or a later one of this session (RFC 8231 §5.8.3). A creation
 * has no LSP yet: what is reported with its SRP-ID is its answer, whatever the name.
 */
export function acknowledge(
  t: Turn,
  session: PcepSessionState,
  lsp: Lsp | undefined,
  report: StateReport,
): Answered | undefined {
  const { srpId } = report;
  if (srpId === 0 || report.sync) return undefined;
  const answered = requestOf(t, session, srpId, report.plspId) ?? earlierOf(t, session, lsp, srpId);
  if (!answered) return undefined;
  const { sent } = answered.lane;
  giveBack(session, answered.discriminator, sent?.srpId ?? srpId);
  if (sent && (sent.outcome === "waiting" || sent.outcome === "timeout")) {
    sent.outcome = "acknowledged"; // also when it comes late
    sent.acknowledgedAt = t.at;
    delete sent.error;
    delete sent.retryAt;
  }
  touch(t, "policy", answered.policy.id);
  return answered;
}

/**
 * Some leave the SYNC flag set for ever (OpenDaylight). No SRP-ID counts there, but what is reported as it was asked, and
 * up, is the outcome all the same (rules I.3).
 */
export function settleByState(
  t: Turn,
  session: PcepSessionState,
  lsp: Lsp,
  report: StateReport,
): void {
  if (!report.sync || !session.synchronised) return;
  const policy = lsp.policy === undefined ? undefined : t.s.policies.get(lsp.policy);
  const lane = lsp.lane === undefined ? undefined : policy?.lanes.get(lsp.lane);
  const sent = lane?.sent;
  if (!policy || !lane || !sent || sent.session !== session.connection) return;
  if (sent.outcome !== "waiting" && sent.outcome !== "timeout") return;
  if (!isAsAsked(sent, lsp, report)) return;
  giveBack(session, lane.discriminator, sent.srpId);
  sent.outcome = "acknowledged";
  sent.acknowledgedAt = t.at;
  delete sent.error;
  delete sent.retryAt;
  touch(t, "policy", policy.id);
}
function isAsAsked(sent: Sent, lsp: Lsp, { remove, delegate, operState }: StateReport): boolean {
  if (remove) return sent.kind === "delete";
  if (sent.kind === "return") return !delegate;
  const up = operState === "up" || operState === "active";
  return up && (sent.kind === "update" || sent.kind === "create") && sameLists(lsp, sent);
}

/** The request with exactly this SRP-ID, if it was about this LSP. */
function requestOf(
  t: Turn,
  session: PcepSessionState,
  srpId: number,
  plspId: number,
): Answered | undefined {
  const request = session.outstanding.get(srpId);
  if (!request) return undefined;
  const policy = t.s.policies.get(request.policy);
  const lane = policy?.lanes.get(request.discriminator);
  if (!policy || lane?.sent?.srpId !== srpId) { // forgotten meanwhile: only its place comes back
    session.outstanding.delete(srpId);
    return undefined;
  }
  const about = lane.sent.kind === "create" || lane.sent.plspId === plspId;
  return about ? { policy, lane, discriminator: request.discriminator } : undefined;
}

/** A later SRP-ID of this session answers what was asked of that LSP before. */
function earlierOf(
  t: Turn,
  session: PcepSessionState,
  lsp: Lsp | undefined,
  srpId: number,
): Answered | undefined {
  const policy = lsp?.policy === undefined ? undefined : t.s.policies.get(lsp.policy);
  const lane = lsp?.lane === undefined ? undefined : policy?.lanes.get(lsp.lane);
  const sent = lane?.sent;
  if (!policy || !lane || !sent || sent.session !== session.connection) return undefined;
  if (sent.kind === "reply" || !acknowledges(srpId, sent.srpId, session.lastSrpId)) {
    return undefined;
  }
  return { policy, lane, discriminator: lane.discriminator };
}

/** Places of requests about a lane, up to this one: whoever answers the later has seen the earlier. */
export function giveBack(session: PcepSessionState, discriminator: number, srpId: number): void {
  for (const [id, other] of session.outstanding) {
    if (other.discriminator !== discriminator) continue;
    if (acknowledges(srpId, id, session.lastSrpId)) session.outstanding.delete(id);
  }
}

/** What was answered to a PCReq has no SRP-ID: the first report of that LSP is the router's answer. */
export function acknowledgeReply(t: Turn, session: PcepSessionState, lsp: Lsp): void {
  const policy = lsp.policy === undefined ? undefined : t.s.policies.get(lsp.policy);
  const sent = lsp.lane === undefined ? undefined : policy?.lanes.get(lsp.lane)?.sent;
  if (sent?.kind !== "reply" || sent.session !== session.connection) return;
  if (sent.outcome !== "waiting") return;
  sent.outcome = "acknowledged";
  sent.acknowledgedAt = t.at;
}

/** An answer about another LSP than was asked for is a conflict, never a success (rules I.5). */
export function judgeCreation(t: Turn, answered: Answered, lsp: Lsp): void {
  const { sent } = answered.lane;
  if (sent?.kind !== "create") return;
  if (lsp.policy === answered.policy.id && lsp.lane === answered.discriminator) return;
  sent.outcome = "conflict";
  sent.conflictWith = lsp.name;
  sent.error = `The router answered with ${lsp.name}, which holds this colour and endpoint.`;
  sent.retryAt = t.at + retryAfter("conflict", sent.attempts);
}

/** LSP-ERROR-CODE is the outcome of what was asked last, whatever SRP-ID it comes with (rules I.3). */
export function judgeErrorCode(
  t: Turn,
  session: PcepSessionState,
  lsp: Lsp,
  code: number | undefined,
): void {
  if (code === undefined || code === 0) return;
  const policy = lsp.policy === undefined ? undefined : t.s.policies.get(lsp.policy);
  const sent = lsp.lane === undefined ? undefined : policy?.lanes.get(lsp.lane)?.sent;
  if (!sent || sent.session !== session.connection || sent.outcome !== "acknowledged") return;
  const words = LSP_ERROR_CODES[code] ?? "a code that is not known";
  refuseSent(t, sent, reactionToReported(code), `${words} (LSP-ERROR-CODE ${code})`);
}

/** The request is refused: in words, with what that means and when it may be made again. */
export function refuseSent(
  t: Turn,
  sent: NonNullable<Lane["sent"]>,
  reaction: Reaction,
  words: string,
): void {
  sent.outcome = "refused";
  sent.reaction = reaction;
  sent.error = words;
  sent.refusedAt = t.at;
  sent.refusedOn = t.caches.ted.version;
  const after = retryAfter(reaction, sent.attempts);
  if (after < Infinity) sent.retryAt = t.at + after;
  else delete sent.retryAt;
}
