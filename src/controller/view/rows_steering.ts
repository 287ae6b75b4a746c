/** Rows of what steers the network: policies with their four records, LSPs, sessions and peers. */
import { labelsIn } from "../../lib/sid_numbers.ts";
import { given } from "../../lib/given.ts";
import { LSP_ERROR_CODES } from "../../pcep/registry/codes.ts";
import { knownOf } from "../routers/delegations.ts";
import { isOurs } from "../sending/lanes.ts";
import { lspExtras } from "./rows_lsp.ts";
import { lspIfCairnDies, ownershipOf } from "../routers/ownership.ts";
import type { Lsp } from "../../policy/records.ts";
import { identityWords } from "../pcep/strangers.ts";
import { sessionName } from "../pcep/session_names.ts";
import { candidateRow } from "./path_rows.ts";
import { standingOf } from "../telling/policy_state.ts";
import type { Reading } from "../turn.ts";
import type { LspRow, PcepSessionRow, PolicyRow } from "./view.ts";

export function policyRow(r: Reading, id: number): PolicyRow | undefined {
  const policy = r.s.policies.get(id);
  if (!policy || policy.deleted) return undefined;
  const headend = known(r, policy.intent.headend), endpoint = known(r, policy.intent.endpoint);
  const { state, verdict } = standingOf(r, policy);
  return {
    id: policy.name,
    name: policy.name,
    uid: policy.uid,
    headend: headend?.name ?? policy.intent.headend,
    headendAddress: headend?.addresses[0] ?? "",
    endpoint: endpoint?.name ?? policy.intent.endpoint,
    endpointAddress: endpoint?.addresses[0] ?? policy.intent.endpoint,
    color: policy.intent.color,
    origin: policy.origin,
    intent: policy.intent,
    intentVersion: policy.version,
    intentAt: policy.at,
    intentBy: policy.by,
    state,
    since: policy.since,
    verdict,
    candidatePaths: policy.paths.map((path) =>
      candidateRow(r, policy, path, (lsp) => lspId(r, lsp))
    ),
    moves: policy.moves,
    ...given({ mesh: policy.mesh }),
  };
}

export function lspRow(r: Reading, id: number): LspRow | undefined {
  const lsp = r.s.lsps.get(id);
  if (!lsp) return undefined;
  const policy = lsp.policy === undefined ? undefined : r.s.policies.get(lsp.policy);
  const ours = isOurs(r, lsp);
  const ownership = ownershipOf(r, lsp);
  const router = r.s.routers.get(lsp.router);
  const known = router && knownOf(r.s, router, lsp.name);
  const session = r.s.pcep.get(router?.session ?? -1);
  return {
    id: lspId(r, lsp),
    router: r.s.routers.get(lsp.router)?.name ?? "",
    plspId: lsp.plspId,
    symbolicPathName: lsp.name,
    operState: lsp.operState,
    adminUp: lsp.adminUp,
    delegated: lsp.delegated,
    createFlag: lsp.createFlag,
    createdBy: ours ? "pce" : lsp.createFlag ? "unknown" : "router",
    ownership,
    ifCairnDies: lspIfCairnDies(policy, lsp, session, ownership),
    holder: lsp.heldByUs ? "cairn" : ours || lsp.createFlag ? "unknown" : "router",
    setupType: SETUP_TYPES[lsp.setupType] ?? "other",
    source: lsp.source,
    destination: lsp.destination,
    labels: lsp.setupType === 0 ? [] : labelsIn(lsp.labels ?? []),
    ...lspExtras(r, lsp),
    hops: lsp.hops,
    bindingSids: lsp.bindingSids,
    srpId: lsp.srpId,
    session: sessionOf(r, lsp),
    stale: lsp.stale,
    reportedAt: lsp.reportedAt,
    ...given({
      color: lsp.color ?? policy?.intent.color,
      preference: lsp.preference,
      knownBy: known?.by,
      knownAt: known?.at,
      policy: policy?.name,
      errorCode: lsp.errorCode === undefined
        ? undefined
        : LSP_ERROR_CODES[lsp.errorCode] ?? `code ${lsp.errorCode}`,
    }),
  };
}

export function sessionRow(r: Reading, id: number): PcepSessionRow | undefined {
  const s = r.s.pcep.get(id);
  if (!s) return undefined;
  const router = s.router === undefined ? undefined : r.s.routers.get(s.router);
  return {
    id: sessionName(s),
    router: router?.name ?? "",
    identifiedBy: identityWords(s),
    peerAddress: s.peerAddress,
    peerPort: s.peerPort,
    state: pcepState(s),
    profile: s.profile.name,
    since: s.since,
    keepaliveSeconds: r.s.config.pcep.keepaliveSeconds,
    deadTimerSeconds: r.s.config.pcep.deadTimerSeconds,
    capabilities: s.capabilities,
    lspCount: s.router === undefined ? 0 : r.s.lspsOf.get(s.router)?.size ?? 0,
    received: s.log.received,
    sent: s.log.sent,
    receivedOctets: s.log.receivedOctets,
    sentOctets: s.log.sentOctets,
    errorsReceived: s.errorsReceived,
    malformed: s.malformed,
    unknownKept: s.unknownKept,
    outstanding: s.outstanding.size,
    waiting: waitingFor(r, s.router),
    security: s.proof ?? "clear",
    ...given({
      upAt: s.upAt,
      peerKeepaliveSeconds: s.peerKeepaliveSeconds,
      peerDeadTimerSeconds: s.peerDeadTimerSeconds,
      msd: s.msd,
      lastError: s.lastError,
    }),
  };
}

function waitingFor(r: Reading, router: number | undefined): number {
  const dirty = router === undefined ? undefined : r.s.dirtyLanes.get(router);
  return dirty ? dirty.broken.size + dirty.rest.size : 0;
}

function pcepState(
  s: NonNullable<ReturnType<Reading["s"]["pcep"]["get"]>>,
): PcepSessionRow["state"] {
  if (s.connection === undefined) return "down";
  switch (s.fsm.is) {
    case "up":
      return s.synchronised ? "up" : "synchronising";
    case "openWait":
    case "keepWait":
      return s.fsm.is;
    default:
      return "connected";
  }
}

const lspId = (r: Reading, lsp: Lsp) => `${r.s.routers.get(lsp.router)?.name ?? ""}/${lsp.name}`;
function known(r: Reading, reference: string) {
  const id = r.caches.routersByWord.get(reference);
  return id === undefined ? undefined : r.s.routers.get(id);
}
function sessionOf(r: Reading, lsp: Lsp): string {
  const id = r.s.pcepByConnection.get(lsp.session);
  const session = id === undefined ? undefined : r.s.pcep.get(id);
  return session ? sessionName(session) : "";
}
const SETUP_TYPES: Readonly<Record<number, LspRow["setupType"]>> = {
  0: "rsvp-te",
  1: "sr-mpls",
  3: "srv6",
};
