/**
 * Puts what the configuration wants on the sockets of routers: keys of TCP-MD5 on listeners before anybody connects, the
 * same and the hops on our own connections before their first packet. What this machine cannot do is refused at the start.
 */
import { connect as connectTcp, type Server, type Socket } from "node:net";
import { EdgeError } from "../edge_error.ts";
import type { Log } from "../log.ts";
import type { Peer } from "../../controller/step.ts";
import { connectWith } from "./connect.ts";
import { listenerDescriptor, socketDescriptor } from "./descriptors.ts";
import type { GuardedPeer } from "./guarded_peers.ts";
import { findLibc, type FoundLibc, type Libc } from "./libc.ts";
import { setHops, setListenerHops, setMd5Key } from "./socket_options.ts";

export class SocketGuard {
  readonly #found: FoundLibc;
  readonly #listeners: { readonly protocol: Peer["protocol"]; readonly server: Server }[] = [];
  readonly #log: Pick<Log, "say">;
  #peers: readonly GuardedPeer[] = [];
  #stopped = false;

  /** Throws EdgeError when something is wanted that this machine cannot do. */
  constructor(peers: readonly GuardedPeer[], log: Pick<Log, "say">, found = findLibc()) {
    this.#found = found;
    this.#log = log;
    this.#take(peers);
  }

  /** Peers that have to sign, by TCP-MD5. */
  get signing(): readonly GuardedPeer[] {
    return this.#peers.filter(({ md5 }) => md5 !== undefined);
  }

  /** Before the first router can have connected. Throws EdgeError. */
  listens(protocol: Peer["protocol"], server: Server): void {
    this.#listeners.push({ protocol, server });
    for (const peer of this.#peers) {
      if (peer.protocol === protocol && peer.md5) this.#putKey(server, peer, peer.md5);
    }
    this.#answerFar(protocol, server);
  }

  /** Other peers or keys, for connections from now on. Throws EdgeError and leaves all as it was. */
  reconfigure(peers: readonly GuardedPeer[]): void {
    const before = this.#peers;
    this.#take(peers);
    for (const { protocol, server } of this.#listeners) {
      const mine = peers.filter((peer) => peer.protocol === protocol);
      for (const peer of before) {
        const still = mine.some(({ address, md5 }) => address === peer.address && md5);
        if (peer.protocol === protocol && peer.md5 !== undefined && !still) {
          this.#putKey(server, peer, undefined);
        }
      }
      for (const peer of mine) if (peer.md5) this.#putKey(server, peer, peer.md5);
      this.#answerFar(protocol, server);
    }
  }

  /** A router has connected. Answers what its connection has proved; throws if it cannot be guarded as wanted. */
  accepted(socket: Socket, { protocol, address }: Peer): "md5" | undefined {
    const peer = this.#peerOf(protocol, address);
    if (peer?.hops && "libc" in this.#found) {
      const descriptor = socketDescriptor(socket);
      const wrong = descriptor
        ? setHops(this.#found.libc, descriptor, address, peer.hops)
        : "its socket is not to be found";
      if (wrong !== undefined && peer.hops.security) throw new Error(`ttlSecurity: ${wrong}`);
    }
    return peer?.md5 === undefined ? undefined : "md5"; // the kernel took no segment without it
  }

  /** Our own connection. Rejects with words for people. */
  async connect(
    { protocol, address, port }: Peer,
    milliseconds: number,
  ): Promise<{ readonly socket: Socket; readonly proof?: "md5" }> {
    const peer = this.#peerOf(protocol, address);
    if (!peer || !("libc" in this.#found)) {
      return { socket: await connectPlainly(address, port, milliseconds) };
    }
    const { md5, hops } = peer;
    try {
      const wanted = { address, port, md5, hops };
      const stopped = () => this.#stopped;
      const socket = await connectWith(this.#found.libc, wanted, milliseconds, stopped);
      return { socket, ...(md5 !== undefined && { proof: "md5" }) };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const silent = md5 !== undefined && why.startsWith("no answer");
      throw new Error(silent ? `${why}; ${KEY_DIFFERS}` : why);
    }
  }
  stop(): void {
    this.#stopped = true;
  }

  #peerOf(protocol: Peer["protocol"], address: string): GuardedPeer | undefined {
    return this.#peers.find((peer) => peer.protocol === protocol && peer.address === address);
  }
  #take(peers: readonly GuardedPeer[]): void {
    if ("why" in this.#found) {
      const { why } = this.#found;
      for (const { key, md5, hops } of peers) {
        if (md5 !== undefined) throw cannot(`${key}.md5`, "TCP-MD5", why);
        if (hops?.security) throw cannot(`${key}.ttlSecurity`, "the TTL of RFC 5082", why);
        this.#log.say("warning", key, `multihop is left to the kernel: ${why}`);
      }
    }
    this.#peers = peers;
  }
  #putKey(server: Server, { key, address }: GuardedPeer, md5: string | undefined): void {
    const libc = this.#libc(`${key}.md5`);
    const descriptor = listenerDescriptor(server);
    const wrong = descriptor
      ? setMd5Key(libc, descriptor, address, md5)
      : "the listening socket is not to be found";
    if (wrong !== undefined) throw cannot(`${key}.md5`, "TCP-MD5", wrong);
  }
  #answerFar(protocol: Peer["protocol"], server: Server): void {
    const peer = this.#peers.find((one) => one.protocol === protocol && one.hops?.security);
    if (!peer) return;
    const libc = this.#libc(`${peer.key}.ttlSecurity`);
    const descriptor = listenerDescriptor(server);
    const wrong = descriptor ? setListenerHops(libc, descriptor) : "the socket is not to be found";
    if (wrong !== undefined) throw cannot(`${peer.key}.ttlSecurity`, "the TTL of RFC 5082", wrong);
  }
  #libc(key: string): Libc {
    if ("libc" in this.#found) return this.#found.libc;
    throw cannot(key, "TCP-MD5", this.#found.why);
  }
}

const cannot = (key: string, what: string, why: string): EdgeError =>
  new EdgeError(
    `${key}: ${what} is not possible here: ${why}; remove the key, or run Cairn where it is`,
  );

function connectPlainly(host: string, port: number, milliseconds: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host, port, noDelay: true });
    const refuse = (why: string) => {
      socket.removeAllListeners();
      socket.on("error", () => {});
      socket.destroy();
      reject(new Error(why));
    };
    socket.setTimeout(milliseconds, () => refuse(`no answer within ${milliseconds / 1000} s`));
    socket.once("error", (error: Error) => refuse(error.message));
    socket.once("connect", () => {
      socket.removeAllListeners();
      socket.setTimeout(0);
      resolve(socket);
    });
  });
}

/** TCP-MD5 says nothing to who signs wrongly. */
export const KEY_DIFFERS =
  "with TCP-MD5 that is also how a key looks that differs or is missing at one end";
