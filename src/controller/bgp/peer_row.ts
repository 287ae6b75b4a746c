/** A BGP peer as people and programs see it. */
import { given } from "../../lib/given.ts";
import type { Reading } from "../turn.ts";
import type { BgpAgreedRow, BgpMessageCount, BgpPeerRow } from "../view/view_bgp.ts";
import { pathRows } from "./paths.ts";
import { type BgpPeerState, isOn } from "./peer.ts";

export function peerRow(r: Reading, id: number): BgpPeerRow | undefined {
  const p = r.s.bgp.get(id);
  if (!p) return undefined;
  const { fsm, log, config } = p;
  const shut = r.s.bgpShut.get(config.address);
  return {
    id: config.address,
    address: config.address,
    port: config.port,
    asn: config.asn,
    localAsn: r.s.config.bgp.asn,
    passive: config.passive,
    state: fsm.is,
    since: p.since,
    endOfRib: p.endOfRib,
    capabilities: p.capabilities,
    topology: [...p.topologies].sort().join(", ") || r.s.config.network,
    nlriCount: r.caches.ted.saidBy(p.id),
    believed: r.caches.ted.believedOf(p.id),
    security: p.isSigned ? "md5" : "clear",
    ttlSecurity: config.ttlSecurity ?? false,
    received: log.received,
    sent: log.sent,
    receivedOctets: log.receivedOctets,
    malformed: p.malformed,
    unknownKept: p.unknownKept,
    stale: !isOn(p),
    connections: p.connections,
    sessions: p.sessions,
    refreshes: p.refreshes,
    messages: messageCounts(p),
    paths: pathRows(p.paths),
    ...given({
      establishedAt: p.establishedAt,
      routerId: p.routerId,
      holdTimeSeconds: fsm.is === "established" ? fsm.agreed.holdTimeSeconds : undefined,
      lastError: p.lastError,
      lastErrorAt: p.lastErrorAt,
      shutBy: shut?.by,
      shutWords: shut?.words,
      maximumNlri: config.maximumNlri,
      notificationReceived: p.notificationReceived,
      notificationSent: p.notificationSent,
      refreshingSince: p.refreshingSince,
      restartUntil: p.restartUntil,
      agreed: agreedRow(p),
    }),
  };
}

function agreedRow({ fsm }: BgpPeerState): BgpAgreedRow | undefined {
  if (fsm.is !== "established") return undefined;
  const { agreed } = fsm;
  return {
    internal: agreed.form.internal,
    fourOctetAsn: agreed.form.fourOctetAsn,
    extendedMessages: agreed.extendedMessages,
    routeRefresh: agreed.routeRefresh,
    enhancedRefresh: agreed.enhancedRefresh,
    restartAfterNotification: agreed.restartAfterNotification,
    lean: fsm.lean,
    ...given({
      restartSeconds: agreed.restartSeconds,
      peerName: agreed.peerHostName || undefined,
    }),
  };
}

function messageCounts({ counts }: BgpPeerState): BgpMessageCount[] {
  const kinds = Object.keys(counts.in) as (keyof typeof counts.in)[];
  return kinds.flatMap((type) => {
    const received = counts.in[type], sent = counts.out[type];
    return received + sent > 0 ? [{ type, received, sent }] : [];
  });
}
