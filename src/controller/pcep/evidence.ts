/** What says who a PCC is (rules I.14), each by itself; identify.ts asks them in order. */
import { formatAddress, parseAddress } from "../../lib/address.ts";
import type { Open, StateReport } from "../../pcep/codec/message.ts";
import type { RouterIntent } from "../../policy/intent.ts";
import { hexOf, speakerIdOf } from "../../policy/speaker_id.ts";
import { addressOf, declaredOf, findRouter } from "../routers/routers.ts";
import type { Router } from "../state.ts";
import { store, type Turn } from "../turn.ts";
import type { PcepSessionState } from "./session.ts";

export interface Evidence {
  readonly router: Router;
  readonly by: string;
}
export const PLAIN_SOURCE = "configured source address";
export const BY_CERTIFICATE = "certificate";
export const BY_SPEAKER = "SPEAKER-ENTITY-ID", BY_LSP = "LSP-IDENTIFIERS";

/** SPEAKER-ENTITY-ID of an Open, in hex. */
export function speakerIn(open: Open): string | undefined {
  for (const { kind, value } of open.tlvs) {
    if (kind === "speakerEntityId" && value.length > 0) return hexOf(value);
  }
  return undefined;
}

/** A name of its certificate is a router's, whole or to its first dot, or an address of one. */
export function byCertificate(t: Turn, session: PcepSessionState): Evidence | undefined {
  for (const name of session.certificate?.names ?? []) {
    const isAddress = parseAddress(name) !== undefined;
    const router = isAddress
      ? ownerOf(t, name)
      : wordsOf(name).map((word) => findRouter(t, word)).find((one) => one && isKnown(t, one));
    if (router) return { router, by: BY_CERTIFICATE };
  }
  return undefined;
}

const wordsOf = (name: string): string[] => [name, name.split(".")[0]!];

/** A document names the id, or a PCC that had it was once known otherwise. */
export function bySpeaker(t: Turn, id: string | undefined): Evidence | undefined {
  if (id === undefined) return undefined;
  const router = findRouter(t, declaredSpeaker(t, id) ?? t.s.speakers.get(id) ?? "");
  return router && isKnown(t, router) ? { router, by: BY_SPEAKER } : undefined;
}
function declaredSpeaker(t: Turn, id: string): string | undefined {
  for (const { intent } of t.s.declared.routers.values()) {
    const { speakerEntityId } = intent.pcep;
    if (speakerEntityId !== undefined && speakerIdOf(speakerEntityId) === id) return intent.name;
  }
  return undefined;
}

/** The id of a PCC that is known otherwise: it is known by it from now on, wherever it comes from. */
export function rememberSpeaker(t: Turn, id: string, router: Router): void {
  const address = addressOf(router);
  if (id.length > LONGEST || t.s.speakers.get(id) === address) return;
  const rows = [{ table: "meta", key: SPEAKER + id, value: address as string | null }];
  for (const [former, at] of t.s.speakers) {
    if (at !== address) continue;
    t.s.speakers.delete(former);
    rows.push({ table: "meta", key: SPEAKER + former, value: null });
  }
  t.s.speakers.set(id, address);
  store(t, rows);
}
export function restoreSpeaker(t: Turn, key: string, value: string): boolean {
  if (!key.startsWith(SPEAKER)) return false;
  t.s.speakers.set(key.slice(SPEAKER.length), value);
  return true;
}

/** Where the connection comes from: a source that a document names, or an address of a router. */
export function byAddress(t: Turn, session: PcepSessionState): Evidence | undefined {
  const { peerAddress, peerPort } = session;
  const sources: RouterIntent[] = [];
  for (const { intent } of t.s.declared.routers.values()) {
    const source = sourceAt(intent, peerAddress);
    if (source?.port !== undefined) {
      const router = source.port === peerPort ? findRouter(t, intent.name) : undefined;
      if (router) return { router, by: "configured source address and port" };
    } else if (source || intent.management === peerAddress) {
      sources.push(intent);
    }
  }
  const [only] = sources;
  if (only && sources.length === 1 && !isShared(t, session)) {
    const router = findRouter(t, only.name);
    if (router) return { router, by: PLAIN_SOURCE };
  }
  const router = ownerOf(t, peerAddress);
  if (!router) return undefined;
  const by = router.ted === undefined ? "document of kind Router" : "address in the topology";
  return { router, by };
}

