/**
 * A router that knows two controllers (RFC 8231 §5.7): towards its simulated PCC one PCE, towards each controller the
 * router. Reports go to both, the delegation of each LSP to one; whoever is gone for too long loses what it held.
 */
import { encodeMessage } from "../../src/pcep/codec/encode.ts";
import { decodeMessage, isEndOfSync } from "../../src/pcep/codec/decode.ts";
import { Framer } from "../../src/pcep/codec/framer.ts";
import {
  errorMessage,
  KEEPALIVE,
  type Message,
  type Open,
  type StateReport,
} from "../../src/pcep/codec/message.ts";
import { PCE } from "../../src/pcep/session/open.ts";
import { openMessage } from "../../src/pcep/session/open.ts";
import { DEFAULT } from "../../src/pcep/profiles/default.ts";
import { WireError } from "../../src/wire/error.ts";
import { END_OF_SYNC } from "../../lab/sim/pcc_lsp.ts";
import { reportMessage } from "../../lab/sim/pcc_table.ts";

/** What the relay does to the world. */
export interface RelayHands {
  toRouter(bytes: Uint8Array): void;
  toController(which: number, bytes: Uint8Array): void;
  later(seconds: number, then: () => void): void;
}
interface Side {
  readonly framer: Framer;
  up: boolean;
}

export class Relay {
  /** Which controller holds an LSP, by PLSP-ID; absent: none. */
  readonly holders = new Map<number, number>();
  /** What a real router would have answered by PCErr 19/1 or worse. */
  readonly violations: string[] = [];
  /** PCUpd and PCInitiate that each controller sent, in words. */
  readonly heard: [string[], string[]] = [[], []];
  readonly #reports = new Map<number, StateReport>();
  readonly #sides = new Map<number, Side>();
  readonly #askedBy = new Map<number, number>(); // SRP-ID → controller
  readonly #generation = [0, 0];
  #framer = new Framer();
  #open: Open | undefined;

  constructor(readonly hands: RelayHands) {}

  get sides(): readonly number[] {
    return [...this.#sides.keys()];
  }

  // Towards the router

  routerOpened(): void {
    this.#framer = new Framer();
  }
  fromRouter(bytes: Uint8Array): void {
    this.#framer.push(bytes);
    for (let one = this.#framer.next(); one; one = this.#framer.next()) {
      if (one instanceof WireError) throw one;
      this.#routerSays(decodeMessage(one));
    }
  }
  #routerSays(message: Message): void {
    if (message.kind === "open") {
      this.#open = message;
      const local = { ...PCE, keepaliveSeconds: 0, deadTimerSeconds: 0 };
      this.hands.toRouter(encodeMessage(openMessage(local, DEFAULT)));
      this.hands.toRouter(encodeMessage(KEEPALIVE));
    } else if (message.kind === "report") {
      for (const report of message.reports) if (!isEndOfSync(report)) this.#reported(report);
    } else if (message.kind === "error") {
      for (const { type, value, srpIds } of message.errors) {
        const by = this.#askedBy.get(srpIds[0] ?? 0);
        if (by !== undefined) this.#say(by, errorMessage(type, value, { srpIds }));
      }
    }
  }
  #reported(report: StateReport): void {
    const { plspId, srpId, remove } = report;
    const by = this.#askedBy.get(srpId);
    if (!this.#reports.has(plspId) && report.delegate) this.holders.set(plspId, by ?? 0);
    if (remove) this.#reports.delete(plspId);
    else this.#reports.set(plspId, report);
    for (const which of this.#sides.keys()) this.#tell(which, report, by === which ? srpId : 0);
    if (remove) this.holders.delete(plspId);
  }

  // Towards the controllers

  /** A connection to it stands. */
  connected(which: number): void {
    if (!this.#open) throw new Error("the router has not spoken yet");
    this.#sides.set(which, { framer: new Framer(), up: false });
    this.#generation[which]!++;
    this.hands.toController(which, encodeMessage(this.#open));
  }
  /** It is gone; after the redelegation timer it holds nothing any more. */
  disconnected(which: number): void {
    if (!this.#sides.delete(which)) return;
    const generation = this.#generation[which];
    this.hands.later(REDELEGATION_SECONDS, () => {
      if (this.#generation[which] === generation) this.#abandoned(which);
    });
  }
  #abandoned(gone: number): void {
    for (const [plspId, which] of [...this.holders]) {
      if (which !== gone) continue;
      const report = this.#reports.get(plspId);
      const [other] = this.#sides.keys();
      if (report?.create || other === undefined) this.holders.delete(plspId); // an orphan
      else this.holders.set(plspId, other);
      if (report) { for (const side of this.#sides.keys()) this.#tell(side, report, 0); }
    }
  }
  fromController(which: number, bytes: Uint8Array): void {
    const side = this.#sides.get(which);
    side?.framer.push(bytes);
    for (let one = side?.framer.next(); one; one = side?.framer.next()) {
      if (one instanceof WireError) throw one;
      this.#controllerSays(which, side!, decodeMessage(one), one);
    }
  }
  #controllerSays(which: number, side: Side, message: Message, bytes: Uint8Array): void {
    if (message.kind === "open") return this.#say(which, KEEPALIVE);
    if (message.kind === "keepalive" && !side.up) {
      side.up = true;
      for (const report of this.#reports.values()) {
        this.#tell(which, { ...report, sync: true }, 0);
      }
      return this.#say(which, reportMessage(END_OF_SYNC));
    }
    if (message.kind === "update") {
      for (const { plspId, srpId } of message.updates) {
        this.heard[which]!.push(`PCUpd ${plspId}`);
        if (this.#may(which, plspId, srpId)) this.#pass(which, srpId, bytes);
      }
    } else if (message.kind === "initiate") {
      for (const request of message.requests) {
        this.heard[which]!.push(`PCInitiate ${request.action}`);
        const { srpId } = request;
        if (request.action === "create") this.#pass(which, srpId, bytes);
        else if (request.action === "takeOver") this.#takeOver(which, request.plspId, srpId);
        else if (this.#may(which, request.plspId, srpId)) this.#pass(which, srpId, bytes);
      }
    }
  }
  #may(which: number, plspId: number, srpId: number): boolean {
    if (this.holders.get(plspId) === which) return true;
    this.violations.push(`controller ${which + 1} steers LSP ${plspId}, which it does not hold`);
    this.#say(which, errorMessage(19, 1, { srpIds: [srpId] }));
    return false;
  }
  #takeOver(which: number, plspId: number, srpId: number): void {
    const report = this.#reports.get(plspId);
    if (!report || this.holders.has(plspId)) {
      return this.#say(which, errorMessage(19, report ? 8 : 3, { srpIds: [srpId] }));
    }
    this.holders.set(plspId, which);
    for (const side of this.#sides.keys()) this.#tell(side, report, side === which ? srpId : 0);
  }
  #pass(which: number, srpId: number, bytes: Uint8Array): void {
    this.#askedBy.set(srpId, which);
    this.hands.toRouter(bytes);
  }

  #tell(which: number, report: StateReport, srpId: number): void {
    if (!this.#sides.get(which)?.up) return;
    const delegate = report.delegate && this.holders.get(report.plspId) === which;
    this.#say(which, reportMessage({ ...report, delegate, srpId }));
  }
  #say(which: number, message: Message): void {
    if (this.#sides.has(which)) this.hands.toController(which, encodeMessage(message));
  }
  /** So that nobody takes the router for dead. */
  keepAlive(): void {
    for (const which of this.#sides.keys()) this.#say(which, KEEPALIVE);
  }
}

const REDELEGATION_SECONDS = 30;
