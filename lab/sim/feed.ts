/** A load generator: one BGP-LS speaker with thousands of nodes, which fail and mend links as fast as asked. */
import { connect, createServer, type Server, type Socket } from "node:net";
import { BgpLsSpeaker, type Route } from "./bgp_ls_speaker.ts";
import { createIgp, type LsChange } from "./igp.ts";
import type { LineEffect } from "./line.ts";
import { attributeOf, nlriOf } from "./ls_render.ts";
import { createRandom, type Random } from "./random.ts";
import { buildTopology, type LinkSketch, type RouterSketch, type Topology } from "./topology.ts";

export interface FeedOptions {
  readonly nodes: number;
  /** Another network than feedTopology(nodes). */
  readonly topology?: Topology;
  readonly seed?: number;
  readonly asn?: number;
  readonly peerAsn?: number;
  /** Connects to a passive controller, or waits for an active one. */
  readonly peer:
    | { readonly connect: { readonly address: string; readonly port: number } }
    | { readonly listen: { readonly address: string; readonly port: number } };
  /** Link failures and returns a second, both half-links each. */
  readonly churnPerSecond?: number;
}
export interface Feed {
  readonly port: number;
  readonly nlriCount: number;
  /** By performance.now(): when the first octet of the table was handed to the socket; 0: not yet. */
  readonly tellingAt: number;
  /** Withdraws and announces both halves of a link. */
  setLink(link: number, up: boolean): void;
  stop(): Promise<void>;
}

/** Nodes, links and node SIDs like a national network: mean degree 3.96, as 59,600 NLRI for 10,000 nodes. */
export function feedTopology(nodes: number, seed = 1): Topology {
  if (nodes < 3) throw new RangeError("a feed has at least three nodes");
  const random = createRandom(seed);
  const routers = Array.from({ length: nodes }, (_, i): RouterSketch => ({
    name: `n${i + 1}`,
    latitude: 36 + 24 * random.next(),
    longitude: -9 + 37 * random.next(),
  }));
  const link = (a: number, b: number): LinkSketch => ({
    a: `n${a + 1}`,
    b: `n${b + 1}`,
    igpMetric: random.between(1, 100),
    delayMicroseconds: random.between(100, 20_000),
    gigabitsPerSecond: 100,
  });
  const links = routers.map((_, i) => link(i, (i + 1) % nodes));
  const chords = Math.floor(0.98 * nodes);
  for (let i = 0; i < chords; i++) links.push(link(i, otherThan(i, nodes, random)));
  return buildTopology({ name: `feed:${nodes}`, routers, links });
}

/** Prepares all its bytes first; answers when it listens, or has begun to connect. */
export async function startFeed(options: FeedOptions): Promise<Feed> {
  const { nodes, seed = 1, asn = 65000, peerAsn = 65001, churnPerSecond = 0 } = options;
  const topology = { ...options.topology ?? feedTopology(nodes, seed), asn };
  const igp = createIgp(topology, { random: createRandom(seed) });
  const speaker = new BgpLsSpeaker({
    asn,
    bgpIdentifier: topology.routers[0]!.loopback,
    prepareFor: asn === peerAsn ? "internal" : "external",
  });
  const routeOf = (change: LsChange): Route => ({
    key: `${change.what} ${change.index}`,
    nlri: nlriOf(topology, change),
    attribute: change.present ? attributeOf(topology, igp, change) : undefined,
  });
  speaker.handle({ on: "told", routes: igp.snapshot(0).map(routeOf) }, now());
  const edge = new FeedEdge(speaker);
  const port = "listen" in options.peer
    ? await edge.listen(options.peer.listen.address, options.peer.listen.port)
    : edge.connect(options.peer.connect.address, options.peer.connect.port);
  const setLink = (link: number, up: boolean) => {
    const halves = [2 * link, 2 * link + 1];
    const routes = halves.map((index) => routeOf({ what: "link", index, present: up }));
    edge.carry(speaker.handle({ on: "told", routes }, now()));
  };
  if (churnPerSecond > 0) edge.every(1000 / churnPerSecond, churn(topology, seed, setLink));
  return {
    port,
    nlriCount: speaker.routeCount,
    get tellingAt() {
      return edge.tellingAt;
    },
    setLink,
    stop: () => edge.stop(),
  };
}

/** Every other step mends what the one before broke. */
function churn(topology: Topology, seed: number, setLink: (link: number, up: boolean) => void) {
  const random = createRandom(seed + 1);
  let down: number | undefined;
  return () => {
    if (down === undefined) setLink(down = random.between(0, topology.links.length - 1), false);
    else {
      setLink(down, true);
      down = undefined;
    }
  };
}

class FeedEdge {
  tellingAt = 0;
  #socket: Socket | undefined;
  #server: Server | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #repeating: ReturnType<typeof setInterval>[] = [];
  #stopped = false;

  constructor(readonly speaker: BgpLsSpeaker) {}

  listen(address: string, port: number): Promise<number> {
    const server = this.#server = createServer((socket) => {
      if (this.#socket) return void socket.destroy();
      this.#adopt(socket);
      this.carry(this.speaker.handle({ on: "opened" }, now()));
    });
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, address, () => {
        const bound = server.address();
        resolve(typeof bound === "object" && bound ? bound.port : port);
      });
    });
  }
  connect(host: string, port: number): number {
    const socket = connect({ host, port });
    this.#adopt(socket, () => setTimeout(() => this.#stopped || this.connect(host, port), 1000));
    socket.once("connect", () => this.carry(this.speaker.handle({ on: "opened" }, now())));
    return port;
  }
  every(milliseconds: number, then: () => void): void {
    this.#repeating.push(setInterval(() => {
      if (this.speaker.state === "established") then();
    }, milliseconds));
  }
  carry(effects: readonly LineEffect[]): void {
    const socket = this.#socket;
    if (!socket) return;
    if (effects.length > this.speaker.routeCount) this.tellingAt = performance.now();
    socket.cork();
    for (const effect of effects) {
      if (effect.do === "write") socket.write(effect.bytes);
      else if (effect.do === "close") socket.end();
    }
    socket.uncork();
    this.#arm();
  }
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    for (const timer of this.#repeating) clearInterval(timer);
    this.#socket?.destroy();
    const server = this.#server;
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  #adopt(socket: Socket, onClosed?: () => void): void {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (bytes: Uint8Array) => {
      this.carry(this.speaker.handle({ on: "received", bytes }, now()));
    });
    socket.on("error", () => {}); // "close" follows
    socket.once("close", () => {
      this.#socket = undefined;
      this.speaker.handle({ on: "closed" }, now());
      if (!this.#stopped) onClosed?.();
    });
  }
  #arm(): void {
    clearTimeout(this.#timer);
    const wait = this.speaker.wakeAt - now();
    if (wait === Infinity || this.#stopped) return;
    this.#timer = setTimeout(
      () => this.carry(this.speaker.handle({ on: "woke" }, now())),
      Math.max(0, Math.ceil(wait / 1000)),
    );
  }
}

function otherThan(i: number, size: number, random: Random): number {
  const j = random.between(0, size - 2);
  return j < i ? j : j + 1;
}
const now = () => Math.round((performance.timeOrigin + performance.now()) * 1000);
