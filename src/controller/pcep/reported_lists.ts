/** Segment lists as routers report them: one ERO, or several with weights (draft-ietf-pce-multipath §4). */
import { sidNumbers } from "../../lib/sid_numbers.ts";
import type { Hop, SegmentList, StateReport } from "../../pcep/codec/message.ts";
import { hopWords } from "../../pcep/registry/subobjects.ts";
import type { Lsp } from "../../policy/records.ts";
import { splitLists } from "./aside_lists.ts";
import type { LabelList, Lists } from "../../policy/segment_lists.ts";

/** Labels or SRv6 SIDs of a reported path as numbers; −1 for a hop that is neither. */
export const labelsOf = (hops: readonly Hop[]): number[] =>
  hops.some(({ kind }) => kind === "srv6")
    ? hops.flatMap((h) => h.kind === "srv6" && h.sid !== undefined ? sidNumbers(h.sid) : [-1])
    : hops.map((h) => h.kind === "sr" ? h.label ?? -1 : -1);

/** A report without an ERO says nothing of the path: what was reported before still holds. */
export function takePath(lsp: Lsp, report: StateReport): void {
  if (report.ero === undefined) return;
  delete lsp.weight;
  delete lsp.more;
  if (lsp.setupType === RSVP_TE) lsp.labels = report.ero.map(addressOf);
  else Object.assign(lsp, reportedLists(report, report.ero));
  lsp.hops = report.ero.map(hopWords);
}

function reportedLists(report: StateReport, ero: readonly Hop[]): Lists {
  const lists = splitLists(report.segmentLists).sharing.map((list): LabelList => ({
    weight: weightOf(list),
    labels: labelsOf(list.ero ?? []),
  }));
  const [main, ...more] = lists;
  if (!main || more.length === 0) return { labels: main?.labels ?? labelsOf(ero) };
  return { ...main, more };
}

/** Without the TLV it is 1 (draft-ietf-pce-multipath §4.4). */
function weightOf(list: SegmentList): number {
  const tlv = list.tlvs.find(({ kind }) => kind === "multipathWeight");
  return tlv?.kind === "multipathWeight" ? tlv.value : 1;
}

/**
 * RFC 8408 §4: without the TLV it is RSVP-TE. But a report without an SRP has no place for the TLV: then the hops say it,
 * or what was reported before.
 */
export function setupTypeOf(lsp: Lsp, report: StateReport): number {
  if (report.pathSetupType !== RSVP_TE) return report.pathSetupType;
  const kind = report.ero?.[0]?.kind;
  if (kind === "sr") return SR_MPLS;
  if (kind === "srv6") return SRV6;
  return kind === undefined ? lsp.setupType : RSVP_TE;
}

/** A strict hop of RSVP-TE by its address as a number; −1: another kind of hop. */
const addressOf = (hop: Hop): number =>
  hop.kind === "ipv4" && !hop.loose && hop.prefixLength === 32 ? hop.address : -1;
const RSVP_TE = 0, SR_MPLS = 1, SRV6 = 3;
