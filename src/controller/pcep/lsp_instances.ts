/**
 * During make-before-break an RSVP-TE LSP is there twice: one PLSP-ID, two LSP-IDs, each reported by itself. The new one
 * is what the LSP is; the old one ends by R=1 with SRP-ID 0, which is not the end of the LSP (RFC 8231 §5.9, §7.3.1).
 */
import type { StateReport } from "../../pcep/codec/message.ts";
import type { Lsp, LspInstance } from "../../policy/records.ts";

const RSVP_TE = 0;

/** Is the report about an instance that a newer one has replaced? Then it says nothing of the LSP itself. */
export function isOlder(lsp: Lsp, report: StateReport, connection: number | undefined): boolean {
  const id = idOf(report);
  if (id === 0 || lsp.session !== connection) return false;
  const at = lsp.instances?.findIndex(({ lspId }) => lspId === id) ?? -1;
  return at >= 0 && at < lsp.instances!.length - 1;
}

/** After a report was taken: the instance that it speaks of is the newest one now. */
export function noteInstance(lsp: Lsp, report: StateReport, before: number): void {
  const id = idOf(report);
  if (id === 0 || lsp.setupType !== RSVP_TE) {
    delete lsp.instances;
    return;
  }
  const others = lsp.session === before ? lsp.instances ?? [] : []; // of this session only
  lsp.instances = [...others.filter(({ lspId }) => lspId !== id), instanceOf(lsp, id)].slice(-MOST);
}

/** R=1: did only one of several instances end? If it was the newest, the LSP is again what it was before. */
export function endsInstance(lsp: Lsp, report: StateReport): boolean {
  const id = idOf(report), all = lsp.instances ?? [];
  if (lsp.setupType !== RSVP_TE) return id !== 0 && (lsp.lspId ?? 0) !== 0 && id !== lsp.lspId;
  const rest = all.filter(({ lspId }) => lspId !== id);
  if (id === 0 || rest.length === 0) return false;
  const last = rest[rest.length - 1]!;
  lsp.instances = rest;
  if (last.lspId === lsp.lspId) return true;
  lsp.lspId = last.lspId;
  lsp.operState = last.operState;
  lsp.hops = last.hops;
  if (last.labels) lsp.labels = last.labels;
  else delete lsp.labels;
  return true;
}

const instanceOf = (lsp: Lsp, lspId: number): LspInstance => ({
  lspId,
  operState: lsp.operState,
  hops: lsp.hops,
  ...(lsp.labels && { labels: lsp.labels }),
});
const idOf = (report: StateReport): number => report.lspIdentifiers?.lspId ?? 0;
const MOST = 4;
