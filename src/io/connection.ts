/**
 * One router's socket: what it says goes into the inbox in small parts, the core's writes go out whole. It is paused while
 * octets wait for the core; room is given back as octets leave. With TLS all of this is the same, one floor higher.
 */
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { What } from "../controller/step.ts";
import type { PcepsFiles } from "./transport/pceps_files.ts";
import { type Secured, TlsStream } from "./transport/tls_stream.ts";

export interface ConnectionListener {
  enqueue(what: What): void;
  /** The handshake is done. */
  secured(secured: Secured): void;
  gone(why: string): void;
}

export class Connection {
  #queued = 0; // octets in the inbox
  #leaving = 0; // octets that left since room was last given back
  #closing: string | undefined;
  #silent = false;
  #cut: ReturnType<typeof setTimeout> | undefined;
  #stream: Duplex; // the socket, or TLS on it
  #tls: TlsStream | undefined;
  #why = "the router closed the connection";

  constructor(
    readonly number: number,
    readonly socket: Socket,
    readonly listener: ConnectionListener,
    readonly giveBack = GIVE_BACK, // octets that leave before the core hears of it
  ) {
    this.#stream = socket;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 30_000);
    socket.on("data", this.#received);
    socket.on("end", this.#ended);
    socket.on("error", this.#failed);
    socket.on("close", () => {
      clearTimeout(this.#cut);
      if (!this.#silent) listener.gone(this.#closing ?? this.#why);
    });
  }

  write(bytes: Uint8Array): void {
    const securing = this.#tls !== undefined && this.#stream === this.socket;
    if (this.#closing !== undefined || this.#stream.destroyed || securing) return;
    // One write per message or batch: a router may wedge on a message in two segments.
    this.#stream.write(bytes, (error) => {
      if (!error) this.#left(bytes.length);
    });
  }
  consumed(octets: number): void {
    this.#queued -= octets;
    if (this.#queued < RESUME_BELOW && this.#stream.isPaused()) this.#stream.resume();
  }
  /**
   * TLS from here on, as the server. `bytes` were read before; what the core has not seen yet comes by another call, and
   * before all that the socket says from now on.
   */
  secure(bytes: Uint8Array, files: PcepsFiles): void {
    if (this.#closing !== undefined || this.socket.destroyed) return;
    if (this.#stream !== this.socket) return; // it is secure
    if (!this.#tls) {
      this.socket.off("data", this.#received);
      this.socket.off("end", this.#ended);
      this.#tls = new TlsStream(this.socket, files, {
        secured: (secured) => this.#secured(secured),
        failed: (why) => this.close(why),
      });
    }
    this.#tls.push(bytes, this.#queued > 0);
  }
  close(why: string): void {
    if (this.#closing !== undefined) return;
    this.#closing = why;
    this.#stream.resume(); // what still comes is dropped, so that the end of the stream is seen
    this.#stream.end();
    this.#cut = setTimeout(() => this.socket.destroy(), LINGER_MILLISECONDS);
  }
  abandon(): void {
    this.#silent = true;
    this.socket.destroy();
  }

  #secured(secured: Secured): void {
    const { stream } = secured;
    stream.on("error", this.#failed);
    if (this.#closing !== undefined) return void stream.destroy();
    this.#stream = stream;
    this.listener.secured(secured);
    stream.on("data", this.#received);
    stream.on("end", this.#ended);
  }
  readonly #ended = () => void this.#stream.end();
  readonly #failed = (error: Error) => void (this.#why = error.message);
  readonly #received = (bytes: Uint8Array) => {
    if (this.#closing !== undefined || this.#silent) return;
    this.#queued += bytes.length;
    // Copied in small parts: what the core keeps of a message holds no read buffer, an event is soon over, and others
    // get their turn. A plain array: what a Buffer's slice() does would differ from what a replay sees.
    const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at < plain.length; at += EVENT_OCTETS) {
      const part = plain.slice(at, at + EVENT_OCTETS);
      this.listener.enqueue({ on: "received", connection: this.number, bytes: part });
    }
    if (this.#queued > PAUSE_ABOVE) this.#stream.pause();
  };
  #left(octets: number): void {
    this.#leaving += octets;
    if (this.#leaving < this.giveBack || this.#silent) return;
    this.listener.enqueue({ on: "room", connection: this.number, octets: this.#leaving });
    this.#leaving = 0;
  }
}

const EVENT_OCTETS = 16 * 1024;
const PAUSE_ABOVE = 256 * 1024;
const RESUME_BELOW = 64 * 1024;
const GIVE_BACK = 32 * 1024;
const LINGER_MILLISECONDS = 2000;
