/**
 * What routers report becomes the LSP database: only reports change it (RFC 8231 §5.6). Ownership is our record plus
 * the name, nothing else: neither the create flag nor the delegation proves who made an LSP.
 */
import { type Address, formatAddress, parseAddress } from "../../lib/address.ts";
import { given } from "../../lib/given.ts";
import type { Problem, StateReport } from "../../pcep/codec/message.ts";
import { type CandidatePathId, readSrPolicy } from "../../pcep/codec/sr_policy.ts";
import { parseLspName } from "../../policy/names.ts";
import type { Lsp } from "../../policy/records.ts";
import { retryAfterMicroseconds } from "../../policy/reconcile.ts";
import { bindLsp } from "../routers/adopt.ts";
import { noteFall } from "../telling/flapping.ts";
import { isOurs, markConflicts, markLane } from "../sending/lanes.ts";
import { settleLane } from "../sending/reconcile_lanes.ts";
import { witnessed } from "../gate/guarded_plan.ts";
import {
  followRouterLsp,
  forgetRouterPolicy,
  renewRouterPolicy,
} from "../routers/router_policies.ts";
import type { Router } from "../state.ts";
import { touch, type Turn } from "../turn.ts";
import {
  acknowledge,
  acknowledgeReply,
  judgeCreation,
  judgeErrorCode,
  settleByState,
} from "./answers.ts";
import { takeAside } from "./aside_lists.ts";
import { leaveAll, takeAssociations } from "./associations.ts";
import { answerControl } from "./control_answers.ts";
import { endsInstance, isOlder, noteInstance } from "./lsp_instances.ts";
import { asksForSid, complain, faultsOf } from "./report_faults.ts";
import { takeExtras } from "./reported_extras.ts";
import { setupTypeOf, takePath } from "./reported_lists.ts";
import type { PcepSessionState } from "./session.ts";

/** One LSP of a PCRpt; the session belongs to `router`. */
export function takeReport(
  t: Turn,
  session: PcepSessionState,
  router: Router,
  report: StateReport,
): void {
  const name = report.symbolicPathName ?? nameByPlspId(t, session, report.plspId);
  const lsp = record(t, router, name);
  if (report.remove) {
    if (endsInstance(lsp, report)) return instanceEnded(t, router, lsp);
    const removed = acknowledge(t, session, lsp, report);
    settleByState(t, session, lsp, report);
    removeLsp(t, lsp);
    if (removed) markLane(t, router.id, removed.discriminator);
    return;
  }
  if (isOlder(lsp, report, session.connection)) return; // its successor is what counts
  const downBefore = lsp.downSince, fresh = lsp.session !== session.connection;
  const { delegated, session: heardIn, setupType, hops } = lsp;
  const before = { delegated, session: heardIn, setupType, hops };
  update(t, session, lsp, report);
  const groups = takeAssociations(t, session, lsp, report, fresh);
  bindLsp(t, router, lsp);
  const faults = faultsOf(session, { ...before, ...standing(t, lsp) }, report);
  complain(t, session, report, [...faults, ...groups]);
  if (downBefore === undefined && lsp.downSince !== undefined) noteFall(t, lsp);
  const answered = acknowledge(t, session, lsp, report);
  if (answered) judgeCreation(t, answered, lsp);
  if (answered) markLane(t, router.id, answered.discriminator);
  settleByState(t, session, lsp, report);
  if (!report.sync) {
    answerControl(t, session, router, lsp, report);
    judgeErrorCode(t, session, lsp, report.errorCode);
    acknowledgeReply(t, session, lsp);
  }
  const policy = lsp.policy === undefined ? undefined : t.s.policies.get(lsp.policy);
  if (policy?.origin === "router") renewRouterPolicy(t, router, lsp, report, policy);
  else if (!isOurs(t, lsp)) followRouterLsp(t, router, lsp, report);
  if (lsp.lane !== undefined) {
    markLane(t, router.id, lsp.lane);
    settleLane(t, lsp);
    if (lsp.policy !== undefined) witnessed(t, lsp.policy);
  }
}

