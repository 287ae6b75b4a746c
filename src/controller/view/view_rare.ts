/** Rows of what few networks tell: SRv6, flexible algorithms, peerings, bundles. Units in names. */

export interface SidDepthRow {
  readonly type: number;
  readonly name: string;
  readonly value: number;
}
export interface SidStructureRow {
  readonly block: number;
  readonly node: number;
  readonly function: number;
  readonly argument: number;
}
export interface Srv6SidRow {
  readonly sid: string;
  readonly behavior: number;
  readonly behaviorName: string;
  readonly algorithm: number;
  readonly structure?: SidStructureRow;
  readonly protocol: string;
  readonly topologyId: number;
  readonly peerAsn?: number;
  readonly peerRouterId?: string;
  readonly stale: boolean;
}
export interface EndXSidRow {
  readonly sid: string;
  readonly behavior: number;
  readonly behaviorName: string;
  readonly algorithm: number;
  readonly weight: number;
  readonly backup: boolean;
  readonly set: boolean;
  readonly persistent: boolean;
  readonly structure?: SidStructureRow;
}
export interface PeerSidRow {
  readonly role: "node" | "adjacency" | "set";
  readonly label?: number;
  readonly index?: number;
  readonly backup: boolean;
  readonly persistent: boolean;
  readonly weight: number;
}
export interface BundleMemberRow {
  readonly descriptor: number;
  readonly capacityBps?: number;
  readonly delayMicroseconds?: number;
  readonly adjacencySids: readonly number[];
  readonly endXSids: readonly EndXSidRow[];
}
export interface FlexAlgorithmLinkRow {
  readonly teMetric?: number;
  readonly delayMicroseconds?: number;
  readonly adminGroups: readonly number[];
  readonly srlgs: readonly number[];
}
export interface FlexAlgorithmRow {
  readonly algorithm: number;
  readonly protocol: string;
  readonly area: string;
  readonly participates: boolean;
  readonly definedBy: string;
  readonly metricType: string;
  readonly calculationType: number;
  readonly priority: number;
  readonly excludeAny: readonly number[]; // bits, like LinkRow.adminGroups
  readonly includeAny: readonly number[];
  readonly includeAll: readonly number[];
  readonly excludeSrlgs: readonly number[];
  readonly prefixMetric: boolean;
  readonly unsupported: boolean;
  readonly otherDefinitions: number;
  readonly participants: number;
}
export interface Srv6LocatorRow {
  readonly prefix: string;
  readonly algorithm: number;
  readonly metric: number;
  readonly structure?: SidStructureRow;
}
export interface ReportedCandidatePathRow {
  readonly color: number;
  readonly endpoint: string;
  readonly origin: string;
  readonly originator: string;
  readonly discriminator: number;
  readonly policyName: string;
  readonly pathName: string;
  readonly preference?: number;
  readonly state: readonly string[];
  readonly bindingSid: string;
  readonly segmentLists: readonly {
    readonly weight: number;
    readonly segments: readonly string[];
  }[];
  readonly stale: boolean;
}

/** What a RouterRow has beside the rest; absent fields are empty. */
export interface RouterRarities {
  readonly depths?: readonly SidDepthRow[];
  readonly flexAlgorithms?: readonly FlexAlgorithmRow[];
  readonly srv6?: boolean;
  readonly locators?: readonly Srv6LocatorRow[];
  readonly srv6Sids?: readonly Srv6SidRow[];
  readonly candidatePaths?: readonly ReportedCandidatePathRow[];
  readonly mappingServerPreference?: number;
  readonly oddities?: readonly string[];
}
/** What a LinkRow has beside the rest. */
export interface LinkRarities {
  readonly protocol: string;
  readonly area: string;
  readonly topologyIds: readonly number[];
  readonly unusable?: string;
  readonly lan?: string;
  readonly interfaceName?: string;
  readonly gracefulShutdown: boolean;
  readonly delayAnomalous: boolean;
  readonly lossAnomalous: boolean;
  readonly maximumBps?: number;
  readonly bundleBps?: number;
  readonly residualBps?: number;
  readonly availableBps?: number;
  readonly unreservedBps?: readonly number[];
  readonly msd?: number;
  readonly depths?: readonly SidDepthRow[];
  readonly protection?: readonly string[];
  readonly endXSids?: readonly EndXSidRow[];
  readonly peerSids?: readonly PeerSidRow[];
  readonly bundleMembers?: readonly BundleMemberRow[];
  readonly flexAlgorithm?: FlexAlgorithmLinkRow;
}
/** What a PrefixRow has beside the rest. */
export interface PrefixRarities {
  readonly owners: readonly string[];
  readonly readvertised: boolean;
  readonly originator?: string;
  readonly topologyId: number;
  readonly ospfRouteType?: string;
  readonly locators?: readonly Srv6LocatorRow[];
  readonly mappings?: readonly {
    readonly size: number;
    readonly firstIndex: number;
    readonly algorithm: number;
  }[];
  readonly algorithmMetrics?: readonly { readonly algorithm: number; readonly metric: number }[];
  readonly routeTags?: readonly string[];
  readonly forwardingAddress?: string;
}
