/**
 * PCRpt, PCUpd and PCInitiate from their objects: blocks that begin at an SRP, or at an LSP when the
 * block before has one already (RFC 8231 §6, RFC 8281 §5; order as in protocol.md §8).
 */
import type { Profile } from "../profiles/profile.ts";
import type { Hop } from "../registry/hop.ts";
import { plspId } from "../registry/plsp_id.ts";
import { Block, type Refusal } from "./block.ts";
import { lspFields, type Mutable } from "./lsp_fields.ts";
import type {
  Initiate,
  InitiateCreate,
  InitiateRequest,
  Problem,
  Report,
  SegmentList,
  StateReport,
  Update,
  UpdateRequest,
} from "./message.ts";
import type { Item } from "./objects.ts";

export function assembleReport(
  items: readonly Item[],
  bytes: Uint8Array,
  profile: Profile,
): Report {
  const reports: StateReport[] = [], problems: Problem[] = [];
  for (const block of blocksOf(items, bytes, profile)) {
    const report = block.refusal ?? stateReport(block);
    if (isRefusal(report)) problems.push(problemOf(block, report, false));
    else {
      reports.push(report);
      const warning = block.warning ?? checkReport(report);
      if (warning) problems.push(problemOf(block, warning, true));
    }
  }
  return { kind: "report", reports, problems };
}

export function assembleUpdate(
  items: readonly Item[],
  bytes: Uint8Array,
  profile: Profile,
): Update {
  const updates: UpdateRequest[] = [], problems: Problem[] = [];
  let trigger: Update["trigger"];
  for (const block of blocksOf(items, bytes, profile)) {
    trigger ??= triggerIn(block);
    if (trigger) continue;
    const update = block.refusal ?? updateRequest(block);
    if (isRefusal(update)) problems.push(problemOf(block, update, false));
    else updates.push(update);
  }
  return { kind: "update", updates, ...(trigger && { trigger }), problems };
}

export function assembleInitiate(
  items: readonly Item[],
  bytes: Uint8Array,
  profile: Profile,
): Initiate {
  const requests: InitiateRequest[] = [], problems: Problem[] = [];
  for (const block of blocksOf(items, bytes, profile)) {
    const request = block.refusal ?? initiateRequest(block);
    if (isRefusal(request)) problems.push(problemOf(block, request, false));
    else requests.push(request);
  }
  return { kind: "initiate", requests, problems };
}

function blocksOf(
  items: readonly Item[],
  bytes: Uint8Array,
  profile: Profile,
): readonly Block[] {
  const blocks: Block[] = [];
  let block: Block | undefined;
  for (let i = 0; i < items.length; i++) {
    const item = items[i]!;
    const begins = item.class === 33
      ? block !== undefined
      : item.class === 32 && block !== undefined && (block.lsp !== undefined || block.lspRefused);
    if (block === undefined || begins) blocks.push(block = new Block(bytes, profile));
    block.take(item);
  }
  return blocks;
}

function stateReport(block: Block): StateReport | Refusal {
  const { srp, lsp } = block;
  if (lsp === undefined) return MISSING_LSP;
  const fields = lspFields(lsp, block.profile);
  // PLSP-ID 0 belongs to the end-of-synchronization marker alone (RFC 8231 §5.6).
  if (fields.plspId === 0 && (fields.sync || (block.ero?.length ?? 0) > 0)) return NO_LSP_NAMED;
  const report = fields as Mutable<StateReport>;
  report.srpId = srp?.srpId ?? 0;
  report.srpRemove = srp?.flags.remove ?? false;
  report.pathSetupType = block.pathSetupType();
  if (block.ero !== undefined) report.ero = block.ero;
  if (block.rro !== undefined) report.rro = block.rro;
  report.actualBandwidths = block.actualBandwidths;
  report.actualMetrics = block.actualMetrics;
  report.segmentLists = block.severalLists();
  report.bandwidths = block.bandwidths;
  report.metrics = block.metrics;
  report.associations = block.associations;
  report.vendor = block.vendor;
  report.others = block.others;
  block.addAttributes(report);
  return report;
}

/** What RFC 8664 §5.2 wants said about a report that can be used all the same. */
function checkReport(report: StateReport): Refusal | undefined {
  if (report.ero !== undefined && mixes(report.ero)) return MIXED_ERO;
  if (report.rro !== undefined && mixes(report.rro)) {
    return report.rro.some((hop) => hop.kind === "srv6") ? MIXED_SRV6_RRO : MIXED_RRO;
  }
  if (report.ero?.some(isOverlong) || report.rro?.some(isOverlong)) return BAD_STRUCTURE;
  return report.segmentLists.length > 1 && hasTwins(report.segmentLists) ? SAME_PATH_ID : undefined;
}

function hasTwins(lists: readonly SegmentList[]): boolean {
  const ids = lists.flatMap(({ pathId, ero }) => ero && pathId !== 0 ? [pathId] : []);
  return new Set(ids).size < ids.length;
}

