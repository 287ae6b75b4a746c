/**
 * The LSPs of one simulated router, as a fold on PCEP messages: what it reports, delegates, accepts
 * and refuses (RFC 8231 §5.6–5.8, RFC 8281 §5–6), in one of the personalities. No session, no bytes.
 */
import { errorMessage, type Message } from "../../src/pcep/codec/message.ts";
import { createAgenda } from "./agenda.ts";
import type { Manners } from "./manners.ts";
import { Asking } from "./pcc_asking.ts";
import {
  configuredAssociation,
  type ConfiguredLsp,
  END_OF_SYNC,
  labelHop,
  type Lsp,
} from "./pcc_lsp.ts";
import { initiated, updated } from "./pcc_requests.ts";
import {
  type Due,
  type HeadendOptions,
  LspTable,
  type PceCapability,
  reportMessage,
} from "./pcc_table.ts";

export class PccLsps {
  readonly #agenda = createAgenda<Due>();
  readonly #table: LspTable;
  readonly #asking: Asking;
  readonly #configured = new Map<string, ConfiguredLsp>();
  #session = 0;

  constructor(options: HeadendOptions) {
    this.#table = new LspTable(options, this.#agenda);
    this.#asking = new Asking(this.#table);
  }

  /** The session is up: answers the whole synchronisation and its end, then what is to be asked. */
  sessionUp(pce: PceCapability, at: number): readonly Message[] {
    this.#table.pce = pce;
    this.#session++;
    this.#asking.forget();
    this.#synchronise(pce, at);
    return this.#table.flush();
  }
  /** The session is up, and the PCE has all that would be told: only what it may do now is news. */
  sessionKept(pce: PceCapability): readonly Message[] {
    this.#table.pce = pce;
    this.#session++;
    this.#asking.forget();
    for (const lsp of this.#table.byId.values()) {
      const delegated = this.#isHeldBy(lsp, pce);
      if (delegated === lsp.delegated) continue;
      lsp.delegated = delegated;
      this.#table.report(lsp, { associations: true });
    }
    return this.#table.flush();
  }
  get database(): string {
    return this.#table.database;
  }
  sessionDown(at: number): void {
    const table = this.#table;
    if (!table.pce) return;
    table.flush();
    table.pce = undefined;
    this.#asking.forget();
    const { redelegationMicroseconds, stateTimeoutMicroseconds } = table.options.personality;
    const session = this.#session;
    this.#agenda.add(at + redelegationMicroseconds, { due: "redelegation", session });
    this.#agenda.add(at + stateTimeoutMicroseconds, { due: "stateTimeout", session });
  }
  received(message: Message, at: number): readonly Message[] {
    const { refuses, mute } = this.manners;
    if (mute && STEERS.has(message.kind)) return [];
    if (refuses && refuse(this.#table, message)) return this.#table.flush();
    if (message.kind === "initiate") initiated(this.#table, message, at);
    else if (message.kind === "update") updated(this.#table, message, at);
    else if (message.kind === "reply") this.#asking.replied(message, at);
    else if (message.kind === "request" || message.kind === "report") {
      this.#table.say(errorMessage(2, 0));
    }
    return this.#table.flush();
  }
  /** Something that packets depend on has changed. */
  forwardingChanged(): readonly Message[] {
    this.#table.settleAll();
    return this.#table.flush();
  }
  configure(one: ConfiguredLsp, at: number): readonly Message[] {
    this.#configured.set(one.name, one);
    const lsp = this.#add(one);
    if (lsp.origin === "explicit") this.#table.install(lsp, 0, at, true);
    else if (!this.#table.options.personality.requestsFirst) {
      this.#table.report(lsp, { associations: true });
    } else if (this.#table.pce) this.#asking.ask(lsp, at);
    return this.#table.flush();
  }
  unconfigure(name: string): readonly Message[] {
    const lsp = this.#table.byName.get(name);
    if (this.#configured.delete(name) && lsp) {
      this.#asking.forget(lsp);
      this.#table.drop(lsp, 0);
    }
    return this.#table.flush();
  }
  woke(at: number): readonly Message[] {
    for (let due = this.#agenda.take(at); due; due = this.#agenda.take(at)) this.#happen(due, at);
    return this.#table.flush();
  }
  /** The router starts anew: nothing that a PCE made is left, PLSP-IDs begin at 1. */
  rebooted(): void {
    this.#table.clear();
    this.#asking.forget();
    this.#session++;
    for (const one of this.#configured.values()) this.#add(one);
    this.#table.settleSilently();
  }
  /** Reports all that it has, as it is. */
  restate(): readonly Message[] {
    for (const lsp of this.#table.byId.values()) this.#table.report(lsp);
    return this.#table.flush();
  }
  get manners(): Manners {
    return this.#table.manners;
  }
  get wakeAt(): number {
    return this.#agenda.nextAt;
  }
  /** Ascending PLSP-ID. */
  get lsps(): readonly Readonly<Lsp>[] {
    return [...this.#table.byId.values()];
  }
  /** Messages that break a rule of Part I and that a real router might have punished. */
  get violations(): readonly string[] {
    return this.#table.violations;
  }

  #isHeldBy(lsp: Lsp, pce: PceCapability): boolean {
    const { orphans } = this.#table.options.personality;
    const held = lsp.origin === "dynamic" ||
      lsp.origin === "pce" && (lsp.delegated || !orphans);
    return held && pce.update;
  }
  #synchronise(pce: PceCapability, at: number): void {
    const table = this.#table;
    const { repeatsSrpId, requestsFirst, lateMicroseconds } = table.options.personality;
    const toAsk: Lsp[] = [];
    for (const lsp of table.byId.values()) {
      const empty = lsp.origin === "dynamic" && lsp.labels.length === 0;
      if (requestsFirst && (lsp.hidden || empty)) {
        toAsk.push(lsp);
        continue;
      }
      lsp.delegated = this.#isHeldBy(lsp, pce);
      if (lateMicroseconds > 0 && (lsp.plspId + this.#session) % 3 === 0) {
        const { plspId } = lsp, session = this.#session;
        this.#agenda.add(at + lateMicroseconds, { due: "late", plspId, session });
        continue;
      }
      const srpId = repeatsSrpId ? lsp.srpId : 0;
      table.report(lsp, { sync: true, srpId, associations: true });
    }
    if (table.reports) table.say(reportMessage(END_OF_SYNC));
    for (const lsp of toAsk) this.#asking.ask(lsp, at);
  }

  #happen(due: Due, at: number): void {
    if (due.due === "risen") this.#table.risen(due.plspId, due.generation);
    else if (due.due === "late") {
      const lsp = this.#table.byId.get(due.plspId);
      if (lsp && due.session === this.#session) this.#table.report(lsp, { associations: true });
    } else if (due.due === "unanswered") this.#asking.unanswered(due.requestId, at);
    else if (due.session === this.#session && !this.#table.pce) this.#abandoned(due.due);
  }

  /** The PCE stayed away: orphans first, then its state goes (RFC 8231 §5.7.2.2, RFC 8281 §6). */
  #abandoned(due: "redelegation" | "stateTimeout"): void {
    const { keepsEmptyPolicies, orphans } = this.#table.options.personality;
    for (const lsp of [...this.#table.byId.values()]) {
      if (lsp.origin === "explicit") continue;
      if (due === "redelegation") lsp.delegated &&= !orphans; // the others offer all of them on return
      else if (lsp.origin === "pce" && !keepsEmptyPolicies) this.#table.drop(lsp, 0);
      else empty(lsp);
    }
  }

  #add(one: ConfiguredLsp): Lsp {
    const { association } = this.#table.options.personality;
    const { own } = this.#table.options;
    const explicit = one.path.kind === "explicit";
    const lsp = this.#table.add({
      name: one.name,
      origin: explicit ? "explicit" : "dynamic",
      color: one.color,
      endpoint: one.endpoint,
      preference: one.preference,
      candidatePath: `configured ${one.name}`,
      associations: association === undefined
        ? []
        : [configuredAssociation(one, own, this.#table.nextPlspId, association)],
      metrics: one.path.kind === "dynamic" ? one.path.metrics : [],
      delegated: !explicit && (this.#table.pce?.update ?? false),
    });
    if (one.path.kind === "explicit") {
      lsp.labels = one.path.labels;
      lsp.hops = one.path.labels.map(labelHop);
    }
    return lsp;
  }
}

const STEERS: ReadonlySet<Message["kind"]> = new Set(["initiate", "update", "reply"]);

/** Internal error (RFC 8281 §5.4), for each request of a message that has some. */
function refuse(table: LspTable, message: Message): boolean {
  if (message.kind !== "initiate" && message.kind !== "update") return false;
  const requests = message.kind === "initiate" ? message.requests : message.updates;
  for (const { srpId } of requests) table.refuse(24, 2, srpId);
  return true;
}

/** Its list goes; FRR keeps the policy, says nothing of it, and takes an update for it. */
function empty(lsp: Lsp): void {
  lsp.generation = 0;
  lsp.rising = false;
  lsp.hops = [];
  lsp.labels = [];
  lsp.state = "down";
  lsp.createFlag = false;
  lsp.hidden = lsp.origin === "pce";
  if (lsp.origin === "pce") lsp.delegated = true;
}
