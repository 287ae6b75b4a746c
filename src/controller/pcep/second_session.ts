/** A second session of a PCC that has a living one is refused, and the living one stays (RFC 5440 §7.15, type 9). */
import { encodeMessage } from "../../pcep/codec/encode.ts";
import { errorMessage } from "../../pcep/codec/message.ts";
import { note, type Turn } from "../turn.ts";
import { drive } from "./session_driver.ts";
import type { PcepSessionState } from "./session.ts";

/** `of`: the router, or its session, that this one turned out to be. */
export function refuseSecond(t: Turn, session: PcepSessionState, of: string): void {
  tell(
    t,
    `A second PCEP session of ${of}, from ${session.peerAddress}, was refused.`,
    "The living one stays. If they are two routers, give each a speaker entity id of its own " +
      "(pcep.speakerEntityId of its Router document).",
  );
  drive(t, session, { on: "rejected", type: 9, value: 0, at: t.at });
}

/** At the connection: there are as many living ones from its address as may be. */
export function refuseConnection(t: Turn, connection: number, living: PcepSessionState): void {
  const { peerAddress, profile } = living;
  tell(
    t,
    `Another PCEP session from ${peerAddress} was refused: one lives.`,
    "If it is the same router, it is let in when that one ends. If several routers come from this address, let " +
      "pcep.sessionsPerAddress admit so many.",
  );
  t.s.refusals.set(connection, encodeMessage(errorMessage(9, 0), profile));
}

/** PCCs try again and again: it is told every ten minutes. */
function tell(t: Turn, title: string, detail: string): void {
  const said = t.s.events.findLast((event) => event.title === title);
  if (said && t.at - said.at < PAUSE) return;
  note(t, { severity: "warning", kind: "secondSession", subject: "pcep", title, detail });
}
const PAUSE = 600e6; // microseconds
