/**
 * Bytes to messages: the tolerant grammar of RFC 5440 §6, RFC 8231 §6, RFC 8281 §5.
 */
import { Reader } from "../../wire/reader.ts";
import { DEFAULT } from "../profiles/default.ts";
import type { Profile } from "../profiles/profile.ts";
import { messageKind } from "../registry/messages.ts";
import type { ObjectValue } from "../registry/objects.ts";
import { BAD_VERSION } from "../registry/objects.ts";
import { assembleInitiate, assembleReport, assembleUpdate } from "./decode_lsps.ts";
import { assembleReply, assembleRequest } from "./decode_requests.ts";
import type {
  Close,
  ErrorMessage,
  Message,
  Notification,
  Open,
  PcepError,
  StateReport,
} from "./message.ts";
import { KEEPALIVE, START_TLS } from "./message.ts";
import { type Item, readObjects } from "./objects.ts";

/**
 * One whole message. Throws WireError when the common header or the objects' lengths do not add up,
 * or an Open cannot be read: nothing less is fatal. LSPs and requests that cannot be taken are in
 * `problems`, everything else that has no field in `others`. The peer's profile says by which numbers it is read.
 */
export function decodeMessage(bytes: Uint8Array, profile: Profile = DEFAULT): Message {
  const r = new Reader(bytes);
  const type = readHeader(r);
  const kind = messageKind(type);
  if (kind === undefined) return { kind: "unknown", type, body: r.octets(r.remaining) };
  const items = readObjects(r, profile.dialect.ownObjectClasses);
  switch (kind) {
    case "report":
      return assembleReport(items, bytes, profile);
    case "update":
      return assembleUpdate(items, bytes, profile);
    case "initiate":
      return assembleInitiate(items, bytes, profile);
    case "request":
      return assembleRequest(items, bytes, profile);
    case "reply":
      return assembleReply(items, bytes, profile);
    case "open":
      return assembleOpen(items, r);
    case "error":
      return assembleError(items);
    case "notification":
      return assembleNotification(items);
    case "close":
      return assembleClose(items);
    case "keepalive":
      return KEEPALIVE;
    case "startTls":
      return START_TLS;
  }
}

/** PLSP-ID 0 and no S flag: the router has reported all it has (RFC 8231 §5.6). */
export const isEndOfSync = (report: StateReport): boolean => report.plspId === 0 && !report.sync;

/** Version and flags, type, length (RFC 5440 §6.1); answers the type. */
export function readHeader(r: Reader): number {
  const version = r.u8() >>> 5;
  if (version !== 1) r.fail("value", `${BAD_VERSION} ${version}`);
  const type = r.u8(), length = r.u16();
  if (length !== r.bytes.length) {
    r.fail("length", `a message of ${length} octets in ${r.bytes.length}`);
  }
  return type;
}

function assembleOpen(items: readonly Item[], r: Reader): Open {
  const item = items[0];
  if (item?.kind === "open") return { kind: "open", ...item.value };
  if (item?.kind === "other" && item.value) throw item.value;
  return r.fail("value", "no OPEN object");
}

function assembleClose(items: readonly Item[]): Close {
  for (const item of items) {
    if (item.kind === "close") return { kind: "close", ...item.value };
  }
  return { kind: "close", reason: 1, tlvs: [] };
}

function assembleNotification(items: readonly Item[]): Notification {
  const notifications: ObjectValue<"notification">[] = [], requestIds: number[] = [];
  for (const item of items) {
    if (item.kind === "notification") notifications.push(item.value);
    if (item.kind === "requestParameters") requestIds.push(item.value.requestId);
  }
  return { kind: "notification", notifications, requestIds };
}

/**
 * PCErr (RFC 8231 §6.3): ids, then the errors they got; again and again.
 * Quirk(FRR): the errors, then the ids. The last object tells which: RFC order ends with an error.
 */
function assembleError(items: readonly Item[]): ErrorMessage {
  const errors: PcepError[] = [];
  const last = items.findLast((item) => item.kind === "error" || isSubject(item));
  const errorsFirst = last !== undefined && isSubject(last);
  let group: ObjectValue<"error">[] = [], srpIds: number[] = [], requestIds: number[] = [];
  let plspIds: number[] = [];
  let open: Open | undefined;
  const flush = () => {
    for (const { type, value, tlvs } of group) {
      const lsps = plspIds.length > 0 && { plspIds };
      errors.push({ type, value, srpIds, ...lsps, requestIds, tlvs });
    }
    group = [];
    srpIds = [];
    plspIds = [];
    requestIds = [];
  };
  for (const item of items) {
    const ends = errorsFirst
      ? item.kind === "error" && srpIds.length + plspIds.length + requestIds.length > 0
      : isSubject(item) && group.length > 0;
    if (ends) flush();
    if (item.kind === "error") group.push(item.value);
    else if (item.kind === "srp") srpIds.push(item.value.srpId);
    else if (item.kind === "lsp") plspIds.push(item.value.lsp.plspId);
    else if (item.kind === "requestParameters") requestIds.push(item.value.requestId);
    else if (item.kind === "open") open = { kind: "open", ...item.value };
  }
  flush();
  return open ? { kind: "error", errors, open } : { kind: "error", errors };
}

const isSubject = (item: Item): boolean =>
  item.kind === "srp" || item.kind === "lsp" || item.kind === "requestParameters";
