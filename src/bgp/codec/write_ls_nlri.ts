/** BGP-LS NLRI to bytes, TLVs in ascending order (RFC 9552 §5.1): for speakers, not for consumers. */
import { networkOf, parseIpv6 } from "../../lib/address.ts";
import { Writer } from "../../wire/writer.ts";
import {
  type DescriptorTlv,
  lsDescriptors,
  NLRI_TYPES,
  type NodeDescriptorTlv,
} from "../registry/ls_nlri.ts";
import type { CandidatePath } from "../registry/sr_policy_fields.ts";
import type {
  Ipv4PrefixNlri,
  Ipv6PrefixNlri,
  LinkDescriptors,
  LinkNlri,
  LsNlri,
  NodeDescriptor,
  NodeNlri,
  OtherTlv,
  SrPolicyNlri,
  Srv6SidNlri,
} from "./ls_nlri.ts";
import { bytesAsText, canonicalNlri } from "./nlri_key.ts";

type WithoutKey<N> = N extends LsNlri ? Omit<N, "key"> : never;
/** What an NLRI says; its key follows from that. Every LsNlri is one. */
export type NlriContent = WithoutKey<LsNlri>;

/** Type, length, body. Throws RangeError for addresses and router-ids that are none. */
export function encodeNlri(nlri: NlriContent): Uint8Array {
  const w = new Writer();
  w.u16(nlri.type === "unknown" ? nlri.nlriType : NLRI_TYPES[nlri.type].number);
  const hole = w.hole();
  if (nlri.type === "unknown") w.octets(nlri.octets);
  else {
    if (nlri.routeDistinguisher !== undefined) w.hex(nlri.routeDistinguisher);
    w.u8(nlri.protocolId);
    w.u32(Number(nlri.identifier >> 32n));
    w.u32(Number(nlri.identifier & 0xffffffffn));
    lsDescriptors.write(w, descriptorsOf(nlri));
  }
  w.fill(hole, w.length - hole - 2);
  const bytes = w.toBytes();
  if (nlri.type === "unknown" || !nlri.otherTlvs) return bytes;
  return canonicalNlri(bytes, 0, nlri.routeDistinguisher !== undefined ? 21 : 13, bytes.length);
}

/** The same NLRI with its key. */
export function withKey<N extends NlriContent>(nlri: N): N & { readonly key: string } {
  const bytes = encodeNlri(nlri);
  return { ...nlri, key: bytesAsText(bytes, 0, bytes.length) };
}

interface Head {
  readonly protocolId: number;
  readonly identifier?: bigint;
  readonly localNode: Partial<NodeDescriptor>;
}
/** Makers for speakers: what is not said is absent; the identifier is 0 unless given. */
export const makeNode = (head: Head): NodeNlri => withKey({ type: "node", ...headOf(head) });

export const makeLink = (
  head: Head & {
    readonly remoteNode: Partial<NodeDescriptor>;
    readonly link: Partial<LinkDescriptors>;
  },
): LinkNlri =>
  withKey({
    type: "link",
    ...headOf(head),
    remoteNode: nodeOf(head.remoteNode),
    link: { ...NO_LINK, ...head.link },
  });

interface PrefixHead extends Head {
  readonly prefixLength: number;
  readonly mtId?: number;
  readonly ospfRouteType?: number;
}
export const makeIpv4Prefix = (head: PrefixHead & { readonly address: number }): Ipv4PrefixNlri =>
  withKey({ type: "ipv4Prefix", ...prefixOf(head), address: head.address });

export const makeIpv6Prefix = (head: PrefixHead & { readonly address: string }): Ipv6PrefixNlri =>
  withKey({ type: "ipv6Prefix", ...prefixOf(head), address: head.address });

export const makeSrv6Sid = (
  head: Head & { readonly sid: string; readonly mtId?: number },
): Srv6SidNlri =>
  withKey({ type: "srv6Sid", ...headOf(head), sid: head.sid, mtId: head.mtId ?? 0 });

export const makeSrPolicy = (
  head: Head & { readonly candidatePath: CandidatePath },
): SrPolicyNlri =>
  withKey({ type: "srPolicy", ...headOf(head), candidatePath: head.candidatePath });

