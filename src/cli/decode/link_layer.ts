/** What lies below IP in a packet: Ethernet with VLAN tags, Linux "any", loopback, PPP, or nothing. */
import type { Packet } from "./packets.ts";

/** The IP packet inside, or in words why there is none. Never throws. */
export function ipPacketIn({ linkType, bytes }: Packet): Uint8Array | string {
  const link = LINKS.get(linkType);
  if (!link) return `link type ${linkType}`;
  if (bytes.length < link.octets) return "shorter than its link header";
  if (link.protocolAt === undefined) return ipAt(bytes, link.octets);
  let at = link.octets;
  let protocol = u16(bytes, link.protocolAt);
  while (VLAN_TAGS.has(protocol) && at + 4 <= bytes.length) {
    protocol = u16(bytes, at + 2);
    at += 4;
  }
  return IP_PROTOCOLS.has(protocol)
    ? ipAt(bytes, at)
    : `Ethernet type 0x${protocol.toString(16).padStart(4, "0")}`;
}

function ipAt(bytes: Uint8Array, at: number): Uint8Array | string {
  const version = at < bytes.length ? bytes[at]! >>> 4 : 0;
  return version === 4 || version === 6 ? bytes.subarray(at) : "no IP packet";
}
const u16 = (bytes: Uint8Array, at: number): number => bytes[at]! << 8 | bytes[at + 1]!;

/** 802.1Q, 802.1ad (QinQ) and what was used for it before. */
const VLAN_TAGS = new Set([0x8100, 0x88a8, 0x9100, 0x9200]);
const IP_PROTOCOLS = new Set([0x0800, 0x86dd, 0x0021, 0x0057]); // the last two: PPP's numbers

interface Link {
  readonly octets: number;
  /** Where the type of what follows stands; absent where only IP can follow. */
  readonly protocolAt?: number;
}
/** By https://www.tcpdump.org/linktypes.html. */
const LINKS: ReadonlyMap<number, Link> = new Map<number, Link>([
  [0, { octets: 4 }], // NULL: an address family in the byte order of whoever captured; IP tells itself
  [1, { octets: 14, protocolAt: 12 }], // ETHERNET
  [9, { octets: 4, protocolAt: 2 }], // PPP in HDLC-like framing
  [12, { octets: 0 }], // RAW, as some systems number it
  [14, { octets: 0 }],
  [101, { octets: 0 }], // RAW
  [104, { octets: 4, protocolAt: 2 }], // C_HDLC
  [108, { octets: 4 }], // LOOP
  [113, { octets: 16, protocolAt: 14 }], // LINUX_SLL
  [228, { octets: 0 }], // IPV4
  [229, { octets: 0 }], // IPV6
  [276, { octets: 20, protocolAt: 0 }], // LINUX_SLL2
]);
