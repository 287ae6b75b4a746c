/**
 * From decision to message: for every LSP that something touched, what is wanted, may it be sent, and then the one
 * message. Nothing that changes a router leaves the core anywhere else.
 */
import {
  createMessage,
  deleteMessage,
  emptyUpdate,
  hop,
  refusal,
  takeOverMessage,
  updateMessage,
} from "./pcep/express.ts";
import { type Message, plspId } from "../pcep/codec/message.ts";
import type { Profile } from "../pcep/profiles/profile.ts";
import { passage } from "../policy/gate.ts";
import { formatLspName, parseLspName } from "../policy/names.ts";
import { decide, type Decision, retryAfterMicroseconds, type Traits } from "../policy/reconcile.ts";
import type { CandidatePath, Lane, Lsp, Policy, Sent, Wanted } from "../policy/records.ts";
import { sendChange, takeSrpId } from "./pcep/session_driver.ts";
import type { PcepSessionState } from "./pcep/session.ts";
import { dropIfFinished, laneFinished, policiesAt } from "./policies.ts";
import { addressOf, declaredOf, findRouter } from "./routers.ts";
import type { Router } from "./state.ts";
import { alarm, armAt, touch, type Turn } from "./turn.ts";

export function markLane(t: Turn, router: number, discriminator: number): void {
  t.marked = true;
  const set = t.s.dirtyLanes.get(router);
  if (set) set.add(discriminator);
  else t.s.dirtyLanes.set(router, new Set([discriminator]));
}
export function markPolicyLanes(t: Turn, policy: Policy): void {
  t.shown.add(policy.id);
  const router = findRouter(t, policy.intent.headend);
  if (router?.session === undefined) return; // its profile says how many LSPs there are
  makeLanes(t, policy, profileOf(t, router));
  for (const discriminator of policy.lanes.keys()) markLane(t, router.id, discriminator);
}
/** Every LSP on a router: after synchronisation, a change of the gate, or of its profile. */
export function markRouter(t: Turn, router: Router): void {
  for (const policy of policiesAt(t, router)) {
    markPolicyLanes(t, policy);
  }
}
/** A router has told all its LSPs: what was deleted and is not among them is over. */
export function dropFinished(t: Turn, router: Router): void {
  for (const policy of policiesAt(t, router)) dropIfFinished(t, policy);
}

/** The lane that an LSP's name belongs to; undefined: not ours, or not of this router. */
export function laneOfLsp(
  t: Turn,
  router: Router,
  lsp: Lsp,
): { readonly policy: Policy; readonly lane: Lane } | undefined {
  const name = parseLspName(t.s.config, lsp.name);
  const id = name ? t.s.policyByUid.get(name.uid) : lsp.policy;
  const policy = id === undefined ? undefined : t.s.policies.get(id);
  if (!policy) return undefined;
  if (findRouter(t, policy.intent.headend)?.id !== router.id) return undefined;
  const profile = profileOf(t, router);
  makeLanes(t, policy, profile);
  if (policy.origin === "router" || !name || profile.candidatePaths === "one") {
    const lane = policy.lanes.values().next().value ??
      strayLane(t, policy, lsp, name?.discriminator);
    return lane && { policy, lane };
  }
  const lane = policy.lanes.get(name.discriminator) ??
    strayLane(t, policy, lsp, name.discriminator);
  return lane && { policy, lane };
}

/** An LSP of ours for a candidate path, or a whole policy, that is no more: it has to go. */
function strayLane(
  t: Turn,
  policy: Policy,
  lsp: Lsp,
  discriminator: number | undefined,
): Lane | undefined {
  if (discriminator === undefined) return undefined;
  const lane: Lane = { discriminator, lspName: lsp.name };
  policy.lanes.set(discriminator, lane);
  t.s.laneOwner.set(discriminator, policy.id);
  return lane;
}

