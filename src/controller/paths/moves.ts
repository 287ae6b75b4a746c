/** Policies whose path is another one now: one event a cause, because a failed link moves many. */
import { stackWords } from "../../policy/segment_lists.ts";
import { given } from "../../lib/given.ts";
import { type FoundPath, numbersOf } from "../../path/jobs.ts";
import { passage } from "../../policy/gate.ts";
import { percent } from "../../policy/hysteresis.ts";
import type { CandidatePath, Policy } from "../../policy/records.ts";
import { findRouter, wordsOf } from "../routers/routers.ts";
import { note, type Turn } from "../turn.ts";

export interface Move {
  readonly policy: Policy;
  readonly path: CandidatePath;
  readonly from: FoundPath;
  readonly to: FoundPath;
  /** Share of the cost that it saves, where it moves for that and for nothing else. */
  readonly gain?: number;
}

export function tellMoves(t: Turn, moves: readonly Move[]): void {
  const byCause = new Map<number | "gain", Move[]>();
  for (const policy of new Set(moves.map(({ policy }) => policy))) policy.moves++;
  for (const move of moves) {
    const dead = move.from.crossed.find((link) => !t.caches.ted.usable(link)) ?? -1;
    const reverse = t.s.reverseOf.get(dead) ?? dead;
    const cause = move.gain === undefined ? Math.min(dead, reverse) : "gain";
    byCause.set(cause, [...byCause.get(cause) ?? [], move]);
  }
  for (const [cause, group] of byCause) tell(t, cause, group);
}

function tell(t: Turn, cause: number | "gain", group: readonly Move[]): void {
  const policies = new Set(group.map(({ policy }) => policy.name));
  const alone = policies.size === 1 ? group[0] : undefined;
  const link = cause === "gain" || cause < 0 ? undefined : cause;
  // What is computed is not sent yet, and where the gate is closed it will not be: the history has what was.
  const held = group.every(({ policy }) => !mayMove(t, policy));
  const moves = held ? "would move" : alone ? "moves" : "move";
  const who = `${alone ? alone.policy.name : `${policies.size} policies`} ${moves}`;
  note(t, {
    severity: "info",
    kind: cause === "gain" ? "policyOptimised" : "policyMoved",
    subject: alone
      ? `policy ${alone.policy.name}`
      : link === undefined
      ? "cairn"
      : `link ${t.caches.ted.linkName(link)}`,
    title: link === undefined
      ? `${who} to a better path.`
      : `${who}: link ${linkWords(t, link)} failed.`,
    detail: alone ? group.map((move) => wayWords(t, move)).join(" ") : "",
    policies: [...policies].slice(0, 200),
    ...given({ cause: link === undefined ? undefined : t.s.lastLinkEvent.get(link) }),
  });
}

function mayMove(t: Turn, policy: Policy): boolean {
  const router = findRouter(t, policy.intent.headend);
  return router !== undefined && passage(t.s.gate, wordsOf(router), policy.name).open;
}

function linkWords(t: Turn, link: number): string {
  const { ted } = t.caches;
  const name = (router: number) => ted.router(router)?.name ?? `router ${router}`;
  return `${name(ted.reader.from(link))}–${name(ted.reader.to(link))}`;
}

/** "Preference 100: now by paris → lyon → rome, labels 16002 16003, which saves 12 %." */
export function wayWords(t: Turn, { path, to, gain }: Omit<Move, "policy" | "from">): string {
  const name = (id: number) => t.caches.ted.router(id)?.name ?? `router ${id}`;
  return `Preference ${path.intent.preference}: now by ${to.routers.map(name).join(" → ")}, ` +
    `labels ${stackWords(numbersOf(to.segments))}` +
    `${gain === undefined ? "" : `, which saves ${percent(gain)}`}.`;
}
