/** A second session of a PCC that has a living one is refused, and the living one stays (RFC 5440 §7.15, type 9). */
import { note, type Turn } from "../turn.ts";
import { drive } from "./session_driver.ts";
import { sessionName } from "./strangers.ts";
import type { PcepSessionState } from "./session.ts";

/** `of`: the router, or its session, that this one turned out to be. */
export function refuseSecond(t: Turn, session: PcepSessionState, of: string): void {
  note(t, {
    severity: "warning",
    kind: "secondSession",
    subject: `session ${sessionName(session)}`,
    title: `A second PCEP session of ${of}, from ${sessionName(session)}, was refused.`,
    detail:
      "The living one stays. If they are two routers, give each a speaker entity id of its own " +
      "(pcep.speakerEntityId of its Router document).",
  });
  drive(t, session, { on: "rejected", type: 9, value: 0, at: t.at });
}