/** Does what can be done now for all that is dirty; what cannot stays dirty or is woken by a deadline. */
export function reconcileDirty(t: Turn): void {
  for (let pass = 0; pass === 0 || (t.marked && pass < PASSES); pass++) {
    t.marked = false; // one that is done may let another go
    reconcileOnce(t);
  }
}

function reconcileOnce(t: Turn): void {
  for (const [routerId, lanes] of t.s.dirtyLanes) {
    const router = t.s.routers.get(routerId);
    const session = router?.session === undefined ? undefined : t.s.pcep.get(router.session);
    if (!router) {
      t.s.dirtyLanes.delete(routerId);
      continue;
    }
    const ready = sessionReady(t, session);
    for (const discriminator of byUrgency(t, lanes)) {
      if (ready.ok && ready.session.outstanding.size >= ready.session.profile.window) break;
      if (ready.ok && ready.session.room <= 0) break;
      lanes.delete(discriminator);
      const owner = t.s.laneOwner.get(discriminator);
      const policy = owner === undefined ? undefined : t.s.policies.get(owner);
      const lane = policy?.lanes.get(discriminator);
      if (!policy || !lane) continue;
      touch(t, "policy", policy.id);
      t.shown.add(policy.id);
      if (policy.storedWith > t.s.storedThrough) continue; // comes again when it is on disk
      const wanted = wantedOf(policy, lane, profileOf(t, router));
      if (wanted) lane.wanted = wanted;
      if (!ready.ok) lane.held = ready.why;
      else if (wanted) reconcile(t, router, ready.session, policy, lane, wanted);
    }
    if (lanes.size === 0) t.s.dirtyLanes.delete(routerId);
  }
}

/** What a thaw or a change of mode would send, in words, with the gate thought open. */
export function preview(
  t: Turn,
  only?: Router,
): { policy: string; router: string; message: string }[] {
  const out: { policy: string; router: string; message: string }[] = [];
  for (const policy of t.s.policies.values()) {
    const router = findRouter(t, policy.intent.headend);
    if (!router || (only && only.id !== router.id)) continue;
    const session = router.session === undefined ? undefined : t.s.pcep.get(router.session);
    const ready = sessionReady(t, session);
    if (!ready.ok) continue;
    for (const lane of policy.lanes.values()) {
      const wanted = wantedOf(policy, lane, ready.session.profile);
      if (!wanted) continue;
      const decision = decide(situation(t, ready.session, policy, lane, wanted));
      if (decision.do === "wait" || decision.do === "rest") continue;
      const labels = wanted.is === "list" ? ` ${wanted.labels.join(" ")}` : "";
      out.push({
        policy: policy.name,
        router: router.name,
        message: `${WORDS[decision.do]}${labels}: ${decision.why}`,
      });
    }
  }
  return out;
}

export function profileOf(t: Turn, router: Router): Profile {
  const session = router.session === undefined ? undefined : t.s.pcep.get(router.session);
  return session?.profile ?? t.caches.defaultProfile;
}

/** A report came: an outcome may be known now. */
export function settleLane(t: Turn, lsp: Lsp): void {
  if (lsp.downSince !== undefined && lsp.lane !== undefined) {
    armAt(t, `lane ${lsp.router} ${lsp.lane}`, lsp.downSince + settleMicroseconds(t));
  }
}

/** A request that nobody answered (deadline of the lane). */
export function expireRequest(t: Turn, session: PcepSessionState, lane: Lane): void {
  const sent = lane.sent;
  if (sent?.outcome !== "waiting" || sent.session !== session.connection) return;
  if (t.at < sent.at + ANSWER_WITHIN) return;
  session.outstanding.delete(sent.srpId);
  sent.outcome = "timeout";
  sent.error = `No answer within ${ANSWER_WITHIN / 1e6} s.`;
  sent.retryAt = t.at + retryAfterMicroseconds(sent.attempts);
}

