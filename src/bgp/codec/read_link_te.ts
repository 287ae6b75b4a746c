/** The link facts that each application may be told differently (RFC 9294 §2, RFC 8571 §2). */
import type { ValueOf } from "../../wire/field.ts";
import type { ASLA_SUB_TLVS } from "../registry/ls_attributes.ts";
import type { LinkTeFact } from "./ls_facts.ts";
import { type Draft, NONE } from "./ls_fold.ts";

export type TeDraft = Partial<Draft<LinkTeFact>>;

/** Nothing said. */
export const emptyTe = (): Draft<LinkTeFact> => ({
  adminGroup: undefined,
  extendedAdminGroup: NONE,
  teMetric: undefined,
  srlgs: NONE,
  delayMicroseconds: undefined,
  minimumDelayMicroseconds: undefined,
  maximumDelayMicroseconds: undefined,
  delayVariationMicroseconds: undefined,
  delayAnomalous: false,
  minMaxDelayAnomalous: false,
  lossPercent: undefined,
  lossAnomalous: false,
  residualBytesPerSecond: undefined,
  availableBytesPerSecond: undefined,
  utilizedBytesPerSecond: undefined,
});

/** `fact` with what `tes` say instead. Facts that are alternatives of each other go together: a new one hides the old other one. */
export function prefer<T extends TeDraft>(fact: T, tes: readonly Partial<LinkTeFact>[]): T {
  for (const te of tes) {
    if (te.adminGroup !== undefined || te.extendedAdminGroup) {
      fact.adminGroup = undefined;
      fact.extendedAdminGroup = NONE;
    }
    if (te.delayMicroseconds !== undefined || te.minimumDelayMicroseconds !== undefined) {
      fact.delayMicroseconds = undefined;
      fact.minimumDelayMicroseconds = undefined;
      fact.maximumDelayMicroseconds = undefined;
    }
    Object.assign(fact, te);
  }
  return fact;
}

/** A bandwidth must be a number, finite and not below zero; anything else would poison sums. */
export const isBandwidth = (v: number): boolean => v >= 0 && v < Infinity;

type AslaRows = typeof ASLA_SUB_TLVS["rows"];
type TeFold = {
  readonly [K in keyof AslaRows]: (te: TeDraft, v: ValueOf<AslaRows[K]["value"]>) => boolean | void;
};
export const TE_FOLD: TeFold = {
  adminGroup: (te, v) => void (te.adminGroup = v),
  extendedAdminGroup: (te, words) => void (te.extendedAdminGroup = words),
  teMetric: (te, v) => void (te.teMetric = v),
  srlgs: (te, v) => void (te.srlgs = te.srlgs?.length ? [...te.srlgs, ...v] : v),
  delay(te, { flags, delay }) {
    te.delayMicroseconds = delay;
    te.delayAnomalous = flags.anomalous;
  },
  minMaxDelay(te, { flags, minimum, maximum }) {
    te.minimumDelayMicroseconds = minimum;
    te.maximumDelayMicroseconds = maximum;
    te.minMaxDelayAnomalous = flags.anomalous;
  },
  delayVariation: (te, { variation }) => void (te.delayVariationMicroseconds = variation),
  loss(te, { flags, loss }) {
    te.lossPercent = loss * 0.000003; // RFC 8571 §2.4
    te.lossAnomalous = flags.anomalous;
  },
  residualBandwidth(te, v) {
    if (isBandwidth(v)) te.residualBytesPerSecond = v;
    return isBandwidth(v);
  },
  availableBandwidth(te, v) {
    if (isBandwidth(v)) te.availableBytesPerSecond = v;
    return isBandwidth(v);
  },
  utilizedBandwidth(te, v) {
    if (isBandwidth(v)) te.utilizedBytesPerSecond = v;
    return isBandwidth(v);
  },
};
