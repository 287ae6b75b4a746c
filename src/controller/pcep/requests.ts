/**
 * Answers to PCReq (RFC 5440 §6.5). An answer with a path installs it, so it passes the gate like an update; where it
 * may not, the answer is NO-PATH with "PCE currently unavailable", and what it would have been is kept to be shown.
 */
import { stackWords } from "../../policy/segment_lists.ts";
import { formatAddress } from "../../lib/address.ts";
import {
  type Message,
  type Metric,
  NO_ATTRIBUTES,
  type NoPathReason,
  type PathAttributes,
  type PathRequest,
} from "../../pcep/codec/message.ts";
import type { DynamicSpec, FoundPath, PathResult } from "../../path/jobs.ts";
import { given } from "../../lib/given.ts";
import { passage } from "../../policy/gate.ts";
import type { PolicyIntent } from "../../policy/intent.ts";
import { submit } from "../paths/planner.ts";
import { ANSWER_WITHIN } from "../sending/lane_situation.ts";
import { resolvePath } from "../intent/resolve.ts";
import { constraintsOf } from "../intent/asked_constraints.ts";
import { findRouter, wordsOf } from "../routers/routers.ts";
import type { Purpose, Router } from "../state.ts";
import { armAt, touch, type Turn } from "../turn.ts";
import { apartAsked } from "./asked_apart.ts";
import { hop } from "./hops.ts";
import { say, sendChange } from "./outgoing.ts";
import type { ForgottenList } from "./questions.ts";
import type { PcepSessionState, Question } from "./session.ts";
import { membersOf, takeTogether } from "./together.ts";

/** Computes what it asks for; the answer goes out when that is done. */
export function computeAnswer(
  t: Turn,
  session: PcepSessionState,
  router: Router,
  request: PathRequest,
  { refused, apart }: {
    /** Answered already; the result is only to be shown. */
    readonly refused?: string;
    readonly apart?: DynamicSpec["disjointFrom"];
  } = {},
): void {
  const { endpoints, requestId, pathSetupType } = request;
  if (!endpoints) return;
  const { path: plain, bandwidthBps, priority } = constraintsOf(t, request, pathSetupType);
  const path = { ...plain, ...given({ disjoint: apartAsked(request) }) };
  const lsp = request.lsp?.symbolicPathName; // it need not be apart from itself
  const intent: PolicyIntent = {
    kind: "Policy",
    name: lsp === undefined ? "" : `${router.name}/${lsp}`,
    headend: router.name,
    endpoint: formatAddress(endpoints.destination),
    color: 0,
    bandwidthBps,
    priority,
    onNoPath: "keep",
    adminUp: true,
    labels: {},
    candidatePaths: [{ preference: 100, path }],
  };
  const resolved = resolvePath(t, 0, intent, intent.candidatePaths[0]!);
  if (!resolved.ok) {
    if (refused !== undefined) return;
    const question = session.questions.get(requestId);
    return question && refuseAll(t, session, question, "unknownSource");
  }
  const { job } = resolved;
  const diverse = apart && job.path.type === "dynamic"
    ? { ...job, path: { ...job.path, disjointFrom: both(apart, job.path.disjointFrom) } }
    : job;
  submit(t, [diverse], [{
    for: "request",
    session: session.id,
    connection: session.connection!,
    requestId,
    refused,
  }]);
}

type Apart = NonNullable<DynamicSpec["disjointFrom"]>;
/** Apart from those that are asked for with it, and from the LSPs of its group. */
const both = (asked: Apart, group: Apart | undefined): Apart =>
  group
    ? {
      ...asked,
      links: [...asked.links, ...group.links],
      ends: [...asked.ends, ...group.ends],
    }
    : asked;

