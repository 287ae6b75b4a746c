/**
 * A BGP-LS speaker of the simulated network, as a fold: it says everything it has been told once a
 * session is up, End-of-RIB, then each change. Written apart from src/bgp/session, so that both meet.
 */
import { decodeMessage } from "../../src/bgp/codec/decode_message.ts";
import { encodeMessage, encodeUpdates } from "../../src/bgp/codec/encode_message.ts";
import { Framer } from "../../src/bgp/codec/framer.ts";
import type { Message, OpenMessage } from "../../src/bgp/codec/message.ts";
import type { PathAttributes } from "../../src/bgp/codec/path_attributes.ts";
import type { NlriContent } from "../../src/bgp/codec/write_ls_nlri.ts";
import {
  AFI_LINK_STATE,
  AS_TRANS,
  EXTENDED_MAXIMUM_LENGTH,
  MAXIMUM_LENGTH,
  SAFI_LINK_STATE,
} from "../../src/bgp/registry/messages.ts";
import type { LineEffect, LineEvent } from "./line.ts";

export type SpeakerEvent =
  | LineEvent
  | { readonly on: "told"; readonly routes: readonly Route[] }
  | { readonly on: "reset"; readonly why: string }; // by hand: Cease
/** One NLRI and its attribute 29; none: withdrawn. `key` is the speaker's own name for it. */
export interface Route {
  readonly key: string;
  readonly nlri: NlriContent;
  readonly attribute: Uint8Array | undefined;
}
export interface SpeakerOptions {
  readonly asn: number;
  readonly bgpIdentifier: number;
  readonly holdTimeSeconds?: number;
  /** Make the bytes of each route when it is told, for a peer of this kind: load generators do. */
  readonly prepareFor?: "internal" | "external";
}
export type SpeakerState = "idle" | "openSent" | "openConfirm" | "established";

export class BgpLsSpeaker {
  readonly #routes = new Map<string, Route>();
  readonly #prepared = new Map<string, readonly Uint8Array[]>();
  #framer = new Framer();
  #state: SpeakerState = "idle";
  #peer: OpenMessage | undefined;
  #holdMicroseconds = 0; // 0: none
  #expiresAt = Infinity;
  #keepaliveAt = Infinity;
  #out: LineEffect[] = [];

  constructor(readonly options: SpeakerOptions) {}

