/** SR policy attribute TLVs to a SrPolicyFact (RFC 9857 §5). */
import type { ValueOf } from "../../wire/field.ts";
import type { LS_ATTRIBUTES } from "../registry/ls_attributes.ts";
import type { PolicySegmentFact, SegmentListFact, SrPolicyFact } from "./ls_facts.ts";
import { type Draft, type Fold, NONE, plus } from "./ls_fold.ts";

/** A candidate path of which nothing is said. */
export const emptySrPolicyFact = (): Draft<SrPolicyFact> => ({
  kind: "srPolicy",
  policyName: undefined,
  pathName: undefined,
  preference: undefined,
  priority: undefined,
  states: NONE,
  bindingSid: undefined,
  segmentLists: NONE,
  unread: NONE,
});

export const SR_POLICY_FOLD: Fold<SrPolicyFact> = {
  policyName: (fact, name) => void (fact.policyName = name),
  candidatePathName: (fact, name) => void (fact.pathName = name),
  candidatePathState(fact, { priority, preference, flags }) {
    fact.priority = priority;
    fact.preference = preference;
    fact.states = Object.entries(flags).flatMap(([name, isSet]) => isSet ? [name] : []);
  },
  srBindingSid(fact, { sid }) {
    if (sid !== 0 && sid !== "::") fact.bindingSid ??= sid;
  },
  srv6BindingSid(fact, { sid }) {
    if (sid !== "::") fact.bindingSid = sid;
  },
  segmentList: (fact, list) => void (fact.segmentLists = plus(fact.segmentLists, listOf(list))),
};

type ListValue = ValueOf<typeof LS_ATTRIBUTES["rows"]["segmentList"]["value"]>;
function listOf({ weight, algorithm, flags, subTlvs }: ListValue): SegmentListFact {
  const segments: PolicySegmentFact[] = [];
  let unread = 0;
  for (const tlv of subTlvs) {
    if (tlv.kind === "segment") {
      const { type, flags: said, sid } = tlv.value.segment;
      segments.push({ type, sid: said.sidPresent ? sid : undefined });
    } else if (tlv.kind === "malformed") unread++;
  }
  return { weight, algorithm, failed: flags.failed, segments, unread };
}
