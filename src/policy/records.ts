/**
 * The four records of a policy and what the router says: intent, computed, sent, reported, each with its own time
 * (RFC 9256 §2 for the words). A lane is one LSP on a router that Cairn keeps: one per candidate path, or one per
 * policy on routers that take only one.
 */
import type { PathJob, PathResult, Segment } from "../path/jobs.ts";
import type { CandidatePathIntent, PolicyIntent } from "./intent.ts";
import type { Reaction } from "./refusals.ts";
import type { HoldDown } from "./hold_down.ts";
import type { LabelList } from "./segment_lists.ts";

export type OperState = "down" | "up" | "active" | "goingDown" | "goingUp" | "unknown";

export interface Policy {
  readonly id: number; // dense, of this run
  readonly uid: string; // for ever
  name: string;
  readonly origin: "operator" | "mesh" | "router";
  readonly mesh?: string;
  intent: PolicyIntent;
  version: number;
  at: number;
  by: string;
  /** The store's sequence that holds this intent; nothing leaves before it is on disk. */
  storedWith: number;
  /** Intent is gone; the record stays until the routers have let go. */
  deleted: boolean;
  /** Why its delegation is not kept: Cairn cannot compute it. */
  handsBack?: string;
  /** The policy that takes its place; what is deleted stays until that one is up (make before break). */
  successor?: number;
  paths: CandidatePath[];
  readonly lanes: Map<number, Lane>; // by discriminator
  since: number; // of the state shown last
  shown: string; // that state
  moves: number;
  /** Why its path is another one than before: a word, then what it is about ("linkFailure paris:10.0.1.1"). */
  cause?: string;
  /** A better path is known: since when, and the share of its cost that it saves. */
  better?: { readonly since: number; readonly gain: number };
  /** Its last move and how long it stays now. */
  hold?: HoldDown;
  /** When a link under its packets failed and its list has not been moved yet. */
  brokenAt?: number;
}
export interface CandidatePath {
  readonly discriminator: number;
  readonly intent: CandidatePathIntent;
  computed?: Computed;
}
export interface Computed {
  readonly at: number;
  readonly topologyVersion: number;
  readonly job: PathJob | undefined; // undefined: a name of the intent could not be resolved
  readonly result: PathResult;
  readonly tookMicroseconds: number;
}
/** What shall stand on the router. */
export type Wanted =
  | {
    readonly is: "list";
    readonly segments: readonly Segment[];
    readonly labels: readonly number[];
    /** Share of that list, where there are more. */
    readonly weight?: number;
    readonly more?: readonly WantedList[];
    readonly preference: number;
    readonly at: number;
    readonly topologyVersion?: number; // that it was computed on
    /** What of the intent this router cannot take, as a sentence. */
    readonly but?: string;
  }
  | { readonly is: "absent"; readonly at: number } // the LSP has to go
  | { readonly is: "keep"; readonly at: number; readonly why: string } // no path: leave what is there
  | { readonly is: "down"; readonly at: number; readonly why: string }
  | { readonly is: "return"; readonly at: number; readonly why: string };

/** One of the other segment lists of a candidate path. */
export interface WantedList extends LabelList {
  readonly segments: readonly Segment[];
}

export type SentKind = "create" | "update" | "delete" | "takeOver" | "return" | "reply";
export type Outcome =
  | "waiting" // no report and no error with this SRP-ID yet
  | "acknowledged" // the router answered; whether traffic flows is not known yet
  | "up"
  | "down" // it took the list, and rests down on it
  | "refused"
  | "timeout"
  | "mismatch"
  | "conflict";
export interface Sent {
  readonly kind: SentKind;
  readonly at: number;
  readonly session: number; // connection: SRP-IDs mean something only there
  readonly srpId: number;
  readonly plspId?: number;
  readonly labels: readonly number[];
  readonly weight?: number;
  readonly more?: readonly LabelList[];
  readonly bindingSid?: number | string; // that was asked for
  readonly attempts: number; // with these labels, one after the other
  outcome: Outcome;
  acknowledgedAt?: number;
  retryAt?: number;
  error?: string;
  /** What the refusal means, and when it came. */
  reaction?: Reaction;
  refusedAt?: number;
  /** Version of the topology that the refused list was computed on, or a newer one. */
  refusedOn?: number;
  /** Name of the LSP that a creation was answered with instead of its own. */
  conflictWith?: string;
}
/** Of many thousands: nothing is deleted from one, or it would take thrice the memory. */
export interface Lane {
  readonly discriminator: number;
  readonly lspName: string; // what a create asks for
  wanted?: Wanted;
  sent?: Sent;
  lsp?: number; // id of the report
  held?: string | undefined; // why nothing is sent
  waited?: boolean | undefined; // for the session or the gate: what stands on the router is looked at before it is replaced
  conflict?: string | undefined; // another LSP has its place, as a sentence
  rests?: string | undefined; // why it rests otherwise than wanted, as a sentence
  /** How it rests in trouble, as an alarm says it. */
  trouble?: {
    readonly kind: "listMismatch" | "requestRefused" | "lspConflict";
    readonly words: string;
  } | undefined;
  tooOften?: boolean | undefined; // it pauses: its router made us say something again and again
  falls?: readonly number[]; // when it went down, within the last minute
  flaps?: boolean; // too often
  recorded?: Outcome | undefined; // of the path in the history that was sent last, while it is not up
  /** When the last messages about it went out: a router that answers and does nothing must not be told for ever. */
  told: number[];
}

