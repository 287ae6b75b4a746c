/**
 * Who may be taken as synchronised without a word (RFC 8232 §3), from the octets alone: both Opens have the flag and the
 * same version. What was reported in the last session that was up then stands.
 */
import type { Message, Open } from "../../src/pcep/codec/message.ts";

export interface Kept<L> {
  readonly lsps: Map<number, L>; // by PLSP-ID
  readonly before: ReadonlyMap<number, L>;
  offers: (string | undefined)[]; // the versions of both Opens
  isUp: boolean;
}

/** What a new session of that router begins with. */
export function keptFrom<L>(last: Kept<L> | undefined): Kept<L> {
  const before = last?.isUp ? last.lsps : last?.before ?? new Map<number, L>();
  return { lsps: new Map(), before, offers: [], isUp: false };
}

/** True: with this message of the router the session is up, and nothing will be told. */
export function isSkipped<L>(session: Kept<L>, message: Message): boolean {
  if (message.kind === "open") session.offers.push(versionIn(message));
  if (session.isUp || message.kind !== "keepalive") return false;
  session.isUp = true;
  const [theirs, ours] = session.offers;
  if (theirs === undefined || theirs !== ours) return false;
  for (const [id, lsp] of session.before) session.lsps.set(id, lsp);
  return true;
}

function versionIn({ tlvs }: Open): string | undefined {
  const flags = tlvs.find(({ kind }) => kind === "statefulPceCapability");
  const counts = flags?.kind === "statefulPceCapability" && flags.value.includeDbVersion;
  const version = tlvs.find(({ kind }) => kind === "lspDbVersion")?.value;
  return counts && version !== undefined ? String(version) : undefined;
}