export function answerRequest(
  t: Turn,
  purpose: Purpose & { for: "request" },
  result: PathResult,
): void {
  const session = t.s.pcep.get(purpose.session);
  const router = session?.router === undefined ? undefined : t.s.routers.get(session.router);
  if (!session || !router || session.connection !== purpose.connection) return;
  if (purpose.refused !== undefined) {
    const asked = session.refused.get(purpose.refused);
    if (asked) asked.result = result;
    return;
  }
  const question = session.questions.get(purpose.requestId);
  if (!question) return; // cancelled meanwhile
  const { request } = question;
  const { open } = passage(t.s.gate, wordsOf(router), "");
  if (!open && session.profile.noPathEnds) { // frozen meanwhile: it waits, and begins anew
    for (const member of membersOf(session, question)) {
      member.is = "open";
      delete member.found;
    }
    t.s.asking.add(session.id);
    return;
  }
  if (!open) return refuseAll(t, session, question, "pceUnavailable");
  if (question.together) {
    return takeTogether(t, session, router, question, question.together, result);
  }
  session.questions.delete(purpose.requestId);
  if (!result.ok) {
    // Without an answer it delegates by name after some tries, and gets a path when there is one.
    if (session.profile.noPathEnds) return;
    return say(t, session, noPathFor(request, result));
  }
  sendChange(t, session, router, "", pathFor(request, result));
}

/** It has no answer, and so those have none that were to be answered with it. */
function refuseAll(
  t: Turn,
  session: PcepSessionState,
  question: Question,
  reason: NoPathReason,
): void {
  for (const { request } of membersOf(session, question)) {
    session.questions.delete(request.requestId);
    say(t, session, noPath(request, reason));
  }
}

/** The path, with the values that were asked for and the objective that it is the best by (RFC 5440 §7.8, RFC 5541 §3.2). */
export function pathFor(request: PathRequest, result: FoundPath): Message {
  const metrics = request.metrics.flatMap(({ bound, computed, type }): Metric[] => {
    const value = bound && !computed ? undefined : METRIC_VALUES[type]?.(result);
    return value === undefined ? [] : [{ type, value, bound: false, computed: true }];
  });
  return path(request, result.segments, metrics, request.supplyObjectiveFunction ? LEAST_COST : 0);
}

/** What is in the way, as far as it is known: names nobody knows, or constraints that cannot be met (RFC 5440 §7.5). */
export function noPathFor(request: PathRequest, result: PathResult & { ok: false }): Message {
  const { metrics, bandwidths, lspa, iro, xro } = request;
  switch (result.reason) {
    case "endpointUnknown":
      return noPath(request, "unknownDestination");
    case "headendUnknown":
      return noPath(request, "unknownSource");
    case "bounds":
    case "segments":
      return unsatisfied(request, { metrics: metrics.filter(({ bound }) => bound) });
    case "constraints":
      return unsatisfied(request, { bandwidths, ...given({ lspa, iro, xro }) });
    default:
      return noPath(request);
  }
}
/**
 * NO-PATH for what is not computed with: bounds that a path would perhaps break, and paths that are the same in both
 * directions (B of RP). undefined: there is nothing of that kind. A strict path is an answer also where a loose one would do.
 */
export function unbounded(request: PathRequest): Message | undefined {
  if (request.bidirectional) return noPath(request);
  const metrics = request.metrics.filter(({ type, bound }) => bound && !BOUNDS.includes(type));
  return metrics.length === 0 ? undefined : unsatisfied(request, { metrics });
}
function unsatisfied(request: PathRequest, attributes: Partial<PathAttributes>): Message {
  const message = noPath(request);
  const asked = Object.values(attributes).some((each) => !Array.isArray(each) || each.length > 0);
  if (message.kind !== "reply" || !asked) return message;
  const replies = message.replies.map((reply) => ({
    ...reply,
    ...(reply.noPath && { noPath: { ...reply.noPath, ...attributes, constraintsFollow: true } }),
  }));
  return { ...message, replies };
}

