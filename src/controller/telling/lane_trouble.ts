/** Alarms about what a router does not take or keeps otherwise: one a kind and policy, cleared when it is so no more. */
import { type Decision, MOST_TOLD, type Rest } from "../../policy/reconcile.ts";
import type { Lane, Policy } from "../../policy/records.ts";
import { BROKEN_HELD } from "./alarm_group_words.ts";
import type { Router } from "../state.ts";
import { type Turn } from "../turn.ts";
import { alarm } from "./alarms.ts";

/** What of its lanes rests in trouble is the trouble of the policy: a sibling that is well ends nothing. */
export function tellTrouble(
  t: Turn,
  router: Router,
  policy: Policy,
  lane: Lane,
  { is, why }: Decision & { do: "rest" },
): void {
  const trouble = troubleOf(router, policy, is, why);
  if (trouble) lane.trouble = trouble;
  else lane.trouble = undefined;
  for (const kind of RESTS) {
    const one = [...policy.lanes.values()].find((other) => other.trouble?.kind === kind);
    alarm(t, kind, `policy ${policy.name}`, "major", one?.trouble?.words);
  }
}

function troubleOf(router: Router, policy: Policy, is: Rest, why: string): Lane["trouble"] {
  if (is === "mismatch") {
    const words = `${router.name} keeps another list for ${policy.name} than was sent, ` +
      `three times over. "cairn describe policy ${policy.name}" shows both.`;
    return { kind: "listMismatch", words };
  }
  if (is === "gaveUp" || is === "refused") {
    const words = `${router.name} does not take ${policy.name}: ${why}`;
    return { kind: "requestRefused", words };
  }
  return is === "conflict" ? { kind: "lspConflict", words: why } : undefined;
}

/**
 * A router that makes us say something about one LSP again and again gets a pause, and people an alarm. Answers why
 * nothing is said now.
 */
export function tellTooOften(
  t: Turn,
  router: Router,
  policy: Policy,
  lane: Lane,
  decision: Decision,
): string | undefined {
  const over = decision.do === "wait" && decision.tooOften === true;
  if (over) lane.tooOften = true;
  else lane.tooOften = undefined;
  const words = `${router.name} was told ${MOST_TOLD} times within a minute about ${policy.name}.`;
  const any = [...policy.lanes.values()].some(({ tooOften }) => tooOften);
  alarm(t, "toldTooOften", `policy ${policy.name}`, "major", any ? words : undefined);
  return over ? words : undefined;
}

/** The policy is forgotten; one of the same name may have taken its place. */
export function clearTrouble(t: Turn, policy: Policy): void {
  if (t.s.policyByName.has(policy.name)) return;
  for (const kind of KINDS) alarm(t, kind, `policy ${policy.name}`, "major", undefined);
}
const RESTS = ["listMismatch", "requestRefused", "lspConflict"] as const;
const KINDS = [...RESTS, "toldTooOften", "lspFlaps", "noPath", "policyDown", BROKEN_HELD];
