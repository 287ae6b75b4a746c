/**
 * BGP session (RFC 4271 §8) of one connection with one peer. Pure: no clock, socket, logger or throw.
 * step() answers the next state and what to do about it, in order; whoever drives it carries that out.
 * Times are microseconds since 1970, timers are deadlines: a fresh "arm" replaces the older one.
 */
import type { MessageContent } from "../codec/encode_message.ts";
import { faultOf } from "../codec/fault.ts";
import type {
  Fault,
  MalformedMessage,
  Message,
  NotificationMessage,
  OpenMessage,
  RouteRefreshMessage,
  UpdateMessage,
} from "../codec/message.ts";
import { NOTIFICATIONS, notificationWords } from "../registry/notifications.ts";
import { type Agreed, type LocalSpeaker, negotiate, openOf } from "./negotiate.ts";
import { retryDelayMicroseconds } from "./retry.ts";

/** `failures`: connections in a row that did not last; they make the next wait longer. */
export type State =
  | { readonly is: "idle"; readonly failures: number; readonly stopped: boolean }
  | { readonly is: "connect"; readonly failures: number }
  | { readonly is: "active"; readonly failures: number }
  | { readonly is: "openSent"; readonly failures: number }
  | {
    readonly is: "openConfirm";
    readonly failures: number;
    readonly peer: OpenMessage;
    readonly agreed: Agreed;
  }
  | {
    readonly is: "established";
    readonly failures: number;
    readonly peer: OpenMessage;
    readonly agreed: Agreed;
    readonly since: number;
  };
/** "retry" is ConnectRetryTimer and IdleHoldTimer in one: never do both run. */
export type Timer = "retry" | "hold" | "keepalive";
export type StopReason =
  | "shutdown"
  | "deconfigured"
  | "reset"
  | "rejected"
  | "collision"
  | "resources";
export type Event =
  | { readonly on: "started" }
  | { readonly on: "stopped"; readonly why: StopReason; readonly text?: string }
  /** TCP is up, whoever opened it. */
  | { readonly on: "connected" }
  /** TCP is gone, or never came. */
  | { readonly on: "disconnected"; readonly why: string }
  | { readonly on: "received"; readonly message: Message | MalformedMessage }
  /** The framer could not follow the stream. */
  | { readonly on: "malformed"; readonly fault: Fault }
  /** The peer has not read for long: what we send piles up (RFC 9687 §4). */
  | { readonly on: "blocked" }
  | { readonly on: "submitted"; readonly message: MessageContent }
  | { readonly on: "expired"; readonly timer: Timer };
export type Effect =
  | { readonly do: "connect" }
  | { readonly do: "send"; readonly message: MessageContent }
  | { readonly do: "deliver"; readonly message: UpdateMessage | RouteRefreshMessage }
  /** `at` undefined disarms. */
  | { readonly do: "arm"; readonly timer: Timer; readonly at: number | undefined }
  | { readonly do: "up"; readonly peer: OpenMessage; readonly agreed: Agreed }
  /** Was established. `keepSeconds`: the peer restarts, keep its routes as stale (RFC 4724 §4.2). */
  | { readonly do: "down"; readonly why: string; readonly keepSeconds: number | undefined }
  /** Close TCP (after what was sent), and forget the timers "hold" and "keepalive". */
  | { readonly do: "hangUp"; readonly why: string };
export type Step = readonly [State, ...Effect[]];

export const INITIAL: State = { is: "idle", failures: 0, stopped: true };

export function step(state: State, event: Event, local: LocalSpeaker, at: number): Step {
  switch (event.on) {
    case "started":
      return state.is === "idle" && state.stopped ? begin(0, local, at) : [state];
    case "stopped":
      return stop(state, event.why, event.text ?? "", local, at);
    case "connected":
      return connected(state, local, at);
    case "disconnected":
      return hasConnection(state) || state.is === "connect"
        ? end(state, `connection lost: ${event.why}`, local, at)
        : [state];
    case "malformed":
      return hasConnection(state) ? fail(state, event.fault, local, at) : [state];
    case "blocked":
      return hasConnection(state)
        ? fail(state, faultOf(NOTIFICATIONS.sendHoldTimer, 0, "the peer does not read"), local, at)
        : [state];
    case "expired":
      return expired(state, event.timer, local, at);
    case "submitted":
      return state.is === "established" ? [state, send(event.message)] : [state];
    case "received":
      return received(state, event.message, local, at);
  }
}

