/**
 * The pure session machines, with messages in wrong states and events in any order. A part is one event: its first
 * octet says which, the rest are the octets that the peer sent.
 */
import { decodeMessage as decodeBgp } from "../../../src/bgp/codec/decode_message.ts";
import { encodeMessage as encodeBgp } from "../../../src/bgp/codec/encode_message.ts";
import { badMarker } from "../../../src/bgp/codec/fault.ts";
import * as bgp from "../../../src/bgp/session/fsm.ts";
import type { LocalSpeaker } from "../../../src/bgp/session/negotiate.ts";
import { decodeMessage as decodePcep } from "../../../src/pcep/codec/decode.ts";
import { encodeMessage as encodePcep } from "../../../src/pcep/codec/encode.ts";
import { close, errorMessage, KEEPALIVE, type Message } from "../../../src/pcep/codec/message.ts";
import * as pcep from "../../../src/pcep/session/fsm.ts";
import { PCE } from "../../../src/pcep/session/open.ts";
import { WireError } from "../../../src/wire/error.ts";
import { must, plainWords, type Target } from "../case.ts";

const SECOND = 1_000_000;
const LOCALS = [
  PCE,
  { ...PCE, tls: "optional" as const },
  { ...PCE, role: "pcc" as const, waitForOpenSeconds: 0 },
];

export const pcepSession: Target = {
  name: "pcepSession",
  millisecondsAtMost: 500,
  *run(parts) {
    for (const local of LOCALS) {
      let state: pcep.State = pcep.IDLE, at = SECOND;
      for (const part of parts.slice(0, MOST_EVENTS)) {
        const event = pcepEvent(part, at += SECOND);
        const [next, ...effects] = pcep.step(state, event, local);
        yield `${state.is} ${event.on} ${next.is}`;
        const hangsUp = effects.findIndex((effect) => effect.do === "hangUp");
        must(hangsUp < 0 || hangsUp === effects.length - 1, "something is done after hanging up");
        must((next.is === "idle") || hangsUp < 0, "hung up and not idle");
        must(effects.length <= 16, "one event has very many effects");
        for (const effect of effects) {
          if (effect.do === "send") encodePcep(effect.message, effect.profile);
          if (effect.do === "arm") {
            const later = effect.deadline === 0 || effect.deadline >= at;
            must(later && Number.isFinite(effect.deadline), "a timer that is over already");
          }
          if (effect.do === "hangUp") yield `hangs up ${plainWords(effect.why)}`;
        }
        state = next;
      }
    }
  },
};

function pcepEvent(part: Uint8Array, at: number): pcep.Event {
  const [what = 0, more = 0] = part;
  switch (what) {
    case 0:
      return { at, on: "connected" };
    case 1:
      return { at, on: "secured" };
    case 2:
      return { at, on: "disconnected" };
    case 3:
      return { at, on: "expired", timer: more & 1 ? "patience" : "keepalive" };
    case 4:
      return { at, on: "rejected", type: more, value: part[2] ?? 0 };
    case 5:
      return { at, on: "unknownRequest", requestId: more };
    case 6:
      return { at, on: "submitted", message: SUBMITTED[more % SUBMITTED.length]! };
    default:
      try {
        return { at, on: "received", message: decodePcep(part.subarray(1)) };
      } catch (error) {
        if (!(error instanceof WireError)) throw error;
        return { at, on: "malformed", error };
      }
  }
}
const SUBMITTED: readonly Message[] = [KEEPALIVE, close(1), errorMessage(19, 1)];

const SPEAKER: LocalSpeaker = {
  asn: 65001,
  bgpIdentifier: 0x0a090002,
  peerAsn: 65000,
  holdTimeSeconds: 90,
  passive: false,
  hostName: "pce",
  seed: 1,
  retrySeconds: { first: 1, longest: 60 },
};

export const bgpSession: Target = {
  name: "bgpSession",
  millisecondsAtMost: 500,
  *run(parts) {
    for (const local of [SPEAKER, { ...SPEAKER, passive: true, asn: 65000 }]) {
      let state: bgp.State = bgp.INITIAL, at = SECOND;
      for (const part of [Uint8Array.of(0), ...parts.slice(0, MOST_EVENTS)]) {
        at += SECOND;
        const event = bgpEvent(part);
        const [next, ...effects] = bgp.step(state, event, local, at);
        yield `${state.is} ${event.on} ${next.is}`;
        must(effects.length <= 16, "one event has very many effects");
        for (const effect of effects) {
          if (effect.do === "send") encodeBgp(effect.message);
          if (effect.do === "arm") {
            const later = effect.at === undefined || effect.at >= at;
            must(later && Number.isFinite(effect.at ?? 0), "a timer that is over already");
          }
          if (effect.do === "hangUp") yield `hangs up ${plainWords(effect.why)}`;
        }
        state = next;
      }
    }
  },
};

function bgpEvent(part: Uint8Array): bgp.Event {
  const [what = 0, more = 0] = part;
  switch (what) {
    case 0:
      return { on: "started" };
    case 1:
      return { on: "stopped", why: STOPS[more % STOPS.length]! };
    case 2:
      return { on: "connected" };
    case 3:
      return { on: "disconnected", why: "gone" };
    case 4:
      return { on: "expired", timer: (["retry", "hold", "keepalive"] as const)[more % 3]! };
    case 5:
      return { on: "blocked" };
    case 6:
      return { on: "malformed", fault: badMarker() };
    case 7:
      return { on: "submitted", message: { kind: "keepalive" } };
    default:
      return { on: "received", message: decodeBgp(part.subarray(1)) };
  }
}
const STOPS: readonly bgp.StopReason[] = ["shutdown", "reset", "rejected", "deconfigured"];
const MOST_EVENTS = 40;
