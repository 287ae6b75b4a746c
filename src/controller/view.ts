/**
 * What readers see between two events: plain rows, made when asked for. Times are microseconds since 1970, addresses
 * text, units in names. The API's messages have the same field names, so that one mapper serves all of them.
 */
import type { MeshIntent, Mode, PolicyIntent, RouterIntent } from "../policy/intent.ts";

export type Kind =
  | "router"
  | "node"
  | "link"
  | "prefix"
  | "policy"
  | "mesh"
  | "affinity"
  | "linkFacts"
  | "nodeFacts"
  | "lsp"
  | "pcepSession"
  | "bgpPeer"
  | "event"
  | "alarm"
  | "audit"
  | "status";

export interface Rows {
  router: RouterRow;
  node: NodeRow;
  link: LinkRow;
  prefix: PrefixRow;
  policy: PolicyRow;
  mesh: MeshRow;
  affinity: { id: string; name: string; bit: number };
  linkFacts: {
    id: string;
    name: string;
    link: string;
    adjacencySid?: number;
    srlgs: readonly number[];
    capacityBps?: number;
    minimumDelayMicroseconds?: number;
    drained: boolean;
  };
  nodeFacts: {
    id: string;
    name: string;
    router: string;
    site?: string;
    latitude?: number;
    longitude?: number;
    drained: boolean;
  };
  lsp: LspRow;
  pcepSession: PcepSessionRow;
  bgpPeer: BgpPeerRow;
  event: EventRow;
  alarm: AlarmRow;
  audit: AuditRow;
  status: StatusRow;
}

export interface View {
  /** Grows with every change that a reader could see. */
  readonly version: number;
  /** Numeric ids of all rows of a kind, ascending (events and audit: oldest first). The only status row is 0. */
  ids(kind: Kind): Iterable<number>;
  /** undefined: no such row any more. */
  row<K extends Kind>(kind: K, id: number): Rows[K] | undefined;
  /** By the name or id that people use; undefined when there is none. */
  find(kind: Kind, name: string): number | undefined;
  /** The last messages of a session or peer, oldest first. */
  messages(kind: "pcepSession" | "bgpPeer", id: number): readonly MessageRow[];
}

