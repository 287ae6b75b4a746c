/** What shall stand on a router for a lane, by what was computed for its candidate paths. */
import type { Profile } from "../pcep/profiles/profile.ts";
import type { CandidatePath, Lane, Policy, Wanted } from "../policy/records.ts";
import { declaredOf, findRouter } from "./routers.ts";
import type { Turn } from "./turn.ts";

/** undefined: not known yet, something is still to be computed. */
export function wantedOf(policy: Policy, lane: Lane, profile: Profile): Wanted | undefined {
  const at = lane.wanted?.at ?? policy.at;
  if (policy.deleted && policy.successor !== undefined) {
    return { is: "keep", at, why: "until what replaces it is up" };
  }
  if (policy.deleted || !policy.intent.adminUp) return { is: "absent", at };
  const choice = policy.origin !== "router" && profile.candidatePaths === "one"
    ? policy.paths
    : policy.paths.filter((p) => p.discriminator === lane.discriminator);
  if (choice.length === 0) return { is: "absent", at };
  return bestOf(policy, choice);
}

function bestOf(policy: Policy, choice: readonly CandidatePath[]): Wanted | undefined {
  let why = "";
  for (const path of [...choice].sort((a, b) => b.intent.preference - a.intent.preference)) {
    const { computed } = path;
    if (!computed) return undefined;
    if (computed.result.ok) {
      const { segments } = computed.result;
      return {
        is: "list",
        segments,
        labels: segments.map((s) => s.label),
        preference: path.intent.preference,
        at: computed.at,
      };
    }
    why ||= computed.result.why;
  }
  return { is: policy.intent.onNoPath, at: policy.at, why };
}

/** A delegation that the operator does not want is handed back at once (RFC 8231 §5.7.1). */
export function delegationWanted(t: Turn, policy: Policy, wanted: Wanted): Wanted {
  if (policy.origin !== "router") return wanted;
  const router = findRouter(t, policy.intent.headend);
  const returns = router && declaredOf(t.s, router)?.pcep.delegations === "return";
  return returns ? { is: "return", at: wanted.at, why: "delegations are returned" } : wanted;
}
