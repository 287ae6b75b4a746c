/** Rollouts of meshes in the core (rules II.5): who may go now, when the rest follows, and what is kept over restarts. */
import { judge, mayLetThrough, newRollout, type Progress, type Rollout } from "../policy/waves.ts";
import type { Policy } from "../policy/records.ts";
import { markPolicyLanes } from "./lanes.ts";
import { standingOf } from "./policy_state.ts";
import type { Row } from "./step.ts";
import { alarm, note, store, touch, type Turn } from "./turn.ts";

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

/** A message for a policy that waits could leave now: is it among the first? */
export function letThrough(t: Turn, policy: Policy): boolean {
  const rollout = t.s.guards.rollouts.get(policy.mesh ?? "");
  if (!rollout || !mayLetThrough(rollout)) return false;
  rollout.waiting.delete(policy.id);
  rollout.first.add(policy.id);
  t.s.gate.waves.delete(policy.name);
  touch(t, "status", 0);
  return true;
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
