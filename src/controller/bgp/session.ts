/** Drives the BGP sessions: bytes and timers to the state machine, what it answers to sockets and the topology. */
import { decodeMessage } from "../../bgp/codec/decode_message.ts";
import { Framer } from "../../bgp/codec/framer.ts";
import type { OpenMessage } from "../../bgp/codec/message.ts";
import { type Effect, type Event, INITIAL, step } from "../../bgp/session/fsm.ts";
import { formatIpv4 } from "../../lib/address.ts";
import type { BgpPeerConfig } from "../config.ts";
import { emptyLog } from "../message_log.ts";
import { feedSpoke, feedTold } from "../start_gate.ts";
import { applyChanges, takeChanges } from "../topology.ts";
import { alarm, armAfter, armAt, disarmNamed, note, touch, type Turn } from "../turn.ts";
import { addressOf, flush, formOf, record, say, speakerOf } from "./outgoing.ts";
import type { BgpPeerState } from "./peer.ts";
import { takeUpdate } from "./updates.ts";

export function makePeer(t: Turn, id: number, config: BgpPeerConfig): void {
  t.s.bgp.set(id, {
    id,
    config,
    connection: undefined,
    connecting: false,
    partial: new Uint8Array(0),
    fsm: INITIAL,
    since: t.at,
    establishedAt: undefined,
    endOfRib: false,
    routerId: undefined,
    capabilities: [],
    room: 0,
    owed: [],
    log: emptyLog(),
    announced: 0,
    withdrawn: 0,
    malformed: 0,
    unknownKept: 0,
    lastError: undefined,
  });
  drive(t, t.s.bgp.get(id)!, { on: "started" });
}

/** A connection with a BGP peer: ours, or one that it opened. */
export function peerOpened(t: Turn, connection: number, address: string, initiated: boolean): void {
  const peer = [...t.s.bgp.values()].find((p) =>
    initiated ? p.connecting && p.config.address === address : p.config.address === address
  );
  // A second connection beside a living one is refused; a dead one is found out by its hold timer (RFC 4271 §6.8).
  if (!peer || peer.connection !== undefined) {
    const why = peer ? "There is a connection already." : "This address is not a configured peer.";
    t.effects.push({ do: "close", connection, why });
    return;
  }
  peer.connecting = false;
  peer.connection = connection;
  peer.room = 0;
  peer.owed = [];
  t.s.bgpByConnection.set(connection, peer.id);
  t.caches.bgpFramers.set(connection, new Framer());
  drive(t, peer, { on: "connected" });
}

export function peerRefused(t: Turn, address: string, why: string): void {
  for (const peer of t.s.bgp.values()) {
    if (!peer.connecting || peer.config.address !== address) continue;
    peer.connecting = false;
    peer.lastError = why;
    drive(t, peer, { on: "disconnected", why });
  }
}

export function peerClosed(t: Turn, peer: BgpPeerState, why: string): void {
  forget(t, peer);
  drive(t, peer, { on: "disconnected", why });
}

export function peerReceived(t: Turn, peer: BgpPeerState, bytes: Uint8Array): void {
  const framer = t.caches.bgpFramers.get(peer.connection ?? -1);
  if (!framer) return;
  const { messages, fault } = framer.push(bytes);
  for (const raw of messages) {
    if (peer.connection === undefined) return; // an earlier one ended the session
    const message = decodeMessage(raw, formOf(peer));
    record(t, peer, "in", raw, message);
    drive(t, peer, { on: "received", message });
  }
  applyChanges(t);
  if (fault && peer.connection !== undefined) {
    peer.malformed++;
    drive(t, peer, { on: "malformed", fault });
  }
  if (!t.s.start.over) feedSpoke(t);
  touch(t, "bgpPeer", peer.id);
}

export function peerRoom(t: Turn, peer: BgpPeerState, octets: number): void {
  peer.room += octets;
  flush(t, peer);
}

/** Deadlines "bgp <timer> <peer>". */
export function peerTimer(
  t: Turn,
  peer: BgpPeerState,
  timer: "retry" | "hold" | "keepalive",
): void {
  drive(t, peer, { on: "expired", timer });
}

/** Deadline "expire <peer>": what only a lost feed said goes now. */
export function peerExpired(t: Turn, peer: BgpPeerState): void {
  takeChanges(t, [{ change: "feedExpired", feed: peer.id }]);
}

export function resetPeer(t: Turn, peer: BgpPeerState): void {
  drive(t, peer, { on: "stopped", why: "reset", text: "asked for by an operator" });
}

export function stopPeer(t: Turn, peer: BgpPeerState): void {
  drive(t, peer, { on: "stopped", why: "deconfigured" });
}

function drive(t: Turn, peer: BgpPeerState, event: Event): void {
  const before = peer.fsm.is;
  const [state, ...effects] = step(peer.fsm, event, speakerOf(t, peer), t.at);
  peer.fsm = state;
  if (state.is !== before) peer.since = t.at;
  for (const effect of effects) carryOut(t, peer, effect);
  touch(t, "bgpPeer", peer.id);
}

