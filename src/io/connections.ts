/** The connections of the routers. Each has a number that is never used again; the core knows them by it. */
import type { Socket } from "node:net";
import type { Peer, PeerCertificate, What } from "../controller/step.ts";
import { Connection } from "./connection.ts";
import type { PcepsFiles } from "./transport/pceps_files.ts";

export interface Connected {
  readonly peer: Peer;
  readonly initiated: boolean;
  readonly proof?: "md5";
}

export class Connections {
  readonly #open = new Map<number, Connection>();
  readonly #peers = new Map<number, Peer>();
  readonly #handshakes = new Map<string, number>(); // that are not done, by address
  readonly #crowding = new Set<string>(); // addresses that had too many
  #last = 0;
  /** `pceps` are the certificates for those that ask for TLS, as they are now. */
  constructor(
    readonly enqueue: (what: What) => void,
    readonly pceps: () => PcepsFiles | undefined = () => undefined,
  ) {}

  get size(): number {
    return this.#open.size;
  }
  /** Is there a connection with this address? */
  has(protocol: Peer["protocol"], address: string): boolean {
    for (const peer of this.#peers.values()) {
      if (peer.protocol === protocol && peer.address === address) return true;
    }
    return false;
  }

  /** Takes over a socket that is connected; answers its number. */
  adopt(socket: Socket, connected: Connected): number {
    const { number, opened } = this.#take(socket, connected, {
      secured: (certificate) => this.enqueue({ on: "secured", connection: number, certificate }),
      gone: (why) => this.enqueue({ on: "closed", connection: number, why }),
    });
    opened();
    return number;
  }
  /** The same with TLS from the first octet: the core hears of it when the handshake is done, else `failed` is told. */
  adoptSecured(
    socket: Socket,
    connected: Connected,
    failed: (why: string) => void,
    milliseconds = HANDSHAKE_MILLISECONDS,
  ): void {
    const { address } = connected.peer;
    const others = this.#handshakes.get(address) ?? 0;
    if (others >= MOST_HANDSHAKES) {
      socket.on("error", () => {});
      socket.destroy();
      if (this.#crowding.has(address)) return; // said once
      this.#crowding.add(address);
      return failed(`refused: ${others} TLS handshakes of that address are not done`);
    }
    this.#handshakes.set(address, others + 1);
    let secure = false, waits = true;
    const over = () => {
      clearTimeout(patience);
      waits = false;
      const left = this.#handshakes.get(address)! - 1;
      if (left > 0) this.#handshakes.set(address, left);
      else {
        this.#handshakes.delete(address);
        this.#crowding.delete(address);
      }
    };
    const patience = setTimeout(() => {
      connection.close(`no TLS handshake within ${milliseconds / 1000} s`);
    }, milliseconds);
    const { number, connection, opened } = this.#take(socket, connected, {
      secured: (certificate) => {
        over();
        secure = true;
        opened(certificate);
      },
      gone: (why) => {
        if (waits) over();
        if (secure) this.enqueue({ on: "closed", connection: number, why });
        else failed(why);
      },
    });
    const files = this.pceps();
    if (files) connection.secure(new Uint8Array(0), files);
    else connection.close(NO_CERTIFICATES);
  }

  write(connection: number, bytes: Uint8Array): void {
    this.#open.get(connection)?.write(bytes);
  }
  /** The handshake of TLS begins; `bytes` were read before. Answered by "secured" or "closed". */
  secure(connection: number, bytes: Uint8Array): void {
    const files = this.pceps();
    if (files) this.#open.get(connection)?.secure(bytes, files);
    else this.close(connection, NO_CERTIFICATES);
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
    this.#peers.clear();
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

  #take(socket: Socket, { peer, initiated, proof }: Connected, told: Told) {
    const number = ++this.#last;
    const local = {
      address: plainAddress(socket.localAddress ?? ""),
      port: socket.localPort ?? 0,
    };
    const opened = (proved: "md5" | "tls" | undefined, certificate?: PeerCertificate) => {
      this.enqueue({
        on: "opened",
        connection: number,
        peer,
        local,
        initiated,
        ...(proved && { proof: proved }),
        ...(certificate && { certificate }),
      });
      this.enqueue({ on: "room", connection: number, octets: CREDIT });
    };
    const connection = new Connection(number, socket, {
      enqueue: this.enqueue,
      secured: ({ names, fingerprint }) => told.secured({ names, fingerprint }),
      gone: (why) => {
        this.#open.delete(number);
        this.#peers.delete(number);
        told.gone(why);
      },
    }, peer.protocol === "bgp" ? AT_ONCE : undefined);
    this.#open.set(number, connection);
    this.#peers.set(number, peer);
    return {
      number,
      connection,
      opened: (certificate?: PeerCertificate) => opened(certificate ? "tls" : proof, certificate),
    };
  }
}

interface Told {
  secured(certificate: PeerCertificate): void;
  gone(why: string): void;
}

/** Without the IPv4-in-IPv6 prefix that a socket on "::" shows. */
export const plainAddress = (address: string): string =>
  address.startsWith("::ffff:") && address.includes(".") ? address.slice(7) : address;

const NO_CERTIFICATES = "there are no certificates for TLS; see pcep.pceps";
const HANDSHAKE_MILLISECONDS = 60_000; // as long as StartTLSWait (RFC 8253 §3.4)
const MOST_HANDSHAKES = 256; // of one address at a time: each takes memory and a descriptor for a minute
const CREDIT = 256 * 1024; // octets that may be on their way out of one connection
const AT_ONCE = 1; // the send hold timer of RFC 9687 has to know that the peer reads
