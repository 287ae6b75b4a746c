/**
 * What the five BGP messages mean once read (RFC 4271 §4, RFC 2918, RFC 4760, RFC 9552).
 * A message that cannot be read at all is a MalformedMessage: it already holds the NOTIFICATION
 * that RFC 4271 §6 asks for. An UPDATE with a bad part is still an UpdateMessage; `errors` says what
 * was lost, and its lists are already as RFC 7606 wants them.
 */
import type { Capability } from "../registry/capabilities.ts";
import type { LsNlri } from "./ls_nlri.ts";
import type { PathAttributes } from "./path_attributes.ts";

/** An address family as it stands in capabilities and MP attributes; 16388/71 is BGP-LS. */
export interface AddressFamily {
  readonly afi: number;
  readonly safi: number;
}
export interface OpenMessage {
  readonly kind: "open";
  readonly version: number;
  /** The two-octet field: 23456 when the number does not fit (RFC 6793 §9). */
  readonly asn: number;
  readonly holdTimeSeconds: number;
  /** As a number; print it like an IPv4 address. */
  readonly bgpIdentifier: number;
  readonly capabilities: readonly Capability[];
}
export interface KeepaliveMessage {
  readonly kind: "keepalive";
}
export interface NotificationMessage {
  readonly kind: "notification";
  readonly code: number;
  readonly subcode: number;
  readonly octets: Uint8Array;
}
/** RFC 2918 §3; subtypes of RFC 7313 §3.2: 0 refresh, 1 begins (BoRR), 2 ends (EoRR). */
export interface RouteRefreshMessage extends AddressFamily {
  readonly kind: "routeRefresh";
  readonly subtype: number;
  /** Route filters behind a request (RFC 5291 §4), unread; absent when there are none. */
  readonly filters?: Uint8Array;
}
export interface UpdateMessage {
  readonly kind: "update";
  /** Announced. Empty if the UPDATE had to be treated as withdraw: its NLRI are in `unreach`. */
  readonly reach: readonly LsNlri[];
  readonly unreach: readonly LsNlri[];
  /** The family whose initial table is complete (RFC 4724 §2); 1/1 for an empty UPDATE. */
  readonly endOfRib: AddressFamily | undefined;
  /** Attribute 29 of all `reach`, for lsFact(): a view. Absent if not sent or discarded. */
  readonly attributeBytes: Uint8Array | undefined;
  readonly path: PathAttributes;
  /** NLRI of families other than BGP-LS, unread. */
  readonly otherFamilies: readonly OtherFamily[];
  readonly errors: readonly UpdateError[];
}
export interface OtherFamily extends AddressFamily {
  readonly what: "reach" | "unreach";
  /** In an MP attribute; false for the IPv4 routes of RFC 4271 §4.3. */
  readonly multiprotocol: boolean;
  readonly octets: Uint8Array;
}
/** What RFC 7606 §2 and RFC 9552 §8.2.2 allow a bad part to cost, cheapest first. */
export type Remedy = "attributeDiscard" | "nlriDiscard" | "treatAsWithdraw" | "sessionReset";
/** One bad part of an UPDATE. A "sessionReset" is never here: it makes a MalformedMessage. */
export interface UpdateError {
  readonly remedy: Exclude<Remedy, "sessionReset">;
  /** Path attribute type. */
  readonly attribute: number;
  readonly why: string;
  readonly ref: string;
}
/** Why the session has to end: code and subcode as in RFC 4271 §4.5, and what to send along. */
export interface Fault {
  readonly code: number;
  readonly subcode: number;
  readonly octets: Uint8Array;
  readonly why: string;
}
export interface MalformedMessage {
  readonly kind: "malformed";
  readonly fault: Fault;
}
export type Message =
  | OpenMessage
  | UpdateMessage
  | NotificationMessage
  | KeepaliveMessage
  | RouteRefreshMessage;
