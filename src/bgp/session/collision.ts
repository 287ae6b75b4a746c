/** Two connections with one peer: which one stays (RFC 4271 §6.8, RFC 6286 §2.3). */
import type { State } from "./fsm.ts";

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
 * An OPEN has come on a second connection. `existing` is the state of the first, `openedBy` who opened
 * it. The loser is told `{ on: "stopped", why: "collision" }`, which says 6/7 and hangs up.
 * An established session stays, unless the peer restarts gracefully and this is its new connection
 * (RFC 4724 §4.2).
 */
export function resolveCollision(
  existing: State,
  openedBy: "local" | "peer",
  local: Speaker,
  peer: Speaker,
): "keepExisting" | "keepNew" {
  switch (existing.is) {
    case "idle":
    case "connect":
    case "active":
      return "keepNew";
    case "openSent":
    case "openConfirm":
      return collisionWinner(local, peer) === openedBy ? "keepExisting" : "keepNew";
    case "established":
      return existing.agreed.restartSeconds !== undefined ? "keepNew" : "keepExisting";
  }
}
