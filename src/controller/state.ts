/**
 * Everything the core knows, as plain data: what save() packs. Only handle() and what it calls change it; caches that
 * can be made again (graph, policy index) live beside it in core.ts.
 */
import type { PathJob } from "../path/jobs.ts";
import type { Random } from "../lib/random.ts";
import type { Gate } from "../policy/gate.ts";
import type {
  AffinityIntent,
  Intent,
  LinkFactsIntent,
  MeshIntent,
  NodeFactsIntent,
  RouterIntent,
} from "../policy/intent.ts";
import type { Flaps } from "../policy/quarantine.ts";
import type { Lsp, Policy } from "../policy/records.ts";
import type { Alarming } from "./telling/alarm_table.ts";
import type { Aside } from "./pcep/aside_lists.ts";
import type { Asns } from "./bgp/as_split.ts";
import type { BgpPeerState } from "./bgp/peer.ts";
import type { Shut } from "./bgp/peer_commands.ts";
import type { Config } from "./config.ts";
import type { NoteBudget } from "./note_budget.ts";
import type { Guards } from "./gate/guards_state.ts";
import type { Deadlines } from "./deadlines.ts";
import type { Orders } from "./routers/delegations.ts";
import type { Decommission } from "./routers/leaving.ts";
import type { DriftState } from "./telling/drift.ts";
import type { PendingPlan } from "./intent/dry_run.ts";
import type { History } from "./telling/history.ts";
import type { PcepSessionState } from "./pcep/session.ts";
import type { LspDatabase } from "./pcep/sync.ts";
import type { Reply } from "./command.ts";
import type { Troubled } from "./telling/trouble.ts";
import type { AlarmRow, AuditRow, EventRow } from "./view/view.ts";

export interface State {
  version: string; // of the program
  startedAt: number;
  now: number;
  random: Random;
  config: Config;
  viewVersion: number;
  /** The store: number of the last transaction asked for, and of the last one on disk. */
  sequence: number;
  storedThrough: number;
  pending: Pending[];
  gate: Gate;
  guards: Guards;
  start: StartGate;
  routers: Map<number, Router>;
  nextRouter: number;
  declared: Declared;
  policies: Map<number, Policy>;
  policyByName: Map<string, number>;
  policyByUid: Map<string, number>;
  predecessors: Map<number, Set<number>>; // policy → those that go when it is up
  policiesOf: Map<string, Set<number>>; // by the word that their intent names the headend with
  nextPolicy: number;
  lsps: Map<number, Lsp>;
  lspByKey: Map<string, number>; // router id / symbolic path name
  lspsOf: Map<number, Set<number>>; // by router
  nextLsp: number;
  asideLists: Map<number, Aside>; // by LSP: backups and the other direction, as its router said
  groups: Map<string, Set<number>>; // associations that routers report → LSPs
  pcep: Map<number, PcepSessionState>; // by row id
  pcepByConnection: Map<number, number>;
  nextPcep: number;
  speakers: Map<string, string>; // SPEAKER-ENTITY-ID in hex → address of the router that had it
  lspDatabases: Map<number, LspDatabase>; // of routers that are away, by router
  asking: Set<number>; // sessions with questions that may be answered
  nextSessionId: number; // of our Open, 0 to 255
  /** Connections that are only told why they are not wanted. */
  refusals: Map<number, Uint8Array>;
  bgp: Map<number, BgpPeerState>; // by row id, in the order of the configuration
  bgpByConnection: Map<number, number>;
  bgpShut: Map<string, Shut>; // peers that operators shut, by address
  asns: Asns;
  dirtyPolicies: Set<number>; // to be computed
  /** By router, the discriminators to be reconciled: broken ones go first. */
  dirtyLanes: Map<number, { readonly broken: Set<number>; readonly rest: Set<number> }>;
  laneOwner: Map<number, number>; // discriminator → policy
  orders: Orders; // about delegations and LSPs of others
  conflicts: Set<number>; // lanes whose place another LSP has, by discriminator
  compute: ComputeState;
  optimise: OptimiseState;
  flaps: Map<number, Flaps>; // half-links that failed lately
  deadlines: Deadlines;
  events: EventRow[]; // oldest first, at most EVENTS
  noted: Map<string, NoteBudget>; // by kind and subject
  nextEvent: number;
  audit: AuditRow[];
  nextAudit: number;
  alarms: Map<number, AlarmRow>;
  activeAlarms: Map<string, number>; // kind and subject → id
  nextAlarm: number;
  alarming: Alarming;
  history: History;
  drift: DriftState;
  plans: Map<number, PendingPlan>; // dry runs under way, by command
  topologyChangedAt: number;
  lastLinkEvent: Map<number, string>; // half-link → number of the event that told it last
  reverseOf: Map<number, number>; // half-link → the other, also when one is gone
  lastMoveMicroseconds: number | undefined;
  leaving: Decommission;
  troubles: Map<Troubled, string>; // what of the edge does not work, and why
}
export const EVENTS = 2000;
export const AUDIT = 1000;

