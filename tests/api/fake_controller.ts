/** A controller over plain maps: real rows and commands, no protocols. Commands take effect at once. */
import type { Command, Problem, Reply } from "../../src/controller/command.ts";
import type {
  ComputedRow,
  EventRow,
  Kind,
  LinkRow,
  LspRow,
  MessageRow,
  PolicyRow,
  RouterRow,
  Rows,
  StatusRow,
  View,
} from "../../src/controller/view/view.ts";
import type { Controller } from "../../src/api/ports.ts";
import type { Intent, PolicyIntent } from "../../src/policy/intent.ts";

export const START = 1_770_000_000_000_000; // microseconds since 1970

export class FakeController implements Controller {
  readonly asked: { readonly by: string; readonly command: Command }[] = [];
  /** The next commands are refused with it. */
  refusal: { code: Extract<Reply, { ok: false }>["code"]; problems: Problem[] } | undefined;
  messages: MessageRow[] = [];
  #version = 0;
  #next = 1;
  readonly #rows = new Map<Kind, Map<number, Rows[Kind]>>();
  readonly #listeners = new Set<(kind: Kind, ids: readonly number[]) => void>();

  readonly view: View = this.#view();
  #view(): View {
    const version = () => this.#version;
    return {
      get version() {
        return version();
      },
      ids: (kind) => this.#table(kind).keys(),
      row: <K extends Kind>(kind: K, id: number) =>
        this.#table(kind).get(id) as Rows[K] | undefined,
      find: (kind, name) => {
        for (const [id, row] of this.#table(kind)) {
          if (row.id === name || ("name" in row && row.name === name)) return id;
        }
        return undefined;
      },
      messages: () => this.messages,
      history: (policy) => this.view.find("policy", policy) === undefined ? undefined : [],
    };
  }
  get listenerCount(): number {
    return this.#listeners.size;
  }
  subscribe(listener: (kind: Kind, ids: readonly number[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  /** Adds or replaces a row; tells the listeners. Answers its number. */
  put<K extends Kind>(kind: K, row: Rows[K], id = this.view.find(kind, row.id) ?? this.#next++) {
    this.#table(kind).set(id, row);
    this.#changed(kind, id);
    return id;
  }
  remove(kind: Kind, id: number): void {
    this.#table(kind).delete(id);
    this.#changed(kind, id);
  }
  #changed(kind: Kind, id: number): void {
    this.#version++;
    for (const listener of this.#listeners) listener(kind, [id]);
  }
  #table(kind: Kind): Map<number, Rows[Kind]> {
    const table = this.#rows.get(kind) ?? new Map<number, Rows[Kind]>();
    this.#rows.set(kind, table);
    return table;
  }

  command(by: string, command: Command): Promise<Reply> {
    this.asked.push({ by, command });
    if (this.refusal) return Promise.resolve({ ok: false, ...this.refusal });
    if (command.do === "create") this.#make(command.intent);
    if (command.do === "apply" && !command.dryRun) {
      command.intents.forEach((each) => this.#make(each));
    }
    if (command.do === "delete") {
      const kind = kindOf(command.kind);
      this.remove(kind, this.view.find(kind, command.name)!);
    }
    if (command.do === "computePath") {
      return Promise.resolve({ ok: true, changes: [], path: computed(command.intent) });
    }
    const changes = command.do === "apply"
      ? command.intents.map(({ kind, name }) => ({
        kind,
        name,
        change: "created" as const,
        detail: "",
      }))
      : [{
        kind: "Message" as const,
        name: "r1",
        change: "wouldSend" as const,
        detail: command.do,
      }];
    return Promise.resolve({ ok: true, changes });
  }
  #make(intent: Intent): void {
    if (intent.kind === "Policy") this.put("policy", policyRow(intent));
    if (intent.kind === "Router") this.put("router", { ...routerRow(intent.name), intent });
    if (intent.kind === "Affinity") this.put("affinity", { id: intent.name, ...intent });
    if (intent.kind === "LinkFacts") {
      const { srlg, ...rest } = intent;
      this.put("linkFacts", { id: intent.name, drained: false, srlgs: srlg ?? [], ...rest });
    }
    if (intent.kind === "NodeFacts") {
      const { coordinates, ...rest } = intent;
      this.put("nodeFacts", { id: intent.name, drained: false, ...coordinates, ...rest });
    }
    if (intent.kind === "Mesh") {
      this.put("mesh", {
        id: intent.name,
        name: intent.name,
        routers: ["r1", "r2"],
        policyCount: 2,
        upCount: 0,
        color: intent.template.color,
        intent,
      });
    }
  }
}

const kindOf = (kind: Intent["kind"]) =>
  `${kind[0]!.toLowerCase()}${kind.slice(1)}` as Extract<Kind, "policy" | "mesh" | "router">;

/** Five routers in a ring, one policy, one LSP, a session, a peer, some events. */
export function smallNetwork(): FakeController {
  const controller = new FakeController();
  controller.put("status", statusRow(), 0);
  for (const name of ["r1", "r2", "r3", "r4", "r5"]) controller.put("router", routerRow(name));
  for (let i = 1; i <= 5; i++) {
    controller.put("link", linkRow(`r${i}`, `r${i % 5 + 1}`, `10.0.${i}.1`));
    controller.put("link", linkRow(`r${i % 5 + 1}`, `r${i}`, `10.0.${i}.2`));
  }
  controller.put("node", nodeRow("r1", "core"));
  controller.put("node", nodeRow("r2", "other"));
  controller.put("prefix", {
    id: "core/10.255.0.1/32",
    prefix: "10.255.0.1/32",
    router: "r1",
    metric: 0,
    sids: [{ algorithm: 0, index: 1, node: true }],
    anycast: false,
    stale: false,
    feeds: ["192.0.2.1"],
  });
  controller.put("policy", policyRow(policyIntent("gold-r1-r3")));
  controller.put("lsp", lspRow("r1/cairn.core.7.1"));
  controller.put("pcepSession", sessionRow("192.0.2.1:4189"));
  controller.put("bgpPeer", peerRow("192.0.2.1"));
  for (let i = 1; i <= 3; i++) controller.put("event", eventRow(i));
  controller.put("alarm", {
    id: "7",
    severity: "major",
    kind: "feedDown",
    subject: "peer 192.0.2.1",
    text: "The feed is down.",
    raisedAt: START,
    lastRaisedAt: START,
    raisedCount: 1,
    active: true,
    state: "active",
    affectedCount: 1,
    affected: ["gold-r1-r3"],
  });
  controller.put("drift", {
    id: "1",
    policy: "gold-r1-r3",
    router: "r1",
    lsp: "r1/cairn.core.7.1",
    class: "path",
    wanted: "16003",
    reported: "16002",
    since: START,
    treatment: "correct",
    action: "Told again.",
    tries: 1,
  });
  controller.put("audit", {
    id: "1",
    at: START + 2e6,
    by: "anna",
    from: "192.0.2.9",
    action: "create",
    subject: "Policy gold-r1-r3",
    before: "",
    after: "{}",
  });
  controller.messages = [{
    n: 1,
    at: START,
    direction: "in",
    protocol: "pcep",
    type: "Open",
    summary: "The router says hello.",
    bytes: Uint8Array.of(0x20, 1, 0, 4),
    malformed: false,
  }];
  return controller;
}

export const policyIntent = (name: string): PolicyIntent => ({
  kind: "Policy",
  name,
  headend: "r1",
  endpoint: "r3",
  color: 100,
  bindingSid: 24001,
  bandwidthBps: 2e9,
  priority: { setup: 4, hold: 4 },
  onNoPath: "keep",
  adminUp: true,
  labels: { team: "core" },
  candidatePaths: [{
    preference: 200,
    path: {
      type: "dynamic",
      metric: "delay",
      bounds: { delayMicroseconds: 20000 },
      affinity: { includeAny: ["gold"], includeAll: [], excludeAny: [] },
      include: [{ router: "r2" }],
      exclude: [{ srlg: 77 }],
      sidAlgorithm: 0,
      dataplane: "sr-mpls",
      segments: { prefer: "node", protectedAdjacencies: "prefer" },
    },
  }, {
    preference: 100,
    path: { type: "explicit", segments: [{ router: "r2" }, { label: 16003 }] },
  }],
});

export const computed = (intent: PolicyIntent): ComputedRow => ({
  at: START,
  topologyVersion: 7,
  ok: true,
  why: `The shortest by ${intent.candidatePaths[0]?.path.type}.`,
  segments: [{ type: "node", label: 16003, from: "r1", to: "r3", address: "10.255.0.3" }],
  routers: ["r1", "r2", "r3"],
  links: ["r1:10.0.1.1", "r2:10.0.2.1"],
  crossed: ["r1:10.0.1.1", "r2:10.0.2.1"],
  igpMetric: 20,
  hops: 2,
});

export const policyRow = (intent: PolicyIntent): PolicyRow => ({
  id: intent.name,
  name: intent.name,
  uid: "p7",
  headend: intent.headend,
  headendAddress: "10.255.0.1",
  endpoint: intent.endpoint,
  endpointAddress: "10.255.0.3",
  color: intent.color,
  origin: "operator",
  intent,
  intentVersion: 1,
  intentAt: START,
  intentBy: "anna",
  state: "up",
  since: START + 123_456,
  verdict: "Up on its first candidate path.",
  candidatePaths: [{
    id: 70001,
    symbolicPathName: "cairn.core.7.1",
    preference: 200,
    type: "dynamic",
    active: true,
    state: "up",
    wanted: { at: START, action: "install", labels: [16003] },
    computed: computed(intent),
    sent: { at: START, message: "PCUpd", srpId: 3, plspId: 1, labels: [16003], outcome: "up" },
    reported: {
      at: START,
      lsp: "r1/cairn.core.7.1",
      operState: "active",
      labels: [16003],
      same: true,
      stale: false,
    },
  }],
  moves: 2,
});

export const routerRow = (name: string): RouterRow => ({
  id: name,
  name,
  address: `10.255.0.${name.slice(1)}`,
  origin: "discovered",
  labels: { role: name === "r1" ? "edge" : "core" },
  routerIds: [`10.255.0.${name.slice(1)}`],
  nodes: [`core/${name}`],
  mode: "control",
  modeSource: "network",
  ifCairnDies: "It notices at once.",
  delegations: "accept",
  labelReserve: 1,
  sessionState: "up",
  profile: "frr",
  srgb: [{ base: 16000, size: 8000 }],
  srlb: [],
  algorithms: [0],
  overload: false,
  drained: false,
  stale: false,
  inTopology: true,
  linkCount: 2,
  lspCount: 0,
  policyCount: 0,
});

export const linkRow = (from: string, to: string, address: string): LinkRow => ({
  id: `${from}:${address}`,
  name: `${from}--${to}`,
  from,
  to,
  localAddress: address,
  remoteAddress: address.replace(/\d$/, (last) => last === "1" ? "2" : "1"),
  state: "up",
  igpMetric: 10,
  delayMicroseconds: 1500,
  adminGroups: [3],
  affinities: ["gold"],
  srlgs: [77],
  capacityBps: 1e10,
  adjacencySids: [{ label: 24001, backup: false, protected: false, operatorSet: true }],
  operatorSet: ["adjacencySid"],
  policies: [],
  feeds: ["192.0.2.1"],
  changedAt: START,
});

const nodeRow = (name: string, topology: string): Rows["node"] => ({
  id: `${topology}/${name}`,
  name,
  router: name,
  topology,
  protocol: "isisL2",
  area: "49.0001",
  routerId: `0000.0000.000${name.slice(1)}`,
  ipv4RouterIds: [`10.255.0.${name.slice(1)}`],
  ipv6RouterIds: [],
  srgb: [{ base: 16000, size: 8000 }],
  srlb: [],
  algorithms: [0],
  overload: false,
  pseudonode: false,
  stale: false,
  feeds: ["192.0.2.1"],
});

export const lspRow = (id: string): LspRow => ({
  id,
  router: id.split("/")[0]!,
  plspId: 1,
  symbolicPathName: id.split("/")[1]!,
  operState: "active",
  adminUp: true,
  delegated: true,
  createFlag: true,
  createdBy: "pce",
  ownership: "ours",
  ifCairnDies: "Its router deletes it after 60 s.",
  holder: "cairn",
  setupType: "sr-mpls",
  source: "10.255.0.1",
  destination: "10.255.0.3",
  labels: [16003],
  hops: ["r3"],
  bindingSids: [],
  srpId: 3,
  session: "192.0.2.1:4189",
  stale: false,
  reportedAt: START,
});

const sessionRow = (id: string): Rows["pcepSession"] => ({
  id,
  router: "r1",
  identifiedBy: "address",
  peerAddress: id.split(":")[0]!,
  peerPort: 4189,
  state: "up",
  profile: "frr",
  since: START,
  keepaliveSeconds: 30,
  deadTimerSeconds: 120,
  capabilities: ["stateful"],
  lspCount: 1,
  received: 3_000_000_000_000,
  sent: 5,
  receivedOctets: 6_000_000_000_001,
  sentOctets: 100,
  errorsReceived: 0,
  malformed: 0,
  security: "clear",
  unknownKept: 0,
  outstanding: 0,
  waiting: 0,
});

const peerRow = (id: string): Rows["bgpPeer"] => ({
  id,
  address: id,
  port: 179,
  asn: 65000,
  localAsn: 65001,
  passive: false,
  state: "established",
  since: START,
  endOfRib: true,
  capabilities: ["16388/71"],
  believed: 42,
  security: "md5",
  ttlSecurity: false,
  topology: "core",
  nlriCount: 42,
  received: 10,
  sent: 2,
  receivedOctets: 1000,
  malformed: 0,
  unknownKept: 0,
  stale: false,
  connections: 1,
  sessions: 1,
  refreshes: 0,
  messages: [{ type: "update", received: 8, sent: 1 }],
  paths: [],
});

export const eventRow = (n: number): EventRow => ({
  id: String(n),
  at: START + n * 1e6,
  severity: n === 2 ? "error" : "info",
  kind: n === 2 ? "linkDown" : "policyMoved",
  subject: n === 2 ? "link r1:10.0.1.1" : "policy gold-r1-r3",
  title: `Event ${n}`,
  detail: "",
  policies: n === 1 ? ["gold-r1-r3"] : [],
});

export const statusRow = (): StatusRow => ({
  id: "status",
  version: "0.1.0",
  startedAt: START,
  now: START + 5e6,
  network: "core",
  role: "leader",
  mode: "control",
  ready: false,
  waitingFor: ["192.0.2.1 has not sent its End-of-RIB"],
  topologyVersion: 7,
  topologyChangedAt: START,
  routers: 5,
  links: 10,
  linksUp: 10,
  prefixes: 1,
  policies: 1,
  policiesUp: 1,
  policiesWithPath: 1,
  policiesHeld: 0,
  lsps: 1,
  pcepSessions: 1,
  pcepSessionsUp: 1,
  bgpPeers: 1,
  bgpPeersUp: 1,
  alarms: 1,
  waitingToCompute: 0,
  waitingToSend: 0,
  holds: [],
});
