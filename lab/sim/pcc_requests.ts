/** What a headend makes of PCInitiate and PCUpd: RFC 8281 §5–6, RFC 8231 §5.8 and §6.2, and their errors. */
import type {
  Initiate,
  InitiateCreate,
  InitiateDelete,
  InitiateTakeOver,
  PathAttributes,
  Update,
  UpdateRequest,
} from "../../src/pcep/codec/message.ts";
import { SR_MPLS, SRV6 } from "../../src/pcep/registry/codes.ts";
import { destinationOf, labelsOf, type Lsp, policyOf } from "./pcc_lsp.ts";
import type { LspTable } from "./pcc_table.ts";

export function initiated(table: LspTable, message: Initiate, at: number): void {
  for (const { type, value, srpId, detail } of message.problems) {
    table.violation(`PCInitiate with a problem: ${detail}`);
    table.refuse(type, value, srpId);
  }
  for (const request of message.requests) {
    if (request.action === "create") create(table, request, at);
    else if (request.action === "delete") remove(table, request);
    else takeOver(table, request);
  }
}

export function updated(table: LspTable, message: Update, at: number): void {
  for (const { type, value, srpId, detail } of message.problems) {
    table.violation(`PCUpd with a problem: ${detail}`);
    table.refuse(type, value, srpId);
  }
  for (const request of message.updates) update(table, request, at);
}

function create(table: LspTable, request: InitiateCreate, at: number): void {
  const { personality } = table.options;
  const { srpId, symbolicPathName: name } = request;
  const refuse = (type: number, value: number) => table.refuse(type, value, srpId);
  if (!table.pce?.initiate) table.violation("PCInitiate from a PCE that did not advertise it");
  if (!name) return refuse(10, 8);
  if (!personality.setupTypes.includes(request.pathSetupType)) return refuse(21, 1);
  const policy = policyOf(request, personality.association);
  const endpoint = policy.endpoint ?? destinationOf(request.endpoints);
  if (endpoint === undefined) {
    table.violation(`PCInitiate of ${name} without END-POINTS`);
    return refuse(6, 3);
  }
  if (policy.incomplete) return refuse(6, 21); // RFC 9862 §4.1
  const color = policy.color ?? (personality.association ? undefined : 1);
  const twins = table.candidates(color, name, endpoint);
  if (personality.onePerColorAndEndpoint && twins[0]) return answerTaken(table, twins[0], srpId);
  if (table.byName.has(name)) {
    table.violation(`PCInitiate for the taken name ${name}`);
    return refuse(23, 1);
  }
  if (twins.some((twin) => twin.candidatePath && twin.candidatePath === policy.candidatePath)) {
    table.violation(`a second LSP for the candidate path ${policy.candidatePath}`);
    return refuse(26, 21);
  }
  const path = pathOf(table, request.ero, request.pathSetupType);
  if ("error" in path) return refuse(...path.error);
  if (path.hops.length === 0) return refuse(24, 1); // RFC 8281 §5.3
  const lsp = table.add({
    name,
    origin: "pce",
    color,
    endpoint,
    preference: policy.preference ?? (personality.association ? 100 : 255),
    candidatePath: policy.candidatePath,
    associations: request.associations.filter(({ type }) => type === personality.association),
    setupType: request.pathSetupType,
    delegated: true,
    createFlag: true,
  });
  take(table, lsp, request, path);
  table.install(lsp, srpId, at, true);
}

/** FRR: the old name and list under the new SRP-ID; for a policy of its configuration, silence. */
function answerTaken(table: LspTable, taken: Lsp, srpId: number): void {
  if (taken.origin !== "pce") return;
  taken.hidden = false;
  taken.createFlag = taken.labels.length > 0;
  table.report(taken, { srpId });
}

