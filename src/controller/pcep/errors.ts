/** PCErr of a router, matched to the request that caused it. Most end nothing: they are an answer. */
import type { ErrorMessage, PcepError } from "../../pcep/codec/message.ts";
import { errorWords } from "../../pcep/registry/errors.ts";
import { retryAfterMicroseconds } from "../../policy/reconcile.ts";
import { markLane } from "../lanes.ts";
import type { Router } from "../state.ts";
import { armAt, note, touch, type Turn } from "../turn.ts";
import type { PcepSessionState } from "./session.ts";

export function takeErrors(
  t: Turn,
  session: PcepSessionState,
  router: Router,
  message: ErrorMessage,
): void {
  for (const error of message.errors) {
    session.errorsReceived++;
    const words = `${errorWords(error.type, error.value)} (PCErr ${error.type}/${error.value})`;
    session.lastError = words;
    const policies = error.srpIds.flatMap((srpId) =>
      refuse(t, session, router, error, srpId, words)
    );
    note(t, {
      severity: "warning",
      kind: "pcepError",
      subject: `router ${router.name}`,
      title: `${router.name} answers: ${words}.`,
      detail: policies.length > 0
        ? `It refuses what was sent for ${policies.join(", ")}.`
        : "It names no request of this session.",
      policies,
    });
  }
}

function refuse(
  t: Turn,
  session: PcepSessionState,
  router: Router,
  error: PcepError,
  srpId: number,
  words: string,
): string[] {
  const request = session.outstanding.get(srpId);
  if (!request) return [];
  session.outstanding.delete(srpId);
  const policy = t.s.policies.get(request.policy);
  const lane = policy?.lanes.get(request.discriminator);
  if (!policy || !lane?.sent || lane.sent.srpId !== srpId) return [];
  lane.sent.outcome = "refused";
  lane.sent.error = words;
  lane.sent.retryAt = t.at + retryAfterMicroseconds(lane.sent.attempts);
  const unknownLsp = error.type === 19 && error.value === 3;
  if (unknownLsp && lane.lsp !== undefined) { // it forgot the LSP: make it anew
    const lsp = t.s.lsps.get(lane.lsp);
    if (lsp) lsp.stale = true;
    delete lane.lsp;
  }
  armAt(t, `lane ${router.id} ${lane.discriminator}`, lane.sent.retryAt);
  markLane(t, router.id, request.discriminator);
  touch(t, "policy", policy.id);
  return [policy.name];
}
