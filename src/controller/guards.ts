/** The guards at the one place where messages leave: what may, and what became of what left. */
import { type Passage, passage } from "../policy/gate.ts";
import type { Decision } from "../policy/reconcile.ts";
import type { Lane, Policy } from "../policy/records.ts";
import { endedBadly } from "./breakers.ts";
import { letThrough, needsNoWave } from "./rollouts.ts";
import { wordsOf } from "./routers.ts";
import type { Gate } from "../policy/gate.ts";
import type { Router } from "./state.ts";
import type { Turn } from "./turn.ts";

/** May the message that was decided on leave now? The first of a wave are those that ask first. */
export function mayLeave(t: Turn, router: Router, policy: Policy, decision: Decision): Passage {
  const pass = passageOf(t.s.gate, router, policy, decision);
  if (pass.open || pass.by !== "wave" || !letThrough(t, policy)) return pass;
  return passageOf(t.s.gate, router, policy, decision);
}

/** The same by a gate that is only thought of, for previews. */
export function passageOf(
  gate: Gate,
  router: Router,
  policy: Policy,
  decision: Decision,
): Passage {
  const errand = { removes: decision.do === "delete", repairs: policy.brokenAt !== undefined };
  return passage(gate, wordsOf(router), policy.name, errand);
}

/** After each decision about a lane: did its last request end badly, or does it rest as wanted? */
export function noteOutcome(
  t: Turn,
  router: Router,
  policy: Policy,
  lane: Lane,
  decision: Decision,
): void {
  const { sent } = lane;
  const isDown = decision.do === "rest" && decision.is === "down";
  if (sent && (isDown || BAD.has(sent.outcome))) endedBadly(t, router, lane);
  if (decision.do === "rest" && decision.is === "asWanted") needsNoWave(t, policy);
}

const BAD: ReadonlySet<string> = new Set(["refused", "timeout", "mismatch", "conflict"]);
