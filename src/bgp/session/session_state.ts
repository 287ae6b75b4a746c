/** The states of a BGP connection, what can happen to it and what is to be done then (RFC 4271 §8). */
import type { MessageContent } from "../codec/encode_message.ts";
import type {
  Fault,
  MalformedMessage,
  Message,
  OpenMessage,
  RouteRefreshMessage,
  UpdateMessage,
} from "../codec/message.ts";
import type { Agreed } from "./negotiate.ts";

/** What outlives a connection. */
interface Tries {
  /** Connections in a row that did not last; they make the next wait longer. */
  readonly failures: number;
  /** The next OPEN offers only what BGP-LS cannot do without (RFC 5492 §3). */
  readonly lean: boolean;
}
export type State =
  & Tries
  & (
    | { readonly is: "idle"; readonly stopped: boolean }
    | { readonly is: "connect" }
    | { readonly is: "active" }
    | { readonly is: "openSent" }
    | { readonly is: "openConfirm"; readonly peer: OpenMessage; readonly agreed: Agreed }
    | {
      readonly is: "established";
      readonly peer: OpenMessage;
      readonly agreed: Agreed;
      readonly since: number;
    }
  );
export type Connected = Extract<State, { readonly is: "openSent" | "openConfirm" | "established" }>;
/** "retry" is ConnectRetryTimer and IdleHoldTimer in one: never do both run. */
export type Timer = "retry" | "hold" | "keepalive";
export type StopReason =
  | "maximum"
  | "shutdown"
  | "deconfigured"
  | "reset"
  | "rejected"
  | "changed"
  | "collision"
  | "resources";
export type Event =
  | { readonly on: "started" }
  /** `octets`: what a reason without text sends along. */
  | {
    readonly on: "stopped";
    readonly why: StopReason;
    readonly text?: string;
    readonly octets?: Uint8Array;
  }
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

export const INITIAL: State = { is: "idle", failures: 0, lean: false, stopped: true };

export const hasConnection = (state: State): state is Connected =>
  state.is === "openSent" || state.is === "openConfirm" || state.is === "established";
export const send = (message: MessageContent): Effect => ({ do: "send", message });
export const arm = (timer: Timer, at: number | undefined): Effect => ({ do: "arm", timer, at });
