/** Prefix attribute TLVs to a PrefixFact (RFC 9552 §5.3.3, RFC 9085 §2.3, RFC 9514 §5.1, RFC 9351 §4). */
import type { ValueOf } from "../../wire/field.ts";
import type { LS_ATTRIBUTES } from "../registry/ls_attributes.ts";
import {
  hasFlag,
  layoutOf,
  PREFIX_ATTRIBUTE_FLAGS,
  PREFIX_SID_FLAGS,
} from "../registry/ls_flags.ts";
import type { PrefixFact, PrefixSid } from "./ls_facts.ts";
import { structureOf } from "./read_link_sids.ts";
import { type Draft, type Fold, NONE, plus } from "./ls_fold.ts";

/** A prefix of which nothing is said. */
export const emptyPrefixFact = (): Draft<PrefixFact> => ({
  kind: "prefix",
  metric: undefined,
  prefixSids: NONE,
  nodeFlag: undefined,
  anycastFlag: undefined,
  readvertised: false,
  external: false,
  sourceRouterId: undefined,
  sourceOspfRouterId: undefined,
  routeTags: NONE,
  extendedRouteTags: NONE,
  ospfForwardingAddress: undefined,
  ranges: NONE,
  locators: NONE,
  flexAlgorithmMetrics: NONE,
  unread: NONE,
});

export const PREFIX_FOLD: Fold<PrefixFact> = {
  prefixMetric: (fact, metric) => void (fact.metric = metric),
  prefixSid(fact, value, protocolId) {
    const sid = prefixSid(value, protocolId);
    fact.prefixSids = plus(fact.prefixSids, sid);
    if (sid.readvertised) fact.readvertised = true;
  },
  prefixFlags(fact, octet, protocolId) {
    const bits = layoutOf(PREFIX_ATTRIBUTE_FLAGS, protocolId);
    fact.nodeFlag = hasFlag(bits, "node", octet);
    if ("anycast" in bits) fact.anycastFlag = hasFlag(bits, "anycast", octet);
    if (hasFlag(bits, "readvertised", octet)) fact.readvertised = true;
    if (hasFlag(bits, "external", octet)) fact.external = true;
  },
  igpFlags(fact, { down }) {
    if (down) fact.readvertised = true;
  },
  sourceRouterId: (fact, id) => void (fact.sourceRouterId = id),
  sourceOspfRouterId: (fact, id) => void (fact.sourceOspfRouterId = id),
  routeTags: (fact, tags) => void (fact.routeTags = tags),
  extendedRouteTags: (fact, tags) => void (fact.extendedRouteTags = tags),
  ospfForwardingAddress: (fact, address) => void (fact.ospfForwardingAddress = address),
  range(fact, { size, subTlvs }, protocolId) {
    const sids = subTlvs.flatMap((tlv) =>
      tlv.kind === "prefixSid" ? [prefixSid(tlv.value, protocolId)] : []
    );
    fact.ranges = plus(fact.ranges, { size, sids });
  },
  locator(fact, { algorithm, metric, flags, subTlvs }) {
    fact.locators = plus(fact.locators, { algorithm, metric, structure: structureOf(subTlvs) });
    if (flags.down) fact.readvertised = true;
  },
  flexAlgorithmMetric(fact, { algorithm, metric }) {
    fact.flexAlgorithmMetrics = plus(fact.flexAlgorithmMetrics, { algorithm, metric });
  },
};

/**
 * Without TLV 1170 the N flag of IS-IS prefix SIDs says whether a prefix is a node's own. OSPF has no
 * such flag there, so nothing is said.
 */
export function resolveNodeFlag(fact: Draft<PrefixFact>, protocolId: number): PrefixFact {
  const sidsTell = "node" in layoutOf(PREFIX_SID_FLAGS, protocolId) && fact.prefixSids.length > 0;
  if (fact.nodeFlag === undefined && sidsTell) {
    fact.nodeFlag = fact.prefixSids.some((sid) => sid.node);
  }
  return fact;
}

type SidValue = ValueOf<typeof LS_ATTRIBUTES["rows"]["prefixSid"]["value"]>;
function prefixSid({ flags, algorithm, sid }: SidValue, protocolId: number): PrefixSid {
  const bits = layoutOf(PREFIX_SID_FLAGS, protocolId);
  return {
    label: sid.label,
    index: sid.index,
    algorithm,
    node: hasFlag(bits, "node", flags),
    readvertised: hasFlag(bits, "readvertised", flags),
    noPenultimatePop: hasFlag(bits, "noPenultimatePop", flags),
    explicitNull: hasFlag(bits, "explicitNull", flags),
    mappingServer: hasFlag(bits, "mappingServer", flags),
    local: hasFlag(bits, "local", flags),
  };
}
