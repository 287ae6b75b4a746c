/** A BGP-LS speaker in words: NLRI and TLVs to the changes that ingest makes of their bytes. */
import assert from "node:assert/strict";
import { decodeMessage } from "../../src/bgp/codec/decode_message.ts";
import { encodeLsAttribute, encodeMessage } from "../../src/bgp/codec/encode_message.ts";
import type { NodeDescriptor } from "../../src/bgp/codec/ls_nlri.ts";
import { lsFact } from "../../src/bgp/codec/read_ls_fact.ts";
import {
  makeIpv4Prefix,
  makeIpv6Prefix,
  makeLink,
  makeNode,
  type NlriContent,
  withKey,
} from "../../src/bgp/codec/write_ls_nlri.ts";
import type { LsAttributeTlv } from "../../src/bgp/registry/ls_attributes.ts";
import { announced, withdrawn } from "../../src/controller/bgp/ingest.ts";
import { type Config, DEFAULT_SAFETY } from "../../src/controller/config.ts";
import { parseIpv4 } from "../../src/lib/address.ts";
import type { Change } from "../../src/ted/fact.ts";
import { fromHex } from "../bgp/shared_bytes.ts";

export const ISIS1 = 1, ISIS2 = 2, OSPF = 3, OSPFV3 = 6, BGP = 7, DIRECT = 4;
export const config: Config = {
  network: "core",
  namePrefix: "cairn",
  originator: { asn: 65001, address: "192.0.2.254" },
  mode: "observe",
  pcep: { keepaliveSeconds: 30, deadTimerSeconds: 120, unknownPeers: "observe", peers: [] },
  bgp: { asn: 65001, routerId: "192.0.2.254", holdTimeSeconds: 90, peers: [] },
  topologies: [],
  safety: DEFAULT_SAFETY,
};
export type Tlvs = readonly LsAttributeTlv[];
export const ipv4 = (text: string): number => parseIpv4(text)!;

/** The change of an announced NLRI, through its bytes; `tlvs` undefined: without attribute 29. */
export function says(nlri: NlriContent, tlvs?: Tlvs, feed = 0): Change {
  const read = decodeMessage(encodeMessage({
    kind: "update",
    reach: [withKey(nlri)],
    unreach: [],
    path: { origin: "igp", asPath: [] },
    ...(tlvs && { attributeBytes: encodeLsAttribute(tlvs) }),
  }));
  assert(read.kind === "update");
  const [said] = read.reach;
  assert(said);
  const fact = read.attributeBytes && lsFact(said, read.attributeBytes);
  const change = announced(config, feed, said, fact);
  assert(change);
  return change;
}
export function takesBack(nlri: NlriContent, feed = 0): Change {
  const change = withdrawn(config, feed, withKey(nlri));
  assert(change);
  return change;
}

/** The changes of one UPDATE in hex, header included. */
export function changesOf(hex: string, feed = 0): Change[] {
  const message = decodeMessage(fromHex(hex));
  if (message.kind !== "update") return [];
  return [
    ...message.unreach.map((nlri) => withdrawn(config, feed, nlri)),
    ...message.reach.map((nlri) =>
      announced(config, feed, nlri, message.attributeBytes && lsFact(nlri, message.attributeBytes))
    ),
  ].filter((change) => change !== undefined);
}

export const system = (n: number): string => n.toString(16).padStart(12, "0");
export const ospfId = (n: number): string => `0aff00${n.toString(16).padStart(2, "0")}`;
/** IS-IS level 2 unless said otherwise; OSPF in area 0. */
export function at(n: number, protocolId = ISIS2): Partial<NodeDescriptor> {
  if (protocolId === OSPF || protocolId === OSPFV3) {
    return { asn: 65000, ospfAreaId: 0, igpRouterId: ospfId(n) };
  }
  return { asn: 65000, igpRouterId: system(n) };
}
export const name = (n: number): LsAttributeTlv => ({ kind: "nodeName", value: `r${n}` });
export const teRouterId = (n: number): LsAttributeTlv => ({
  kind: "ipv4RouterIdLocal",
  value: ipv4(`10.255.0.${n}`),
});
export const igp = (metric: number): LsAttributeTlv => ({ kind: "igpMetric", value: metric });

export const node = (n: number, tlvs: Tlvs = [], protocolId = ISIS2): Change =>
  says(makeNode({ protocolId, localNode: at(n, protocolId) }), [name(n), teRouterId(n), ...tlvs]);

/** 10.0.<low><high>.<n>: the wire between two routers. */
export const wireAddress = (n: number, other: number): number =>
  ipv4(`10.0.${Math.min(n, other)}${Math.max(n, other)}.${n}`);
export const linkNlri = (a: number, b: number, protocolId = ISIS2) =>
  makeLink({
    protocolId,
    localNode: at(a, protocolId),
    remoteNode: at(b, protocolId),
    link: { ipv4Interface: wireAddress(a, b), ipv4Neighbor: wireAddress(b, a) },
  });
export const link = (a: number, b: number, tlvs: Tlvs = [igp(10)], protocolId = ISIS2): Change =>
  says(linkNlri(a, b, protocolId), tlvs);
export const wire = (
  a: number,
  b: number,
  tlvs: Tlvs = [igp(10)],
  protocolId = ISIS2,
): Change[] => [
  link(a, b, tlvs, protocolId),
  link(b, a, tlvs, protocolId),
];
export const prefix4 = (
  n: number,
  address: string,
  tlvs: Tlvs,
  { protocolId = ISIS2, length = 32, route = 0 } = {},
): Change =>
  says(
    makeIpv4Prefix({
      protocolId,
      localNode: at(n, protocolId),
      address: ipv4(address),
      prefixLength: length,
      ...(route > 0 && { ospfRouteType: route }),
    }),
    tlvs,
  );
export const prefix6 = (n: number, address: string, length: number, tlvs: Tlvs): Change =>
  says(
    makeIpv6Prefix({ protocolId: ISIS2, localNode: at(n), address, prefixLength: length, mtId: 2 }),
    tlvs,
  );
export const nodeSid = (index: number, flags = 0x40, algorithm = 0): LsAttributeTlv => ({
  kind: "prefixSid",
  value: { flags, algorithm, sid: { label: undefined, index } },
});
export const srgb = (...ranges: readonly (readonly [number, number])[]): LsAttributeTlv => ({
  kind: "srCapabilities",
  value: {
    flags: { ipv4: true, ipv6: false },
    ranges: ranges.map(([label, size]) => ({ size, first: { label, index: undefined } })),
  },
});
