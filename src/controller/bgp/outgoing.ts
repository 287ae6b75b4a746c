/** Messages out to BGP peers, the record of what was said, and what we say of ourselves. */
import { encodeMessage, type MessageContent } from "../../bgp/codec/encode_message.ts";
import type { MalformedMessage, Message } from "../../bgp/codec/message.ts";
import { type SessionForm, USUAL_FORM } from "../../bgp/codec/session_form.ts";
import type { LocalSpeaker } from "../../bgp/session/negotiate.ts";
import { parseIpv4 } from "../../lib/address.ts";
import { logMessage } from "../message_log.ts";
import type { Turn } from "../turn.ts";
import type { MessageRow } from "../view.ts";
import type { BgpPeerState } from "./peer.ts";
import { bgpSummary } from "./summary.ts";

/** Keepalives and OPENs are small; a peer that takes nothing for long is found out by its own hold timer. */
export function say(t: Turn, peer: BgpPeerState, message: MessageContent): void {
  if (peer.connection === undefined) return;
  const bytes = encodeMessage(message, formOf(peer));
  record(t, peer, "out", bytes, message);
  peer.owed.push(bytes);
  flush(t, peer);
}

export function flush(t: Turn, peer: BgpPeerState): void {
  const { connection } = peer;
  if (connection === undefined) return;
  while (peer.owed.length > 0 && peer.owed[0]!.length <= peer.room) {
    const bytes = peer.owed.shift()!;
    peer.room -= bytes.length;
    t.effects.push({ do: "write", connection, bytes });
  }
}

export function record(
  t: Turn,
  peer: BgpPeerState,
  direction: "in" | "out",
  bytes: Uint8Array,
  message: Message | MalformedMessage | MessageContent,
): void {
  const malformed = message.kind === "malformed" ||
    (message.kind === "update" && "errors" in message && message.errors.length > 0);
  if (malformed) peer.malformed++;
  logMessage(peer.log, {
    at: t.at,
    direction,
    protocol: "bgp",
    type: message.kind,
    summary: bgpSummary(message),
    bytes,
    malformed,
  });
}

/** The last messages of a peer, oldest first. */
export const messagesOf = (peer: BgpPeerState): MessageRow[] =>
  peer.log.rows.map((row) => ({ ...row, summary: row.summary ?? "" })); // always there

export function speakerOf(t: Turn, peer: BgpPeerState): LocalSpeaker {
  const { bgp } = t.s.config;
  return {
    asn: bgp.asn,
    bgpIdentifier: parseIpv4(bgp.routerId) ?? 1,
    peerAsn: peer.config.asn,
    holdTimeSeconds: bgp.holdTimeSeconds,
    passive: peer.config.passive,
    hostName: "cairn",
    seed: peer.id + 1,
    retrySeconds: { first: peer.config.connectRetrySeconds, longest: LONGEST_RETRY_SECONDS },
  };
}

export const formOf = (peer: BgpPeerState): SessionForm =>
  "agreed" in peer.fsm ? peer.fsm.agreed.form : USUAL_FORM;

export const addressOf = (peer: BgpPeerState) => ({
  protocol: "bgp" as const,
  address: peer.config.address,
  port: peer.config.port,
});

const LONGEST_RETRY_SECONDS = 60;
