/**
 * Segment lists that carry no share of an LSP's traffic: pure backups and paths of the other direction
 * (draft-ietf-pce-multipath §4.5, §4.6). Its router asked for them, and an update replaces all, so they are said again.
 */
import type { SegmentList, StateReport } from "../../pcep/codec/message.ts";
import type { Lsp } from "../../policy/records.ts";
import type { Turn } from "../turn.ts";

export interface Aside {
  readonly main: Pick<SegmentList, "pathId" | "tlvs">;
  readonly lists: readonly SegmentList[];
}

/** Those with a path, in their order: which share the traffic, and which stand aside. */
export function splitLists(all: readonly SegmentList[]) {
  const lists = all.filter(({ ero, remove }) => ero && !remove);
  const opposite = new Set<number>(), sharing: SegmentList[] = [], aside: SegmentList[] = [];
  for (const list of lists) {
    const isAside = opposite.has(list.pathId) ||
      list.tlvs.some((tlv) => tlv.kind === "multipathBackup" && tlv.value.flags.pureBackup);
    (isAside ? aside : sharing).push(list);
    if (isAside) continue;
    for (const tlv of list.tlvs) {
      if (tlv.kind === "multipathOpposite") opposite.add(tlv.value.pathId);
    }
  }
  return { sharing, aside };
}

/** A report without an ERO says nothing of paths: what was said before still holds. */
export function takeAside(t: Turn, lsp: Lsp, report: StateReport): void {
  if (report.ero === undefined) return;
  const { sharing: [main], aside } = splitLists(report.segmentLists);
  if (!main || aside.length === 0) t.s.asideLists.delete(lsp.id);
  else {
    const { pathId, tlvs } = main;
    t.s.asideLists.set(lsp.id, { main: { pathId, tlvs }, lists: aside.slice(0, MOST) });
  }
}

const MOST = 64;
