/** What a router of the simulation says of itself in BGP-LS: IS-IS level 2, as RFC 9552, 9085 and 8571 lay it down. */
import { encodeLsAttribute } from "../../src/bgp/codec/encode_message.ts";
import {
  makeIpv4Prefix,
  makeLink,
  makeNode,
  type NlriContent,
} from "../../src/bgp/codec/write_ls_nlri.ts";
import type { LsAttributeTlv } from "../../src/bgp/registry/ls_attributes.ts";
import { PROTOCOLS } from "../../src/bgp/registry/ls_nlri.ts";
import type { Igp, LsChange } from "./igp.ts";
import { endOf, farEndOf, type LabelRange, type Topology } from "./topology.ts";

/** Which thing it is: the same bytes for as long as the network lives. */
export function nlriOf(
  topology: Topology,
  { what, index }: Omit<LsChange, "present">,
): NlriContent {
  const node = (router: number) => ({
    asn: topology.asn,
    igpRouterId: topology.routers[router]!.systemId,
  });
  switch (what) {
    case "node":
      return makeNode({ protocolId: ISIS, localNode: node(index) });
    case "prefix":
      return makeIpv4Prefix({
        protocolId: ISIS,
        localNode: node(index),
        address: topology.routers[index]!.loopback,
        prefixLength: 32,
      });
    case "link": {
      const near = endOf(topology, index), far = farEndOf(topology, index);
      return makeLink({
        protocolId: ISIS,
        localNode: node(near.router),
        remoteNode: node(far.router),
        link: { ipv4Interface: near.address, ipv4Neighbor: far.address },
      });
    }
  }
}

/** Attribute 29 of it, as it is now. */
export function attributeOf(
  topology: Topology,
  igp: Pick<Igp, "half" | "overloaded">,
  { what, index }: Omit<LsChange, "present">,
): Uint8Array {
  switch (what) {
    case "node":
      return encodeLsAttribute(nodeTlvs(topology, index, igp.overloaded(index)));
    case "prefix":
      return encodeLsAttribute(prefixTlvs(topology, index));
    case "link":
      return encodeLsAttribute(linkTlvs(topology, igp, index));
  }
}

function nodeTlvs(topology: Topology, index: number, overload: boolean): LsAttributeTlv[] {
  const router = topology.routers[index]!;
  return [
    { kind: "nodeMsd", value: [{ type: MSD_LABELS, value: router.msd }] },
    {
      kind: "nodeFlags",
      value: {
        overload,
        attached: false,
        external: false,
        areaBorder: false,
        router: true,
        ipv6: false,
      },
    },
    { kind: "nodeName", value: router.name },
    { kind: "isisArea", value: router.area },
    { kind: "ipv4RouterIdLocal", value: router.loopback },
    {
      kind: "srCapabilities",
      value: { flags: { ipv4: true, ipv6: false }, ranges: router.srgb.map(sidRange) },
    },
    { kind: "srAlgorithms", value: [0] },
    { kind: "srLocalBlock", value: { flags: 0, ranges: router.srlb.map(sidRange) } },
  ];
}

function linkTlvs(topology: Topology, igp: Pick<Igp, "half">, half: number): LsAttributeTlv[] {
  const link = topology.links[half >> 1]!;
  const near = endOf(topology, half), now = igp.half(half);
  const bandwidth = link.capacityBitsPerSecond / 8;
  const minimum = now.minimumDelayMicroseconds, maximum = now.maximumDelayMicroseconds;
  const used = now.utilisedBitsPerSecond / 8;
  return [
    { kind: "ipv4RouterIdLocal", value: topology.routers[near.router]!.loopback },
    {
      kind: "ipv4RouterIdRemote",
      value: topology.routers[farEndOf(topology, half).router]!.loopback,
    },
    ...(link.adminGroups ? [{ kind: "adminGroup", value: link.adminGroups } as const] : []),
    { kind: "maxBandwidth", value: bandwidth },
    { kind: "reservableBandwidth", value: bandwidth },
    { kind: "unreservedBandwidth", value: new Array<number>(8).fill(bandwidth) },
    { kind: "teMetric", value: near.teMetric },
    { kind: "igpMetric", value: now.igpMetric },
    ...(link.srlgs.length > 0 ? [{ kind: "srlgs", value: link.srlgs } as const] : []),
    adjacencySid(near.protectedAdjacencySid, true),
    adjacencySid(near.adjacencySid, false),
    { kind: "delay", value: { flags: { anomalous: false }, delay: minimum } },
    { kind: "minMaxDelay", value: { flags: { anomalous: false }, minimum, maximum } },
    { kind: "delayVariation", value: { variation: maximum - minimum >> 1 } },
    ...(used > 0 ? [{ kind: "utilizedBandwidth", value: used } as const] : []),
  ];
}

function prefixTlvs(topology: Topology, index: number): LsAttributeTlv[] {
  const router = topology.routers[index]!;
  return [
    { kind: "prefixMetric", value: 0 },
    {
      kind: "prefixSid",
      value: { flags: NODE_SID, algorithm: 0, sid: { label: undefined, index: router.sidIndex } },
    },
    { kind: "prefixFlags", value: NODE_PREFIX },
    { kind: "sourceRouterId", value: router.loopback },
  ];
}

const sidRange = ({ base, size }: LabelRange) => ({
  size,
  first: { label: base, index: undefined },
});
const adjacencySid = (label: number, backup: boolean): LsAttributeTlv => ({
  kind: "adjacencySid",
  value: {
    flags: VALUE_LOCAL | (backup ? BACKUP : 0),
    weight: 0,
    sid: { label, index: undefined },
  },
});

const ISIS = PROTOCOLS.isisLevel2.number;
const MSD_LABELS = 1; // RFC 8814 §3
const BACKUP = 0x40, VALUE_LOCAL = 0x30; // RFC 8667 §2.2.1
const NODE_SID = 0x40; // RFC 8667 §2.1.1
const NODE_PREFIX = 0x20; // RFC 7794 §2.1
