/**
 * Shorter synchronisations (RFC 8232): a PCC whose LSP database is the one that we kept tells nothing, or what changed.
 * A claim that turns out to be wrong is not believed again: everything is asked for once more, and until it is there
 * nothing is sent. What is kept is kept in memory: after a restart every synchronisation is a full one.
 */
import type { ErrorMessage, Open, StateReport } from "../../pcep/codec/message.ts";
import { type AgreedSync, agreedSync, isVersion, versionIn } from "../../pcep/session/sync.ts";
import { errorMessage } from "../../pcep/codec/message.ts";
import type { Lsp } from "../../policy/records.ts";
import type { Router } from "../state.ts";
import { armAt, disarmNamed, note, touch, type Turn } from "../turn.ts";
import { UNKNOWN } from "./session_names.ts";
import { say, takeSrpId } from "./outgoing.ts";
import { lspsOf } from "./reports.ts";
import type { PcepSessionState } from "./session.ts";
import { drive, resetSession } from "./session_driver.ts";

export interface SyncState {
  readonly agreed: AgreedSync;
  version: bigint | undefined; // that came last in this session
  /** Nothing of that version is missing here. */
  whole: boolean;
  /** LSPs of the session before that were not told again in this one. */
  readonly kept: Set<number>;
  /** Everything was asked for again: LSPs that were not told since. */
  unheard: Set<number> | undefined;
}
/** What was left of a session: the LSPs of its router are those of this version. */
export interface LspDatabase {
  readonly version: bigint;
  readonly speaker: string | undefined;
}

/** The version that our Open may say; undefined: there is nothing that can be relied on. */
export function keptVersion(t: Turn, session: PcepSessionState): bigint | undefined {
  const kept = t.s.lspDatabases.get(session.router ?? -1);
  const isHim = kept?.speaker === session.speaker &&
    !(session.shared && session.identifiedBy === UNKNOWN);
  return isHim ? kept?.version : undefined;
}

/** The session is up. True: nothing will be told, it is synchronised as it is. */
export function beginSync(
  t: Turn,
  session: PcepSessionState,
  router: Router,
  ours: Open,
  theirs: Open,
): boolean {
  const agreed = agreedSync(ours, theirs), stored = t.s.lspDatabases.get(router.id);
  t.s.lspDatabases.delete(router.id);
  const sync: SyncState = session.sync = {
    agreed,
    version: agreed.how === "skipped" ? stored?.version : undefined,
    whole: false,
    kept: new Set<number>(),
    unheard: undefined,
  };
  if (agreed.how !== "full") {
    if (stored === undefined || stored.version !== versionIn(ours)) {
      // Our Open spoke of another router's, as it was thought to be then.
      distrust(t, session, "its LSPs were offered from another router's record");
      return false;
    }
    if (agreed.how === "delta" && isBefore(versionIn(theirs), stored.version)) {
      distrust(t, session, "the version of its database went back");
      return false;
    }
    takeKept(t, session, router, sync.kept);
  }
  if (agreed.how === "skipped") return sync.whole = true;
  if (agreed.onTrigger) ask(t, session);
  return false;
}

const isBefore = (now: bigint | undefined, then: bigint): boolean =>
  now !== undefined && now < then;

export function syncWords({ how, onTrigger }: AgreedSync): string {
  if (how === "skipped") return "Its LSPs are those that Cairn knows, so they are not told again.";
  const what = how === "delta" ? "what changed since the last session" : "all its LSPs";
  return `It tells ${what}${onTrigger ? ", as it was asked to" : ""}.`;
}

/** They count as reported in this session, and as delegated as they were: the PCC says that nothing changed. */
function takeKept(t: Turn, session: PcepSessionState, router: Router, kept: Set<number>): void {
  for (const lsp of lspsOf(t, router)) {
    lsp.session = session.connection ?? 0;
    lsp.stale = false;
    lsp.heldByUs = lsp.delegated;
    if (lsp.plspId !== 0) session.plspIds.set(lsp.plspId, lsp.id);
    kept.add(lsp.id);
    touch(t, "lsp", lsp.id);
    if (lsp.policy !== undefined) touch(t, "policy", lsp.policy);
  }
}

