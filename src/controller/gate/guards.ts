/** The guards at the one place where messages leave: what may, and what became of what left. */
import { type Errand, type Passage, passage } from "../../policy/gate.ts";
import type { Decision } from "../../policy/reconcile.ts";
import type { Lane, Policy } from "../../policy/records.ts";
import { endedBadly } from "./breakers.ts";
import { askToGo, needsNoWave } from "./rollouts.ts";
import { profileOf } from "../sending/lanes.ts";
import { wordsOf } from "../routers/routers.ts";
import type { Gate } from "../../policy/gate.ts";
import type { Router } from "../state.ts";
import type { Turn } from "../turn.ts";
import { wantedOf } from "../sending/wanted.ts";

/** May the message that was decided on leave now? One that waits for its wave may be let go at the end of the turn. */
export function mayLeave(
  t: Turn,
  router: Router,
  policy: Policy,
  lane: Lane,
  decision: Decision,
): Passage {
  const pass = passageOf(t, t.s.gate, router, policy, lane, decision);
  if (!pass.open && pass.by === "wave") askToGo(t, router, policy);
  return pass;
}

/** The same by a gate that may be only thought of, for previews. */
export function passageOf(
  t: Turn,
  gate: Gate,
  router: Router,
  policy: Policy,
  lane: Lane,
  decision: Decision,
): Passage {
  return passage(gate, wordsOf(router), policy.name, errandOf(t, router, policy, lane, decision));
}

/** What the message that was decided on is for. */
export function errandOf(
  t: Turn,
  router: Router,
  policy: Policy,
  lane: Lane,
  decision: Decision,
): Errand {
  const wanted = wantedOf(policy, lane, profileOf(t, router));
  const lsp = t.s.lsps.get(lane.lsp ?? -1);
  const stands = lsp !== undefined && (lsp.operState === "up" || lsp.operState === "active");
  const removes = wanted?.is === "absent";
  const moves = !removes && stands && decision.do !== "takeOver" &&
    (decision.do !== "return" || wanted?.is === "return");
  // What was up and was lost by its router is restored, whatever its mesh waits for.
  const wasUp = lsp === undefined && lane.sent?.outcome === "up";
  return { removes, moves, repairs: wasUp || (lsp !== undefined && policy.brokenAt !== undefined) };
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
  // What was up and went down later did so by a failure of the network, not of the request.
  const isDown = decision.do === "rest" && decision.is === "down" && sent?.outcome !== "up";
  if (sent && (isDown || BAD.has(sent.outcome))) endedBadly(t, router, lane);
  if (decision.do === "rest" && decision.is === "asWanted") needsNoWave(t, policy);
}

const BAD: ReadonlySet<string> = new Set(["refused", "timeout", "mismatch", "conflict"]);
