/**
 * BGP-LS in, topology out: the only place that knows both. Which node a descriptor means is decided here
 * (RFC 9552 §5.2.1; AS and instance choose the topology, they are not part of the node).
 */
import { formatAddress, formatIpv4, formatPrefix } from "../../lib/address.ts";
import { given } from "../../lib/given.ts";
import type { LsFact } from "../../bgp/codec/ls_facts.ts";
import type { LinkNlri, LsNlri, NodeDescriptor, SrPolicyNlri } from "../../bgp/codec/ls_nlri.ts";
import { headendRouterIds } from "../../bgp/codec/read_candidate_path.ts";
import type { Change, Group, LinkKey, NodeKey, PrefixKey } from "../../ted/fact.ts";
import type { SrPolicyKey, Srv6SidKey } from "../../ted/rare_fact.ts";
import type { Config } from "../config.ts";
import { linkAttributes, nodeAttributes, prefixAttributes } from "./ingest_attributes.ts";
import { srPolicyAttributes, srv6SidAttributes } from "./ingest_rare.ts";

type Nlri = Exclude<LsNlri, { type: "unknown" }>;

/** The change that an announced NLRI means; `fact` undefined: it came without attributes. `rank`: see best_way.ts. */
export function announced(
  config: Config,
  feed: number,
  nlri: LsNlri,
  fact: LsFact | undefined,
  rank?: string,
): Change | undefined {
  if (nlri.type === "unknown") return undefined;
  const node = localNode(config, nlri);
  if (!node) return undefined;
  switch (nlri.type) {
    case "node": {
      const attributes = fact?.kind === "node" ? nodeAttributes(fact) : undefined;
      const { asn } = nlri.localNode;
      return { change: "putNode", feed, key: node, ...given({ asn, attributes, rank }) };
    }
    case "link": {
      const key = linkKey(config, nlri, node);
      const attributes = fact?.kind === "link" ? linkAttributes(fact) : undefined;
      return key && { change: "putLink", feed, key, ...given({ attributes, rank }) };
    }
    case "srv6Sid": {
      const attributes = fact?.kind === "srv6Sid" ? srv6SidAttributes(fact) : undefined;
      return {
        change: "putSrv6Sid",
        feed,
        key: srv6SidKey(nlri, node),
        ...given({ attributes, rank }),
      };
    }
    case "srPolicy": {
      const attributes = fact?.kind === "srPolicy" ? srPolicyAttributes(fact) : undefined;
      return {
        change: "putSrPolicy",
        feed,
        key: srPolicyKey(nlri, node),
        ...given({ attributes, rank }),
      };
    }
    default: {
      const attributes = fact?.kind === "prefix" ? prefixAttributes(fact) : undefined;
      return {
        change: "putPrefix",
        feed,
        key: prefixKey(nlri, node),
        ...given({ attributes, rank }),
      };
    }
  }
}

export function withdrawn(config: Config, feed: number, nlri: LsNlri): Change | undefined {
  if (nlri.type === "unknown") return undefined;
  const node = localNode(config, nlri);
  if (!node) return undefined;
  switch (nlri.type) {
    case "node":
      return { change: "dropNode", feed, key: node };
    case "link": {
      const key = linkKey(config, nlri, node);
      return key && { change: "dropLink", feed, key };
    }
    case "srv6Sid":
      return { change: "dropSrv6Sid", feed, key: srv6SidKey(nlri, node) };
    case "srPolicy":
      return { change: "dropSrPolicy", feed, key: srPolicyKey(nlri, node) };
    default:
      return { change: "dropPrefix", feed, key: prefixKey(nlri, node) };
  }
}

/**
 * The topology that an NLRI belongs to: by Instance-ID, and by AS where the configuration names some, the confederation's or
 * that of its member. What is told for a VPN is a network of its own (SAFI 72).
 */
function topologyOf(config: Config, nlri: Nlri, { asn, memberAsn }: NodeDescriptor): string {
  const instance = Number(nlri.identifier);
  const named = config.topologies.find((t) =>
    t.instances.includes(instance) &&
    (t.asns.length === 0 || asn === undefined || t.asns.includes(asn) ||
      (memberAsn !== undefined && t.asns.includes(memberAsn)))
  );
  const name = named?.name ??
    (instance === 0 ? config.network : `${config.network}-${instance}`);
  return nlri.routeDistinguisher === undefined ? name : `${name}-vpn-${nlri.routeDistinguisher}`;
}

