/**
 * PCEPS (RFC 8253): StartTLS was said by both, the edge shakes hands, and the certificate says who it is (rules I.14).
 */
import type { Framer } from "../../pcep/codec/framer.ts";
import type { Config, TlsMode } from "../config.ts";
import type { PeerCertificate } from "../step.ts";
import { touch, type Turn } from "../turn.ts";
import { identifyByCertificate } from "./identify.ts";
import { drive, sessionClosed } from "./session_driver.ts";
import type { PcepSessionState } from "./session.ts";

/** What came after StartTLS belongs to TLS. */
export function secure(t: Turn, session: PcepSessionState, framer: Framer | undefined): void {
  if (session.connection === undefined) return;
  const bytes = framer?.rest() ?? new Uint8Array(0);
  t.effects.push({ do: "secure", connection: session.connection, bytes });
}

/** Octets that were in the inbox before the edge knew of TLS: also what follows a StartTLS. True: taken. */
export function takeForTls(t: Turn, session: PcepSessionState, bytes: Uint8Array): boolean {
  const { connection } = session;
  if (session.fsm.is !== "securing" || connection === undefined) return false;
  t.effects.push({ do: "secure", connection, bytes });
  return true;
}

/** The handshake is done: now the session begins, unless the certificate is somebody else's. */
export function sessionSecured(
  t: Turn,
  session: PcepSessionState,
  certificate: PeerCertificate,
): void {
  session.proof = "tls";
  session.certificate = certificate;
  if (!isAdmitted(t, session, certificate)) return;
  if (!identifyByCertificate(t, session)) return; // it is over
  drive(t, session, { on: "secured", at: t.at });
  touch(t, "pcepSession", session.id);
}

/** Is the certificate one of those that the configuration names for this address? If not, the session is over. */
export function isAdmitted(
  t: Turn,
  session: PcepSessionState,
  { names, fingerprint }: PeerCertificate,
): boolean {
  const peer = t.s.config.pcep.peers.find(({ address }) => address === session.peerAddress);
  const wanted = peer?.certificateNames ?? [];
  const has = wanted.some((name) =>
    name.toLowerCase() === `sha256:${fingerprint}` || names.includes(name.toLowerCase())
  );
  const { connection } = session;
  if (wanted.length === 0 || has || connection === undefined) return true;
  const why = `its certificate is for ${names.join(", ") || "nobody by name"}, not for ` +
    `${wanted.join(" or ")} (pcep.peers, certificateNames)`;
  sessionClosed(t, session, why);
  t.effects.push({ do: "close", connection, why });
  return false;
}

/** What is configured for an address: its own word, or that for all. */
export function tlsOf({ pcep }: Config, address: string): TlsMode {
  const own = pcep.peers.find((peer) => peer.address === address)?.tls;
  return own ?? pcep.tls ?? "off";
}
