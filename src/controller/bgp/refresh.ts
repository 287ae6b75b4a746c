/**
 * A peer says its whole table again (RFC 2918, RFC 7313 §4): between its beginning and its end what it said before is
 * stale, at the end what it did not repeat goes. We ask for it; we announce nothing, so there is no answer when asked.
 */
import type { RouteRefreshMessage } from "../../bgp/codec/message.ts";
import { AFI_LINK_STATE, SAFI_LINK_STATE } from "../../bgp/registry/messages.ts";
import { applyChanges, takeChanges } from "../paths/topology.ts";
import { armAfter, disarmNamed, note, type Turn } from "../turn.ts";
import { toldEverything } from "./feed.ts";
import type { BgpPeerState } from "./peer.ts";

/** Of families that were not agreed on, and of subtypes without a meaning, nothing is heard (RFC 7313 §5). */
export function takeRefresh(
  t: Turn,
  peer: BgpPeerState,
  { afi, safi, subtype }: RouteRefreshMessage,
): void {
  if (afi !== AFI_LINK_STATE || safi !== SAFI_LINK_STATE) return;
  if (subtype === BEGINS) begins(t, peer);
  else if (subtype === ENDS && peer.refreshingSince !== undefined) ends(t, peer);
}

/** A second beginning before the end starts anew. */
function begins(t: Turn, peer: BgpPeerState): void {
  peer.refreshingSince = t.at;
  applyChanges(t);
  takeChanges(t, [{ change: "feedStale", feed: peer.id }]);
  armAfter(t, `refresh ${peer.id}`, PATIENCE);
}

function ends(t: Turn, peer: BgpPeerState): void {
  over(t, peer);
  if (!peer.endOfRib) return toldEverything(t, peer); // more than it would have marked
  takeChanges(t, [{ change: "endOfRib", feed: peer.id }]);
}

/**
 * Deadline "refresh <peer>": the end did not come. What was not repeated goes if another feed carries the topology;
 * from the only one it stays, shown as stale (rules II.4).
 */
export function refreshLate(t: Turn, peer: BgpPeerState): void {
  if (peer.refreshingSince === undefined) return;
  over(t, peer);
  const another = [...t.caches.ted.feeds].some(([feed, is]) => feed !== peer.id && is === "told");
  const { address } = peer.config;
  note(t, {
    severity: "warning",
    kind: "refreshLate",
    subject: `bgp ${address}`,
    title: `${address} began to say its topology again and did not come to the end.`,
    detail: another
      ? "What it did not repeat goes; another feed carries the topology."
      : `What it did not repeat is kept as stale. "cairn bgp refresh ${address}" asks again.`,
  });
  if (another) takeChanges(t, [{ change: "endOfRib", feed: peer.id }]);
}

function over(t: Turn, peer: BgpPeerState): void {
  peer.refreshingSince = undefined;
  disarmNamed(t, `refresh ${peer.id}`);
  applyChanges(t);
}

const BEGINS = 1, ENDS = 2;
const PATIENCE = 360e6; // microseconds
