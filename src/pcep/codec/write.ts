/** Objects of a message being written: headers, and those that several messages share. */
import { type AnyField, bytes } from "../../wire/field.ts";
import { Writer } from "../../wire/writer.ts";
import type { Profile } from "../profiles/profile.ts";
import { OPERATIONAL_STATES } from "../registry/codes.ts";
import type { Hop } from "../registry/hop.ts";
import { type ObjectKind, OBJECTS, type ObjectValue } from "../registry/objects.ts";
import type { BindingSid } from "../registry/tlv_fields.ts";
import type { LspTlv, RequestTlv } from "../registry/tlvs.ts";
import { IGNORED, PROCESS } from "./objects.ts";
import type { Endpoints, LspFields, OtherObject, PathAttributes, SegmentList } from "./path.ts";

export const LONGEST_MESSAGE = 65535;

/** One message: header, then objects. finish() answers the octets. */
export class MessageWriter {
  readonly #w = new Writer();
  readonly #length: number;

  constructor(type: number, readonly profile: Profile) {
    this.#w.u8(1 << 5);
    this.#w.u8(type);
    this.#length = this.#w.hole();
  }

  object<K extends ObjectKind>(kind: K, value: ObjectValue<K>, flags = 0): void {
    const row = OBJECTS[kind];
    this.#object(row.class, row.type, flags, row.value, value);
  }

  /** With P=1 where the profile likes it (RFC 5440 §7.2). */
  needed<K extends ObjectKind>(kind: K, value: ObjectValue<K>): void {
    this.object(kind, value, this.profile.processFlag ? PROCESS : 0);
  }

  other(object: OtherObject): void {
    const flags = (object.mustProcess ? PROCESS : 0) | (object.ignored ? IGNORED : 0);
    this.#object(object.class, object.type, flags, bytes, object.body);
  }

  #object(c: number, type: number, flags: number, field: AnyField, value: unknown): void {
    const w = this.#w, start = w.length;
    w.u8(c);
    w.u8(type << 4 | flags);
    const hole = w.hole();
    field.write(w, value);
    w.zeros(-(w.length - start) & 3);
    w.fill(hole, w.length - start);
  }

  /** Throws RangeError when the message is longer than its length can say. */
  finish(): Uint8Array {
    const length = this.#w.length;
    if (length > LONGEST_MESSAGE) throw new RangeError(`a message of ${length} octets`);
    this.#w.fill(this.#length, length);
    return this.#w.toBytes();
  }
}

/** PATH-SETUP-TYPE, unless it is RSVP-TE, which is what its absence means (RFC 8408 §4). */
export const setupTypeTlvs = (type: number): readonly RequestTlv[] =>
  type === 0 ? [] : [{ kind: "pathSetupType", value: { type } }];

export function writeSrp(
  w: MessageWriter,
  srpId: number,
  remove: boolean,
  setupType: number,
  controlRequest = false,
): void {
  w.needed("srp", { flags: { remove, controlRequest }, srpId, tlvs: setupTypeTlvs(setupType) });
}

export function writeLsp(w: MessageWriter, lsp: LspFields): void {
  w.needed("lsp", {
    lsp: {
      plspId: lsp.plspId,
      pceAllocation: lsp.pceAllocation,
      eroCompression: false,
      fragmentation: false,
      p2mp: false,
      create: lsp.create,
      operState: OPERATIONAL_STATES.indexOf(lsp.operState),
      adminUp: lsp.adminUp,
      remove: lsp.remove,
      sync: lsp.sync,
      delegate: lsp.delegate,
    },
    tlvs: lspTlvsOf(lsp, w.profile),
  });
}

/** Identifiers and name first, the binding SID last: FRR reads no further than a TLV it doesn't know. */
function lspTlvsOf(lsp: LspFields, profile: Profile): readonly LspTlv[] {
  const tlvs: LspTlv[] = [];
  const ids = lsp.lspIdentifiers;
  if (ids) {
    tlvs.push(
      typeof ids.sender === "number"
        ? { kind: "ipv4LspIdentifiers", value: ids as Ipv4Identifiers }
        : { kind: "ipv6LspIdentifiers", value: ids as Ipv6Identifiers },
    );
  }
  if (lsp.symbolicPathName !== undefined) {
    tlvs.push({ kind: "symbolicPathName", value: lsp.symbolicPathName });
  }
  if (lsp.errorCode !== undefined) tlvs.push({ kind: "lspErrorCode", value: lsp.errorCode });
  for (const sid of lsp.bindingSids) {
    if (profile.bindingSidTlv === 65505) tlvs.push(...labelTlv(sid));
  }
  if (lsp.color !== undefined) tlvs.push({ kind: "color", value: lsp.color });
  if (lsp.speakerEntityId) tlvs.push({ kind: "speakerEntityId", value: lsp.speakerEntityId });
  tlvs.push(...lsp.lspTlvs);
  if (profile.bindingSidTlv === 55) {
    for (const value of lsp.bindingSids) tlvs.push({ kind: "bindingSid", value });
  }
  return tlvs;
}
type Ipv4Identifiers = Extract<LspTlv, { kind: "ipv4LspIdentifiers" }>["value"];
type Ipv6Identifiers = Extract<LspTlv, { kind: "ipv6LspIdentifiers" }>["value"];

