/**
 * Many policies, one cause: what is said of single policies becomes one alarm about the failed link, the router or,
 * where nothing is common, the policy itself. Its text is made once a turn, however many are hit.
 */
import type { Policy } from "../../policy/records.ts";
import { type Condition, MOST_NAMED, setAlarm } from "./alarm_table.ts";
import { groupWords } from "./alarm_group_words.ts";
import { causeOfLoss } from "./history_text.ts";
import { policyNamed } from "../intent/find_policies.ts";
import { findRouter } from "../routers/routers.ts";
import type { Turn } from "../turn.ts";
import type { AlarmRow } from "../view/view.ts";

/** Something holds for a policy, or (undefined) no more; `cause` where whoever says so knows it. */
export function affect(
  t: Turn,
  kind: string,
  name: string,
  is: Condition | undefined,
  cause?: string,
): void {
  const policy = policyNamed(t.s, name);
  // One that is being deleted speaks for itself.
  if (!policy) return setAlarm(t, kind, `policy ${name}`, is);
  const { groups, groupsOf, dirty } = t.s.alarming;
  const before = groupsOf.get(policy.id)?.get(kind);
  if (!is) {
    if (before !== undefined) leaveGroup(t, policy.id, kind, before);
    return;
  }
  const subject = cause ?? causeOf(t, kind, policy), key = `${kind} ${subject}`;
  if (before !== undefined && before !== key) leaveGroup(t, policy.id, kind, before);
  const group = groups.get(key) ?? { kind, subject, members: new Map() };
  groups.set(key, group);
  const same = group.members.get(policy.id);
  if (same?.text === is.text && same.severity === is.severity) return;
  group.members.set(policy.id, { severity: is.severity, text: is.text });
  const mine = groupsOf.get(policy.id) ?? new Map<string, string>();
  groupsOf.set(policy.id, mine.set(kind, key));
  dirty.add(key);
}

function leaveGroup(t: Turn, policy: number, kind: string, key: string): void {
  const { groups, groupsOf, dirty } = t.s.alarming;
  groups.get(key)?.members.delete(policy);
  const mine = groupsOf.get(policy);
  mine?.delete(kind);
  if (mine?.size === 0) groupsOf.delete(policy);
  dirty.add(key);
}

/** At the end of a turn: policies that are gone leave, and what changed gets its text. */
export function settleGroups(t: Turn): void {
  const { groups, groupsOf, dirty } = t.s.alarming;
  if (groupsOf.size > 0) {
    for (const id of t.touched.get("policy") ?? []) {
      const policy = t.s.policies.get(id);
      if (policy && !policy.deleted) continue;
      for (const [kind, key] of groupsOf.get(id) ?? []) leaveGroup(t, id, kind, key);
    }
  }
  for (const key of dirty) {
    const group = groups.get(key);
    if (!group) continue;
    const { kind, subject, members } = group;
    if (members.size === 0) {
      groups.delete(key);
      setAlarm(t, kind, subject, undefined);
      continue;
    }
    const all = [...members.values()];
    const names = [...members.keys()].slice(0, MOST_NAMED)
      .flatMap((id) => t.s.policies.get(id)?.name ?? []);
    setAlarm(t, kind, subject, {
      severity: WORST.find((severity) => all.some((m) => m.severity === severity))!,
      text: members.size === 1
        ? all[0]!.text
        : groupWords(kind, subject, members.size, all[0]!.text),
      affected: names,
      affectedCount: members.size,
    });
  }
  dirty.clear();
}

/** What many have in common: the link whose failure it was, the router that is unknown, the router that refuses. */
function causeOf(t: Turn, kind: string, policy: Policy): string {
  const { headend, endpoint } = policy.intent;
  if (kind !== "noPath") return `router ${findRouter(t, headend)?.name ?? headend}`;
  const known = policy.cause ?? causeOfLoss(t.s.history.texts.get(policy.name) ?? "");
  const [cause, ...about] = known?.split(" ") ?? [];
  if (cause === "linkFailure") return `link ${about.join(" ")}`;
  const result = policy.paths[0]?.computed?.result;
  if (result && !result.ok && UNKNOWN.has(result.reason)) {
    for (const word of [headend, endpoint]) {
      if (findRouter(t, word)?.ted === undefined) return `router ${word}`;
    }
    if (result.reason === "unreachable") return `router ${endpoint}`;
  }
  return policy.mesh === undefined ? `policy ${policy.name}` : `mesh ${policy.mesh}`;
}

const WORST: readonly AlarmRow["severity"][] = ["critical", "major", "minor", "warning"];
const UNKNOWN: ReadonlySet<string> = new Set(["headendUnknown", "endpointUnknown", "unreachable"]);
