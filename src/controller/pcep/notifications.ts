/**
 * PCNtf (RFC 5440 §7.14). A router that says it is overloaded is told only what repairs a failure until it is over; when
 * more questions come than Cairn takes, it says so too.
 */
import type { Notification } from "../../pcep/codec/message.ts";
import { markRouter } from "../sending/lanes.ts";
import type { Router } from "../state.ts";
import { alarm } from "../telling/alarms.ts";
import { armAt, disarmNamed, note, touch, type Turn } from "../turn.ts";
import { say } from "./outgoing.ts";
import { takeCancellation } from "./questions.ts";
import type { PcepSessionState } from "./session.ts";

/** Of the router, as it said. */
export interface Overload {
  readonly since: number;
  /** undefined: until it says that it is over. */
  readonly until: number | undefined;
  readonly why: string;
}

export function takeNotification(
  t: Turn,
  session: PcepSessionState,
  router: Router,
  message: Notification,
): void {
  takeCancellation(t, session, message);
  for (const { type, value, tlvs } of message.notifications) {
    const why = LOADS[`${type}/${value}`];
    if (why !== undefined) {
      const said = tlvs.find(({ kind }) => kind === "overloadDuration");
      const seconds = said?.kind === "overloadDuration" ? said.value : LASTS[type];
      begin(t, session, router, why, seconds);
    } else if (ENDS.includes(`${type}/${value}`)) overloadOver(t, session);
  }
}

function begin(
  t: Turn,
  session: PcepSessionState,
  router: Router,
  why: string,
  seconds: number | undefined,
): void {
  const until = seconds === undefined ? undefined : t.at + seconds * 1e6;
  const name = `pcep overload ${session.id}`;
  if (until === undefined) disarmNamed(t, name);
  else armAt(t, name, until);
  session.overload = { since: session.overload?.since ?? t.at, until, why };
  const how = until === undefined ? "until it says that it is over" : `for ${seconds} s`;
  const text = `${router.name} says: ${why}. Until then only failures are repaired on it, ${how}.`;
  alarm(t, "overload", `router ${router.name}`, "minor", text);
  touch(t, "router", router.id);
}

/** It said so, its time is over (deadline "pcep overload <session>"), or the session is. */
export function overloadOver(t: Turn, session: PcepSessionState): void {
  if (!session.overload) return;
  session.overload = undefined;
  disarmNamed(t, `pcep overload ${session.id}`);
  const router = t.s.routers.get(session.router ?? -1);
  if (!router) return;
  alarm(t, "overload", `router ${router.name}`, "minor", undefined);
  markRouter(t, router);
}

/** More questions than are taken: this one is not kept, and the router is asked to wait, once. */
export function tellCongested(t: Turn, session: PcepSessionState, requestId: number): void {
  say(t, session, notification(1, 2, [requestId])); // cancelled by the PCE
  if (session.congestedAt !== undefined) return;
  session.congestedAt = t.at;
  const tlvs = [{ kind: "overloadDuration", value: PAUSE_SECONDS } as const];
  say(t, session, { ...notification(2, 1), notifications: [{ type: 2, value: 1, tlvs }] });
  note(t, {
    severity: "warning",
    kind: "congested",
    subject: `session ${session.peerAddress}`,
    title: `${session.peerAddress} asks for more paths at once than are answered.`,
    detail: `It was asked to wait ${PAUSE_SECONDS} s (PCNtf 2/1).`,
  });
}

/** Few are left: it may ask again. */
export function tellRelieved(t: Turn, session: PcepSessionState): void {
  if (session.congestedAt === undefined) return;
  session.congestedAt = undefined;
  say(t, session, notification(2, 2));
}

const notification = (
  type: number,
  value: number,
  requestIds: readonly number[] = [],
): Notification => ({
  kind: "notification",
  notifications: [{ type, value, tlvs: [] }],
  requestIds,
});

const LOADS: Readonly<Record<string, string>> = {
  "2/1": "it is overloaded",
  "4/1": "its limit of stateful LSPs is reached",
  "5/1": "automatic bandwidth overwhelms it",
};
const ENDS: readonly string[] = ["2/2", "4/2", "5/2"];
/** Seconds where it says none: leaving the limit of 4/1 has no notification any more (RFC 8231 §8.6). */
const LASTS: Readonly<Record<number, number>> = { 4: 300 };
const PAUSE_SECONDS = 30;
