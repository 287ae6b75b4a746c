/**
 * PCEP messages as values: what a controller (or a simulated router) says and hears.
 *
 * Flat on purpose: an LSP's objects and TLVs are fields of one report. What has no field of its own
 * is kept in `tlvs` and `others`, so that it can be shown, counted and sent back.
 */
import type { Hop } from "../registry/hop.ts";
import type { PlspId } from "../registry/plsp_id.ts";
import type { NoPathReason, PcepTlv, RequestTlv } from "../registry/tlvs.ts";
import {
  type Bandwidth,
  type Endpoints,
  type LspFields,
  type Metric,
  NO_ATTRIBUTES,
  type PathAttributes,
  PLAIN_LSP,
  type SegmentList,
} from "./path.ts";

export type * from "./path.ts";
export { NO_ATTRIBUTES, PLAIN_LSP } from "./path.ts";

export type { OperationalState } from "../registry/codes.ts";
export type { Hop, Nai, SidStructure, SrHop, Srv6Hop } from "../registry/hop.ts";
export { isPlspId, type PlspId, plspId } from "../registry/plsp_id.ts";
export type { BindingSid } from "../registry/tlv_fields.ts";
export type {
  AssociationTlv,
  LspTlv,
  NoPathReason,
  PcepTlv,
  RequestTlv,
} from "../registry/tlvs.ts";

export type Message =
  | Open
  | Keepalive
  | Request
  | Reply
  | Notification
  | ErrorMessage
  | Close
  | Report
  | Update
  | Initiate
  | StartTls
  | UnknownMessage;
export type MessageKind = Message["kind"];

/** RFC 5440 §6.2. */
export interface Open {
  readonly kind: "open";
  readonly keepaliveSeconds: number;
  readonly deadTimerSeconds: number;
  readonly sessionId: number;
  readonly tlvs: readonly PcepTlv[];
}

export interface Keepalive {
  readonly kind: "keepalive";
}

/** PCReq (RFC 5440 §6.4). */
export interface Request {
  readonly kind: "request";
  readonly synchronizations: readonly Synchronization[];
  readonly requests: readonly PathRequest[];
  readonly problems: readonly Problem[];
}

/** PCRep (RFC 5440 §6.5). */
export interface Reply {
  readonly kind: "reply";
  readonly replies: readonly PathReply[];
  readonly problems: readonly Problem[];
}

/** PCNtf (RFC 5440 §6.6). */
export interface Notification {
  readonly kind: "notification";
  readonly notifications: readonly {
    readonly type: number;
    readonly value: number;
    readonly tlvs: readonly PcepTlv[];
  }[];
  readonly requestIds: readonly number[];
}

/** PCErr (RFC 5440 §6.7, RFC 8231 §6.3). `open` is a counter-proposal and comes with error 1/4. */
export interface ErrorMessage {
  readonly kind: "error";
  readonly errors: readonly PcepError[];
  readonly open?: Open;
}
/** One PCEP-ERROR and what it speaks of: SRP-IDs of updates and initiations, LSPs, ids of requests. */
export interface PcepError {
  readonly type: number;
  readonly value: number;
  readonly srpIds: readonly number[];
  readonly plspIds?: readonly number[]; // absent: it names no LSP by itself
  readonly requestIds: readonly number[];
  readonly tlvs: readonly PcepTlv[];
}

/** RFC 5440 §6.8. */
export interface Close {
  readonly kind: "close";
  readonly reason: number;
  readonly tlvs: readonly PcepTlv[];
}

/** PCRpt (RFC 8231 §6.1). */
export interface Report {
  readonly kind: "report";
  readonly reports: readonly StateReport[];
  readonly problems: readonly Problem[];
}

/** PCUpd (RFC 8231 §6.2). */
export interface Update {
  readonly kind: "update";
  readonly updates: readonly UpdateRequest[];
  /** Asks for all reports and changes nothing: SYNC flag, PLSP-ID 0 (RFC 8232 §5.2). Alone. */
  readonly trigger?: { readonly srpId: number };
  readonly problems: readonly Problem[];
}

/** PCInitiate (RFC 8281 §5.1). */
export interface Initiate {
  readonly kind: "initiate";
  readonly requests: readonly InitiateRequest[];
  readonly problems: readonly Problem[];
}

/** RFC 8253 §3.2. */
export interface StartTls {
  readonly kind: "startTls";
}

/** A message type that has no row; whole after the common header. */
export interface UnknownMessage {
  readonly kind: "unknown";
  readonly type: number;
  readonly body: Uint8Array;
}

/** One LSP of a PCRpt. */
export interface StateReport extends LspFields, PathAttributes {
  readonly srpId: number; // 0: unsolicited, or there was no SRP
  readonly srpRemove: boolean;
  readonly pathSetupType: number;
  /** Absent is unknown; empty is "no path". The first one, where there are several. */
  readonly ero?: readonly Hop[];
  readonly rro?: readonly Hop[];
  /** What stood between ERO and RRO: the values in force, while the attributes are those asked for. */
  readonly actualBandwidths: readonly Bandwidth[];
  readonly actualMetrics: readonly Metric[];
  /** Filled only when the LSP has several segment lists; then `ero` is that of the first. */
  readonly segmentLists: readonly SegmentList[];
}

