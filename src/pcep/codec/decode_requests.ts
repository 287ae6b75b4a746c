/** PCReq and PCRep from their objects (RFC 5440 §6.4, §6.5; RFC 8231 §6.4). */
import type { Profile } from "../profiles/profile.ts";
import { type ObjectValue, unsupported } from "../registry/objects.ts";
import type { NoPathReason } from "../registry/tlvs.ts";
import { Block, type Refusal } from "./block.ts";
import { lspFields, type Mutable, setupTypeIn } from "./lsp_fields.ts";
import { problemOf } from "./decode_lsps.ts";
import type {
  ComputedPath,
  NoPath,
  PathReply,
  PathRequest,
  Problem,
  Reply,
  Request,
  Synchronization,
} from "./message.ts";
import { type Item, PROCESS } from "./objects.ts";

type Parameters = ObjectValue<"requestParameters">;

export function assembleRequest(
  items: readonly Item[],
  bytes: Uint8Array,
  profile: Profile,
): Request {
  const synchronizations: Synchronization[] = [], requests: PathRequest[] = [];
  const problems: Problem[] = [];
  for (const section of sectionsOf(items, bytes, profile)) {
    const { block, head } = section;
    if (head?.kind === "synchronizationVector") {
      const { flags: { linkDiverse, nodeDiverse, srlgDiverse }, requestIds } = head.value;
      const diverse = { linkDiverse, nodeDiverse, srlgDiverse };
      synchronizations.push({ ...block.attributes(), ...diverse, requestIds });
      continue;
    }
    const parameters = head?.kind === "requestParameters" ? head.value : undefined;
    const refusal = parameters ? refusalOf(section) : MISSING_RP;
    if (!refusal) requests.push(pathRequest(parameters!, block));
    else {
      const requestId = parameters?.requestId ?? 0;
      problems.push({ ...problemOf(block, refusal, false), requestId });
    }
  }
  return { kind: "request", synchronizations, requests, problems };
}

export function assembleReply(
  items: readonly Item[],
  bytes: Uint8Array,
  profile: Profile,
): Reply {
  const replies: PathReply[] = [], problems: Problem[] = [];
  for (const section of sectionsOf(items, bytes, profile)) {
    const { head } = section;
    const parameters = head?.kind === "requestParameters" ? head.value : undefined;
    const refusal = parameters ? section.block.refusal : MISSING_RP;
    if (!refusal) replies.push(pathReply(parameters!, section.items, bytes, profile));
    else {
      const requestId = parameters?.requestId ?? 0;
      problems.push({ ...problemOf(section.block, refusal, false), requestId });
    }
  }
  return { kind: "reply", replies, problems };
}

/** What begins at an RP or SVEC and reaches to the next one. */
interface Section {
  readonly head: Item | undefined;
  readonly block: Block;
  readonly items: Item[];
}

function sectionsOf(
  items: readonly Item[],
  bytes: Uint8Array,
  profile: Profile,
): readonly Section[] {
  const sections: Section[] = [];
  let section: Section | undefined;
  for (const item of items) {
    const begins = item.kind === "requestParameters" || item.kind === "synchronizationVector" ||
      (item.kind === "other" && item.class === 2);
    if (begins) {
      sections.push(section = { head: item, block: new Block(bytes, profile), items: [] });
      if (item.kind === "other") section.block.take(item);
      continue;
    }
    if (section === undefined) {
      sections.push(section = { head: undefined, block: new Block(bytes, profile), items: [] });
    }
    section.items.push(item);
    section.block.take(item);
  }
  return sections;
}

