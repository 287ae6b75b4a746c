/**
 * The topology guard in the core (rules II.4): losses are counted as they come, before anything is planned. Too many at
 * once, and policies stay as they are until an operator or a second witness confirms it, or the topology is back.
 */
import {
  excess,
  forgetBefore,
  type GuardLimits,
  isBurst,
  slowExcess,
} from "../../policy/ted_guard.ts";
import type { TedDiff } from "../../ted/diff.ts";
import { markPolicyLanes, markRouter } from "../sending/lanes.ts";
import type { Router } from "../state.ts";
import { armAfter, armAt, disarmNamed, note, touch, type Turn } from "../turn.ts";
import { alarm } from "../telling/alarms.ts";

export function limitsOf(t: Pick<Turn, "s">): GuardLimits {
  const { guards } = t.s.config.safety;
  return {
    share: guards.tedShare,
    policies: guards.tedPolicies,
    windowMicroseconds: guards.tedWindowSeconds * 1e6,
    slowShare: guards.tedSlowShare,
    slowWindowMicroseconds: guards.tedSlowWindowSeconds * 1e6,
    minimum: guards.tedMinimum,
  };
}

/** After each change of the topology, before it is planned for. `told`: by a feed, not by an operator. */
export function guardTopology(t: Turn, diff: TedDiff, told: boolean): void {
  const { guards } = t.s, limits = limitsOf(t);
  const moved = count(t, diff, told && t.s.start.over);
  if (!t.s.start.over || !told) return;
  if (guards.hold?.is === "holding") return lookLater(t, moved);
  forgetBefore(guards.losses, t.at - limits.windowMicroseconds);
  forgetBefore(guards.slowly, t.at - limits.slowWindowMicroseconds);
  const gone = excess(guards.losses, limits);
  if (gone.length > 0) return hold(t, gone);
  const slowly = moved.lost ? slowExcess(guards.losses, guards.slowly, limits) : [];
  if (slowly.length > 0) return hold(t, slowly, true);
  if (moved.lost && isBurst(guards.losses, limits)) watch(t, limits);
}

/** Losses and returns into the record; answers whether there were any. */
function count(t: Turn, diff: TedDiff, counts: boolean): { lost: boolean; back: boolean } {
  const { losses, slowly, areasOf } = t.s.guards, { reader } = t.caches.ted;
  const moved = { lost: false, back: false };
  for (const [id, kinds] of diff.links) {
    if (kinds.has("linkUp")) {
      losses.halfLinks++;
      losses.goneLinks.delete(id);
      if (slowly.goneLinks.delete(id)) moved.back = true;
    } else if (kinds.has("linkDown")) {
      losses.halfLinks--;
      if (!counts) continue;
      const gone = { at: t.at, from: reader.from(id), to: reader.to(id) };
      for (const { goneLinks } of [losses, slowly]) goneLinks.set(id, gone);
      moved.lost = true;
    }
  }
  for (const id of diff.routers.keys()) {
    const before = areasOf.get(id), row = t.caches.ted.router(id);
    const areas = row && [...new Set(row.nodes.map((node) => areaWords(node)))];
    for (const area of before ?? []) losses.areas.set(area, (losses.areas.get(area) ?? 0) - 1);
    for (const area of areas ?? []) losses.areas.set(area, (losses.areas.get(area) ?? 0) + 1);
    if (areas) areasOf.set(id, areas);
    else areasOf.delete(id);
    if (areas && !before) {
      losses.routers++;
      losses.goneRouters.delete(id);
      if (slowly.goneRouters.delete(id)) moved.back = true;
    } else if (!areas && before) {
      losses.routers--;
      if (!counts) continue;
      const router = t.caches.routerByTed.get(id);
      const gone = { at: t.at, areas: before, router };
      for (const { goneRouters } of [losses, slowly]) goneRouters.set(id, gone);
      moved.lost = true;
    }
  }
  return moved;
}

/** Where a burst ends is not known yet: what it breaks waits until nothing more goes for a moment. */
function watch(t: Turn, limits: GuardLimits): void {
  const { guards } = t.s;
  if (guards.hold) armAt(t, "tedGuard", watchEnd(t, guards.hold.since, limits));
  else if (t.at >= guards.watchedUntil) {
    guards.hold = { is: "watching", since: t.at, gone: [] };
    armAt(t, "tedGuard", watchEnd(t, t.at, limits));
  }
}
const watchEnd = (t: Turn, since: number, { windowMicroseconds }: GuardLimits) =>
  Math.min(t.at + MOMENT, since + windowMicroseconds);

export function hold(t: Turn, gone: readonly string[], slowly = false): void {
  const { guards, gate } = t.s;
  guards.hold = { is: "holding", since: t.at, gone, ...(slowly && { slowly }) };
  gate.hold = { exempt: new Set() };
  for (const id of guards.aside) t.shown.add(id);
  armAfter(t, "tedGuard", limitsOf(t).windowMicroseconds);
  note(t, {
    severity: "error",
    kind: "tedGuard",
    subject: "topology",
    title: `${goneWords(t.s)} Nothing moves because of that.`,
    detail: WAITS,
  });
  sayAlarm(t);
  touch(t, "status", 0);
  confirmBySessions(t);
}
function sayAlarm(t: Turn): void {
  const { hold } = t.s.guards;
  const text = hold?.is === "holding" ? `${goneWords(t.s)} ${WAITS}` : undefined;
  alarm(t, "tedGuard", "topology", "critical", text);
}