/** A report that could not be read all the same says that its LSP is there: it must not be purged. */
export function heardOf(
  t: Turn,
  session: PcepSessionState,
  router: Router,
  problem: Problem,
): void {
  for (const lsp of lspsOf(t, router)) {
    const named = lsp.name === problem.symbolicPathName ||
      (problem.plspId !== 0 && lsp.plspId === problem.plspId && lsp.session === session.connection);
    if (!named || lsp.session === session.connection) continue;
    lsp.session = session.connection ?? 0;
    if (problem.plspId !== 0) takePlspId(t, session, lsp, problem.plspId);
    lsp.stale = false; // there it is; what else is known of it is from before
    touch(t, "lsp", lsp.id);
  }
}

/** End of synchronisation and grace: what was not told again is gone (RFC 8231 §5.6). */
export function purgeStale(
  t: Turn,
  router: Router,
  connection: number,
  untold: readonly Lsp[],
): void {
  for (const lsp of lspsOf(t, router)) if (lsp.session !== connection) removeLsp(t, lsp);
  for (const lsp of untold) removeLsp(t, lsp);
}

/** The session is lost: its LSPs stay, as what was last heard. */
export function markStale(t: Turn, router: Router, connection: number): void {
  for (const lsp of lspsOf(t, router)) {
    if (lsp.session !== connection) continue;
    lsp.stale = true;
    lsp.heldByUs = false;
    lsp.session = 0;
    touch(t, "lsp", lsp.id);
    if (lsp.policy !== undefined) touch(t, "policy", lsp.policy);
  }
}

/** In the order in which they were first reported. */
export function lspsOf(t: Turn, router: Router): Lsp[] {
  const ids = t.s.lspsOf.get(router.id) ?? [];
  return [...ids].flatMap((id) => t.s.lsps.get(id) ?? []);
}

export const nameIsOurs = (t: Turn, name: string): boolean =>
  parseLspName(t.s.config, name) !== undefined;

function nameByPlspId(t: Turn, session: PcepSessionState, plspId: number): string {
  const lsp = t.s.lsps.get(session.plspIds.get(plspId) ?? -1);
  if (lsp && lsp.session === session.connection) return lsp.name;
  return `(PLSP-ID ${plspId})`; // the name is only mandatory in the first report of a session
}

function record(t: Turn, router: Router, name: string): Lsp {
  const key = `${router.id}/${name}`;
  const known = t.s.lspByKey.get(key);
  const existing = known === undefined ? undefined : t.s.lsps.get(known);
  if (existing) return existing;
  const lsp: Lsp = {
    id: t.s.nextLsp++,
    router: router.id,
    name,
    plspId: 0,
    session: 0,
    stale: false,
    operState: "unknown",
    adminUp: false,
    delegated: false,
    createFlag: false,
    setupType: 0,
    source: "",
    destination: "",
    hops: [],
    bindingSids: [],
    srpId: 0,
    reportedAt: t.at,
    heldByUs: false,
  };
  t.s.lsps.set(lsp.id, lsp);
  t.s.lspByKey.set(key, lsp.id);
  const siblings = t.s.lspsOf.get(router.id);
  if (siblings) siblings.add(lsp.id);
  else t.s.lspsOf.set(router.id, new Set([lsp.id]));
  return lsp;
}

function update(t: Turn, session: PcepSessionState, lsp: Lsp, report: StateReport): void {
  const up = report.operState === "up" || report.operState === "active";
  if (up) delete lsp.downSince;
  else if (report.operState === "down") lsp.downSince ??= t.at;
  takePlspId(t, session, lsp, report.plspId);
  const before = lsp.session;
  lsp.session = session.connection ?? 0;
  lsp.stale = false;
  lsp.operState = report.operState;
  lsp.adminUp = report.adminUp;
  lsp.delegated = report.delegate;
  lsp.heldByUs = report.delegate;
  lsp.createFlag = report.create;
  lsp.setupType = setupTypeOf(lsp, report);
  lsp.srpId = report.srpId;
  lsp.reportedAt = t.at;
  const ids = report.lspIdentifiers;
  if (ids && ids.lspId !== 0) lsp.lspId = ids.lspId;
  if (ids && !isZero(ids.sender)) lsp.source = formatAddress(ids.sender);
  if (ids && !isZero(ids.endpoint)) lsp.destination = formatAddress(ids.endpoint);
  const policy = readSrPolicy(report, session.profile);
  const color = policy?.color ?? report.color; // the association wins over COLOR (RFC 9863 §4)
  if (lsp.destination === "" && policy?.endpoint && !isZero(policy.endpoint)) {
    lsp.destination = formatAddress(policy.endpoint);
  }
  const ownPath = ownPathIn(t, policy?.candidatePath);
  Object.assign(lsp, given({ color, preference: policy?.preference, ownPath }));
  takePath(lsp, report);
  takeAside(t, lsp, report);
  takeExtras(lsp, report);
  noteInstance(lsp, report, before);
  lsp.bindingSids = report.bindingSids.map((b) =>
    "label" in b ? String(b.label) : "sid" in b ? b.sid : "any"
  );
  if (asksForSid(report)) lsp.asksSid = true;
  else delete lsp.asksSid;
  if (report.errorCode === undefined) delete lsp.errorCode;
  else lsp.errorCode = report.errorCode;
  touch(t, "lsp", lsp.id);
}

