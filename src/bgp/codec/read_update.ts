/**
 * UPDATE from bytes (RFC 4271 §4.3, RFC 4760, RFC 7606). A bad part costs what RFC 7606 and RFC 9552
 * §8.2.2 say and is told in `errors`; only what hides NLRI from us ends the session.
 */
import { WireError } from "../../wire/error.ts";
import type { AnyField } from "../../wire/field.ts";
import { Reader } from "../../wire/reader.ts";
import {
  AFI_LINK_STATE,
  HEADER_LENGTH,
  SAFI_LINK_STATE,
  SAFI_LINK_STATE_VPN,
} from "../registry/messages.ts";
import {
  aggregatorOf,
  asPath,
  categoryFlags,
  FLAG_EXTENDED,
  FLAG_OPTIONAL,
  FLAG_TRANSITIVE,
  PATH_ATTRIBUTES,
  type PathAttributeRow,
  pathAttributeRow,
} from "../registry/path_attributes.ts";
import { completeAsPath } from "./as4_path.ts";
import { badUpdate, SessionFault } from "./fault.ts";
import { structureFault } from "./ls_structure.ts";
import type { AddressFamily, UpdateMessage } from "./message.ts";
import { readLsNlris } from "./read_ls_nlri.ts";
import type { SessionForm } from "./session_form.ts";
import {
  emptyDraft,
  keepOther,
  keepRaw,
  keepValue,
  note,
  type UpdateDraft,
} from "./update_draft.ts";

/** The UPDATE in `bytes`, header included. Throws SessionFault with 3/1, 3/2 or 3/9. */
export function readUpdate(bytes: Uint8Array, form: SessionForm): UpdateMessage {
  const r = new Reader(bytes);
  r.at = HEADER_LENGTH;
  const draft = emptyDraft();
  try {
    const withdrawn = r.u16();
    if (withdrawn > 0) keepOther(draft, IPV4_UNICAST, "unreach", r.octets(withdrawn), false);
    const outer = r.enter(r.u16());
    readAttributes(r, draft, form);
    r.at = r.end;
    r.end = outer;
  } catch (e) {
    if (!(e instanceof WireError)) throw e;
    throw new SessionFault(badUpdate(1, `lengths of the UPDATE do not add up: ${e.detail}`));
  }
  if (r.remaining > 0) keepOther(draft, IPV4_UNICAST, "reach", r.octets(r.remaining), false);
  completeAsPath(draft, form.fourOctetAsn);
  return finish(draft);
}

function readAttributes(r: Reader, d: UpdateDraft, form: SessionForm): void {
  const b = r.bytes, end = r.end;
  for (let at = r.at; at < end;) {
    const flags = b[at]!;
    const extended = (flags & FLAG_EXTENDED) !== 0;
    const value = at + (extended ? 4 : 3);
    if (value > end) return overrun(d, "an attribute without length");
    const type = b[at + 1]!;
    const next = value + (extended ? b[at + 2]! << 8 | b[at + 3]! : b[at + 2]!);
    if (next > end) {
      if (type === REACH || type === UNREACH) {
        throw fault(1, "NLRI run over the attributes", b, at, end);
      }
      return overrun(d, `attribute ${type} runs over the end`);
    }
    r.at = value;
    r.end = next;
    readAttribute(r, d, form, at, flags, type);
    r.end = end;
    at = next;
  }
}

/** One attribute whose frame is sound: its value is r.at to r.end, its first octet at `start`. */
function readAttribute(
  r: Reader,
  d: UpdateDraft,
  form: SessionForm,
  start: number,
  flags: number,
  type: number,
): void {
  const isNlri = type === REACH || type === UNREACH;
  if (d.seen.includes(type)) {
    if (isNlri) throw fault(1, `attribute ${type} twice`, r.bytes, start, r.end);
    return note(d, "attributeDiscard", type, "sent twice; the first is kept", "RFC 7606 §3");
  }
  d.seen.push(type);
  const row = pathAttributeRow(type);
  if (row === undefined && (flags & FLAG_OPTIONAL) === 0) {
    throw fault(2, `well-known attribute ${type} is unknown`, r.bytes, start, r.end);
  }
  const wrongFlags = row !== undefined &&
    (flags & (FLAG_OPTIONAL | FLAG_TRANSITIVE)) !== categoryFlags(row);
  if (wrongFlags) {
    note(d, "treatAsWithdraw", type, `flags 0x${flags.toString(16)} do not fit`, "RFC 7606 §3");
    if (!isNlri) return;
  }
  if (type === REACH || type === UNREACH) return readNlriAttribute(r, d, form, start, type);
  if (type === LINK_STATE) return readLinkState(r, d);
  if (row === undefined) {
    keepRaw(r, d, type, flags, r.at);
  } else readValue(r, d, form, row, flags);
}

