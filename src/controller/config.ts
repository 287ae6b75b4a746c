/** The part of the configuration that decides something. Listeners, certificates, folders and logs stay in io. */
import type { ProfileName } from "../pcep/profiles/profile.ts";
import type { Mode } from "../policy/intent.ts";

export interface Config {
  readonly network: string; // part of every symbolic path name, for ever
  readonly namePrefix: string;
  readonly originator: { readonly asn: number; readonly address: string }; // of the cluster, in CPATH-ID
  readonly mode: Mode;
  readonly pcep: {
    readonly keepaliveSeconds: number;
    readonly deadTimerSeconds: number;
    readonly unknownPeers: "observe" | "refuse";
    readonly peers: readonly {
      readonly address: string;
      readonly profile?: ProfileName | "auto"; // absent: from the Open
      readonly mode?: Mode;
    }[];
  };
  readonly bgp: {
    readonly asn: number;
    readonly routerId: string;
    readonly holdTimeSeconds: number;
    readonly peers: readonly BgpPeerConfig[];
  };
  readonly topologies: readonly {
    readonly name: string;
    readonly instances: readonly number[];
    readonly asns: readonly number[];
  }[];
  readonly safety: {
    readonly colors: { readonly first: number; readonly last: number };
    readonly staleTed: "keep";
    readonly startQuietSeconds: number; // a feed that says nothing for so long counts as told (10)
    readonly startShare: number; // of the last run's nodes and links that must be back (0.9)
    readonly optimisationShare: number; // of policies per minute (0.05)
    readonly confirmDeletesAbove: number; // 25
    readonly syncGraceSeconds?: number; // absent: the profile's (5)
    readonly settleSeconds: number; // O=0 that lasts is an outcome (5)
    readonly igpConvergenceSeconds: number; // degraded lists wait for the IGP (2)
  };
}
export interface BgpPeerConfig {
  readonly address: string;
  readonly port: number;
  readonly asn: number;
  readonly passive: boolean;
  readonly multihop: number; // TTL
  readonly connectRetrySeconds: number;
}
