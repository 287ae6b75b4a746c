/** `/metrics` for Prometheus: gauges and counters that read the core's view when they are scraped. */
import { Gauge, Registry } from "prom-client";
import type { Rows, StatusRow } from "../controller/view/view.ts";
import type { Ports } from "./ports.ts";
import type { Watches } from "./watch.ts";

export function metricsOf(ports: Pick<Ports, "controller">, watches: Watches): Registry {
  const registry = new Registry();
  const view = () => ports.controller.view;
  for (const [name, help, read] of STATUS) {
    new Gauge({
      name: `cairn_${name}`,
      help,
      registers: [registry],
      collect() {
        const status = view().row("status", 0);
        if (status !== undefined) this.set(read(status));
      },
    });
  }
  new Gauge({
    name: "cairn_info",
    help: "Version, network, role and mode as labels",
    labelNames: ["version", "network", "role", "mode"],
    registers: [registry],
    collect() {
      this.reset();
      const status = view().row("status", 0);
      if (status === undefined) return;
      const { version, network, role, mode } = status;
      this.set({ version, network, role, mode }, 1);
    },
  });
  new Gauge({
    name: "cairn_watch_streams",
    help: "Open watch streams",
    registers: [registry],
    collect() {
      this.set(watches.streamCount);
    },
  });
  for (const [name, help, read] of SESSIONS) {
    sessionGauge(registry, ports, "pcepSession", `cairn_pcep_${name}`, help, read);
    sessionGauge(registry, ports, "bgpPeer", `cairn_bgp_${name}`, help, read);
  }
  for (const [name, help, read] of PEERS) {
    sessionGauge(registry, ports, "bgpPeer", `cairn_bgp_${name}`, help, read);
  }
  return registry;
}

interface Counts {
  readonly state: string;
  readonly received: number;
  readonly sent: number;
  readonly receivedOctets: number;
  readonly malformed: number;
  readonly unknownKept: number;
}

function sessionGauge<K extends "pcepSession" | "bgpPeer">(
  registry: Registry,
  ports: Pick<Ports, "controller">,
  kind: K,
  name: string,
  help: string,
  read: (row: Rows[K]) => number,
): void {
  new Gauge({
    name,
    help,
    labelNames: ["peer"],
    registers: [registry],
    collect() {
      this.reset();
      const { view } = ports.controller;
      for (const id of view.ids(kind)) {
        const row = view.row(kind, id);
        if (row !== undefined) this.set({ peer: row.id }, read(row));
      }
    },
  });
}

type Reading<T> = readonly [name: string, help: string, read: (row: T) => number];

const SESSIONS: readonly Reading<Counts>[] = [
  [
    "up",
    "1: the session is up",
    (row) => Number(row.state === "up" || row.state === "established"),
  ],
  ["messages_received", "Messages received in this session", (row) => row.received],
  ["messages_sent", "Messages sent in this session", (row) => row.sent],
  ["octets_received", "Octets received in this session", (row) => row.receivedOctets],
  ["malformed", "Malformed messages of this session", (row) => row.malformed],
  ["unknown_kept", "Parts without a known meaning, kept raw", (row) => row.unknownKept],
];
const PEERS: readonly Reading<Rows["bgpPeer"]>[] = [
  ["nlri", "NLRI that the peer has told and not taken back", (row) => row.nlriCount],
  ["sessions", "Sessions that came up since the start", (row) => row.sessions],
  ["end_of_rib", "1: the peer has told its whole table", (row) => Number(row.endOfRib)],
  ["shut", "1: an operator has shut the peer", (row) => Number(row.shutBy !== undefined)],
];
const STATUS: readonly Reading<StatusRow>[] = [
  ["uptime_seconds", "Since the start", (row) => (row.now - row.startedAt) / 1e6],
  ["ready", "1: the start gate is open", (row) => Number(row.ready)],
  ["frozen", "1: automation is frozen", (row) => Number(row.frozen !== undefined)],
  [
    "ted_frozen",
    "1: no feed tells the topology any more",
    (row) => Number(row.tedFrozenSince !== undefined),
  ],
  ["topology_version", "Grows with every change of the topology", (row) => row.topologyVersion],
  ["routers", "Routers known", (row) => row.routers],
  ["links", "Half-links known", (row) => row.links],
  ["links_up", "Half-links up", (row) => row.linksUp],
  ["prefixes", "Prefixes known", (row) => row.prefixes],
  ["policies", "Policies", (row) => row.policies],
  ["policies_up", "Policies up", (row) => row.policiesUp],
  ["policies_with_path", "Policies that have a path", (row) => row.policiesWithPath],
  ["policies_held", "Policies that the gate holds", (row) => row.policiesHeld],
  ["lsps", "LSPs reported", (row) => row.lsps],
  ["pcep_sessions", "PCEP sessions known", (row) => row.pcepSessions],
  ["pcep_sessions_up", "PCEP sessions up", (row) => row.pcepSessionsUp],
  ["bgp_peers", "BGP peers configured", (row) => row.bgpPeers],
  ["bgp_peers_up", "BGP peers established", (row) => row.bgpPeersUp],
  ["alarms", "Active alarms", (row) => row.alarms],
  ["waiting_to_compute", "Policies that wait for a path", (row) => row.waitingToCompute],
  ["waiting_to_send", "LSPs whose routers wait to be told", (row) => row.waitingToSend],
  [
    "last_move_seconds",
    "From the last failure to its last report",
    (row) => (row.lastMoveMicroseconds ?? NaN) / 1e6,
  ],
];
