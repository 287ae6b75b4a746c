/**
 * The simulated network over real TCP on loopback: each PCC from an address of its own (127.1.x.y), each
 * speaker behind a port of its own. A thin edge: sockets and one timer around the fold of network.ts.
 */
import { connect, createServer, type Server, type Socket } from "node:net";
import { formatIpv4, parseIpv4 } from "../../src/lib/address.ts";
import type { Weather } from "./chaos.ts";
import { Network, type NetworkEffect, type NetworkEvent } from "./network.ts";
import { type NetworkStats, statsOf } from "./network_stats.ts";
import type { ConfiguredLsp } from "./pcc_lsp.ts";
import type { Personality } from "./personality.ts";
import type { Topology } from "./topology.ts";

export interface SimulationOptions {
  readonly topology: Topology;
  readonly seed: number;
  readonly events?: Weather;
  readonly pcepServer: { readonly address: string; readonly port: number };
  /** Where the speakers listen, in the order of topology.speakers; port 0 takes a free one. */
  readonly bgp: readonly { readonly address: string; readonly port: number }[];
  readonly personality?: Personality | ((router: number) => Personality);
  readonly configured?: readonly { readonly router: number; readonly lsp: ConfiguredLsp }[];
  readonly keepaliveSeconds?: number;
  /** What happens in the network, in words. */
  readonly log?: (words: string) => void;
  /** Sees all octets as they come ("in": from the controller) and go. */
  readonly tap?: (direction: "in" | "out", line: number, bytes: Uint8Array) => void;
}
export interface Simulation {
  readonly network: Network;
  /** Where the speakers listen in truth. */
  readonly speakers: readonly { readonly address: string; readonly port: number }[];
  failLink(name: string): void;
  restoreLink(name: string): void;
  stats(): NetworkStats;
  stop(): Promise<void>;
}

/** The address from which a router's PCC connects: what `pcep.sourceAddress` has to say. */
export const sourceAddressOf = (router: number): string => formatIpv4(SOURCES + router + 1);

/** Answers once the speakers listen; the PCCs connect, and connect again, from then on. */
export async function startSimulation(options: SimulationOptions): Promise<Simulation> {
  const { topology, bgp } = options;
  if (bgp.length !== topology.speakers.length) {
    throw new RangeError(`${topology.speakers.length} speakers need as many listeners`);
  }
  await checkSources(options.pcepServer.address);
  const edge = new Edge(options);
  const speakers = [];
  try {
    for (const [speaker, { address, port }] of bgp.entries()) {
      speakers.push({ address, port: await edge.listen(speaker, address, port) });
    }
  } catch (error) {
    await edge.stop();
    throw error;
  }
  edge.feed({ on: "started" });
  const { network } = edge;
  const set = (name: string, on: "linkFailed" | "linkRestored") =>
    edge.feed({ on: "igp", event: { on, link: network.linkNamed(name) } });
  return {
    network,
    speakers,
    failLink: (name) => set(name, "linkFailed"),
    restoreLink: (name) => set(name, "linkRestored"),
    stats: () => statsOf(network),
    stop: () => edge.stop(),
  };
}

/** Linux and Windows have all of 127.0.0.0/8; elsewhere each address must be made first. */
async function checkSources(server: string): Promise<void> {
  if (!isLoopback(server)) return;
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    const address = sourceAddressOf(0);
    probe.once("error", () =>
      reject(
        new RangeError(
          `this system has no ${address} on its loopback, and each simulated router needs an ` +
            `address of its own; on macOS: sudo ifconfig lo0 alias ${address} (and the next ones)`,
        ),
      ));
    probe.listen(0, address, () => probe.close(() => resolve()));
  });
}
const isLoopback = (address: string) => (parseIpv4(address) ?? 0) >>> 24 === 127;

class Edge {
  readonly network: Network;
  readonly #sockets = new Map<number, Socket>(); // by line
  readonly #servers: Server[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;

  constructor(readonly options: SimulationOptions) {
    this.network = new Network({
      topology: options.topology,
      seed: options.seed,
      ...(options.events ? { weather: options.events } : {}),
      ...(options.personality ? { personality: options.personality } : {}),
      ...(options.configured ? { configured: options.configured } : {}),
      ...(options.keepaliveSeconds ? { keepaliveSeconds: options.keepaliveSeconds } : {}),
    });
  }

  feed(event: NetworkEvent): void {
    if (this.#stopped) return;
    for (const effect of this.network.handle(event, now())) this.#carryOut(effect);
    this.#arm();
  }

  listen(speaker: number, address: string, port: number): Promise<number> {
    const line = this.network.speakerLine(speaker);
    const server = createServer((socket) => {
      if (this.#sockets.has(line)) return void socket.destroy(); // one controller at a time
      this.#adopt(line, socket);
      this.feed({ on: "opened", line });
    });
    this.#servers.push(server);
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, address, () => {
        const bound = server.address();
        resolve(typeof bound === "object" && bound ? bound.port : port);
      });
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    for (const socket of this.#sockets.values()) socket.destroy();
    this.#sockets.clear();
    const closing = this.#servers.map((server) =>
      new Promise<void>((resolve) => server.close(() => resolve()))
    );
    await Promise.all(closing);
  }

  #carryOut(effect: NetworkEffect): void {
    switch (effect.do) {
      case "note":
        return this.options.log?.(effect.words);
      case "connect":
        return this.#connect(effect.line);
      case "write":
        this.options.tap?.("out", effect.line, effect.bytes);
        return void this.#sockets.get(effect.line)?.write(effect.bytes);
      case "close": {
        const socket = this.#sockets.get(effect.line);
        this.#sockets.delete(effect.line);
        if (!socket) return;
        socket.end();
        socket.destroySoon();
      }
    }
  }

  #connect(line: number): void {
    const { address: host, port } = this.options.pcepServer;
    const source = isLoopback(host) ? { localAddress: sourceAddressOf(line) } : {};
    const socket = connect({ host, port, ...source });
    this.#adopt(line, socket);
    socket.once("connect", () => {
      if (this.#sockets.get(line) === socket) this.feed({ on: "opened", line });
    });
  }

  #adopt(line: number, socket: Socket): void {
    this.#sockets.set(line, socket);
    socket.setNoDelay(true);
    socket.on("data", (bytes: Uint8Array) => {
      if (this.#sockets.get(line) !== socket) return;
      this.options.tap?.("in", line, bytes);
      this.feed({ on: "received", line, bytes });
    });
    socket.on("error", () => {}); // "close" follows
    socket.once("close", () => {
      if (this.#sockets.get(line) !== socket) return;
      this.#sockets.delete(line);
      this.feed({ on: "closed", line });
    });
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const wait = this.network.wakeAt - now();
    if (wait === Infinity) return;
    this.#timer = setTimeout(() => this.feed({ on: "woke" }), Math.max(0, Math.ceil(wait / 1000)));
  }
}

let last = 0;
/** Microseconds since 1970, never back. */
function now(): number {
  last = Math.max(last, Math.round((performance.timeOrigin + performance.now()) * 1000));
  return last;
}

const SOURCES = 0x7f010000; // 127.1.0.0
