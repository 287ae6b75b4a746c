/** A session before it is up: RFC 5440 §4.2.1 and Appendix A, StartTLS of RFC 8253 §3. */
import {
  type ErrorMessage,
  errorMessage,
  KEEPALIVE,
  type Message,
  type Open,
  START_TLS,
} from "../codec/message.ts";
import { detectProfile } from "../profiles/detect.ts";
import { errorWords } from "../registry/errors.ts";
import { BAD_VERSION } from "../registry/objects.ts";
import { acceptsProposal, judgeOpen, type Local, openMessage } from "./open.ts";
import {
  arm,
  deadline,
  down,
  type Event,
  KEEP_WAIT,
  OPEN_WAIT,
  type Opening,
  say,
  SECOND,
  send,
  START_TLS_WAIT,
  type Step,
  type Up,
} from "./state.ts";

export function begin(at: number, local: Local, secured: boolean): Step {
  const state: Opening = {
    is: "openWait",
    secured,
    openBy: at + OPEN_WAIT,
    profile: detectProfile(undefined, local.profile),
    sent: undefined,
    peer: undefined,
    localOk: false,
    refusals: 0,
    proposals: 0,
  };
  if (local.tls === "required" && !secured) {
    const hello = local.role === "pcc" ? [send(START_TLS, state.profile)] : [];
    return [state, ...hello, arm("patience", at + START_TLS_WAIT)];
  }
  if (local.waitForOpenSeconds > 0) {
    return [state, arm("patience", at + local.waitForOpenSeconds * SECOND)];
  }
  return sayOpen(state, local);
}

function sayOpen(state: Opening, local: Local): Step {
  const sent = openMessage(local, state.profile);
  return [{ ...state, sent }, send(sent, state.profile), arm("patience", state.openBy)];
}

export function opening(state: Opening, event: Event, local: Local): Step {
  const insecure = local.tls === "required" && !state.secured;
  switch (event.on) {
    case "malformed": {
      const value = event.error.detail.startsWith(BAD_VERSION) ? 8 : 1;
      return down(event.error.message, state, errorMessage(1, value));
    }
    case "expired":
      if (event.timer === "keepalive") return [state, ...say(state, event.at, KEEPALIVE)];
      if (insecure) return down("no StartTLS", state, errorMessage(25, 5));
      if (state.sent === undefined) return sayOpen(state, local);
      return state.is === "openWait"
        ? down("OpenWait expired", state, errorMessage(1, 2))
        : down("KeepWait expired", state, errorMessage(1, 7));
    case "received":
      if (isStartTls(event.message, state)) return startTls(state, event.message, event.at, local);
      if (insecure) return withoutTls(state, event.message);
      if (local.tls !== "off" && isStranger(event.message, state)) return unexpected(state);
      return negotiate(state, event.message, event.at, local);
    default:
      return [state];
  }
}

/** OpenDaylight says StartTLS by the number that it had in drafts: 20. It wants to hear it so, too. */
function isStartTls(message: Message, state: Opening): boolean {
  const first = state.sent === undefined && !state.secured;
  return message.kind === "startTls" ||
    (first && message.kind === "unknown" && message.type === DRAFT_START_TLS);
}

function startTls(state: Opening, message: Message, at: number, local: Local): Step {
  const late = state.secured || state.sent !== undefined;
  if (late) return down("StartTLS after other messages", state, errorMessage(25, 1));
  if (local.tls === "off") return down("StartTLS, but TLS is off", state, errorMessage(25, 4));
  const same: Message = message.kind === "unknown" ? { ...message, body: NOTHING } : START_TLS;
  const answer = local.role === "pce" ? [send(same, state.profile)] : [];
  return [{ is: "securing" }, ...answer, { do: "secure" }, arm("patience", at + START_TLS_WAIT)];
}

/** Where TLS is a must (RFC 8253 §3.2): an Open is told why, a PCErr has said it all. */
function withoutTls(state: Opening, message: Message): Step {
  if (message.kind === "error") return down(`peer sent PCErr ${wordsOf(message)}`);
  if (message.kind !== "open") return unexpected(state);
  return down("peer did not begin with StartTLS", state, errorMessage(25, 3));
}
/** Neither StartTLS nor Open nor PCErr as the very first message (RFC 8253 §3.2). */
const isStranger = ({ kind }: Message, { peer, sent, secured, localOk }: Opening): boolean =>
  !secured && peer === undefined && sent === undefined && !localOk && kind !== "open" &&
  kind !== "error";
