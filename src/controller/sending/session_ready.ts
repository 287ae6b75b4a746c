/** May a router be told something now, as far as its session goes, and if not, why. */
import type { PcepSessionState } from "../pcep/session.ts";
import { sessionName, UNKNOWN } from "../pcep/session_names.ts";
import type { Turn } from "../turn.ts";

export type Ready = { readonly ok: true; readonly session: PcepSessionState } | {
  readonly ok: false;
  readonly why: string;
};

export function sessionReady(t: Turn, session: PcepSessionState | undefined): Ready {
  if (session?.connection === undefined) {
    return { ok: false, why: "No PCEP session with the router." };
  }
  if (session.identifiedBy === UNKNOWN) { // shown, and nothing is sent (rules I.14)
    return { ok: false, why: `Nobody knows which router ${sessionName(session)} is.` };
  }
  if (session.readyAt === undefined) {
    return { ok: false, why: "The router is still synchronising." };
  }
  if (t.at < session.readyAt) return { ok: false, why: "Waiting for late reports of the router." };
  return { ok: true, session };
}
