/**
 * BGP-LS NLRI from bytes (RFC 9552 §5.2, RFC 9514 §6). Written out by hand, not through the rows'
 * readers, because every octet of a full feed passes here; the numbers are the rows'.
 */
import { formatIpv6 } from "../../lib/address.ts";
import { WireError } from "../../wire/error.ts";
import { LS_DESCRIPTORS, NLRI_TYPES, NODE_DESCRIPTORS } from "../registry/ls_nlri.ts";
import type {
  Ipv4PrefixNlri,
  Ipv6PrefixNlri,
  LsNlri,
  NodeDescriptor,
  OtherTlv,
} from "./ls_nlri.ts";
import { bytesAsText, canonicalNlri } from "./nlri_key.ts";
import {
  be16,
  be32,
  endOfTlv,
  expect,
  fail,
  hexOf,
  identifierOf,
  prefixAddress,
} from "./nlri_octets.ts";
import { emptyParts, linkOf, type Parts } from "./nlri_parts.ts";
import { takeCandidatePath } from "./read_candidate_path.ts";

/** What the session agreed on, as far as NLRI are concerned. */
export interface NlriForm {
  /** SAFI 72: a route distinguisher begins the body. */
  readonly vpn: boolean;
  /** RFC 7911: a path identifier stands before every NLRI. */
  readonly addPath: boolean;
}

/**
 * All NLRI of `bytes[at…end)` go to `into`; one whose body is bad goes to `discarded` with the reason
 * (RFC 9552 §8.2.2). Throws WireError when an NLRI runs over the end: nothing behind it can be found.
 */
export function readLsNlris(
  bytes: Uint8Array,
  at: number,
  end: number,
  form: NlriForm,
  into: LsNlri[],
  discarded: string[],
): void {
  while (at < end) {
    if (form.addPath) at += 4;
    if (at + 4 > end) {
      throw new WireError("truncated", "nlri", at, "an NLRI without type or length");
    }
    const next = at + 4 + be16(bytes, at + 2);
    if (next > end) throw new WireError("length", "nlri", at, "an NLRI longer than what holds it");
    try {
      into.push(readOne(bytes, at, next, form.vpn));
    } catch (e) {
      if (!(e instanceof WireError)) throw e;
      discarded.push(e.message);
    }
    at = next;
  }
}

/**
 * One NLRI: `at` is its type, `end` the end of its body. Throws WireError when the body is bad. One whose TLVs
 * are not in order is put in order and read again, so that equal keys mean the same, duplicates too.
 */
function readOne(b: Uint8Array, at: number, end: number, vpn: boolean, ordered = false): LsNlri {
  const nlriType = be16(b, at);
  const type = TYPE_NAMES[nlriType];
  if (type === undefined) {
    return {
      type: "unknown",
      nlriType,
      octets: b.slice(at + 4, end),
      key: bytesAsText(b, at, end),
    };
  }
  const body = at + (vpn ? 12 : 4);
  if (body + 9 > end) fail(at, "shorter than protocol and identifier");
  const p = readParts(b, body + 9, end);
  if (type === "ipv4Prefix") checkPrefix(b, p, 32);
  if (type === "ipv6Prefix") checkPrefix(b, p, 128);
  if (!p.sorted && !ordered) {
    const canonical = canonicalNlri(b, at, body + 9, end);
    return readOne(canonical, 0, canonical.length, vpn, true);
  }
  const head = {
    protocolId: b[body]!,
    identifier: identifierOf(be32(b, body + 1), be32(b, body + 5)),
    routeDistinguisher: vpn ? hexOf(b, at + 4, at + 12) : undefined,
    key: bytesAsText(b, at, end),
    otherTlvs: p.otherTlvs,
    localNode: p.localNode ?? fail(at, "no local node descriptor"),
  };
  switch (type) {
    case "node":
      return { type, ...head };
    case "link": {
      const remoteNode = p.remoteNode ?? fail(at, "no remote node descriptor");
      return { type, ...head, remoteNode, link: linkOf(p) };
    }
    case "srv6Sid":
      return { type, ...head, mtId: p.mtId, sid: p.sid ?? fail(at, "no SID") };
    case "srPolicy":
      return { type, ...head, ...takeCandidatePath(p.otherTlvs, at) };
    default:
      return prefixOf(b, p, type, head);
  }
}

type Head = Pick<
  Ipv4PrefixNlri,
  "protocolId" | "identifier" | "routeDistinguisher" | "key" | "otherTlvs" | "localNode"
>;
function prefixOf(
  b: Uint8Array,
  p: Parts,
  type: "ipv4Prefix" | "ipv6Prefix",
  head: Head,
): Ipv4PrefixNlri | Ipv6PrefixNlri {
  const { mtId, ospfRouteType } = p;
  const prefixLength = b[p.prefixAt]!;
  const address = prefixAddress(b, p.prefixAt + 1, p.prefixEnd, prefixLength);
  const prefix = { ...head, mtId, ospfRouteType, prefixLength };
  return type === "ipv4Prefix"
    ? { type, ...prefix, address: be32(address, 0) }
    : { type, ...prefix, address: formatIpv6(address) };
}