/** In Idle and Active a connection that comes in is taken; after "stopped" none is. */
function connected(state: State, local: LocalSpeaker, at: number): Step {
  if (state.is === "idle" && state.stopped) return [state, { do: "hangUp", why: "peer is shut" }];
  if (hasConnection(state)) return [state];
  return [
    { is: "openSent", failures: state.failures },
    arm("retry", undefined),
    send(openOf(local)),
    arm("hold", at + OPEN_PATIENCE),
  ];
}

function received(
  state: State,
  message: Message | MalformedMessage,
  local: LocalSpeaker,
  at: number,
): Step {
  if (!hasConnection(state)) return [state];
  if (message.kind === "malformed") return fail(state, message.fault, local, at);
  if (message.kind === "notification") return told(state, message, local, at);
  switch (state.is) {
    case "openSent":
      if (message.kind !== "open") return unexpected(state, message, 1, local, at);
      return opened(state, message, local, at);
    case "openConfirm": {
      if (message.kind !== "keepalive") return unexpected(state, message, 2, local, at);
      const { peer, agreed } = state;
      const established: State = { ...state, is: "established", since: at };
      return [established, ...heard(agreed, at), { do: "up", peer, agreed }];
    }
    case "established": {
      if (message.kind === "open") return unexpected(state, message, 3, local, at);
      const hold = heard(state.agreed, at);
      return message.kind === "keepalive"
        ? [state, ...hold]
        : [state, ...hold, { do: "deliver", message }];
    }
  }
}

function opened(
  state: Connected,
  peer: OpenMessage,
  local: LocalSpeaker,
  at: number,
): Step {
  const result = negotiate(peer, local);
  if ("fault" in result) return fail(state, result.fault, local, at);
  const { agreed } = result;
  const hold = agreed.holdTimeSeconds === 0 ? [arm("hold", undefined)] : heard(agreed, at);
  return [
    { is: "openConfirm", failures: state.failures, peer, agreed },
    send({ kind: "keepalive" }),
    ...hold,
    ...nextKeepalive(agreed, at),
  ];
}

function expired(state: State, timer: Timer, local: LocalSpeaker, at: number): Step {
  switch (timer) {
    case "retry":
      if (state.is === "connect") { // neither answer nor refusal
        const again = begin(state.failures + 1, local, at);
        return [again[0], { do: "hangUp", why: "no answer to connect" }, ...effectsOf(again)];
      }
      return state.is === "idle" && !state.stopped ? begin(state.failures, local, at) : [state];
    case "hold":
      return hasConnection(state)
        ? fail(state, faultOf(NOTIFICATIONS.holdTimer, 0, "hold timer expired"), local, at)
        : [state];
    case "keepalive":
      return state.is === "openConfirm" || state.is === "established"
        ? [state, send({ kind: "keepalive" }), ...nextKeepalive(state.agreed, at)]
        : [state];
  }
}

/** Goes for a connection, or waits for one if passive. */
function begin(failures: number, local: LocalSpeaker, at: number): Step {
  if (local.passive) return [{ is: "active", failures }];
  return [{ is: "connect", failures }, { do: "connect" }, arm("retry", at + CONNECT_PATIENCE)];
}

/** By the operator: says so where there is someone to hear it. A reset comes back by itself. */
function stop(state: State, why: StopReason, text: string, local: LocalSpeaker, at: number): Step {
  const spoken = hasConnection(state);
  const words = new TextEncoder().encode(text).subarray(0, 255); // RFC 9003 §2
  const withText = why === "shutdown" || why === "reset";
  const octets = withText ? Uint8Array.of(words.length, ...words) : undefined;
  const fault = faultOf(NOTIFICATIONS.cease, STOP_SUBCODES[why], why, octets);
  const last = spoken ? [notification(fault)] : [];
  if (why === "reset") {
    return spoken ? end({ ...state, failures: 0 }, why, local, at, last) : [state];
  }
  const [, ...effects] = end(state, why, local, at, last);
  return [
    { is: "idle", failures: 0, stopped: true },
    ...effects.filter(notRetry),
    arm("retry", undefined),
  ];
}

