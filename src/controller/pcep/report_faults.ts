/** What a router did wrong in a report that is taken all the same: told by PCErr, once for each LSP and session. */
import { errorMessage, type StateReport } from "../../pcep/codec/message.ts";
import type { Lsp } from "../../policy/records.ts";
import type { Turn } from "../turn.ts";
import type { Complaint } from "./association_faults.ts";
import { say } from "./outgoing.ts";
import type { PcepSessionState } from "./session.ts";

/** Faults of one report, by what was known of its LSP before it. */
export function faultsOf(
  session: PcepSessionState,
  before: Pick<Lsp, "delegated" | "session" | "setupType" | "hops"> & {
    readonly ours: boolean;
    readonly returned: boolean;
    readonly sid: number | string | undefined; // binding SID of its policy
  },
  report: StateReport,
): readonly Complaint[] {
  const faults: Complaint[] = [];
  const { profile } = session;
  const known = before.session === session.connection;
  if (report.symbolicPathName === undefined && !known) faults.push({ type: 10, value: 8 });
  const signalled = report.pathSetupType === RSVP_TE && isSignalled(report);
  if (signalled && !report.lspIdentifiers && profile.saysLspIdentifiers) {
    faults.push({ type: 6, value: 11 }); // RFC 8231 §7.3.1
  }
  const { pathSetupType } = report;
  if (!UNDERSTOOD.includes(pathSetupType)) faults.push({ type: 21, value: 1 });
  // RFC 9603 §4.1.1: not before both have said that they can.
  else if (pathSetupType === SRV6 && !session.setupTypes.includes(SRV6)) {
    faults.push({ type: 19, value: 19 });
  } // RFC 8408 §4: an LSP stays of its kind. What says none says nothing of it.
  else if (
    known && pathSetupType !== RSVP_TE && pathSetupType !== before.setupType &&
    before.hops.length > 0
  ) {
    faults.push({ type: 21, value: 2 });
  }
  // RFC 8281 §6: what a PCE made stays delegated to it while the session lives, unless it was handed back.
  const takesBack = known && before.delegated && before.ours && !before.returned &&
    report.create && !report.delegate && !report.sync && !profile.createFlagLies;
  if (takesBack) faults.push({ type: 19, value: 7 });
  // RFC 9604 §8: only an operator's value can be given; Cairn keeps no pool of labels for a router.
  const named = before.sid !== undefined && before.sid !== "auto";
  if (asksForSid(report) && !named) faults.push({ type: 32, value: 3 });
  return faults;
}

/** P with a binding SID of no value: the PCE is to choose it. */
export const asksForSid = ({ pceAllocation, bindingSids }: StateReport): boolean =>
  pceAllocation && bindingSids.some(({ kind }) => kind === "any");

/** Hops that RSVP-TE signals: a list of segments without an SRP says its setup type by itself. */
const isSignalled = ({ ero = [] }: StateReport): boolean =>
  ero.length > 0 && ero.every(({ kind }) => kind !== "sr" && kind !== "srv6");

export function complain(
  t: Turn,
  session: PcepSessionState,
  report: StateReport,
  complaints: readonly Complaint[],
): void {
  for (const { type, value } of complaints) {
    const key = `${report.plspId} ${type}/${value}`;
    if (session.complaints.has(key) || session.complaints.size >= MOST) continue;
    session.complaints.add(key);
    const about = report.srpId === 0 ? { plspIds: [report.plspId] } : { srpIds: [report.srpId] };
    say(t, session, errorMessage(type, value, about));
  }
}

const RSVP_TE = 0, SRV6 = 3;
const UNDERSTOOD: readonly number[] = [0, 1, 3]; // RFC 8408 §4, RFC 8664 §4.2, RFC 9603 §4.2
const MOST = 10_000; // a session: a router that is wrong about each of its LSPs was told often enough
