/** One address on several routers: the path to the nearest of them, by what the demand is to be small in. */
import type { PathResult } from "./jobs.ts";

/** Of the results to each of them; a list that stands on the router may end at another one. */
export function nearestOf(results: readonly PathResult[]): PathResult {
  const [first] = results;
  if (!first) throw new RangeError("no endpoint");
  if (results.length === 1) return first;
  let best = first;
  for (const result of results) {
    if (result.ok && (!best.ok || result.cost < best.cost)) best = result;
  }
  const stands = results.find(({ installed }) => installed?.is === "fits");
  const installed = (stands ?? best).installed;
  if (!best.ok) {
    const why =
      `None of the ${results.length} routers with this address can be reached: ${best.why}`;
    return { ...best, why, ...(installed && { installed }) };
  }
  const why = `${best.why} It is the nearest of ${results.length} routers with this address.`;
  return { ...best, why, ...(installed && { installed }) };
}
