/** Rollouts of meshes in the core (rules II.5): who may go now, when the rest follows, and what is kept over restarts. */
import type { Policy } from "../../policy/records.ts";
import {
  chooseFirst,
  judge,
  mayLetThrough,
  newRollout,
  type Progress,
  type Rollout,
} from "../../policy/waves.ts";
import { markPolicyLanes } from "../sending/lanes.ts";
import { standingOf } from "../telling/policy_state.ts";
import { findRouter } from "../routers/routers.ts";
import type { Router } from "../state.ts";
import type { Row } from "../step.ts";
import { armAfter, armAt, note, store, touch, type Turn } from "../turn.ts";
import { alarm } from "../telling/alarms.ts";

/** A change of the mesh is about to be sent; answers the rows that remember it. */
export function beginRollout(t: Turn, mesh: string, policies: readonly number[]): Row[] {
  const size = t.s.config.safety.guards.meshWave, { rollouts } = t.s.guards;
  const before = rollouts.get(mesh);
  const all = new Set([...policies, ...before?.waiting ?? []]);
  for (const id of all) if (t.s.policies.get(id)?.deleted !== false) all.delete(id);
  if (size === 0 || all.size <= size) return before ? finish(t, mesh) : [];
  enter(t, mesh, newRollout(t.at, size, all));
  return [{ table: "meta", key: keyOf(mesh), value: JSON.stringify({ at: t.at }) }];
}

/** From the store, when all policies are there. */
export function restoreRollout(t: Turn, mesh: string, json: string): void {
  const { at } = JSON.parse(json) as { at: number }; // our own row
  const size = t.s.config.safety.guards.meshWave;
  const concerned = [...t.s.policies.values()]
    .filter((policy) => policy.mesh === mesh && !policy.deleted && policy.at >= at);
  if (size > 0 && concerned.length > 0) {
    enter(t, mesh, newRollout(at, size, concerned.map(({ id }) => id)));
  } else store(t, finish(t, mesh));
}

function enter(t: Turn, mesh: string, rollout: Rollout): void {
  t.s.guards.rollouts.set(mesh, rollout);
  for (const id of rollout.waiting) {
    const policy = t.s.policies.get(id);
    if (policy) t.s.gate.waves.set(policy.name, mesh);
  }
  touch(t, "status", 0);
}

/** A message for a policy that waits could leave now: at the end of the turn it may be chosen to go first. */
export function askToGo(t: Turn, router: Router, policy: Policy): void {
  const rollout = t.s.guards.rollouts.get(policy.mesh ?? "");
  if (!rollout || !mayLetThrough(rollout) || rollout.asking.get(policy.id) === router.id) return;
  rollout.asking.set(policy.id, router.id);
  if (!t.s.deadlines.due.has("waves")) armAfter(t, "waves", ASK_AGAIN);
}

/** True: some may go now. */
function letThrough(t: Turn, rollout: Rollout): boolean {
  if (rollout.asking.size === 0 || !mayLetThrough(rollout)) return false;
  const headendOf = (id: number) => {
    const policy = t.s.policies.get(id);
    return policy && findRouter(t, policy.intent.headend)?.id;
  };
  const chosen = chooseFirst(rollout, headendOf, (fewerThan, went) => {
    const until = rollout.at + PATIENCE;
    if (t.at >= until) return false;
    armAt(t, "waves", until);
    return [...rollout.waiting].some((id) => {
      const headend = headendOf(id);
      if (headend === undefined || (went.get(headend) ?? 0) >= fewerThan) return false;
      const session = t.s.pcep.get(t.s.routers.get(headend)?.session ?? -1);
      return session?.connection !== undefined;
    });
  });
  for (const id of chosen) {
    const policy = t.s.policies.get(id)!;
    rollout.waiting.delete(id);
    rollout.asking.delete(id);
    rollout.first.add(id);
    t.s.gate.waves.delete(policy.name);
    for (const lane of policy.lanes.values()) lane.held = undefined; // it held itself back no longer
    markPolicyLanes(t, policy);
  }
  if (chosen.length > 0) touch(t, "status", 0);
  return chosen.length > 0;
}

