/**
 * The list that stands on a router for a candidate path: what was sent last, unless the router refused it or never
 * answered; else what it reports. Judged by this, not by what was computed.
 */
import type { CandidatePath, Lane, Policy } from "../../policy/records.ts";
import { activePath } from "../telling/policy_state.ts";
import type { Turn } from "../turn.ts";

/** undefined: nothing stands there, or nobody knows. */
export function installedLabels(
  t: Pick<Turn, "s">,
  policy: Policy,
  path: CandidatePath,
): readonly number[] | undefined {
  const lane = laneOfPath(policy, path);
  return lane && installedOf(t, lane);
}

/** Only a computed path is weighed against what stands on the router; what a document spells out is as it says. */
export function standing(t: Turn, policy: Policy, path: CandidatePath) {
  return path.intent.path.type === "dynamic" ? installedLabels(t, policy, path) : undefined;
}

export function installedOf(t: Pick<Turn, "s">, lane: Lane): readonly number[] | undefined {
  const lsp = lane.lsp === undefined ? undefined : t.s.lsps.get(lane.lsp);
  const { sent } = lane;
  const counts = sent && (sent.kind === "create" || sent.kind === "update") &&
    TAKEN.has(sent.outcome) && t.s.pcepByConnection.has(sent.session);
  const labels = counts ? sent.labels : lsp?.labels;
  return labels?.length ? labels : undefined;
}

/** On a router that takes one LSP a policy the lane belongs to the candidate path that it carries. */
function laneOfPath(policy: Policy, path: CandidatePath): Lane | undefined {
  const own = policy.lanes.get(path.discriminator);
  const [lane] = policy.lanes.values();
  if (!lane || policy.lanes.size > 1 || policy.paths.length === 1) return own ?? lane;
  const carried = activePath(policy, lane);
  if (carried) return carried === path ? lane : undefined;
  const best = policy.paths.reduce((a, b) => b.intent.preference > a.intent.preference ? b : a);
  return best === path ? lane : undefined;
}

const TAKEN: ReadonlySet<string> = new Set(["waiting", "acknowledged", "up", "mismatch"]);
