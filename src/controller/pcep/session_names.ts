/** What a session is called while its router is not known. */
import type { PcepSessionState } from "./session.ts";

/** The address; with its port where several PCCs may come from that address. */
export function sessionName(session: PcepSessionState): string {
  const { peerAddress, peerPort, shared } = session;
  if (!shared) return peerAddress;
  return peerAddress.includes(":") ? `[${peerAddress}]:${peerPort}` : `${peerAddress}:${peerPort}`;
}

export const UNKNOWN = "unknown";
