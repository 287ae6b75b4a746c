/**
 * What readers see between two events: plain rows, made when asked for. Times are microseconds since 1970, addresses
 * text, units in names. The API's messages have the same field names, so that one mapper serves all of them.
 */
import type { LinkRow, NodeRow, PrefixRow, RouterRow, StatusRow } from "./view_network.ts";
import type { BgpPeerRow } from "./view_bgp.ts";
import type {
  EventRow,
  LspRow,
  MeshRow,
  MessageRow,
  PcepSessionRow,
  PolicyRow,
} from "./view_steering.ts";
import type { AlarmRow, AuditRow, DriftRow, HistoryRow } from "./view_told.ts";

export type {
  HoldRow,
  LabelRange,
  LinkRow,
  NodeRow,
  PrefixRow,
  RouterRow,
  StatusRow,
} from "./view_network.ts";
export type { BgpPeerRow } from "./view_bgp.ts";
export type {
  CandidatePathRow,
  ComputedRow,
  EventRow,
  LabelListRow,
  LspAssociationRow,
  LspRow,
  MeshRow,
  MessageRow,
  PcepSessionRow,
  PolicyRow,
  PolicyState,
  ReportedRow,
  SegmentRow,
  SentRow,
  ValidityRow,
  WantedRow,
} from "./view_steering.ts";
export type { AlarmRow, AuditRow, DriftRow, HistoryRow, PlannedRow } from "./view_told.ts";

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
  | "drift"
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
  drift: DriftRow;
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
  /** What became of a policy, newest first, also of one that is gone; undefined: nobody remembers it. */
  history(policy: string): readonly HistoryRow[] | undefined;
  messages(kind: "pcepSession" | "bgpPeer", id: number): readonly MessageRow[];
}
