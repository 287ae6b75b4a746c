/**
 * Messages to bytes, in the order of the RFCs and in the form that the peer's profile takes.
 *
 * Both directions: what a PCE says and what a PCC says (the simulated routers use it).
 */
import { DEFAULT } from "../profiles/default.ts";
import type { Profile } from "../profiles/profile.ts";
import { MESSAGES } from "../registry/messages.ts";
import { encodeError, encodeNotification, encodeReply, encodeRequest } from "./encode_requests.ts";
import { isPlspId } from "../registry/plsp_id.ts";
import type {
  InitiateCreate,
  InitiateRequest,
  LspFields,
  Message,
  Open,
  PathAttributes,
  StateReport,
  UpdateRequest,
} from "./message.ts";
import { PLAIN_LSP } from "./path.ts";
import {
  LONGEST_MESSAGE,
  MessageWriter,
  writeAssociations,
  writeAttributes,
  writeBandwidths,
  writeEndpoints,
  writeLsp,
  writeMetrics,
  writePaths,
  writeSegmentList,
  writeSrp,
} from "./write.ts";

/**
 * One message. Throws RangeError for what the wire cannot say: a label above 20 bits, a message above
 * 65,535 octets, several LSPs for a peer that takes one. encodeMessages() splits instead.
 */
export function encodeMessage(message: Message, profile: Profile = DEFAULT): Uint8Array {
  switch (message.kind) {
    case "report":
      return each("report", message.reports, writeReport, profile);
    case "update":
      if (message.trigger) return encodeTrigger(message.trigger.srpId, profile);
      return each("update", message.updates, writeUpdate, profile);
    case "initiate":
      return each("initiate", message.requests, writeInitiate, profile);
    case "open":
      return encodeOpen(message, profile);
    case "request":
      return encodeRequest(message, profile);
    case "reply":
      return encodeReply(message, profile);
    case "error":
      return encodeError(message, profile);
    case "notification":
      return encodeNotification(message, profile);
    case "close": {
      const w = new MessageWriter(MESSAGES.close.type, profile);
      w.object("close", message);
      return w.finish();
    }
    case "keepalive":
    case "startTls":
      return new MessageWriter(MESSAGES[message.kind].type, profile).finish();
    case "unknown":
      return encodeUnknown(message.type, message.body);
  }
}

/** The same, as many messages as the peer's profile and the length of a message ask for. */
export function encodeMessages(
  message: Message,
  profile: Profile = DEFAULT,
): readonly Uint8Array[] {
  switch (message.kind) {
    case "report":
      return split(message.reports, profile, (reports) => ({ ...message, reports }));
    case "update":
      if (message.trigger) return [encodeMessage(message, profile)];
      return split(message.updates, profile, (updates) => ({ ...message, updates }));
    case "initiate":
      return split(message.requests, profile, (requests) => ({ ...message, requests }));
    default:
      return [encodeMessage(message, profile)];
  }
}

type Kind = "report" | "update" | "initiate";

function each<T>(
  kind: Kind,
  items: readonly T[],
  write: (w: MessageWriter, item: T) => void,
  profile: Profile,
): Uint8Array {
  if (items.length > 1 && profile.oneLspPerMessage && kind !== "report") {
    throw new RangeError(`${profile.title} takes one LSP a message`);
  }
  const w = new MessageWriter(MESSAGES[kind].type, profile);
  for (const item of items) write(w, item);
  return w.finish();
}

function split<T>(
  items: readonly T[],
  profile: Profile,
  around: (items: readonly T[]) => Message,
): readonly Uint8Array[] {
  if (profile.oneLspPerMessage) return items.map((item) => encodeMessage(around([item]), profile));
  const whole = items.length === 1 ? encodeMessage(around(items), profile) : undefined;
  if (whole) return [whole];
  const messages: Uint8Array[] = [];
  let from = 0;
  while (from < items.length) {
    let length = 4, to = from;
    while (to < items.length) {
      const more = encodeMessage(around([items[to]!]), profile).length - 4;
      if (to > from && length + more > LONGEST_MESSAGE) break;
      length += more;
      to++;
    }
    messages.push(encodeMessage(around(items.slice(from, to)), profile));
    from = to;
  }
  return messages;
}

