/**
 * The rules that hold at every moment, checked on each event and its answer from the outside: only the
 * bytes on the wire, the commands, the stored rows and the clock are looked at, never the core's state.
 */
import type { Personality, PersonalityName } from "../../lab/sim/personality.ts";
import { messagesIn } from "../../lab/sim/tape.ts";
import type { Topology } from "../../lab/sim/topology.ts";
import type { Config } from "../../src/controller/config.ts";
import type { Answer, Event, Row } from "../../src/controller/step.ts";
import { formatIpv4 } from "../../src/lib/address.ts";
import { decodeMessage, isEndOfSync } from "../../src/pcep/codec/decode.ts";
import { Framer } from "../../src/pcep/codec/framer.ts";
import type { Message, StateReport } from "../../src/pcep/codec/message.ts";
import { WireError } from "../../src/wire/error.ts";
import type { StoredPolicy } from "../../src/controller/intent/policies.ts";
import { GateModel } from "./gate_model.ts";
import { deletesAll } from "./deletes_all.ts";
import { isSkipped, type Kept, keptFrom } from "./kept_databases.ts";

interface Session extends Kept<Reported> {
  readonly router: number;
  readonly framer: Framer;
  readonly created: Set<string>;
  synchronisedAt: number | undefined;
}
interface Reported {
  readonly name: string;
  readonly delegated: boolean;
  readonly up: boolean;
}
type Told = { readonly at: number; readonly router: number; readonly lsp: string }; // microseconds
export interface WatcherOptions {
  readonly topology: Topology;
  readonly personalities: readonly Personality[];
  readonly config: Config;
}

export class Watcher {
  readonly faults: string[] = [];
  readonly gate: GateModel;
  /** Messages that change an LSP, oldest first. */
  readonly told: Told[] = [];
  /** "router name" of LSPs that came back by themselves: FRR gave them what it was answered to a nameless question. */
  readonly revived = new Set<string>();
  /** Routers that were answered a path; the report of what they gave it may have been lost. */
  readonly #answered = new Set<number>();
  /** Policy of each uid that was ever stored. */
  readonly #policyOf = new Map<string, { readonly name: string; readonly headend: string }>();
  readonly #kept = new Map<string, readonly number[]>(); // candidate paths of what operators want, by uid
  /** The transaction with the newest row of each uid, and the last one that is on disk. */
  readonly #storedWith = new Map<string, number>();
  #storedThrough = 0;
  readonly #sessions = new Map<number, Session>();
  readonly #lastOf = new Map<number, Session>(); // by router
  readonly #routerAt: ReadonlyMap<string, number>;
  readonly #feeds = new Map<number, string>(); // connection → address
  readonly #feedsTold = new Set<string>();
  #feedSpokeAt = 0;
  #waived = false; // "go"
  #now = 0;

