/** The part of the configuration that decides something. Listeners, certificates, folders and logs stay in io. */
import type { ProfileName } from "../pcep/profiles/profile.ts";
import type { Mode } from "../policy/intent.ts";

export type DriftClass =
  | "path"
  | "color"
  | "preference"
  | "bindingSid"
  | "admin"
  | "delegation"
  | "unknown";
export type DriftTreatment = "correct" | "report";

/** StartTLS (RFC 8253 §3.2): refused, taken, or insisted on. */
export type TlsMode = "off" | "optional" | "required";

export interface Config {
  readonly network: string; // part of every symbolic path name, for ever
  readonly namePrefix: string;
  readonly originator: { readonly asn: number; readonly address: string }; // of the cluster, in CPATH-ID
  readonly mode: Mode;
  readonly pcep: {
    readonly keepaliveSeconds: number;
    readonly deadTimerSeconds: number;
    readonly unknownPeers: "observe" | "refuse";
    readonly sessionsPerAddress?: number; // PCCs behind one address that are admitted; absent: 1
    readonly tls?: TlsMode; // absent: off
    readonly peers: readonly {
      readonly address: string;
      readonly tls?: TlsMode; // overrides it for this router
      readonly certificateNames?: readonly string[]; // one of them must be in its certificate; "sha256:…" is its fingerprint
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
    readonly drift: Readonly<Record<DriftClass, DriftTreatment>>; // of what routers report otherwise
    readonly settleSeconds: number; // O=0 that lasts is an outcome (5)
    readonly igpConvergenceSeconds: number; // degraded lists wait for the IGP (2)
    readonly lostFeedSeconds: number; // what only a lost feed said goes then, if another carries the topology (300)
    readonly guards: {
      readonly tedShare: number; // of nodes or links that may go within the window (0.2); 0: off
      readonly tedPolicies: number; // of policies that may lose their paths in one wave (0.1); 0: off
      readonly tedWindowSeconds: number; // 10
      readonly tedSlowShare: number; // of nodes or links that may go within the longer window (0.4); 0: off
      readonly tedSlowWindowSeconds: number; // 600
      readonly tedMinimum: number; // links or policies that must be concerned at least (10)
      readonly meshWave: number; // policies of a mesh that go first (5); 0: all at once
      readonly breakerShare: number; // of a router's requests a minute that may go wrong (0.05); 0: off
    };
    readonly igpConvergenceMaximumSeconds: number; // where links flap (30)
    readonly quarantineSeconds: number; // a link that came back is not counted on, for each recent failure (60)
    readonly quarantineMaximumSeconds: number; // 900
    /** For policies that say nothing of it themselves. */
    readonly reoptimizeIntervalSeconds: number; // every policy is computed again so often (1800)
    readonly minimumGain: number; // share of the cost that a better path must save (0.05)
    readonly minimumIntervalSeconds: number; // between two moves for better paths (60)
    readonly holdDownMaximumSeconds: number; // of a policy that moves again and again (900)
  };
}
export interface BgpPeerConfig {
  readonly address: string;
  readonly port: number;
  readonly asn: number;
  readonly passive: boolean;
  readonly multihop: number; // TTL
  readonly ttlSecurity?: boolean; // who is further away than `multihop` is not heard (RFC 5082); absent: no
  readonly maximumNlri?: number; // more of them end the session; absent: no limit
  readonly connectRetrySeconds: number;
}

/** What `safety` of an empty configuration file comes to (a test compares). */
export const DEFAULT_SAFETY: Config["safety"] = {
  colors: { first: 1000, last: 1999 },
  staleTed: "keep",
  startQuietSeconds: 10,
  startShare: 0.9,
  optimisationShare: 0.05,
  confirmDeletesAbove: 25,
  drift: {
    path: "correct",
    color: "report",
    preference: "report",
    bindingSid: "report",
    admin: "report",
    delegation: "correct",
    unknown: "report",
  },
  settleSeconds: 5,
  igpConvergenceSeconds: 2,
  lostFeedSeconds: 300,
  guards: {
    tedShare: 0.2,
    tedPolicies: 0.1,
    tedWindowSeconds: 10,
    tedSlowShare: 0.4,
    tedSlowWindowSeconds: 600,
    tedMinimum: 10,
    meshWave: 5,
    breakerShare: 0.05,
  },
  igpConvergenceMaximumSeconds: 30,
  quarantineSeconds: 60,
  quarantineMaximumSeconds: 900,
  reoptimizeIntervalSeconds: 1800,
  minimumGain: 0.05,
  minimumIntervalSeconds: 60,
  holdDownMaximumSeconds: 900,
};