/** By a fault of the peer, or of ours: the NOTIFICATION goes first. */
const fail = (state: Connected, fault: Fault, local: LocalSpeaker, at: number): Step =>
  end(state, `${fault.why}; sent ${notificationWords(fault.code, fault.subcode)}`, local, at, [
    notification(fault),
  ]);

/** The peer ends the session. */
function told(state: Connected, m: NotificationMessage, local: LocalSpeaker, at: number): Step {
  const why = `peer says ${notificationWords(m.code, m.subcode, m.octets)}`;
  const hard = m.code === NOTIFICATIONS.cease.code && m.subcode === HARD_RESET;
  const restarts = state.is === "established" && state.agreed.restartAfterNotification && !hard;
  return end(state, why, local, at, [], restarts);
}

function unexpected(
  state: Connected,
  message: Message,
  subcode: number,
  local: LocalSpeaker,
  at: number,
): Step {
  const why = `unexpected ${message.kind} in ${state.is}`;
  return fail(state, faultOf(NOTIFICATIONS.stateMachine, subcode, why), local, at);
}

/**
 * Every way down is this way down. The routes are worth keeping if TCP broke under a peer that
 * restarts gracefully; `restarts` says that a NOTIFICATION does not change that.
 */
function end(
  state: State,
  why: string,
  local: LocalSpeaker,
  at: number,
  last: readonly Effect[] = [],
  restarts: boolean = last.length === 0,
): Step {
  const lasted = state.is === "established" && at - state.since >= STABLE;
  const failures = lasted ? 1 : state.failures + 1;
  const down: Effect[] = [];
  if (state.is === "established") {
    down.push({ do: "down", why, keepSeconds: restarts ? state.agreed.restartSeconds : undefined });
  }
  const hangUp: Effect = { do: "hangUp", why };
  if (local.passive) return [{ is: "active", failures }, ...last, hangUp, ...down];
  const wait = retryDelayMicroseconds(failures, local.retrySeconds, local.seed);
  const idle: State = { is: "idle", failures, stopped: false };
  return [idle, ...last, hangUp, ...down, arm("retry", at + wait)];
}

type Connected = Extract<State, { readonly is: "openSent" | "openConfirm" | "established" }>;
const hasConnection = (state: State): state is Connected =>
  state.is === "openSent" || state.is === "openConfirm" || state.is === "established";
const effectsOf = ([, ...effects]: Step): readonly Effect[] => effects;
const notRetry = (e: Effect): boolean => !(e.do === "arm" && e.timer === "retry");
const send = (message: MessageContent): Effect => ({ do: "send", message });
const arm = (timer: Timer, at: number | undefined): Effect => ({ do: "arm", timer, at });
const notification = ({ code, subcode, octets }: Fault): Effect =>
  send({ kind: "notification", code, subcode, octets });
const heard = ({ holdTimeSeconds }: Agreed, at: number): readonly Effect[] =>
  holdTimeSeconds === 0 ? [] : [arm("hold", at + holdTimeSeconds * SECOND)];
const nextKeepalive = ({ holdTimeSeconds }: Agreed, at: number): readonly Effect[] =>
  holdTimeSeconds === 0 ? [] : [arm("keepalive", at + Math.round(holdTimeSeconds * SECOND / 3))];

const SECOND = 1_000_000;
/** "A large value" (RFC 4271 §8.2.2): how long an OPEN may take. */
const OPEN_PATIENCE = 240 * SECOND;
const CONNECT_PATIENCE = 30 * SECOND;
/** A session that lasted this long forgets earlier failures. */
const STABLE = 60 * SECOND;
const HARD_RESET = 9;
const STOP_SUBCODES: Readonly<Record<StopReason, number>> = {
  shutdown: 2,
  deconfigured: 3,
  reset: 4,
  rejected: 5,
  collision: 7,
  resources: 8,
};
