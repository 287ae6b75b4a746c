/** What the guards remember, as plain data: losses of the topology, breakers of routers, rollouts of meshes. */
import type { Breaker } from "../../policy/breaker.ts";
import { type Gone, type Losses, noLosses, nothingGone } from "../../policy/ted_guard.ts";
import type { Rollout } from "../../policy/waves.ts";

export interface Guards {
  readonly losses: Losses;
  readonly slowly: Gone; // what went within the longer window, and did not come back
  /** Areas of each router that is there: asked when it is gone. */
  readonly areasOf: Map<number, readonly string[]>;
  hold: Hold | undefined;
  /** No new look is taken before: a long trickle must not hold up repairs again and again. */
  watchedUntil: number;
  /** Policies that were touched meanwhile: computed when the hold ends. */
  readonly aside: Set<number>;
  /** Policies whose newest result would be that they have no path any more, and when that was found. */
  readonly pathless: Map<number, number>;
  pathlessAt: number; // when the last of them was found
  readonly lost: Map<number, number>; // that lost their paths for good, and when
  /** Of those, the ones that are being computed again, to see whether what went is back; undefined: none are. */
  probes: Set<number> | undefined;
  /** Policies whose next result counts, whatever it is: their loss is confirmed, or small. */
  readonly accepted: Set<number>;
  readonly breakers: Map<number, Breaker>; // by router
  readonly thawedAt: Map<number, number>; // router → when its counters began anew
  readonly rollouts: Map<string, Rollout>; // by mesh
}
/** `watching`: much went, and for a moment nobody moves; `holding`: too much, until somebody or something confirms it. */
export interface Hold {
  readonly is: "watching" | "holding";
  readonly since: number;
  readonly gone: readonly string[]; // in words
  readonly slowly?: boolean; // in a trickle, not at once
}
export const noGuards = (): Guards => ({
  losses: noLosses(),
  slowly: nothingGone(),
  areasOf: new Map(),
  hold: undefined,
  watchedUntil: 0,
  aside: new Set(),
  pathless: new Map(),
  pathlessAt: 0,
  lost: new Map(),
  probes: undefined,
  accepted: new Set(),
  breakers: new Map(),
  thawedAt: new Map(),
  rollouts: new Map(),
});
