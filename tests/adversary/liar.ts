/**
 * A core with a liar on the line: what routers say is changed, added or kept back before the core hears it, and what the
 * core says may be lost. Holds at every step what must never be otherwise, whatever a router does.
 */
import { MemorySimulation } from "../../lab/sim/memory.ts";
import type { MemoryOptions } from "../../lab/sim/memory_config.ts";
import { createCore } from "../../src/controller/core.ts";
import type { Answer, Core, Effect, Event } from "../../src/controller/step.ts";
import { compute } from "../../src/path/compute.ts";
import { decodeMessage, isEndOfSync } from "../../src/pcep/codec/decode.ts";
import { encodeMessage } from "../../src/pcep/codec/encode.ts";
import { Framer } from "../../src/pcep/codec/framer.ts";
import type { Message, StateReport } from "../../src/pcep/codec/message.ts";
import { DEFAULT } from "../../src/pcep/profiles/default.ts";
import { FIVE } from "../controller/simulation.ts";

/** Both answer what goes on instead of the message: itself, something else, more, or nothing. */
export interface Lies {
  readonly toCore?: (router: string, message: Message) => readonly Message[];
  readonly toRouter?: (router: string, message: Message, at: number) => readonly Message[];
  /** Octets of room that a PCEP connection is given at a time; all that there is unless set. */
  readonly room?: (octets: number) => readonly number[];
}
export interface Said {
  readonly at: number; // microseconds
  readonly router: string;
  readonly message: Message;
}

/** Between one simulation and its core; a core that is started anew gets the same liar. */
export class Liar {
  lies: Lies;
  /** PCUpd, PCInitiate and PCRep with a path that the core wanted to go out. */
  readonly changes: Said[] = [];
  /** Broken invariants; empty in a good run. */
  readonly faults: string[] = [];
  readonly connections = new Map<string, number>();
  core: Core | undefined;
  readonly #routers = new Map<number, string>();
  readonly #framers = new Map<number, Framer>();
  readonly #synchronised = new Set<number>();
  readonly #delegated = new Map<string, boolean>(); // connection / PLSP-ID
  #waiting: Event["what"][] = [];

  constructor(lies: Lies = {}) {
    this.lies = lies;
  }

  readonly createCore = (): Core => this.around(createCore());

  around(inner: Core): Core {
    this.core = inner;
    this.#delegated.clear();
    return {
      handle: (event) => this.#handle(inner, event),
      save: () => inner.save(),
      get view() {
        return inner.view;
      },
    };
  }

  /** Said to the core at its next event, as if the router had. */
  inject(router: string, ...messages: readonly Message[]): void {
    const connection = this.connections.get(router);
    if (connection === undefined) throw new Error(`${router} has no session`);
    for (const message of messages) {
      this.#hear(connection, message);
      const bytes = encodeMessage(message, DEFAULT);
      this.#waiting.push({ on: "received", connection, bytes });
    }
  }
  /** Any event, before the next one. */
  tell(...whats: readonly Event["what"][]): void {
    this.#waiting.push(...whats);
  }

