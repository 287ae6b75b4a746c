/** May a candidate path be used, and if not, for which rule of RFC 9256 §5. */
import type { NoPath } from "../../path/jobs.ts";
import type { CandidatePath } from "../../policy/records.ts";
import type { ValidityRow } from "../view/view.ts";

export function validityOf({ computed }: CandidatePath): ValidityRow {
  if (!computed) return { state: "unknown", why: "It is not computed yet." };
  const { result } = computed;
  if (!result.ok) {
    return { state: "invalid", why: `${RULES[result.reason]} ${result.why}` };
  }
  const lists = result.lists ?? [];
  if (lists.length === 0) return { state: "valid", why: "Its segment list is valid." };
  const valid = lists.filter((list) => list.ok).length;
  const rest = lists.flatMap((list, i) => list.ok ? [] : [`List ${i + 1}: ${list.why}`]);
  const words = `${valid} of its ${lists.length} segment lists are valid (RFC 9256 §5.1).`;
  return { state: "valid", why: [words, ...rest].join(" ") };
}

const NO_SOLUTION = "Nothing solves the objective and the constraints (RFC 9256 §5.2).";
const RULES: Readonly<Record<NoPath["reason"], string>> = {
  headendUnknown: "Its headend is not resolved.",
  endpointUnknown: "Its endpoint is not resolved.",
  unreachable: NO_SOLUTION,
  constraints: NO_SOLUTION,
  bounds: NO_SOLUTION,
  segments: "The headend cannot push such a list: its maximum SID depth (RFC 8491 §1.1).",
  labels: "A SID of it cannot be resolved to a label (RFC 9256 §5.1).",
  explicitInvalid: "It has no valid segment list (RFC 9256 §5.1).",
  notSupported: "It asks for what cannot be computed.",
};
