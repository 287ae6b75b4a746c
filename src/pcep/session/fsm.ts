/**
 * PCEP session: RFC 5440 §4.2 and Appendix A, both ends. Pure: no clock, no socket.
 *
 * step() answers the next state and what to do about it. Times are microseconds, as the events say;
 * a deadline of 0 disarms. After "hangUp" nothing more is sent, and both timers are off.
 */
import {
  close,
  type ErrorMessage,
  errorMessage,
  KEEPALIVE,
  type Message,
  type Open,
  type PcepError,
  type Problem,
} from "../codec/message.ts";
import { CLOSE_REASONS } from "../registry/codes.ts";
import { errorWords } from "../registry/errors.ts";
import type { Local } from "./open.ts";
import { begin, opening } from "./opening.ts";
import {
  arm,
  deadline,
  down,
  type Effect,
  type Event,
  say,
  SECOND,
  type State,
  type Step,
  type Up,
} from "./state.ts";

export { IDLE, profileOf } from "./state.ts";
export type { Effect, Event, Opening, State, Step, Timer, Up } from "./state.ts";

export function step(state: State, event: Event, local: Local): Step {
  if (state.is === "idle") {
    return event.on === "connected" ? begin(event.at, local, false) : [state];
  }
  if (event.on === "disconnected") return down("peer closed the connection");
  if (event.on === "rejected") {
    const { type, value } = event;
    return down(`rejected: ${errorWords(type, value)}`, state, errorMessage(type, value));
  }
  if (event.on === "submitted" && event.message.kind === "close") {
    return down("closed by this side", state, event.message);
  }
  if (event.on === "received" && event.message.kind === "close") {
    const { reason } = event.message;
    return down(`peer sent Close ${reason} (${CLOSE_REASONS[reason] ?? "unknown reason"})`);
  }
  switch (state.is) {
    case "securing":
      if (event.on === "secured") return begin(event.at, local, true);
      return event.on === "expired" ? down("no TLS handshake") : [state];
    case "openWait":
    case "keepWait":
      return opening(state, event, local);
    case "up":
      return established(state, event, local);
  }
}

function established(state: Up, event: Event, local: Local): Step {
  switch (event.on) {
    case "expired":
      return event.timer === "patience"
        ? down("DeadTimer expired", state, close(2))
        : [state, ...say(state, event.at, KEEPALIVE)];
    case "malformed":
      return down(event.error.message, state, close(3));
    case "submitted":
      return [state, ...say(state, event.at, event.message)];
    case "unknownRequest":
      return countRequest(state, event.at, event.requestId);
    case "received":
      return hear(state, event.message, event.at, local);
    default:
      return [state];
  }
}

function hear(state: Up, message: Message, at: number, local: Local): Step {
  const alive = arm("patience", deadline(state, at));
  const refuse = (type: number, value: number): Step => [
    state,
    ...say(state, at, errorMessage(type, value)),
    alive,
  ];
  switch (message.kind) {
    case "keepalive":
      return [state, alive];
    case "unknown":
      return countUnknown(state, at, alive);
    case "startTls":
      return down("StartTLS after other messages", state, errorMessage(25, 1));
    case "open":
      return refuse(9, 0);
    case "error":
      if (message.errors.some(({ type }) => type === 1)) {
        return down(`peer sent PCErr ${errorWords(1, message.errors[0]!.value)}`);
      }
      return [state, alive, { do: "deliver", message }];
    case "report":
    case "request":
      if (local.role === "pcc") return refuse(2, 0);
      if (message.kind === "report" && ![state.sent, state.peer].every(isStateful)) {
        return refuse(19, 5);
      }
      break;
    case "update":
    case "initiate":
    case "reply":
      if (local.role === "pce") return refuse(2, 0);
      break;
  }
  const problems = "problems" in message ? message.problems : [];
  const answer = problems.length > 0 ? say(state, at, complain(problems)) : [];
  return [state, ...answer, alive, { do: "deliver", message }];
}

/** MAX-UNKNOWN-MESSAGES: five within a minute end the session (RFC 5440 §6.9). */
function countUnknown(state: Up, at: number, alive: Effect): Step {
  const fresh = state.unknownMessages === 0 || at - state.unknownSince >= 60 * SECOND;
  const unknownMessages = fresh ? 1 : state.unknownMessages + 1;
  if (unknownMessages >= MOST_UNKNOWN_MESSAGES) {
    return down("too many unrecognized messages", state, close(5));
  }
  const unknownSince = fresh ? at : state.unknownSince;
  const next: Up = { ...state, unknownSince, unknownMessages };
  return [next, ...say(state, at, errorMessage(2, 0)), alive];
}

/** MAX-UNKNOWN-REQUESTS: the same for requests that were never made (RFC 5440 §7.4). */
function countRequest(state: Up, at: number, requestId: number): Step {
  const fresh = state.unknownRequests === 0 || at - state.requestsSince >= 60 * SECOND;
  const unknownRequests = fresh ? 1 : state.unknownRequests + 1;
  if (unknownRequests >= MOST_UNKNOWN_REQUESTS) {
    return down("too many unknown requests", state, close(4));
  }
  const requestsSince = fresh ? at : state.requestsSince;
  const answer = errorMessage(8, 0, { requestIds: [requestId] });
  return [{ ...state, requestsSince, unknownRequests }, ...say(state, at, answer)];
}

/** One PCErr for all that could not be taken of a message. */
function complain(problems: readonly Problem[]): ErrorMessage {
  const errors = problems.map(({ type, value, srpId, requestId, plspId }): PcepError => ({
    type,
    value,
    srpIds: srpId === 0 ? [] : [srpId],
    ...(srpId === 0 && plspId !== 0 && { plspIds: [plspId] }),
    requestIds: requestId === 0 ? [] : [requestId],
    tlvs: [],
  }));
  return { kind: "error", errors };
}

const isStateful = (open: Open): boolean =>
  open.tlvs.some((tlv) => tlv.kind === "statefulPceCapability");

const MOST_UNKNOWN_MESSAGES = 5, MOST_UNKNOWN_REQUESTS = 5;
