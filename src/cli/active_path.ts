/** The candidate path that people mean when they speak of a policy's path. */
import type { CandidatePath, Policy } from "../gen/cairn/v1/policy_pb.ts";

/** The active one, else the one of highest preference (RFC 9256 §2.9). */
export function activePath(policy: Policy): CandidatePath | undefined {
  const byPreference = [...policy.candidatePaths].sort((a, b) => b.preference - a.preference);
  return byPreference.find(({ active }) => active) ?? byPreference[0];
}
