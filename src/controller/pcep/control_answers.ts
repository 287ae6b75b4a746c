/** What a router answers when it was asked to delegate an LSP (RFC 8741 §4): a report with D, a PCErr, or nothing. */
import type { StateReport } from "../../pcep/codec/message.ts";
import type { ControlRequest, Lsp } from "../../policy/records.ts";
import type { Router } from "../state.ts";
import { note, touch, type Turn } from "../turn.ts";
import type { PcepSessionState } from "./session.ts";

/** A report about an LSP that was asked for. */
export function answerControl(
  t: Turn,
  session: PcepSessionState,
  router: Router,
  lsp: Lsp,
  { delegate, srpId }: StateReport,
): void {
  const { control } = lsp;
  if (!control || control.answer !== undefined || control.session !== session.connection) return;
  if (delegate) return settle(t, router, lsp, `${router.name} delegated it.`);
  if (srpId === control.srpId) settle(t, router, lsp, `${router.name} keeps it.`);
}

/** A PCErr about such a request. Answers nothing that a policy would have to know. */
export function refuseControl(
  t: Turn,
  session: PcepSessionState,
  router: Router,
  srpId: number,
  words: string,
): [] {
  for (const id of t.s.lspsOf.get(router.id) ?? []) {
    const lsp = t.s.lsps.get(id), control = lsp?.control;
    if (!lsp || control?.srpId !== srpId || control.session !== session.connection) continue;
    if (control.answer === undefined) settle(t, router, lsp, `${router.name} refused: ${words}.`);
  }
  return [];
}

/** For the page of the LSP. */
export const controlWords = ({ at, by, answer }: ControlRequest): string =>
  `control was asked for by ${by} at ${new Date(at / 1000).toISOString().slice(0, 19)}Z: ` +
  (answer ?? "no answer so far, and none has to come.");

function settle(t: Turn, router: Router, lsp: Lsp, answer: string): void {
  lsp.control = { ...lsp.control!, answer };
  touch(t, "lsp", lsp.id);
  note(t, {
    severity: "info",
    kind: "controlAnswered",
    subject: `router ${router.name}`,
    title: `Control of LSP ${router.name}/${lsp.name}: ${answer}`,
    detail: `Asked for by ${lsp.control.by} (RFC 8741).`,
  });
}
