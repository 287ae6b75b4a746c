/**
 * Who is this PCC? The first that matches: its configured source address, an address that the topology or a document
 * knows a router by, the sender in its LSP-IDENTIFIERS. Else it is shown by its address, and no policy is its own.
 */
import { formatAddress } from "../../lib/address.ts";
import type { StateReport } from "../../pcep/codec/message.ts";
import type { RouterIntent } from "../../policy/intent.ts";
import { adoptReported } from "../adopt.ts";
import { markRouter } from "../lanes.ts";
import { findRouter, indexRouter, indexRouters, routerFromSession } from "../routers.ts";
import type { Router } from "../state.ts";
import { touch, type Turn } from "../turn.ts";
import type { PcepSessionState } from "./session.ts";

export function identify(t: Turn, session: PcepSessionState): Router {
  const known = knownAs(t, session.peerAddress);
  const { router, by } = known && isFree(t, known.router, session)
    ? known
    : { router: stranger(t, session), by: UNKNOWN };
  attach(t, session, router, by);
  return router;
}

/** Somebody else's living session is not taken over: the later one stays a stranger. */
function isFree(t: Turn, router: Router, session: PcepSessionState): boolean {
  const holder = router.session === undefined ? undefined : t.s.pcep.get(router.session);
  return !holder || holder.id === session.id || holder.connection === undefined;
}
function stranger(t: Turn, session: PcepSessionState): Router {
  const known = findRouter(t, session.peerAddress);
  return known && isFree(t, known, session) ? known : routerFromSession(t, session.peerAddress);
}

/** The topology tells more now: sessions that nobody was known for. */
export function identifyAgain(t: Turn): void {
  for (const session of t.s.pcep.values()) {
    if (session.identifiedBy !== UNKNOWN) continue;
    const known = knownAs(t, session.peerAddress);
    const router = session.router === undefined ? undefined : t.s.routers.get(session.router);
    if (known && known.router.id !== router?.id && isFree(t, known.router, session)) {
      move(t, session, known.router, known.by);
    }
    if (router?.ted !== undefined && session.router === router.id) {
      session.identifiedBy = "address in the topology";
      markRouter(t, router); // what was held because nobody knew it
    }
  }
}

/** A document names the address of a session that nobody was known for. */
export function identifyByDocument(t: Turn, { address, management, pcep }: RouterIntent): void {
  for (const session of t.s.pcep.values()) {
    const { identifiedBy, peerAddress } = session;
    if (identifiedBy !== UNKNOWN) continue;
    if (![address, management, pcep.sourceAddress].includes(peerAddress)) continue;
    const known = knownAs(t, peerAddress);
    if (known && known.router.id !== session.router) move(t, session, known.router, known.by);
  }
}

/** A report names its own address: that decides where the session's address did not. */
export function identifyByReport(t: Turn, session: PcepSessionState, report: StateReport): void {
  const sender = report.lspIdentifiers?.sender;
  if (session.identifiedBy !== UNKNOWN || !sender || sender === "::") return;
  const router = findRouter(t, formatAddress(sender));
  if (router && router.id !== session.router && isFree(t, router, session)) {
    move(t, session, router, "LSP-IDENTIFIERS");
  }
}

function knownAs(t: Turn, address: string): { router: Router; by: string } | undefined {
  for (const { intent } of t.s.declared.routers.values()) {
    if (intent.pcep.sourceAddress !== address && intent.management !== address) continue;
    const router = findRouter(t, intent.name);
    if (router) return { router, by: "configured source address" };
  }
  const router = findRouter(t, address);
  if (router?.ted !== undefined) return { router, by: "address in the topology" };
  return router && t.s.declared.routers.has(router.name)
    ? { router, by: "document of kind Router" }
    : undefined;
}

/** The router that the session was thought to be leaves, with what it reported so far. */
function move(t: Turn, session: PcepSessionState, router: Router, by: string): void {
  const before = session.router === undefined ? undefined : t.s.routers.get(session.router);
  attach(t, session, router, by);
  if (!before || before.id === router.id) return;
  const lsps = t.s.lspsOf.get(before.id) ?? new Set<number>();
  for (const id of lsps) {
    const lsp = t.s.lsps.get(id);
    if (!lsp) continue;
    t.s.lspByKey.delete(`${before.id}/${lsp.name}`);
    const moved = { ...lsp, router: router.id };
    t.s.lsps.set(id, moved);
    t.s.lspByKey.set(`${router.id}/${lsp.name}`, id);
    touch(t, "lsp", id);
  }
  t.s.lspsOf.delete(before.id);
  t.s.lspsOf.set(router.id, new Set([...t.s.lspsOf.get(router.id) ?? [], ...lsps]));
  before.session = undefined;
  if (before.ted === undefined && !t.s.declared.routers.has(before.name)) {
    t.s.routers.delete(before.id);
    indexRouters(t);
  }
  touch(t, "router", before.id);
  adoptReported(t, router);
  markRouter(t, router);
}

function attach(t: Turn, session: PcepSessionState, router: Router, by: string): void {
  session.router = router.id;
  session.identifiedBy = by;
  router.session = session.id;
  if (!router.addresses.includes(session.peerAddress)) {
    router.addresses.push(session.peerAddress);
    indexRouter(t, router); // as a core that is loaded would
  }
  touch(t, "router", router.id);
  touch(t, "pcepSession", session.id);
}

export const UNKNOWN = "unknown";

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
    if (!router || router.ted !== undefined || t.s.declared.routers.has(router.name)) continue;
    for (const id of t.s.lspsOf.get(router.id) ?? []) {
      const lsp = t.s.lsps.get(id);
      t.s.lsps.delete(id);
      if (lsp) t.s.lspByKey.delete(`${router.id}/${lsp.name}`);
      touch(t, "lsp", id);
    }
    t.s.lspsOf.delete(router.id);
    t.s.routers.delete(router.id);
    touch(t, "router", router.id);
    indexRouters(t);
  }
}
const MOST_STRANGERS = 50;