const unexpected = (state: Opening): Step =>
  down("another message before StartTLS or Open", state, errorMessage(25, 2));

/** Open, Keepalive and PCErr in any order that Appendix A of RFC 5440 allows. */
function negotiate(state: Opening, message: Message, at: number, local: Local): Step {
  if (message.kind === "open" && state.peer === undefined) {
    return judge(state, message, at, local);
  }
  if (message.kind === "keepalive" && state.sent !== undefined) {
    if (state.localOk) return [state]; // or repeating it would put OpenWait off for ever
    return settle({ ...state, localOk: true }, at);
  }
  if (message.kind === "error") return amend(state, message, at, local);
  return down(`${message.kind} instead of Open or Keepalive`, state, errorMessage(1, 1));
}

function judge(before: Opening, peer: Open, at: number, local: Local): Step {
  const profile = detectProfile(peer, local.profile);
  const sent = before.sent ?? openMessage(local, profile, peer);
  const state: Opening = { ...before, profile, sent };
  const ours = before.sent === undefined ? [sent] : [];
  const verdict = judgeOpen(peer, local);
  switch (verdict.is) {
    case "acceptable": {
      const [next, ...effects] = settle({ ...state, peer }, at);
      return [next, ...say(state, at, ...ours, KEEPALIVE), ...effects];
    }
    case "refused": {
      const { type, value } = verdict;
      return down(`peer's Open: ${errorWords(type, value)}`, state, errorMessage(type, value));
    }
    case "negotiable": {
      if (state.refusals > 0) return down("second Open unacceptable", state, errorMessage(1, 5));
      const answer = { ...errorMessage(1, 4), open: verdict.proposal };
      const waits = { ...state, refusals: 1, is: state.localOk ? "openWait" : "keepWait" } as const;
      return [
        waits,
        ...say(state, at, ...ours, answer),
        arm("patience", at + (state.localOk ? OPEN_WAIT : KEEP_WAIT)),
      ];
    }
  }
}

/** Our Open was not accepted: say what they propose, once (RFC 5440 §4.2.1). */
function amend(state: Opening, message: ErrorMessage, at: number, local: Local): Step {
  const first = message.errors[0], words = wordsOf(message);
  const proposal = first?.type === 1 && first.value === 4 ? message.open : undefined;
  if (!proposal || state.sent === undefined) return down(`peer sent PCErr ${words}`);
  if (state.proposals > 0 || !acceptsProposal(proposal, local)) {
    return down(`peer's proposal: ${words}`, state, errorMessage(1, 6));
  }
  const { keepaliveSeconds, deadTimerSeconds } = proposal;
  const sent = { ...state.sent, keepaliveSeconds, deadTimerSeconds };
  const next: Opening = { ...state, sent, proposals: 1, is: state.peer ? "keepWait" : "openWait" };
  return [
    next,
    ...say(next, at, sent),
    arm("patience", at + (state.peer ? KEEP_WAIT : OPEN_WAIT)),
  ];
}

function wordsOf({ errors: [first] }: ErrorMessage): string {
  return first ? errorWords(first.type, first.value) : "no error in it";
}

/** Up when both have accepted; else on to what is still missing. */
function settle(state: Opening, at: number): Step {
  const { peer, sent, profile, localOk } = state;
  if (peer === undefined || sent === undefined) {
    return [{ ...state, is: "openWait" }, arm("patience", at + OPEN_WAIT)];
  }
  if (!localOk) return [{ ...state, is: "keepWait" }, arm("patience", at + KEEP_WAIT)];
  const up: Up = {
    is: "up",
    profile,
    sent,
    peer,
    unknownSince: 0,
    unknownMessages: 0,
    requestsSince: 0,
    unknownRequests: 0,
  };
  return [up, arm("patience", deadline(up, at)), { do: "ready", peer, sent, profile }];
}

const DRAFT_START_TLS = 20, NOTHING = new Uint8Array(0);
