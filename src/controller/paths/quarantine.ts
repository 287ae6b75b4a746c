/**
 * Links that failed and came back, also those of a router that restarted: better paths do not count on them for a while,
 * longer after each failure. A policy that has no other way uses them at once.
 */
import { afterFailure, afterReturn, isOver, recentFailures } from "../../policy/quarantine.ts";
import type { TedDiff } from "../../ted/diff.ts";
import { armAt, disarmNamed, touch, type Turn } from "../turn.ts";

/** What a change of the topology says of links that come and go; answers the most recent failures of one that it names. */
export function followFlaps(t: Turn, diff: TedDiff): number {
  const { flaps, config: { safety } } = t.s;
  const rules = {
    microseconds: safety.quarantineSeconds * 1e6,
    mostMicroseconds: safety.quarantineMaximumSeconds * 1e6,
  };
  let most = 0;
  for (const [link, kinds] of diff.links) {
    if (kinds.has("linkDown") && t.s.start.over) {
      flaps.set(link, afterFailure(flaps.get(link), t.at));
    } else if (kinds.has("linkUp")) {
      const after = afterReturn(flaps.get(link), t.at, rules);
      if (after) flaps.set(link, after);
      else flaps.delete(link);
    }
    most = Math.max(most, recentFailures(flaps.get(link), t.at).length);
  }
  armNext(t);
  return most;
}

/** Half-links that are up and not to be counted on. */
export function returnedLinks(t: Turn): ReadonlySet<number> {
  const links = new Set<number>();
  for (const [link, { until }] of t.s.flaps) {
    if (until !== undefined && until > t.at) links.add(link);
  }
  return links;
}

/** When the first of these may be counted on; undefined: there is none. */
export function nextCountedOn(t: Turn): number | undefined {
  let next = Infinity;
  for (const { until = 0 } of t.s.flaps.values()) if (until > t.at) next = Math.min(next, until);
  return next < Infinity ? next : undefined;
}

export const quarantinedUntil = (t: Pick<Turn, "s">, link: number): number | undefined => {
  const until = t.s.flaps.get(link)?.until;
  return until !== undefined && until > t.s.now ? until : undefined;
};

/** Deadline "quarantine": the links that may be counted on from now, as a change of the topology. */
export function endQuarantines(t: Turn): TedDiff {
  const links = new Map<number, ReadonlySet<"linkUp">>();
  for (const [link, flaps] of t.s.flaps) {
    if (flaps.until !== undefined && flaps.until <= t.at) {
      t.s.flaps.set(link, { failedAt: flaps.failedAt });
      links.set(link, new Set(["linkUp"]));
      touch(t, "link", link);
    } else if (isOver(flaps, t.at)) t.s.flaps.delete(link);
  }
  armNext(t);
  const { version } = t.caches.ted;
  return { version, routers: new Map(), links, prefixes: new Map(), froze: false, thawed: false };
}

function armNext(t: Turn): void {
  let next = Infinity;
  for (const { until, failedAt } of t.s.flaps.values()) {
    next = Math.min(next, until ?? (failedAt[failedAt.length - 1] ?? t.at) + FORGET);
  }
  if (next < Infinity) armAt(t, "quarantine", next);
  else disarmNamed(t, "quarantine");
}

const FORGET = 601e6; // microseconds: a little longer than failures count as recent
