/**
 * The order in which many policies are computed: those of one headend together, because their paths share its trees. As
 * deterministic as the set itself.
 */
import type { Turn } from "../turn.ts";

/** Dirty policies; each is to be taken out of the set before the next one is asked for. */
export function* byHeadend(t: Turn): Generator<number> {
  const { dirtyPolicies, policies, policiesOf } = t.s;
  for (const id of dirtyPolicies) {
    yield id;
    const headend = policies.get(id)?.intent.headend;
    if (headend === undefined || dirtyPolicies.size === 0) continue;
    for (const sibling of policiesOf.get(headend) ?? []) {
      if (dirtyPolicies.has(sibling)) yield sibling;
    }
  }
}
