/**
 * BGP messages, and parts of them, as a tree of named octets for the hex view and `cairn decode`.
 * Never throws; the rows that decode name, cite and word everything (RFC 4271, RFC 4760, RFC 9552).
 */
import { dissectAll, type Dissection, leaf, part } from "../../wire/dissect.ts";
import {
  bytes as rest,
  type Field,
  flags,
  ipv4,
  ipv6,
  named,
  octets,
  u16,
  u32,
  u64,
  u8,
} from "../../wire/field.ts";
import { Reader, type Span } from "../../wire/reader.ts";
import { capabilities, OPEN_PARAMETERS } from "../registry/capabilities.ts";
import { routeDistinguisher } from "../registry/fields.ts";
import { lsAttribute } from "../registry/ls_attributes.ts";
import { FIRST_PRIVATE, lsDescriptors, NLRI_TYPES, PROTOCOLS } from "../registry/ls_nlri.ts";
import {
  AFI_LINK_STATE,
  AFI_NAMES,
  HEADER_LENGTH,
  type MessageRow,
  MESSAGES,
  REFRESH_SUBTYPES,
  SAFI_LINK_STATE,
  SAFI_LINK_STATE_VPN,
  SAFI_NAMES,
} from "../registry/messages.ts";
import { isHardReset, notificationRow, shutdownText } from "../registry/notifications.ts";
import {
  aggregatorOf,
  asPath,
  ATTRIBUTE_FLAGS,
  FLAG_EXTENDED,
  PATH_ATTRIBUTES,
  pathAttributeRow,
} from "../registry/path_attributes.ts";
import { prefixSidTlvs } from "../registry/prefix_sid.ts";
import { nameProtocolFlags } from "./dissect_flags.ts";
import { type SessionForm, USUAL_FORM } from "./session_form.ts";

/** One message, header included. */
export function dissect(bytes: Uint8Array, form: SessionForm = USUAL_FORM): Dissection {
  const row = ROWS.find((r) => r.type === bytes[HEADER_LENGTH - 1]);
  return withFlags(bytes, row?.name ?? "BGP message", row?.ref ?? "RFC 4271 §4", (r) => {
    leaf(r, "marker", MARKER, "RFC 4271 §4.1");
    leaf(r, "length", u16);
    leaf(r, "type", MESSAGE_TYPE);
    if (row) readBody(r, row, form);
  });
}

/** A list of path attributes without the message around it. */
export const dissectPathAttributes = (bytes: Uint8Array, form = USUAL_FORM): Dissection =>
  withFlags(bytes, "path attributes", "RFC 4271 §4.3", (r) => readAttributes(r, form));

/** As dissectAll(), with words for the flags that depend on the protocol. */
function withFlags(
  bytes: Uint8Array,
  name: string,
  ref: string,
  read: (r: Reader) => void,
): Dissection {
  const spans: Span[] = [];
  const r = new Reader(bytes, spans);
  part(r, name, ref, bytes.length, () => read(r));
  nameProtocolFlags(spans[0]!);
  return spans[0]!;
}

/** The content of attribute 29. */
export const dissectLsAttribute = (bytes: Uint8Array): Dissection =>
  dissectAll(bytes, "BGP-LS Attribute", "RFC 9552 §5.3", (r) => void lsAttribute.read(r));

/** BGP-LS NLRI one after the other. */
export const dissectNlri = (bytes: Uint8Array): Dissection =>
  dissectAll(bytes, "BGP-LS NLRI", "RFC 9552 §5.2", (r) => {
    while (r.at < r.end) readLsNlri(r, false, false);
  });

function readBody(r: Reader, row: MessageRow, form: SessionForm): void {
  switch (row.type) {
    case MESSAGES.open.type:
      return readOpen(r);
    case MESSAGES.update.type:
      return readUpdate(r, form);
    case MESSAGES.notification.type:
      return readNotification(r);
    case MESSAGES.routeRefresh.type:
      leaf(r, "AFI", AFI);
      leaf(r, "subtype", SUBTYPE, REFRESH_SUBTYPES.refresh.ref);
      leaf(r, "SAFI", SAFI);
      if (r.remaining > 0) leaf(r, "route filters", rest, "RFC 5291 §4");
  }
}