/** What a router says of one LSP, in domain words. */
export interface Lsp {
  readonly id: number;
  readonly router: number; // of the router table
  readonly name: string;
  plspId: number;
  session: number; // connection that reported it; 0: of an earlier session, stale
  stale: boolean;
  operState: OperState;
  adminUp: boolean;
  delegated: boolean;
  createFlag: boolean;
  setupType: number;
  source: string;
  destination: string;
  color?: number;
  preference?: number;
  /** Discriminator of the candidate path, where the report says that it is one of ours. */
  ownPath?: number;
  /** LSP-ID of the newest way, where it is signalled (RSVP-TE). */
  lspId?: number;
  /** Of an RSVP-TE LSP: what is signalled for it, the newest last; two while it moves. */
  instances?: readonly LspInstance[];
  /** undefined: nothing was said of the path. A hop that is no label shows as −1; of RSVP-TE: IPv4 hops as numbers. */
  labels?: readonly number[];
  /** Groups that it is in (RFC 8697), as its router said. */
  associations?: readonly LspAssociation[];
  /** VENDOR-INFORMATION, and what else was said of it that has no field here, in words. */
  vendor?: readonly string[];
  details?: readonly string[];
  /** Each of several segment lists, in words. */
  lists?: readonly ReportedList[];
  /** Share of that list, and the others, where the router reports several. */
  weight?: number;
  more?: readonly LabelList[];
  hops: readonly string[];
  bindingSids: readonly string[];
  onlyAlgorithm?: number; // its router wants SIDs of this algorithm alone (RFC 9933 §4.4)
  autoBandwidth?: boolean; // its router adjusts its bandwidth by what it measures (RFC 8733)
  asksSid?: boolean; // the router leaves its binding SID to us (RFC 9604 §8)
  errorCode?: number;
  /** An operator asked its router to delegate it (RFC 8741). */
  control?: ControlRequest;
  srpId: number;
  reportedAt: number;
  downSince?: number;
  /** Policy and lane that keep it. */
  policy?: number;
  lane?: number;
  heldByUs: boolean; // delegated to us in this session
  /** Another PCE made it and it is delegated to us now: people were told that it is left as it is. */
  leftAlone?: boolean;
  /** When it was told something, before its router took it back: a delegation that comes and goes is no way around. */
  told?: number[];
  hold?: HoldDown; // after its last move, for the same reason
}
export interface ControlRequest {
  readonly at: number;
  readonly by: string;
  readonly session: number; // connection: SRP-IDs mean something only there
  readonly srpId: number;
  readonly answer?: string; // sentence; absent: none yet, and none has to come
}
/** A group of LSPs; `key` tells it from all others (RFC 8697 §6.1.4). */
export interface LspAssociation {
  readonly key: string;
  readonly type: number;
  readonly id: number;
  readonly source: string;
  readonly global?: number;
  readonly extended?: string; // hex
  readonly path?: string; // identifiers of a candidate path
  readonly disjoint?: DisjointAsked; // DISJOINTNESS-CONFIGURATION
  readonly words: readonly string[]; // its TLVs
  readonly same?: string; // what every member has to say alike
}
export interface DisjointAsked {
  readonly links: boolean;
  readonly nodes: boolean;
  readonly srlgs: boolean;
  readonly strict: boolean;
}
export interface ReportedList {
  readonly pathId: number;
  readonly operState: OperState;
  readonly hops: readonly string[];
  readonly words: readonly string[];
}
/** One LSP-ID of an RSVP-TE LSP. */
export interface LspInstance {
  readonly lspId: number;
  readonly operState: OperState;
  readonly labels?: readonly number[]; // its hops, as numbers
  readonly hops: readonly string[];
}