/** One lane a policy where the router takes one candidate path, else one for each. */
function makeLanes(t: Turn, policy: Policy, profile: Profile): void {
  if (policy.origin === "router" || (policy.deleted && policy.lanes.size === 0)) return;
  if (profile.candidatePaths === "one") oneLane(t, policy);
  const paths = profile.candidatePaths === "one" && !policy.deleted
    ? policy.paths.slice(0, policy.lanes.size === 0 ? 1 : 0)
    : policy.paths;
  for (const { discriminator } of paths) {
    if (policy.lanes.has(discriminator)) continue;
    const lspName = formatLspName(t.s.config, { uid: policy.uid, discriminator });
    policy.lanes.set(discriminator, { discriminator, lspName });
    t.s.laneOwner.set(discriminator, policy.id);
  }
}

/** A session before this one may have been of another kind. */
function oneLane(t: Turn, policy: Policy): void {
  for (const lane of [...policy.lanes.values()]) {
    if (policy.lanes.size < 2) return;
    if (lane.lsp !== undefined || lane.sent?.outcome === "waiting") continue;
    policy.lanes.delete(lane.discriminator);
    t.s.laneOwner.delete(lane.discriminator);
  }
}

/** undefined: not known yet, something is still to be computed. */
function wantedOf(policy: Policy, lane: Lane, profile: Profile): Wanted | undefined {
  const at = lane.wanted?.at ?? policy.at;
  if (policy.deleted && policy.successor !== undefined) {
    return { is: "keep", at, why: "until what replaces it is up" };
  }
  if (policy.deleted || !policy.intent.adminUp) return { is: "absent", at };
  const choice = policy.origin !== "router" && profile.candidatePaths === "one"
    ? policy.paths
    : policy.paths.filter((p) => p.discriminator === lane.discriminator);
  if (choice.length === 0) return { is: "absent", at };
  return bestOf(policy, choice);
}

function bestOf(policy: Policy, choice: readonly CandidatePath[]): Wanted | undefined {
  let why = "";
  for (const path of [...choice].sort((a, b) => b.intent.preference - a.intent.preference)) {
    const { computed } = path;
    if (!computed) return undefined;
    if (computed.result.ok) {
      const { segments } = computed.result;
      return {
        is: "list",
        segments,
        labels: segments.map((s) => s.label),
        preference: path.intent.preference,
        at: computed.at,
      };
    }
    why ||= computed.result.why;
  }
  return { is: policy.intent.onNoPath, at: policy.at, why };
}

function reconcile(
  t: Turn,
  router: Router,
  session: PcepSessionState,
  policy: Policy,
  lane: Lane,
  wanted: Wanted,
): void {
  expireRequest(t, session, lane);
  const decision = decide(situation(t, session, policy, lane, wanted));
  delete lane.held;
  if (decision.do === "wait") {
    armAt(t, `lane ${router.id} ${lane.discriminator}`, decision.until);
    return;
  }
  if (decision.do === "rest") return rest(t, router, policy, lane, decision);
  const pass = passage(t.s.gate, router.name, policy.name);
  if (!pass.open) {
    lane.held = pass.why;
    return;
  }
  lane.held = send(t, router, session, policy, lane, wanted, decision) ?? "";
  if (lane.held === "") delete lane.held;
}

/** Sends the one message; answers why not, if not. */
function send(
  t: Turn,
  router: Router,
  session: PcepSessionState,
  policy: Policy,
  lane: Lane,
  wanted: Wanted,
  decision: Decision & { do: "create" | "update" | "delete" | "takeOver" | "return" },
): string | undefined {
  const lsp = currentLsp(t, session, lane);
  const segments = wanted.is === "list" ? wanted.segments : [];
  const srpId = takeSrpId(session);
  const message = messageFor(t, router, session, policy, lane, wanted, decision.do, srpId, lsp);
  if (typeof message === "string") return message;
  const labels = segments.map((s) => s.label);
  const before = lane.sent;
  const repeat = before?.kind === decision.do && before.session === session.connection &&
    before.labels.join() === labels.join() && before.outcome !== "up";
  const sent: Sent = {
    kind: decision.do,
    at: t.at,
    session: session.connection!,
    srpId,
    ...(lsp ? { plspId: lsp.plspId } : {}),
    labels,
    attempts: repeat ? before.attempts + 1 : 1,
    outcome: "waiting",
  };
  lane.sent = sent;
  session.outstanding.set(srpId, {
    discriminator: lane.discriminator,
    policy: policy.id,
    at: t.at,
  });
  sendChange(t, session, router.name, policy.name, message);
  armAt(t, `lane ${router.id} ${lane.discriminator}`, t.at + ANSWER_WITHIN);
  return undefined;
}

