/**
 * The start gate: after a start nothing is sent until every feed has told all (or was quiet for long), and nearly as
 * much topology is there as the last run had. A router's own synchronisation is checked per session.
 */
import { rememberBreakers } from "./breakers.ts";
import { markRouter } from "../sending/lanes.ts";
import { meshesFollow } from "../intent/meshes.ts";
import { armAfter, disarmNamed, note, store, touch, type Turn } from "../turn.ts";
import { alarm } from "../telling/alarms.ts";

export function beginStart(t: Turn): void {
  armAfter(t, "quiet", t.s.config.safety.startQuietSeconds * 1e6);
  armAfter(t, "longStart", LONG);
  lookAgain(t);
}

/** Deadline "longStart": what is held for so long somebody has to know of, who does not look at the status. */
export function tellLongStart(t: Turn): void {
  if (t.s.start.over) return;
  const waits = t.s.gate.startWaits[0] ?? "";
  const go = waits.includes('"cairn go"') ? "" : ' "cairn go" ends the wait.';
  const text = `Nothing is sent since the start. It waits for: ${waits}${go}`;
  alarm(t, "startWaits", "cairn", "critical", text);
  armAfter(t, "longStart", LONG); // what it waits for may be something else then
}

/** A feed said something: its quiet time begins anew. */
export function feedSpoke(t: Turn): void {
  if (!t.s.start.over) armAfter(t, "quiet", t.s.config.safety.startQuietSeconds * 1e6);
}
export function feedTold(t: Turn, peer: number): void {
  t.s.start.told.add(peer);
  lookAgain(t);
}
/** Deadline "quiet": nobody said anything for that long, so what has been told counts as all. */
export function feedsQuiet(t: Turn): void {
  for (const peer of t.s.bgp.keys()) t.s.start.told.add(peer);
  lookAgain(t);
}
export function goAnyway(t: Turn, by: string): void {
  for (const peer of t.s.bgp.keys()) t.s.start.told.add(peer);
  open(t, `${by} opened it by hand.`);
}

/** After each change of the topology while it lasts. */
export function lookAgain(t: Turn): void {
  if (t.s.start.over) return;
  const waits: string[] = [];
  for (const [id, peer] of t.s.bgp) {
    if (!t.s.start.told.has(id)) {
      waits.push(`The whole topology from BGP peer ${peer.config.address}.`);
    }
  }
  if (waits.length === 0) waits.push(...missingTopology(t));
  if (waits.join() !== t.s.gate.startWaits.join()) touch(t, "status", 0);
  t.s.gate.startWaits = waits;
  if (waits.length === 0) open(t, "All feeds have told their topology.");
}

/** Counting takes a while: asked once the feeds have told all, not at each of their messages. */
function missingTopology(t: Turn): string[] {
  const { nodes, halfLinks } = t.caches.ted.counts;
  const share = t.s.config.safety.startShare;
  if (nodes < t.s.start.lastNodes * share || halfLinks < t.s.start.lastLinks * share) {
    return [
      `More topology: ${nodes} of ${t.s.start.lastNodes} nodes and ${halfLinks} of ` +
      `${t.s.start.lastLinks} half-links of the last run are back ("cairn go" if that is right).`,
    ];
  }
  return [];
}

/** Deadline "counts": how much topology there is, for the next start. */
export function rememberCounts(t: Turn): void {
  const { nodes, halfLinks } = t.caches.ted.counts;
  if (nodes === t.s.start.lastNodes && halfLinks === t.s.start.lastLinks) return;
  if (t.caches.ted.frozenSince !== undefined || t.s.guards.hold) return;
  t.s.start.lastNodes = nodes;
  t.s.start.lastLinks = halfLinks;
  store(t, [{ table: "meta", key: "topology", value: JSON.stringify({ nodes, halfLinks }) }]);
}

function open(t: Turn, why: string): void {
  if (t.s.start.over) return;
  t.s.start.over = true;
  t.s.gate.startWaits = [];
  disarmNamed(t, "quiet");
  disarmNamed(t, "longStart");
  alarm(t, "startWaits", "cairn", "critical", undefined);
  armAfter(t, "counts", 1e6);
  touch(t, "status", 0);
  note(t, {
    severity: "info",
    kind: "started",
    subject: "cairn",
    title: "Ready to steer.",
    detail: why,
  });
  rememberBreakers(t);
  meshesFollow(t);
  for (const router of t.s.routers.values()) markRouter(t, router);
}

const LONG = 60e6; // microseconds
