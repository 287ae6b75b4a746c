/** How the sockets of routers are guarded, peer by peer: from the configuration, with the secrets looked up. */
import { secretOf } from "../config/secrets.ts";
import type { Settings } from "../config/keys.ts";
import { EdgeError } from "../edge_error.ts";
import { type Hops, LONGEST_MD5_KEY } from "./socket_options.ts";

/** One peer as it is written. */
export interface PeerGuard {
  readonly key: string; // "pcep.peers[0]"
  readonly protocol: "pcep" | "bgp";
  readonly address: string;
  readonly md5?: string; // ${NAME}, file:PATH or the key
  readonly hops?: Hops;
}
/** The same with its key. */
export interface GuardedPeer extends Omit<PeerGuard, "md5"> {
  readonly md5: string | undefined;
}

/** Peers that anything is wanted for. */
export function peerGuards({ pcep, bgp }: Settings): PeerGuard[] {
  const routers = pcep.peers.map(({ address, md5 }, i): PeerGuard => ({
    key: `pcep.peers[${i}]`,
    protocol: "pcep",
    address,
    ...(md5 !== undefined && { md5 }),
  }));
  const speakers = bgp.peers.map((peer, i): PeerGuard => {
    const { address, md5, ttlSecurity: security, multihop } = peer;
    // Within one autonomous system nobody counts hops (RFC 4271 §5.1.3).
    const counts = security || peer.asn !== bgp.asn;
    return {
      key: `bgp.peers[${i}]`,
      protocol: "bgp",
      address,
      ...(md5 !== undefined && { md5 }),
      ...(counts && { hops: { hops: multihop, security } }),
    };
  });
  return [...routers, ...speakers].filter(({ md5, hops }) => md5 !== undefined || hops);
}

/** Looks the keys up. Throws EdgeError that names the key of the configuration, never the secret. */
export function guardedPeers(guards: readonly PeerGuard[]): GuardedPeer[] {
  return guards.map((guard) => {
    const md5 = guard.md5 === undefined ? undefined : md5KeyOf(guard.md5, `${guard.key}.md5`);
    return { ...guard, md5 };
  });
}

/** The TCP-MD5 key behind what is written. Throws EdgeError. */
export function md5KeyOf(written: string, key: string): string {
  const secret = secretOf(written, key);
  if (secret === "") throw new EdgeError(`${key}: the TCP-MD5 key is empty`);
  if (new TextEncoder().encode(secret).length > LONGEST_MD5_KEY) {
    throw new EdgeError(
      `${key}: the TCP-MD5 key is longer than ${LONGEST_MD5_KEY} octets, the most that Linux takes`,
    );
  }
  return secret;
}
