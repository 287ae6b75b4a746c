/**
 * Drift: what routers report otherwise than it is wanted (rules II.9). Looked at at the end of each turn, for the LSPs
 * that something touched; what was asked for a moment ago is not drift yet.
 */
import type { Lane, Lsp, Policy } from "../../policy/records.ts";
import { parseLspName } from "../../policy/names.ts";
import { listWords, sameLists } from "../../policy/segment_lists.ts";
import { MOST_NAMED, setAlarm } from "./alarm_table.ts";
import type { DriftClass } from "../config.ts";
import { CORRECTED_HERE, DRIFT_WORDS, treatmentOf } from "./drift_actions.ts";
import { armAt, touch, type Turn } from "../turn.ts";

export interface DriftState {
  next: number;
  readonly rows: Map<number, Drift>;
  readonly ofLsp: Map<number, Set<number>>;
  readonly ofRouter: Map<string, Set<number>>; // by router and class
  /** Ended a while ago, by LSP and class: what comes again and again is not told for ever. */
  readonly past: Map<string, { readonly tries: number; readonly at: number }>;
}
export interface Drift {
  readonly id: number;
  readonly lsp: number;
  readonly router: number;
  readonly class: DriftClass;
  readonly since: number;
  wanted: string;
  reported: string;
  tries: number;
  retryAt: number;
}
export const noDrift = (): DriftState => ({
  next: 1,
  rows: new Map(),
  ofLsp: new Map(),
  ofRouter: new Map(),
  past: new Map(),
});

export function followDrift(t: Turn): void {
  const ids = new Set(t.touched.get("lsp"));
  for (const id of t.shown) {
    for (const lane of t.s.policies.get(id)?.lanes.values() ?? []) {
      if (lane.lsp !== undefined) ids.add(lane.lsp);
    }
  }
  const routers = new Set<number>();
  for (const id of ids) look(t, id, routers);
  for (const router of routers) tell(t, router);
}

type Found = Map<DriftClass, { readonly wanted: string; readonly reported: string }>;

function look(t: Turn, id: number, routers: Set<number>): void {
  const { rows, ofLsp } = t.s.drift;
  const lsp = t.s.lsps.get(id);
  if (lsp?.stale) return; // nobody knows
  const policy = lsp?.policy === undefined ? undefined : t.s.policies.get(lsp.policy);
  const lane = lsp?.lane === undefined ? undefined : policy?.lanes.get(lsp.lane);
  const found = lsp ? differences(t, lsp, policy, lane) : new Map() as Found;
  const young = lsp !== undefined && lane !== undefined && isYoung(t, lsp, lane);
  for (const number of [...ofLsp.get(id) ?? []]) {
    const row = rows.get(number)!, is = found.get(row.class);
    if (is) {
      if (is.wanted !== row.wanted || is.reported !== row.reported) touch(t, "drift", number);
      row.wanted = is.wanted;
      row.reported = is.reported;
      found.delete(row.class);
    } else {
      end(t, row);
      routers.add(row.router);
    }
  }
  if (!lsp || young) return;
  for (const [kind, is] of found) {
    begin(t, lsp, kind, is);
    routers.add(lsp.router);
  }
}

/** Asked for a moment ago, or about to be. */
function isYoung(t: Turn, lsp: Lsp, lane: Lane): boolean {
  const { sent, held } = lane;
  const dirty = t.s.dirtyLanes.get(lsp.router);
  if (dirty?.broken.has(lane.discriminator) || dirty?.rest.has(lane.discriminator)) return true;
  if (held !== undefined || sent?.session !== lsp.session) return false;
  return sent.outcome === "waiting" ||
    (sent.outcome === "acknowledged" && t.at < (sent.acknowledgedAt ?? sent.at) + SETTLES);
}