  constructor(readonly options: WatcherOptions) {
    const names = options.topology.routers.map(({ loopback, name }) =>
      [formatIpv4(loopback), name] as const
    );
    this.gate = new GateModel(options.config.mode, new Map(names));
    this.#routerAt = new Map(
      options.topology.routers.map(({ loopback }, i) => [formatIpv4(loopback), i]),
    );
  }

  see({ at, what }: Event, answer: Answer): void {
    this.#now = at;
    for (const effect of answer.effects) {
      if (effect.do === "store") {
        for (const row of effect.rows) this.#learn(row, effect.sequence);
      }
      if (effect.do === "note" && effect.note.kind === "bug") this.#fault(effect.note.detail);
    }
    switch (what.on) {
      case "started":
        this.#started(what.stored);
        break;
      case "opened":
        this.#opened(what.connection, what.peer.protocol, what.peer.address);
        break;
      case "received":
        this.#received(what.connection, what.bytes);
        break;
      case "stored":
        this.#storedThrough = what.through;
        break;
      case "closed":
        this.#sessions.delete(what.connection);
        this.#feeds.delete(what.connection);
        break;
      case "command": {
        const refused = answer.effects.some((e) => e.do === "reply" && !e.reply.ok);
        if (!refused) this.gate.take(what.command, at);
        if (what.command.do === "go") this.#waived = true;
      }
    }
    for (const effect of answer.effects) {
      this.gate.learn(effect, at);
      if (effect.do === "write") this.#written(effect.connection, effect.bytes);
    }
  }

  /** LSPs that were told more than `most` times within any `seconds` since `from`. */
  busy(from: number, seconds: number, mostOf: (lsp: string) => number): string[] {
    const times = new Map<string, number[]>(), busy = new Set<string>();
    for (const { at, router, lsp } of this.told) {
      if (at < from) continue;
      const key = `${this.options.topology.routers[router]!.name} ${lsp}`;
      const list = times.get(key) ?? [];
      times.set(key, list);
      list.push(at);
      const most = mostOf(lsp), first = list[list.length - 1 - most];
      if (first !== undefined && at - first <= seconds * 1e6) {
        busy.add(`${key} is told more than ${most} times in ${seconds} s`);
      }
    }
    return [...busy];
  }

  #fault(text: string): void {
    if (this.faults.length < 50) {
      this.faults.push(`${(this.#now % 86400e6 / 1e6).toFixed(3)} ${text}`);
    }
  }
  #learn({ table, value }: Row, sequence: number): void {
    if ((table !== "policy" && table !== "tombstone") || value === null) return;
    const { uid, intent, discriminators } = JSON.parse(value) as StoredPolicy;
    this.#policyOf.set(uid, intent);
    this.#storedWith.set(uid, sequence);
    this.#kept.set(uid, table === "tombstone" ? [] : discriminators);
  }
  #started(rows: readonly Row[]): void {
    this.gate.restart(rows);
    this.#storedThrough = 0; // transactions are counted from 1 in each run
    for (const row of rows) this.#learn(row, 0);
    this.#sessions.clear();
    this.#lastOf.clear();
    this.#feeds.clear();
    this.#feedsTold.clear();
    this.#feedSpokeAt = this.#now;
    this.#waived = false;
  }
  #opened(connection: number, protocol: string, address: string): void {
    if (protocol === "bgp") return void this.#feeds.set(connection, address);
    const router = this.#routerAt.get(address);
    if (router === undefined) return this.#fault(`a session from ${address}`);
    const kept = keptFrom(this.#lastOf.get(router)), created = new Set<string>();
    const session = {
      ...kept,
      ...{ router, framer: new Framer(), created, synchronisedAt: undefined },
    };
    this.#sessions.set(connection, session);
    this.#lastOf.set(router, session);
  }

  #received(connection: number, bytes: Uint8Array): void {
    const feed = this.#feeds.get(connection);
    if (feed !== undefined) {
      this.#quiet();
      this.#feedSpokeAt = this.#now;
      if (bytes.length === 29 && bytes[18] === 2) this.#feedsTold.add(feed); // End-of-RIB alone
      return;
    }
    const session = this.#sessions.get(connection);
    if (!session) return;
    session.framer.push(bytes);
    for (let one = session.framer.next(); one; one = session.framer.next()) {
      if (one instanceof WireError) return this.#fault(`a router wrote what ${one.detail}`);
      const message = decodeMessage(one);
      if (isSkipped(session, message)) session.synchronisedAt = this.#now;
      if (message.kind !== "report") continue;
      for (const report of message.reports) {
        if (isEndOfSync(report)) session.synchronisedAt ??= this.#now;
        else this.#reported(session, report);
      }
    }
  }
  #reported(session: Session, report: StateReport): void {
    if (report.remove) return void session.lsps.delete(report.plspId);
    const name = report.symbolicPathName ?? session.lsps.get(report.plspId)?.name ?? "?";
    const told = session.synchronisedAt !== undefined || this.#answered.has(session.router);
    const revived = told && !session.lsps.has(report.plspId) && !session.created.has(name);
    if (revived) this.revived.add(`${this.#name(session)} ${name}`);
    const up = report.operState === "up" || report.operState === "active";
    const policy = this.#policyOfLsp(this.#name(session), name);
    if (!up && policy !== undefined) this.gate.reportedDown(policy);
    session.lsps.set(report.plspId, { name, delegated: report.delegate, up });
  }

  #written(connection: number, bytes: Uint8Array): void {
    const session = this.#sessions.get(connection);
    if (!session) return;
    for (const one of messagesIn("pcep", bytes)) {
      if (one[1] === 12 && deletesAll(one)) this.#fault("a PCInitiate with R=1 and PLSP-ID 0");
      this.#steers(session, decodeMessage(one));
    }
  }
  #steers(session: Session, message: Message): void {
    if (message.kind === "open") isSkipped(session, message);
    else if (message.kind === "update") {
      for (const { plspId } of message.updates) this.#change(session, "PCUpd", plspId);
    } else if (message.kind === "initiate") {
      for (const request of message.requests) {
        if (request.action === "create") this.#create(session, request.symbolicPathName ?? "?");
        else if (request.action === "takeOver") this.#takeOver(session, request.plspId);
        else this.#change(session, "delete", request.plspId);
      }
    } else if (message.kind === "reply") {
      if (message.replies.every(({ paths }) => paths.length === 0)) return;
      this.#answered.add(session.router);
      this.#pass(session, "PCRep");
    }
  }

  #create(session: Session, name: string): void {
    const what = `PCInitiate of ${name}`;
    this.#pass(session, what, name);
    this.gate.told(this.#policyOfLsp(this.#name(session), name), this.#now);
    const router = this.#name(session), home = this.#policyOf.get(uidIn(name))?.headend;
    if (home !== router) this.#fault(`${what} to ${router}, not ${home}`);
    session.created.add(name);
    for (const lsp of session.lsps.values()) {
      if (lsp.name === name) this.#fault(`${what}, which ${this.#name(session)} has reported`);
    }
  }
  #takeOver(session: Session, plspId: number): void {
    const lsp = session.lsps.get(plspId);
    const what = `PCInitiate to take over ${lsp?.name ?? plspId}`;
    this.#pass(session, what, lsp?.name ?? "?");
    if (!lsp || lsp.delegated) this.#fault(`${what}, which is no orphan`);
  }
  #change(session: Session, kind: string, plspId: number): void {
    const lsp = session.lsps.get(plspId);
    const what = `${kind} for ${lsp?.name ?? `PLSP-ID ${plspId}`}`;
    this.#pass(session, what, lsp?.name ?? "?");
    if (!lsp) this.#fault(`${what}, which ${this.#name(session)} never reported or removed`);
    else if (!lsp.delegated) this.#fault(`${what}, whose last report had D=0`);
    const policy = lsp && this.#policyOfLsp(this.#name(session), lsp.name);
    // An operator deleted or replaced it, whatever holds since.
    const kept = this.#kept.get(uidIn(lsp?.name ?? ""));
    const going = kind === "delete" && kept?.includes(Number(lsp?.name.split(".").pop())) === false;
    const unmovable = lsp?.up && !going ? this.gate.unmovable(policy, this.#now) : undefined;
    if (unmovable !== undefined) this.#fault(`${what} ${unmovable}`);
    this.gate.told(policy, this.#now);
  }

  /** The gate, the start and the synchronisation must be open for anything that changes a router. */
  #pass(session: Session, what: string, lsp?: string): void {
    const router = this.#name(session);
    const policy = lsp === undefined ? undefined : this.#policyOfLsp(router, lsp);
    const closed = this.gate.closed(router, policy) ?? this.#starting() ?? this.#early(session);
    if (closed !== undefined) this.#fault(`${what} to ${router} ${closed}`);
    if ((this.#storedWith.get(uidIn(lsp ?? "")) ?? 0) > this.#storedThrough) {
      this.#fault(`${what} before its intent is on disk`);
    }
    if (lsp !== undefined) this.told.push({ at: this.#now, router: session.router, lsp });
  }
  #starting(): string | undefined {
    const { bgp } = this.options.config;
    this.#quiet();
    const silent = bgp.peers.find(({ address }) => !this.#feedsTold.has(address));
    return silent && `before feed ${silent.address} had told all`;
  }
  #quiet(): void {
    const { bgp, safety } = this.options.config;
    const over = this.#waived || this.#now >= this.#feedSpokeAt + safety.startQuietSeconds * 1e6;
    if (over) { for (const { address } of bgp.peers) this.#feedsTold.add(address); }
  }
  #early(session: Session): string | undefined {
    const { syncGraceSeconds } = this.options.config.safety;
    const { name } = this.options.personalities[session.router]!;
    const grace = syncGraceSeconds ?? GRACE_SECONDS[name] ?? 5;
    if (session.synchronisedAt === undefined) return "before its synchronisation";
    return this.#now < session.synchronisedAt + grace * 1e6 ? "before its grace" : undefined;
  }

  #name = (session: Session): string => this.options.topology.routers[session.router]!.name;
  #policyOfLsp(router: string, name: string): string | undefined {
    const ours = /^cairn\.sim\.([a-z0-9]+)\.\d+$/.exec(name);
    return ours ? this.#policyOf.get(ours[1]!)?.name : `${router}/${name}`;
  }
}

const uidIn = (name: string): string => /^cairn\.sim\.([a-z0-9]+)\./.exec(name)?.[1] ?? "";
/** After End-of-Sync, where it is not five seconds (rules of synchronisation). */
const GRACE_SECONDS: Partial<Record<PersonalityName, number>> = { "frr": 1, "ios-xr": 10 };
