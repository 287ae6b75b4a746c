/**
 * PCReq: a router asks before it delegates (RFC 5440 §6.4). Questions wait for the start to be over, are answered, or
 * are left: some routers ask without a name also for LSPs of ours whose lists they forgot (lab: FRR after a long
 * outage). To answer such a one with another path would break constraints; left alone, the router names it.
 */
import { formatAddress } from "../../lib/address.ts";
import type { Notification, PathRequest, StateReport } from "../../pcep/codec/message.ts";
import { passage } from "../../policy/gate.ts";
import type { Lane, Policy, Wanted } from "../../policy/records.ts";
import { sameLabels } from "../../policy/reconcile.ts";
import { endpointAddress, markPolicyLanes } from "../sending/lanes.ts";
import { policiesAt } from "../intent/find_policies.ts";
import { currentLsp } from "../sending/lane_situation.ts";
import { delegationsOf } from "../routers/delegations.ts";
import { routerMode, wordsOf } from "../routers/routers.ts";
import type { Router } from "../state.ts";
import { note, type Turn } from "../turn.ts";
import { wantedOf } from "../sending/wanted.ts";
import { tellCongested, tellRelieved } from "./notifications.ts";
import { computeAnswer, refuse, replyWithList } from "./requests.ts";
import { drive } from "./session_driver.ts";
import { considerTogether, leftAlone, type Together } from "./together.ts";
import type { PcepSessionState, Question } from "./session.ts";

export function takeRequest(t: Turn, session: PcepSessionState, request: PathRequest): void {
  const { endpoints, requestId } = request;
  noteAsked(session, requestId);
  if (session.questions.size >= MOST_QUESTIONS) return tellCongested(t, session, requestId);
  const destination = endpoints ? formatAddress(endpoints.destination) : "";
  const before = session.askedAgain.get(destination) ?? 0;
  if (before > 0) count(session, destination, -1);
  session.questions.set(requestId, { request, destination, is: before > 0 ? "left" : "open" });
  t.s.asking.add(session.id);
}

/** An id that it may cancel from now on, answered or not. */
export function noteAsked(session: PcepSessionState, requestId: number): void {
  session.asked = [...session.asked.slice(1 - MOST_QUESTIONS), requestId];
}

/** PCNtf 1/1: the router does not wait any longer (RFC 5440 §7.14), and may ask again. */
export function takeCancellation(
  t: Turn,
  session: PcepSessionState,
  message: Notification,
): void {
  if (!message.notifications.some(({ type, value }) => type === 1 && value === 1)) return;
  const broken = new Set<Together>();
  for (const id of message.requestIds) {
    const question = session.questions.get(id);
    if (!session.asked.includes(id)) { // what was answered meanwhile it did ask
      drive(t, session, { on: "unknownRequest", requestId: id, at: t.at });
      continue;
    }
    if (question?.is === "left") count(session, question.destination, 1);
    session.questions.delete(id);
    if (question?.together) broken.add(question.together);
  }
  for (const together of broken) leftAlone(t, session, together);
}

/** A late report, still marked as of the synchronisation: what was asked for has a name now. */
export function nameTold(session: PcepSessionState, report: StateReport): void {
  const ids = report.lspIdentifiers;
  if (ids) count(session, formatAddress(ids.endpoint), -1);
}

export function forgetQuestions(t: Turn, session: PcepSessionState): void {
  session.questions.clear();
  session.asked = [];
  session.congestedAt = undefined;
  session.askedAgain.clear();
  session.refused.clear();
  t.s.asking.delete(session.id);
}

/** At the end of a turn: what can be answered now is; nothing while the start waits for the topology. */
export function answerQuestions(t: Turn): void {
  if (t.s.asking.size === 0 || t.s.gate.startWaits.length > 0) return;
  for (const id of [...t.s.asking]) {
    const session = t.s.pcep.get(id);
    const router = session?.router === undefined ? undefined : t.s.routers.get(session.router);
    if (!session || !router || !hasReported(t, session)) continue;
    for (const question of [...session.questions.values()]) {
      if (question.is === "open") consider(t, session, router, question);
    }
    if (session.questions.size < MOST_QUESTIONS / 2) tellRelieved(t, session);
    const open = [...session.questions.values()].some((question) => question.is === "open");
    if (!open) t.s.asking.delete(id);
  }
}

/** What a stateful router has not reported yet it may ask for without a name: its synchronisation and grace come first. */
function hasReported(t: Turn, session: PcepSessionState): boolean {
  return session.readyAt === undefined ? !session.updates : t.at >= session.readyAt;
}

