/** Two connections with one peer: which one stays (RFC 4271 §6.8, RFC 6286 §2.3). */
import type { State } from "./session_state.ts";

export interface Speaker {
  readonly asn: number;
  readonly bgpIdentifier: number;
}

/** Whose connection survives: that of the higher BGP identifier, of the higher AS when equal. */
export function collisionWinner(local: Speaker, peer: Speaker): "local" | "peer" {
  const { bgpIdentifier } = local;
  if (bgpIdentifier !== peer.bgpIdentifier) {
    return bgpIdentifier > peer.bgpIdentifier ? "local" : "peer";
  }
  return local.asn > peer.asn ? "local" : "peer";
}

/**
 * A good OPEN has come on a second connection. `existing` is the state of the first, `openedBy` who opened it. The
 * loser is told `{ on: "stopped", why: "collision" }`, which says 6/7 and hangs up. A connection on which the peer has
 * not said anything yet may be dead: it stays beside, until its OPEN or the first KEEPALIVE decides. An established
 * session stays, unless the peer restarts gracefully and this is its new connection (RFC 4724 §4.2).
 */
export function resolveCollision(
  existing: State,
  openedBy: "local" | "peer",
  local: Speaker,
  peer: Speaker,
): "keepExisting" | "keepNew" | "keepBoth" {
  switch (existing.is) {
    case "idle":
    case "connect":
    case "active":
      return "keepNew";
    case "openSent":
      return "keepBoth";
    case "openConfirm":
      return collisionWinner(local, peer) === openedBy ? "keepExisting" : "keepNew";
    case "established":
      return existing.agreed.restartSeconds !== undefined ? "keepNew" : "keepExisting";
  }
}