/** A command whose rows are not on disk yet: who gets the answer, and what starts to act then. */
export interface Pending {
  readonly sequence: number;
  readonly reply: { readonly id: number; readonly reply: Reply } | undefined;
  readonly policies: readonly number[];
  readonly links: boolean; // facts of links or nodes became part of the topology
}
export interface StartGate {
  /** Feeds that have told all, or were quiet for long enough. */
  readonly told: Set<number>;
  lastNodes: number; // of the last run
  lastLinks: number;
  over: boolean;
}
/** The box: declared by hand, told by the topology, or known only from its session. */
export interface Router {
  readonly id: number;
  name: string;
  addresses: string[]; // every one it is known by; the first is shown
  formerNames: string[]; // of this run: what was said by them still means this router
  ted: number | undefined; // router of the topology
  session: number | undefined; // row id of its PCEP session
}
export interface Stored<I> {
  readonly id: number;
  readonly intent: I;
  readonly version: number;
  readonly at: number;
  readonly by: string;
}
export interface Declared {
  nextId: number;
  readonly meshes: Map<string, Stored<MeshIntent>>;
  readonly routers: Map<string, Stored<RouterIntent>>;
  readonly affinities: Map<string, Stored<AffinityIntent>>;
  readonly linkFacts: Map<string, Stored<LinkFactsIntent>>;
  readonly nodeFacts: Map<string, Stored<NodeFactsIntent>>;
}
export type DeclaredIntent = Exclude<Intent, { kind: "Policy" }>;

export interface ComputeState {
  next: number;
  readonly batches: Map<number, Batch>;
  /** The one batch of policies that may be out; what is dirtied meanwhile waits for its end. */
  policies: number | undefined;
  /** Policies whose packets are lost: before all others. */
  readonly broken: Set<number>;
  /** Policies whose packets still arrive, perhaps not as asked: looked at when the IGP had time to converge. */
  readonly degraded: Map<number, Degraded>;
  /** Policies under which a link or router failed since they were computed. */
  readonly shaken: Set<number>;
  /** Policies that may have a better path now. */
  readonly improvable: Set<number>;
  /** Policies that have no path without links that came back a short time ago: better than nothing. */
  readonly lastResort: Set<number>;
  /** Policies whose turn has come to move for a better path. */
  readonly approved: Set<number>;
  /** Policies whose intent is another one: what they do follows at once. */
  readonly asked: Set<number>;
  /** Policies with a name that the topology did not know yet: routers that come may help them. */
  readonly unresolved: Set<number>;
}
export interface Degraded {
  readonly since: number;
  readonly due: number;
}
/** Better paths that are known and wait for their turn. */
export interface OptimiseState {
  readonly waiting: Set<number>; // policies
  movedAt: number[]; // moves of the last minute
}
export interface Batch {
  readonly at: number;
  readonly topologyVersion: number;
  /** The first of the links that are not counted on in it is from then, though the topology stays as it is. */
  readonly countedOnAt?: number;
  readonly purposes: readonly Purpose[]; // one a job, in their order
  readonly list: readonly PathJob[];
}
export type Purpose =
  | {
    readonly for: "policy";
    readonly policy: number;
    readonly discriminator: number;
    readonly version: number; // of the intent
    readonly approved: boolean; // by its turn
    readonly asked: boolean; // by a person, or whoever owns its intent
    readonly afterFailure: boolean;
    readonly command?: number; // of the person who asked for it
  }
  | {
    readonly for: "request";
    readonly session: number;
    readonly connection: number;
    readonly requestId: number;
    readonly refused: string | undefined; // answered already; the result is only to be shown
  }
  | { readonly for: "command"; readonly id: number }
  | {
    readonly for: "plan"; // of a dry run
    readonly id: number;
    readonly entry: number;
    readonly path: number;
  };