function messageFor(
  t: Turn,
  router: Router,
  session: PcepSessionState,
  policy: Policy,
  lane: Lane,
  wanted: Wanted,
  kind: "create" | "update" | "delete" | "takeOver" | "return",
  srpId: number,
  lsp: Lsp | undefined,
): Message | string {
  const { profile } = session;
  const id = lsp && plspId(lsp.plspId);
  if (kind !== "create" && id === undefined) return "The router gave no PLSP-ID for it.";
  if (kind === "delete") return deleteMessage(srpId, id!);
  if (kind === "takeOver") return takeOverMessage(srpId, id!);
  const keep = wanted.is === "list" ? wanted.segments.map((s) => hop(s)) : [];
  if (kind === "return") {
    return emptyUpdate(srpId, id!, false, profile.returnDelegation === "currentEro" ? keep : []);
  }
  if (wanted.is !== "list") return emptyUpdate(srpId, id!, true, []);
  if (kind === "create" && !session.instantiates) {
    return `${router.name} does not let a PCE create LSPs (no I flag in its Open).`;
  }
  if (!session.updates) {
    return `${router.name} does not let a PCE update LSPs (no U flag in its Open).`;
  }
  const endpoint = endpointAddress(t, policy);
  const why = policy.origin === "router" ? undefined : refusal(profile, endpoint);
  if (why) return why;
  const installation = {
    profile,
    srpId,
    name: lane.lspName,
    headend: addressOf(router),
    endpoint,
    color: policy.intent.color,
    policyName: policy.name,
    preference: wanted.preference,
    discriminator: lane.discriminator,
    originator: t.s.config.originator,
    segments: wanted.segments,
    metric: undefined,
    bandwidthBytesPerSecond: policy.intent.bandwidthBps / 8,
    priority: policy.intent.priority,
    bindingSid: policy.intent.bindingSid,
    associated: policy.origin !== "router",
  };
  return kind === "create" ? createMessage(installation) : updateMessage(installation, id!);
}

function rest(
  t: Turn,
  router: Router,
  policy: Policy,
  lane: Lane,
  decision: Decision & { do: "rest" },
): void {
  const subject = `policy ${policy.name}`;
  if (decision.is === "asWanted" && lane.sent && lane.sent.outcome !== "up") {
    lane.sent.outcome = "up";
    measureMove(t, lane.sent);
    releasePredecessors(t, policy);
  }
  if (decision.is === "mismatch" && lane.sent) lane.sent.outcome = "mismatch";
  alarm(
    t,
    "listMismatch",
    subject,
    "major",
    decision.is === "mismatch"
      ? `${router.name} keeps another list for ${policy.name} than was sent, three times over.`
      : undefined,
  );
  alarm(
    t,
    "requestRefused",
    subject,
    "major",
    decision.is === "gaveUp"
      ? `${router.name} does not take ${policy.name}: ${decision.why}`
      : undefined,
  );
  if (decision.is === "gone" && lane.wanted?.is === "absent") laneFinished(t, policy, lane);
  const retryAt = lane.sent?.retryAt;
  if (decision.is === "gaveUp" && retryAt !== undefined && retryAt > t.at) {
    armAt(t, `lane ${router.id} ${lane.discriminator}`, retryAt);
  }
}

