/**
 * Cuts a TCP stream into BGP messages (RFC 4271 §4.1, §6.1), however the chunks fall. What it answers
 * are views of the chunk, or arrays of their own where a message lay in several.
 */
import {
  EXTENDED_MAXIMUM_LENGTH,
  HEADER_LENGTH,
  MAXIMUM_LENGTH,
  MESSAGES,
} from "../registry/messages.ts";
import { badLength, badMarker, badType } from "./fault.ts";
import type { Fault } from "./message.ts";

export interface Framed {
  readonly messages: readonly Uint8Array[];
  /** The stream cannot be followed any further: send this NOTIFICATION and close. */
  readonly fault: Fault | undefined;
}

export class Framer {
  /**
   * We announced RFC 8654, as we always do, so messages but OPEN and KEEPALIVE may have 65,535 octets;
   * that the peer did not is no reason to refuse them (RFC 8654 §5).
   */
  extended = true;
  /** A message that lies in several chunks; as long as it, once its header is there. */
  #kept = new Uint8Array(HEADER_LENGTH);
  #have = 0;
  #fault: Fault | undefined;

  /** `partial`: what another framer of the same stream had left. */
  constructor(partial: Uint8Array = new Uint8Array(0)) {
    this.push(partial);
  }

  /** A copy of the octets of an unfinished message. */
  get partial(): Uint8Array {
    return this.#kept.slice(0, this.#have);
  }

  /** How many octets of an unfinished message are waiting. */
  get pending(): number {
    return this.#have;
  }

  /** All messages that `chunk` completes, in order. After a fault nothing more comes. */
  push(chunk: Uint8Array): Framed {
    const messages: Uint8Array[] = [];
    for (let at = 0; at < chunk.length && !this.#fault;) {
      const length = this.#have === 0 ? this.#lengthAt(chunk, at, chunk.length - at) : 0;
      if (length > 0 && at + length <= chunk.length) {
        messages.push(chunk.subarray(at, at + length));
        at += length;
      } else at = this.#keep(chunk, at, messages);
    }
    if (this.#fault) this.#have = 0;
    return { messages, fault: this.#fault };
  }

  /** Takes of `chunk` what the kept message lacks of its header or of itself; answers where it ended. */
  #keep(chunk: Uint8Array, at: number, messages: Uint8Array[]): number {
    const end = Math.min(at + this.#kept.length - this.#have, chunk.length);
    this.#kept.set(chunk.subarray(at, end), this.#have);
    this.#have += end - at;
    const length = this.#lengthAt(this.#kept, 0, this.#have);
    if (length > this.#kept.length) {
      const larger = new Uint8Array(length);
      larger.set(this.#kept);
      this.#kept = larger;
    } else if (length > 0 && this.#have === length) {
      messages.push(this.#kept);
      this.#kept = new Uint8Array(HEADER_LENGTH);
      this.#have = 0;
    }
    return end;
  }

  /** The length of the message at `at`; 0 while its header is not all there, or after a fault. */
  #lengthAt(bytes: Uint8Array, at: number, available: number): number {
    const markerEnd = at + Math.min(16, available);
    for (let i = at; i < markerEnd; i++) {
      if (bytes[i] !== 0xff) return this.#fail(badMarker());
    }
    if (available < HEADER_LENGTH) return 0;
    const length = bytes[at + 16]! << 8 | bytes[at + 17]!;
    const type = bytes[at + 18]!;
    const shortest = MINIMUM_LENGTHS[type];
    if (length < HEADER_LENGTH || length > this.#longest(type)) {
      return this.#fail(badLength(length));
    }
    if (shortest === undefined) return this.#fail(badType(type));
    const exact = type === MESSAGES.keepalive.type;
    // A short ROUTE-REFRESH has an error of its own (RFC 7313 §5); decodeMessage() gives it.
    const own = type === MESSAGES.routeRefresh.type;
    if (!own && (length < shortest || exact && length !== shortest)) {
      return this.#fail(badLength(length));
    }
    return length;
  }

  #longest(type: number): number {
    const short = type === MESSAGES.open.type || type === MESSAGES.keepalive.type;
    return this.extended && !short ? EXTENDED_MAXIMUM_LENGTH : MAXIMUM_LENGTH;
  }

  #fail(fault: Fault): number {
    this.#fault = fault;
    return 0;
  }
}

const MINIMUM_LENGTHS: (number | undefined)[] = [];
for (const row of Object.values(MESSAGES)) MINIMUM_LENGTHS[row.type] = row.minimumLength;