/** A PLSP-ID means one LSP: who had it before is not what a message with it would reach. */
function takePlspId(t: Turn, session: PcepSessionState, lsp: Lsp, plspId: number): void {
  const holder = session.plspIds.get(plspId);
  const other = holder === undefined || holder === lsp.id ? undefined : t.s.lsps.get(holder);
  if (other && other.plspId === plspId && other.router === lsp.router) {
    other.plspId = 0;
    touch(t, "lsp", other.id);
  }
  if (lsp.plspId !== plspId && session.plspIds.get(lsp.plspId) === lsp.id) {
    session.plspIds.delete(lsp.plspId);
  }
  session.plspIds.set(plspId, lsp.id);
  lsp.plspId = plspId;
}

/** The discriminator of a candidate path that bears our mark: origin PCEP, and this cluster as its originator. */
function ownPathIn(t: Turn, id: CandidatePathId | undefined): number | undefined {
  const { asn, address } = t.s.config.originator;
  if (id?.protocolOrigin !== PCEP_ORIGIN || id.originatorAsn !== asn) return undefined;
  return id.originator === parseAddress(address) ? id.discriminator : undefined;
}

/** One of its instances is gone; the LSP stays. */
function instanceEnded(t: Turn, router: Router, lsp: Lsp): void {
  touch(t, "lsp", lsp.id);
  if (lsp.policy !== undefined) touch(t, "policy", lsp.policy);
  if (lsp.lane !== undefined) markLane(t, router.id, lsp.lane);
}

/** Whose it is, and did we hand it back? */
function standing(t: Turn, lsp: Lsp) {
  const { lane } = lsp;
  const owner = lsp.policy === undefined ? undefined : t.s.policies.get(lsp.policy);
  const sent = lane === undefined ? undefined : owner?.lanes.get(lane)?.sent;
  const ours = owner !== undefined && owner.origin !== "router";
  const sid = ours ? owner.intent.bindingSid : undefined;
  return { ours, returned: sent?.kind === "return", sid };
}

export function removeLsp(t: Turn, lsp: Lsp): void {
  leaveAll(t, lsp);
  t.s.asideLists.delete(lsp.id);
  t.s.lsps.delete(lsp.id);
  t.s.lspsOf.get(lsp.router)?.delete(lsp.id);
  t.s.lspByKey.delete(`${lsp.router}/${lsp.name}`);
  touch(t, "lsp", lsp.id);
  markConflicts(t, lsp.router);
  const policy = lsp.policy === undefined ? undefined : t.s.policies.get(lsp.policy);
  if (!policy) return;
  touch(t, "policy", policy.id);
  const lane = lsp.lane === undefined ? undefined : policy.lanes.get(lsp.lane);
  if (lane?.lsp === lsp.id) delete lane.lsp;
  // Removed by somebody else: making it again at once could go round and round.
  if (lane?.sent && lane.sent.kind !== "delete") {
    lane.sent.retryAt = t.at + retryAfterMicroseconds(lane.sent.attempts);
  }
  if (policy.origin === "router") forgetRouterPolicy(t, policy);
  else if (lsp.lane !== undefined) markLane(t, lsp.router, lsp.lane);
}

const isZero = (address: Address) => address === 0 || address === "::";
const PCEP_ORIGIN = 10; // RFC 9862 §4.2.2
