/**
 * Cuts a TCP stream into BGP messages (RFC 4271 §4.1, §6.1), however the chunks fall. What it answers
 * are views: of the chunk, or of the framer's own buffer, good until the next push().
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
  #kept: Uint8Array; // the beginning of a message, at most one message long
  #fault: Fault | undefined;

  /** `partial`: what another framer of the same stream had left. */
  constructor(partial: Uint8Array = new Uint8Array(0)) {
    this.#kept = partial;
  }

  /** The octets of an unfinished message. */
  get partial(): Uint8Array {
    return this.#kept;
  }

  /** How many octets of an unfinished message are waiting. */
  get pending(): number {
    return this.#kept.length;
  }

  /** All messages that `chunk` completes, in order. After a fault nothing more comes. */
  push(chunk: Uint8Array): Framed {
    const messages: Uint8Array[] = [];
    if (this.#fault) return { messages, fault: this.#fault };
    const bytes = this.#kept.length === 0 ? chunk : joined(this.#kept, chunk);
    let at = 0;
    while (at < bytes.length) {
      const length = this.#lengthAt(bytes, at);
      if (this.#fault || length === 0 || at + length > bytes.length) break;
      messages.push(bytes.subarray(at, at + length));
      at += length;
    }
    this.#kept = at === bytes.length || this.#fault ? new Uint8Array(0) : bytes.slice(at);
    return { messages, fault: this.#fault };
  }

  /** The length of the message at `at`; 0 while its header is not all there. */
  #lengthAt(bytes: Uint8Array, at: number): number {
    const markerEnd = Math.min(at + 16, bytes.length);
    for (let i = at; i < markerEnd; i++) {
      if (bytes[i] !== 0xff) return this.#fail(badMarker());
    }
    if (at + HEADER_LENGTH > bytes.length) return 0;
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

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

const MINIMUM_LENGTHS: (number | undefined)[] = [];
for (const row of Object.values(MESSAGES)) MINIMUM_LENGTHS[row.type] = row.minimumLength;
