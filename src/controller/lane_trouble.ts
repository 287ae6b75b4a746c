/** Alarms about what a router does not take or keeps otherwise: one a kind and policy, cleared when it is so no more. */
import { type Decision, MOST_TOLD } from "../policy/reconcile.ts";
import type { Policy } from "../policy/records.ts";
import type { Router } from "./state.ts";
import { alarm, type Turn } from "./turn.ts";

export function tellTrouble(
  t: Turn,
  router: Router,
  policy: Policy,
  { is, why }: Decision & { do: "rest" },
): void {
  const subject = `policy ${policy.name}`;
  const mismatch = is === "mismatch"
    ? `${router.name} keeps another list for ${policy.name} than was sent, three times over.`
    : undefined;
  const refused = is === "gaveUp" || is === "refused"
    ? `${router.name} does not take ${policy.name}: ${why}`
    : undefined;
  alarm(t, "listMismatch", subject, "major", mismatch);
  alarm(t, "requestRefused", subject, "major", refused);
  alarm(t, "lspConflict", subject, "major", is === "conflict" ? why : undefined);
}

/** A router that makes us say something about one LSP again and again gets a pause, and people an alarm. */
export function tellTooOften(
  t: Turn,
  router: Router,
  policy: Policy,
  decision: Decision,
): string | undefined {
  const over = decision.do === "wait" && decision.tooOften === true;
  const words = over
    ? `${router.name} was told ${MOST_TOLD} times within a minute about ${policy.name}.`
    : undefined;
  alarm(t, "toldTooOften", `policy ${policy.name}`, "major", words);
  return words;
}

/** The policy is forgotten; one of the same name may have taken its place. */
export function clearTrouble(t: Turn, policy: Policy): void {
  if (t.s.policyByName.has(policy.name)) return;
  for (const kind of KINDS) alarm(t, kind, `policy ${policy.name}`, "major", undefined);
}
const KINDS = ["listMismatch", "requestRefused", "lspConflict", "toldTooOften", "noPath"];
