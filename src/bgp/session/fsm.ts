/**
 * BGP session (RFC 4271 §8) of one connection with one peer. Pure: no clock, socket, logger or throw.
 * step() answers the next state and what to do about it, in order; whoever drives it carries that out.
 * Times are microseconds since 1970, timers are deadlines: a fresh "arm" replaces the older one.
 */
import { faultOf } from "../codec/fault.ts";
import type { MalformedMessage, Message, OpenMessage } from "../codec/message.ts";
import { NOTIFICATIONS } from "../registry/notifications.ts";
import { end, fail, stop, told } from "./endings.ts";
import { type Agreed, type LocalSpeaker, negotiate, openOf } from "./negotiate.ts";
import {
  arm,
  type Connected,
  type Effect,
  type Event,
  hasConnection,
  send,
  type State,
  type Step,
  type Timer,
} from "./session_state.ts";

export { type Effect, type Event, INITIAL, type State, type Step } from "./session_state.ts";
export type { StopReason, Timer } from "./session_state.ts";

export function step(state: State, event: Event, local: LocalSpeaker, at: number): Step {
  switch (event.on) {
    case "started":
      return state.is === "idle" && state.stopped
        ? begin({ failures: 0, lean: false }, local, at)
        : [state];
    case "stopped":
      return stop(state, event, local, at);
    case "connected":
      return connected(state, local, at);
    case "disconnected":
      return hasConnection(state) || state.is === "connect"
        ? end(state, `connection lost: ${event.why}`, local, at, { last: [], restarts: true })
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
    { is: "openSent", failures: state.failures, lean: state.lean },
    arm("retry", undefined),
    send(openOf(local, state.lean)),
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
    { is: "openConfirm", failures: state.failures, lean: state.lean, peer, agreed },
    send({ kind: "keepalive" }),
    ...hold,
    ...nextKeepalive(agreed, at),
  ];
}

function expired(state: State, timer: Timer, local: LocalSpeaker, at: number): Step {
  switch (timer) {
    case "retry":
      if (state.is === "connect") { // neither answer nor refusal
        const [next, ...effects] = begin({ ...state, failures: state.failures + 1 }, local, at);
        return [next, { do: "hangUp", why: "no answer to connect" }, ...effects];
      }
      return state.is === "idle" && !state.stopped ? begin(state, local, at) : [state];
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
function begin(
  { failures, lean }: Pick<State, "failures" | "lean">,
  local: LocalSpeaker,
  at: number,
): Step {
  if (local.passive) return [{ is: "active", failures, lean }];
  return [
    { is: "connect", failures, lean },
    { do: "connect" },
    arm("retry", at + CONNECT_PATIENCE),
  ];
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

const heard = ({ holdTimeSeconds }: Agreed, at: number): readonly Effect[] =>
  holdTimeSeconds === 0 ? [] : [arm("hold", at + holdTimeSeconds * SECOND)];
const nextKeepalive = ({ holdTimeSeconds }: Agreed, at: number): readonly Effect[] =>
  holdTimeSeconds === 0 ? [] : [arm("keepalive", at + Math.round(holdTimeSeconds * SECOND / 3))];

const SECOND = 1_000_000;
/** "A large value" (RFC 4271 §8.2.2): how long an OPEN may take. */
const OPEN_PATIENCE = 240 * SECOND;
const CONNECT_PATIENCE = 30 * SECOND;
