/**
 * What became of each policy: every change of its intent, and every path that was sent with its cause and what the
 * router made of it. Kept by name, the last ten of each, over restarts. Intents are kept as what to undo.
 */
import type { PolicyIntent } from "../../policy/intent.ts";
import type { Lane, Lsp, Outcome, Policy, Sent } from "../../policy/records.ts";
import { type FoundPath, numbersOf, type PathResult } from "../../path/jobs.ts";
import {
  intentLine,
  type Line,
  linesOf,
  type PathEntry,
  pathLine,
  rowText,
  textOfRow,
  withLine,
  withOutcome,
} from "./history_text.ts";
import { policyNamed } from "../intent/find_policies.ts";
import { saveSoon } from "./save_soon.ts";
import type { Row } from "../step.ts";
import { undoOf } from "../intent/undo.ts";
import { type Reading, type Turn } from "../turn.ts";

export interface History {
  readonly texts: Map<string, string>; // by name of the policy
  /** Not in the texts yet: done together a moment later. */
  readonly unsaved: Unsaved[];
}
type Unsaved =
  & { readonly policy: string }
  & (
    | { readonly sent: PathEntry }
    | {
      readonly preference: number;
      readonly outcome: PathEntry["outcome"];
      readonly at: number;
    }
  );
export const noHistory = (): History => ({ texts: new Map(), unsaved: [] });

/** Before an intent is put: the rows to store with it, and the version that it follows. */
export function recordIntent(
  t: Turn,
  name: string,
  after: PolicyIntent | undefined,
  by: string,
): { readonly rows: readonly Row[]; readonly version: number } {
  const policy = policyNamed(t.s, name);
  if (!policy) return recordReturn(t, name, by);
  if (policy.origin === "mesh" && !after) { // its mesh is its intent
    return { rows: t.s.history.texts.delete(name) ? [rowOf(name, null)] : [], version: 0 };
  }
  const change = after ? "updated" : "deleted", version = policy.version + 1;
  const undo = after ? undoOf(policy.intent, after) : policy.intent;
  const text = withLine(
    begun(t, policy),
    intentLine({ at: t.at, version, by: short(by), change, undo }),
  );
  policy.cause = `intent ${version} ${by}`;
  return { rows: [keep(t, name, text)], version: policy.version };
}

/** A name that was deleted comes back: its numbers go on. */
function recordReturn(t: Turn, name: string, by: string) {
  const text = t.s.history.texts.get(name);
  const version = versionOf(linesOf(text ?? ""));
  if (text === undefined || version === 0) return { rows: [], version: 0 };
  const line = { at: t.at, version: version + 1, by: short(by), change: "created", undo: {} };
  return { rows: [keep(t, name, withLine(text, intentLine(line)))], version };
}
const versionOf = (lines: readonly Line[]) =>
  lines.reduce((most, { is, entry }) => is === "intent" ? Math.max(most, entry.version) : most, 0);

/** The last change was a rollback; the row takes the place of the one before. */
export function nameRollback(t: Turn, name: string, to: number): Row[] {
  const lines = linesOf(t.s.history.texts.get(name) ?? "");
  const last = lines.findLast((line) => line.is === "intent");
  if (last?.is !== "intent") return [];
  const renamed = lines.map((line) =>
    line.is === "path"
      ? pathLine(line.entry)
      : intentLine(line === last ? { ...last.entry, change: `rolledBack ${to}` } : line.entry)
  );
  return [keep(t, name, renamed.join("\n"))];
}

/** How it began is in the policy itself until something follows. */
function begun(t: Turn, policy: Policy): string {
  const text = t.s.history.texts.get(policy.name) ?? "";
  if (text.includes('["i"')) return text;
  return withLine(text, beginningOf(policy));
}
const beginningOf = ({ at, version, by }: Policy) =>
  intentLine({ at, version, by: short(by), change: "created", undo: {} });

/** A message with another path left. What it is about is what was computed, or why the router had to be told. */
export function recordSent(
  t: Turn,
  policy: Policy,
  lane: Lane,
  sent: Sent,
  lsp: Lsp | undefined,
  before: Sent | undefined,
  why: string,
): void {
  if (sent.attempts > 1 || sent.kind === "reply" || policy.deleted) return;
  const labels = lsp?.labels ?? [];
  lane.recorded = undefined;
  if (lsp && sent.kind !== "delete" && labels.join() === sent.labels.join()) return;
  const path = policy.paths.find(({ intent }) =>
    lane.wanted?.is === "list" && intent.preference === lane.wanted.preference
  );
  const computed = path?.computed;
  const ours = before === undefined || (computed?.at ?? policy.at) >= before.at;
  const [cause = "router", ...about] = ours
    ? policy.cause?.split(" ") ?? ["intent"]
    : ["router", why];
  lane.recorded = "waiting";
  const result = computed?.result;
  queue(t, {
    policy: policy.name,
    sent: {
      at: t.at,
      preference: path?.intent.preference ?? 0,
      message: sent.kind === "update" || sent.kind === "return" ? "PCUpd" : "PCInitiate",
      cause,
      about: short(about.join(" ")),
      before: labels,
      after: sent.labels,
      cost: result?.ok ? [result.igpMetric, result.delayMicroseconds ?? null, result.hops] : [],
      outcome: "waiting",
      outcomeAt: 0,
    },
  });
}