function readOpen(r: Reader): void {
  leaf(r, "version", u8);
  leaf(r, "my AS", u16);
  leaf(r, "hold time", u16);
  leaf(r, "BGP identifier", ipv4);
  leaf(r, "parameters length", u8);
  const extended = r.remaining > 0 && r.bytes[r.at] === OPEN_PARAMETERS.extendedLength.type;
  if (extended) {
    leaf(r, "extended marker", u8, OPEN_PARAMETERS.extendedLength.ref);
    leaf(r, "extended length", u16, OPEN_PARAMETERS.extendedLength.ref);
  }
  while (r.at < r.end) {
    const at = r.at, type = r.u8(), length = extended ? r.u16() : r.u8();
    const { capabilities: known } = OPEN_PARAMETERS;
    if (type === known.type) {
      part(r, known.name, known.ref, length, () => void capabilities.read(r), at);
    } else {part(r, `parameter ${type}`, "RFC 4271 §4.2", length, () =>
        void leaf(r, "value", rest), at);}
  }
}

function readNotification(r: Reader): void {
  const row = notificationRow(r.bytes[r.at] ?? 0);
  const code = leaf(r, "code", named(u8, row ? { [row.code]: row.name } : {}), row?.ref);
  const subcode = leaf(r, "subcode", named(u8, row?.subcodes ?? {}));
  if (r.remaining === 0) return;
  if (isHardReset(code, subcode) && r.remaining >= 2) {
    return part(r, "what it stands for", "RFC 8538 §3.1", r.remaining, () => readNotification(r));
  }
  const text = shutdownText(code, subcode, r.bytes.subarray(r.at, r.end));
  if (!text) return void leaf(r, "octets", rest);
  const at = r.open("text", "RFC 9003 §2");
  r.skip(r.remaining);
  r.close(at, JSON.stringify(text));
}

function readUpdate(r: Reader, form: SessionForm): void {
  const withdrawn = leaf(r, "withdrawn routes length", u16);
  if (withdrawn > 0) {
    part(r, "withdrawn routes", "RFC 4271 §4.3", withdrawn, () => readPrefixes(r, 1));
  }
  const length = leaf(r, "path attributes length", u16);
  if (length > 0) {
    part(r, "path attributes", "RFC 4271 §4.3", length, () => readAttributes(r, form));
  }
  if (r.remaining > 0) part(r, "NLRI", "RFC 4271 §4.3", r.remaining, () => readPrefixes(r, 1));
}

function readAttributes(r: Reader, form: SessionForm): void {
  while (r.at < r.end) {
    const at = r.at, extended = (r.u8() & FLAG_EXTENDED) !== 0, type = r.u8();
    const length = extended ? r.u16() : r.u8();
    const value = r.at;
    const row = pathAttributeRow(type);
    r.at = at;
    const whole = value - at + length;
    part(r, row?.name ?? `attribute ${type}`, row?.ref, whole, () => {
      leaf(r, "flags", FLAGS);
      leaf(r, "type", u8);
      leaf(r, "length", extended ? u16 : u8);
      readAttributeValue(r, type, form);
    });
  }
}

function readAttributeValue(r: Reader, type: number, form: SessionForm): void {
  switch (type) {
    case PATH_ATTRIBUTES.mpReach.type:
      return readMultiprotocol(r, form, true);
    case PATH_ATTRIBUTES.mpUnreach.type:
      return readMultiprotocol(r, form, false);
    case PATH_ATTRIBUTES.linkState.type:
      return void lsAttribute.read(r);
    case PATH_ATTRIBUTES.asPath.type:
      return void AS_PATHS[form.fourOctetAsn ? 4 : 2].read(r);
    case PATH_ATTRIBUTES.aggregator.type:
      return void aggregatorOf(form.fourOctetAsn ? 4 : 2).read(r);
    case PATH_ATTRIBUTES.prefixSid.type:
      return void prefixSidTlvs.read(r);
    default: {
      if (r.remaining === 0) return;
      const row = pathAttributeRow(type);
      const field: Field<unknown> = row?.value ?? rest;
      leaf(r, "value", field);
    }
  }
}

function readMultiprotocol(r: Reader, { addPath }: SessionForm, reach: boolean): void {
  const afi = leaf(r, "AFI", AFI), safi = leaf(r, "SAFI", SAFI);
  if (reach) {
    readNextHop(r, leaf(r, "next hop length", u8));
    leaf(r, "reserved", u8);
  }
  const vpn = safi === SAFI_LINK_STATE_VPN;
  if (afi === AFI_LINK_STATE && (vpn || safi === SAFI_LINK_STATE)) {
    while (r.at < r.end) readLsNlri(r, vpn, addPath);
  } else if ((afi === 1 || afi === 2) && (safi === 1 || safi === 2)) readPrefixes(r, afi);
  else if (r.remaining > 0) leaf(r, "NLRI", rest);
}