function differences(
  t: Turn,
  lsp: Lsp,
  policy: Policy | undefined,
  lane: Lane | undefined,
): Found {
  const found: Found = new Map();
  const differs = (kind: DriftClass, wanted: string, reported: string) =>
    found.set(kind, { wanted, reported });
  if (!policy) {
    if (parseLspName(t.s.config, lsp.name)) {
      differs("unknown", "no LSP", `${lsp.name}, ${lsp.operState}`);
    }
    return found;
  }
  const wanted = lane?.wanted;
  if (policy.deleted || wanted?.is !== "list") return found;
  if (lsp.labels !== undefined && !sameLists(lsp, wanted)) {
    differs("path", listWords(wanted), listWords(lsp) || "no list");
  }
  if (policy.origin === "router") return found; // the rest is the router's own
  const { color, bindingSid } = policy.intent;
  if (lsp.color !== undefined && lsp.color !== color) {
    differs("color", String(color), String(lsp.color));
  }
  if (lsp.preference !== undefined && lsp.preference !== wanted.preference) {
    differs("preference", String(wanted.preference), String(lsp.preference));
  }
  if (
    bindingSid !== undefined && bindingSid !== "auto" &&
    !lsp.bindingSids.includes(String(bindingSid))
  ) {
    differs("bindingSid", String(bindingSid), lsp.bindingSids.join(" ") || "none");
  }
  if (!lsp.adminUp) differs("admin", "up", "shut");
  if (!lsp.delegated) {
    differs("delegation", "to Cairn", lsp.createFlag ? "an orphan" : "held elsewhere");
  }
  return found;
}

function begin(
  t: Turn,
  lsp: Lsp,
  kind: DriftClass,
  is: { readonly wanted: string; readonly reported: string },
): void {
  const { drift } = t.s, id = drift.next++;
  const before = drift.past.get(`${lsp.id} ${kind}`);
  const tries = before && t.at - before.at < FORGOTTEN ? before.tries : 0;
  drift.rows.set(id, {
    id,
    lsp: lsp.id,
    router: lsp.router,
    class: kind,
    since: t.at,
    ...is,
    tries,
    retryAt: t.at,
  });
  put(drift.ofLsp, lsp.id, id);
  put(drift.ofRouter, `${lsp.router} ${kind}`, id);
  touch(t, "drift", id);
  if (CORRECTED_HERE.has(kind) && treatmentOf(t, kind) === "correct" && lsp.lane !== undefined) {
    armAt(t, `lane ${lsp.router} ${lsp.lane}`, t.at);
  }
}

function end(t: Turn, row: Drift): void {
  const { drift } = t.s;
  drift.rows.delete(row.id);
  if (row.tries > 0) {
    drift.past.set(`${row.lsp} ${row.class}`, { tries: row.tries, at: t.at });
    const [oldest] = drift.past.keys();
    if (drift.past.size > MOST_PAST) drift.past.delete(oldest!);
  }
  take(drift.ofLsp, row.lsp, row.id);
  take(drift.ofRouter, `${row.router} ${row.class}`, row.id);
  touch(t, "drift", row.id);
}
function put<K>(map: Map<K, Set<number>>, key: K, id: number): void {
  const set = map.get(key);
  if (set) set.add(id);
  else map.set(key, new Set([id]));
}
function take<K>(map: Map<K, Set<number>>, key: K, id: number): void {
  const set = map.get(key);
  set?.delete(id);
  if (set?.size === 0) map.delete(key);
}

/** One alarm a router; lists have their own once three corrections did not help. */
function tell(t: Turn, routerId: number): void {
  const router = t.s.routers.get(routerId);
  if (!router) return;
  const counts = new Map<DriftClass, number>();
  const names = new Set<string>();
  for (const kind of Object.keys(DRIFT_WORDS) as DriftClass[]) {
    const ids = t.s.drift.ofRouter.get(`${routerId} ${kind}`);
    if (kind === "path" || !ids) continue;
    counts.set(kind, ids.size);
    if (kind === "unknown") continue; // of no policy, and as many as a router likes
    for (const id of ids) {
      const { lsp } = t.s.drift.rows.get(id)!;
      const name = t.s.policies.get(t.s.lsps.get(lsp)?.policy ?? -1)?.name;
      if (name !== undefined) names.add(name);
    }
  }
  const parts = [...counts].map(([kind, n]) => `${DRIFT_WORDS[kind]} ${n}`).join(", ");
  const text = `${router.name} reports LSPs otherwise than they are wanted: ${parts}. ` +
    '"cairn get drift" has each.';
  setAlarm(
    t,
    "drift",
    `router ${router.name}`,
    counts.size === 0 ? undefined : {
      severity: "warning",
      text,
      affected: [...names].slice(0, MOST_NAMED),
      affectedCount: names.size,
    },
  );
}

const FORGOTTEN = 600e6, MOST_PAST = 1000;
const SETTLES = 10e6;