function consider(t: Turn, session: PcepSessionState, router: Router, question: Question): void {
  const { request, destination } = question;
  const done = () => session.questions.delete(request.requestId);
  const returns = delegationsOf(t.s, router) === "return";
  if (destination === "" || returns || routerMode(t.s, router) !== "control") {
    done();
    return refuse(t, session, request, router);
  }
  if (!passage(t.s.gate, wordsOf(router), "").open) { // frozen: it waits, where a refusal ends all
    if (session.profile.noPathEnds) return;
    done();
    return refuse(t, session, request);
  }
  if (question.together) return considerTogether(t, session, router, question.together);
  const ours = forgottenLists(t, session, router, question);
  if (ours === "unknown") return; // is being computed
  if (ours === "none") {
    question.is = "computing";
    return computeAnswer(t, session, router, request);
  }
  if (ours === "several") return leave(t, router, question);
  done();
  replyWithList(t, session, router, request, ours);
}

export interface ForgottenList {
  readonly policy: Policy;
  readonly lane: Lane;
  readonly wanted: Wanted & { is: "list" };
}

/**
 * Our LSP that a nameless question may be about: the same endpoint, on the router by our record, and not reported with a
 * list in this session. One list for all of them can be given at once; several cannot be told apart.
 */
function forgottenLists(
  t: Turn,
  session: PcepSessionState,
  router: Router,
  { request, destination }: Question,
): ForgottenList | "none" | "several" | "unknown" {
  if (!session.profile.requestsFirst || request.lsp !== undefined) return "none";
  const found: ForgottenList[] = [];
  let unclear = false;
  for (const policy of policiesAt(t, router)) {
    if (policy.origin === "router" || endpointAddress(t, policy) !== destination) continue;
    if (policy.lanes.size === 0) markPolicyLanes(t, policy); // of an earlier run
    const lanes = [...policy.lanes.values()];
    if (!mayBeThere(policy, lanes) || lanes.some((lane) => hasList(t, session, lane))) continue;
    const [lane] = lanes;
    const wanted = lane && wantedOf(policy, lane, session.profile);
    if (lane && !wanted) return "unknown";
    if (!lane || wanted?.is !== "list" || isBeingTold(session, lane)) unclear = true;
    else found.push({ policy, lane, wanted });
  }
  const [first] = found;
  if (unclear) return "several";
  if (!first) return "none";
  const open = found.every(({ policy }) => passage(t.s.gate, wordsOf(router), policy.name).open);
  const same = found.every(({ wanted }) => sameLabels(wanted.labels, first.wanted.labels));
  if (!open || !same || isConstrained(request)) return "several";
  return found.find(({ lane }) => lane.sent?.kind !== "reply") ?? first;
}

/** It was told of it in this run, or the store knows of it from an earlier one. */
function mayBeThere(policy: Policy, lanes: readonly Lane[]): boolean {
  if (lanes.some((lane) => lane.sent !== undefined || lane.lsp !== undefined)) return true;
  return policy.storedWith === 0 && (policy.deleted || policy.intent.adminUp);
}

function hasList(t: Turn, session: PcepSessionState, lane: Lane): boolean {
  return (currentLsp(t, session, lane)?.labels?.length ?? 0) > 0;
}

/** A message about it is on the way already. */
function isBeingTold(session: PcepSessionState, { sent }: Lane): boolean {
  return sent?.session === session.connection && sent?.outcome === "waiting" &&
    sent.kind !== "reply";
}

/** We ask routers for no bounds: a question that has some is about something that was configured there. */
function isConstrained(request: PathRequest): boolean {
  return request.metrics.some((metric) => metric.bound) || request.lspa !== undefined ||
    (request.iro?.length ?? 0) > 0;
}

function leave(t: Turn, router: Router, question: Question): void {
  question.is = "left";
  note(t, {
    severity: "info",
    kind: "requestLeft",
    subject: `router ${router.name}`,
    title: `${router.name} asks for a path to ${question.destination} without a name.`,
    detail: "It may be a policy of Cairn that it forgot the list of: those are restored first, " +
      "and what is left the router will name.",
  });
}

function count(session: PcepSessionState, destination: string, step: 1 | -1): void {
  const next = (session.askedAgain.get(destination) ?? 0) + step;
  if (next > 0) session.askedAgain.set(destination, next);
  else session.askedAgain.delete(destination);
}

const MOST_QUESTIONS = 1000;
