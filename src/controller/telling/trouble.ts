/**
 * What the edge tells of its disk and its sockets. A store that cannot be written stops new intent and nothing else: routers go on being
 * repaired from what is on disk (rules II.15); one alarm each, and not ready while that lasts.
 */
import type { What } from "../step.ts";
import { note, touch, type Turn } from "../turn.ts";
import { alarm } from "./alarms.ts";

export type Troubled = (What & { on: "trouble" })["with"];

export function takeTrouble(t: Turn, { with: what, why }: What & { on: "trouble" }): void {
  const before = t.s.troubles.get(what);
  if (before === why) return;
  if (why === undefined) t.s.troubles.delete(what);
  else t.s.troubles.set(what, why);
  alarm(t, `${what}Failing`, what, SEVERITY[what], why && `${WORDS[what]} (${why}).`);
  touch(t, "status", 0);
  if (before !== undefined && why !== undefined) return; // still the same trouble
  note(t, {
    severity: why === undefined ? "info" : "error",
    kind: `${what}Failing`,
    subject: what,
    title: why === undefined ? MENDED[what] : `${WORDS[what]}.`,
    detail: why ?? "",
  });
}

/** What is missing until changes are taken again. */
export const troublesOf = (troubles: ReadonlyMap<Troubled, string>): string[] => {
  const why = troubles.get("store");
  return why === undefined ? [] : [`A store that can be written: ${why}.`];
};

const SEVERITY = {
  store: "critical",
  journal: "warning",
  md5: "warning",
  certificate: "warning",
} as const;
const WORDS = {
  store: "The store cannot be written: changes are refused, routers are still repaired",
  journal: "The journal cannot be written: what happens now cannot be replayed",
  md5: "Connections are refused by TCP-MD5: a key differs or is missing at one end",
  certificate: "A certificate of PCEPS is about to expire: without a new one no router gets TLS",
} as const;
const MENDED = {
  store: "The store can be written again.",
  journal: "The journal can be written again.",
  md5: "TCP-MD5 refuses no connection any longer.",
  certificate: "The certificates of PCEPS are good for a while again.",
} as const;
