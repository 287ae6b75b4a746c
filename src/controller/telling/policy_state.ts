/** What to call the state a policy is in, and the sentence that says it; changes of it are events. */
import type { CandidatePath, Lane, Lsp, Policy } from "../../policy/records.ts";
import { TRIES } from "../../policy/reconcile.ts";
import { sameLists } from "../../policy/segment_lists.ts";
import { tellBrokenHeld } from "./broken_held.ts";
import { flapWords } from "./flapping.ts";
import { laterWords } from "../paths/later_words.ts";
import { betterWords } from "../paths/optimise.ts";
import { refusalWords } from "../sending/refusal_words.ts";
import { note, touch, type Turn } from "../turn.ts";
import { alarm } from "./alarms.ts";
import type { PolicyState } from "../view/view.ts";

export interface Standing {
  readonly state: PolicyState;
  readonly verdict: string;
}
type Readable = Pick<Turn, "s">;

export function standingOf(t: Readable, policy: Policy): Standing {
  const lanes = [...policy.lanes.values()];
  const paths = policy.paths;
  if (!policy.intent.adminUp) return { state: "down", verdict: "Shut by its document." };
  const computed = paths.filter((p) => p.computed);
  const found = paths.filter((p) => p.computed?.result.ok);
  if (computed.length > 0 && computed.length === paths.length && found.length === 0) {
    const why = paths[0]!.computed!.result.why;
    return { state: "noPath", verdict: why };
  }
  const standings = lanes.map((lane) => laneStanding(t, lane));
  const best = RANK.flatMap((state) => standings.find((s) => s.state === state) ?? [])[0];
  const flaps = flapWords(lanes);
  if (best && flaps) return { ...best, verdict: `It flaps. ${flaps} ${best.verdict}` };
  if (best?.state === "up") {
    const better = betterWords(t, policy) || laterWords(t, policy);
    return { ...best, verdict: best.verdict + better };
  }
  return best ?? { state: "waiting", verdict: "Waiting for its path or its router." };
}

export function laneStanding(t: Readable, lane: Lane): Standing {
  const { sent, wanted } = lane;
  const lsp = lane.lsp === undefined ? undefined : t.s.lsps.get(lane.lsp);
  const up = lsp && (lsp.operState === "up" || lsp.operState === "active");
  const same = lsp && wanted?.is === "list" && sameLists(lsp, wanted);
  if (lsp && up && same && !lsp.stale) {
    const but = [wanted.but, lane.rests].flatMap((words) => words ? [` ${words}`] : []).join("");
    return { state: "up", verdict: `Up: the router reports exactly what is wanted.${but}` };
  }
  if (lane.held) {
    const still = lsp && up ? " Its last path stays." : "";
    return { state: "held", verdict: `${lane.held}${still}` };
  }
  if (lane.conflict !== undefined) return { state: "conflict", verdict: lane.conflict };
  if (sent?.outcome === "conflict") return { state: "conflict", verdict: sent.error ?? "" };
  if (sent?.outcome === "mismatch") {
    return { state: "mismatch", verdict: "The router keeps another list than was sent." };
  }
  if (lane.rests !== undefined) return { state: same ? "down" : "held", verdict: lane.rests };
  const refused = sent?.outcome === "refused" || sent?.outcome === "timeout";
  if (refused && (sent.attempts >= TRIES || sent.retryAt === undefined)) {
    return { state: "failed", verdict: refusalWords(sent) };
  }
  if (refused) return { state: "waiting", verdict: refusalWords(sent) };
  if (lsp && same && settledDown(t, lsp, sent?.at ?? 0)) {
    return {
      state: "down",
      verdict: `The router reports it ${lsp.operState} on the list that was sent.`,
    };
  }
  if (wanted?.is === "list") return { state: "waiting", verdict: waitingWords(sent?.outcome) };
  return { state: "waiting", verdict: "Waiting." };
}

/** The candidate path that the lane carries now: the one whose preference is wanted. */
export function activePath(policy: Policy, lane: Lane): CandidatePath | undefined {
  const { wanted } = lane;
  return wanted?.is === "list"
    ? policy.paths.find((p) => p.intent.preference === wanted.preference)
    : undefined;
}

