/** What the records of a policy amount to: tone, words, stones, order. One place, so that all pages say the same. */
import type { CandidatePath, Policy } from "../../src/gen/cairn/v1/policy_pb.ts";
import type { Router } from "../../src/gen/cairn/v1/router_pb.ts";
import type { Tone } from "../parts/mark.tsx";

export type StoneState = "agrees" | "same" | "failed" | "waiting" | "stale" | "none";
export interface Four {
  readonly wanted: StoneState;
  readonly computed: StoneState;
  readonly sent: StoneState;
  readonly reported: StoneState;
}

/** The candidate path that a page speaks of: the active one, else the one that is preferred. */
export function mainPath(policy: Policy): CandidatePath | undefined {
  let best: CandidatePath | undefined;
  for (const path of policy.candidatePaths) {
    if (path.active) return path;
    if (best === undefined || path.preference > best.preference) best = path;
  }
  return best;
}

export function policyTone(policy: Policy): Tone {
  switch (policy.state) {
    case "up":
      return mainPath(policy)?.reported?.stale === true ? "warn" : "ok";
    case "noPath":
    case "down":
    case "failed":
      return "bad";
    case "mismatch":
    case "conflict":
      return "warn";
    default:
      return "info";
  }
}

const STATES: Readonly<Record<string, string>> = {
  up: "up",
  down: "down",
  noPath: "no path",
  waiting: "waiting",
  held: "held",
  mismatch: "mismatch",
  conflict: "conflict",
  failed: "refused",
};
export const stateWord = (state: string): string => STATES[state] ?? state;

/** The verdict without the state's word before it, where a page says that word itself. */
export const verdictText = (policy: Policy): string => {
  const rest = policy.verdict.replace(/^[A-Z][a-z ]{1,12}: /, "");
  return rest.charAt(0).toUpperCase() + rest.slice(1);
};

/** Worst first, as tables order it. */
export const SEVERITY: Readonly<Record<string, number>> = {
  down: 0,
  noPath: 1,
  failed: 2,
  conflict: 3,
  mismatch: 4,
  waiting: 5,
  held: 6,
  up: 7,
};

export function fourOf(path: CandidatePath | undefined): Four {
  return {
    wanted: path?.wanted === undefined && path?.computed === undefined ? "none" : "agrees",
    computed: path?.computed === undefined ? "none" : path.computed.ok ? "agrees" : "failed",
    sent: sentStone(path),
    reported: reportedStone(path),
  };
}

function sentStone(path: CandidatePath | undefined): StoneState {
  if (path?.sent === undefined) return "none";
  if (path.sent.outcome === "refused" || path.sent.outcome === "timeout") return "failed";
  return path.sent.outcome === "waiting" ? "waiting" : "agrees";
}

function reportedStone(path: CandidatePath | undefined): StoneState {
  if (path?.reported === undefined) {
    return path?.sent?.outcome === "waiting" ? "waiting" : "none";
  }
  if (path.reported.stale) return "stale";
  if (path.state === "down") return "failed";
  if (path.sent?.outcome === "waiting") return "waiting";
  if (path.sent !== undefined && !path.reported.same) return "failed";
  return "agrees";
}

/** A session that is not up, where there was or should be one, or facts nobody tells any more. */
export function routerTone(router: Router): Tone {
  if (router.drained) return "work";
  if (router.stale || !router.inTopology) return "stale";
  return router.sessionState === "down" ? "warn" : "ok";
}
export const linkTone = (state: string): Tone =>
  state === "up"
    ? "ok"
    : state === "down"
    ? "bad"
    : state === "drained"
    ? "work"
    : state === "stale"
    ? "stale"
    : "warn";
export const sessionTone = (state: string): Tone =>
  state === "up" || state === "established"
    ? "ok"
    : state === "down" || state === "idle"
    ? "warn"
    : "info";
export const eventTone = (severity: string): Tone =>
  severity === "error" ? "bad" : severity === "warning" ? "warn" : "info";
export const alarmTone = (severity: string): Tone => severity === "critical" ? "bad" : "warn";
export const lspTone = (state: string): Tone =>
  state === "up" || state === "active" ? "ok" : state === "down" ? "bad" : "info";