/** One LSP of a PCUpd. It replaces all parameters, and it must have an ERO (RFC 8231 §6.2). */
export interface UpdateRequest extends LspFields, PathAttributes {
  readonly plspId: PlspId;
  readonly srpId: number;
  readonly pathSetupType: number;
  readonly ero: readonly Hop[]; // empty: there is no valid path
  readonly segmentLists: readonly SegmentList[];
  /** C of SRP: changes nothing, asks the PCC to delegate the LSP; never with D=1 (RFC 8741 §4). */
  readonly controlRequest?: true;
}

export type InitiateRequest = InitiateCreate | InitiateDelete | InitiateTakeOver;

/** RFC 8281 §5.3. PLSP-ID 0 goes out; the router answers with its own. */
export interface InitiateCreate extends Omit<LspFields, "plspId">, PathAttributes {
  readonly action: "create";
  readonly srpId: number;
  readonly pathSetupType: number;
  readonly symbolicPathName: string;
  readonly endpoints?: Endpoints; // always send them: FRR and Junos require it
  readonly ero: readonly Hop[];
  readonly segmentLists: readonly SegmentList[];
}

/** RFC 8281 §5.4: one LSP, never all. */
export interface InitiateDelete {
  readonly action: "delete";
  readonly srpId: number;
  readonly plspId: PlspId;
  readonly pathSetupType: number;
}

/** RFC 8281 §6: an orphan is taken over with SRP and LSP alone. */
export interface InitiateTakeOver {
  readonly action: "takeOver";
  readonly srpId: number;
  readonly plspId: PlspId;
  readonly pathSetupType: number;
}

/** One request of a PCReq: an RP object and what follows it (RFC 5440 §6.4, RFC 8231 §6.4). */
export interface PathRequest extends PathAttributes {
  readonly requestId: number;
  readonly priority: number; // 0: not set; 7 the most urgent
  readonly reoptimize: boolean;
  readonly bidirectional: boolean;
  readonly loose: boolean; // a loose path will do
  readonly supplyObjectiveFunction: boolean;
  readonly pathSetupType: number;
  readonly endpoints?: Endpoints; // absent only when of a kind without fields here
  readonly lsp?: LspFields;
  readonly rro?: readonly Hop[];
  readonly requestTlvs: readonly RequestTlv[];
}

/** SVEC and the constraints of the set (RFC 5440 §7.13). */
export interface Synchronization extends PathAttributes {
  readonly requestIds: readonly number[];
  readonly linkDiverse: boolean;
  readonly nodeDiverse: boolean;
  readonly srlgDiverse: boolean;
}

export interface PathReply {
  readonly requestId: number;
  readonly pathSetupType: number;
  readonly lsp?: LspFields;
  readonly noPath?: NoPath;
  readonly paths: readonly ComputedPath[];
}

/** RFC 5440 §7.5. `reasons` are the bits of NO-PATH-VECTOR by their names in registry/tlvs.ts. */
export interface NoPath extends PathAttributes {
  readonly nature: number;
  readonly reasons: readonly NoPathReason[];
  readonly constraintsFollow: boolean;
}

export interface ComputedPath extends PathAttributes {
  readonly ero: readonly Hop[];
}

/**
 * Part of a message that could not be taken, and the PCErr that says so. `kept`: the rest of the LSP
 * or request was delivered all the same.
 */
export interface Problem {
  readonly type: number;
  readonly value: number;
  readonly srpId: number; // 0: none
  readonly requestId: number; // 0: none
  readonly plspId: number; // 0: none
  readonly symbolicPathName?: string;
  readonly detail: string;
  readonly kept: boolean;
}

/** A report with nothing but its LSP; spread it and set what is to be said. */
export const PLAIN_REPORT: StateReport = {
  ...PLAIN_LSP,
  ...NO_ATTRIBUTES,
  plspId: 0,
  srpId: 0,
  srpRemove: false,
  pathSetupType: 0,
  actualBandwidths: [],
  actualMetrics: [],
  segmentLists: [],
};

export const KEEPALIVE: Keepalive = { kind: "keepalive" };
export const START_TLS: StartTls = { kind: "startTls" };
export const close = (reason: number): Close => ({ kind: "close", reason, tlvs: [] });

/** PCErr type/value, about updates and initiations (SRP-IDs) or requests, or about neither. */
export const errorMessage = (
  type: number,
  value: number,
  about: {
    readonly srpIds?: readonly number[];
    readonly plspIds?: readonly number[];
    readonly requestIds?: readonly number[];
  } = {},
): ErrorMessage => ({
  kind: "error",
  errors: [{
    type,
    value,
    srpIds: about.srpIds ?? [],
    ...(about.plspIds && { plspIds: about.plspIds }),
    requestIds: about.requestIds ?? [],
    tlvs: [],
  }],
});