/** The list that our LSP is to have: the router reports it by name then. */
export function replyWithList(
  t: Turn,
  session: PcepSessionState,
  router: Router,
  request: PathRequest,
  { policy, lane, wanted }: ForgottenList,
): void {
  sendChange(t, session, router, policy.name, path(request, wanted.segments, []));
  lane.sent = {
    kind: "reply",
    at: t.at,
    session: session.connection!,
    srpId: 0,
    labels: wanted.labels,
    attempts: 1,
    outcome: "waiting",
  };
  armAt(t, `lane ${router.id} ${lane.discriminator}`, t.at + ANSWER_WITHIN);
  touch(t, "policy", policy.id);
}

/** NO-PATH, "PCE currently unavailable"; with `router`, what would have been answered is remembered. */
export function refuse(
  t: Turn,
  session: PcepSessionState,
  request: PathRequest,
  router?: Router,
): void {
  say(t, session, noPath(request, "pceUnavailable"));
  if (!router || !request.endpoints || session.connection === undefined) return;
  const { requestId: _, ...asked } = request;
  const key = JSON.stringify(asked);
  session.refused.delete(key);
  session.refused.set(key, { destination: formatAddress(request.endpoints.destination) });
  for (const oldest of session.refused.keys()) {
    if (session.refused.size <= MOST_REFUSED) break;
    session.refused.delete(oldest);
  }
  computeAnswer(t, session, router, request, { refused: key });
}

/** What was asked in vain and will be asked again, or delegated, once it may be answered. */
export function previewQuestions(
  t: Turn,
  only?: Router,
): { policy: string; router: string; message: string }[] {
  const out: { policy: string; router: string; message: string }[] = [];
  for (const session of t.s.pcep.values()) {
    const router = session.router === undefined ? undefined : t.s.routers.get(session.router);
    if (!router || (only && only.id !== router.id)) continue;
    for (const { destination, result } of session.refused.values()) {
      const to = findRouter(t, destination)?.name ?? destination;
      const labels = result?.ok ? ` ${stackWords(result.segments.map((s) => s.label))}` : "";
      if (result && !result.ok) continue;
      out.push({
        policy: `${router.name} to ${to}`,
        router: router.name,
        message: `PCRep or PCUpd${labels}: ${router.name} asked for a path to ${to}`,
      });
    }
  }
  return out;
}

function path(
  request: { readonly requestId: number; readonly pathSetupType: number },
  segments: FoundPath["segments"],
  metrics: readonly Metric[],
  objectiveFunction = 0,
): Message {
  const { requestId, pathSetupType } = request;
  const ero = segments.map((s) => hop(s));
  const objective = objectiveFunction === 0 ? {} : { objectiveFunction };
  const paths = [{ ...NO_ATTRIBUTES, ...objective, ero, metrics }];
  return { kind: "reply", problems: [], replies: [{ requestId, pathSetupType, paths }] };
}

export function noPath(
  request: { readonly requestId: number; readonly pathSetupType: number },
  ...reasons: NoPathReason[]
): Message {
  return {
    kind: "reply",
    problems: [],
    replies: [{
      requestId: request.requestId,
      pathSetupType: request.pathSetupType,
      noPath: { ...NO_ATTRIBUTES, nature: 0, reasons, constraintsFollow: false },
      paths: [],
    }],
  };
}

/** METRIC types (RFC 5440 §7.8, RFC 8233 §3) and what a path has of them. */
const METRIC_VALUES: Readonly<Record<number, (path: FoundPath) => number | undefined>> = {
  1: (found) => found.igpMetric,
  2: (found) => found.teMetric,
  3: (found) => found.hops,
  12: (found) => found.delayMicroseconds,
};
const BOUNDS: readonly number[] = [1, 2, 3, 11, 12]; // asked_constraints.ts knows these
const MOST_REFUSED = 256;
const LEAST_COST = 1; // MCP (RFC 5541 §4.1)
