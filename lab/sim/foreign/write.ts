/** What a simulated router says, in the hand of its vendor: stencils put together, never this project's encoder. */
import type { Address } from "../../../src/lib/address.ts";
import type {
  Association,
  AssociationTlv,
  Bandwidth,
  ErrorMessage,
  Hop,
  Message,
  Open,
  PathRequest,
  StateReport,
} from "../../../src/pcep/codec/message.ts";
import { OPERATIONAL_STATES } from "../../../src/pcep/registry/codes.ts";
import { readColorAndEndpoint } from "../../../src/pcep/registry/tlv_fields.ts";
import type { Hand } from "./hand.ts";
import { floatBits, Sheet } from "./stencil.ts";

const REPORT = 10, REQUEST = 3, NOTIFICATION = 5, ERROR = 6; // message types

/** One message. Throws RangeError for what no router of this simulation says. */
export function writeInHand(hand: Hand, message: Message): Uint8Array {
  switch (message.kind) {
    case "open":
      return openIn(hand, message);
    case "keepalive":
      return hand.keepalive.octets.slice();
    case "close":
      return only((sheet) => sheet.stamp(hand.close, { reason: message.reason }));
    case "report":
      return reportIn(hand, one(message.reports));
    case "request":
      return whole(hand, REQUEST, (sheet) => request(sheet, hand, one(message.requests)));
    case "notification":
      return whole(hand, NOTIFICATION, (sheet) => {
        const { type, value } = one(message.notifications);
        if (hand.errorFirst) sheet.stamp(hand.notification, { type, value });
        for (const requestId of message.requestIds) sheet.stamp(hand.notifiedRp, { requestId });
        if (!hand.errorFirst) sheet.stamp(hand.notification, { type, value });
      });
    case "error":
      return whole(hand, ERROR, (sheet) => error(sheet, hand, message));
    default:
      throw new RangeError(`no router says ${message.kind}`);
  }
}

function openIn(hand: Hand, open: Open): Uint8Array {
  const setup = open.tlvs.find((tlv) => tlv.kind === "pathSetupTypes");
  const sub = setup?.value.subTlvs.find((tlv) => tlv.kind === "srPceCapability");
  return only((sheet) =>
    sheet.stamp(hand.open, {
      keepalive: open.keepaliveSeconds,
      deadTimer: open.deadTimerSeconds,
      sessionId: open.sessionId,
      msd: sub?.value.msd ?? 0,
    })
  );
}

function reportIn(hand: Hand, report: StateReport): Uint8Array {
  if (report.plspId === 0) return hand.endOfSync.octets.slice();
  return whole(hand, REPORT, (sheet) => {
    sheet.stamp(hand.srp, { flags: report.srpRemove ? 1 : 0, srpId: report.srpId });
    lsp(sheet, hand, report);
    hops(sheet, hand, report.ero ?? []);
    attributes(sheet, hand, report);
    for (const { enterprise, content } of report.vendor) {
      sheet.stamp(hand.vendorInformation, { length: 8 + content.length, enterprise });
      sheet.raw(content);
    }
    for (const association of report.associations) associationIn(sheet, hand, association);
  });
}

type Lsp = Pick<
  StateReport,
  | "plspId"
  | "create"
  | "operState"
  | "adminUp"
  | "remove"
  | "sync"
  | "delegate"
  | "symbolicPathName"
  | "lspIdentifiers"
  | "bindingSids"
>;
function lsp(sheet: Sheet, hand: Hand, report: Lsp): void {
  const tlvs = new Sheet(), ids = report.lspIdentifiers;
  if (ids) {
    tlvs.stamp(hand.identifiers, {
      sender: ipv4(ids.sender),
      lspId: hand.zeroIdentifiers ? 0 : ids.lspId,
      tunnelId: hand.zeroIdentifiers ? 0 : ids.tunnelId,
      extendedTunnelId: ipv4(ids.extendedTunnelId),
      endpoint: ipv4(ids.endpoint),
    });
  }
  if (report.symbolicPathName !== undefined) {
    const name = new TextEncoder().encode(report.symbolicPathName);
    tlvs.stamp(hand.name, { length: name.length });
    tlvs.raw(name);
    tlvs.pad();
  }
  for (const sid of report.bindingSids) {
    if (sid.kind === "label") tlvs.stamp(hand.bindingSid, { labelEntry: sid.label << 12 });
  }
  const flags = [report.delegate, report.sync, report.remove, report.adminUp, false, false, false]
    .reduce((bits, on, n) => bits | (on ? 1 << n : 0), 0) |
    OPERATIONAL_STATES.indexOf(report.operState) << 4 | (report.create ? 1 << 7 : 0);
  sheet.stamp(hand.lsp, { length: 8 + tlvs.length, idAndFlags: report.plspId << 12 | flags });
  sheet.raw(tlvs.finish());
}

