/**
 * The core as one fold: handle(event) answers effects and when to be woken. Deterministic: the same events give the same
 * answers, which is what replay compares. handle() only dispatches; each part is its own small fold.
 */
import { pack, type Plain, unpack } from "../lib/pack.ts";
import { graphOf } from "../path/graph.ts";
import { PathIndex } from "../path/path_index.ts";
import { Framer as PcepFramer } from "../pcep/codec/framer.ts";
import { DEFAULT } from "../pcep/profiles/default.ts";
import { type SavedTed, Ted } from "../ted/ted.ts";
import {
  peerClosed,
  peerOpened,
  peerReceived,
  peerRefused,
  peerRoom,
  peerTimer,
} from "./bgp/session.ts";
import { peerExpired, toldEverything } from "./bgp/feed.ts";
import { keepPartials, renewFramers } from "./bgp/lines.ts";
import { refreshLate } from "./bgp/refresh.ts";
import { emptyState, start } from "./boot.ts";
import { judgeWave } from "./gate/guarded_plan.ts";
import type { Caches } from "./caches.ts";
import { takeCommand, takeStored } from "./commands.ts";
import { configure } from "./configure.ts";
import { earliest, takeDue } from "./deadlines.ts";
import { nextWave } from "./routers/decommission.ts";
import { markLane } from "./sending/lanes.ts";
import { reconcileDirty } from "./sending/reconcile_lanes.ts";
import { answerQuestions } from "./pcep/questions.ts";
import { overloadOver } from "./pcep/notifications.ts";
import { syncLate } from "./pcep/sync.ts";
import { sessionSecured } from "./pcep/securing.ts";
import {
  sessionClosed,
  sessionOpened,
  sessionReady,
  sessionReceived,
  sessionRoom,
  sessionTimer,
} from "./pcep/session_driver.ts";
import { computeAgain, letMove, wakeOptimiser } from "./paths/optimise.ts";
import { planImprovements, startBatch } from "./paths/planner.ts";
import { indexPaths } from "./paths/policy_index.ts";
import { judgeRollouts } from "./gate/rollouts.ts";
import { showStates } from "./telling/policy_state.ts";
import { countOnLinks, repairDegraded } from "./paths/repair.ts";
import { takeResults } from "./paths/results.ts";
import { indexRouters } from "./routers/routers.ts";
import { remember, rememberDue } from "./telling/remember.ts";
import { feedsQuiet, rememberCounts, tellLongStart } from "./gate/start_gate.ts";
import type { State } from "./state.ts";
import type { Answer, Core, Event, What } from "./step.ts";
import { guardDue } from "./gate/ted_guard.ts";
import { applyChanges } from "./paths/topology.ts";
import { takeTrouble } from "./telling/trouble.ts";
import { note, type Turn } from "./turn.ts";
import { makeView } from "./view/view_rows.ts";

export function createCore(): Core {
  return coreOf(emptyState(), new Ted());
}

/** A core that goes on where save() was called. */
export function loadCore(head: Uint8Array): Core {
  const saved = unpack(head) as unknown as { state: State; ted: SavedTed }; // our own bytes
  return coreOf(saved.state, Ted.load(saved.ted));
}

function coreOf(s: State, ted: Ted): Core {
  const caches: Caches = {
    ted,
    routersByWord: new Map(),
    routerByTed: new Map(),
    graph: graphOf(ted),
    defaultProfile: DEFAULT,
    bgpFramers: new Map(),
    pcepFramers: new Map(),
    index: new PathIndex(),
    policyOfPath: new Map(),
    pathsOfPolicy: new Map(),
  };
  rebuild(s, caches);
  return {
    handle: (event) => handle(s, caches, event),
    save: () => save(s, caches),
    view: makeView(s, caches),
  };
}

function handle(s: State, caches: Caches, { at, what }: Event): Answer {
  s.now = at;
  const t = turnOf(s, caches, at);
  dispatch(t, what);
  applyChanges(t);
  answerQuestions(t);
  reconcileDirty(t);
  for (let pass = 0; pass < 2 && judgeRollouts(t); pass++) reconcileDirty(t);
  startBatch(t);
  if (judgeWave(t)) startBatch(t);
  showStates(t);
  remember(t);
  for (const [kind, ids] of t.touched) t.effects.push({ do: "changed", kind, ids: [...ids] });
  if (t.touched.size > 0) s.viewVersion++;
  return { effects: t.effects, wakeAt: earliest(s.deadlines) };
}

function dispatch(t: Turn, what: What): void {
  switch (what.on) {
    case "started":
      return start(t, what);
    case "opened":
      return what.peer.protocol === "bgp" ? peerOpened(t, what) : sessionOpened(t, what);
    case "refused":
      return peerRefused(t, what.peer.address, what.why);
    case "received":
    case "room":
    case "closed":
    case "secured":
      return guarded(t, what);
    case "woke":
      return wake(t);
    case "command":
      return takeCommand(t, what.id, what.by, what.command);
    case "stored":
      return takeStored(t, what.through);
    case "computed":
      return takeResults(t, what.batch, what.result.list);
    case "configured":
      return configure(t, what.config);
    case "trouble":
      return takeTrouble(t, what);
  }
}