/** MP_REACH_NLRI and MP_UNREACH_NLRI (RFC 4760 §3, §4). Every next hop length is taken. */
function readNlriAttribute(
  r: Reader,
  d: UpdateDraft,
  form: SessionForm,
  start: number,
  type: number,
) {
  const what = type === REACH ? "reach" : "unreach";
  const discarded: string[] = [];
  try {
    const afi = r.u16(), safi = r.u8();
    if (what === "reach") {
      d.path.nextHop = view(r, r.u8());
      r.skip(1);
    } else d.unreachFamily = { afi, safi };
    const linkState = afi === AFI_LINK_STATE &&
      (safi === SAFI_LINK_STATE || safi === SAFI_LINK_STATE_VPN);
    if (linkState) {
      const nlriForm = { vpn: safi === SAFI_LINK_STATE_VPN, addPath: form.addPath };
      readLsNlris(r.bytes, r.at, r.end, nlriForm, d[what], discarded);
    } else if (r.remaining > 0) keepOther(d, { afi, safi }, what, r.octets(r.remaining));
  } catch (e) {
    if (!(e instanceof WireError)) throw e;
    throw fault(9, e.message, r.bytes, start, r.end);
  }
  for (const why of discarded) note(d, "nlriDiscard", type, why, "RFC 9552 §8.2.2");
}

/** Octets that nobody copies: making an array costs as much as reading an NLRI. */
function view(r: Reader, octets: number): Uint8Array {
  const at = r.skip(octets);
  return r.bytes.subarray(at, at + octets);
}

function readLinkState(r: Reader, d: UpdateDraft): void {
  const why = structureFault(r.bytes, r.at, r.end);
  if (why) note(d, "attributeDiscard", LINK_STATE, why, "RFC 9552 §8.2.2");
  else d.attributeBytes = view(r, r.remaining);
}

/** An attribute that has a row and is neither NLRI nor link state. */
function readValue(
  r: Reader,
  d: UpdateDraft,
  form: SessionForm,
  row: PathAttributeRow,
  flags: number,
): void {
  if (row.internalOnly && !form.internal) {
    return note(d, "attributeDiscard", row.type, `${row.name} from another AS`, row.ref);
  }
  const start = r.at;
  try {
    const field = form.fourOctetAsn ? row.value : SHORT_FORMS.get(row.type) ?? row.value;
    const value: unknown = field.read(r);
    r.leave(r.end);
    keepValue(d, row.type, value) || keepRaw(r, d, row.type, flags, start);
  } catch (e) {
    if (!(e instanceof WireError)) throw e;
    const remedy = row.remedy === "attributeDiscard" ? "attributeDiscard" : "treatAsWithdraw";
    note(d, remedy, row.type, `malformed ${row.name}: ${e.detail}`, "RFC 7606 §7");
  }
}

/**
 * The attributes do not fit their total length (RFC 7606 §4). What announces something was found: its
 * NLRI are withdrawn. Nothing was found: the NLRI may lie behind, and only a new session tells.
 */
function overrun(d: UpdateDraft, why: string): void {
  if (!d.seen.includes(REACH) && !d.seen.includes(UNREACH)) {
    throw new SessionFault(badUpdate(1, why));
  }
  note(d, "treatAsWithdraw", 0, why, "RFC 7606 §4");
}

function finish(d: UpdateDraft): UpdateMessage {
  const { path, otherFamilies, errors, attributeBytes } = d;
  const announces = d.reach.length > 0 || otherFamilies.some((f) => f.what === "reach");
  if (announces) {
    for (const row of [PATH_ATTRIBUTES.origin, PATH_ATTRIBUTES.asPath]) {
      if (d.seen.includes(row.type)) continue;
      note(d, "treatAsWithdraw", row.type, `${row.name} is missing`, "RFC 7606 §3");
    }
  }
  return {
    kind: "update",
    reach: d.withdraw ? [] : d.reach,
    unreach: d.withdraw ? [...d.unreach, ...d.reach] : d.unreach,
    endOfRib: endOfRibOf(d),
    attributeBytes: d.withdraw ? undefined : attributeBytes,
    path,
    otherFamilies,
    errors,
  };
}

/** An empty UPDATE, or one with nothing but an empty MP_UNREACH_NLRI (RFC 4724 §2). */
function endOfRibOf(d: UpdateDraft): AddressFamily | undefined {
  if (d.unreach.length + d.reach.length + d.otherFamilies.length + d.errors.length > 0) {
    return undefined;
  }
  if (d.seen.length === 0) return IPV4_UNICAST;
  return d.seen.length === 1 ? d.unreachFamily : undefined;
}

function fault(
  subcode: number,
  why: string,
  b: Uint8Array,
  start: number,
  end: number,
): SessionFault {
  return new SessionFault(badUpdate(subcode, why, b.slice(start, end)));
}

const IPV4_UNICAST: AddressFamily = { afi: 1, safi: 1 };
/** What holds AS numbers of two octets where a peer has no more (RFC 6793 §4.2). */
const SHORT_FORMS = new Map<number, AnyField>([
  [PATH_ATTRIBUTES.asPath.type, asPath(2)],
  [PATH_ATTRIBUTES.aggregator.type, aggregatorOf(2)],
]);
const REACH = PATH_ATTRIBUTES.mpReach.type;
const UNREACH = PATH_ATTRIBUTES.mpUnreach.type;
const LINK_STATE = PATH_ATTRIBUTES.linkState.type;