/** A SID of more bits than an address has (RFC 9603 §4.3.1.1). */
function isOverlong(hop: Hop): boolean {
  if (hop.kind !== "srv6" || hop.structure === undefined) return false;
  const { locatorBlockBits, locatorNodeBits, functionBits, argumentBits } = hop.structure;
  return locatorBlockBits + locatorNodeBits + functionBits + argumentBits > 128;
}

function mixes(hops: NonNullable<StateReport["ero"]>): boolean {
  const first = hops[0]?.kind;
  for (let i = 1; i < hops.length; i++) {
    const kind = hops[i]!.kind;
    if (kind !== first && (isSegment(kind) || isSegment(first!))) return true;
  }
  return false;
}
const isSegment = (kind: string): boolean => kind === "sr" || kind === "srv6";

/** The one PCUpd that names no LSP (RFC 8232 §5.2). */
function triggerIn({ srp, lsp }: Block): NonNullable<Update["trigger"]> | undefined {
  const asks = lsp?.lsp.plspId === 0 && lsp.lsp.sync;
  return srp && asks ? { srpId: srp.srpId } : undefined;
}

function updateRequest(block: Block): UpdateRequest | Refusal {
  const { srp, lsp, ero } = block;
  if (srp === undefined) return MISSING_SRP;
  if (lsp === undefined) return MISSING_LSP;
  const id = plspId(lsp.lsp.plspId);
  if (id === undefined) return NO_LSP_NAMED;
  if (ero === undefined) return MISSING_ERO;
  return {
    ...lspFields(lsp, block.profile),
    ...block.attributes(),
    plspId: id,
    srpId: srp.srpId,
    pathSetupType: block.pathSetupType(),
    ero,
    segmentLists: block.severalLists(),
    // With D=1 it is ignored (RFC 8741 §4).
    ...(srp.flags.controlRequest && !lsp.lsp.delegate && { controlRequest: true as const }),
  };
}

function initiateRequest(block: Block): InitiateRequest | Refusal {
  const { srp, lsp, ero } = block;
  if (srp === undefined) return MISSING_SRP;
  if (lsp === undefined) return MISSING_LSP;
  const srpId = srp.srpId, pathSetupType = block.pathSetupType();
  const id = plspId(lsp.lsp.plspId);
  if (srp.flags.remove) {
    return id === undefined ? DELETES_ALL : { action: "delete", srpId, plspId: id, pathSetupType };
  }
  if (id !== undefined) {
    const bare = ero === undefined && block.endpoints === undefined;
    return bare ? { action: "takeOver", srpId, plspId: id, pathSetupType } : NON_ZERO_PLSP_ID;
  }
  if (lsp.lsp.plspId !== 0) return NON_ZERO_PLSP_ID;
  const { plspId: _, symbolicPathName, ...fields } = lspFields(lsp, block.profile);
  if (symbolicPathName === undefined) return MISSING_NAME;
  if (ero === undefined) return MISSING_ERO;
  const create: InitiateCreate = {
    action: "create",
    ...fields,
    ...block.attributes(),
    srpId,
    pathSetupType,
    symbolicPathName,
    ...(block.endpoints && { endpoints: block.endpoints }),
    ero,
    segmentLists: block.severalLists(),
  };
  return create;
}

const isRefusal = (value: object): value is Refusal => "detail" in value;

export function problemOf(block: Block, refusal: Refusal, kept: boolean): Problem {
  const name = block.lsp?.tlvs.find((tlv) => tlv.kind === "symbolicPathName");
  return {
    type: refusal.type,
    value: refusal.value,
    detail: refusal.detail,
    srpId: block.srp?.srpId ?? 0,
    requestId: 0,
    plspId: block.lsp?.lsp.plspId ?? 0,
    ...(name?.kind === "symbolicPathName" && { symbolicPathName: name.value }),
    kept,
  };
}

const refusal = (type: number, value: number, detail: string): Refusal => ({ type, value, detail });
const MISSING_LSP = refusal(6, 8, "no LSP object");
const MISSING_SRP = refusal(6, 10, "no SRP object");
const MISSING_ERO = refusal(6, 9, "no ERO");
const MISSING_NAME = refusal(10, 8, "no SYMBOLIC-PATH-NAME TLV");
const NO_LSP_NAMED = refusal(19, 3, "PLSP-ID names no LSP");
const NON_ZERO_PLSP_ID = refusal(19, 8, "non-zero PLSP-ID in a request to create");
const DELETES_ALL = refusal(19, 3, "a delete that names no single LSP");
const MIXED_ERO = refusal(10, 5, "ERO mixes SR and other sub-objects");
const SAME_PATH_ID = refusal(10, 38, "two paths have one path id"); // draft-ietf-pce-multipath §5.3
const MIXED_RRO = refusal(10, 10, "RRO mixes SR and other sub-objects");
const MIXED_SRV6_RRO = refusal(10, 36, "RRO mixes SRv6 and other sub-objects");
const BAD_STRUCTURE = refusal(10, 37, "a SID structure of more than 128 bits");
