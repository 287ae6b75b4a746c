/** Messages out to BGP peers, the record of what was said, and what we say of ourselves. */
import { encodeMessage, type MessageContent } from "../../bgp/codec/encode_message.ts";
import type { MalformedMessage, Message } from "../../bgp/codec/message.ts";
import { type SessionForm, USUAL_FORM } from "../../bgp/codec/session_form.ts";
import { toldWords } from "../../bgp/session/endings.ts";
import type { LocalSpeaker } from "../../bgp/session/negotiate.ts";
import { parseIpv4 } from "../../lib/address.ts";
import { logMessage } from "../telling/message_log.ts";
import { armAfter, disarmNamed, type Turn } from "../turn.ts";
import type { MessageRow } from "../view/view.ts";
import { timerName } from "./lines.ts";
import type { BgpPeerState, Line } from "./peer.ts";
import { bgpSummary } from "./summary.ts";

/** What we say is small; a peer that takes nothing for long is found out by the send hold timer. */
export function say(t: Turn, peer: BgpPeerState, line: Line, message: MessageContent): void {
  if (line.connection === undefined) return;
  const bytes = encodeMessage(message, formOf(line));
  record(t, peer, "out", bytes, message);
  line.owed.push(bytes);
  flush(t, peer, line);
}

export function flush(t: Turn, peer: BgpPeerState, line: Line): void {
  const { connection } = line;
  if (connection === undefined) return;
  const waited = line.leaving > 0;
  while (line.owed.length > 0 && line.owed[0]!.length <= line.room) {
    const bytes = line.owed.shift()!;
    line.room -= bytes.length;
    line.leaving += bytes.length;
    t.effects.push({ do: "write", connection, bytes });
  }
  if (!waited && line.leaving > 0) armSendHold(t, peer, line);
}

/** The socket took octets: the peer reads. */
export function gotRoom(t: Turn, peer: BgpPeerState, line: Line, octets: number): void {
  line.room += octets;
  const waited = line.leaving > 0;
  line.leaving = Math.max(0, line.leaving - octets);
  if (waited && line.leaving > 0) armSendHold(t, peer, line);
  else if (waited) disarmNamed(t, timerName(peer, line, "blocked"));
  flush(t, peer, line);
}

/** Twice the hold time, 8 minutes at least; where there is no hold time there is none here (RFC 9687 §6). */
function armSendHold(t: Turn, peer: BgpPeerState, line: Line): void {
  const hold = "agreed" in line.fsm
    ? line.fsm.agreed.holdTimeSeconds
    : t.s.config.bgp.holdTimeSeconds;
  if (hold === 0) return;
  armAfter(t, timerName(peer, line, "blocked"), Math.max(SEND_HOLD_SECONDS, 2 * hold) * 1e6);
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
  peer.counts[direction][message.kind]++;
  if (message.kind === "notification") {
    const words = toldWords(message);
    if (direction === "in") peer.notificationReceived = words;
    else peer.notificationSent = words;
  }
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

/** A rival never connects by itself. */
export function speakerOf(t: Turn, peer: BgpPeerState, line: Line = peer): LocalSpeaker {
  const { bgp } = t.s.config;
  return {
    asn: bgp.asn,
    bgpIdentifier: parseIpv4(bgp.routerId) ?? 1,
    peerAsn: peer.config.asn,
    holdTimeSeconds: bgp.holdTimeSeconds,
    passive: peer.config.passive || line !== peer,
    hostName: "cairn",
    seed: peer.id + 1,
    retrySeconds: { first: peer.config.connectRetrySeconds, longest: LONGEST_RETRY_SECONDS },
  };
}

export const formOf = (line: Line): SessionForm =>
  "agreed" in line.fsm ? line.fsm.agreed.form : USUAL_FORM;

export const addressOf = (peer: BgpPeerState) => ({
  protocol: "bgp" as const,
  address: peer.config.address,
  port: peer.config.port,
});

const LONGEST_RETRY_SECONDS = 60;
const SEND_HOLD_SECONDS = 480;