/** At the end of a turn: what routers made of what was sent. */
export function followOutcomes(t: Turn): void {
  for (const id of t.shown) {
    const policy = t.s.policies.get(id);
    for (const lane of policy?.lanes.values() ?? []) {
      const { sent, recorded } = lane;
      if (!policy || !sent || recorded === undefined || recorded === sent.outcome) continue;
      if (sent.outcome === "waiting" || sent.outcome === "acknowledged") continue;
      if (sent.outcome === "up") lane.recorded = undefined;
      else lane.recorded = sent.outcome;
      const preference = lane.wanted?.is === "list" ? lane.wanted.preference : 0;
      queue(t, {
        policy: policy.name,
        preference,
        outcome: sent.outcome satisfies Outcome,
        at: t.at,
      });
    }
  }
}

function queue(t: Turn, one: Unsaved): void {
  t.s.history.unsaved.push(one);
  saveSoon(t);
}

/** Takes at most `most` of what waits into the texts; answers the rows to store. */
export function historyRows(t: Turn, most: number): Row[] {
  const { texts, unsaved } = t.s.history, changed = new Set<string>();
  for (const one of unsaved.splice(0, most)) {
    const policy = policyNamed(t.s, one.policy);
    if (!policy) continue;
    texts.set(one.policy, withUnsaved(begun(t, policy), one));
    changed.add(one.policy);
  }
  return [...[...changed].map((name) => rowOf(name, texts.get(name)!)), ...prune(t)];
}
const withUnsaved = (text: string, one: Unsaved) =>
  "sent" in one
    ? withLine(text, pathLine(one.sent))
    : withOutcome(text, one.preference, one.outcome, one.at);

/** Of policies that are gone the last thousand are remembered. */
function prune(t: Turn): Row[] {
  const { texts } = t.s.history, rows: Row[] = [];
  let over = texts.size - t.s.policyByName.size - MOST_GONE;
  if (over <= 0) return rows;
  for (const name of texts.keys()) {
    if (over <= 0) break;
    if (t.s.policyByName.has(name)) continue;
    texts.delete(name);
    rows.push(rowOf(name, null));
    over--;
  }
  return rows;
}

/** Everything that is known of a name, oldest first; undefined: nothing is. */
export function historyOf(r: Reading, name: string): readonly Line[] | undefined {
  const policy = policyNamed(r.s, name);
  let text = r.s.history.texts.get(name) ?? "";
  if (policy && !text.includes('["i"')) text = withLine(text, beginningOf(policy));
  for (const one of r.s.history.unsaved) if (one.policy === name) text = withUnsaved(text, one);
  return text === "" ? undefined : linesOf(text);
}

export function restoreHistory(t: Turn, name: string, value: string): void {
  t.s.history.texts.set(name, textOfRow(value));
}

/** Why what is computed now is another path than before; the rest of the program may name better causes. */
export function nameCause(
  t: Turn,
  policy: Policy,
  preference: number,
  before: PathResult | undefined,
  now: PathResult,
): void {
  if (!before || (before.ok && now.ok && sameList(before, now))) {
    if (before && policy.cause?.startsWith("operator ")) delete policy.cause; // asked, and nothing better
    return;
  }
  const dead = before.ok ? before.crossed.find((link) => !t.caches.ted.usable(link)) : undefined;
  if (dead !== undefined) {
    const half = Math.min(dead, t.s.reverseOf.get(dead) ?? dead);
    policy.cause = `linkFailure ${t.caches.ted.linkLabel(half)}`;
  } else if (before.ok !== now.ok) policy.cause = now.ok ? "pathFound" : "topology";
  else if (before.ok && now.ok && !policy.cause?.startsWith("operator ")) {
    policy.cause = "optimisation";
  }
  if (before.ok && !now.ok && !policy.deleted) recordLoss(t, policy, preference, before);
}

/** Nothing is sent for it, unless the intent says so; why it is without a path outlives a restart. */
function recordLoss(t: Turn, policy: Policy, preference: number, before: FoundPath): void {
  const [cause = "topology", ...about] = policy.cause?.split(" ") ?? [];
  const labels = numbersOf(before.segments);
  const { igpMetric, delayMicroseconds = null, hops } = before;
  queue(t, {
    policy: policy.name,
    sent: {
      at: t.at,
      preference,
      message: "",
      cause,
      about: short(about.join(" ")),
      before: labels,
      after: labels,
      cost: [igpMetric, delayMicroseconds, hops],
      outcome: "noPath",
      outcomeAt: 0,
    },
  });
}
const sameList = (a: FoundPath, b: FoundPath) =>
  numbersOf(a.segments).join() === numbersOf(b.segments).join();

function keep(t: Turn, name: string, text: string): Row {
  t.s.history.texts.set(name, text);
  return rowOf(name, text);
}
const rowOf = (name: string, text: string | null): Row => ({
  table: "history",
  key: name,
  value: text === null ? null : rowText(text),
});

const short = (text: string) => text.length > 120 ? `${text.slice(0, 119)}~` : text;
const MOST_GONE = 1000;
