/**
 * TLS on a socket that has already spoken (RFC 8253 §3.2), or from its first octet: the socket as a Duplex, with what was read
 * of it first, goes to a TLS server that does not listen. What was read already can grow until the handshake is done.
 */
import { Duplex } from "node:stream";
import type { Socket } from "node:net";
import { createServer, type TLSSocket } from "node:tls";
import { namesIn } from "./certificate_names.ts";
import type { PcepsFiles } from "./pceps_files.ts";

export interface Secured {
  readonly stream: TLSSocket;
  readonly names: readonly string[]; // subjectAltName: "router.example", "192.0.2.1", without their kinds
  readonly fingerprint: string; // SHA-256 in small hex digits
}
export interface TlsListener {
  secured(secured: Secured): void;
  failed(why: string): void;
}

/** The server's side of a handshake with mutual certificates, TLS 1.2 or newer. */
export class TlsStream {
  readonly #duplex: Duplex;
  #ended = false;
  #held: Uint8Array[] | undefined; // comes after octets that are not here yet

  constructor(socket: Socket, files: PcepsFiles, { secured, failed }: TlsListener) {
    this.#duplex = duplexOf(socket);
    socket.on("data", (bytes: Uint8Array) => this.#received(socket, bytes));
    socket.on("end", () => {
      this.#ended = true;
      if (!this.#held) this.#duplex.push(null);
    });
    let done = false;
    const fail = (error: Error) => {
      if (!done) failed(wordsOf(error));
      done = true;
    };
    const server = createServer({
      cert: files.certificate,
      key: files.key,
      ca: files.authority,
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: "TLSv1.2",
    }, (stream) => {
      if (done) return void stream.destroy();
      const whose = certificateOf(stream);
      if (!whose) return void fail(new Error("the router's certificate cannot be read"));
      done = true;
      secured({ stream, ...whose });
    });
    server.on("tlsClientError", fail);
    this.#duplex.on("error", fail);
    server.emit("connection", this.#duplex);
  }

  /** Octets that were read before, in their order. `more`: others are still to come before what the socket says. */
  push(bytes: Uint8Array, more: boolean): void {
    const held = this.#held ?? [];
    this.#held = more ? held : undefined;
    for (const part of more ? [bytes] : [bytes, ...held]) {
      if (part.length > 0) this.#duplex.push(part);
    }
    if (!more && this.#ended) this.#duplex.push(null);
  }

  #received(socket: Socket, bytes: Uint8Array): void {
    if (this.#held) this.#held.push(bytes);
    else if (!this.#duplex.push(bytes)) socket.pause();
  }
}

function duplexOf(socket: Socket): Duplex {
  const duplex = new Duplex({
    read: () => void socket.resume(),
    write: (chunk: Uint8Array, _encoding, done) => void socket.write(chunk, () => done()),
    final: (done) => void socket.end(() => done()),
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
  socket.on("error", (error) => duplex.destroy(error));
  socket.on("close", () => duplex.destroy());
  return duplex;
}

function certificateOf(stream: TLSSocket): Omit<Secured, "stream"> | undefined {
  try {
    const { raw, fingerprint256 } = stream.getPeerCertificate();
    return { names: namesIn(raw), fingerprint: fingerprint256.replaceAll(":", "").toLowerCase() };
  } catch { // nothing that a peer sends may end the program
    return undefined;
  }
}

function wordsOf(error: Error): string {
  const code = "code" in error ? error.code : undefined;
  const why = code === "ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE"
    ? "the router sent no certificate; it must have one of pcep.pceps.authority"
    : /UnknownCA/i.test(error.message)
    ? "the router does not trust our certificate; give it the authority that signed pcep.pceps.certificate"
    : code === "ECONNRESET"
    ? "broken off; most likely its certificate is not from pcep.pceps.authority or has expired, or it does not trust ours"
    : error.message;
  return `no TLS: ${why}`;
}
