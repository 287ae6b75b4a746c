/** PCReq, PCRep, PCErr and PCNtf to bytes (RFC 5440 §6.4 to §6.7). */
import type { Profile } from "../profiles/profile.ts";
import { MESSAGES } from "../registry/messages.ts";
import type { ObjectValue } from "../registry/objects.ts";
import type { PcepTlv } from "../registry/tlvs.ts";
import type {
  ErrorMessage,
  NoPath,
  NoPathReason,
  Notification,
  PathReply,
  PathRequest,
  PcepError,
  Reply,
  Request,
  Synchronization,
} from "./message.ts";
import { PLAIN_LSP } from "./path.ts";
import {
  MessageWriter,
  setupTypeTlvs,
  writeAssociations,
  writeAttributes,
  writeConstraints,
  writeEndpoints,
  writeInclusions,
  writeLsp,
  writeObjectiveFunction,
} from "./write.ts";

export function encodeRequest(message: Request, profile: Profile): Uint8Array {
  const w = new MessageWriter(MESSAGES.request.type, profile);
  for (const set of message.synchronizations) writeSynchronization(w, set);
  for (const request of message.requests) writeRequest(w, request);
  return w.finish();
}

export function encodeReply(message: Reply, profile: Profile): Uint8Array {
  const w = new MessageWriter(MESSAGES.reply.type, profile);
  for (const reply of message.replies) writeReply(w, reply);
  return w.finish();
}

/** Ids, then the errors they got; FRR reads it only the other way round. */
export function encodeError(message: ErrorMessage, profile: Profile): Uint8Array {
  const w = new MessageWriter(MESSAGES.error.type, profile);
  for (const group of groupsOf(message.errors)) {
    const errors = () => {
      for (const { type, value, tlvs } of group) w.object("error", { type, value, tlvs });
    };
    const { srpIds, plspIds = [], requestIds } = group[0]!;
    if (profile.errorObjectFirst) errors();
    for (const id of requestIds) writeRequestId(w, id);
    for (const srpId of srpIds) {
      w.needed("srp", { flags: { remove: false, controlRequest: false }, srpId, tlvs: [] });
    }
    // What reads only one order of objects is not tried with one that no RFC before 8231 had.
    if (!profile.errorObjectFirst) {
      for (const plspId of plspIds) writeLsp(w, { ...PLAIN_LSP, plspId });
    }
    if (!profile.errorObjectFirst) errors();
  }
  if (message.open) w.object("open", message.open);
  return w.finish();
}

export function encodeNotification(message: Notification, profile: Profile): Uint8Array {
  const w = new MessageWriter(MESSAGES.notification.type, profile);
  const ids = () => {
    for (const id of message.requestIds) writeRequestId(w, id);
  };
  if (!profile.errorObjectFirst) ids();
  for (const notification of message.notifications) w.object("notification", notification);
  if (profile.errorObjectFirst) ids();
  return w.finish();
}

function writeSynchronization(w: MessageWriter, set: Synchronization): void {
  const { linkDiverse, nodeDiverse, srlgDiverse, requestIds } = set;
  w.object("synchronizationVector", {
    flags: { ...PLAIN_SET, linkDiverse, nodeDiverse, srlgDiverse },
    requestIds,
  });
  writeAttributes(w, set);
}

function writeRequest(w: MessageWriter, request: PathRequest): void {
  const { priority, reoptimize, bidirectional, loose, supplyObjectiveFunction } = request;
  w.needed("requestParameters", {
    flags: { ...NO_FLAGS, priority, reoptimize, bidirectional, loose, supplyObjectiveFunction },
    requestId: request.requestId,
    tlvs: [...setupTypeTlvs(request.pathSetupType), ...request.requestTlvs],
  });
  writeEndpoints(w, request.endpoints);
  if (request.lsp) writeLsp(w, request.lsp);
  writeAssociations(w, request);
  writeConstraints(w, request); // in a request the objective function comes after them
  writeObjectiveFunction(w, request);
  if (request.rro) w.object("rro", request.rro);
  writeInclusions(w, request);
}

function writeReply(w: MessageWriter, reply: PathReply): void {
  writeRequestId(w, reply.requestId, reply.pathSetupType);
  if (reply.lsp) writeLsp(w, reply.lsp);
  if (reply.noPath) writeNoPath(w, reply.noPath);
  for (const path of reply.paths) {
    w.needed("ero", path.ero);
    writeAssociations(w, path);
    writeAttributes(w, path);
  }
}

function writeNoPath(w: MessageWriter, noPath: NoPath): void {
  const { nature, reasons, constraintsFollow } = noPath;
  const flags = { unsatisfiedConstraints: constraintsFollow };
  w.object("noPath", { nature, flags, tlvs: reasons.length > 0 ? [vectorOf(reasons)] : [] });
  writeAssociations(w, noPath);
  writeAttributes(w, noPath);
}

function vectorOf(reasons: readonly NoPathReason[]): PcepTlv {
  const value = Object.fromEntries(reasons.map((reason) => [reason, true]));
  return { kind: "noPathVector", value: value as ObjectOf<"noPathVector"> };
}
type ObjectOf<K extends PcepTlv["kind"]> = Extract<PcepTlv, { kind: K }>["value"];

function writeRequestId(w: MessageWriter, requestId: number, setupType = 0): void {
  w.needed("requestParameters", { flags: NO_FLAGS, requestId, tlvs: setupTypeTlvs(setupType) });
}

/**
 * Errors that follow one another and speak of the same ids share them on the wire; those that speak
 * of none go where no ids stand before them.
 */
function groupsOf(errors: readonly PcepError[]): readonly (readonly PcepError[])[] {
  const groups: PcepError[][] = [];
  const speaks = (error: PcepError) =>
    error.srpIds.length + (error.plspIds?.length ?? 0) + error.requestIds.length > 0;
  for (const error of [...errors.filter((e) => !speaks(e)), ...errors.filter(speaks)]) {
    const last = groups.at(-1)?.[0];
    if (last && sameIds(last, error)) groups.at(-1)!.push(error);
    else groups.push([error]);
  }
  return groups;
}
const sameIds = (a: PcepError, b: PcepError): boolean =>
  a.srpIds.join() === b.srpIds.join() && a.plspIds?.join() === b.plspIds?.join() &&
  a.requestIds.join() === b.requestIds.join();

const NO_FLAGS: ObjectValue<"requestParameters">["flags"] = {
  routingGranularity: 0,
  coreTree: false,
  fragmentation: false,
  p2mp: false,
  eroCompression: false,
  makeBeforeBreak: false,
  reportOrder: false,
  pathKey: false,
  supplyObjectiveFunction: false,
  vspt: false,
  loose: false,
  bidirectional: false,
  reoptimize: false,
  priority: 0,
};

const PLAIN_SET = { domainDiverse: false, partial: false, linkDirection: false };