/** A policy rests as wanted: there is nothing to send, so nothing to wait for. */
export function needsNoWave(t: Turn, policy: Policy): void {
  if (!t.s.gate.waves.delete(policy.name)) return;
  t.s.guards.rollouts.get(policy.mesh ?? "")?.waiting.delete(policy.id);
}

/** At the end of a turn; true: more may be sent now. */
export function judgeRollouts(t: Turn): boolean {
  let more = false;
  for (const [mesh, rollout] of t.s.guards.rollouts) {
    const share = t.s.config.safety.guards.breakerShare || BREAKER_SHARE;
    const verdict = judge(rollout, (id) => progressOf(t, id), share);
    if (verdict.is === "over" || !t.s.declared.meshes.has(mesh)) {
      store(t, finish(t, mesh));
      more = true;
    } else if (verdict.is === "failed") fail(t, mesh, rollout, verdict.bad);
    else {
      const resumed = rollout.failed !== undefined;
      if (resumed) goOn(t, mesh, rollout);
      for (const id of verdict.back) giveBack(t, mesh, rollout, id);
      if (resumed || verdict.back.length > 0) {
        markAll(t, rollout);
        more = true;
      }
      if (letThrough(t, rollout)) more = true;
    }
  }
  return more;
}

/** Also by an operator's word. Answers the row that forgets it. */
export function finish(t: Turn, mesh: string): Row[] {
  const rollout = t.s.guards.rollouts.get(mesh);
  t.s.guards.rollouts.delete(mesh);
  for (const [name, of] of t.s.gate.waves) if (of === mesh) t.s.gate.waves.delete(name);
  if (rollout) markAll(t, rollout);
  alarm(t, "rolloutHeld", `mesh ${mesh}`, "major", undefined);
  touch(t, "status", 0);
  return [{ table: "meta", key: keyOf(mesh), value: null }];
}

function progressOf(t: Turn, id: number): Progress {
  const policy = t.s.policies.get(id);
  if (!policy || policy.deleted) return "idle";
  for (const { sent } of policy.lanes.values()) if (sent && BAD.has(sent.outcome)) return "bad";
  const { state } = standingOf(t, policy);
  if (state === "up") return "up";
  if (state === "waiting") return "underway";
  return state === "held" || state === "noPath" ? "idle" : "bad";
}

function fail(t: Turn, mesh: string, rollout: Rollout, bad: readonly number[]): void {
  const names = bad.flatMap((id) => t.s.policies.get(id)?.name ?? []).join(", ");
  const failed = `${names} did not come up`;
  if (rollout.failed === undefined) {
    note(t, {
      severity: "warning",
      kind: "rolloutHeld",
      subject: `mesh ${mesh}`,
      title: `The rollout of mesh ${mesh} is held: ${failed}.`,
      detail: `${rollout.waiting.size} policies wait.`,
    });
    touch(t, "status", 0);
  }
  rollout.failed = failed;
  const text = `The rollout of mesh ${mesh} is held: ${failed}. ${rollout.waiting.size} policies ` +
    `wait until that is mended, or for "cairn confirm mesh ${mesh}".`;
  alarm(t, "rolloutHeld", `mesh ${mesh}`, "major", text);
}

function goOn(t: Turn, mesh: string, rollout: Rollout): void {
  rollout.failed = undefined;
  alarm(t, "rolloutHeld", `mesh ${mesh}`, "major", undefined);
  touch(t, "status", 0);
}

/** It cannot be sent now after all: another one may go first. */
function giveBack(t: Turn, mesh: string, rollout: Rollout, id: number): void {
  rollout.first.delete(id);
  const policy = t.s.policies.get(id);
  if (!policy || policy.deleted) return;
  rollout.waiting.add(id);
  t.s.gate.waves.set(policy.name, mesh);
}

function markAll(t: Turn, rollout: Rollout): void {
  for (const id of rollout.waiting) {
    const policy = t.s.policies.get(id);
    if (policy) markPolicyLanes(t, policy);
  }
}

const keyOf = (mesh: string) => `rollout/${mesh}`;
const BAD: ReadonlySet<string> = new Set(["refused", "timeout", "mismatch", "conflict"]);
const BREAKER_SHARE = 0.05;
const PATIENCE = 5e6; // other headends get so long to have something to send
const ASK_AGAIN = 1e6; // what was asked after the last look of a turn
