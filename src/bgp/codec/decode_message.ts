/** One whole BGP message from its bytes, as the framer cut them. Never throws on any bytes. */
import { WireError } from "../../wire/error.ts";
import { Reader } from "../../wire/reader.ts";
import { HEADER_LENGTH, MESSAGES } from "../registry/messages.ts";
import { badLength, badRefresh, badType, SessionFault } from "./fault.ts";
import type {
  MalformedMessage,
  Message,
  NotificationMessage,
  RouteRefreshMessage,
} from "./message.ts";
import { readOpen } from "./read_open.ts";
import { readUpdate } from "./read_update.ts";
import { type SessionForm, USUAL_FORM } from "./session_form.ts";

/**
 * The message in `bytes`, header included. `attributeBytes` and `path.nextHop` of an UPDATE are views
 * of `bytes`, so slice() them to keep them for long; nothing else shares memory with it.
 * A fault that must end the session (RFC 4271 §6, RFC 7606 §2) comes back as "malformed".
 */
export function decodeMessage(
  bytes: Uint8Array,
  form: SessionForm = USUAL_FORM,
): Message | MalformedMessage {
  try {
    return decode(bytes, form);
  } catch (e) {
    if (e instanceof SessionFault) return { kind: "malformed", fault: e.fault };
    if (e instanceof WireError) return { kind: "malformed", fault: badLength(bytes.length) };
    throw e;
  }
}

function decode(bytes: Uint8Array, form: SessionForm): Message {
  const r = new Reader(bytes);
  r.skip(HEADER_LENGTH);
  const type = bytes[HEADER_LENGTH - 1]!;
  switch (type) {
    case MESSAGES.open.type:
      return readOpen(r);
    case MESSAGES.update.type:
      return readUpdate(bytes, form);
    case MESSAGES.notification.type:
      return readNotification(r);
    case MESSAGES.keepalive.type:
      r.leave(r.end);
      return KEEPALIVE;
    case MESSAGES.routeRefresh.type:
      return readRouteRefresh(r);
    default:
      throw new SessionFault(badType(type));
  }
}

function readNotification(r: Reader): NotificationMessage {
  return { kind: "notification", code: r.u8(), subcode: r.u8(), octets: r.octets(r.remaining) };
}

/** Only BoRR and EoRR may not be longer (RFC 7313 §5); a request may carry filters (RFC 5291). */
function readRouteRefresh(r: Reader): RouteRefreshMessage {
  if (r.remaining < 4) throw new SessionFault(badRefresh(r.bytes));
  const afi = r.u16(), subtype = r.u8(), safi = r.u8();
  if (r.remaining > 0 && (subtype === 1 || subtype === 2)) {
    throw new SessionFault(badRefresh(r.bytes));
  }
  const filters = r.remaining > 0 && { filters: r.octets(r.remaining) };
  return { kind: "routeRefresh", afi, safi, subtype, ...filters };
}

const KEEPALIVE: Message = { kind: "keepalive" };
