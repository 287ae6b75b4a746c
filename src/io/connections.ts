/**
 * The sockets of the routers. Each has a number that is never used again; what they say goes into the inbox, and the
 * core's writes go out whole. A socket whose octets wait for the core is paused; room is given back as octets leave.
 */
import type { Socket } from "node:net";
import type { Peer, What } from "../controller/step.ts";

export interface Connected {
  readonly peer: Peer;
  readonly initiated: boolean;
  readonly proof?: "md5" | "tls";
}

export class Connections {
  readonly #open = new Map<number, Connection>();
  #last = 0;
  constructor(readonly enqueue: (what: What) => void) {}

  get size(): number {
    return this.#open.size;
  }

  /** Takes over a socket that is connected; answers its number. */
  adopt(socket: Socket, { peer, initiated, proof }: Connected): number {
    const number = ++this.#last;
    const local = {
      address: plainAddress(socket.localAddress ?? ""),
      port: socket.localPort ?? 0,
    };
    this.enqueue({
      on: "opened",
      connection: number,
      peer,
      local,
      initiated,
      ...(proof && { proof }),
    });
    const connection = new Connection(number, socket, this.enqueue, () => {
      this.#open.delete(number);
    });
    this.#open.set(number, connection);
    this.enqueue({ on: "room", connection: number, octets: CREDIT });
    return number;
  }

  write(connection: number, bytes: Uint8Array): void {
    this.#open.get(connection)?.write(bytes);
  }
  /** The core has taken these octets. */
  consumed(connection: number, octets: number): void {
    this.#open.get(connection)?.consumed(octets);
  }
  /** Ends the connection when what was written is out; answered by "closed". */
  close(connection: number, why: string): void {
    this.#open.get(connection)?.close(why);
  }
  /** Cuts all at once and says nothing more: the core that knew them is gone. */
  abandon(): void {
    for (const connection of this.#open.values()) connection.abandon();
    this.#open.clear();
  }
  /** Ends all, and waits at most `milliseconds` for the last octets to leave. */
  async closeAll(why: string, milliseconds: number): Promise<void> {
    for (const connection of this.#open.values()) connection.close(why);
    const deadline = performance.now() + milliseconds;
    while (this.#open.size > 0 && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    this.abandon();
  }
}

class Connection {
  #queued = 0; // octets in the inbox
  #leaving = 0; // octets that left since room was last given back
  #closing: string | undefined;
  #silent = false;
  #cut: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly number: number,
    readonly socket: Socket,
    readonly enqueue: (what: What) => void,
    readonly onGone: () => void,
  ) {
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 30_000);
    let why = "the router closed the connection";
    socket.on("data", (bytes: Uint8Array) => this.#received(bytes));
    socket.on("error", (error: Error) => void (why = error.message));
    socket.on("end", () => socket.end());
    socket.on("close", () => {
      clearTimeout(this.#cut);
      onGone();
      if (!this.#silent) enqueue({ on: "closed", connection: number, why: this.#closing ?? why });
    });
  }
  write(bytes: Uint8Array): void {
    if (this.#closing !== undefined || this.socket.destroyed) return;
    // One write per message or batch: a router may wedge on a message in two segments.
    this.socket.write(bytes, (error) => {
      if (!error) this.#left(bytes.length);
    });
  }
  consumed(octets: number): void {
    this.#queued -= octets;
    if (this.#queued < RESUME_BELOW && this.socket.isPaused()) this.socket.resume();
  }
  close(why: string): void {
    if (this.#closing !== undefined) return;
    this.#closing = why;
    this.socket.resume(); // what still comes is dropped, so that the end of the stream is seen
    this.socket.end();
    this.#cut = setTimeout(() => this.socket.destroy(), LINGER_MILLISECONDS);
  }
  abandon(): void {
    this.#silent = true;
    this.socket.destroy();
  }
  #received(bytes: Uint8Array): void {
    if (this.#closing !== undefined || this.#silent) return;
    this.#queued += bytes.length;
    // Copied in small parts: what the core keeps of a message holds no read buffer, an event is soon over, and others
    // get their turn. A plain array: what a Buffer's slice() does would differ from what a replay sees.
    const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at < plain.length; at += EVENT_OCTETS) {
      const part = plain.slice(at, at + EVENT_OCTETS);
      this.enqueue({ on: "received", connection: this.number, bytes: part });
    }
    if (this.#queued > PAUSE_ABOVE) this.socket.pause();
  }
  #left(octets: number): void {
    this.#leaving += octets;
    if (this.#leaving < GIVE_BACK || this.#silent) return;
    this.enqueue({ on: "room", connection: this.number, octets: this.#leaving });
    this.#leaving = 0;
  }
}

/** Without the IPv4-in-IPv6 prefix that a socket on "::" shows. */
export const plainAddress = (address: string): string =>
  address.startsWith("::ffff:") && address.includes(".") ? address.slice(7) : address;

const EVENT_OCTETS = 16 * 1024;
const PAUSE_ABOVE = 256 * 1024;
const RESUME_BELOW = 64 * 1024;
const CREDIT = 256 * 1024; // octets that may be on their way out of one connection
const GIVE_BACK = 32 * 1024;
const LINGER_MILLISECONDS = 2000;
