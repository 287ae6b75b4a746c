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
  type PathRequest,
} from "../../pcep/codec/message.ts";
import type { FoundPath, PathResult } from "../../path/jobs.ts";
import { passage } from "../../policy/gate.ts";
import type { PolicyIntent } from "../../policy/intent.ts";
import { submit } from "../planner.ts";
import { ANSWER_WITHIN } from "../lane_situation.ts";
import { resolvePath } from "../resolve.ts";
import { constraintsOf } from "../asked_constraints.ts";
import { findRouter, wordsOf } from "../routers.ts";
import type { Purpose, Router } from "../state.ts";
import { armAt, touch, type Turn } from "../turn.ts";
import { hop } from "./hops.ts";
import { say, sendChange } from "./outgoing.ts";
import type { ForgottenList } from "./questions.ts";
import type { PcepSessionState } from "./session.ts";

/** Computes what it asks for; the answer goes out when that is done. */
export function computeAnswer(
  t: Turn,
  session: PcepSessionState,
  router: Router,
  request: PathRequest,
  refused?: string,
): void {
  const { endpoints, requestId, pathSetupType } = request;
  if (!endpoints) return;
  const { path, bandwidthBps, priority } = constraintsOf(t, request, pathSetupType);
  const intent: PolicyIntent = {
    kind: "Policy",
    name: "",
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
    session.questions.delete(requestId);
    return say(t, session, noPath(request, "unknownSource"));
  }
  submit(t, [resolved.job], [{
    for: "request",
    session: session.id,
    connection: session.connection!,
    requestId,
    pathSetupType,
    metric: request.metrics.find((m) => !m.bound && m.type in METRIC_VALUES)?.type,
    refused,
  }]);
}

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
  const request = { requestId: purpose.requestId, pathSetupType: purpose.pathSetupType };
  const question = session.questions.get(purpose.requestId);
  if (!question) return; // cancelled meanwhile
  const { open } = passage(t.s.gate, wordsOf(router), "");
  if (!open && session.profile.noPathEnds) { // frozen meanwhile: it waits
    question.is = "open";
    t.s.asking.add(session.id);
    return;
  }
  session.questions.delete(purpose.requestId);
  if (!result.ok) {
    // Without an answer it delegates by name after some tries, and gets a path when there is one.
    if (session.profile.noPathEnds) return;
    const unknown = result.reason === "endpointUnknown";
    return say(t, session, unknown ? noPath(request, "unknownDestination") : noPath(request));
  }
  if (!open) return say(t, session, noPath(request, "pceUnavailable"));
  const value = METRIC_VALUES[purpose.metric ?? 0]?.(result);
  const metrics = purpose.metric === undefined || value === undefined
    ? []
    : [{ type: purpose.metric, value, bound: false, computed: true }];
  sendChange(t, session, router, "", path(request, result.segments, metrics));
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
  computeAnswer(t, session, router, request, key);
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
): Message {
  const { requestId, pathSetupType } = request;
  const ero = segments.map((s) => hop(s));
  const paths = [{ ...NO_ATTRIBUTES, ero, metrics }];
  return { kind: "reply", problems: [], replies: [{ requestId, pathSetupType, paths }] };
}

function noPath(
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
const MOST_REFUSED = 256;
