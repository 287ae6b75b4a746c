/** Sessions of PCCs that nobody knows, or that cannot be told apart: how they are called, shown and forgotten. */
import { indexRouters } from "../routers/routers.ts";
import type { Router } from "../state.ts";
import { endAlarmsOf } from "../telling/alarms.ts";
import { touch, type Turn } from "../turn.ts";
import { alarm } from "../telling/alarms.ts";
import { isKnown } from "./evidence.ts";
import { sessionName, UNKNOWN } from "./session_names.ts";
import { leaveAll } from "./associations.ts";
import type { PcepSessionState } from "./session.ts";

/** Who it is by, for people: with what would mend it. */
export function identityWords(session: PcepSessionState): string {
  const { identifiedBy, shared, synchronised } = session;
  if (identifiedBy !== UNKNOWN || !shared || !synchronised) return identifiedBy;
  return `unknown: behind a shared address, without SPEAKER-ENTITY-ID or LSP. ${mend(session)}`;
}
const mend = ({ peerAddress }: PcepSessionState): string =>
  "Give it a speaker entity id (pcep.speakerEntityId of its Router document) or a source address of its own " +
  `(pcep.sourceAddress, also with a port like ${peerAddress}:4189).`;

/** One alarm for an address whose PCCs cannot be told apart. */
export function weighAddress(t: Turn, session: PcepSessionState): void {
  if (!session.shared) return;
  const { peerAddress } = session;
  const here = [...t.s.pcep.values()].filter((s) =>
    s.peerAddress === peerAddress && s.connection !== undefined
  );
  const lost = here.filter((s) => s.identifiedBy === UNKNOWN && s.synchronised);
  const text = lost.length === 0
    ? undefined
    : `${lost.length} of ${here.length} PCEP sessions from ${peerAddress} cannot be told apart, so ` +
      `nothing is sent to them: ${lost.map(sessionName).join(", ")}. ${mend(session)}`;
  alarm(t, "identity", `address ${peerAddress}`, "major", text);
}

/** The rows of a router's sessions before this one: it came from elsewhere then. */
export function forgetFormer(t: Turn, session: PcepSessionState): void {
  for (const former of t.s.pcep.values()) {
    const same = former.id !== session.id && former.router === session.router;
    if (!same || former.connection !== undefined) continue;
    t.s.pcep.delete(former.id);
    touch(t, "pcepSession", former.id);
  }
}

/** A record that stood for a connection alone. */
export function dropRecord(t: Turn, router: Router): void {
  endAlarmsOf(t, router);
  t.s.lspsOf.delete(router.id);
  t.s.lspDatabases.delete(router.id);
  t.s.routers.delete(router.id);
  touch(t, "router", router.id);
  indexRouters(t);
}

/** Peers that nobody is known by come and go: the last of those that are gone are kept to be shown. */
export function forgetStrangers(t: Turn): void {
  const gone = [...t.s.pcep.values()].filter((s) =>
    s.connection === undefined && s.identifiedBy === UNKNOWN
  );
  gone.sort((a, b) => a.since - b.since || a.id - b.id);
  for (const session of gone.slice(0, Math.max(0, gone.length - MOST_STRANGERS))) {
    t.s.pcep.delete(session.id);
    touch(t, "pcepSession", session.id);
    const router = session.router === undefined ? undefined : t.s.routers.get(session.router);
    if (!router) continue;
    if (router.session === session.id) router.session = undefined;
    if (isKnown(t, router) || router.session !== undefined) continue;
    for (const id of t.s.lspsOf.get(router.id) ?? []) {
      const lsp = t.s.lsps.get(id);
      if (lsp) leaveAll(t, lsp);
      t.s.lsps.delete(id);
      if (lsp) t.s.lspByKey.delete(`${router.id}/${lsp.name}`);
      touch(t, "lsp", id);
    }
    dropRecord(t, router);
  }
}
const MOST_STRANGERS = 50;