/** What it holds for, in a sentence. */
export function goneWords({ guards, config }: Turn["s"]): string {
  const { gone = [], slowly } = guards.hold ?? {};
  const minutes = Math.ceil(config.safety.guards.tedSlowWindowSeconds / 60);
  return `Gone ${slowly ? `within ${minutes} minutes` : "at once"}: ${gone.join(", ")}.`;
}
/** What is gone beyond the limits now, at once or else slowly. */
function goneNow(t: Turn): string[] {
  const { losses, slowly } = t.s.guards, limits = limitsOf(t);
  const gone = excess(losses, limits);
  return gone.length > 0 ? gone : slowExcess(losses, slowly, limits);
}

/** While it holds: what came back may have been enough, once it is quiet. */
function lookLater(t: Turn, moved: { lost: boolean; back: boolean }): void {
  const { losses, slowly, hold } = t.s.guards, limits = limitsOf(t);
  if (moved.lost) {
    const gone = goneNow(t);
    if (gone.length > 0) t.s.guards.hold = { ...hold!, gone };
    sayAlarm(t);
    confirmBySessions(t);
  }
  const concerned = hold!.slowly ? slowly : losses;
  const allBack = concerned.goneLinks.size + concerned.goneRouters.size === 0;
  if (allBack) armAfter(t, "tedGuard", MOMENT);
  else if (moved.lost || moved.back || !t.s.deadlines.due.has("tedGuard")) {
    armAfter(t, "tedGuard", limits.windowMicroseconds);
  }
}

/** Deadline "tedGuard". */
export function guardDue(t: Turn): void {
  const { guards } = t.s;
  if (guards.hold?.is === "watching") {
    guards.watchedUntil = t.at + limitsOf(t).windowMicroseconds;
    return release(t);
  }
  if (!guards.hold || guards.probes || goneNow(t).length > 0) return;
  if (guards.pathless.size === 0) return end(t, "The topology is back.", false);
  guards.probes = new Set(guards.pathless.keys());
  for (const id of guards.probes) t.s.dirtyPolicies.add(id);
}

/** `confirmed`: what is gone is gone; the next result of each policy counts, whatever it is. */
export function end(t: Turn, why: string, confirmed: boolean): void {
  const { guards } = t.s;
  if (confirmed) {
    for (const id of [...guards.aside, ...guards.pathless.keys()]) guards.accepted.add(id);
    for (const { goneLinks, goneRouters } of [guards.losses, guards.slowly]) {
      goneLinks.clear();
      goneRouters.clear();
    }
    guards.lost.clear();
  }
  const concerned = guards.aside.size;
  release(t);
  sayAlarm(t);
  note(t, {
    severity: "info",
    kind: "tedGuardEnded",
    subject: "topology",
    title: `The topology is believed again. ${why}`,
    detail: `${concerned} policies were touched meanwhile and are computed now.`,
  });
  armAfter(t, "counts", 60e6);
  touch(t, "status", 0);
}

function release(t: Turn): void {
  const { guards, gate } = t.s;
  const held = gate.hold !== undefined;
  guards.hold = undefined;
  guards.probes = undefined;
  disarmNamed(t, "tedGuard");
  const concerned = [...guards.aside, ...guards.pathless.keys()];
  guards.aside.clear();
  guards.pathless.clear();
  gate.hold = undefined;
  for (const id of concerned) {
    const policy = t.s.policies.get(id);
    if (!policy) continue;
    t.s.dirtyPolicies.add(id);
    markPolicyLanes(t, policy);
  }
  if (held) { for (const router of t.s.routers.values()) markRouter(t, router); }
}

/** A session is lost: does that confirm the loss of routers as a whole? */
export function confirmBySessions(t: Turn): void {
  const { hold } = t.s.guards;
  if (hold?.is !== "holding") return;
  const longBefore = hold.slowly ? limitsOf(t).slowWindowMicroseconds : 0;
  const before = hold.since - SESSION_BEFORE - longBefore;
  let lost = 0, known = 0;
  for (const router of routersGone(t)) {
    const session = router.session === undefined ? undefined : t.s.pcep.get(router.session);
    if (!session) continue;
    const isLost = session.connection === undefined;
    if (isLost && session.since < before) continue; // lost long ago: it says nothing
    known++;
    if (isLost) lost++;
  }
  if (lost < LEAST_SESSIONS || 2 * lost < known) return;
  end(t, `${lost} of ${known} routers that are gone have lost their PCEP sessions too.`, true);
}

/** Withdrawn, or without any link left. */
function routersGone(t: Turn): Set<Router> {
  const { losses, slowly, hold } = t.s.guards;
  const { goneRouters, goneLinks } = hold?.slowly ? slowly : losses,
    { ted, routerByTed } = t.caches;
  const ids = new Set<number | undefined>();
  for (const { router } of goneRouters.values()) ids.add(router);
  const ends = new Set([...goneLinks.values()].flatMap(({ from, to }) => [from, to]));
  for (const end of ends) {
    if (![...ted.linksFrom(end)].some(ted.usable)) ids.add(routerByTed.get(end));
  }
  return new Set([...ids].flatMap((id) => t.s.routers.get(id ?? -1) ?? []));
}

const areaWords = (node: { topology: string; group: string; area: string }) =>
  `area ${node.topology}/${node.group}/${node.area || "0"}`;

const MOMENT = 1e6;
const SESSION_BEFORE = 60e6;
const LEAST_SESSIONS = 2;
const WAITS = 'Waiting for "cairn confirm topology", for the topology to come back, or for a ' +
  "second witness: a policy moves once its router reports it down, all do once half of the " +
  "routers that are gone have lost their PCEP sessions.";
