/** What a PCEP session can be in, hear and want done; the words that its folds share. */
import type { WireError } from "../../wire/error.ts";
import type { Message, Open } from "../codec/message.ts";
import { detectProfile } from "../profiles/detect.ts";
import type { Profile } from "../profiles/profile.ts";

export type State = Idle | Securing | Opening | Up;
interface Idle {
  readonly is: "idle";
}
/** StartTLS was said by both; the edge does the handshake. */
interface Securing {
  readonly is: "securing";
}
/** RFC 5440's OpenWait and KeepWait: they differ in what the patience timer waits for. */
export interface Opening {
  readonly is: "openWait" | "keepWait";
  readonly secured: boolean;
  readonly openBy: number; // when OpenWait ends
  readonly profile: Profile;
  readonly sent: Open | undefined; // ours; undefined while the peer may speak first
  readonly peer: Open | undefined; // theirs, once it was acceptable: RemoteOK
  readonly localOk: boolean; // they accepted ours
  readonly refusals: number; // Opens of theirs that we did not accept
  readonly proposals: number; // Opens of ours that they did not accept
}
export interface Up {
  readonly is: "up";
  readonly profile: Profile;
  readonly sent: Open;
  readonly peer: Open;
  readonly unknownSince: number; // when the present minute of counting began
  readonly unknownMessages: number;
  readonly requestsSince: number; // the same of unknown requests
  readonly unknownRequests: number;
}

/** "patience" stands for OpenWait, KeepWait, StartTLSWait and DeadTimer: one is waited for at a time. */
export type Timer = "patience" | "keepalive";
export type Event =
  & { readonly at: number }
  & (
    | { readonly on: "connected" }
    | { readonly on: "secured" } // the TLS handshake is done
    | { readonly on: "disconnected" }
    | { readonly on: "received"; readonly message: Message } // by the peer
    | { readonly on: "submitted"; readonly message: Message } // by the controller
    | { readonly on: "rejected"; readonly type: number; readonly value: number } // by the controller
    | { readonly on: "malformed"; readonly error: WireError }
    | { readonly on: "unknownRequest"; readonly requestId: number } // it was named and never made
    | { readonly on: "expired"; readonly timer: Timer }
  );
export type Effect =
  | { readonly do: "send"; readonly message: Message; readonly profile: Profile }
  | { readonly do: "deliver"; readonly message: Message }
  | { readonly do: "arm"; readonly timer: Timer; readonly deadline: number }
  | { readonly do: "ready"; readonly peer: Open; readonly sent: Open; readonly profile: Profile }
  | { readonly do: "secure" }
  | { readonly do: "hangUp"; readonly why: string };
export type Step = [State, ...Effect[]];

export const IDLE: State = { is: "idle" };

/** The profile in force: messages to this peer are encoded with it. */
export const profileOf = (state: State): Profile | undefined =>
  state.is === "up" || state.is === "openWait" || state.is === "keepWait"
    ? state.profile
    : undefined;

/** Whatever we say puts the next Keepalive off (RFC 5440 §4.2.2). */
export function say(state: Opening | Up, at: number, ...messages: readonly Message[]): Effect[] {
  const keepaliveSeconds = state.sent?.keepaliveSeconds ?? 0;
  const effects: Effect[] = messages.map((message) => send(message, state.profile));
  if (keepaliveSeconds > 0) effects.push(arm("keepalive", at + keepaliveSeconds * SECOND));
  return effects;
}

/** A peer that sends no Keepalives cannot be missed, whatever DeadTimer it names. */
export function deadline(state: Up, at: number): number {
  const { keepaliveSeconds, deadTimerSeconds } = state.peer;
  return keepaliveSeconds === 0 || deadTimerSeconds === 0 ? 0 : at + deadTimerSeconds * SECOND;
}

/** Every way down is this way down. */
export function down(why: string, state?: State, ...last: readonly Message[]): Step {
  const profile = (state && profileOf(state)) ?? detectProfile(undefined);
  return [IDLE, ...last.map((message) => send(message, profile)), { do: "hangUp", why }];
}

export const send = (message: Message, profile: Profile): Effect => ({
  do: "send",
  message,
  profile,
});
export const arm = (timer: Timer, deadline: number): Effect => ({ do: "arm", timer, deadline });

export const SECOND = 1_000_000;
export const OPEN_WAIT = 60 * SECOND, KEEP_WAIT = 60 * SECOND, START_TLS_WAIT = 60 * SECOND;
