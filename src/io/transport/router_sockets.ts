/**
 * All sockets of routers in one place: connections, what guards them, the certificates of PCEPS, and the two watches that
 * tell the core what an operator should know of them.
 */
import type { Server, Socket } from "node:net";
import type { Peer, What } from "../../controller/step.ts";
import { createConnector } from "../bgp_connector.ts";
import type { EdgeConfig } from "../config/config.ts";
import { Connections } from "../connections.ts";
import type { Log } from "../log.ts";
import { guardedPeers } from "./guarded_peers.ts";
import { Md5Watch } from "./md5_watch.ts";
import { expiryWords, type PcepsFiles, readPcepsFiles } from "./pceps_files.ts";
import { SocketGuard } from "./socket_guard.ts";

export class RouterSockets {
  readonly connections: Connections;
  readonly #guard: SocketGuard;
  readonly #connect: (peer: Peer) => void;
  readonly #md5 = new Md5Watch();
  readonly #timer: ReturnType<typeof setInterval>;
  #pceps: PcepsFiles | undefined;
  #directTls: EdgeConfig["directTls"];
  #told: Partial<Record<"md5" | "certificate", string | undefined>> = {};

  /** Throws EdgeError: a secret or a certificate that cannot be used, something that this machine cannot do. */
  constructor(
    edge: EdgeConfig,
    readonly log: Pick<Log, "say">,
    readonly enqueue: (what: What) => void,
  ) {
    this.#guard = new SocketGuard(guardedPeers(edge.guards ?? []), log);
    this.#pceps = edge.pceps && readPcepsFiles(edge.pceps, Date.now());
    this.#directTls = edge.directTls;
    this.connections = new Connections(enqueue, () => this.#pceps);
    this.#connect = createConnector(this.connections, this.#guard, enqueue);
    this.#timer = setInterval(() => {
      try {
        this.look();
      } catch (error) { // a watch that fails must not end what it watches
        log.say("error", "sockets", `looking at TCP-MD5 and certificates: ${error}`);
      }
    }, LOOK_MILLISECONDS);
  }

  connect(peer: Peer): void {
    this.#connect(peer);
  }
  listens(protocol: Peer["protocol"], server: Server): void {
    this.#guard.listens(protocol, server);
  }
  accepted(socket: Socket, peer: Peer): void {
    try {
      const proof = this.#guard.accepted(socket, peer);
      const connected = { peer, initiated: false, ...(proof && { proof }) };
      if (!this.#isDirect(peer)) return void this.connections.adopt(socket, connected);
      this.connections.adoptSecured(socket, connected, (why) => {
        this.log.say("warning", `pcep ${peer.address}`, why);
      });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.log.say("error", `${peer.protocol} ${peer.address}`, `refused: ${why}`);
      socket.destroy();
    }
  }

  /** Other keys and certificates, for connections from now on. Throws EdgeError and leaves what there was. */
  reconfigure(edge: EdgeConfig): void {
    const pceps = edge.pceps && readPcepsFiles(edge.pceps, Date.now());
    this.#guard.reconfigure(guardedPeers(edge.guards ?? []));
    this.#pceps = pceps;
    this.#directTls = edge.directTls;
    this.look();
  }

  /** Tells the core what has changed since the last look. */
  look(now = Date.now()): void {
    const { signing } = this.#guard;
    const waiting = signing.filter((peer) => !this.connections.has(peer.protocol, peer.address))
      .map(({ address }) => address);
    this.#tell("md5", this.#md5.look(signing.length > 0 ? waiting : undefined, now));
    this.#tell("certificate", this.#pceps && expiryWords(this.#pceps, now));
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#guard.stop();
  }

  #tell(what: "md5" | "certificate", why: string | undefined): void {
    if (this.#told[what] === why) return;
    this.#told[what] = why;
    this.enqueue({ on: "trouble", with: what, why });
  }
  #isDirect({ protocol, address }: Peer): boolean {
    const { byDefault = false, others = [] } = this.#directTls ?? {};
    return protocol === "pcep" && byDefault !== others.includes(address);
  }
}

const LOOK_MILLISECONDS = 10_000;