/** Before a report is taken. False: the session is over. */
export function weighReport(
  t: Turn,
  session: PcepSessionState,
  router: Router,
  report: StateReport,
): boolean {
  const { sync } = session;
  if (!sync) return true;
  const told = sync.kept.size > 0 || session.plspIds.size > 0;
  if (sync.agreed.versions && !session.synchronised && !told && isLate(report)) {
    drive(t, session, { on: "rejected", type: 20, value: 2, at: t.at }); // RFC 8232 §3.2
    return false;
  }
  if (sync.agreed.versions) takeVersion(t, session, sync, report);
  const why = contradiction(t, session, router, sync, report);
  if (why !== undefined) distrust(t, session, why);
  return session.connection !== undefined;
}
/** As of a session that is synchronised already. */
const isLate = (report: StateReport): boolean => !report.sync && report.plspId !== 0;

/** After it was taken: that one is told. */
export function heard(session: PcepSessionState, plspId: number): void {
  const id = session.plspIds.get(plspId);
  if (id === undefined || !session.sync) return;
  session.sync.kept.delete(id);
  session.sync.unheard?.delete(id);
}

/** Each report says the version (RFC 8232 §3.3); one that does not costs the next session its short cut. */
function takeVersion(
  t: Turn,
  session: PcepSessionState,
  sync: SyncState,
  { lspTlvs, srpId }: StateReport,
): void {
  const tlv = lspTlvs.find(({ kind }) => kind === "lspDbVersion");
  const about = { srpIds: srpId === 0 ? [] : [srpId] };
  if (tlv?.kind === "lspDbVersion" && isVersion(tlv.value)) {
    sync.version = tlv.value;
    return;
  }
  const [type, value] = tlv === undefined ? [6, 12] as const : [20, 6] as const;
  if (sync.whole || sync.version !== undefined || session.plspIds.size === 0) {
    say(t, session, errorMessage(type, value, about)); // once, not for each of thousands
  }
  sync.version = undefined;
  sync.whole = false;
}

/** What was kept cannot be what the PCC has. */
function contradiction(
  t: Turn,
  session: PcepSessionState,
  router: Router,
  { kept }: SyncState,
  { plspId, symbolicPathName: name }: StateReport,
): string | undefined {
  if (kept.size === 0 || plspId === 0) return undefined;
  const holder = t.s.lsps.get(session.plspIds.get(plspId) ?? -1);
  if (name === undefined) {
    return holder ? undefined : `it speaks of PLSP-ID ${plspId}, which was not in its database`;
  }
  if (holder && kept.has(holder.id) && holder.name !== name) {
    return `PLSP-ID ${plspId} is ${name} now, and was ${holder.name}`;
  }
  const known = t.s.lsps.get(t.s.lspByKey.get(`${router.id}/${name}`) ?? -1);
  if (!known || !kept.has(known.id) || known.plspId === plspId) return undefined;
  return `${name} has PLSP-ID ${plspId} now, and had ${known.plspId}`;
}

/** PCErr: it does not know an LSP that it did not tell of again, or cannot tell all. False: the session is over. */
export function weighErrors(
  t: Turn,
  session: PcepSessionState,
  { errors }: ErrorMessage,
): boolean {
  const { sync } = session;
  if (!sync) return true;
  for (const { type, value, srpIds } of errors) {
    if (type === 20 && (sync.unheard || sync.agreed.onTrigger) && !session.synchronised) {
      giveUp(t, session, "it cannot tell its LSPs again");
    } else if (type === 19 && value === 3) {
      sync.whole = false;
      const lsp = srpIds.map((id) => lspOf(t, session, id)).find((each) => each !== undefined);
      if (lsp && sync.kept.has(lsp.id)) distrust(t, session, `it does not know ${lsp.name}`);
    }
    if (session.connection === undefined) return false;
  }
  return true;
}
function lspOf(t: Turn, session: PcepSessionState, srpId: number): Lsp | undefined {
  const request = session.outstanding.get(srpId);
  const lane = t.s.policies.get(request?.policy ?? -1)?.lanes.get(request?.discriminator ?? -1);
  return t.s.lsps.get(lane?.lsp ?? -1);
}

