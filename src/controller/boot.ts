/** The first event: intent from the store, gate closed, feeds and listeners told to start. */
import { noDeadlines } from "./deadlines.ts";
import { noOrders, restoreDelegations } from "./routers/delegations.ts";
import { restoreOrder } from "./routers/decommission.ts";
import { noDecommission } from "./routers/leaving.ts";
import { randomFrom } from "../lib/random.ts";
import { closedGate, type Freeze } from "../policy/gate.ts";
import type { Mode } from "../policy/intent.ts";
import { noAlarming, restoreAlarm } from "./telling/alarm_table.ts";
import { putDeclared, settleRouters, TABLES } from "./intent/apply.ts";
import { noAsns } from "./bgp/as_split.ts";
import { restoreShut } from "./bgp/peer_commands.ts";
import { makePeer } from "./bgp/session.ts";
import { type Config, DEFAULT_SAFETY } from "./config.ts";
import { noDrift } from "./telling/drift.ts";
import { noHistory, restoreHistory } from "./telling/history.ts";
import { noGuards } from "./gate/guards_state.ts";
import { activate } from "./intent/meshes.ts";
import { restoreSpeaker } from "./pcep/evidence.ts";
import { restorePolicy, restoreSuccessor } from "./intent/policies.ts";
import { restoreRollout } from "./gate/rollouts.ts";
import { beginStart } from "./gate/start_gate.ts";
import type { DeclaredIntent, State, Stored } from "./state.ts";
import type { Row } from "./step.ts";
import { note, type Turn } from "./turn.ts";
import type { AuditRow } from "./view/view.ts";

export function emptyState(): State {
  return {
    version: "",
    startedAt: 0,
    now: 0,
    random: randomFrom(0),
    config: NO_CONFIG,
    viewVersion: 0,
    sequence: 0,
    storedThrough: 0,
    pending: [],
    gate: closedGate("observe"),
    guards: noGuards(),
    start: { told: new Set(), lastNodes: 0, lastLinks: 0, over: false },
    routers: new Map(),
    nextRouter: 1,
    declared: {
      nextId: 1,
      meshes: new Map(),
      routers: new Map(),
      affinities: new Map(),
      linkFacts: new Map(),
      nodeFacts: new Map(),
    },
    policies: new Map(),
    policyByName: new Map(),
    policyByUid: new Map(),
    predecessors: new Map(),
    policiesOf: new Map(),
    nextPolicy: 1,
    lsps: new Map(),
    lspByKey: new Map(),
    lspsOf: new Map(),
    nextLsp: 1,
    pcep: new Map(),
    pcepByConnection: new Map(),
    nextPcep: 1,
    speakers: new Map(),
    lspDatabases: new Map(),
    asking: new Set(),
    asideLists: new Map(),
    groups: new Map(),
    nextSessionId: 0,
    refusals: new Map(),
    bgp: new Map(),
    bgpByConnection: new Map(),
    bgpShut: new Map(),
    asns: noAsns(),
    dirtyPolicies: new Set(),
    dirtyLanes: new Map(),
    laneOwner: new Map(),
    orders: noOrders(),
    conflicts: new Set(),
    compute: {
      next: 1,
      batches: new Map(),
      policies: undefined,
      broken: new Set(),
      degraded: new Map(),
      shaken: new Set(),
      improvable: new Set(),
      lastResort: new Set(),
      approved: new Set(),
      asked: new Set(),
      unresolved: new Set(),
    },
    optimise: { waiting: new Set(), movedAt: [] },
    flaps: new Map(),
    deadlines: noDeadlines(),
    events: [],
    noted: new Map(),
    nextEvent: 1,
    audit: [],
    nextAudit: 1,
    alarms: new Map(),
    activeAlarms: new Map(),
    nextAlarm: 1,
    alarming: noAlarming(),
    history: noHistory(),
    drift: noDrift(),
    plans: new Map(),
    topologyChangedAt: 0,
    lastLinkEvent: new Map(),
    reverseOf: new Map(),
    lastMoveMicroseconds: undefined,
    leaving: noDecommission(),
    troubles: new Map(),
  };
}

