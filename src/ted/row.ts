/**
 * Rows of the database for people and the API: plain objects with text, made when asked for. Ids are
 * dense and stay with their key as long as the process lives, also over a link's flap.
 */
import type { AdjacencySid, DelayMicroseconds, LabelRange, NodeKey, PrefixSid } from "./fact.ts";
import type {
  Depth,
  FlexAlgorithm,
  LinkRarities,
  Locator,
  SidMapping,
  SrPolicyAttributes,
  SrPolicyKey,
  Srv6SidAttributes,
} from "./rare_fact.ts";

export interface NodeRow extends NodeKey {
  readonly asn?: number;
  readonly overload: boolean;
  readonly stale: boolean;
}
/** A box: all nodes of one IS-IS system, OSPF router or BGP speaker that share a router-id. */
export interface RouterRow {
  readonly id: number;
  readonly name: string; // its own, else its first address, else the IGP router-id
  readonly topology: string;
  readonly nodes: readonly NodeRow[];
  readonly asn?: number;
  readonly ipv4RouterIds: readonly string[];
  readonly ipv6RouterIds: readonly string[];
  readonly loopback?: string; // address of the node SID, else the first router-id
  readonly srgb: readonly LabelRange[];
  readonly srlb: readonly LabelRange[];
  readonly algorithms: readonly number[];
  readonly nodeSid?: number; // index, or label where `nodeSidIsLabel`
  readonly nodeSidIsLabel?: boolean;
  readonly msd?: number;
  readonly overload: boolean;
  readonly abr: boolean;
  readonly drained: boolean;
  readonly stale: boolean;
  readonly site?: string;
  readonly latitude?: number;
  readonly longitude?: number;
  readonly operatorSet: readonly string[]; // names of the fields that an operator set
  readonly depths?: readonly Depth[]; // of SIDs and headers, beside `msd`
  readonly srv6?: { readonly oam: boolean };
  readonly flexAlgorithms?: readonly FlexAlgorithm[]; // that it defines; who wins: Ted.flexAlgorithms
  readonly mappingServerPreference?: number;
  readonly sbfdDiscriminators?: readonly number[];
  /** Router-ids that other systems of the same protocol tell too: somebody configured them twice. */
  readonly contested?: readonly { readonly address: string; readonly by: number }[];
}

/** Why a link is not used: absent when it is. */
export type Unusable =
  | "oneWay"
  | "noRouter"
  | "otherTopology"
  | "noMetric"
  | "outsideSpf"
  | "external"; // a BGP peering: only a peer SID leads over it
/** One direction between two routers; a LAN shows as one link for each ordered pair of members. */
export interface LinkRow {
  readonly id: number;
  readonly name: string; // "paris:192.0.2.1"
  readonly label: string; // "paris--metz", "paris--metz#2"
  readonly topology: string;
  readonly group: string;
  readonly area: string;
  readonly from: number; // router ids
  readonly to: number;
  readonly fromName: string;
  readonly toName: string;
  readonly reverse?: number; // link id
  readonly usable: boolean;
  readonly unusable?: Unusable;
  readonly lan?: string; // router-id of the pseudonode
  readonly localIpv4?: string;
  readonly remoteIpv4?: string;
  readonly localIpv6?: string;
  readonly remoteIpv6?: string;
  readonly localId?: number;
  readonly remoteId?: number;
  readonly mts: readonly number[];
  readonly igpMetric?: number;
  readonly teMetric?: number;
  readonly delay?: DelayMicroseconds;
  readonly delayVariationMicroseconds?: number;
  readonly lossPercent?: number;
  readonly adminGroup: readonly number[];
  readonly srlgs: readonly number[];
  readonly capacityBytesPerSecond?: number; // what may be filled: rules of `overlay.ts`
  readonly maximumBandwidthBytesPerSecond?: number;
  readonly reservableBandwidthBytesPerSecond?: number;
  readonly unreservedBandwidthBytesPerSecond?: readonly number[];
  readonly utilizedBandwidthBytesPerSecond?: number;
  readonly adjacencySids: readonly AdjacencySid[];
  readonly msd?: number;
  readonly gracefulShutdown: boolean;
  readonly drained: boolean;
  readonly stale: boolean; // no live feed says it, or its attributes went missing
  readonly operatorSet: readonly string[];
  readonly interfaceName?: string; // TLV 1098
  readonly bundleBandwidthBytesPerSecond?: number;
  readonly rare?: LinkRarities;
}

export interface PrefixRow {
  readonly id: number;
  readonly prefix: string;
  readonly topology: string;
  readonly router: number | undefined;
  readonly routerName: string;
  readonly metric?: number;
  readonly sids: readonly PrefixSid[];
  readonly node: boolean; // a node SID may stand on it
  readonly anycast: boolean;
  readonly readvertised: boolean;
  readonly stale: boolean;
  readonly mt: number;
  readonly ospfRouteType?: number; // 1 intra, 2 inter, 3 to 6 external
  readonly owners: readonly number[]; // router ids; several: anycast
  /** Where a leaked prefix comes from, if that is told (TLVs 1171, 1174) and known. */
  readonly originator?: number;
  readonly locators?: readonly Locator[];
  readonly mappings?: readonly SidMapping[];
  readonly flexAlgorithmMetrics?: readonly {
    readonly algorithm: number;
    readonly metric: number;
  }[];
  readonly routeTags?: readonly string[];
  readonly forwardingAddress?: string;
}
/** A SRv6 SID that belongs to no link. */
export interface Srv6SidRow extends Srv6SidAttributes {
  readonly sid: string;
  readonly mt: number;
  readonly group: string;
  readonly area: string;
  readonly stale: boolean;
}
/** A candidate path that a headend tells of; whoever made it. */
export interface SrPolicyRow extends Omit<SrPolicyKey, "node">, SrPolicyAttributes {
  readonly stale: boolean;
}