/** One address or two, each behind a route distinguisher where the family is a VPN's (RFC 4659 §3.2.1). */
function readNextHop(r: Reader, length: number): void {
  const parts = NEXT_HOPS[length];
  if (!parts) return length > 0 ? void leaf(r, "next hop", octets(length)) : undefined;
  for (const [name, field] of parts) leaf(r, name, field);
}

function readLsNlri(r: Reader, vpn: boolean, addPath: boolean): void {
  const at = r.at;
  if (addPath) leaf(r, "path identifier", u32, "RFC 7911 §3");
  const head = r.at;
  const type = r.u16(), length = r.u16();
  const row = NLRI_ROWS.get(type);
  r.at = head;
  const whole = 4 + length;
  part(r, `${row?.name ?? `type ${type}`} NLRI`, row?.ref ?? "RFC 9552 §5.2", whole, () => {
    leaf(r, "type", u16);
    leaf(r, "length", u16);
    if (vpn) leaf(r, "route distinguisher", routeDistinguisher, "RFC 9552 §5.2");
    if (type >= FIRST_PRIVATE) leaf(r, "enterprise", u32, "RFC 9552 §5.2");
    if (!row) return;
    leaf(r, "protocol", PROTOCOL);
    leaf(r, "identifier", u64);
    lsDescriptors.read(r);
  }, head);
  if (r.at === at) r.skip(r.remaining);
}

/** IPv4 or IPv6 prefixes: a length in bits, then as many octets as it needs (RFC 4271 §4.3). */
function readPrefixes(r: Reader, afi: number): void {
  while (r.at < r.end) {
    const at = r.open("prefix");
    const length = r.u8();
    const address = new Uint8Array(16);
    const found = r.octets((length + 7) >> 3);
    if (found.length > (afi === 1 ? 4 : 16)) r.fail("value", `a prefix length of ${length}`);
    address.set(found);
    const text = afi === 1 ? ipv4Words(address) : ipv6.read(new Reader(address));
    r.close(at, `${text}/${length}`);
  }
}
const ipv4Words = (b: Uint8Array): string => `${b[0]}.${b[1]}.${b[2]}.${b[3]}`;

const ROWS: readonly MessageRow[] = Object.values(MESSAGES);
const NLRI_ROWS = new Map<number, { readonly name: string; readonly ref: string }>(
  Object.values(NLRI_TYPES).map((row) => [row.number, row]),
);
const RD: Part = ["route distinguisher", routeDistinguisher];
const HOP6: Part = ["next hop", ipv6];
type Part = readonly [string, Field<unknown>];
const NEXT_HOPS: Readonly<Record<number, readonly Part[]>> = {
  4: [["next hop", ipv4]],
  12: [RD, ["next hop", ipv4]],
  16: [HOP6],
  24: [RD, HOP6],
  32: [HOP6, ["link-local next hop", ipv6]],
  48: [RD, HOP6, RD, ["link-local next hop", ipv6]],
};
const TYPE_NAMES = Object.fromEntries(ROWS.map((row) => [row.type, row.name]));
const SUBTYPE_NAMES = Object.fromEntries(
  Object.values(REFRESH_SUBTYPES).map((row) => [row.number, row.name]),
);
const PROTOCOL_WORDS = Object.fromEntries(
  Object.values(PROTOCOLS).map((row) => [row.number, row.name]),
);
const AS_PATHS = { 2: asPath(2), 4: asPath(4) };
// Made once: a field that is made where it is used costs more than reading it.
const FLAGS = flags(8, ATTRIBUTE_FLAGS);
const MARKER: Field<string> = {
  shape: { kind: "custom", title: "16 octets of ones", words: (v: string) => v },
  read: (r) => r.hex(16),
  write: (w, v) => w.hex(v),
};
const MESSAGE_TYPE = named(u8, TYPE_NAMES);
const SUBTYPE = named(u8, SUBTYPE_NAMES);
const PROTOCOL = named(u8, PROTOCOL_WORDS);
const AFI = named(u16, AFI_NAMES);
const SAFI = named(u8, SAFI_NAMES);
