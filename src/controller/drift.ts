/**
 * Drift: what routers report otherwise than it is wanted (rules II.9). Looked at at the end of each turn, for the LSPs
 * that something touched; what was asked for a moment ago is not drift yet.
 */
import type { Decision } from "../policy/reconcile.ts";
import type { Lane, Lsp, Policy } from "../policy/records.ts";
import { parseLspName } from "../policy/names.ts";
import { listWords, sameLists } from "../policy/segment_lists.ts";
import type { DriftClass, DriftTreatment } from "./config.ts";
import { alarm, armAt, type Reading, touch, type Turn } from "./turn.ts";
import type { DriftRow } from "./view.ts";

export interface DriftState {
  next: number;
  readonly rows: Map<number, Drift>;
  readonly ofLsp: Map<number, Set<number>>;
  readonly ofRouter: Map<number, Set<number>>;
}
interface Drift {
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
  if (typeof bindingSid === "number" && !lsp.bindingSids.includes(String(bindingSid))) {
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
  drift.rows.set(id, {
    id,
    lsp: lsp.id,
    router: lsp.router,
    class: kind,
    since: t.at,
    ...is,
    tries: 0,
    retryAt: t.at,
  });
  put(drift.ofLsp, lsp.id, id);
  put(drift.ofRouter, lsp.router, id);
  touch(t, "drift", id);
  if (CORRECTED_HERE.has(kind) && treatmentOf(t, kind) === "correct" && lsp.lane !== undefined) {
    armAt(t, `lane ${lsp.router} ${lsp.lane}`, t.at);
  }
}

function end(t: Turn, row: Drift): void {
  const { drift } = t.s;
  drift.rows.delete(row.id);
  take(drift.ofLsp, row.lsp, row.id);
  take(drift.ofRouter, row.router, row.id);
  touch(t, "drift", row.id);
}
function put(map: Map<number, Set<number>>, key: number, id: number): void {
  const set = map.get(key);
  if (set) set.add(id);
  else map.set(key, new Set([id]));
}
function take(map: Map<number, Set<number>>, key: number, id: number): void {
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
  for (const id of t.s.drift.ofRouter.get(routerId) ?? []) {
    const row = t.s.drift.rows.get(id)!;
    if (row.class === "path") continue;
    counts.set(row.class, (counts.get(row.class) ?? 0) + 1);
    names.add(t.s.policies.get(t.s.lsps.get(row.lsp)?.policy ?? -1)?.name ?? "");
  }
  names.delete("");
  const parts = [...counts].map(([kind, n]) => `${WORDS[kind]} ${n}`).join(", ");
  const first = [...names].slice(0, 8).join(", ") + (names.size > 8 ? " and others" : "");
  const text = `${router.name} reports LSPs otherwise than they are wanted: ${parts}` +
    `${first && ` (${first})`}. "cairn get drift" has each.`;
  alarm(t, "drift", `router ${router.name}`, "warning", counts.size > 0 ? text : undefined);
}

export const treatmentOf = (r: Pick<Turn, "s">, kind: DriftClass): DriftTreatment =>
  r.s.config.safety.drift[kind];

/** The row of an LSP's class, if it drifts. */
function rowOf(r: Pick<Turn, "s">, lane: Lane, kinds: ReadonlySet<DriftClass>): Drift | undefined {
  for (const id of r.s.drift.ofLsp.get(lane.lsp ?? -1) ?? []) {
    const row = r.s.drift.rows.get(id)!;
    if (kinds.has(row.class)) return row;
  }
  return undefined;
}

/** What is at rest and drifts in what an update says is told again, three times at most. */
export function correctDrift(t: Turn, lane: Lane, decision: Decision): Decision {
  if (decision.do !== "rest" || lane.wanted?.is !== "list") return decision;
  if (decision.is !== "asWanted" && decision.is !== "down") return decision;
  const correct = new Set(
    [...CORRECTED_HERE].filter((kind) => treatmentOf(t, kind) === "correct"),
  );
  const row = rowOf(t, lane, correct);
  if (!row || row.tries >= TRIES) return decision;
  if (t.at < row.retryAt) {
    return { do: "wait", until: row.retryAt, why: "the router reports it otherwise" };
  }
  return {
    do: "update",
    why: `the router reports ${WORDS[row.class]} ${row.reported} instead of ${row.wanted}`,
  };
}
/** The correction left. */
export function driftTold(t: Turn, lane: Lane): void {
  const row = rowOf(t, lane, CORRECTED_HERE);
  if (!row) return;
  row.tries++;
  row.retryAt = t.at + PAUSE * 4 ** (row.tries - 1);
  touch(t, "drift", row.id);
}

/** A list that stood and that the router changed, or an orphan: may it be put right? If not, the verdict. */
export function onlyReported(t: Turn, lane: Lane, decision: Decision): string | undefined {
  const { sent, wanted } = lane;
  const stood = sent && wanted?.is === "list" && sameLists(sent, wanted) && STOOD.has(sent.outcome);
  if (decision.do === "update" && stood && treatmentOf(t, "path") === "report") {
    const lsp = t.s.lsps.get(lane.lsp ?? -1);
    if (lsp && wanted?.is === "list" && sameLists(lsp, wanted)) return undefined; // it is only not up
    return "The router has another path than was sent; safety.drift.path says to report that only.";
  }
  if (decision.do === "takeOver" && treatmentOf(t, "delegation") === "report") {
    return "It is an orphan; safety.drift.delegation says to report that only.";
  }
  return undefined;
}

export function driftRow(r: Reading, id: number): DriftRow | undefined {
  const row = r.s.drift.rows.get(id);
  if (!row) return undefined;
  const lsp = r.s.lsps.get(row.lsp);
  const policy = r.s.policies.get(lsp?.policy ?? -1);
  const router = r.s.routers.get(row.router)?.name ?? "";
  const lane = policy?.lanes.get(lsp?.lane ?? -1);
  return {
    id: String(id),
    policy: policy?.name ?? "",
    router,
    lsp: `${router}/${lsp?.name ?? ""}`,
    class: row.class,
    wanted: row.wanted,
    reported: row.reported,
    since: row.since,
    treatment: treatmentOf(r, row.class),
    action: actionOf(r, row, lane),
    tries: row.class === "path" ? lane?.sent?.attempts ?? 0 : row.tries,
  };
}

function actionOf(r: Reading, row: Drift, lane: Lane | undefined): string {
  if (row.class === "unknown") return "Listed: what no policy knows is never deleted unasked.";
  const report = treatmentOf(r, row.class) === "report";
  if (row.class === "delegation") {
    return report ? "Reported only (safety.drift.delegation)." : lane?.held ??
      "Waits for the router to delegate it; an orphan is taken over where it can be.";
  }
  if (report) return `Reported only (safety.drift.${row.class}).`;
  if (row.class === "path") {
    if (lane?.held) return `Held: ${lane.held}`;
    return lane?.sent?.outcome === "mismatch"
      ? "Told three times in vain: alarmed, waits for another path or an operator."
      : "Told again; compared with the next report.";
  }
  if (row.tries >= TRIES) return "Told three times in vain: reported.";
  return row.tries === 0 ? "Will be told again." : "Told again; compared with the next report.";
}

const TRIES = 3;
const PAUSE = 10e6, SETTLES = 10e6;
const STOOD: ReadonlySet<string> = new Set(["up", "mismatch", "down"]);
const CORRECTED_HERE: ReadonlySet<DriftClass> = new Set([
  "color",
  "preference",
  "bindingSid",
  "admin",
]);
const WORDS: Readonly<Record<DriftClass, string>> = {
  path: "path",
  color: "colour",
  preference: "preference",
  bindingSid: "binding SID",
  admin: "admin state",
  delegation: "delegation",
  unknown: "unknown LSPs of ours",
};