  #handle(inner: Core, event: Event): Answer {
    const effects: Effect[] = [];
    let wakeAt = Infinity;
    const feed = (what: Event["what"]) => {
      const answer = inner.handle({ at: event.at, what });
      wakeAt = answer.wakeAt;
      for (const effect of answer.effects) effects.push(...this.#out(effect, event.at));
    };
    for (const what of this.#waiting.splice(0)) feed(what);
    for (const what of this.#in(event.what)) feed(what);
    return { effects, wakeAt };
  }

  #in(what: Event["what"]): readonly Event["what"][] {
    if (what.on === "opened" && what.peer.protocol === "pcep") {
      const router = FIVE.routers.find((r) => dotted(r.loopback) === what.peer.address)?.name ?? "";
      this.#routers.set(what.connection, router);
      this.#framers.set(what.connection, new Framer());
      if (router !== "") this.connections.set(router, what.connection);
    }
    if (what.on === "room" && this.lies.room && this.#framers.has(what.connection)) {
      return this.lies.room(what.octets).map((octets) => ({ ...what, octets }));
    }
    if (what.on !== "received") return [what];
    const framer = this.#framers.get(what.connection);
    if (!framer) return [what];
    framer.push(what.bytes);
    const out: Event["what"][] = [];
    for (let raw = framer.next(); raw instanceof Uint8Array; raw = framer.next()) {
      const message = decodeMessage(raw);
      const router = this.#routers.get(what.connection)!;
      for (const said of this.lies.toCore?.(router, message) ?? [message]) {
        this.#hear(what.connection, said);
        const bytes = said === message ? raw : encodeMessage(said, DEFAULT);
        out.push({ on: "received", connection: what.connection, bytes });
      }
    }
    return out;
  }

  #hear(connection: number, message: Message): void {
    if (message.kind !== "report") return;
    for (const report of message.reports) {
      const { plspId, delegate } = report;
      if (isEndOfSync(report)) this.#synchronised.add(connection);
      this.#delegated.set(`${connection}/${plspId}`, delegate);
    }
  }

  #out(effect: Effect, at: number): readonly Effect[] {
    if (effect.do !== "write") return [effect];
    const router = this.#routers.get(effect.connection);
    if (router === undefined) return [effect];
    const message = decodeMessage(effect.bytes);
    this.#inspect(router, effect.connection, message, at);
    const said = this.lies.toRouter?.(router, message, at);
    if (!said || (said.length === 1 && said[0] === message)) return [effect];
    return said.map((m) => ({ ...effect, bytes: encodeMessage(m, DEFAULT) }));
  }

  #inspect(router: string, connection: number, message: Message, at: number): void {
    const changes = message.kind === "update" || message.kind === "initiate" ||
      (message.kind === "reply" && message.replies.some((r) => r.paths.length > 0));
    if (!changes) return;
    this.changes.push({ at, router, message });
    const status = this.core!.view.row("status", 0);
    const closed = status && (!status.ready || status.frozenBy !== undefined ||
      status.mode !== "control");
    if (closed) this.faults.push(`${message.kind} to ${router} through a closed gate`);
    if (message.kind !== "reply" && !this.#synchronised.has(connection)) {
      this.faults.push(`${message.kind} to ${router} before its End-of-Sync`);
    }
    if (message.kind === "update") {
      for (const { plspId } of message.updates) {
        if (this.#delegated.get(`${connection}/${plspId}`) === false) {
          this.faults.push(`PCUpd to ${router} for PLSP-ID ${plspId}, last reported with D=0`);
        }
      }
    }
    if (message.kind === "initiate") {
      for (const request of message.requests) {
        if (request.action === "delete" && Number(request.plspId) === 0) {
          this.faults.push(`a delete of everything to ${router}`);
        }
      }
    }
  }
}

export interface Lied {
  readonly sim: MemorySimulation;
  readonly liar: Liar;
}
export function lying(lies: Lies = {}, change: Partial<MemoryOptions> = {}): Lied {
  const liar = new Liar(lies);
  const sim = new MemorySimulation({
    topology: FIVE,
    seed: 1,
    createCore: liar.createCore,
    compute,
    ...change,
  });
  return { sim, liar };
}

/** Changes one LSP's reports; `change` answers the reports that go on instead. */
export const reports = (
  change: (router: string, report: StateReport) => readonly StateReport[],
): NonNullable<Lies["toCore"]> =>
(router, message) =>
  message.kind === "report"
    ? [{ ...message, reports: message.reports.flatMap((r) => change(router, r)) }]
      .filter((m) => m.reports.length > 0)
    : [message];

export const reportOf = (report: StateReport): Message => ({
  kind: "report",
  reports: [report],
  problems: [],
});
const dotted = (address: number): string =>
  [24, 16, 8, 0].map((shift) => address >>> shift & 255).join(".");