type OfConnection = What & { on: "received" | "room" | "closed" | "secured" };

/** A mistake of ours in one session must not cost the others theirs: that one is ended, loudly. */
function guarded(t: Turn, what: OfConnection): void {
  try {
    connectionEvent(t, what);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    note(t, {
      severity: "error",
      kind: "bug",
      subject: `connection ${what.connection}`,
      title: `Cairn made a mistake handling connection ${what.connection}; the session is ended.`,
      detail: `${why} Please report it with the journal.`,
    });
    t.effects.push({ do: "close", connection: what.connection, why: "internal error" });
    const session = t.s.pcep.get(t.s.pcepByConnection.get(what.connection) ?? -1);
    if (session) sessionClosed(t, session, "internal error");
    const peer = t.s.bgp.get(t.s.bgpByConnection.get(what.connection) ?? -1);
    if (peer) peerClosed(t, peer, what.connection, "internal error");
  }
}

function connectionEvent(t: Turn, what: OfConnection): void {
  const { connection } = what;
  const session = t.s.pcep.get(t.s.pcepByConnection.get(connection) ?? -1);
  if (session) {
    if (what.on === "received") sessionReceived(t, session, what.bytes);
    else if (what.on === "room") sessionRoom(t, session, what.octets);
    else if (what.on === "secured") sessionSecured(t, session, what.certificate);
    else sessionClosed(t, session, what.why);
    return;
  }
  const peer = t.s.bgp.get(t.s.bgpByConnection.get(connection) ?? -1);
  if (peer) {
    if (what.on === "received") peerReceived(t, peer, connection, what.bytes);
    else if (what.on === "room") peerRoom(t, peer, connection, what.octets);
    else if (what.on === "closed") peerClosed(t, peer, connection, what.why);
    return;
  }
  const last = t.s.refusals.get(connection);
  if (!last || what.on === "received" || what.on === "secured") return;
  t.s.refusals.delete(connection);
  if (what.on === "closed") return;
  t.effects.push({ do: "write", connection, bytes: last });
  t.effects.push({ do: "close", connection, why: "There is a session with this address already." });
}

/** Everything that is due, in order of time and name. */
function wake(t: Turn): void {
  for (let name = takeDue(t.s.deadlines, t.at); name; name = takeDue(t.s.deadlines, t.at)) {
    due(t, name.split(" "));
  }
}

function due(t: Turn, [kind, a = "", b = ""]: string[]): void {
  const session = t.s.pcep.get(Number(kind === "ready" ? a : b));
  const peer = t.s.bgp.get(Number(kind === "bgp" ? b : a));
  switch (kind) {
    case "lane":
      return markLane(t, Number(a), Number(b));
    case "pcep":
      if (a === "sync") return session && syncLate(t, session);
      if (a === "overload") return session && overloadOver(t, session);
      return session && sessionTimer(t, session, a as "patience" | "keepalive");
    case "ready":
      wakeOptimiser(t);
      return session && sessionReady(t, session);
    case "bgp":
      return peer && peerTimer(t, peer, a);
    case "refresh":
      return peer && refreshLate(t, peer);
    case "rib":
      return peer && toldEverything(t, peer);
    case "expire":
      return peer && peerExpired(t, peer);
    case "leave":
      return nextWave(t);
    case "tedGuard":
      return guardDue(t);
    case "waves":
      return; // judged at the end of each turn
    case "quiet":
      return feedsQuiet(t);
    case "longStart":
      return tellLongStart(t);
    case "counts":
      return rememberCounts(t);
    case "improve":
      return planImprovements(t);
    case "repair":
      return repairDegraded(t);
    case "quarantine":
      return countOnLinks(t);
    case "optimise":
      return letMove(t);
    case "reoptimize":
      return computeAgain(t);
    default:
      return rememberDue(t, kind, Number(a));
  }
}

function save(s: State, caches: Caches): Uint8Array {
  for (const session of s.pcep.values()) {
    const framer = caches.pcepFramers.get(session.connection ?? -1);
    if (!framer) continue;
    session.partial = framer.rest();
    framer.push(session.partial);
  }
  for (const peer of s.bgp.values()) keepPartials(peer, caches.bgpFramers);
  caches.graph.renew(); // or a loaded core would know less of links that are gone than this one
  return pack({ state: s, ted: caches.ted.save() } as unknown as Plain);
}

/** What is not saved is made again from what is. */
function rebuild(s: State, caches: Caches): void {
  const t = turnOf(s, caches, s.now);
  caches.graph.renew(); // as save() did
  indexRouters(t);
  for (const policy of s.policies.values()) indexPaths(t, policy);
  for (const session of s.pcep.values()) {
    if (session.connection === undefined) continue;
    const framer = new PcepFramer();
    framer.push(session.partial);
    caches.pcepFramers.set(session.connection, framer);
  }
  for (const peer of s.bgp.values()) renewFramers(peer, caches.bgpFramers);
}

const turnOf = (s: State, caches: Caches, at: number): Turn => ({
  s,
  at,
  caches,
  effects: [],
  touched: new Map(),
  changes: [],
  marked: false,
  messages: 0,
  shown: new Set(),
  routerDocuments: [],
});
