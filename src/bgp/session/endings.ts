/** The ways down of a BGP connection: by us, by the peer, by a fault; what is said, what is kept, when it comes back. */
import { faultOf } from "../codec/fault.ts";
import type { Fault, NotificationMessage } from "../codec/message.ts";
import { NOTIFICATIONS, notificationWords } from "../registry/notifications.ts";
import type { LocalSpeaker } from "./negotiate.ts";
import { retryDelayMicroseconds } from "./retry.ts";
import {
  arm,
  type Connected,
  type Effect,
  hasConnection,
  send,
  type State,
  type Step,
  type StopReason,
} from "./session_state.ts";

type Stopped = { readonly why: StopReason; readonly text?: string; readonly octets?: Uint8Array };

/** By the operator: says so where there is someone to hear it. A reset comes back by itself, and waits no longer. */
export function stop(state: State, stopped: Stopped, local: LocalSpeaker, at: number): Step {
  const { why } = stopped;
  const fault = faultOf(NOTIFICATIONS.cease, STOP_SUBCODES[why], why, octetsOf(stopped));
  const last = hasConnection(state) ? [notification(fault)] : [];
  if (why === "reset" || why === "changed") {
    if (state.is === "idle" && !state.stopped) {
      const soon = retryDelayMicroseconds(1, local.retrySeconds, local.seed);
      return [{ ...state, failures: 0 }, arm("retry", at + soon)];
    }
    if (!hasConnection(state)) return [state];
    return end({ ...state, failures: 0 }, why, local, at, { last, restarts: survives(state) });
  }
  const [, ...effects] = end(state, why, local, at, { last, restarts: false });
  return [
    { is: "idle", failures: 0, lean: false, stopped: true },
    ...effects.filter((e) => !(e.do === "arm" && e.timer === "retry")),
    arm("retry", undefined),
  ];
}

/** By a fault of the peer, or of ours: the NOTIFICATION goes first. */
export const fail = (state: Connected, fault: Fault, local: LocalSpeaker, at: number): Step =>
  end(state, `${fault.why}; sent ${notificationWords(fault.code, fault.subcode)}`, local, at, {
    last: [notification(fault)],
    restarts: survives(state),
  });

/** The peer ends the session. It may not take what our OPEN offered: then the next one offers the other set. */
export function told(
  state: Connected,
  message: NotificationMessage,
  local: LocalSpeaker,
  at: number,
): Step {
  const { code, subcode } = message;
  const refused = state.is !== "established" && code === NOTIFICATIONS.open.code &&
    (subcode === 4 || subcode === 7);
  const before = refused ? { ...state, lean: !state.lean } : state;
  const restarts = survives(state) && !isHardReset(message);
  return end(before, `peer says ${toldWords(message)}`, local, at, { last: [], restarts });
}

/** A NOTIFICATION in words; a hard reset holds the reason it would have had otherwise (RFC 8538 §3.1). */
export function toldWords(message: NotificationMessage): string {
  const { code, subcode, octets } = message;
  if (!isHardReset(message) || octets.length < 2) return notificationWords(code, subcode, octets);
  return `hard reset (6/9) for ${notificationWords(octets[0]!, octets[1]!, octets.subarray(2))}`;
}
const isHardReset = ({ code, subcode }: NotificationMessage): boolean =>
  code === NOTIFICATIONS.cease.code && subcode === HARD_RESET;

/**
 * Every way down is this way down. The routes are worth keeping if the peer restarts gracefully: when TCP broke, and
 * after a NOTIFICATION if both sides said so (`restarts`).
 */
export function end(
  state: State,
  why: string,
  local: LocalSpeaker,
  at: number,
  { last, restarts }: { readonly last: readonly Effect[]; readonly restarts: boolean },
): Step {
  const { lean } = state;
  const lasted = state.is === "established" && at - state.since >= STABLE;
  const failures = lasted ? 1 : state.failures + 1;
  const down: Effect[] = [];
  if (state.is === "established") {
    down.push({ do: "down", why, keepSeconds: restarts ? state.agreed.restartSeconds : undefined });
  }
  const hangUp: Effect = { do: "hangUp", why };
  if (local.passive) return [{ is: "active", failures, lean }, ...last, hangUp, ...down];
  const wait = retryDelayMicroseconds(failures, local.retrySeconds, local.seed);
  const idle: State = { is: "idle", failures, lean, stopped: false };
  return [idle, ...last, hangUp, ...down, arm("retry", at + wait)];
}

/** The text of RFC 9003 §2: at most 255 octets, never half a character; without one the field is empty. */
function octetsOf({ why, text = "", octets }: Stopped): Uint8Array | undefined {
  if (why !== "shutdown" && why !== "reset") return octets;
  const field = new Uint8Array(256);
  const { written } = new TextEncoder().encodeInto(text, field.subarray(1));
  field[0] = written;
  return field.slice(0, 1 + written);
}

/** Do the routes outlive a NOTIFICATION? We always say that they may (RFC 8538 §4). */
const survives = (state: State): boolean =>
  state.is === "established" && state.agreed.restartAfterNotification;
const notification = ({ code, subcode, octets }: Fault): Effect =>
  send({ kind: "notification", code, subcode, octets });

/** A session that lasted this long forgets earlier failures. */
const STABLE = 60_000_000;
const HARD_RESET = 9;
const STOP_SUBCODES: Readonly<Record<StopReason, number>> = {
  maximum: 1,
  shutdown: 2,
  deconfigured: 3,
  reset: 4,
  rejected: 5,
  changed: 6,
  collision: 7,
  resources: 8,
};
