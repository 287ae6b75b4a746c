/** BGP messages to bytes (RFC 4271 §4, RFC 4760, RFC 9072): all five, for both roles. */
import type { AnyField } from "../../wire/field.ts";
import { encode } from "../../wire/tlv.ts";
import { Writer } from "../../wire/writer.ts";
import { capabilities, OPEN_PARAMETERS } from "../registry/capabilities.ts";
import { lsAttribute, type LsAttributeTlv } from "../registry/ls_attributes.ts";
import {
  AFI_LINK_STATE,
  EXTENDED_MAXIMUM_LENGTH,
  HEADER_LENGTH,
  MAXIMUM_LENGTH,
  MESSAGES,
  SAFI_LINK_STATE,
  SAFI_LINK_STATE_VPN,
} from "../registry/messages.ts";
import {
  asPath,
  categoryFlags,
  FLAG_EXTENDED,
  PATH_ATTRIBUTES,
  type PathAttributeRow,
} from "../registry/path_attributes.ts";
import type { AddressFamily, Message, OpenMessage, UpdateMessage } from "./message.ts";
import type { PathAttributes } from "./path_attributes.ts";
import { type SessionForm, USUAL_FORM } from "./session_form.ts";
import { encodeNlri, type NlriContent } from "./write_ls_nlri.ts";

/** An UPDATE to be sent; what is absent is not said. Every UpdateMessage is one. */
export interface UpdateContent {
  readonly kind: "update";
  readonly reach?: readonly NlriContent[];
  readonly unreach?: readonly NlriContent[];
  readonly endOfRib?: AddressFamily | undefined;
  readonly attributeBytes?: Uint8Array | undefined;
  readonly path?: Partial<PathAttributes>;
  readonly otherFamilies?: UpdateMessage["otherFamilies"];
}
export type MessageContent = Exclude<Message, UpdateMessage> | UpdateContent;

/** The content of attribute 29. */
export const encodeLsAttribute = (tlvs: readonly LsAttributeTlv[]): Uint8Array =>
  encode(lsAttribute, tlvs);

/** The whole message, header included. Throws RangeError when it cannot be said in 65,535 octets. */
export function encodeMessage(message: MessageContent, form: SessionForm = USUAL_FORM): Uint8Array {
  const w = new Writer();
  w.octets(MARKER);
  const hole = w.hole();
  w.u8(MESSAGES[message.kind].type);
  switch (message.kind) {
    case "open":
      writeOpen(w, message);
      break;
    case "update":
      writeUpdate(w, message, form);
      break;
    case "notification":
      w.u8(message.code);
      w.u8(message.subcode);
      w.octets(message.octets.subarray(0, MAXIMUM_LENGTH - HEADER_LENGTH - 2));
      break;
    case "keepalive":
      break;
    case "routeRefresh":
      w.u16(message.afi);
      w.u8(message.subtype);
      w.u8(message.safi);
      if (message.filters) w.octets(message.filters);
  }
  if (w.length > EXTENDED_MAXIMUM_LENGTH) throw new RangeError(`a message of ${w.length} octets`);
  w.fill(hole, w.length);
  return w.toBytes();
}

/**
 * As few messages of at most `longest` octets as announce (or withdraw) all of `nlris`, in order.
 * Throws RangeError when a single NLRI does not fit.
 */
export function encodeUpdates(
  what: "reach" | "unreach",
  nlris: readonly NlriContent[],
  rest: Omit<UpdateContent, "kind" | "reach" | "unreach">,
  longest: number = MAXIMUM_LENGTH,
  form: SessionForm = USUAL_FORM,
): readonly Uint8Array[] {
  const common = what === "reach" ? rest : {};
  const empty =
    encodeMessage({ kind: "update", ...common, [what]: nlris.slice(0, 1) }, form).length;
  const sizes = nlris.map((nlri) => encodeNlri(nlri).length + (form.addPath ? 4 : 0));
  const room = longest - empty + (sizes[0] ?? 0) - 1; // the NLRI attribute may need a longer header
  const out: Uint8Array[] = [];
  for (let from = 0; from < nlris.length;) {
    let to = from, size = 0;
    while (to < nlris.length && size + sizes[to]! <= room) size += sizes[to++]!;
    if (to === from) throw new RangeError(`an NLRI of ${sizes[from]} octets does not fit`);
    out.push(encodeMessage({ kind: "update", ...common, [what]: nlris.slice(from, to) }, form));
    from = to;
  }
  return out;
}

/** One parameter holds all capabilities; more than 255 octets take the form of RFC 9072. */
function writeOpen(w: Writer, open: OpenMessage): void {
  w.u8(open.version);
  w.u16(open.asn);
  w.u16(open.holdTimeSeconds);
  w.u32(open.bgpIdentifier);
  const value = encode(capabilities, open.capabilities);
  if (value.length === 0) return w.u8(0);
  const extended = value.length + 2 > 255;
  if (extended) {
    w.u8(255);
    w.u8(OPEN_PARAMETERS.extendedLength.type);
    w.u16(value.length + 3);
  } else w.u8(value.length + 2);
  w.u8(OPEN_PARAMETERS.capabilities.type);
  if (extended) w.u16(value.length);
  else w.u8(value.length);
  w.octets(value);
}

