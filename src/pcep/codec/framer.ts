/**
 * A TCP stream cut into PCEP messages (RFC 5440 §6.1). Chunks may end anywhere. A chunk is copied
 * once; messages are views of that copy, or arrays of their own where one lay in several chunks.
 */
import { WireError } from "../../wire/error.ts";

const HEADER_OCTETS = 4;

export class Framer {
  #chunks: Uint8Array[] = []; // not yet used, oldest first
  #at = 0; // in the oldest chunk
  #octets = 0; // not yet used, in all
  #lost: WireError | undefined;

  /** Octets as the socket gave them, which it may use again. */
  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk.slice());
    this.#octets += chunk.length;
  }

  /** Octets waiting for the rest of their message. */
  get pending(): number {
    return this.#octets;
  }

  /**
   * The next whole message, undefined until more octets come, or why the stream makes no sense any
   * longer; after that it answers the same error for ever.
   */
  next(): Uint8Array | WireError | undefined {
    if (this.#lost) return this.#lost;
    if (this.#octets < HEADER_OCTETS) return undefined;
    const version = this.#peek(0) >>> 5, length = this.#peek(2) << 8 | this.#peek(3);
    if (version !== 1) return this.#lose("value", 0, `PCEP version ${version}`);
    // RFC 5440 §6.1 has it a multiple of four; a length that is not still tells where the next begins.
    if (length < HEADER_OCTETS) return this.#lose("length", 2, `a message of ${length} octets`);
    return this.#octets < length ? undefined : this.#take(length);
  }

  /** What has not been cut yet: the octets after StartTLS belong to TLS. Empties the framer. */
  rest(): Uint8Array {
    return this.#take(this.#octets);
  }

  #lose(code: WireError["code"], offset: number, detail: string): WireError {
    this.#chunks = [];
    this.#octets = 0;
    return this.#lost = new WireError(code, "header", offset, detail);
  }

  #peek(offset: number): number {
    let at = this.#at + offset;
    for (const chunk of this.#chunks) {
      if (at < chunk.length) return chunk[at]!;
      at -= chunk.length;
    }
    return 0;
  }

  #take(length: number): Uint8Array {
    const first = this.#chunks[0], end = this.#at + length;
    if (first !== undefined && end < first.length) {
      const view = first.subarray(this.#at, end);
      this.#at = end;
      this.#octets -= length;
      return view;
    }
    const out = new Uint8Array(length);
    let filled = 0, used = 0;
    while (filled < length) {
      const chunk = this.#chunks[used]!;
      const n = Math.min(length - filled, chunk.length - this.#at);
      out.set(chunk.subarray(this.#at, this.#at + n), filled);
      filled += n;
      this.#at += n;
      if (this.#at < chunk.length) break;
      this.#at = 0;
      used++;
    }
    if (used > 0) this.#chunks.splice(0, used);
    this.#octets -= length;
    return out;
  }
}
