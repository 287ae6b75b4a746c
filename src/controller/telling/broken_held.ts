/**
 * Policies whose packets are lost and whose repair may not leave: a freeze, a mode, a guard, or a router that lets nobody
 * change its LSPs. One alarm a cause, until the repair leaves or is not needed any more.
 */
import { type Closed, freezeOf, ownModeOf, passage } from "../../policy/gate.ts";
import type { Lane, Policy } from "../../policy/records.ts";
import { BROKEN_HELD, ITS } from "./alarm_group_words.ts";
import { affect } from "./alarm_groups.ts";
import { sessionReady } from "../sending/session_ready.ts";
import { findRouter, wordsOf } from "../routers/routers.ts";
import type { Router } from "../state.ts";
import type { Turn } from "../turn.ts";

/** Why its repair does not leave, with the next step; `subject`: what has to be done something about. */
interface Held {
  readonly subject: string;
  readonly why: string;
}

export function tellBrokenHeld(t: Turn, policy: Policy): void {
  const held = heldRepair(t, policy);
  const is = held && { severity: "critical" as const, text: textOf(policy.name, held.why) };
  affect(t, BROKEN_HELD, policy.name, is, held?.subject);
}

const textOf = (name: string, why: string): string => `${name} delivers nothing, and ${ITS}${why}`;

function heldRepair(t: Turn, policy: Policy): Held | undefined {
  const router = findRouter(t, policy.intent.headend);
  if (!router || !policy.intent.adminUp || !isLost(t, policy)) return undefined;
  const ready = sessionReady(t, t.s.pcep.get(router.session ?? -1));
  if (!ready.ok) return undefined; // the lost session is the cause
  const aside = t.s.gate.hold !== undefined && t.s.guards.aside.has(policy.id);
  const lane = [...policy.lanes.values()].find(({ held, wanted }) =>
    held !== undefined && wanted?.is === "list"
  );
  if (!lane && !aside) return undefined;
  const pass = passage(t.s.gate, wordsOf(router), policy.name, { moves: true, repairs: true });
  if (!pass.open) {
    return pass.by === "start"
      ? undefined // that has an alarm of its own, if it lasts
      : { subject: subjectOf(t, router, policy, pass.by), why: pass.why };
  }
  const { updates, instantiates } = ready.session;
  if (!lane || (updates && (instantiates || lane.lsp !== undefined))) return undefined;
  const why = `${lane.held} Its own PCEP configuration has to allow it.`;
  return { subject: `router ${router.name}`, why };
}

/** Its list leads nowhere, or what was up is not any more. */
function isLost(t: Turn, policy: Policy): boolean {
  if (policy.brokenAt !== undefined) return true;
  const lanes = [...policy.lanes.values()];
  return lanes.some(({ sent }) => sent?.outcome === "up") && !lanes.some((lane) => isUp(t, lane));
}
function isUp(t: Turn, { lsp: id }: Lane): boolean {
  const lsp = t.s.lsps.get(id ?? -1);
  return lsp !== undefined && !lsp.stale && (lsp.operState === "up" || lsp.operState === "active");
}

/** What the gate is closed for: all, the topology, the router or the policy alone. */
function subjectOf(t: Turn, router: Router, { name }: Policy, by: Closed): string {
  const { gate } = t.s, words = wordsOf(router);
  if (by === "tedGuard") return "topology";
  if (by === "mode") {
    return ownModeOf(gate, words) === undefined ? "cairn" : `router ${router.name}`;
  }
  if (gate.freeze) return "cairn";
  return freezeOf(gate, words) ? `router ${router.name}` : `policy ${name}`;
}