/** NLRI first (RFC 7606 §5.1), then attributes by type, attribute 29 last. */
function writeUpdate(w: Writer, update: UpdateContent, form: SessionForm): void {
  const { reach = [], unreach = [], otherFamilies = [], path = {}, endOfRib } = update;
  const ipv4 = (what: string) =>
    otherFamilies.filter((f) => !f.multiprotocol && f.what === what).map((f) => f.octets);
  writeCounted(w, ipv4("unreach"));
  const hole = w.hole();
  if (reach.length > 0) writeReach(w, familyOf(reach), path.nextHop, nlriOctets(reach, form));
  if (unreach.length > 0) writeUnreach(w, familyOf(unreach), nlriOctets(unreach, form));
  for (const other of otherFamilies) {
    if (!other.multiprotocol) continue;
    if (other.what === "reach") writeReach(w, other, path.nextHop, [other.octets]);
    else writeUnreach(w, other, [other.octets]);
  }
  if (endOfRib && !isIpv4Unicast(endOfRib)) writeUnreach(w, endOfRib, []);
  writePath(w, path, form);
  const { linkState } = PATH_ATTRIBUTES;
  if (update.attributeBytes) writeAttribute(w, linkState, [update.attributeBytes]);
  w.fill(hole, w.length - hole - 2);
  for (const octets of ipv4("reach")) w.octets(octets);
}

function writePath(w: Writer, path: Partial<PathAttributes>, form: SessionForm): void {
  const rows = PATH_ATTRIBUTES;
  const put = (row: PathAttributeRow, value: unknown, field: AnyField = row.value) => {
    if (value !== undefined) writeAttribute(w, row, [encode(field, value)]);
  };
  put(rows.origin, path.origin && ORIGINS.indexOf(path.origin));
  put(rows.asPath, path.asPath, asPath(form.fourOctetAsn ? 4 : 2));
  put(rows.med, path.med);
  put(rows.localPreference, path.localPreference);
  put(rows.originatorId, path.originatorId);
  put(rows.clusterList, path.clusterList?.length ? path.clusterList : undefined);
  for (const { flags, type, octets } of path.others ?? []) writeRaw(w, flags, type, octets);
}

function writeReach(
  w: Writer,
  { afi, safi }: AddressFamily,
  nextHop: Uint8Array = UNSPECIFIED,
  nlri: readonly Uint8Array[],
): void {
  const head = Uint8Array.of(afi >> 8, afi & 255, safi, nextHop.length, ...nextHop, 0);
  writeAttribute(w, PATH_ATTRIBUTES.mpReach, [head, ...nlri]);
}
function writeUnreach(w: Writer, { afi, safi }: AddressFamily, nlri: readonly Uint8Array[]): void {
  writeAttribute(w, PATH_ATTRIBUTES.mpUnreach, [Uint8Array.of(afi >> 8, afi & 255, safi), ...nlri]);
}
function writeAttribute(w: Writer, row: PathAttributeRow, parts: readonly Uint8Array[]): void {
  const value = new Writer();
  for (const part of parts) value.octets(part);
  writeRaw(w, categoryFlags(row), row.type, value.toBytes());
}
function writeRaw(w: Writer, flags: number, type: number, value: Uint8Array): void {
  const long = value.length > 255;
  w.u8(long ? flags | FLAG_EXTENDED : flags & ~FLAG_EXTENDED);
  w.u8(type);
  if (long) w.u16(value.length);
  else w.u8(value.length);
  w.octets(value);
}
function writeCounted(w: Writer, parts: readonly Uint8Array[]): void {
  w.u16(parts.reduce((sum, part) => sum + part.length, 0));
  for (const part of parts) w.octets(part);
}

/** The path identifier of an ADD-PATH session is not kept by consumers: 0 goes out. */
const nlriOctets = (nlris: readonly NlriContent[], form: SessionForm): readonly Uint8Array[] =>
  nlris.flatMap((nlri) =>
    form.addPath ? [new Uint8Array(4), encodeNlri(nlri)] : [encodeNlri(nlri)]
  );

/** SAFI 72 if the NLRI carry a route distinguisher; one attribute holds one family. */
function familyOf(nlris: readonly NlriContent[]): AddressFamily {
  const [first] = nlris;
  const vpn = first && first.type !== "unknown" && first.routeDistinguisher !== undefined;
  return { afi: AFI_LINK_STATE, safi: vpn ? SAFI_LINK_STATE_VPN : SAFI_LINK_STATE };
}

/** The family that UPDATE carries without MP attributes. */
const isIpv4Unicast = ({ afi, safi }: AddressFamily): boolean => afi === 1 && safi === 1;

const MARKER = new Uint8Array(16).fill(0xff);
const UNSPECIFIED = new Uint8Array(4);
const ORIGINS = ["igp", "egp", "incomplete"] as const;