/** The sender that its reports name (RFC 8231 §7.3.1). */
export function bySender(t: Turn, report: StateReport): Evidence | undefined {
  const sender = report.lspIdentifiers?.sender;
  if (!sender || sender === "::") return undefined;
  const router = ownerOf(t, formatAddress(sender));
  return router && { router, by: BY_LSP };
}
/** The same of what it has reported so far in this session. */
export function byReports(t: Turn, session: PcepSessionState): Evidence | undefined {
  for (const id of t.s.lspsOf.get(session.router ?? -1) ?? []) {
    const lsp = t.s.lsps.get(id);
    if (!lsp || lsp.source === "" || lsp.session !== session.connection) continue;
    const router = ownerOf(t, lsp.source);
    if (router) return { router, by: BY_LSP };
  }
  return undefined;
}

/** Whose address it is by the topology or a document, not by where sessions came from. */
function ownerOf(t: Turn, address: string): Router | undefined {
  const first = findRouter(t, address);
  if (!first || owns(t, first, address)) return first;
  for (const router of t.s.routers.values()) {
    if (router.addresses.includes(address) && owns(t, router, address)) return router;
  }
  return undefined;
}
function owns(t: Turn, router: Router, address: string): boolean {
  const row = router.ted === undefined ? undefined : t.caches.ted.router(router.ted);
  if (row?.loopback === address) return true;
  if (row?.ipv4RouterIds.includes(address) || row?.ipv6RouterIds.includes(address)) return true;
  const declared = declaredOf(t.s, router);
  return declared?.address === address || declared?.management === address;
}

/** Others come from that address too, so that it tells nobody apart. */
export function isShared(t: Turn, session: PcepSessionState): boolean {
  if (!session.shared) return false;
  for (const other of t.s.pcep.values()) {
    if (other.id !== session.id && other.peerAddress === session.peerAddress) return true;
  }
  return false;
}
/** How many PCCs may come from an address: as configured, or as many as documents name by port. */
export function admittedFrom(t: Turn, address: string): number {
  let named = 0;
  for (const { intent } of t.s.declared.routers.values()) {
    if (sourceAt(intent, address)?.port !== undefined) named++;
  }
  return Math.max(t.s.config.pcep.sessionsPerAddress ?? 1, named);
}

/**
 * Does the document name that address as a source, and which port of it? `192.0.2.1`, `192.0.2.1:4189`,
 * `2001:db8::1`, `[2001:db8::1]:4189`.
 */
function sourceAt({ pcep }: RouterIntent, address: string): { port?: number } | undefined {
  const text = pcep.sourceAddress;
  if (!text?.includes(address)) return undefined; // most documents, at each connection
  const [, six, four, port] = /^(?:\[(.*)\]|([\d.]+)):(\d+)$/.exec(text) ?? [];
  if (port !== undefined) return (six ?? four) === address ? { port: Number(port) } : undefined;
  return text.replace(/^\[(.*)\]$/, "$1") === address ? {} : undefined;
}
/** Do the documents say anything of where a session comes from, of its id, or of a name in its certificate? */
export function concernedBy(
  intents: readonly RouterIntent[],
): (session: PcepSessionState) => boolean {
  const addresses = new Set<string | undefined>(), speakers = new Set<string | undefined>();
  for (const { address, management, pcep } of intents) {
    const source = pcep.sourceAddress?.replace(/^\[(.*)\](:\d+)?$/, "$1");
    for (const each of [address, management, source]) addresses.add(each);
    addresses.add(source?.replace(/^([\d.]+):\d+$/, "$1"));
    const { speakerEntityId } = pcep;
    if (speakerEntityId !== undefined) speakers.add(speakerIdOf(speakerEntityId));
  }
  const names = new Set(intents.flatMap(({ name, address }) => [name, address]));
  return ({ peerAddress, speaker, certificate }) =>
    addresses.has(peerAddress) || (speaker !== undefined && speakers.has(speaker)) ||
    (certificate?.names.some((name) => wordsOf(name).some((word) => names.has(word))) ?? false);
}

/** By the topology or a document: anything else is a name for a connection. */
export const isKnown = (t: Turn, router: Router): boolean =>
  router.ted !== undefined || t.s.declared.routers.has(router.name);

const SPEAKER = "speaker/", LONGEST = 512; // hex digits; a longer id is not remembered
