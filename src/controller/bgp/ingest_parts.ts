/** Parts that several kinds of facts have, in the words of the topology. */
import { given } from "../../lib/given.ts";
import type { AdjacencySid, LinkTeFact, PrefixSid } from "../../bgp/codec/ls_facts.ts";
import type {
  AdjacencySid as TedAdjacencySid,
  DelayMicroseconds,
  PrefixSid as TedPrefixSid,
} from "../../ted/fact.ts";

/** Minimum and maximum have their own A flag, which counts where they do (RFC 8571 §2.2). */
export function delayOf(fact: LinkTeFact): DelayMicroseconds | undefined {
  const { minimumDelayMicroseconds: minimum, delayMicroseconds: average } = fact;
  if (minimum === undefined && average === undefined) return undefined;
  const anomalous = minimum === undefined ? fact.delayAnomalous : fact.minMaxDelayAnomalous;
  return given({
    minimum,
    maximum: fact.maximumDelayMicroseconds,
    average,
    anomalous: anomalous || undefined,
  });
}

export function adjacencySid(sid: AdjacencySid): TedAdjacencySid {
  return given({
    label: sid.label,
    index: sid.index,
    backup: sid.backup || undefined,
    set: sid.set || undefined,
    persistent: sid.persistent || undefined,
    weight: sid.weight || undefined,
    lanNeighbor: sid.lanNeighbor,
  });
}

/** The extended group has the plain one as its first word where both are sent (RFC 7308 §2.3.1). */
export function adminGroup(
  fact: Pick<LinkTeFact, "adminGroup" | "extendedAdminGroup">,
): readonly number[] | undefined {
  if (fact.extendedAdminGroup.length > 0) return fact.extendedAdminGroup;
  return fact.adminGroup === undefined ? undefined : [fact.adminGroup];
}

export const prefixSid = (sid: PrefixSid): TedPrefixSid => ({
  algorithm: sid.algorithm,
  ...given({
    index: sid.index,
    label: sid.label,
    noPhp: sid.noPenultimatePop || undefined,
    explicitNull: sid.explicitNull || undefined,
    readvertised: sid.readvertised || undefined,
    node: sid.node || undefined,
    local: sid.local || undefined,
  }),
});
