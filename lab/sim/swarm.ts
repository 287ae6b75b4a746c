/** A load generator: many PCEP sessions that each report many LSPs, one report a message, and answer updates. */
import { connect, type Socket } from "node:net";
import { formatIpv4, parseIpv4 } from "../../src/lib/address.ts";
import { decodeMessage } from "../../src/pcep/codec/decode.ts";
import { encodeMessage } from "../../src/pcep/codec/encode.ts";
import { Framer } from "../../src/pcep/codec/framer.ts";
import { KEEPALIVE, type Message, type StateReport } from "../../src/pcep/codec/message.ts";
import { WireError } from "../../src/wire/error.ts";
import { END_OF_SYNC, labelHop, type Lsp, reportOf } from "./pcc_lsp.ts";
import { openOfPcc } from "./pcc_open.ts";
import { BLANK_LSP } from "./pcc_table.ts";

export interface SwarmOptions {
  readonly server: { readonly address: string; readonly port: number };
  readonly count: number; // sessions
  readonly lsps: number; // on each
  readonly delegated?: boolean;
  readonly labels?: number; // in each list: 3
  readonly keepaliveSeconds?: number;
}
export interface Swarm {
  /** By performance.now(): all bytes were made, the first session is about to be opened. */
  readonly startedAt: number;
  readonly stats: SwarmStats;
  stop(): void;
}
export interface SwarmStats {
  connected: number;
  up: number;
  reportsSent: number;
  requestsHeard: number; // LSPs in PCUpd and PCInitiate
  closed: number;
}

/** Makes all bytes first, then opens all sessions at once; from 127.2.x.y when the server is on loopback. */
export function startSwarm(options: SwarmOptions): Swarm {
  const stats: SwarmStats = { connected: 0, up: 0, reportsSent: 0, requestsHeard: 0, closed: 0 };
  const tables = Array.from({ length: options.count }, (_, router) => syncOf(options, router));
  const startedAt = performance.now();
  const sessions = tables.map((sync, router) => openSession(options, router, sync, stats));
  return {
    startedAt,
    stats,
    stop() {
      for (const stop of sessions) stop();
    },
  };
}

/** Everything from the first report to the end of synchronisation. */
function syncOf(options: SwarmOptions, router: number): Uint8Array {
  const own = LOOPBACKS + router + 1;
  const reports = Array.from({ length: options.lsps }, (_, n): StateReport => {
    const labels = Array.from(
      { length: options.labels ?? 3 },
      (_, i) => 16001 + (n + 7 * i) % 4000,
    );
    const lsp: Lsp = {
      ...BLANK_LSP,
      plspId: n + 1,
      name: `swarm-${router + 1}-${n + 1}`,
      origin: "explicit",
      endpoint: LOOPBACKS + (router + n + 1) % 65000 + 1,
      hops: labels.map(labelHop),
      labels,
      delegated: options.delegated ?? false,
      state: "active",
    };
    return reportOf(lsp, own, { sync: true });
  });
  const messages = [...reports, END_OF_SYNC].map((report) =>
    encodeMessage({ kind: "report", reports: [report], problems: [] })
  );
  return joined(messages);
}

function openSession(
  options: SwarmOptions,
  router: number,
  sync: Uint8Array,
  stats: SwarmStats,
): () => void {
  const { address: host, port } = options.server;
  const keepaliveSeconds = options.keepaliveSeconds ?? 30;
  const loopback = (parseIpv4(host) ?? 0) >>> 24 === 127;
  const localAddress = formatIpv4(SOURCES + router + 1);
  const socket = connect({ host, port, ...(loopback ? { localAddress } : {}) });
  const framer = new Framer();
  let beat: ReturnType<typeof setInterval> | undefined;
  let state: "open" | "keep" | "up" = "open";
  const say = (message: Message) => void socket.write(encodeMessage(message));
  socket.setNoDelay(true);
  socket.once("connect", () => {
    stats.connected++;
    say(openOfPcc({ keepaliveSeconds, sessionId: 1, association: 6, msd: 10 }));
    beat = setInterval(() => say(KEEPALIVE), keepaliveSeconds * 1000);
  });
  socket.on("data", (bytes: Uint8Array) => {
    framer.push(bytes.slice());
    for (let one = framer.next(); one && !(one instanceof WireError); one = framer.next()) {
      const message = decodeMessage(one);
      if (state === "open" && message.kind === "open") {
        say(KEEPALIVE);
        state = "keep";
      } else if (state === "keep" && message.kind === "keepalive") {
        state = "up";
        stats.up++;
        socket.write(sync);
        stats.reportsSent += options.lsps + 1;
      } else answer(message, router, socket, stats);
    }
  });
  socket.on("error", () => {}); // "close" follows
  socket.once("close", () => {
    clearInterval(beat);
    stats.closed++;
    if (state === "up") stats.up--;
  });
  return () => {
    clearInterval(beat);
    socket.destroy();
  };
}

/** Each update is acknowledged and done at once: active, with the list that came. */
function answer(message: Message, router: number, socket: Socket, stats: SwarmStats): void {
  if (message.kind === "update") {
    for (const update of message.updates) {
      stats.requestsHeard++;
      const lsp: Lsp = {
        ...BLANK_LSP,
        plspId: update.plspId,
        name: `swarm-${router + 1}-${update.plspId}`,
        origin: "pce",
        endpoint: LOOPBACKS + 1,
        hops: update.ero,
        delegated: true,
        state: update.ero.length > 0 ? "active" : "down",
      };
      const report = reportOf(lsp, LOOPBACKS + router + 1, { srpId: update.srpId });
      socket.write(encodeMessage({ kind: "report", reports: [report], problems: [] }));
      stats.reportsSent++;
    }
  } else if (message.kind === "initiate") stats.requestsHeard += message.requests.length;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const LOOPBACKS = 0x0afe0000; // 10.254.0.0
const SOURCES = 0x7f020000; // 127.2.0.0
