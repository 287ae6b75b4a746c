/**
 * Drives the session machines of a peer's connections, and carries out what they answer. Where two connections live side
 * by side, an OPEN or the first session that is up decides between them (RFC 4271 §6.8).
 */
import { collisionWinner, resolveCollision } from "../../bgp/session/collision.ts";
import { type Effect, type Event, step } from "../../bgp/session/fsm.ts";
import { armAt, disarmNamed, touch, type Turn } from "../turn.ts";
import { peerDown, peerUp, toldEverything } from "./feed.ts";
import { besides, forgetLine, lineOf, promoteRival, timerName } from "./lines.ts";
import { addressOf, say, speakerOf } from "./outgoing.ts";
import type { BgpPeerState, Line } from "./peer.ts";
import { takeRefresh } from "./refresh.ts";
import { takeUpdate } from "./updates.ts";

export function drive(t: Turn, peer: BgpPeerState, driven: Line, event: Event): void {
  const { fsm: before, connection } = driven;
  const [state, ...effects] = step(before, event, speakerOf(t, peer, driven), t.at);
  if (state.is === "openConfirm" && before.is === "openSent" && loses(t, peer, driven, state)) {
    return drive(t, peer, driven, COLLIDES);
  }
  // Where the other one was ended, this is not the second any more.
  const line = connection === undefined ? driven : lineOf(peer, connection) ?? driven;
  line.fsm = state;
  if (line === peer && state.is !== before.is) peer.since = t.at;
  for (const effect of effects) carryOut(t, peer, line, effect);
  if (peer.connection === undefined && peer.rival) {
    promoteRival(t, peer);
    peer.since = t.at;
  }
  touch(t, "bgpPeer", peer.id);
}

/** A good OPEN on `line`: is the other connection the one that stays? If not, that one is ended here. */
function loses(t: Turn, peer: BgpPeerState, line: Line, opened: Line["fsm"]): boolean {
  const other = besides(peer, line);
  if (!other || opened.is !== "openConfirm") return false;
  const local = speakerOf(t, peer);
  const remote = { asn: opened.agreed.peerAsn, bgpIdentifier: opened.peer.bgpIdentifier };
  const verdict = resolveCollision(other.fsm, other.openedBy, local, remote);
  if (verdict !== "keepBoth") {
    const winner = collisionWinner(local, remote) === "local" ? "ours" : "the peer's";
    peer.lastError = `two connections at once: ${winner} was kept`;
    peer.lastErrorAt = t.at;
  }
  if (verdict === "keepNew") drive(t, peer, other, COLLIDES);
  return verdict === "keepExisting";
}

function carryOut(t: Turn, peer: BgpPeerState, line: Line, effect: Effect): void {
  switch (effect.do) {
    case "connect":
      peer.connecting = true;
      t.effects.push({ do: "connect", peer: addressOf(peer) });
      return;
    case "send":
      return say(t, peer, line, effect.message);
    case "arm": {
      const name = timerName(peer, line, effect.timer);
      return effect.at === undefined ? disarmNamed(t, name) : armAt(t, name, effect.at);
    }
    case "up":
      return up(t, peer, line, effect);
    case "down":
      return peerDown(t, peer, effect.why, effect.keepSeconds);
    case "hangUp":
      return hangUp(t, peer, line, effect.why);
    case "deliver":
      if (effect.message.kind === "routeRefresh") return takeRefresh(t, peer, effect.message);
      if (takeUpdate(t, peer, effect.message)) toldEverything(t, peer);
      return;
  }
}

/** Only one of two may be up: the other ends, and what is left is the line. */
function up(t: Turn, peer: BgpPeerState, line: Line, effect: Effect & { do: "up" }): void {
  const other = besides(peer, line);
  if (other) drive(t, peer, other, COLLIDES);
  peerUp(t, peer, effect.peer, effect.agreed);
  // It may wait for our End-of-RIB before it says anything, if it has just restarted (RFC 4724 §4.1).
  if (effect.agreed.marksEndOfRib) drive(t, peer, peer, { on: "submitted", message: END_OF_RIB });
}

function hangUp(t: Turn, peer: BgpPeerState, line: Line, why: string): void {
  if (line === peer) peer.connecting = false;
  if (why !== COLLIDES.why) {
    peer.lastError = why;
    peer.lastErrorAt = t.at;
  }
  const { connection } = line;
  if (connection === undefined) return;
  forgetLine(t, peer, line);
  t.effects.push({ do: "close", connection, why });
}

const COLLIDES = { on: "stopped", why: "collision" } as const;
const END_OF_RIB = { kind: "update", endOfRib: { afi: 16388, safi: 71 } } as const;
