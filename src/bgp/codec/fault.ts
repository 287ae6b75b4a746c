/** Faults that end a session, as exceptions inside the codec: decodeMessage() turns them into values. */
import { NOTIFICATIONS } from "../registry/notifications.ts";
import type { Fault } from "./message.ts";

const { header, open, update, routeRefresh } = NOTIFICATIONS;
const EMPTY = new Uint8Array(0);

/** Thrown where reading cannot go on; never leaves the codec. */
export class SessionFault extends Error {
  override readonly name = "SessionFault";
  constructor(readonly fault: Fault) {
    super(fault.why);
  }
}

/** A NOTIFICATION of a registry row and subcode; `octets` are what RFC 4271 §6 wants sent along. */
export const faultOf = (
  row: { readonly code: number },
  subcode: number,
  why: string,
  octets: Uint8Array = EMPTY,
): Fault => ({ code: row.code, subcode, octets, why });

export const badMarker = (): Fault => faultOf(header, 1, "the marker is not all ones");
export const badType = (type: number): Fault =>
  faultOf(header, 3, `message type ${type} is unknown`, Uint8Array.of(type));
/** RFC 4271 §6.1: the erroneous Length field goes along. */
export const badLength = (length: number): Fault =>
  faultOf(header, 2, `a message of ${length} octets`, Uint8Array.of(length >> 8, length & 255));
export const badOpen = (subcode: number, why: string, octets?: Uint8Array): Fault =>
  faultOf(open, subcode, why, octets);
export const badUpdate = (subcode: number, why: string, octets?: Uint8Array): Fault =>
  faultOf(update, subcode, why, octets);
/** RFC 7313 §5: the whole message goes along. */
export const badRefresh = (message: Uint8Array): Fault =>
  faultOf(routeRefresh, 1, `a ROUTE-REFRESH of ${message.length} octets`, message.slice());
