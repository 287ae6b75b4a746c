/** "cairn policy reoptimize": computed at once and moved for any gain, whatever interval or turn says; told what it did. */
import { numbersOf } from "../../path/jobs.ts";
import { stackWords } from "../../policy/segment_lists.ts";
import { percent } from "../../policy/hysteresis.ts";
import type { Policy } from "../../policy/records.ts";
import type { Change, Reply } from "../command.ts";
import { tryAgain } from "../sending/lane_rest.ts";
import { wayWords } from "./moves.ts";
import { jobsOf, submit } from "./planner.ts";
import { policyNamed } from "../intent/find_policies.ts";
import { notFound, refused } from "../replies.ts";
import type { Decided } from "./results.ts";
import type { Purpose } from "../state.ts";
import type { Turn } from "../turn.ts";

/** undefined: the answer comes when it is computed. */
export function reoptimize(t: Turn, id: number, name: string): Reply | undefined {
  const policy = policyNamed(t.s, name);
  if (!policy) return notFound("policy", name);
  if (t.s.guards.hold?.is === "holding") {
    return refused("failedPrecondition", {
      field: "policy",
      problem: `Much of the topology went at once, so nothing moves: ${name} keeps its path.`,
      fix: 'Confirm it ("cairn confirm topology"), or wait until it is back.',
    });
  }
  tryAgain(t, policy);
  const { list, purposes } = jobsOf(t, policy);
  if (list.length === 0) {
    const why = policy.paths[0]?.computed?.result.why ?? "It has no candidate path.";
    return refused("failedPrecondition", {
      field: "policy",
      problem: `${name} cannot be computed. ${why}`,
      fix: 'Name routers as "cairn get routers" shows them.',
    });
  }
  submit(t, list, purposes.map((one) => ({ ...one, asked: true, command: id })));
  return undefined;
}

export function answerReoptimize(
  t: Turn,
  purposes: readonly Purpose[],
  decided: readonly Decided[],
): void {
  const [first] = purposes;
  if (first?.for !== "policy" || first.command === undefined) return;
  const policy = t.s.policies.get(first.policy);
  const change: Change = {
    kind: "Policy",
    name: policy?.name ?? "",
    change: decided.some(({ move }) => move) ? "updated" : "unchanged",
    detail: decided.length < purposes.length
      ? "Something changed while it was computed: it is computed again."
      : decided.map((one) => words(t, one)).join(" "),
  };
  t.effects.push({ do: "reply", id: first.command, reply: { ok: true, changes: [change] } });
}

function words(t: Turn, { policy, path, choosing, move }: Decided): string {
  const { preference } = path.intent, result = path.computed?.result;
  if (move) return wayWords(t, choosing.do === "move" ? { ...move, gain: choosing.gain } : move);
  if (!result?.ok) return `Preference ${preference}: no path. ${result?.why ?? ""}`.trim();
  if (choosing.do === "keep") return `Preference ${preference}: ${keeps(policy, result.cost)}`;
  return `Preference ${preference}: labels ${stackWords(numbersOf(result.segments))}.`;
}
const keeps = (policy: Policy, cost: number) =>
  `nothing better is known than its path (cost ${cost}${
    policy.better ? `, gain ${percent(policy.better.gain)}` : ""
  }).`;
