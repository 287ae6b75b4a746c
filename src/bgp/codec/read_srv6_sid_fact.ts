/** SRv6 SID attribute TLVs to a Srv6SidFact (RFC 9514 §7, §8). */
import type { Srv6SidFact } from "./ls_facts.ts";
import { type Draft, type Fold, NONE } from "./ls_fold.ts";

/** A SID of which nothing is said. */
export const emptySrv6SidFact = (): Draft<Srv6SidFact> => ({
  kind: "srv6Sid",
  behavior: undefined,
  algorithm: undefined,
  structure: undefined,
  peerAsn: undefined,
  peerBgpIdentifier: undefined,
  peerSet: false,
  weight: undefined,
  unread: NONE,
});

export const SRV6_SID_FOLD: Fold<Srv6SidFact> = {
  endpointBehavior(fact, { behavior, algorithm }) {
    fact.behavior = behavior;
    fact.algorithm = algorithm;
  },
  sidStructure: (fact, structure) => void (fact.structure = structure),
  srv6PeerNodeSid(fact, { peerAsn, peerBgpIdentifier, flags, weight }) {
    fact.peerSet = flags.set;
    fact.weight = weight;
    fact.peerAsn = peerAsn;
    fact.peerBgpIdentifier = peerBgpIdentifier;
  },
};
