/**
 * A router as PCC, as a fold on one connection: connects, opens, synchronises, keeps alive, comes back
 * (RFC 5440 §4.2, RFC 8231 §5). Written apart from src/pcep/session, so that both sides meet.
 */
import { WireError } from "../../src/wire/error.ts";
import { decodeMessage } from "../../src/pcep/codec/decode.ts";
import { encodeMessages } from "../../src/pcep/codec/encode.ts";
import { Framer } from "../../src/pcep/codec/framer.ts";
import {
  close,
  errorMessage,
  KEEPALIVE,
  type Message,
  type Open,
} from "../../src/pcep/codec/message.ts";
import { writeInHand } from "./foreign/write.ts";
import { createAgenda } from "./agenda.ts";
import { frrDangers } from "./frr_dangers.ts";
import type { LineEffect, LineEvent } from "./line.ts";
import { isLate, LATE_MICROSECONDS } from "./manners.ts";
import type { ConfiguredLsp } from "./pcc_lsp.ts";
import { PccLsps } from "./pcc_lsps.ts";
import { DatabaseVersion } from "./database_version.ts";
import { capabilityOf, openOfPcc } from "./pcc_open.ts";
import type { HeadendOptions } from "./pcc_table.ts";
import type { Random } from "./random.ts";

export type PccEvent =
  | LineEvent
  | { readonly on: "poweredOn" }
  | { readonly on: "poweredOff" } // nothing is said any more; a PCE's LSPs are gone
  | { readonly on: "cut"; readonly why: string } // the connection breaks without a word
  | { readonly on: "forwardingChanged" }
  | { readonly on: "restated" } // everything is reported again
  | { readonly on: "configured"; readonly lsp: ConfiguredLsp }
  | { readonly on: "unconfigured"; readonly name: string };
export interface PccOptions extends HeadendOptions {
  readonly random: Random;
  readonly keepaliveSeconds?: number;
  readonly retryMicroseconds?: number; // after a lost connection; grows eightfold while none answers
}
export type PccState = "off" | "waiting" | "connecting" | "openWait" | "keepWait" | "up";

export class Pcc {
  readonly #lsps: PccLsps;
  readonly #version: DatabaseVersion | undefined;
  #state: PccState = "off";
  #framer = new Framer();
  #pce: Open | undefined;
  #sessionId = 0;
  #failures = 0;
  #retryAt = Infinity;
  #patienceAt = Infinity; // OpenWait, KeepWait, DeadTimer
  #keepaliveAt = Infinity;
  #out: LineEffect[] = [];
  #late = createAgenda<Message>();
  readonly #dangers: string[] = [];

  constructor(readonly options: PccOptions) {
    this.#lsps = new PccLsps(options);
    this.#version = options.personality.databaseVersions ? new DatabaseVersion() : undefined;
  }

