/** Rows of what the network is. Times are microseconds since 1970, addresses text, units in names. */
import type { LinkRarities, PrefixRarities, RouterRarities } from "./view_rare.ts";
import type { Mode, RouterIntent } from "../../policy/intent.ts";

export interface LabelRange {
  readonly base: number;
  readonly size: number;
}

export interface RouterRow extends RouterRarities {
  readonly id: string; // = name
  readonly name: string;
  readonly address: string; // router-id or loopback; "" unknown
  readonly origin: "declared" | "discovered";
  readonly management?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly routerIds: readonly string[]; // loopbacks and TE router-ids
  readonly nodes: readonly string[]; // TED nodes merged into this router
  readonly mode: Mode; // in force
  readonly modeSource: "router" | "network";
  readonly frozen?: string; // the reason
  readonly delegations: "accept" | "return";
  readonly ifCairnDies: string; // what it does then, and when; "" without a session
  readonly labelReserve: number;
  readonly sessionState: "up" | "down" | "opening" | "synchronising" | "none";
  readonly session?: string; // id of the PCEP session
  readonly profile: string;
  readonly msd?: number; // labels; absent: not known
  readonly srgb: readonly LabelRange[];
  readonly srlb: readonly LabelRange[];
  readonly algorithms: readonly number[];
  readonly nodeSid?: number; // label in its own SRGB
  readonly nodeSidIndex?: number;
  readonly overload: boolean;
  readonly drained: boolean;
  readonly stale: boolean;
  readonly inTopology: boolean;
  readonly site?: string;
  readonly latitude?: number;
  readonly longitude?: number;
  readonly linkCount: number;
  readonly lspCount: number;
  readonly policyCount: number;
  readonly intent?: RouterIntent; // what the operator declared
}

export interface NodeRow {
  readonly id: string;
  readonly name: string;
  readonly router: string;
  readonly topology: string;
  readonly protocol: string; // isisL1 isisL2 ospfv2 ospfv3 direct static bgp
  readonly area: string;
  readonly routerId: string; // IGP router-id, as people write it: 0000.0000.0001 or 10.255.0.1
  readonly asn?: number;
  readonly ipv4RouterIds: readonly string[];
  readonly ipv6RouterIds: readonly string[];
  readonly srgb: readonly LabelRange[];
  readonly srlb: readonly LabelRange[];
  readonly algorithms: readonly number[];
  readonly msd?: number;
  readonly overload: boolean;
  readonly pseudonode: boolean;
  readonly stale: boolean;
  readonly feeds: readonly string[]; // BGP peers that tell it
}

export interface LinkRow extends Partial<LinkRarities> {
  readonly id: string; // router:localAddress
  readonly name: string; // a--b, a--b#2 where parallel
  readonly from: string; // router
  readonly to: string;
  readonly localAddress: string;
  readonly remoteAddress: string;
  readonly localInterfaceId?: number;
  readonly remoteInterfaceId?: number;
  readonly state: "up" | "oneWay" | "down" | "stale" | "drained";
  readonly reverse?: string; // id of the other half
  readonly igpMetric?: number;
  readonly teMetric?: number;
  readonly delayMicroseconds?: number; // the one that paths use
  readonly delayMinimumMicroseconds?: number;
  readonly delayMaximumMicroseconds?: number;
  readonly delayVariationMicroseconds?: number;
  readonly lossPercent?: number;
  readonly adminGroups: readonly number[]; // bits that are set
  readonly affinities: readonly string[]; // their names
  readonly srlgs: readonly number[];
  readonly capacityBps?: number;
  readonly reservableBps?: number;
  readonly utilisedBps?: number;
  readonly adjacencySids: readonly {
    readonly label: number;
    readonly backup: boolean;
    readonly protected: boolean;
    readonly operatorSet: boolean;
  }[];
  readonly operatorSet: readonly string[]; // fields that LinkFacts gave
  readonly policies: readonly string[]; // whose packets cross it
  readonly feeds: readonly string[];
  readonly changedAt: number;
  readonly quarantinedUntil?: number; // it failed and came back: no better path counts on it before
}

export interface PrefixRow extends Partial<PrefixRarities> {
  readonly id: string;
  readonly prefix: string;
  readonly router: string;
  readonly metric: number;
  readonly sids: readonly {
    readonly algorithm: number;
    readonly index?: number;
    readonly label?: number;
    readonly node: boolean;
    readonly noPhp?: boolean;
    readonly explicitNull?: boolean;
    readonly readvertised?: boolean;
    readonly local?: boolean;
  }[];
  readonly anycast: boolean;
  readonly stale: boolean;
  readonly feeds: readonly string[];
}

export interface StatusRow {
  readonly id: string;
  readonly version: string;
  readonly startedAt: number;
  readonly now: number;
  readonly network: string;
  readonly role: "leader";
  readonly mode: Mode;
  readonly frozen?: string; // reason
  readonly frozenAt?: number;
  readonly frozenBy?: string;
  readonly ready: boolean;
  readonly waitingFor: readonly string[]; // the start gate's checklist, sentences
  readonly topologyVersion: number;
  readonly topologyChangedAt: number;
  readonly tedFrozenSince?: number; // the last feed is gone
  readonly routers: number;
  readonly links: number; // half-links
  readonly linksUp: number;
  readonly prefixes: number;
  readonly policies: number;
  readonly policiesUp: number;
  readonly policiesWithPath: number;
  readonly policiesHeld: number;
  readonly lsps: number;
  readonly pcepSessions: number;
  readonly pcepSessionsUp: number;
  readonly bgpPeers: number;
  readonly bgpPeersUp: number;
  readonly alarms: number;
  readonly waitingToCompute: number;
  readonly waitingToSend: number;
  readonly lastMoveMicroseconds?: number; // from failure to last report
  readonly holds: readonly HoldRow[]; // what keeps messages from leaving now, the widest first
}

/** One reason why something is not sent to routers. */
export interface HoldRow {
  readonly kind: "mode" | "freeze" | "start" | "tedFrozen" | "tedGuard" | "rollout" | "overload";
  readonly subject: string; // router, policy or mesh; "": everything
  readonly text: string;
  readonly since?: number;
  readonly by?: string;
  readonly ends?: string; // the command that ends it
}
