/** What is done about drift: told again, three times at most, or only reported; and its row for readers. */
import type { Decision } from "../../policy/reconcile.ts";
import type { Lane } from "../../policy/records.ts";
import { sameLists } from "../../policy/segment_lists.ts";
import type { DriftClass, DriftTreatment } from "../config.ts";
import type { Drift } from "./drift.ts";
import { type Reading, touch, type Turn } from "../turn.ts";
import type { DriftRow } from "../view/view.ts";

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
    why: `the router reports ${DRIFT_WORDS[row.class]} ${row.reported} instead of ${row.wanted}`,
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
  if (row.tries >= TRIES) {
    return "Told three times in vain: reported, and not told again for a while.";
  }
  return row.tries === 0 ? "Will be told again." : "Told again; compared with the next report.";
}

const TRIES = 3;
const PAUSE = 10e6;
const STOOD: ReadonlySet<string> = new Set(["up", "mismatch", "down"]);
export const CORRECTED_HERE: ReadonlySet<DriftClass> = new Set([
  "color",
  "preference",
  "bindingSid",
  "admin",
]);
export const DRIFT_WORDS: Readonly<Record<DriftClass, string>> = {
  path: "path",
  color: "colour",
  preference: "preference",
  bindingSid: "binding SID",
  admin: "admin state",
  delegation: "delegation",
  unknown: "unknown LSPs of ours",
};
