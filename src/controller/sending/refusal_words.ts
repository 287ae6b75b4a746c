/** What a router said to a request and what Cairn does next and when, as one sentence. */
import type { Sent } from "../../policy/records.ts";
import { nextWords } from "../../policy/refusals.ts";

export function refusalWords(sent: Sent): string {
  const said = sent.error ?? "no reason";
  const again = sent.retryAt === undefined ? "a later time" : clock(sent.retryAt);
  const next = nextWords(sent.reaction ?? "retry", sent.attempts, again);
  const verb = sent.outcome === "timeout" ? "The router is silent" : "The router refuses it";
  return `${verb}: ${said.replace(/\.$/, "")}; ${next}.`;
}

/** Microseconds since 1970 as "14:05:20 UTC". */
function clock(at: number): string {
  return `${new Date(Math.ceil(at / 1000)).toISOString().slice(11, 19)} UTC`;
}
