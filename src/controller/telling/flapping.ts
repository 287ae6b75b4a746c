/**
 * LSPs that their routers report up and down again and again: to look at one it is always "being brought up", so people
 * are told that it flaps, and that it was quiet again.
 */
import type { Lane, Lsp, Policy } from "../../policy/records.ts";
import { MINUTE } from "../../policy/reconcile.ts";
import { armAt, touch, type Turn } from "../turn.ts";
import { alarm } from "./alarms.ts";

/** A report said that an LSP of ours is down, which was up since it was down last. */
export function noteFall(t: Turn, lsp: Lsp): void {
  const policy = t.s.policies.get(lsp.policy ?? -1);
  const lane = policy?.lanes.get(lsp.lane ?? -1);
  if (!policy || !lane) return;
  lane.falls = [...lane.falls ?? [], t.at].filter((at) => t.at - at < MINUTE).slice(-MOST_FALLS);
  if (lane.falls.length >= MOST_FALLS) lane.flaps = true;
  if (!lane.flaps) return;
  armAt(t, `flap ${policy.id}`, t.at + MINUTE);
  sayFlaps(t, policy);
}

/** Deadline "flap <policy>": a minute without a fall ends it. */
export function flapDue(t: Turn, id: number): void {
  const policy = t.s.policies.get(id);
  if (!policy) return;
  for (const lane of policy.lanes.values()) {
    const last = lane.falls?.at(-1) ?? 0;
    if (lane.flaps && t.at < last + MINUTE) armAt(t, `flap ${id}`, last + MINUTE);
    else lane.flaps = false;
  }
  sayFlaps(t, policy);
}

function sayFlaps(t: Turn, policy: Policy): void {
  const words = flapWords([...policy.lanes.values()]);
  alarm(t, "lspFlaps", `policy ${policy.name}`, "major", words && `${policy.name} flaps. ${words}`);
  touch(t, "policy", policy.id);
}

/** undefined: none of them flaps. */
export function flapWords(lanes: readonly Lane[]): string | undefined {
  if (!lanes.some(({ flaps }) => flaps)) return undefined;
  return `Its router reported it down ${MOST_FALLS} times or more within a minute, and up between.`;
}

const MOST_FALLS = 5;