/** The early TLV can say a label, and nothing else. */
const labelTlv = (sid: BindingSid): readonly LspTlv[] =>
  (sid.kind === "label" || sid.kind === "stackEntry") && !sid.removal
    ? [{ kind: "earlyBindingSid", value: sid.label }]
    : [];

export function writeEndpoints(w: MessageWriter, endpoints: Endpoints | undefined): void {
  if (endpoints === undefined) return;
  const { kind: _, ...ends } = endpoints;
  if (endpoints.kind === "ipv4") w.needed("endpoints4", endpoints);
  else if (w.profile.ipv6Endpoints) w.needed("endpoints6", ends as ObjectValue<"endpoints6">);
  else throw new RangeError(`${w.profile.title} takes no IPv6 END-POINTS`);
}

/** One ERO and RRO, or each segment list after its PATH-ATTRIB (draft-ietf-pce-multipath §4.2). */
export function writePaths(
  w: MessageWriter,
  ero: readonly Hop[] | undefined,
  segmentLists: readonly SegmentList[],
): void {
  if (segmentLists.length === 0 || w.profile.refusedObjectClasses.includes(45)) {
    if (ero) w.needed("ero", ero);
    return;
  }
  for (const list of segmentLists) {
    if (list.ero) writeSegmentList(w, list, "ero", list.ero);
  }
}

export function writeSegmentList(
  w: MessageWriter,
  list: SegmentList,
  kind: "ero" | "rro",
  hops: readonly Hop[],
): void {
  const operState = OPERATIONAL_STATES.indexOf(list.operState);
  const flags = { remove: list.remove, operState };
  w.object("pathAttributes", { flags, pathId: list.pathId, tlvs: list.tlvs });
  w.needed(kind, hops);
}

/** The attribute list of RFC 8231 §6.1; what the profile refuses stays out. */
export function writeAttributes(w: MessageWriter, a: PathAttributes): void {
  writeObjectiveFunction(w, a);
  writeConstraints(w, a);
  writeInclusions(w, a);
}

export function writeObjectiveFunction(w: MessageWriter, a: PathAttributes): void {
  if (a.objectiveFunction === undefined) return;
  w.object("objectiveFunction", { code: a.objectiveFunction, tlvs: [] });
}

export function writeConstraints(w: MessageWriter, a: PathAttributes): void {
  if (a.lspa) {
    const { localProtection, ...rest } = a.lspa;
    w.object("lspa", { ...rest, flags: { localProtection } });
  }
  writeBandwidths(w, a.bandwidths);
  writeMetrics(w, a.metrics);
}

export function writeInclusions(w: MessageWriter, a: PathAttributes): void {
  if (a.iro) w.object("iro", a.iro);
  if (a.xro && takes(w, 17)) w.object("xro", { flags: { fail: a.xro.fail }, hops: a.xro.hops });
  for (const vendor of a.vendor) w.object("vendorInformation", vendor);
  for (const other of a.others) if (takes(w, other.class)) w.other(other);
}

export function writeBandwidths(w: MessageWriter, bandwidths: PathAttributes["bandwidths"]): void {
  for (const bandwidth of bandwidths) {
    if (bandwidth.kind === "usage") w.object("bandwidthUsage", bandwidth.samplesBytesPerSecond);
    else {
      const kind = bandwidth.kind === "requested" ? "bandwidth" : "existingBandwidth";
      w.object(kind, bandwidth.bytesPerSecond);
    }
  }
}

export function writeMetrics(w: MessageWriter, metrics: PathAttributes["metrics"]): void {
  for (const { type, value, bound, computed } of metrics) {
    w.object("metric", { type, value, flags: { bound, computed } });
  }
}

export function writeAssociations(w: MessageWriter, a: PathAttributes): void {
  if (!takes(w, 40)) return;
  for (const { type, id, source, removal, tlvs } of a.associations) {
    const flags = { removal };
    if (typeof source === "number") w.object("association4", { flags, type, id, source, tlvs });
    else w.object("association6", { flags, type, id, source, tlvs });
  }
}

const takes = (w: MessageWriter, objectClass: number): boolean =>
  !w.profile.refusedObjectClasses.includes(objectClass);