export interface LabelRange {
  readonly base: number;
  readonly size: number;
}
export interface RouterRow {
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
export interface LinkRow {
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
}
export interface PrefixRow {
  readonly id: string;
  readonly prefix: string;
  readonly router: string;
  readonly metric: number;
  readonly sids: readonly {
    readonly algorithm: number;
    readonly index?: number;
    readonly label?: number;
    readonly node: boolean;
  }[];
  readonly anycast: boolean;
  readonly stale: boolean;
  readonly feeds: readonly string[];
}

export interface PolicyRow {
  readonly id: string; // = name
  readonly name: string;
  readonly uid: string;
  readonly headend: string; // router name
  readonly headendAddress: string;
  readonly endpoint: string; // router name where it is one
  readonly endpointAddress: string;
  readonly color: number;
  readonly origin: "operator" | "mesh" | "router";
  readonly mesh?: string;
  readonly intent: PolicyIntent;
  readonly intentVersion: number;
  readonly intentAt: number;
  readonly intentBy: string;
  readonly state: PolicyState;
  readonly since: number;
  readonly verdict: string; // one sentence for people
  readonly candidatePaths: readonly CandidatePathRow[];
  readonly moves: number;
}
export type PolicyState =
  | "up" // the router reports what was sent, up or active
  | "down"
  | "noPath"
  | "waiting" // something was sent and not answered yet
  | "held" // the gate holds it: observe, freeze, start gate, no session
  | "mismatch" // the router reports another list than was sent
  | "conflict"
  | "failed"; // the router refused
/** Four records, never one: what was wanted, what was computed, what was sent, what the router says. */
export interface CandidatePathRow {
  readonly id: number; // discriminator, stable
  readonly symbolicPathName: string;
  readonly preference: number;
  readonly type: "dynamic" | "explicit";
  readonly active: boolean;
  readonly state: PolicyState;
  readonly held?: string; // why nothing is sent
  readonly wanted?: WantedRow;
  readonly computed?: ComputedRow;
  readonly sent?: SentRow;
  readonly reported?: ReportedRow;
}
export interface WantedRow {
  readonly at: number;
  readonly action: "install" | "remove" | "keep";
  readonly labels: readonly number[];
}
export interface ComputedRow {
  readonly at: number;
  readonly topologyVersion: number;
  readonly ok: boolean;
  readonly why: string; // sentences
  readonly remedy?: string; // the smallest change that would give a path
  readonly segments: readonly SegmentRow[];
  readonly routers: readonly string[]; // hop by hop, headend first
  readonly links: readonly string[]; // ids of half-links along the wanted path
  readonly crossed: readonly string[]; // ids of all half-links that packets may cross
  readonly igpMetric?: number;
  readonly teMetric?: number;
  readonly delayMicroseconds?: number;
  readonly hops?: number;
  readonly tookMicroseconds?: number;
}
export interface SegmentRow {
  readonly type: "node" | "adjacency" | "label";
  readonly label: number;
  readonly from: string; // router where the segment begins
  readonly to: string; // and ends
  readonly address: string; // NAI
  readonly remoteAddress?: string;
  readonly link?: string;
}
export interface SentRow {
  readonly at: number;
  readonly message: "PCInitiate" | "PCUpd" | "PCRep";
  readonly srpId: number;
  readonly plspId?: number;
  readonly labels: readonly number[];
  readonly acknowledgedAt?: number;
  readonly outcome:
    | "waiting"
    | "acknowledged"
    | "up"
    | "refused"
    | "timeout"
    | "mismatch"
    | "conflict";
  readonly error?: string;
}
export interface ReportedRow {
  readonly at: number;
  readonly lsp: string; // id of the LSP
  readonly operState: string;
  readonly labels: readonly number[];
  readonly same: boolean; // as was sent
  readonly stale: boolean;
}
export interface MeshRow {
  readonly id: string;
  readonly name: string;
  readonly routers: readonly string[];
  readonly policyCount: number;
  readonly upCount: number;
  readonly color: number;
  readonly intent?: MeshIntent;
}
export interface LspRow {
  readonly id: string; // router/symbolicPathName
  readonly router: string;
  readonly plspId: number;
  readonly symbolicPathName: string;
  readonly operState: "down" | "up" | "active" | "goingDown" | "goingUp" | "unknown";
  readonly adminUp: boolean;
  readonly delegated: boolean;
  readonly createFlag: boolean;
  readonly createdBy: "pce" | "router" | "unknown";
  readonly ownership: "ours" | "heldElsewhere" | "orphan" | "lost" | "foreign";
  readonly holder: string; // "cairn", "router", "another PCE", "unknown"
  readonly setupType: "rsvp-te" | "sr-mpls" | "srv6" | "other";
  readonly source: string;
  readonly destination: string;
  readonly color?: number;
  readonly preference?: number;
  readonly labels: readonly number[];
  readonly hops: readonly string[]; // as words
  readonly bindingSids: readonly string[];
  readonly policy?: string;
  readonly errorCode?: string;
  readonly srpId: number;
  readonly session: string;
  readonly stale: boolean;
  readonly reportedAt: number;
}
export interface PcepSessionRow {
  readonly id: string; // peer address, or address:port where several share one
  readonly router: string; // "" while not identified
  readonly identifiedBy: string;
  readonly peerAddress: string;
  readonly peerPort: number;
  readonly state: "connected" | "openWait" | "keepWait" | "synchronising" | "up" | "down";
  readonly profile: string;
  readonly since: number;
  readonly upAt?: number;
  readonly keepaliveSeconds: number;
  readonly deadTimerSeconds: number;
  readonly peerKeepaliveSeconds?: number;
  readonly peerDeadTimerSeconds?: number;
  readonly capabilities: readonly string[];
  readonly msd?: number;
  readonly lspCount: number;
  readonly received: number; // messages
  readonly sent: number;
  readonly receivedOctets: number;
  readonly sentOctets: number;
  readonly errorsReceived: number;
  readonly malformed: number;
  readonly unknownKept: number; // objects and TLVs without a row, kept raw
  readonly outstanding: number; // requests without an answer
  readonly waiting: number; // LSPs that still have to be told something
  readonly lastError?: string;
}
export interface BgpPeerRow {
  readonly id: string; // address
  readonly address: string;
  readonly port: number;
  readonly asn: number;
  readonly localAsn: number;
  readonly passive: boolean;
  readonly state: "idle" | "connect" | "active" | "openSent" | "openConfirm" | "established";
  readonly since: number;
  readonly establishedAt?: number;
  readonly endOfRib: boolean;
  readonly routerId?: string;
  readonly holdTimeSeconds?: number;
  readonly capabilities: readonly string[];
  readonly topology: string;
  readonly nlriCount: number;
  readonly received: number;
  readonly sent: number;
  readonly receivedOctets: number;
  readonly malformed: number;
  readonly unknownKept: number;
  readonly stale: boolean;
  readonly lastError?: string;
}
export interface MessageRow {
  readonly n: number; // in this session, from 1
  readonly at: number;
  readonly direction: "in" | "out";
  readonly protocol: "pcep" | "bgp";
  readonly type: string;
  readonly summary: string; // one sentence
  readonly bytes: Uint8Array;
  readonly malformed: boolean;
}
export interface EventRow {
  readonly id: string; // number as text
  readonly at: number;
  readonly severity: "info" | "warning" | "error";
  readonly kind: string; // linkDown linkUp policyMoved policyUp policyNoPath sessionUp sessionDown feedDown malformed …
  readonly subject: string; // "link r2:10.0.1.1"
  readonly title: string; // the cause, one sentence
  readonly detail: string; // the consequence
  readonly policies: readonly string[];
  readonly cause?: string; // id of the event that led to it
}
export interface AlarmRow {
  readonly id: string;
  readonly severity: "warning" | "major" | "critical";
  readonly kind: string;
  readonly subject: string;
  readonly text: string;
  readonly raisedAt: number;
  readonly clearedAt?: number;
  readonly active: boolean;
}
export interface AuditRow {
  readonly id: string;
  readonly at: number;
  readonly by: string;
  readonly action: string;
  readonly subject: string;
  readonly before: string; // JSON, "" for none
  readonly after: string;
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
}
