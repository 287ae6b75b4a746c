/** What a report says beside its path and its groups, kept in words for people: nothing is computed from it. */
import type { OtherObject, SegmentList, StateReport } from "../../pcep/codec/message.ts";
import { tlvWords } from "../../pcep/codec/tlv_words.ts";
import { ENTERPRISES } from "../../pcep/registry/codes.ts";
import { objectRow } from "../../pcep/registry/objects.ts";
import { hopWords } from "../../pcep/registry/subobjects.ts";
import { LSP_TLVS, PCEP_TLVS } from "../../pcep/registry/tlvs.ts";
import { hex } from "../../wire/words.ts";
import type { Lsp, ReportedList } from "../../policy/records.ts";

/** Vendors' objects, TLVs without a field of their own, objects without one, and each of several lists. */
export function takeExtras(lsp: Lsp, report: StateReport): void {
  const vendor = report.vendor.map(({ enterprise, content }) => {
    const name = ENTERPRISES[enterprise];
    return `${enterprise}${name ? ` (${name})` : ""}: ${hex(content)}`;
  });
  const details = [
    ...report.lspTlvs.map((tlv) => tlvWords(LSP_TLVS, tlv)),
    ...report.lspa?.tlvs.map((tlv) => tlvWords(PCEP_TLVS, tlv)) ?? [],
    ...report.others.map(otherWords),
  ];
  if (vendor.length > 0) lsp.vendor = vendor.slice(0, MOST);
  else delete lsp.vendor;
  if (details.length > 0) lsp.details = details.slice(0, MOST);
  else delete lsp.details;
  const algorithm = onlyAlgorithm(report);
  if (algorithm) lsp.onlyAlgorithm = algorithm;
  else delete lsp.onlyAlgorithm;
  const adjusts = report.lspa?.tlvs.some(({ kind }) => kind === "autoBandwidth") ||
    [...report.bandwidths, ...report.actualBandwidths].some(({ kind }) => kind === "usage");
  if (adjusts) lsp.autoBandwidth = true;
  else if (report.lspa) delete lsp.autoBandwidth;
  if (report.ero === undefined) return;
  if (report.segmentLists.length > 0) lsp.lists = report.segmentLists.slice(0, MOST).map(listOf);
  else delete lsp.lists;
}

/** Of SR-ALGORITHM with its S flag; without, it is a wish that algorithm 0 may stand in for. */
function onlyAlgorithm({ lspa }: StateReport): number | undefined {
  for (const tlv of lspa?.tlvs ?? []) {
    if (tlv.kind === "srAlgorithm" && tlv.value.flags.strict) return tlv.value.algorithm;
  }
  return undefined;
}

function otherWords({ class: objectClass, type, body }: OtherObject): string {
  const name = objectRow(objectClass, type)?.name ?? `object ${objectClass}/${type}`;
  return `${name}: ${hex(body)}`;
}

/** With what draft-ietf-pce-multipath §4 says of it: weight, whose backup it is, which path is the other direction. */
const listOf = ({ pathId, operState, tlvs, ero = [] }: SegmentList): ReportedList => ({
  pathId,
  operState,
  hops: ero.map(hopWords),
  words: tlvs.map((tlv) => tlvWords(PCEP_TLVS, tlv)),
});

const MOST = 64;