/** What this policy replaced may go now. */
function releasePredecessors(t: Turn, policy: Policy): void {
  for (const other of t.s.policies.values()) {
    if (other.successor !== policy.id) continue;
    delete other.successor;
    markPolicyLanes(t, other);
  }
}

function situation(t: Turn, session: PcepSessionState, policy: Policy, lane: Lane, wanted: Wanted) {
  return {
    now: t.at,
    wanted: delegationWanted(t, policy, wanted),
    lsp: currentLsp(t, session, lane),
    sent: lane.sent,
    session: session.connection ?? 0,
    origin: policy.origin,
    traits: traitsOf(t, session.profile),
  };
}

/** A delegation that the operator does not want is handed back at once (RFC 8231 §5.7.1). */
function delegationWanted(t: Turn, policy: Policy, wanted: Wanted): Wanted {
  if (policy.origin !== "router") return wanted;
  const router = findRouter(t, policy.intent.headend);
  const returns = router && declaredOf(t.s, router)?.pcep.delegations === "return";
  return returns ? { is: "return", at: wanted.at, why: "delegations are returned" } : wanted;
}

/** The LSP as reported in this session, never one remembered from before. */
function currentLsp(t: Turn, session: PcepSessionState, lane: Lane): Lsp | undefined {
  const lsp = lane.lsp === undefined ? undefined : t.s.lsps.get(lane.lsp);
  return lsp && lsp.session === session.connection && !lsp.stale ? lsp : undefined;
}

export function endpointAddress(t: Turn, policy: Policy): string {
  const router = findRouter(t, policy.intent.endpoint);
  return router ? addressOf(router) : policy.intent.endpoint;
}

type Ready = { readonly ok: true; readonly session: PcepSessionState } | {
  readonly ok: false;
  readonly why: string;
};
function sessionReady(t: Turn, session: PcepSessionState | undefined): Ready {
  if (session?.connection === undefined) {
    return { ok: false, why: "No PCEP session with the router." };
  }
  if (session.readyAt === undefined) {
    return { ok: false, why: "The router is still synchronising." };
  }
  if (t.at < session.readyAt) return { ok: false, why: "Waiting for late reports of the router." };
  return { ok: true, session };
}

/** Broken ones first: what is on the router and does not work, then what is not there, then the rest. */
function byUrgency(t: Turn, lanes: ReadonlySet<number>): number[] {
  const rank = (discriminator: number) => {
    const owner = t.s.laneOwner.get(discriminator);
    const lane = owner === undefined
      ? undefined
      : t.s.policies.get(owner)?.lanes.get(discriminator);
    const lsp = lane?.lsp === undefined ? undefined : t.s.lsps.get(lane.lsp);
    return !lsp ? 1 : lsp.operState === "down" ? 0 : 2;
  };
  const list = [...lanes];
  if (list.length < 2) return list;
  return list.map((d) => ({ d, r: rank(d) })).sort((a, b) => a.r - b.r || a.d - b.d).map((x) =>
    x.d
  );
}

function measureMove(t: Turn, sent: Sent): void {
  if (sent.kind !== "update" || t.s.lastFailureAt === undefined) return;
  if (sent.at - t.s.lastFailureAt > 10e6) return;
  t.s.lastMoveMicroseconds = t.at - t.s.lastFailureAt;
}

const settleMicroseconds = (t: Turn) => t.s.config.safety.settleSeconds * 1e6;
const traitsOf = (t: Turn, profile: Profile): Traits => ({
  takeOver: profile.takeOver,
  returnDelegation: profile.returnDelegation,
  answerWithinMicroseconds: ANSWER_WITHIN,
  verifyAfterMicroseconds: 10e6,
  settleMicroseconds: Math.max(settleMicroseconds(t), profile.settleSeconds * 1e6),
});
const PASSES = 10;
const ANSWER_WITHIN = 10e6;
const WORDS = {
  create: "PCInitiate",
  update: "PCUpd",
  delete: "PCInitiate, delete",
  takeOver: "PCInitiate, take over",
  return: "PCUpd, hand back",
} as const;
