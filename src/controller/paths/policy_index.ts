/** Which policies a change of the topology touches: found by index, made anew from what was computed for them. */
import type { Policy } from "../../policy/records.ts";
import { isUnresolved } from "../intent/resolve.ts";
import type { Reading, Turn } from "../turn.ts";

/** Which changes of the topology matter to a policy: made anew from what was computed for it. */
export function indexPolicy(t: Turn, policy: Policy): void {
  indexPaths(t, policy);
  const unresolved = policy.paths.some(isUnresolved);
  if (unresolved) t.s.compute.unresolved.add(policy.id);
  else t.s.compute.unresolved.delete(policy.id);
}
/** The same for the caches alone, whenever its paths are others: a core that is loaded has to come to the same. */
export function indexPaths(t: Turn, policy: Policy): void {
  unindexPolicy(t, policy);
  const { index, policyOfPath, pathsOfPolicy } = t.caches;
  pathsOfPolicy.set(policy.id, policy.paths.map((path) => path.discriminator));
  for (const { discriminator, computed } of policy.paths) {
    policyOfPath.set(discriminator, policy.id);
    if (computed?.job) index.put(discriminator, computed.job, computed.result);
  }
}
export function unindexPolicy(t: Turn, policy: Policy): void {
  const { index, policyOfPath, pathsOfPolicy } = t.caches;
  for (const discriminator of pathsOfPolicy.get(policy.id) ?? []) {
    index.remove(discriminator);
    policyOfPath.delete(discriminator);
  }
  pathsOfPolicy.delete(policy.id);
}
/** Policies whose packets may cross a half-link, by id. */
export function policiesCrossing(t: Reading, link: number): number[] {
  const found = new Set<number>();
  for (const discriminator of t.caches.index.crossing(link)) {
    const policy = t.caches.policyOfPath.get(discriminator);
    if (policy !== undefined) found.add(policy);
  }
  return [...found].sort((a, b) => a - b);
}
