/** A BGP session as a feed of the topology: when it comes, has told all, goes, and how long what it told is kept. */
import type { OpenMessage } from "../../bgp/codec/message.ts";
import type { Agreed } from "../../bgp/session/negotiate.ts";
import { formatIpv4 } from "../../lib/address.ts";
import { feedTold } from "../gate/start_gate.ts";
import { applyChanges, takeChanges } from "../paths/topology.ts";
import { armAfter, armAt, disarmNamed, note, touch, type Turn } from "../turn.ts";
import { alarm } from "../telling/alarms.ts";
import { noPaths } from "./paths.ts";
import { type BgpPeerState, isOn } from "./peer.ts";

export function peerUp(t: Turn, peer: BgpPeerState, open: OpenMessage, agreed: Agreed): void {
  const { address, asn } = peer.config;
  peer.establishedAt = t.at;
  peer.sessions++;
  peer.endOfRib = false;
  peer.refreshingSince = undefined;
  peer.restartUntil = undefined;
  peer.paths = noPaths();
  peer.topologies = [];
  peer.lastError = undefined;
  peer.routerId = formatIpv4(open.bgpIdentifier);
  peer.capabilities = open.capabilities.map((c) => c.kind);
  disarmNamed(t, `expire ${peer.id}`);
  takeChanges(t, [{ change: "feedUp", feed: peer.id }]);
  waitForEnd(t, peer);
  alarm(t, "feedDown", `bgp ${address}`, "major", undefined);
  const name = agreed.peerHostName ? ` (${agreed.peerHostName})` : "";
  note(t, {
    severity: "info",
    kind: "feedUp",
    subject: `bgp ${address}`,
    title: `BGP-LS from ${address} is up.`,
    detail: `AS ${asn}, router-id ${peer.routerId}${name}.`,
  });
}

/**
 * While the first table comes: a speaker that never says End-of-RIB has told all when it was quiet for long. One that
 * promised to say it gets longer, and longest when it has just restarted itself. Never for ever: it may never be quiet.
 */
export function waitForEnd(t: Turn, peer: BgpPeerState): void {
  if (peer.endOfRib || peer.establishedAt === undefined || peer.fsm.is !== "established") return;
  const { marksEndOfRib, restarting } = peer.fsm.agreed;
  const { startQuietSeconds } = t.s.config.safety;
  const seconds = !marksEndOfRib ? startQuietSeconds : restarting ? RESTARTED : PROMISED;
  const quiet = Math.max(seconds, startQuietSeconds);
  const last = peer.establishedAt + Math.max(LONGEST, quiet) * 1e6;
  armAt(t, `rib ${peer.id}`, Math.min(t.at + quiet * 1e6, last));
}

/** The whole table is told: by End-of-RIB, the end of a refresh, or a feed that was quiet for long ("rib <peer>"). */
export function toldEverything(t: Turn, peer: BgpPeerState): void {
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
  for (const peer of t.s.bgp.values()) {
    if (isOn(peer) || peer.removed || isShut(t, peer)) continue;
    const { address } = peer.config;
    alarm(t, "feedDown", `bgp ${address}`, "major", `No BGP-LS from ${address}.`);
  }
}

/** The session is gone. What it told stays as stale; `keepSeconds`: the peer said it restarts within so long. */
export function peerDown(
  t: Turn,
  peer: BgpPeerState,
  why: string,
  keepSeconds: number | undefined,
): void {
  const { address } = peer.config;
  peer.establishedAt = undefined;
  peer.endOfRib = false;
  peer.refreshingSince = undefined;
  peer.restartUntil = keepSeconds === undefined ? undefined : t.at + keepSeconds * 1e6;
  for (const timer of ["rib", "refresh"]) disarmNamed(t, `${timer} ${peer.id}`);
  applyChanges(t);
  takeChanges(t, [{ change: "feedDown", feed: peer.id, at: t.at }]);
  const { lostFeedSeconds } = t.s.config.safety;
  armAfter(t, `expire ${peer.id}`, Math.max(keepSeconds ?? 0, lostFeedSeconds) * 1e6);
  const back = keepSeconds ? ` It said that a restart takes it up to ${keepSeconds} s.` : "";
  const frozen = t.caches.ted.frozenSince !== undefined;
  note(t, {
    severity: "warning",
    kind: "feedDown",
    subject: `bgp ${address}`,
    title: `BGP-LS from ${address} is gone: ${why}.`,
    detail: (frozen
      ? "It was the last feed: the topology is kept as it is, and nothing moves because of this."
      : "Another feed carries the topology; what only this one said goes later.") + back,
  });
  if (!frozen) {
    if (isShut(t, peer)) return touch(t, "status", 0); // as an operator wants it
    alarm(t, "feedDown", `bgp ${address}`, "major", `No BGP-LS from ${address}: ${why}.${back}`);
  } else { // one alarm for one cause
    const text = `No BGP-LS from ${address} (${why}), and no other feed: ` +
      `the topology is frozen as it was last told.${back}`;
    alarm(t, "topologyFrozen", "topology", "critical", text);
  }
  touch(t, "status", 0);
}

const isShut = (t: Turn, { config }: BgpPeerState): boolean => t.s.bgpShut.has(config.address);

/** Deadline "expire <peer>": what only a lost feed said goes now, unless nobody else carries the topology. */
export function peerExpired(t: Turn, peer: BgpPeerState): void {
  takeChanges(t, [{ change: "feedExpired", feed: peer.id }]);
  if (peer.removed) dropPeer(t, peer);
}

/** Of a peer that is not configured any more, its row goes when what it told is taken care of. */
export function dropPeer(t: Turn, peer: BgpPeerState): void {
  t.s.bgp.delete(peer.id);
  t.s.start.told.delete(peer.id);
  touch(t, "bgpPeer", peer.id);
}

const PROMISED = 60, RESTARTED = 360, LONGEST = 300; // seconds