function encodeOpen(message: Open, profile: Profile): Uint8Array {
  const w = new MessageWriter(MESSAGES.open.type, profile);
  w.object("open", message);
  return w.finish();
}

function encodeUnknown(type: number, body: Uint8Array): Uint8Array {
  const length = 4 + body.length;
  if (length > LONGEST_MESSAGE) throw new RangeError(`a message of ${length} octets`);
  return Uint8Array.of(1 << 5, type, length >> 8, length & 255, ...body);
}

function writeReport(w: MessageWriter, report: StateReport): void {
  if (report.srpId !== 0 || report.srpRemove || report.pathSetupType !== 0) {
    writeSrp(w, report.srpId, report.srpRemove, report.pathSetupType);
  }
  writeLsp(w, report);
  writeAssociations(w, report);
  writePaths(w, report.ero, report.segmentLists);
  const several = report.segmentLists.filter((list) => list.rro);
  if (report.rro) {
    writeBandwidths(w, report.actualBandwidths);
    writeMetrics(w, report.actualMetrics);
    if (several.length === 0) w.needed("rro", report.rro);
    else for (const list of several) writeSegmentList(w, list, "rro", list.rro!);
  }
  writeAttributes(w, report);
}

function writeUpdate(w: MessageWriter, update: UpdateRequest): void {
  if (!isPlspId(update.plspId)) throw new RangeError(`PLSP-ID ${update.plspId} names no LSP`);
  writeSrp(w, update.srpId, false, update.pathSetupType, update.controlRequest);
  writeLsp(w, update);
  writeAssociations(w, update);
  writePaths(w, update.ero, update.segmentLists);
  writeAttributes(w, taken(update, w.profile));
}

/** Without a path: the empty ERO is there because a PCUpd has one (RFC 8231 §6.2). */
function encodeTrigger(srpId: number, profile: Profile): Uint8Array {
  const w = new MessageWriter(MESSAGES.update.type, profile);
  writeSrp(w, srpId, false, 0);
  writeLsp(w, { ...PLAIN_LSP, plspId: 0, sync: true });
  writePaths(w, [], []);
  return w.finish();
}

function writeInitiate(w: MessageWriter, request: InitiateRequest): void {
  if (request.action === "create") return writeCreate(w, request);
  // rules.md I.1: R=1 with PLSP-ID 0 would delete every LSP that was ever delegated to us.
  if (!isPlspId(request.plspId)) throw new RangeError(`PLSP-ID ${request.plspId} names no LSP`);
  if (request.action === "takeOver" && !w.profile.takeOver) {
    throw new RangeError(`${w.profile.title} does not give orphans away`);
  }
  writeSrp(w, request.srpId, request.action === "delete", request.pathSetupType);
  writeLsp(w, { ...PLAIN_LSP, plspId: request.plspId, delegate: true }); // FRR: D=0 gets 19/1
}

function writeCreate(w: MessageWriter, request: InitiateCreate): void {
  writeSrp(w, request.srpId, false, request.pathSetupType);
  const lsp: LspFields = { ...request, plspId: 0 };
  writeLsp(w, lsp);
  writeEndpoints(w, request.endpoints);
  writePaths(w, request.ero, request.segmentLists);
  writeAssociations(w, request);
  writeAttributes(w, taken(request, w.profile));
}

/** What of the attributes this peer takes in a request of ours. */
function taken(a: PathAttributes, profile: Profile): PathAttributes {
  const withLspa = profile.takesLspa || !a.lspa;
  if (withLspa && (profile.takesBandwidth || a.bandwidths.length === 0)) return a;
  const { lspa, ...rest } = a;
  return {
    ...rest,
    ...(lspa && profile.takesLspa && { lspa }),
    bandwidths: profile.takesBandwidth ? a.bandwidths : [],
  };
}
