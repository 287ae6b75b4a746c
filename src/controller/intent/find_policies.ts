/** Policies found by name, or by the router at which they begin. */
import type { Policy } from "../../policy/records.ts";
import { findRouter } from "../routers/routers.ts";
import type { State } from "../state.ts";
import type { Reading } from "../turn.ts";

export function policyNamed(s: State, name: string): Policy | undefined {
  const id = s.policyByName.get(name);
  return id === undefined ? undefined : s.policies.get(id);
}

/** Policies whose headend is this router, by whatever word their intent names it. */
export function policiesAt(
  t: Reading,
  router: { name: string; addresses: readonly string[]; id: number },
): Policy[] {
  const out: Policy[] = [];
  for (const word of new Set([router.name, ...router.addresses])) {
    if (findRouter(t, word)?.id !== router.id) continue;
    for (const id of t.s.policiesOf.get(word) ?? []) {
      const policy = t.s.policies.get(id);
      if (policy) out.push(policy);
    }
  }
  return out;
}