/** Walks the descriptor TLVs. A known one of the wrong length makes the NLRI useless: throws. */
function readParts(b: Uint8Array, at: number, end: number): Parts {
  const p = emptyParts();
  let before = -1;
  while (at < end) {
    const next = endOfTlv(b, at, end), type = be16(b, at);
    if (type <= before) p.sorted = false;
    before = type;
    readDescriptor(b, p, type, at + 4, next);
    at = next;
  }
  return p;
}

function readDescriptor(b: Uint8Array, p: Parts, type: number, at: number, end: number): void {
  switch (type) {
    case T.localNode.type: { // a second one is read too: its frames must be sound to be put in order
      const node = readNode(b, p, at, end, "localNode");
      p.localNode ??= node;
      break;
    }
    case T.remoteNode.type: {
      const node = readNode(b, p, at, end, "remoteNode");
      p.remoteNode ??= node;
      break;
    }
    case T.linkIds.type:
      expect(at, end, 8, type);
      p.localLinkId = be32(b, at);
      p.remoteLinkId = be32(b, at + 4);
      break;
    case T.ipv4Interface.type:
      expect(at, end, 4, type);
      p.ipv4Interface ??= be32(b, at);
      break;
    case T.ipv4Neighbor.type:
      expect(at, end, 4, type);
      p.ipv4Neighbor ??= be32(b, at);
      break;
    case T.ipv6Interface.type:
      expect(at, end, 16, type);
      p.ipv6Interface ??= formatIpv6(b, at);
      break;
    case T.ipv6Neighbor.type:
      expect(at, end, 16, type);
      p.ipv6Neighbor ??= formatIpv6(b, at);
      break;
    case T.mtId.type:
      if (end - at < 2 || (end - at) % 2 !== 0) fail(at, "a multi-topology TLV of odd length");
      p.mtId = be16(b, at) & 0x0fff;
      break;
    case T.ospfRouteType.type:
      expect(at, end, 1, type);
      p.ospfRouteType = b[at]!;
      break;
    case T.reachability.type:
      p.prefixAt = at;
      p.prefixEnd = end;
      break;
    case T.srv6Sid.type:
      expect(at, end, 16, type);
      p.sid = formatIpv6(b, at);
      break;
    default:
      keepOther(p, "nlri", type, b.slice(at, end));
  }
}

function readNode(
  b: Uint8Array,
  p: Parts,
  at: number,
  end: number,
  within: "localNode" | "remoteNode",
): NodeDescriptor {
  let asn: number | undefined, bgpLsId: number | undefined, ospfAreaId: number | undefined;
  let bgpRouterId: number | undefined, memberAsn: number | undefined;
  let igpRouterId = "";
  let before = -1;
  while (at < end) {
    const next = endOfTlv(b, at, end), type = be16(b, at), value = at + 4;
    if (type <= before) p.sorted = false;
    before = type;
    at = next;
    if (type === N.igpRouterId.type) {
      if (next === value) fail(value, "an empty IGP router-id");
      igpRouterId ||= hexOf(b, value, next);
      continue;
    }
    if (type < N.asn.type || type > N.memberAsn.type) {
      keepOther(p, within, type, b.slice(value, next));
      continue;
    }
    expect(value, next, 4, type);
    const v = be32(b, value);
    if (type === N.asn.type) asn ??= v;
    else if (type === N.bgpLsId.type) bgpLsId ??= v;
    else if (type === N.ospfAreaId.type) ospfAreaId ??= v;
    else if (type === N.bgpRouterId.type) bgpRouterId ??= v;
    else memberAsn ??= v;
  }
  return { asn, bgpLsId, ospfAreaId, igpRouterId, bgpRouterId, memberAsn };
}

function keepOther(p: Parts, within: OtherTlv["within"], type: number, value: Uint8Array): void {
  (p.otherTlvs ??= []).push({ within, type, value });
}

/** Fewer octets than the length asks for, more, or a length beyond the family: all useless. */
function checkPrefix(b: Uint8Array, p: Parts, bits: number): void {
  if (p.prefixAt === 0 || p.prefixEnd === p.prefixAt) fail(p.prefixAt, "no IP reachability");
  const length = b[p.prefixAt]!, octets = p.prefixEnd - p.prefixAt - 1;
  if (length > bits) fail(p.prefixAt, `a prefix length of ${length}`);
  if (octets !== (length + 7) >> 3) fail(p.prefixAt, `${octets} octets for a /${length}`);
  const hostBits = 0xff >> (8 - (-length & 7));
  if (octets > 0 && (b[p.prefixEnd - 1]! & hostBits) !== 0) p.sorted = false;
}

const T = LS_DESCRIPTORS.rows;
const N = NODE_DESCRIPTORS.rows;
const TYPE_NAMES: (Exclude<LsNlri["type"], "unknown"> | undefined)[] = [];
const NAMES = ["node", "link", "ipv4Prefix", "ipv6Prefix", "srPolicy", "srv6Sid"] as const;
for (const name of NAMES) {
  TYPE_NAMES[NLRI_TYPES[name].number] = name;
}
