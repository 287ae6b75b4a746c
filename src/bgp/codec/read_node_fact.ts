/** Node attribute TLVs to a NodeFact (RFC 9552 §5.3.1, RFC 9085 §2.1, RFC 8814 §3, RFC 9351 §3). */
import type { ValueOf } from "../../wire/field.ts";
import type { SidRange } from "../registry/fields.ts";
import type { LS_ATTRIBUTES } from "../registry/ls_attributes.ts";
import type { FlexAlgorithmDefinition, LabelRange, Msd, NodeFact } from "./ls_facts.ts";
import { type Draft, type Fold, NONE, plus } from "./ls_fold.ts";

/** A node of which nothing is said. */
export const emptyNodeFact = (): Draft<NodeFact> => ({
  kind: "node",
  name: undefined,
  ipv4RouterIds: NONE,
  ipv6RouterIds: NONE,
  isisAreas: NONE,
  mtIds: NONE,
  srgb: NONE,
  srlb: NONE,
  algorithms: NONE,
  flexAlgorithms: NONE,
  msd: {},
  overload: false,
  attached: false,
  external: false,
  areaBorder: false,
  srv6: false,
  srv6Oam: false,
  mappingServerPreference: undefined,
  sbfdDiscriminators: NONE,
  unread: NONE,
});

export const NODE_FOLD: Fold<NodeFact> = {
  nodeName: (fact, name) => void (fact.name = name),
  ipv4RouterIdLocal: (fact, id) => void (fact.ipv4RouterIds = plus(fact.ipv4RouterIds, id)),
  ipv6RouterIdLocal: (fact, id) => void (fact.ipv6RouterIds = plus(fact.ipv6RouterIds, id)),
  isisArea: (fact, area) => void (fact.isisAreas = plus(fact.isisAreas, area)),
  mtIds: (fact, ids) => void (fact.mtIds = ids.map((id) => id & 0x0fff)),
  nodeFlags(fact, flags) {
    fact.overload = flags.overload;
    fact.attached = flags.attached;
    fact.external = flags.external;
    fact.areaBorder = flags.areaBorder;
  },
  srCapabilities(fact, { ranges }) {
    const labels = labelRanges(ranges);
    if (labels) fact.srgb = joined(fact.srgb, labels);
    return labels !== undefined;
  },
  srLocalBlock(fact, { ranges }) {
    const labels = labelRanges(ranges);
    if (labels) fact.srlb = joined(fact.srlb, labels);
    return labels !== undefined;
  },
  srAlgorithms: (fact, algorithms) => void (fact.algorithms = algorithms),
  nodeMsd: (fact, pairs) => void (fact.msd = msdOf(pairs)),
  srv6Capabilities(fact, { flags }) {
    fact.srv6 = true;
    fact.srv6Oam = flags.oam;
  },
  srmsPreference: (fact, preference) => void (fact.mappingServerPreference = preference),
  sbfdDiscriminators: (fact, all) => void (fact.sbfdDiscriminators = all),
  flexAlgorithm(fact, definition) {
    fact.flexAlgorithms = plus(fact.flexAlgorithms, flexAlgorithmOf(definition));
  },
};

export function msdOf(pairs: readonly { readonly type: number; readonly value: number }[]): Msd {
  const msd: Record<number, number> = {};
  for (const { type, value } of pairs) msd[type] = value;
  return msd;
}

/** Lists are kept by who reads facts: none is copied, or larger than it must be. */
const joined = <T>(list: readonly T[], more: readonly T[]): readonly T[] =>
  list.length === 0 ? more : list.concat(more);

/** Undefined when a range leaves the label space: then none of the block can be trusted. */
function labelRanges(ranges: readonly SidRange[]): readonly LabelRange[] | undefined {
  const out = ranges.map(({ size, first }) => ({
    base: first.label ?? first.index ?? 0, // some producers spend four octets on a label
    size,
  }));
  if (out.some(({ base, size }) => base + size > 1 << 20)) return undefined;
  return out.every(({ size }) => size > 0) ? out : out.filter(({ size }) => size > 0);
}

type DefinitionValue = ValueOf<typeof LS_ATTRIBUTES["rows"]["flexAlgorithm"]["value"]>;
function flexAlgorithmOf(value: DefinitionValue): FlexAlgorithmDefinition {
  const { algorithm, metricType, calculationType, priority, subTlvs } = value;
  const out: Draft<FlexAlgorithmDefinition> = {
    algorithm,
    metricType,
    calculationType,
    priority,
    excludeAny: NONE,
    includeAny: NONE,
    includeAll: NONE,
    excludeSrlgs: NONE,
    prefixMetric: false,
    unsupported: false,
  };
  for (const tlv of subTlvs) {
    switch (tlv.kind) {
      case "excludeAny":
      case "includeAny":
      case "includeAll":
      case "excludeSrlgs":
        out[tlv.kind] = tlv.value;
        break;
      case "definitionFlags":
        out.prefixMetric = ((tlv.value[0] ?? 0) & 0x80) !== 0; // the M flag
        break;
      default: // 1046, and what cannot be read or has no row: this definition is not all we see
        out.unsupported = true;
    }
  }
  return out;
}
