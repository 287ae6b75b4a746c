/**
 * What a change of mode, a freeze or a thaw would do, before it is done (rules II.1, II.2): the messages that would
 * leave by the gate as it would be then, what would wait on for another reason, and what would stop.
 */
import { stackWords } from "../../policy/segment_lists.ts";
import { openMessage } from "../../pcep/session/open.ts";
import { type Gate, passage } from "../../policy/gate.ts";
import { decide } from "../../policy/reconcile.ts";
import type { Change } from "../command.ts";
import { correctDrift, onlyReported } from "../telling/drift_actions.ts";
import { passageOf } from "../gate/guards.ts";
import { situation } from "../sending/lane_situation.ts";
import { localOf } from "../pcep/local.ts";
import { flagsOf } from "../pcep/open_words.ts";
import { previewQuestions } from "../pcep/requests.ts";
import type { PcepSessionState } from "../pcep/session.ts";
import { policiesAt } from "./find_policies.ts";
import { sessionReady } from "../sending/session_ready.ts";
import { findRouter, wordsOf } from "../routers/routers.ts";
import type { Router } from "../state.ts";
import type { Turn } from "../turn.ts";
import { wantedOf } from "../sending/wanted.ts";

export interface Scope {
  readonly router?: Router | undefined;
  readonly policy?: string | undefined;
}

/** Messages that would leave, and below them what would wait on and why. */
export function previewSends(t: Turn, after: Gate, only: Scope): Change[] {
  const sends: Change[] = [], waits = new Map<string, number>();
  for (const policy of t.s.policies.values()) {
    const router = findRouter(t, policy.intent.headend);
    if (!router || (only.router && only.router.id !== router.id)) continue;
    if (only.policy !== undefined && only.policy !== policy.name) continue;
    const session = router.session === undefined ? undefined : t.s.pcep.get(router.session);
    const ready = sessionReady(t, session);
    if (!ready.ok) continue;
    for (const lane of policy.lanes.values()) {
      const wanted = wantedOf(policy, lane, ready.session.profile);
      if (!wanted) continue;
      const found = decide(situation(t, router, ready.session, policy, lane, wanted));
      const decision = correctDrift(t, lane, found);
      if (decision.do === "wait" || decision.do === "rest") continue;
      if (onlyReported(t, lane, decision) !== undefined) continue;
      const pass = passageOf(t, after, router, policy, lane, decision);
      if (!pass.open) {
        waits.set(pass.why, (waits.get(pass.why) ?? 0) + 1);
        continue;
      }
      const labels = wanted.is === "list" ? ` ${stackWords(wanted.labels)}` : "";
      const words = `${MESSAGES[decision.do]}${labels}: ${decision.why}`;
      sends.push(message(policy.name, "wouldSend", `to ${router.name}: ${words}`));
    }
  }
  for (const { policy, router, message: words } of previewQuestions(t, only.router)) {
    const asked = findRouter(t, router);
    if (only.policy !== undefined || !asked || !passage(after, wordsOf(asked), "").open) continue;
    sends.push(message(policy, "wouldSend", `to ${router}: ${words}`));
  }
  const rest = [...waits].map(([why, n]) =>
    message(n === 1 ? "1 message" : `${n} messages`, "wouldWait", why)
  );
  return [...sends, ...rest];
}

/** Routers, or the policy, that Cairn would let alone from then on. */
export function previewStops(t: Turn, after: Gate, only: Scope): Change[] {
  const then: Turn = { ...t, s: { ...t.s, gate: after } };
  const stops: Change[] = [];
  for (const router of t.s.routers.values()) {
    if (only.router && only.router.id !== router.id) continue;
    const words = wordsOf(router), name = only.policy ?? "";
    const policies = policiesAt(t, router).filter((policy) =>
      !policy.deleted && (only.policy === undefined || policy.name === only.policy)
    );
    if (policies.length === 0 && router.session === undefined) continue;
    if (only.policy !== undefined && policies.length === 0) continue;
    const isOpen = passage(t.s.gate, words, name).open;
    if (passage(after, words, name).open) continue;
    const session = router.session === undefined ? undefined : t.s.pcep.get(router.session);
    const reopens = session && opensAnew(then, session)
      ? " Its session is opened again, without the capability to change LSPs."
      : "";
    if (!isOpen && reopens === "") continue;
    const kept = policies.length === 1 ? "1 policy stays" : `${policies.length} policies stay`;
    const detail = `${kept} as it is on ${router.name}, and is not repaired.${reopens}`;
    const said = policies.length === 1 ? detail : detail.replace("as it is", "as they are")
      .replace("is not", "are not");
    stops.push(message(only.policy ?? router.name, "wouldStop", said));
  }
  return stops;
}

function opensAnew(then: Turn, session: PcepSessionState): boolean {
  const { fsm } = session;
  if (fsm.is === "idle" || fsm.is === "securing" || !fsm.sent) return false;
  const says = flagsOf(openMessage(localOf(then, session), fsm.profile)), said = flagsOf(fsm.sent);
  return says.update !== said.update || says.initiate !== said.initiate;
}

const message = (name: string, change: Change["change"], detail: string): Change => ({
  kind: "Message",
  name,
  change,
  detail,
});
/** What a decision sends, as previews and dry runs name it. */
export const MESSAGES = {
  create: "PCInitiate",
  update: "PCUpd",
  delete: "PCInitiate, delete",
  takeOver: "PCInitiate, take over",
  return: "PCUpd, hand back",
} as const;
