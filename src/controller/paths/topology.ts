/** The topology changes: applied, told to readers, to the graph, to the policies that care. */
import type { Change } from "../../ted/fact.ts";
import type { TedDiff } from "../../ted/diff.ts";
import { adoptByTopology } from "../routers/adopt.ts";
import { planForTopology } from "./planner.ts";
import { policiesCrossing } from "./policy_index.ts";
import { routersFromTopology } from "../routers/routers.ts";
import { srv6Follows } from "./srv6_sids.ts";
import { lookAgain } from "../gate/start_gate.ts";
import { guardTopology } from "../gate/ted_guard.ts";
import { meshesFollow } from "../intent/meshes.ts";
import { identifyAgain } from "../pcep/identify.ts";
import { armAfter, note, touch, type Turn } from "../turn.ts";

/** What a burst of messages said, applied at once. */
export function applyChanges(t: Turn): void {
  if (t.changes.length > 0) takeChanges(t, t.changes.splice(0));
}

export function takeChanges(t: Turn, changes: readonly Change[]): void {
  const diff = t.caches.ted.apply(changes);
  t.caches.graph.update(diff);
  srv6Follows(t, changes);
  if (diff.froze || diff.thawed) touch(t, "status", 0);
  if (diff.routers.size + diff.links.size + diff.prefixes.size === 0) return;
  t.s.topologyChangedAt = t.at;
  show(t, diff);
  guardTopology(t, diff, changes.some((change) => "feed" in change));
  const moved = routersFromTopology(t, diff);
  if (moved) identifyAgain(t);
  if (moved) adoptByTopology(t, diff);
  planForTopology(t, diff, moved);
  if (moved || sidsChanged(diff)) meshesFollow(t);
  rememberReverse(t, diff.links.keys());
  if (t.s.start.over) tell(t, diff);
  else lookAgain(t);
}

/** Which half-links belong together: asked when one of them is gone already. */
function rememberReverse(t: Turn, links: Iterable<number>): void {
  for (const id of links) {
    const reverse = t.caches.ted.usable(id) ? t.caches.ted.reader.reverse(id) : -1;
    if (reverse >= 0) t.s.reverseOf.set(id, reverse);
  }
}

function show(t: Turn, diff: TedDiff): void {
  for (const id of diff.links.keys()) touch(t, "link", id);
  for (const id of diff.prefixes.keys()) touch(t, "prefix", id);
  for (const id of diff.routers.keys()) touch(t, "node", id);
  touch(t, "status", 0);
}

const sidsChanged = (diff: TedDiff) => [...diff.routers.values()].some((k) => k.has("routerSids"));

/** Links that went or came: one event for both directions. */
function tell(t: Turn, diff: TedDiff): void {
  const told = new Set<number>();
  for (const [id, kinds] of diff.links) {
    const down = kinds.has("linkDown");
    if (!down && !kinds.has("linkUp")) continue;
    if (told.has(id)) continue;
    const reverse = t.s.reverseOf.get(id);
    told.add(id).add(reverse ?? id);
    const crossing = new Set([
      ...policiesCrossing(t, id),
      ...(reverse === undefined ? [] : policiesCrossing(t, reverse)),
    ]);
    const policies = [...crossing].flatMap((p) => t.s.policies.get(p)?.name ?? []);
    const { reader } = t.caches.ted;
    const routerName = (router: number) => t.caches.ted.router(router)?.name ?? "?";
    const name = `${routerName(reader.from(id))}–${routerName(reader.to(id))}`;
    const event = note(t, {
      severity: down ? "warning" : "info",
      kind: down ? "linkDown" : "linkUp",
      subject: `link ${t.caches.ted.linkName(id)}`,
      title: down ? `Link ${name} failed.` : `Link ${name} came back.`,
      detail: down ? consequence(policies.length) : "",
      policies: policies.slice(0, 100),
    });
    for (const half of [id, reverse ?? id]) t.s.lastLinkEvent.set(half, event);
  }
  armAfter(t, "counts", 60e6);
}

const consequence = (n: number) =>
  n === 0 ? "No policy crosses it." : `${n} ${n === 1 ? "policy crosses" : "policies cross"} it.`;