const headOf = ({ protocolId, identifier = 0n, localNode }: Head) => ({
  protocolId,
  identifier,
  routeDistinguisher: undefined,
  otherTlvs: undefined,
  localNode: nodeOf(localNode),
});
const prefixOf = (head: PrefixHead) => ({
  ...headOf(head),
  mtId: head.mtId ?? 0,
  ospfRouteType: head.ospfRouteType,
  prefixLength: head.prefixLength,
});
const nodeOf = (node: Partial<NodeDescriptor>): NodeDescriptor => ({ ...NO_NODE, ...node });

/** In the order of their types, which is that of RFC 9552 §5.1. */
function descriptorsOf(nlri: Exclude<NlriContent, { type: "unknown" }>): readonly DescriptorTlv[] {
  const others = nlri.otherTlvs ?? [];
  const node = (descriptor: NodeDescriptor, within: OtherTlv["within"]) => [
    ...nodeTlvs(descriptor),
    ...othersOf(others, within),
  ];
  const out: DescriptorTlv[] = [{ kind: "localNode", value: node(nlri.localNode, "localNode") }];
  switch (nlri.type) {
    case "node":
      break;
    case "link":
      out.push({ kind: "remoteNode", value: node(nlri.remoteNode, "remoteNode") });
      out.push(...linkTlvs(nlri.link));
      break;
    case "srv6Sid":
      if (nlri.mtId !== 0) out.push({ kind: "mtId", value: nlri.mtId });
      out.push({ kind: "srv6Sid", value: nlri.sid });
      break;
    case "srPolicy":
      out.push({ kind: "candidatePath", value: nlri.candidatePath });
      break;
    default: {
      const { mtId, ospfRouteType, prefixLength, address } = nlri;
      if (mtId !== 0) out.push({ kind: "mtId", value: mtId });
      if (ospfRouteType !== undefined) out.push({ kind: "ospfRouteType", value: ospfRouteType });
      const octets = prefixOctets(address, prefixLength);
      out.push({ kind: "reachability", value: { prefixLength, octets } });
    }
  }
  out.push(...othersOf(others, "nlri"));
  return out;
}

const othersOf = (others: readonly OtherTlv[], within: OtherTlv["within"]) =>
  others.filter((tlv) => tlv.within === within)
    .map(({ type, value }) => ({ kind: "unknown", type, value }) as const);

function nodeTlvs(node: NodeDescriptor): readonly NodeDescriptorTlv[] {
  const out: NodeDescriptorTlv[] = [];
  for (const kind of ["asn", "bgpLsId", "ospfAreaId"] as const) {
    const value = node[kind];
    if (value !== undefined) out.push({ kind, value });
  }
  if (node.igpRouterId !== "") out.push({ kind: "igpRouterId", value: node.igpRouterId });
  for (const kind of ["bgpRouterId", "memberAsn"] as const) {
    const value = node[kind];
    if (value !== undefined) out.push({ kind, value });
  }
  return out;
}

function linkTlvs(link: LinkDescriptors): readonly DescriptorTlv[] {
  const out: DescriptorTlv[] = [];
  const { localLinkId: local, remoteLinkId: remote, mtId } = link;
  if (local !== undefined) out.push({ kind: "linkIds", value: { local, remote: remote ?? 0 } });
  for (const kind of ["ipv4Interface", "ipv4Neighbor"] as const) {
    const value = link[kind];
    if (value !== undefined) out.push({ kind, value });
  }
  for (const kind of ["ipv6Interface", "ipv6Neighbor"] as const) {
    const value = link[kind];
    if (value !== undefined) out.push({ kind, value });
  }
  if (mtId !== 0) out.push({ kind: "mtId", value: mtId });
  return out;
}

/** As many octets as the length needs, host bits cleared, in hex digits. */
function prefixOctets(address: number | string, length: number): string {
  const network = networkOf(address, length);
  const digits = typeof network === "number"
    ? network.toString(16).padStart(8, "0")
    : Array.from(parseIpv6(network) ?? [], (octet) => octet.toString(16).padStart(2, "0")).join("");
  return digits.slice(0, 2 * ((length + 7) >> 3));
}

const NO_NODE: NodeDescriptor = {
  asn: undefined,
  bgpLsId: undefined,
  ospfAreaId: undefined,
  igpRouterId: "",
  bgpRouterId: undefined,
  memberAsn: undefined,
};
const NO_LINK: LinkDescriptors = {
  localLinkId: undefined,
  remoteLinkId: undefined,
  ipv4Interface: undefined,
  ipv4Neighbor: undefined,
  ipv6Interface: undefined,
  ipv6Neighbor: undefined,
  mtId: 0,
};