function carryOut(t: Turn, peer: BgpPeerState, effect: Effect): void {
  switch (effect.do) {
    case "connect":
      peer.connecting = true;
      t.effects.push({ do: "connect", peer: addressOf(peer) });
      return;
    case "send":
      return say(t, peer, effect.message);
    case "arm": {
      const name = `bgp ${effect.timer} ${peer.id}`;
      return effect.at === undefined ? disarmNamed(t, name) : armAt(t, name, effect.at);
    }
    case "up":
      return peerUp(t, peer, effect.peer);
    case "down":
      return peerDown(t, peer, effect.why, effect.keepSeconds);
    case "hangUp": {
      peer.connecting = false;
      peer.lastError = effect.why;
      const { connection } = peer;
      if (connection === undefined) return;
      forget(t, peer);
      t.effects.push({ do: "close", connection, why: effect.why });
      return;
    }
    case "deliver":
      if (effect.message.kind === "update") {
        if (takeUpdate(t, peer, effect.message)) endOfRib(t, peer);
      }
      return;
  }
}

function peerUp(t: Turn, peer: BgpPeerState, open: OpenMessage): void {
  peer.establishedAt = t.at;
  peer.endOfRib = false;
  peer.announced = peer.withdrawn = 0;
  peer.lastError = undefined;
  peer.routerId = formatIpv4(open.bgpIdentifier);
  peer.capabilities = open.capabilities.map((c) => c.kind);
  const framer = t.caches.bgpFramers.get(peer.connection ?? -1);
  if (framer && peer.fsm.is === "established") framer.extended = peer.fsm.agreed.extendedMessages;
  disarmNamed(t, `expire ${peer.id}`);
  takeChanges(t, [{ change: "feedUp", feed: peer.id }]);
  // A speaker that never says End-of-RIB has told all when it was quiet for long.
  armAfter(t, `rib ${peer.id}`, t.s.config.safety.startQuietSeconds * 1e6);
  const address = peer.config.address;
  alarm(t, "feedDown", `bgp ${address}`, "major", undefined);
  note(t, {
    severity: "info",
    kind: "feedUp",
    subject: `bgp ${address}`,
    title: `BGP-LS from ${address} is up.`,
    detail: `AS ${peer.config.asn}, router-id ${peer.routerId}.`,
  });
}

/** Everything is told: End-of-RIB, or a feed that was quiet for long (deadline "rib <peer>"). */
export function endOfRib(t: Turn, peer: BgpPeerState): void {
  if (peer.endOfRib || peer.fsm.is !== "established") return;
  peer.endOfRib = true;
  applyChanges(t);
  disarmNamed(t, `rib ${peer.id}`);
  takeChanges(t, [{ change: "endOfRib", feed: peer.id }]);
  if (t.caches.ted.frozenSince === undefined) thawed(t);
  feedTold(t, peer.id);
}

/** A feed carries the topology again; the others are missed one by one from now on. */
function thawed(t: Turn): void {
  const frozen = [...t.s.alarms.values()].some((a) => a.active && a.kind === "topologyFrozen");
  if (!frozen) return;
  alarm(t, "topologyFrozen", "topology", "critical", undefined);
  for (const { config, establishedAt } of t.s.bgp.values()) {
    if (establishedAt !== undefined) continue;
    const { address } = config;
    alarm(t, "feedDown", `bgp ${address}`, "major", `No BGP-LS from ${address}.`);
  }
}

function peerDown(t: Turn, peer: BgpPeerState, why: string, keepSeconds: number | undefined): void {
  const address = peer.config.address;
  peer.establishedAt = undefined;
  peer.endOfRib = false;
  disarmNamed(t, `rib ${peer.id}`);
  applyChanges(t);
  takeChanges(t, [{ change: "feedDown", feed: peer.id, at: t.at }]);
  armAfter(
    t,
    `expire ${peer.id}`,
    Math.max(keepSeconds ?? 0, t.s.config.safety.lostFeedSeconds) * 1e6,
  );
  note(t, {
    severity: "warning",
    kind: "feedDown",
    subject: `bgp ${address}`,
    title: `BGP-LS from ${address} is gone: ${why}.`,
    detail: t.caches.ted.frozenSince === undefined
      ? "Another feed carries the topology; what only this one said goes later."
      : "It was the last feed: the topology is kept as it is, and nothing moves because of this.",
  });
  if (t.caches.ted.frozenSince === undefined) {
    alarm(t, "feedDown", `bgp ${address}`, "major", `No BGP-LS from ${address}: ${why}.`);
  } else { // one alarm for one cause
    const text = `No BGP-LS from ${address} (${why}), and no other feed: ` +
      "the topology is frozen as it was last told.";
    alarm(t, "topologyFrozen", "topology", "critical", text);
  }
  touch(t, "status", 0);
}

function forget(t: Turn, peer: BgpPeerState): void {
  if (peer.connection === undefined) return;
  t.s.bgpByConnection.delete(peer.connection);
  t.caches.bgpFramers.delete(peer.connection);
  peer.connection = undefined;
  peer.partial = new Uint8Array(0);
  peer.owed = [];
  disarmNamed(t, `bgp hold ${peer.id}`);
  disarmNamed(t, `bgp keepalive ${peer.id}`);
}