/** RFC 5440 §7.2: an object with P=1 that is not understood refuses the request. */
function refusalOf({ head, block, items }: Section): Refusal | undefined {
  if (block.refusal) return block.refusal;
  const needed = [head, items.find((item) => item.class === 4)];
  const optional = needed.some((item) => item && (item.flags & PROCESS) === 0);
  if (optional && block.profile.setsProcessFlag) return NO_PROCESS_FLAG;
  for (const item of items) {
    if ((item.flags & PROCESS) === 0) continue;
    if (item.kind === "other" && item.value) {
      return { type: 10, value: 11, detail: item.value.message };
    }
    if (item.kind === "objectiveFunction" && item.value.code !== MINIMUM_COST) {
      return { type: 4, value: 4, detail: `objective function ${item.value.code}` };
    }
    const error = unsupported(item.class, item.type);
    if (error) return { ...error, detail: `object class ${item.class} type ${item.type}` };
  }
  const generalized = items.some((item) => item.class === 4);
  return block.endpoints || generalized ? undefined : MISSING_ENDPOINTS;
}

function pathRequest(parameters: Parameters, block: Block): PathRequest {
  const { flags, requestId, tlvs } = parameters;
  return {
    ...block.attributes(),
    // What stands before an RRO is asked for here: a request knows no values in force.
    metrics: [...block.actualMetrics, ...block.metrics],
    bandwidths: [...block.actualBandwidths, ...block.bandwidths],
    requestId,
    priority: flags.priority,
    reoptimize: flags.reoptimize,
    bidirectional: flags.bidirectional,
    loose: flags.loose,
    supplyObjectiveFunction: flags.supplyObjectiveFunction,
    pathSetupType: setupTypeIn(tlvs) ?? 0,
    ...(block.endpoints && { endpoints: block.endpoints }),
    ...(block.lsp && { lsp: lspFields(block.lsp, block.profile) }),
    ...(block.rro && { rro: block.rro }),
    requestTlvs: tlvs.filter((t) => t.kind !== "pathSetupType" && t.kind !== "earlyPathSetupType"),
  };
}

function pathReply(
  parameters: Parameters,
  items: readonly Item[],
  bytes: Uint8Array,
  profile: Profile,
): PathReply {
  const { requestId, tlvs } = parameters;
  const paths: ComputedPath[] = [];
  let noPath: NoPath | undefined;
  let lsp: ObjectValue<"lsp"> | undefined;
  let block = new Block(bytes, profile);
  let negative: ObjectValue<"noPath"> | undefined;
  const finish = () => {
    if (negative) noPath = noPathOf(negative, block);
    else if (block.ero) paths.push({ ...block.attributes(), ero: block.ero });
  };
  for (const item of items) {
    if (item.kind === "noPath" || (item.kind === "ero" && (block.ero || negative))) {
      finish();
      block = new Block(bytes, profile);
      negative = item.kind === "noPath" ? item.value : undefined;
      if (negative) continue;
    }
    if (item.kind === "lsp") lsp ??= item.value;
    else block.take(item);
  }
  finish();
  const reply: Mutable<PathReply> = { requestId, pathSetupType: setupTypeIn(tlvs) ?? 0, paths };
  if (lsp) reply.lsp = lspFields(lsp, profile);
  if (noPath) reply.noPath = noPath;
  return reply;
}

function noPathOf(value: ObjectValue<"noPath">, block: Block): NoPath {
  const vector = value.tlvs.find((tlv) => tlv.kind === "noPathVector");
  const reasons: NoPathReason[] = [];
  if (vector?.kind === "noPathVector") {
    for (const [reason, set] of Object.entries(vector.value)) {
      if (set) reasons.push(reason as NoPathReason);
    }
  }
  return {
    ...block.attributes(),
    nature: value.nature,
    reasons,
    constraintsFollow: value.flags.unsatisfiedConstraints,
  };
}

const MINIMUM_COST = 1; // the one that is computed (RFC 5541 §4.1); others with P=1 refuse (§3.2)
const NO_PROCESS_FLAG: Refusal = { type: 10, value: 1, detail: "P=0 on RP or END-POINTS" };
const MISSING_RP: Refusal = { type: 6, value: 1, detail: "no RP object" };
const MISSING_ENDPOINTS: Refusal = { type: 6, value: 3, detail: "no END-POINTS object" };
