/** Rows of what steers the network: policies with their four records, LSPs, sessions, events. */
import type { MeshIntent, PolicyIntent } from "../../policy/intent.ts";

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
  readonly validity?: ValidityRow;
}

/** May the candidate path be used, and why not (RFC 9256 §5). */
export interface ValidityRow {
  readonly state: "valid" | "invalid" | "unknown";
  readonly why: string;
}
/** One of several segment lists. */
export interface LabelListRow {
  readonly weight: number;
  readonly labels: readonly number[];
}

export interface WantedRow {
  readonly at: number;
  readonly action: "install" | "remove" | "keep";
  readonly labels: readonly number[];
  readonly lists?: readonly LabelListRow[]; // all, where there are several
  readonly bindingSid?: string; // "auto", a label, "" for none
  readonly but?: string; // what of the intent the router cannot take
  readonly hops?: readonly string[]; // of an RSVP-TE LSP, instead of labels
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
  readonly lists?: readonly ComputedListRow[]; // each of several, valid or not
  readonly tookMicroseconds?: number;
}

export interface ComputedListRow {
  readonly weight: number;
  readonly ok: boolean;
  readonly why: string;
  readonly segments: readonly SegmentRow[];
}

export interface SegmentRow {
  readonly type: "node" | "adjacency" | "label" | "hop" | "srv6";
  readonly label: number;
  readonly from: string; // router where the segment begins
  readonly to: string; // and ends
  readonly address: string; // NAI
  readonly sid?: string; // SRv6
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
    | "down"
    | "refused"
    | "timeout"
    | "mismatch"
    | "conflict";
  readonly error?: string;
  readonly lists?: readonly LabelListRow[];
  readonly hops?: readonly string[];
}

export interface ReportedRow {
  readonly at: number;
  readonly lsp: string; // id of the LSP
  readonly operState: string;
  readonly labels: readonly number[];
  readonly lists?: readonly LabelListRow[];
  readonly hops?: readonly string[];
  readonly bindingSids?: readonly string[];
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
  readonly ifCairnDies: string; // what becomes of it then, and when
  readonly knownBy?: string; // who said that it is as it should be, though it is not ours
  readonly knownAt?: number;
  readonly holder: string; // "cairn", "router", "another PCE", "unknown"
  readonly setupType: "rsvp-te" | "sr-mpls" | "srv6" | "other";
  readonly source: string;
  readonly destination: string;
  readonly color?: number;
  readonly preference?: number;
  readonly labels: readonly number[];
  readonly hops: readonly string[]; // as words
  readonly bindingSids: readonly string[];
  readonly associations?: readonly LspAssociationRow[];
  readonly vendor?: readonly string[];
  readonly details?: readonly string[];
  readonly lists?: readonly ReportedListRow[];
  readonly policy?: string;
  readonly errorCode?: string;
  readonly srpId: number;
  readonly session: string;
  readonly stale: boolean;
  readonly reportedAt: number;
}

/** A group that its router says it is in; `others`: ids of the LSPs that are in it too. */
export interface LspAssociationRow {
  readonly type: string;
  readonly id: number;
  readonly source: string;
  readonly words: readonly string[];
  readonly others: readonly string[];
}
export interface ReportedListRow {
  readonly pathId: number;
  readonly operState: string;
  readonly hops: readonly string[];
  readonly words: readonly string[]; // weight, backup, opposite direction
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
  readonly security: "clear" | "md5" | "tls"; // what guards the connection
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