  handle(event: PccEvent, at: number): readonly LineEffect[] {
    this.#happen(event, at);
    const effects = this.#out;
    this.#out = [];
    return effects;
  }
  get wakeAt(): number {
    const { wakeAt } = this.#lsps, { nextAt } = this.#late;
    return Math.min(this.#retryAt, this.#patienceAt, this.#keepaliveAt, nextAt, wakeAt);
  }
  get state(): PccState {
    return this.#state;
  }
  /** Messages of the PCE that a real router might have punished. */
  get violations(): readonly string[] {
    return [...this.#lsps.violations, ...this.#dangers];
  }
  get lsps(): PccLsps {
    return this.#lsps;
  }

  #happen(event: PccEvent, at: number): void {
    switch (event.on) {
      case "poweredOn":
        if (this.#state === "off") this.#connect();
        return;
      case "poweredOff":
        this.#hangUp("the router is down", at);
        this.#lsps.rebooted();
        this.#state = "off";
        this.#retryAt = Infinity;
        return;
      case "cut":
        return this.#hangUp(event.why, at);
      case "opened":
        return this.#opened(at);
      case "received":
        return this.#received(event.bytes, at);
      case "closed":
        return this.#lost(at);
      case "woke":
        return this.#woke(at);
      case "forwardingChanged":
        return this.#say(this.#lsps.forwardingChanged(), at);
      case "restated":
        return this.#say(this.#lsps.restate(), at);
      case "configured":
        return this.#say(this.#lsps.configure(event.lsp, at), at);
      case "unconfigured":
        return this.#say(this.#lsps.unconfigure(event.name), at);
    }
  }

  // The session

  #connect(): void {
    this.#state = "connecting";
    this.#retryAt = Infinity;
    this.#out.push({ do: "connect" });
  }
  #opened(at: number): void {
    this.#framer = new Framer();
    this.#sessionId = this.#sessionId + 1 & 255;
    this.#state = "openWait";
    this.#patienceAt = at + OPEN_WAIT;
    this.#send(this.#open());
  }
  #received(bytes: Uint8Array, at: number): void {
    this.#framer.push(bytes);
    for (let one = this.#framer.next(); one; one = this.#framer.next()) {
      if (this.#state === "off" || this.#state === "waiting") return;
      if (one instanceof WireError) return this.#leave(at, `${one.detail}`, close(3));
      try {
        const message = decodeMessage(one);
        if (this.options.personality.name === "frr") this.#beware(message, one);
        this.#hear(message, at);
      } catch (error) {
        if (!(error instanceof WireError)) throw error;
        return this.#leave(at, error.detail, close(3));
      }
    }
  }
  #hear(message: Message, at: number): void {
    if (message.kind === "close") return this.#hangUp(`the PCE said Close ${message.reason}`, at);
    switch (this.#state) {
      case "openWait":
        if (message.kind !== "open") return this.#leave(at, "no Open", errorMessage(1, 1));
        this.#pce = message;
        this.#state = "keepWait";
        this.#patienceAt = at + OPEN_WAIT;
        this.#keepaliveAt = at + this.#keepaliveMicroseconds;
        return this.#send(KEEPALIVE);
      case "keepWait":
        if (message.kind !== "keepalive") return this.#hangUp("our Open was refused", at);
        this.#state = "up";
        this.#failures = 0;
        this.#live(at);
        return this.#synchronise(this.#pce!, at);
      case "up":
        this.#live(at);
        if (message.kind === "open") return this.#send(errorMessage(9, 0));
        if (message.kind === "unknown") return this.#send(errorMessage(2, 0));
        return this.#say(this.#lsps.received(message, at), at);
    }
  }
  #synchronise(pce: Open, at: number): void {
    const capability = capabilityOf(pce);
    if (!this.#version?.isKnownBy(pce)) {
      return this.#say(this.#lsps.sessionUp(capability, at), at);
    }
    if (!this.#version.isStill(this.#lsps.database)) {
      return this.#leave(at, "its database changed meanwhile", close(1));
    }
    this.#say(this.#lsps.sessionKept(capability), at);
  }
  #beware(message: Message, bytes: Uint8Array): void {
    if (this.#dangers.length > 100) return;
    this.#dangers.push(...frrDangers(message, bytes).map((danger) => `FRR was sent ${danger}`));
  }
  #live(at: number): void {
    const seconds = this.#pce?.deadTimerSeconds ?? 0;
    this.#patienceAt = seconds > 0 ? at + seconds * 1e6 : Infinity;
  }

  #woke(at: number): void {
    if (at >= this.#retryAt) return this.#connect();
    if (at >= this.#patienceAt) {
      const up = this.#state === "up";
      return this.#leave(at, "the PCE is silent", up ? close(2) : errorMessage(1, 2));
    }
    if (at >= this.#keepaliveAt) {
      this.#send(KEEPALIVE);
      this.#keepaliveAt = at + this.#keepaliveMicroseconds;
    }
    for (let one = this.#late.take(at); one; one = this.#late.take(at)) this.#send(one);
    this.#say(this.#lsps.woke(at), at);
  }

  #leave(at: number, why: string, last: Message): void {
    this.#send(last);
    this.#hangUp(why, at);
  }
  #hangUp(why: string, at: number): void {
    if (this.#state === "off" || this.#state === "waiting") return;
    this.#out.push({ do: "close", why });
    this.#lost(at);
  }
  #lost(at: number): void {
    if (this.#state === "off" || this.#state === "waiting") return;
    this.#lsps.sessionDown(at);
    if (this.#late.size > 0) this.#version?.forget();
    this.#late = createAgenda();
    this.#pce = undefined;
    this.#state = "waiting";
    this.#patienceAt = Infinity;
    this.#keepaliveAt = Infinity;
    const retry = this.options.retryMicroseconds ?? RETRY;
    const backOff = retry * Math.min(8, 2 ** this.#failures++);
    this.#retryAt = at + Math.round(backOff * (0.8 + 0.4 * this.options.random.next()));
  }

  #say(messages: readonly Message[], at: number): void {
    if (this.#state !== "up" || messages.length === 0) return;
    const { repeats, disorders } = this.#lsps.manners;
    for (const message of messages) {
      if (disorders && isLate(message) || this.#late.size > 0 && isLate(message)) {
        this.#late.add(at + LATE_MICROSECONDS, message);
        continue;
      }
      this.#send(message);
      if (repeats) this.#send(message);
    }
    this.#keepaliveAt = at + this.#keepaliveMicroseconds;
  }
  #send(said: Message): void {
    const { hand } = this.options.personality;
    const message = this.#version?.stamp(said, this.#lsps.database) ?? said;
    const written = hand ? [writeInHand(hand, message)] : encodeMessages(message);
    for (const bytes of written) this.#out.push({ do: "write", bytes });
  }
  get #keepaliveMicroseconds(): number {
    return (this.options.keepaliveSeconds ?? KEEPALIVE_SECONDS) * 1e6;
  }

  #open(): Open {
    const open = openOfPcc({
      keepaliveSeconds: this.options.keepaliveSeconds ?? KEEPALIVE_SECONDS,
      sessionId: this.#sessionId,
      association: this.options.personality.association,
      msd: this.options.msd,
      setupTypes: this.options.personality.setupTypes,
      maximumSids: this.options.personality.maximumSids,
    });
    return this.#version?.offer(open, this.#lsps.database) ?? open;
  }
}

const KEEPALIVE_SECONDS = 30;
const OPEN_WAIT = 60e6; // microseconds (RFC 5440 §4.2.1)
const RETRY = 1e6;
