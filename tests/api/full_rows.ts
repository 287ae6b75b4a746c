/**
 * One row of every kind with every field that its type allows. The types make this file fail to check when a row gets
 * a field, and the test of messageOf() then fails until the API has it too.
 */
import type { Kind, Rows } from "../../src/controller/view.ts";
import {
  eventRow,
  linkRow,
  lspRow,
  policyIntent,
  policyRow,
  routerRow,
  smallNetwork,
  START,
  statusRow,
} from "./fake_controller.ts";

const { view } = smallNetwork();
const first = <K extends Kind>(kind: K): Rows[K] => view.row(kind, [...view.ids(kind)][0]!)!;
const gold = policyIntent("gold");
const { kind: _kind, name: _name, headend: _headend, endpoint: _endpoint, ...template } = gold;

export const fullRows: { readonly [K in Kind]: Required<Rows[K]> } = {
  router: {
    ...routerRow("r1"),
    management: "198.51.100.1",
    frozen: "why",
    session: "192.0.2.1:4189",
    msd: 5,
    nodeSid: 16001,
    nodeSidIndex: 1,
    site: "Lyon",
    latitude: 45.8,
    longitude: 4.8,
    intent: {
      kind: "Router",
      name: "r1",
      address: "10.255.0.1",
      labels: { role: "core" },
      pcep: { delegations: "accept", labelReserve: 1, mode: "control", profile: "frr" },
    },
  },
  node: { ...first("node"), asn: 65000, msd: 10 },
  link: {
    ...linkRow("r1", "r2", "10.0.1.1"),
    localInterfaceId: 1,
    remoteInterfaceId: 2,
    reverse: "r2:10.0.1.2",
    igpMetric: 10,
    teMetric: 20,
    delayMicroseconds: 1,
    delayMinimumMicroseconds: 1,
    delayMaximumMicroseconds: 2,
    delayVariationMicroseconds: 3,
    lossPercent: 0.1,
    capacityBps: 1,
    reservableBps: 1,
    utilisedBps: 1,
  },
  prefix: first("prefix"),
  policy: { ...policyRow(gold), mesh: "core" },
  mesh: {
    id: "core",
    name: "core",
    routers: ["r1"],
    policyCount: 2,
    upCount: 1,
    color: 10,
    intent: { kind: "Mesh", name: "core", routers: { names: ["r1"] }, template },
  },
  affinity: { id: "gold", name: "gold", bit: 3 },
  linkFacts: {
    id: "r1--r2",
    name: "r1--r2",
    link: "r1--r2",
    adjacencySid: 24001,
    srlgs: [77],
    capacityBps: 1e10,
    minimumDelayMicroseconds: 4000,
    drained: true,
  },
  nodeFacts: {
    id: "r1",
    name: "r1",
    router: "r1",
    site: "Lyon",
    latitude: 45.8,
    longitude: 4.8,
    drained: true,
  },
  lsp: { ...lspRow("r1/a"), color: 1, preference: 100, policy: "gold", errorCode: "none" },
  pcepSession: {
    ...first("pcepSession"),
    upAt: START,
    peerKeepaliveSeconds: 30,
    peerDeadTimerSeconds: 120,
    msd: 10,
    lastError: "6/9",
  },
  bgpPeer: {
    ...first("bgpPeer"),
    establishedAt: START,
    routerId: "192.0.2.1",
    holdTimeSeconds: 90,
    lastError: "2/2",
  },
  event: { ...eventRow(1), cause: "0" },
  alarm: {
    ...first("alarm"),
    clearedAt: START,
    quietSince: START,
    acknowledgedBy: "anna@192.0.2.9",
    acknowledgedAt: START,
    acknowledgedReason: "The carrier knows.",
    shelvedBy: "anna@192.0.2.9",
    shelvedUntil: START,
    shelvedReason: "Planned work.",
  },
  drift: first("drift"),
  audit: first("audit"),
  status: {
    ...statusRow(),
    frozen: "why",
    frozenAt: START,
    frozenBy: "anna",
    tedFrozenSince: START,
    lastMoveMicroseconds: 5400,
  },
};
