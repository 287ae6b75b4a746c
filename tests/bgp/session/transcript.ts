/** Lines of a session as text: an event, then the state and effects that must follow (seconds). */
import assert from "node:assert/strict";
import type { MessageContent } from "../../../src/bgp/codec/encode_message.ts";
import type { MalformedMessage, Message, OpenMessage } from "../../../src/bgp/codec/message.ts";
import {
  type Effect,
  type Event,
  INITIAL,
  type State,
  step,
  type StopReason,
  type Timer,
} from "../../../src/bgp/session/fsm.ts";
import { type LocalSpeaker, openOf } from "../../../src/bgp/session/negotiate.ts";

export const LOCAL: LocalSpeaker = {
  asn: 65001,
  bgpIdentifier: 0x0a090002,
  peerAsn: 65000,
  holdTimeSeconds: 90,
  passive: false,
  hostName: "",
  seed: 1,
  retrySeconds: { first: 1, longest: 60 },
};
export const PEER: LocalSpeaker = {
  ...LOCAL,
  asn: 65000,
  peerAsn: 65001,
  bgpIdentifier: 0x0aff0001,
};
const GOOD = openOf(PEER);
const without = (kind: string) => GOOD.capabilities.filter((c) => c.kind !== kind);
export const restarting: OpenMessage = {
  ...GOOD,
  capabilities: [...without("gracefulRestart"), {
    kind: "gracefulRestart",
    value: {
      restart: { restarting: false, notification: true, seconds: 120 },
      families: [{ afi: 16388, safi: 71, flags: { forwarding: false } }],
    },
  }],
};
const malformed = (code: number, subcode: number): MalformedMessage => ({
  kind: "malformed",
  fault: { code, subcode, octets: new Uint8Array(0), why: "broken" },
});
const notification = (code: number, subcode: number): Message => ({
  kind: "notification",
  code,
  subcode,
  octets: new Uint8Array(0),
});
export const MESSAGES: Record<string, Message | MalformedMessage> = {
  open: GOOD,
  openVersion3: { ...GOOD, version: 3 },
  openOtherAs: { ...GOOD, asn: 64999, capabilities: without("fourOctetAsn") },
  openId0: { ...GOOD, bgpIdentifier: 0 },
  openHold2: { ...GOOD, holdTimeSeconds: 2 },
  openHold3: { ...GOOD, holdTimeSeconds: 3 },
  openHold0: { ...GOOD, holdTimeSeconds: 0 },
  openIpv4Only: {
    ...GOOD,
    capabilities: [...without("multiprotocol"), {
      kind: "multiprotocol",
      value: { afi: 1, safi: 1 },
    }],
  },
  openRestarting: restarting,
  keepalive: { kind: "keepalive" },
  update: {
    kind: "update",
    reach: [],
    unreach: [],
    endOfRib: { afi: 16388, safi: 71 },
    attributeBytes: undefined,
    path: {
      origin: undefined,
      asPath: undefined,
      nextHop: undefined,
      med: undefined,
      localPreference: undefined,
      originatorId: undefined,
      clusterList: [],
      others: [],
    },
    otherFamilies: [],
    errors: [],
  },
  routeRefresh: { kind: "routeRefresh", afi: 16388, safi: 71, subtype: 0 },
  shutdown: notification(6, 2),
  hardReset: notification(6, 9),
  malformedUpdate: malformed(3, 9),
};

/** "4s received open" at 4 seconds; the time may be left out. */
export function parse(line: string): { readonly event: Event; readonly at: number | undefined } {
  const words = line.trim().split(/\s+/);
  const at = /^\d+s$/.test(words[0]!) ? parseInt(words.shift()!) * 1e6 : undefined;
  const [on, what = ""] = words;
  switch (on) {
    case "started":
    case "connected":
    case "blocked":
      return { event: { on }, at };
    case "stopped":
      return { event: { on, why: what as StopReason }, at };
    case "disconnected":
      return { event: { on, why: "reset by peer" }, at };
    case "received":
      return { event: { on, message: MESSAGES[what]! }, at };
    case "submitted":
      return { event: { on, message: MESSAGES[what] as MessageContent }, at };
    case "malformed":
      return { event: { on, fault: malformed(1, 1).fault }, at };
    case "expired":
      return { event: { on, timer: what as Timer }, at };
    default:
      throw new Error(`no event "${on}"`);
  }
}

function show(e: Effect): string {
  switch (e.do) {
    case "connect":
      return "connect";
    case "send":
    case "deliver":
      return e.message.kind === "notification"
        ? `${e.do} notification ${e.message.code}/${e.message.subcode}`
        : `${e.do} ${e.message.kind}`;
    case "arm":
      return e.at === undefined
        ? `disarm ${e.timer}`
        : `arm ${e.timer} ${+(e.at / 1e6).toFixed(1)}s`;
    case "up":
      return `up hold ${e.agreed.holdTimeSeconds}`;
    case "down":
      return `down keep ${e.keepSeconds ?? "nothing"}`;
    case "hangUp":
      return "hangUp";
  }
}

/** Feeds each line's event and compares state and effects with what the line says. */
export function assertTranscript(text: string, local: LocalSpeaker = LOCAL): void {
  let state: State = INITIAL, now = 0;
  const lines = text.trim().split("\n").map((l) => l.trim().replace(/\s+/g, " "));
  const got = lines.map((line) => {
    const given = line.split(" ->")[0]!;
    const { event, at = now } = parse(given);
    now = at;
    const [next, ...effects] = step(state, event, local, now);
    state = next;
    return `${given} -> ${next.is} | ${effects.map(show).join(", ")}`.trim();
  });
  assert.deepEqual(got, lines);
}
