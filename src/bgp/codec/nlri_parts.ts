/** The descriptors of one NLRI while it is read: each where it belongs, whatever their order was. */
import type { LinkDescriptors, NodeDescriptor, OtherTlv } from "./ls_nlri.ts";

/** What the descriptors of one NLRI said; which of them must be there depends on its type. */
export interface Parts {
  sorted: boolean;
  localNode: NodeDescriptor | undefined;
  remoteNode: NodeDescriptor | undefined;
  localLinkId: number | undefined;
  remoteLinkId: number | undefined;
  ipv4Interface: number | undefined;
  ipv4Neighbor: number | undefined;
  ipv6Interface: string | undefined;
  ipv6Neighbor: string | undefined;
  mtId: number;
  ospfRouteType: number | undefined;
  /** Where TLV 265 begins and ends. */
  prefixAt: number;
  prefixEnd: number;
  sid: string | undefined;
  otherTlvs: OtherTlv[] | undefined;
}

export const linkOf = (p: Parts): LinkDescriptors => ({
  localLinkId: p.localLinkId,
  remoteLinkId: p.remoteLinkId,
  ipv4Interface: p.ipv4Interface,
  ipv4Neighbor: p.ipv4Neighbor,
  ipv6Interface: p.ipv6Interface,
  ipv6Neighbor: p.ipv6Neighbor,
  mtId: p.mtId,
});

export const emptyParts = (): Parts => ({
  sorted: true,
  localNode: undefined,
  remoteNode: undefined,
  localLinkId: undefined,
  remoteLinkId: undefined,
  ipv4Interface: undefined,
  ipv4Neighbor: undefined,
  ipv6Interface: undefined,
  ipv6Neighbor: undefined,
  mtId: 0,
  ospfRouteType: undefined,
  prefixAt: 0,
  prefixEnd: 0,
  sid: undefined,
  otherTlvs: undefined,
});
