/** What happens to the connections of BGP peers: opened, refused, closed, octets, room, timers. */
import { decodeMessage } from "../../bgp/codec/decode_message.ts";
import { Framer } from "../../bgp/codec/framer.ts";
import { hasConnection } from "../../bgp/session/session_state.ts";
import type { BgpPeerConfig } from "../config.ts";
import { feedSpoke } from "../gate/start_gate.ts";
import { applyChanges } from "../paths/topology.ts";
import type { What } from "../step.ts";
import { touch, type Turn } from "../turn.ts";
import { alarm } from "../telling/alarms.ts";
import { drive } from "./drive.ts";
import { waitForEnd } from "./feed.ts";
import { forgetLine, lineOf, takeLine } from "./lines.ts";
import { formOf, gotRoom, record } from "./outgoing.ts";
import { type BgpPeerState, type Line, newLine, newPeer } from "./peer.ts";

export function makePeer(t: Turn, id: number, config: BgpPeerConfig): void {
  const peer = newPeer(id, config, t.at);
  t.s.bgp.set(id, peer);
  touch(t, "bgpPeer", id);
  if (!t.s.bgpShut.has(config.address)) drive(t, peer, peer, { on: "started" });
}

/** A connection with a BGP peer: ours, or one that it opened. */
export function peerOpened(
  t: Turn,
  { connection, peer: { address }, initiated, proof }: What & { readonly on: "opened" },
): void {
  const peer = [...t.s.bgp.values()].find((p) =>
    p.config.address === address && !p.removed && (p.connecting || !initiated)
  );
  const openedBy = initiated ? "local" : "peer";
  if (peer && initiated) peer.connecting = false;
  const shut = peer?.fsm.is === "idle" && peer.fsm.stopped;
  const line = peer && !shut ? placeFor(t, peer, openedBy) : undefined;
  if (!peer || !line) {
    const why = !peer
      ? "This address is not a configured peer."
      : shut
      ? "The peer is shut."
      : "There is a session already.";
    t.effects.push({ do: "close", connection, why });
    return;
  }
  line.openedBy = openedBy;
  takeLine(t, peer, line, { connection, isSigned: proof === "md5" });
  drive(t, peer, line, { on: "connected" });
}

/**
 * Where a new connection goes: it is the first, or lives beside it until OPENs decide (RFC 4271 §6.8). One that the peer
 * opened while its last one has not said anything takes that one's place: the old one is dead.
 */
function placeFor(t: Turn, peer: BgpPeerState, openedBy: Line["openedBy"]): Line | undefined {
  if (peer.connection === undefined) return peer;
  if (openedBy === "local" && peer.fsm.is === "established") return undefined;
  const { rival } = peer;
  if (rival) {
    if (openedBy === "local" || rival.openedBy === "local" || rival.fsm.is !== "openSent") {
      return undefined;
    }
    const { connection } = rival;
    forgetLine(t, peer, rival);
    if (connection !== undefined) {
      t.effects.push({ do: "close", connection, why: "The peer opened a new connection." });
    }
  }
  const { failures, lean } = peer.fsm;
  return peer.rival = newLine(openedBy, { is: "active", failures, lean });
}

export function peerRefused(t: Turn, address: string, why: string): void {
  for (const peer of t.s.bgp.values()) {
    if (!peer.connecting || peer.config.address !== address) continue;
    peer.connecting = false;
    if (hasConnection(peer.fsm)) continue; // the peer came to us meanwhile
    peer.lastError = why;
    peer.lastErrorAt = t.at;
    drive(t, peer, peer, { on: "disconnected", why });
  }
}

export function peerClosed(t: Turn, peer: BgpPeerState, connection: number, why: string): void {
  const line = lineOf(peer, connection);
  if (!line) return;
  forgetLine(t, peer, line);
  drive(t, peer, line, { on: "disconnected", why });
}

export function peerReceived(
  t: Turn,
  peer: BgpPeerState,
  connection: number,
  bytes: Uint8Array,
): void {
  const framer: Framer | undefined = t.caches.bgpFramers.get(connection);
  if (!framer) return;
  const { update: updates } = peer.counts.in;
  const { messages, fault } = framer.push(bytes);
  for (const raw of messages) {
    const line = lineOf(peer, connection); // it may have changed places
    if (!line) return; // an earlier one ended the session
    const message = decodeMessage(raw, formOf(line));
    record(t, peer, "in", raw, message);
    drive(t, peer, line, { on: "received", message });
  }
  applyChanges(t);
  const line = lineOf(peer, connection);
  if (fault && line) {
    peer.malformed++;
    drive(t, peer, line, { on: "malformed", fault });
  }
  if (line === peer && peer.counts.in.update > updates) {
    waitForEnd(t, peer);
    holdToMaximum(t, peer);
  }
  if (!t.s.start.over) feedSpoke(t);
  touch(t, "bgpPeer", peer.id);
}

/** A peer that tells more than it may is cut off, and stays so until somebody has looked (RFC 4486 §4). */
function holdToMaximum(t: Turn, peer: BgpPeerState): void {
  const { maximumNlri = 0, address } = peer.config;
  if (maximumNlri === 0 || peer.fsm.is !== "established") return;
  const has = t.caches.ted.saidBy(peer.id);
  if (has <= maximumNlri) return;
  const octets = Uint8Array.of(
    ...[16388 >> 8, 16388 & 255, 71],
    ...[24, 16, 8, 0].map((shift) => maximumNlri >>> shift & 255),
  );
  drive(t, peer, peer, { on: "stopped", why: "maximum", octets });
  const text = `${address} told ${has} NLRI and may tell ${maximumNlri}. The session is ended; ` +
    `"cairn bgp reset ${address}" brings it back.`;
  peer.lastError = text;
  alarm(t, "maximumNlri", `bgp ${address}`, "critical", text);
}

export function peerRoom(t: Turn, peer: BgpPeerState, connection: number, octets: number): void {
  const line = lineOf(peer, connection);
  if (line) gotRoom(t, peer, line, octets);
}

/** Deadlines "bgp <timer> <peer>", "2" at the timer's end for the second connection. */
export function peerTimer(t: Turn, peer: BgpPeerState, word: string): void {
  const line = word.endsWith("2") ? peer.rival : peer;
  if (!line) return;
  const timer = word.replace("2", "");
  if (timer === "blocked") drive(t, peer, line, { on: "blocked" });
  else drive(t, peer, line, { on: "expired", timer: timer as "retry" | "hold" | "keepalive" });
}