function hops(sheet: Sheet, hand: Hand, ero: readonly Hop[]): void {
  const list = new Sheet();
  for (const hop of ero) {
    if (hop.kind !== "sr" || hop.label === undefined) throw new RangeError("a hop without a label");
    const labelEntry = hop.label << 12, nai = hop.nai;
    if (nai?.kind === "ipv4Node") list.stamp(hand.node, { labelEntry, node: nai.node });
    else if (nai?.kind === "ipv4Adjacency") {
      list.stamp(hand.adjacency, { labelEntry, local: nai.local, remote: nai.remote });
    } else list.stamp(hand.label, { labelEntry });
  }
  sheet.stamp(hand.ero, { length: 4 + list.length });
  sheet.raw(list.finish());
}

/** In the order in which FRR writes them. */
function attributes(
  sheet: Sheet,
  hand: Hand,
  { lspa, bandwidths, metrics }: Pick<StateReport, "lspa" | "bandwidths" | "metrics">,
): void {
  if (lspa) {
    const { excludeAny, includeAny, includeAll, setupPriority, holdingPriority } = lspa;
    sheet.stamp(hand.lspa, {
      excludeAny,
      includeAny,
      includeAll,
      setup: setupPriority,
      holding: holdingPriority,
      flags: lspa.localProtection ? 1 : 0,
    });
  }
  for (const one of bandwidths) {
    const value = bytesPerSecond(one);
    if (value !== undefined) sheet.stamp(hand.bandwidth, { value: floatBits(value) });
  }
  for (const { type, value, bound, computed } of metrics) {
    const flags = (bound ? 1 : 0) | (computed ? 2 : 0);
    sheet.stamp(hand.metric, { flags, type, value: floatBits(value) });
  }
}
const bytesPerSecond = (one: Bandwidth) => one.kind === "usage" ? undefined : one.bytesPerSecond;

function associationIn(sheet: Sheet, hand: Hand, { type, id, source, tlvs }: Association): void {
  const body = new Sheet();
  for (const tlv of tlvs) associationTlv(body, hand, tlv);
  sheet.stamp(hand.association, { length: 16 + body.length, type, id, source: ipv4(source) });
  sheet.raw(body.finish());
}
/** What makes the policy; names are not told again. */
function associationTlv(sheet: Sheet, hand: Hand, tlv: AssociationTlv): void {
  if (tlv.kind === "extendedAssociationId" || tlv.kind === "earlyColorAndEndpoint") {
    const policy = readColorAndEndpoint(tlv.value);
    if (!policy) return;
    sheet.stamp(hand.colorAndEndpoint, { color: policy.color, endpoint: ipv4(policy.endpoint) });
  } else if (tlv.kind === "candidatePathId" || tlv.kind === "earlyCandidatePathId") {
    const { protocolOrigin: origin, originatorAsn, originator, discriminator } = tlv.value;
    const known = tlv.kind === "candidatePathId";
    sheet.stamp(hand.candidatePath, {
      origin,
      asn: known ? originatorAsn : 0,
      originator: known ? ipv4(originator) : 0,
      discriminator,
    });
  } else if (tlv.kind === "preference" || tlv.kind === "earlyPreference") {
    sheet.stamp(hand.preference, { preference: tlv.value });
  }
}

function request(sheet: Sheet, hand: Hand, asked: PathRequest): void {
  sheet.stamp(hand.rp, { requestId: asked.requestId });
  if (asked.endpoints) {
    const { source, destination } = asked.endpoints;
    sheet.stamp(hand.endpoints, { source: ipv4(source), destination: ipv4(destination) });
  }
  if (asked.lsp) lsp(sheet, hand, asked.lsp);
  attributes(sheet, hand, asked);
}

function error(sheet: Sheet, hand: Hand, { errors }: ErrorMessage): void {
  const { type, value, srpIds, requestIds } = one(errors);
  if (hand.errorFirst) sheet.stamp(hand.error, { type, value });
  for (const requestId of requestIds) sheet.stamp(hand.notifiedRp, { requestId });
  for (const srpId of srpIds) sheet.stamp(hand.refusedSrp, { srpId });
  if (!hand.errorFirst) sheet.stamp(hand.error, { type, value });
}

function whole(hand: Hand, type: number, fill: (sheet: Sheet) => void): Uint8Array {
  const body = new Sheet();
  fill(body);
  return only((sheet) => {
    sheet.stamp(hand.header, { type, length: 4 + body.length });
    sheet.raw(body.finish());
  });
}
function only(fill: (sheet: Sheet) => void): Uint8Array {
  const sheet = new Sheet();
  fill(sheet);
  return sheet.finish();
}
function one<T>(list: readonly T[]): T {
  const [first, second] = list;
  if (first === undefined || second !== undefined) throw new RangeError("a router says one thing");
  return first;
}
function ipv4(address: Address): number {
  if (typeof address === "string") throw new RangeError(`${address} is no IPv4 address`);
  return address;
}
