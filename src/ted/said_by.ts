/** How much of the database a feed tells, and of how much it is the one that is believed. */
import type { Tables } from "./tables.ts";

type All = Pick<Tables, "nodes" | "halves" | "prefixes" | "srv6Sids" | "srPolicies">;

export function factsOf(
  { nodes, halves, prefixes, srv6Sids, srPolicies }: All,
  feed: number,
  what: "counts" | "believed",
): number {
  return [nodes.register, halves, prefixes.register, srv6Sids.register, srPolicies.register]
    .reduce((sum, register) => sum + register[what][feed]!, 0);
}
