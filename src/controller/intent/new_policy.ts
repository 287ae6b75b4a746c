/** Where policies begin: made new, or found again while they were going; and the indexes that they stand in. */
import { nextName, nextUint32 } from "../../lib/random.ts";
import type { CandidatePathIntent, PolicyIntent } from "../../policy/intent.ts";
import type { CandidatePath, Policy } from "../../policy/records.ts";
import { isSrv6Path } from "../paths/srv6_sids.ts";
import type { Row } from "../step.ts";
import { touch, type Turn } from "../turn.ts";

/** What a router knows a policy by (RFC 9256 §2.1). */
export const keyOf = (i: PolicyIntent) => `${i.headend} ${i.color} ${i.endpoint}`;

/** Out of the indexes by what its intent says; enter() puts it back. */
export function leave(t: Turn, policy: Policy): void {
  if (t.s.policyByName.get(policy.name) === policy.id) t.s.policyByName.delete(policy.name);
  t.s.policiesOf.get(policy.intent.headend)?.delete(policy.id);
}
export function enter(t: Turn, policy: Policy): void {
  t.s.policies.set(policy.id, policy);
  if (policy.uid !== "") t.s.policyByUid.set(policy.uid, policy.id);
  if (!policy.deleted) t.s.policyByName.set(policy.name, policy.id);
  const siblings = t.s.policiesOf.get(policy.intent.headend);
  if (siblings) siblings.add(policy.id);
  else t.s.policiesOf.set(policy.intent.headend, new Set([policy.id]));
  touch(t, "policy", policy.id);
}

/** One with this headend, colour and endpoint that is still going: it stays, by the names that its router knows. */
export function revive(
  t: Turn,
  intent: PolicyIntent,
  from: { readonly mesh?: string; readonly version?: number },
  rows: Row[],
): Policy | undefined {
  const going = [...t.s.policiesOf.get(intent.headend) ?? []].flatMap((id) =>
    t.s.policies.get(id) ?? []
  ).findLast((one) =>
    one.deleted && one.mesh === from.mesh && one.lanes.size > 0 &&
    keyOf(one.intent) === keyOf(intent)
  );
  if (!going) return undefined;
  if (going.successor !== undefined) t.s.predecessors.get(going.successor)?.delete(going.id);
  delete going.successor;
  going.deleted = false;
  going.name = intent.name;
  going.version = Math.max(going.version, from.version ?? 0);
  going.shown = "";
  t.s.policyByName.set(going.name, going.id);
  rows.push({ table: "tombstone", key: going.uid, value: null });
  return going;
}

export function newPolicy(
  t: Turn,
  intent: PolicyIntent,
  from: { by: string; mesh?: string; version?: number },
): Policy {
  let uid = nextName(t.s.random, 8);
  while (t.s.policyByUid.has(uid)) uid = nextName(t.s.random, 8);
  const policy: Policy = {
    id: t.s.nextPolicy++,
    uid,
    name: intent.name,
    origin: from.mesh === undefined ? "operator" : "mesh",
    ...(from.mesh === undefined ? {} : { mesh: from.mesh }),
    intent,
    version: from.version ?? 0, // of the policy of that name before
    at: t.at,
    by: from.by,
    storedWith: t.s.sequence + 1,
    deleted: false,
    paths: [],
    lanes: new Map(),
    since: t.at,
    shown: "",
    moves: 0,
  };
  enter(t, policy);
  return policy;
}

/** Never 0, never one that is in use: 32 random bits, so that a lost store does not bring an old one back. */
export function pathsOf(
  t: Turn,
  intents: readonly CandidatePathIntent[],
  before: readonly CandidatePath[],
): CandidatePath[] {
  return intents.map((intent) => {
    const kept = before.find((path) => path.intent.preference === intent.preference);
    if (kept) {
      if (isSrv6Path(kept.intent) !== isSrv6Path(intent)) return fresh(t, intent); // another LSP
      const same = JSON.stringify(kept.intent) === JSON.stringify(intent);
      return same ? kept : { discriminator: kept.discriminator, intent };
    }
    return fresh(t, intent);
  });
}
function fresh(t: Turn, intent: CandidatePathIntent): CandidatePath {
  let discriminator = nextUint32(t.s.random);
  while (discriminator === 0 || t.s.laneOwner.has(discriminator)) {
    discriminator = nextUint32(t.s.random);
  }
  return { discriminator, intent };
}
