/**
 * Requests that are to be answered together (SVEC, RFC 5440 §7.13): diverse paths are computed one after another, each
 * apart from those before; all of them are answered, or none.
 */
import type { DynamicSpec, FoundPath, PathResult } from "../../path/jobs.ts";
import {
  errorMessage,
  type PcepError,
  type Request,
  type Synchronization,
} from "../../pcep/codec/message.ts";
import type { Router } from "../state.ts";
import type { Turn } from "../turn.ts";
import { saysNotWhat, setsOf } from "./asked_apart.ts";
import { say, sendChange } from "./outgoing.ts";
import { noteAsked, takeRequest } from "./questions.ts";
import { computeAnswer, noPath, noPathFor, pathFor, unbounded } from "./requests.ts";
import type { PcepSessionState, Question } from "./session.ts";

export interface Together {
  readonly ids: readonly number[];
  readonly from: "link" | "node" | "srlg" | "srlgNode";
  readonly strict: boolean; // no path is better than one that shares something
}

export function takeRequests(t: Turn, session: PcepSessionState, message: Request): void {
  const refused = new Set<number>();
  for (const request of message.requests) {
    const answer = unbounded(request);
    if (answer === undefined) continue;
    refused.add(request.requestId);
    noteAsked(session, request.requestId); // it may still be cancelled
    if (!session.profile.noPathEnds) say(t, session, answer); // else it asks in vain, and names its LSP
  }
  for (const request of message.requests.filter(saysNotWhat)) { // RFC 8800 §4.2
    refused.add(request.requestId);
    say(t, session, errorMessage(6, 15, { requestIds: [request.requestId] }));
  }
  const here = new Set(message.requests.map(({ requestId }) => requestId));
  for (const { requestIds } of message.synchronizations) {
    const missing = requestIds.find((id) => !here.has(id) && !session.questions.has(id));
    if (missing === undefined) continue;
    const present = requestIds.filter((id) => here.has(id));
    say(t, session, { kind: "error", errors: [missingOne(present, missing)] });
    for (const id of present) refused.add(id);
  }
  for (const request of message.requests) {
    if (!refused.has(request.requestId)) takeRequest(t, session, request);
  }
  for (const set of message.synchronizations) bind(t, session, set, true);
  for (const set of setsOf(message.requests)) bind(t, session, set, set.strict);
}

/** RFC 5440 §7.15: synchronized path computation request missing, and which. */
const missingOne = (requestIds: readonly number[], missing: number): PcepError => ({
  type: 7,
  value: 0,
  srpIds: [],
  requestIds,
  plspIds: [],
  tlvs: [{ kind: "requestMissing", value: missing }],
});

/**
 * Without a kind of diversity each is answered by itself: nothing else is computed together here. Sets that share a
 * request are one set, as that request has one answer: apart by all that any of them wants.
 */
function bind(
  t: Turn,
  session: PcepSessionState,
  set: Pick<Synchronization, "requestIds" | "linkDiverse" | "nodeDiverse" | "srlgDiverse">,
  isStrict: boolean,
): void {
  if (!set.linkDiverse && !set.nodeDiverse && !set.srlgDiverse) return;
  const named = set.requestIds.flatMap((id) => session.questions.get(id) ?? []);
  if (named.some(({ together, is }) => together && is === "computing")) { // too late for that one
    return failAll(t, session, named.filter(({ together }) => !together));
  }
  const earlier = named.flatMap(({ together }) => together ?? []);
  const ids = [...new Set([...earlier.flatMap((one) => one.ids), ...set.requestIds])];
  if (ids.length < 2) return;
  const strict = isStrict || earlier.some((one) => one.strict);
  const has = (...words: string[]) => earlier.some(({ from }) => words.includes(from));
  const nodes = set.nodeDiverse || has("node", "srlgNode");
  const srlgs = set.srlgDiverse || has("srlg", "srlgNode");
  const from = srlgs ? (nodes ? "srlgNode" : "srlg") : nodes ? "node" : "link";
  for (const id of ids) {
    const question = session.questions.get(id);
    if (question) question.together = { ids, from, strict };
  }
}

/** It, and those that are answered with it. */
export const membersOf = (session: PcepSessionState, question: Question): Question[] =>
  question.together?.ids.flatMap((id) => session.questions.get(id) ?? []) ?? [question];

/** One of them does not wait any longer: without it there is no answer to the others. */
export function leftAlone(t: Turn, session: PcepSessionState, { ids }: Together): void {
  failAll(t, session, ids.map((id) => session.questions.get(id)));
}

/** One of them may be answered now: they begin with the first, when all may. */
export function considerTogether(
  t: Turn,
  session: PcepSessionState,
  router: Router,
  { ids }: Together,
): void {
  const members = ids.map((id) => session.questions.get(id));
  if (members.some((member) => member === undefined)) return failAll(t, session, members);
  if (members.some((member) => member!.is !== "open")) return;
  for (const member of members) member!.is = "computing";
  computeAnswer(t, session, router, members[0]!.request);
}

/** The path of one of them, or that it has none. */
export function takeTogether(
  t: Turn,
  session: PcepSessionState,
  router: Router,
  question: Question,
  set: Together,
  result: PathResult,
): void {
  const members = set.ids.map((id) => session.questions.get(id));
  if (!result.ok) {
    const isFirst = members.every((member) => !member?.found);
    return failAll(t, session, members, isFirst ? result : undefined);
  }
  question.found = result;
  const next = members.find((member) => member && !member.found);
  if (next) {
    const found = members.flatMap((member) => member?.found ?? []);
    return computeAnswer(t, session, router, next.request, { apart: apartFrom(found, set) });
  }
  for (const member of members) {
    if (!member?.found) continue; // cancelled meanwhile
    session.questions.delete(member.request.requestId);
    sendChange(t, session, router, "", pathFor(member.request, member.found));
  }
}

/** Both may begin and end where they have to. */
const apartFrom = (
  found: readonly FoundPath[],
  { from, strict }: Together,
): NonNullable<DynamicSpec["disjointFrom"]> => ({
  links: found.flatMap(({ links }) => links),
  ends: found.flatMap(({ routers }) => [routers[0] ?? -1, routers[routers.length - 1] ?? -1]),
  from,
  strict,
});

/** `why`: of one that has no path even by itself; else they have none apart (RFC 8800 §4). */
function failAll(
  t: Turn,
  session: PcepSessionState,
  members: readonly (Question | undefined)[],
  why?: PathResult & { ok: false },
): void {
  for (const member of members) {
    if (!member) continue;
    session.questions.delete(member.request.requestId);
    if (session.profile.noPathEnds) continue; // as for a single one
    const answer = why ? noPathFor(member.request, why) : noPath(member.request, "noDisjointPath");
    say(t, session, answer);
  }
}