/** Its claim was wrong: everything once more, and no short cuts for it until an operator resets the session. */
function distrust(t: Turn, session: PcepSessionState, why: string): void {
  session.distrusted = why;
  const router = t.s.routers.get(session.router ?? -1);
  note(t, {
    severity: "warning",
    kind: "syncDoubted",
    subject: `router ${router?.name ?? session.peerAddress}`,
    title: `${router?.name ?? session.peerAddress} told less than all its LSPs, wrongly: ${why}.`,
    detail: "Everything is asked for again; until it is there nothing is sent to it.",
  });
  // Within a synchronisation its end would be taken for that of the one that is asked for.
  if (!session.synchronised || !askAgain(t, session)) giveUp(t, session, why);
}

/** Asks for all LSPs within the session (RFC 8232 §6.2). False: it cannot be asked. */
function askAgain(t: Turn, session: PcepSessionState): boolean {
  const { sync } = session, router = t.s.routers.get(session.router ?? -1);
  if (!sync?.agreed.again || !router) return false;
  sync.unheard = new Set(lspsOf(t, router).map(({ id }) => id));
  sync.kept.clear();
  sync.whole = false;
  session.synchronised = false;
  session.readyAt = undefined;
  disarmNamed(t, `ready ${session.id}`);
  ask(t, session);
  touch(t, "router", router.id);
  return true;
}
function ask(t: Turn, session: PcepSessionState): void {
  const trigger = { srpId: takeSrpId(session) };
  say(t, session, { kind: "update", updates: [], trigger, problems: [] });
  armAt(t, `pcep sync ${session.id}`, t.at + ANSWERS_WITHIN);
}

/** Deadline "pcep sync <session>": what was asked for did not end. */
export function syncLate(t: Turn, session: PcepSessionState): void {
  if (session.connection === undefined || session.synchronised) return;
  giveUp(t, session, "it did not tell its LSPs when it was asked to");
}

/** The next session tells everything, unasked. */
function giveUp(t: Turn, session: PcepSessionState, why: string): void {
  session.distrusted = why;
  if (session.sync) session.sync.whole = false;
  resetSession(t, session, `it has to tell all its LSPs, as ${why}`);
}

/** An operator asks for everything: within the session where the PCC takes that, else by a new one. */
export function resynchronise(t: Turn, session: PcepSessionState, by: string): void {
  if (!session.synchronised) return; // it is telling everything
  if (askAgain(t, session)) return;
  forgetDatabase(t, session);
  resetSession(t, session, `it has to tell all its LSPs, as ${by} asked`);
}

/** An operator wants everything told again, and the short cuts tried anew after that. */
export function forgetDatabase(t: Turn, session: PcepSessionState): void {
  t.s.lspDatabases.delete(session.router ?? -1);
  if (session.sync) session.sync.whole = false;
  session.distrusted = undefined;
}

/** End of synchronisation. */
export function syncEnded(t: Turn, session: PcepSessionState, report: StateReport): void {
  disarmNamed(t, `pcep sync ${session.id}`);
  const version = report.lspTlvs.find(({ kind }) => kind === "lspDbVersion");
  if (session.sync?.agreed.versions && version) takeVersion(t, session, session.sync, report);
}

/** The grace is over, what was not told is gone: answers what an asked-for synchronisation did not tell. */
export function syncSettled(t: Turn, session: PcepSessionState): Lsp[] {
  const { sync } = session;
  if (!sync) return [];
  sync.whole = sync.agreed.versions && sync.version !== undefined;
  const gone = [...sync.unheard ?? []].flatMap((id) => t.s.lsps.get(id) ?? []);
  sync.unheard = undefined;
  return gone.filter(({ router }) => router === session.router);
}

/** The session is lost: what is left of it, for the next one. */
export function keepDatabase(t: Turn, session: PcepSessionState, router: Router): void {
  const { sync, speaker } = session;
  session.sync = undefined;
  disarmNamed(t, `pcep sync ${session.id}`);
  if (sync?.whole && sync.version !== undefined) {
    t.s.lspDatabases.set(router.id, { version: sync.version, speaker });
  }
}

const ANSWERS_WITHIN = 60e6; // microseconds, for the whole of a synchronisation that was asked for
