/** What an Open offers, in words and flags. */
import type { Open, PcepTlv } from "../../pcep/codec/message.ts";
import { tlvWords } from "../../pcep/codec/tlv_words.ts";
import { PCEP_TLVS } from "../../pcep/registry/tlvs.ts";
import { ASSOCIATION_TYPES, PATH_SETUP_TYPES } from "../../pcep/registry/codes.ts";

export function flagsOf(open: Open): { readonly update: boolean; readonly initiate: boolean } {
  for (const tlv of open.tlvs) {
    if (tlv.kind === "statefulPceCapability") {
      return { update: tlv.value.lspUpdate, initiate: tlv.value.lspInstantiation };
    }
  }
  return { update: false, initiate: false };
}

/** Labels that it can push; undefined: not said, or without limit (RFC 8664 §4.1.2). */
export function msdOf(open: Open): number | undefined {
  for (const tlv of open.tlvs) {
    const found = tlv.kind === "srPceCapability"
      ? tlv
      : tlv.kind === "pathSetupTypes"
      ? tlv.value.subTlvs.find((sub) => sub.kind === "srPceCapability")
      : undefined;
    if (found?.kind === "srPceCapability") {
      return found.value.flags.unlimitedMsd ? undefined : found.value.msd;
    }
  }
  return undefined;
}

export const capabilitiesOf = (open: Open): string[] => open.tlvs.flatMap(words);

function words(tlv: PcepTlv): string[] {
  switch (tlv.kind) {
    case "statefulPceCapability":
      return [
        "stateful",
        ...(tlv.value.lspUpdate ? ["update"] : []),
        ...(tlv.value.lspInstantiation ? ["instantiation"] : []),
        ...(tlv.value.includeDbVersion ? ["database versions"] : []),
        ...(tlv.value.deltaSync ? ["delta synchronisation"] : []),
        ...(tlv.value.triggeredInitialSync ? ["synchronisation on demand"] : []),
        ...(tlv.value.triggeredResync ? ["re-synchronisation on demand"] : []),
      ];
    case "pathSetupTypes":
      return tlv.value.types.map((type) => PATH_SETUP_TYPES[type] ?? `path setup type ${type}`);
    case "associationTypes":
      return tlv.value.map((type) => ASSOCIATION_TYPES[type] ?? `association type ${type}`);
    case "associationRanges": // ids in them are its operator's (RFC 8697 §3.4)
    case "multipathCapability":
    case "srPolicyCapability":
      return [tlvWords(PCEP_TLVS, tlv).replace(/: none$/, "")];
    case "unknown":
      return [`TLV ${tlv.type}`];
    default:
      return [ROWS[tlv.kind]?.name ?? tlv.kind];
  }
}
const ROWS: Readonly<Record<string, { readonly name: string }>> = PCEP_TLVS.rows;
