/** PCErr of a router, matched to the request that caused it. Most end nothing: they are an answer (policy/refusals.ts). */
import type { ErrorMessage, PcepError } from "../../pcep/codec/message.ts";
import { errorWords } from "../../pcep/registry/errors.ts";
import type { Lane } from "../../policy/records.ts";
import { type Reaction, reactionTo } from "../../policy/refusals.ts";
import { refusalWords } from "../sending/refusal_words.ts";
import { markLane } from "../sending/lanes.ts";
import type { Router } from "../state.ts";
import { armAt, note, touch, type Turn } from "../turn.ts";
import { giveBack, refuseSent } from "./answers.ts";
import { refuseControl } from "./control_answers.ts";
import type { PcepSessionState } from "./session.ts";

export function takeErrors(
  t: Turn,
  session: PcepSessionState,
  router: Router,
  message: ErrorMessage,
): void {
  for (const error of message.errors) {
    session.errorsReceived++;
    const words = `PCErr ${errorWords(error.type, error.value)}`;
    session.lastError = words;
    const refused = [...error.srpIds, ...requestsAbout(t, session, error)].flatMap((srpId) =>
      refuse(t, session, router, error, srpId, words)
    );
    note(t, {
      severity: "warning",
      kind: "pcepError",
      subject: `router ${router.name}`,
      title: `${router.name} answers: ${words}.`,
      detail: refused.length > 0
        ? refused.map(({ policy, next }) => `${policy}: ${next}`).join(" ")
        : "It names no request of this session.",
      policies: refused.map(({ policy }) => policy),
    });
  }
}

/** SRP-IDs of requests about LSPs that an error names without one; the router has not answered them otherwise. */
function requestsAbout(t: Turn, session: PcepSessionState, error: PcepError): number[] {
  if (error.srpIds.length > 0) return [];
  return (error.plspIds ?? []).flatMap((plspId) => {
    const lane = t.s.lsps.get(session.plspIds.get(plspId) ?? -1)?.lane;
    const about = [...session.outstanding].filter(([, { discriminator }]) =>
      discriminator === lane
    );
    return about.map(([srpId]) => srpId).slice(-1); // it can only be about what was asked last
  });
}

interface Refused {
  readonly policy: string;
  readonly next: string; // sentence
}

function refuse(
  t: Turn,
  session: PcepSessionState,
  router: Router,
  error: PcepError,
  srpId: number,
  words: string,
): Refused[] {
  const request = session.outstanding.get(srpId);
  if (!request) return refuseControl(t, session, router, srpId, words);
  giveBack(session, request.discriminator, srpId);
  session.outstanding.delete(srpId);
  const policy = t.s.policies.get(request.policy);
  const lane = policy?.lanes.get(request.discriminator);
  if (!policy || !lane?.sent || lane.sent.srpId !== srpId) return [];
  const { sent } = lane;
  refuseSent(t, sent, reactionOf(sent, error), words);
  if (sent.reaction === "forget") forgetLsp(t, lane);
  if (sent.retryAt !== undefined) {
    armAt(t, `lane ${router.id} ${lane.discriminator}`, sent.retryAt);
  }
  markLane(t, router.id, request.discriminator);
  touch(t, "policy", policy.id);
  return [{ policy: policy.name, next: refusalWords(sent) }];
}

/** 19/8 says of a take-over that somebody holds the LSP; anything else would be a mistake of ours. */
function reactionOf(sent: NonNullable<Lane["sent"]>, { type, value }: PcepError): Reaction {
  const reaction = reactionTo(type, value);
  return reaction === "elsewhere" && sent.kind !== "takeOver" ? "change" : reaction;
}

/** It does not know the LSP any more: what was reported of it is over, and it is made anew. */
function forgetLsp(t: Turn, lane: Lane): void {
  const lsp = lane.lsp === undefined ? undefined : t.s.lsps.get(lane.lsp);
  if (lsp) lsp.stale = true;
  delete lane.lsp;
}
