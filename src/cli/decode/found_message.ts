/** A message that `decode` found, with what is known about it from around it. */
import type { SessionForm } from "../../bgp/codec/session_form.ts";
import type { Protocol } from "./message_cutter.ts";

export interface FoundMessage {
  readonly protocol: Protocol;
  readonly bytes: Uint8Array;
  readonly atMicroseconds?: number;
  readonly from?: string;
  readonly to?: string;
  /** What is wrong around the message: octets missing before it, octets that are no message. */
  readonly note?: string;
  /** False: these octets are a piece of a message, or none. */
  readonly whole: boolean;
  /** How this session writes its UPDATEs; absent where its OPENs are not there. */
  readonly form?: SessionForm;
}
export interface Found {
  readonly messages: readonly FoundMessage[];
  /** What was left out or could not be read, each with its place. */
  readonly notes: readonly string[];
}
