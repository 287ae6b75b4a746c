/**
 * From packets to TCP segments: IPv4 and IPv6 with extension headers; fragments are put together
 * (RFC 791 §3.2, RFC 8200 §4). What stays without its other fragments is told at the end.
 */
import { formatIpv4, formatIpv6 } from "../../lib/address.ts";
import type { Packet } from "./packets.ts";
import { ipPacketIn } from "./link_layer.ts";

export interface TcpPayload {
  readonly source: string;
  readonly destination: string;
  readonly atMicroseconds: number;
  readonly tcp: Uint8Array; // header and payload
  readonly packet: number;
}
export interface Payloads {
  readonly segments: readonly TcpPayload[];
  readonly problems: readonly string[];
}

/** One datagram, or a fragment of it. */
interface Datagram {
  readonly source: string;
  readonly destination: string;
  readonly protocol: number;
  readonly payload: Uint8Array;
  readonly fragment?: {
    readonly key: string;
    readonly offset: number; // octets
    readonly more: boolean;
  };
}
interface Fragments {
  readonly first: number; // packet
  readonly parts: { readonly offset: number; readonly octets: Uint8Array }[];
  length?: number; // known when the last fragment is there
  protocol?: number; // the first fragment says it
}

export function tcpPayloads(packets: readonly Packet[]): Payloads {
  const segments: TcpPayload[] = [];
  const other = new Map<string, number>();
  const waiting = new Map<string, Fragments>();
  let limited = 0;
  const say = (why: string) => void other.set(why, (other.get(why) ?? 0) + 1);
  for (const packet of packets) {
    const ip = ipPacketIn(packet);
    if (packet.bytes.length < packet.originalLength) limited++;
    if (typeof ip === "string") {
      say(ip);
      continue;
    }
    const datagram = readIp(ip);
    if (!datagram) {
      say("broken IP header");
      continue;
    }
    const whole = datagram.fragment ? join(datagram, packet.number, waiting) : datagram;
    if (whole?.protocol !== TCP) continue;
    const { source, destination, payload: tcp } = whole;
    const { atMicroseconds, number } = packet;
    segments.push({ source, destination, atMicroseconds, tcp, packet: number });
  }
  const problems = [
    ...[...other].map(([why, n]) => `${n} ${n === 1 ? "packet" : "packets"} left out: ${why}`),
    ...(limited > 0 ? [`${limited} packets were captured only in part (snap length)`] : []),
    ...[...waiting.values()].map(({ first }) =>
      `packet ${first}: an IP fragment, and the others of its datagram are not there`
    ),
  ];
  return { segments, problems };
}

function readIp(ip: Uint8Array): Datagram | undefined {
  return ip[0]! >>> 4 === 4 ? readIpv4(ip) : readIpv6(ip);
}

function readIpv4(ip: Uint8Array): Datagram | undefined {
  const header = (ip[0]! & 15) * 4;
  if (header < 20 || ip.length < header) return undefined;
  const view = new DataView(ip.buffer, ip.byteOffset, ip.byteLength);
  const length = view.getUint16(2) || ip.length; // 0: the network card was to cut it (TSO)
  const flags = view.getUint16(6), offset = (flags & 0x1fff) * 8, more = (flags & 0x2000) !== 0;
  const source = formatIpv4(view.getUint32(12)), destination = formatIpv4(view.getUint32(16));
  const protocol = ip[9]!;
  const key = `${source} ${destination} ${protocol} ${view.getUint16(4)}`;
  return {
    source,
    destination,
    protocol,
    payload: ip.subarray(header, Math.max(length, header)),
    ...((more || offset > 0) && { fragment: { key, offset, more } }),
  };
}

function readIpv6(ip: Uint8Array): Datagram | undefined {
  if (ip.length < 40) return undefined;
  const view = new DataView(ip.buffer, ip.byteOffset, ip.byteLength);
  const source = formatIpv6(ip, 8), destination = formatIpv6(ip, 24);
  const end = 40 + view.getUint16(4) === 40
    ? ip.length
    : Math.min(40 + view.getUint16(4), ip.length);
  let next = ip[6]!, at = 40;
  let fragment: Datagram["fragment"];
  while (EXTENSIONS.has(next) && at + 8 <= end) {
    const header = next;
    next = ip[at]!;
    if (header === FRAGMENT) {
      const word = view.getUint16(at + 2), more = (word & 1) !== 0, offset = word & 0xfff8;
      if (more || offset > 0) {
        fragment = { key: `${source} ${destination} ${view.getUint32(at + 4)}`, offset, more };
      }
      at += 8;
      if (fragment) break; // the rest is a piece of the datagram
    } else at += header === AUTHENTICATION ? 4 * (ip[at + 1]! + 2) : 8 * (ip[at + 1]! + 1);
  }
  const payload = ip.subarray(Math.min(at, end), end);
  return { source, destination, protocol: next, payload, ...(fragment && { fragment }) };
}

/** The whole datagram, when this fragment was the last that it lacked. */
function join(
  datagram: Datagram,
  packet: number,
  waiting: Map<string, Fragments>,
): Datagram | undefined {
  const { key, offset, more } = datagram.fragment!;
  const { payload, protocol, source, destination } = datagram;
  const known: Fragments = waiting.get(key) ?? { first: packet, parts: [] };
  waiting.set(key, known);
  known.parts.push({ offset, octets: payload });
  if (offset === 0) known.protocol = protocol;
  if (!more) known.length = offset + payload.length;
  const whole = known.length === undefined ? undefined : filled(known.parts, known.length);
  if (!whole || known.protocol === undefined) return undefined;
  waiting.delete(key);
  return { source, destination, protocol: known.protocol, payload: whole };
}

/** The octets, if no octet of `length` is missing. Of those that came twice the first count. */
function filled(parts: Fragments["parts"], length: number): Uint8Array | undefined {
  const whole = new Uint8Array(length);
  let next = 0;
  for (const { offset, octets } of parts.toSorted((a, b) => a.offset - b.offset)) {
    if (offset > next) return undefined;
    const fresh = octets.subarray(next - offset, Math.max(length - offset, 0));
    whole.set(fresh, next);
    next += fresh.length;
  }
  return next >= length ? whole : undefined;
}

const TCP = 6;
const FRAGMENT = 44;
const AUTHENTICATION = 51;
/** Hop-by-hop, routing, fragment, authentication, destination, mobility, HIP, shim6 (RFC 8200 §4). */
const EXTENSIONS = new Set([0, 43, FRAGMENT, AUTHENTICATION, 60, 135, 139, 140]);