function update(table: LspTable, request: UpdateRequest, at: number): void {
  const { personality } = table.options;
  const { srpId } = request;
  const lsp = table.byId.get(request.plspId);
  if (!table.pce?.update) {
    table.violation("PCUpd from a PCE that did not advertise it");
    return table.refuse(19, 2, srpId);
  }
  if (!lsp) {
    table.violation(`PCUpd for the unknown PLSP-ID ${request.plspId}`);
    return table.refuse(19, 3, srpId);
  }
  if (!lsp.delegated) {
    table.violation(`PCUpd for ${lsp.name}, which is not delegated`);
    if (!personality.obeysWithoutDelegation) return table.refuse(19, 1, srpId);
  }
  const byRfc = personality.name !== "frr";
  if (!request.delegate && byRfc) { // the delegation comes back (RFC 8231 §5.7.2.3)
    lsp.delegated = false;
    return table.report(lsp, { srpId });
  }
  if (byRfc && request.pathSetupType !== lsp.setupType) return table.refuse(21, 2, srpId);
  const path = pathOf(table, request.ero, lsp.setupType);
  if ("error" in path) return table.refuse(...path.error, srpId);
  take(table, lsp, request, path);
  if (byRfc) lsp.adminUp = request.adminUp;
  else if (lsp.origin === "dynamic") lsp.createFlag = true; // no proof of birth
  table.install(lsp, srpId, at);
}

function remove(table: LspTable, request: InitiateDelete): void {
  const lsp = table.byId.get(request.plspId);
  if (!lsp) return table.refuse(19, 3, request.srpId);
  if (lsp.origin !== "pce") return table.refuse(19, 9, request.srpId);
  if (!lsp.delegated) return table.refuse(19, 1, request.srpId);
  table.drop(lsp, request.srpId);
}

function takeOver(table: LspTable, request: InitiateTakeOver): void {
  const lsp = table.byId.get(request.plspId);
  if (!lsp) return table.refuse(19, 3, request.srpId);
  if (lsp.origin !== "pce") return table.refuse(19, 9, request.srpId);
  if (lsp.delegated || !table.options.personality.takeOver) {
    return table.refuse(19, 8, request.srpId);
  }
  lsp.delegated = true;
  lsp.srpId = request.srpId;
  table.report(lsp, { srpId: request.srpId });
}

export interface Path {
  readonly hops: UpdateRequest["ero"];
  readonly labels: readonly number[];
}
export interface PathError {
  readonly error: readonly [number, number];
}

/** The list of a request as this router takes it, or the error that answers it. */
export function pathOf(
  table: LspTable,
  ero: UpdateRequest["ero"],
  setupType: number = SR_MPLS,
): Path | PathError {
  const { personality, msd } = table.options;
  const most = setupType === SRV6 ? personality.maximumSids : msd;
  const hops = personality.cutsAtLabels === undefined
    ? ero
    : ero.slice(0, personality.cutsAtLabels);
  const found = labelsOf(hops, setupType);
  if ("error" in found) return personality.name === "frr" ? { error: [24, 2] } : found;
  const [first] = hops;
  if (personality.wantsFirstAddress && first?.kind === "sr" && !first.nai) {
    return { error: [24, 2] };
  }
  if (personality.enforcesMsd && hops.length > most) return { error: [10, 3] };
  return { hops, labels: found.labels };
}

/** Everything a request says of an LSP: PCUpd replaces all parameters (RFC 8231 §6.2). */
function take(
  table: LspTable,
  lsp: Lsp,
  request: PathAttributes & Pick<UpdateRequest, "bindingSids">,
  path: Path,
): void {
  lsp.hops = path.hops;
  lsp.labels = path.labels;
  const frr = table.options.personality.name === "frr";
  if (!frr || request.metrics.length > 0) lsp.metrics = request.metrics; // FRR keeps what is not said
  if (!frr || request.bandwidths.length > 0) lsp.bandwidths = request.bandwidths;
  if (!frr) lsp.lspa = request.lspa;
  for (const sid of request.bindingSids) {
    if (sid.removal && sid.kind === "srv6") lsp.bindingSid = undefined;
    else if (sid.removal) lsp.bindingLabel = undefined;
    else if (sid.kind === "srv6") lsp.bindingSid = sid.sid;
    else if (sid.kind === "label") lsp.bindingLabel = sid.label;
    else if (sid.kind === "any") lsp.bindingLabel ??= table.bindingLabel();
  }
}