export function start(
  t: Turn,
  started: { version: string; seed: number; config: Config; stored: readonly Row[] },
): void {
  const { s } = t;
  s.version = started.version;
  s.startedAt = t.at;
  s.random = randomFrom(started.seed);
  s.config = started.config;
  s.gate = closedGate(started.config.mode);
  for (const { address, mode } of started.config.pcep.peers) {
    if (mode) s.gate.declaredModes.set(address, mode);
  }
  // Documents that others name come first.
  const rank = (row: Row) => row.table === "policy" || row.table === "tombstone" ? 1 : 0;
  for (const row of [...started.stored].sort((a, b) => rank(a) - rank(b))) {
    if (row.table !== TABLES.Router) settleRouters(t);
    restoreOr(t, row);
  }
  settleRouters(t);
  for (const { table, key, value } of started.stored) {
    if (table === "tombstone" && value !== null) restoreSuccessor(t, value);
    if (key.startsWith("rollout/") && value !== null) restoreRollout(t, key.slice(8), value);
  }
  activate(t, [...s.policies.keys()]);
  started.config.bgp.peers.forEach((peer, i) => makePeer(t, i, peer));
  beginStart(t);
  note(t, {
    severity: "info",
    kind: "start",
    subject: "cairn",
    title: `Cairn ${started.version} starts in ${s.gate.mode} mode.`,
    detail: `${s.policies.size} policies from the store.`,
  });
}

/** What only tells of the past may be lost; without one of the others it would be another intent: throws. */
function restoreOr(t: Turn, row: Row): void {
  try {
    restore(t, row);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const words = `${row.table} ${row.key} cannot be read: ${why}`;
    if (!PAST.has(row.table)) throw new Error(words);
    note(t, {
      severity: "error",
      kind: "store",
      subject: "cairn",
      title: "A row of the store is damaged and left out.",
      detail: words,
    });
  }
}
const PAST: ReadonlySet<string> = new Set(["audit", "alarm", "history"]);

/** Rows are our own, written by this program: read as they are. */
function restore(t: Turn, { table, key, value }: Row): void {
  if (value === null) return;
  if (table === "policy") restorePolicy(t, value, false);
  else if (table === "tombstone") restorePolicy(t, value, true);
  else if (table === "audit") restoreAudit(t, value);
  else if (table === "alarm") restoreAlarm(t, value);
  else if (table === "history") restoreHistory(t, key, value);
  else if (table === "meta") restoreMeta(t, key, value);
  else if (Object.values(TABLES).includes(table)) {
    const stored = JSON.parse(value) as Stored<DeclaredIntent>;
    t.s.declared.nextId = Math.max(t.s.declared.nextId, stored.id + 1);
    putDeclared(t, stored);
  }
}

function restoreAudit(t: Turn, value: string): void {
  const row = JSON.parse(value) as AuditRow;
  t.s.audit.push(row);
  t.s.nextAudit = Math.max(t.s.nextAudit, Number(row.id) + 1);
}

function restoreMeta(t: Turn, key: string, value: string): void {
  const { gate, start } = t.s;
  if (restoreDelegations(t.s, key, value) || restoreSpeaker(t, key, value)) return;
  if (restoreShut(t.s.bgpShut, key, value)) return;
  if (key === "mode") gate.mode = value as Mode;
  else if (key.startsWith("mode/")) gate.routerModes.set(key.slice(5), value as Mode);
  else if (key.startsWith("decommission/")) restoreOrder(t, key.slice(13), value);
  else if (key === "topology") {
    const counts = JSON.parse(value) as { nodes: number; halfLinks: number };
    start.lastNodes = counts.nodes;
    start.lastLinks = counts.halfLinks;
  } else if (key.startsWith("freeze/")) {
    const freeze = JSON.parse(value) as Freeze;
    const [, scope, ...name] = key.split("/");
    if (scope === "router") gate.routerFreezes.set(name.join("/"), freeze);
    else if (scope === "policy") gate.policyFreezes.set(name.join("/"), freeze);
    else gate.freeze = freeze;
  }
}

const NO_CONFIG: Config = {
  network: "core",
  namePrefix: "cairn",
  originator: { asn: 0, address: "0.0.0.0" },
  mode: "observe",
  pcep: { keepaliveSeconds: 30, deadTimerSeconds: 120, unknownPeers: "observe", peers: [] },
  bgp: { asn: 0, routerId: "0.0.0.0", holdTimeSeconds: 90, peers: [] },
  topologies: [],
  safety: { ...DEFAULT_SAFETY, colors: { first: 0, last: 0xffffffff } },
};