/** At the end of a turn: policies whose state is another one than was last told; many of one kind are one event. */
export function showStates(t: Turn): void {
  const told = new Map<PolicyState, { readonly policy: Policy; readonly verdict: string }[]>();
  for (const id of t.shown) {
    const policy = t.s.policies.get(id);
    if (!policy || policy.deleted) continue;
    tellBrokenHeld(t, policy);
    const { state, verdict } = standingOf(t, policy);
    if (state === policy.shown) continue;
    const before = policy.shown;
    policy.shown = state;
    policy.since = t.at;
    touch(t, "policy", id);
    touch(t, "status", 0);
    const pathless = state === "noPath" ? `${policy.name} has no path. ${verdict}` : undefined;
    alarm(t, "noPath", `policy ${policy.name}`, "major", pathless);
    alarm(t, "policyDown", `policy ${policy.name}`, "major", downWords(policy, state, verdict));
    if (!worthTelling(policy, before, state)) continue;
    const same = told.get(state);
    if (same) same.push({ policy, verdict });
    else told.set(state, [{ policy, verdict }]);
  }
  for (const [state, list] of told) {
    if (list.length > MOST_APART) tellMany(t, state, list.map(({ policy }) => policy.name));
    else for (const { policy, verdict } of list) tell(t, policy, state, verdict);
  }
}

/** Its list is right and its router does not bring it up; shut, or none of ours to bring up: no trouble. */
function downWords(policy: Policy, state: PolicyState, verdict: string): string | undefined {
  if (state !== "down" || !policy.intent.adminUp || policy.origin === "router") return undefined;
  return `${policy.name} is down. ${verdict} "cairn describe policy ${policy.name}" shows it.`;
}

function tellMany(t: Turn, state: PolicyState, names: readonly string[]): void {
  note(t, {
    severity: state === "up" ? "info" : "warning",
    kind: KINDS[state],
    subject: "policies",
    title: `${names.length} policies ${MANY[state]}.`,
    detail: names.slice(0, 8).join(", ") + (names.length > 8 ? " and others." : "."),
    policies: names.slice(0, 200),
  });
}

function tell(t: Turn, policy: Policy, state: PolicyState, verdict: string): void {
  note(t, {
    severity: state === "up" ? "info" : "warning",
    kind: KINDS[state],
    subject: `policy ${policy.name}`,
    title: `${policy.name} ${WORDS[state]}.`,
    detail: verdict,
    policies: [policy.name],
  });
}

/** A lost session is one event, not one for each of its policies; so is its return. */
function worthTelling(policy: Policy, before: string, state: PolicyState): boolean {
  if (state === "waiting" || state === "held") return false;
  if (state !== "up") return true;
  if (before === "held") return false;
  return BAD.has(before) || (policy.origin === "operator" && policy.moves === 0);
}

function settledDown(t: Readable, lsp: Lsp, sentAt: number): boolean {
  const session = t.s.routers.get(lsp.router)?.session;
  const settle = Math.max(
    t.s.config.safety.settleSeconds,
    t.s.pcep.get(session ?? -1)?.profile.settleSeconds ?? 0,
  );
  return t.s.now - Math.max(lsp.downSince ?? lsp.reportedAt, sentAt) >= settle * 1e6;
}

function waitingWords(outcome: string | undefined): string {
  if (outcome === undefined) return "Its router is to be told, or is bringing it up.";
  return outcome === "waiting"
    ? "Sent; the router has not answered yet."
    : "The router answered and is bringing it up.";
}
/** The best of several LSPs is what the policy is. */
const RANK: readonly PolicyState[] = [
  "up",
  "waiting",
  "held",
  "mismatch",
  "conflict",
  "failed",
  "down",
];
const BAD: ReadonlySet<string> = new Set(["down", "noPath", "mismatch", "conflict", "failed"]);
const WORDS: Readonly<Record<PolicyState, string>> = {
  up: "is up",
  down: "is down",
  noPath: "has no path",
  waiting: "is waiting",
  held: "is held",
  mismatch: "is not as sent",
  conflict: "meets another LSP",
  failed: "was refused",
};
const MANY: Readonly<Record<PolicyState, string>> = {
  up: "are up",
  down: "are down",
  noPath: "have no path",
  waiting: "are waiting",
  held: "are held",
  mismatch: "are not as sent",
  conflict: "meet other LSPs",
  failed: "were refused",
};
const MOST_APART = 3;
const KINDS: Readonly<Record<PolicyState, string>> = {
  up: "policyUp",
  down: "policyDown",
  noPath: "policyNoPath",
  waiting: "policyWaiting",
  held: "policyHeld",
  mismatch: "policyMismatch",
  conflict: "policyConflict",
  failed: "policyFailed",
};