function localNode(config: Config, nlri: Nlri): NodeKey | undefined {
  const { localNode: node } = nlri;
  const topology = topologyOf(config, nlri, node);
  return nlri.type === "srPolicy" ? headend(nlri, topology) : nodeKey(nlri, node, topology);
}

/** By its IGP router-id; a BGP speaker by its identifier and AS, in a confederation its member's (RFC 9086 §4.1). */
function nodeKey(
  nlri: Nlri,
  node: NodeDescriptor,
  topology: string,
): NodeKey | undefined {
  const { group, area } = groupOf(nlri.protocolId, node);
  if (!group) return undefined;
  const bgp = node.bgpRouterId === undefined ? "" : hexOf(node.bgpRouterId);
  const routerId = group === "bgp" ? bgp || node.igpRouterId : node.igpRouterId || bgp;
  return routerId === "" ? undefined : { topology, group, area, routerId };
}

/** A headend is told by TE router-id or BGP identifier: as a BGP speaker it joins its IGP node. */
function headend(nlri: SrPolicyNlri, topology: string): NodeKey | undefined {
  const { asn, bgpRouterId } = nlri.localNode;
  const id = headendRouterIds(nlri).find((one) => typeof one === "number") ?? bgpRouterId;
  if (typeof id !== "number") return nodeKey(nlri, nlri.localNode, topology);
  return { topology, group: "bgp", area: String(asn ?? ""), routerId: hexOf(id) };
}

/** Protocol-IDs of RFC 9552 §5.2; areas only where they tell two nodes apart. */
function groupOf(protocol: number, node: NodeDescriptor): { group?: Group; area: string } {
  switch (protocol) {
    case 1:
      return { group: "isis", area: "L1" };
    case 2:
      return { group: "isis", area: "L2" };
    case 3:
      return { group: "ospfv2", area: formatIpv4(node.ospfAreaId ?? 0) };
    case 6:
      return { group: "ospfv3", area: formatIpv4(node.ospfAreaId ?? 0) };
    case 4:
    case 5:
      return { group: "direct", area: "" };
    case 7:
    case 9:
      return { group: "bgp", area: autonomousSystem(node) };
  }
  return { area: "" };
}

/** "65000", in a confederation with that of the member: "65000/65101". */
const autonomousSystem = ({ asn, memberAsn }: NodeDescriptor): string =>
  memberAsn === undefined ? String(asn ?? "") : `${asn ?? memberAsn}/${memberAsn}`;

/** Both ends are of one topology; but a BGP peer is of another AS, which must not choose one. */
function linkKey(config: Config, nlri: LinkNlri, local: NodeKey): LinkKey | undefined {
  const topology = local.group === "bgp"
    ? local.topology
    : topologyOf(config, nlri, nlri.remoteNode);
  const remote = nodeKey(nlri, nlri.remoteNode, topology);
  if (!remote) return undefined;
  const { link } = nlri;
  return {
    local,
    remote,
    ...given({
      localId: link.localLinkId,
      remoteId: link.remoteLinkId,
      localIpv4: address(link.ipv4Interface),
      remoteIpv4: address(link.ipv4Neighbor),
      localIpv6: link.ipv6Interface,
      remoteIpv6: link.ipv6Neighbor,
      mt: topologyId(link.mtId),
    }),
  };
}

function prefixKey(
  nlri: Extract<Nlri, { type: "ipv4Prefix" | "ipv6Prefix" }>,
  node: NodeKey,
): PrefixKey {
  return {
    node,
    prefix: formatPrefix({ address: nlri.address, length: nlri.prefixLength }),
    ...given({ mt: topologyId(nlri.mtId), ospfRouteType: nlri.ospfRouteType }),
  };
}

const srv6SidKey = (nlri: Extract<Nlri, { type: "srv6Sid" }>, node: NodeKey): Srv6SidKey => ({
  node,
  sid: nlri.sid,
  ...given({ mt: topologyId(nlri.mtId) }),
});

function srPolicyKey({ candidatePath }: SrPolicyNlri, node: NodeKey): SrPolicyKey {
  const { color, endpoint, protocolOrigin, discriminator } = candidatePath;
  const originator = `${candidatePath.originatorAsn}/${formatAddress(candidatePath.originator)}`;
  return {
    node,
    color,
    endpoint: formatAddress(endpoint),
    protocolOrigin,
    originator,
    discriminator,
  };
}

const topologyId = (mt: number): number | undefined => mt === 0 ? undefined : mt;
const hexOf = (id: number): string => id.toString(16).padStart(8, "0");
const address = (a: number | undefined) => a === undefined ? undefined : formatIpv4(a);
