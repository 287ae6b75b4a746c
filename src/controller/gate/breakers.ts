/**
 * Circuit breakers in the core (rules II.5): a router that answers badly costs only its own automation. It is frozen like
 * by an operator, which is shown, survives restarts and is ended by a thaw; three such routers freeze all.
 */
import { countAsked, countBad, newBreaker } from "../../policy/breaker.ts";
import { type Freeze, freezeOf } from "../../policy/gate.ts";
import type { Lane } from "../../policy/records.ts";
import { markRouter } from "../sending/lanes.ts";
import { addressOf, findRouter, wordsOf } from "../routers/routers.ts";
import type { Router } from "../state.ts";
import type { Row } from "../step.ts";
import { audit, note, store, touch, type Turn } from "../turn.ts";
import { alarm } from "../telling/alarms.ts";

export const BREAKER = "circuit breaker";

/** A request that changes the router has left. */
export function asked(t: Turn, router: Router): void {
  if (t.s.config.safety.guards.breakerShare > 0) countAsked(breakerOf(t, router), t.at);
}

/** A request about the lane ended as error, mismatch, silence, or down after an answer. */
export function endedBadly(t: Turn, router: Router, lane: Lane): void {
  const share = t.s.config.safety.guards.breakerShare;
  // That an LSP is held elsewhere is learnt by asking for it, and no sign of a bad router.
  if (lane.sent?.kind === "takeOver" && lane.sent.reaction === "elsewhere") return;
  const sentAt = lane.sent?.at ?? 0;
  if (share === 0 || sentAt < t.at - MINUTE || sentAt < (t.s.guards.thawedAt.get(router.id) ?? 0)) {
    return;
  }
  const tripped = countBad(breakerOf(t, router), t.at, lane.discriminator, share);
  if (!tripped || freezeOf(t.s.gate, wordsOf(router))) return;
  trip(t, router, `${tripped.bad} of ${tripped.asked} requests within a minute went wrong`);
}

function trip(t: Turn, router: Router, reason: string): void {
  const { gate } = t.s;
  const freeze: Freeze = { reason, by: BREAKER, at: t.at };
  gate.routerFreezes.set(keyOf(router), freeze);
  markRouter(t, router);
  const rows = recorded(t, `freeze/router/${keyOf(router)}`, freeze);
  sayFrozen(t, router, freeze);
  note(t, {
    severity: "error",
    kind: "circuitBreaker",
    subject: `router ${router.name}`,
    title: `${router.name} is frozen by the circuit breaker: ${reason}.`,
    detail: `Nothing more is sent to it until "cairn thaw --router ${router.name}".`,
  });
  touch(t, "router", router.id);
  touch(t, "status", 0);
  const broken = [...gate.routerFreezes.values()].filter(({ by }) => by === BREAKER).length;
  if (broken >= MOST && !gate.freeze) rows.push(...freezeAll(t, broken));
  store(t, rows);
}

function freezeAll(t: Turn, routers: number): Row[] {
  const reason = `${routers} routers are frozen by it`;
  const freeze = t.s.gate.freeze = { reason, by: BREAKER, at: t.at };
  note(t, {
    severity: "error",
    kind: "circuitBreaker",
    subject: "cairn",
    title: `Everything is frozen by the circuit breaker: ${reason}.`,
    detail: 'Nothing more is sent to any router until "cairn thaw".',
  });
  for (const router of t.s.routers.values()) markRouter(t, router);
  sayAllFrozen(t);
  return recorded(t, "freeze/", freeze);
}

/** After a thaw, or any change of freezes: counters begin anew, and the alarm goes. */
export function breakerThawed(t: Turn, router: Router | undefined): void {
  if (!router) return sayAllFrozen(t);
  t.s.guards.breakers.delete(router.id);
  t.s.guards.thawedAt.set(router.id, t.at); // what was asked before does not count again
  sayFrozen(t, router, freezeOf(t.s.gate, wordsOf(router)));
}

/** At the end of the start: what the store remembered has its alarms again. */
export function rememberBreakers(t: Turn): void {
  sayAllFrozen(t);
  for (const [word, freeze] of t.s.gate.routerFreezes) {
    const router = findRouter(t, word);
    if (router) sayFrozen(t, router, freeze);
  }
}

function sayFrozen(t: Turn, router: Router, freeze: Freeze | undefined): void {
  const text = freeze?.by === BREAKER
    ? `${router.name} is frozen by the circuit breaker: ${freeze.reason}. ` +
      `"cairn thaw --router ${router.name}" ends it.`
    : undefined;
  alarm(t, "circuitBreaker", `router ${router.name}`, "critical", text);
}
function sayAllFrozen(t: Turn): void {
  const { freeze } = t.s.gate;
  const text = freeze?.by === BREAKER
    ? `Everything is frozen by the circuit breaker: ${freeze.reason}. "cairn thaw" ends it.`
    : undefined;
  alarm(t, "circuitBreaker", "cairn", "critical", text);
}

function breakerOf(t: Turn, router: Router) {
  const { breakers } = t.s.guards;
  const known = breakers.get(router.id);
  if (known) return known;
  const made = newBreaker();
  breakers.set(router.id, made);
  return made;
}
const keyOf = (router: Router) => addressOf(router) || router.name;
/** Kept, and audited like an operator's. */
function recorded(t: Turn, key: string, freeze: Freeze): Row[] {
  const value = JSON.stringify(freeze);
  const entry = { by: BREAKER, action: "freeze", subject: key, before: "", after: value };
  return [{ table: "meta", key, value }, audit(t, entry)];
}
const MINUTE = 60e6, MOST = 3;