  handle(event: SpeakerEvent, at: number): readonly LineEffect[] {
    switch (event.on) {
      case "opened":
        this.#framer = new Framer();
        this.#state = "openSent";
        this.#expiresAt = at + OPEN_WAIT;
        this.#send(encodeMessage(this.#open()));
        break;
      case "received":
        this.#received(event.bytes, at);
        break;
      case "closed":
        this.#forget();
        break;
      case "reset":
        if (this.#state !== "idle") this.#leave(6, 4, event.why); // RFC 4486: administrative reset
        break;
      case "told":
        this.#told(event.routes);
        break;
      case "woke":
        this.#woke(at);
    }
    const effects = this.#out;
    this.#out = [];
    return effects;
  }
  get wakeAt(): number {
    return Math.min(this.#expiresAt, this.#keepaliveAt);
  }
  get state(): SpeakerState {
    return this.#state;
  }
  get routeCount(): number {
    return this.#routes.size;
  }

  #received(bytes: Uint8Array, at: number): void {
    const { messages, fault } = this.#framer.push(bytes);
    for (const one of messages) {
      if (this.#state === "idle") return;
      const message = decodeMessage(one);
      if (message.kind === "malformed") {
        return this.#leave(message.fault.code, message.fault.subcode, message.fault.why);
      }
      this.#hear(message, at);
    }
    if (fault && this.#state !== "idle") this.#leave(fault.code, fault.subcode, fault.why);
  }

  #hear(message: Message, at: number): void {
    if (message.kind === "notification") return this.#hangUp("the peer sent a NOTIFICATION");
    if (this.#state === "openSent") {
      if (message.kind !== "open") return this.#leave(5, 1, "no OPEN"); // RFC 6608
      this.#peer = message;
      this.#state = "openConfirm";
      this.#holdMicroseconds = 1e6 *
        Math.min(message.holdTimeSeconds, this.options.holdTimeSeconds ?? HOLD_SECONDS);
      this.#framer.extended = has(message, "extendedMessage");
      this.#beat(at);
      return this.#stayAlive(at);
    }
    this.#stayAlive(at);
    if (this.#state === "openConfirm") {
      if (message.kind !== "keepalive") return this.#leave(5, 2, "no KEEPALIVE");
      this.#state = "established";
      return this.#sayAll();
    }
    if (message.kind === "routeRefresh" && message.subtype === 0) this.#sayAll();
  }

  #told(routes: readonly Route[]): void {
    const gone: NlriContent[] = [];
    for (const route of routes) {
      if (route.attribute) {
        this.#routes.set(route.key, route);
        if (this.options.prepareFor) this.#prepared.set(route.key, this.#updatesOf(route));
      } else if (this.#routes.delete(route.key)) gone.push(route.nlri);
    }
    if (this.#state !== "established") return;
    if (gone.length > 0) this.#say(encodeUpdates("unreach", gone, {}, this.#longest()));
    for (const route of routes) if (route.attribute) this.#announce(route);
  }
  #sayAll(): void {
    for (const route of this.#routes.values()) this.#announce(route);
    const endOfRib = { afi: AFI_LINK_STATE, safi: SAFI_LINK_STATE };
    this.#send(encodeMessage({ kind: "update", endOfRib }));
  }
  #announce(route: Route): void {
    this.#say(this.#prepared.get(route.key) ?? this.#updatesOf(route));
  }
  #updatesOf({ nlri, attribute }: Route): readonly Uint8Array[] {
    const rest = { attributeBytes: attribute, path: this.#path() };
    return encodeUpdates("reach", [nlri], rest, this.#longest());
  }

  #path(): Partial<PathAttributes> {
    const { asn, bgpIdentifier: id } = this.options;
    const nextHop = Uint8Array.of(id >>> 24, id >>> 16 & 255, id >>> 8 & 255, id & 255);
    const internal = this.#peer
      ? asnOf(this.#peer) === asn
      : this.options.prepareFor === "internal";
    return internal
      ? { origin: "igp", asPath: [], localPreference: 100, nextHop }
      : { origin: "igp", asPath: [{ kind: "sequence", asns: [asn] }], nextHop };
  }
  #longest(): number {
    return this.#framer.extended ? EXTENDED_MAXIMUM_LENGTH : MAXIMUM_LENGTH;
  }

  #woke(at: number): void {
    if (at >= this.#expiresAt) this.#leave(4, 0, "hold timer expired");
    else if (at >= this.#keepaliveAt) this.#beat(at);
  }
  #beat(at: number): void {
    this.#send(encodeMessage({ kind: "keepalive" }));
    this.#keepaliveAt = this.#holdMicroseconds > 0 ? at + this.#holdMicroseconds / 3 : Infinity;
  }
  #stayAlive(at: number): void {
    this.#expiresAt = this.#holdMicroseconds > 0 ? at + this.#holdMicroseconds : Infinity;
  }

  #leave(code: number, subcode: number, why: string): void {
    this.#send(encodeMessage({ kind: "notification", code, subcode, octets: new Uint8Array() }));
    this.#hangUp(why);
  }
  #hangUp(why: string): void {
    this.#out.push({ do: "close", why });
    this.#forget();
  }
  #forget(): void {
    this.#state = "idle";
    this.#peer = undefined;
    this.#expiresAt = Infinity;
    this.#keepaliveAt = Infinity;
  }
  #say(messages: readonly Uint8Array[]): void {
    for (const message of messages) this.#send(message);
  }
  #send(bytes: Uint8Array): void {
    this.#out.push({ do: "write", bytes });
  }

  #open(): OpenMessage {
    const { asn, bgpIdentifier, holdTimeSeconds = HOLD_SECONDS } = this.options;
    const family = { afi: AFI_LINK_STATE, safi: SAFI_LINK_STATE };
    return {
      kind: "open",
      version: 4,
      asn: asn > 0xffff ? AS_TRANS : asn,
      holdTimeSeconds,
      bgpIdentifier,
      capabilities: [
        { kind: "multiprotocol", value: family },
        { kind: "routeRefresh", value: {} },
        { kind: "extendedMessage", value: {} },
        { kind: "fourOctetAsn", value: asn },
      ],
    };
  }
}

const has = (open: OpenMessage, kind: string) =>
  open.capabilities.some((capability) => capability.kind === kind);

function asnOf(open: OpenMessage): number {
  for (const capability of open.capabilities) {
    if (capability.kind === "fourOctetAsn") return capability.value;
  }
  return open.asn;
}

const HOLD_SECONDS = 90;
const OPEN_WAIT = 60e6; // microseconds
