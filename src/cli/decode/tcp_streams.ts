/** From packets to what each TCP sender said: reordered, without repetitions, with the gaps marked (RFC 9293 §3.4). */
import { formatIpv4, formatIpv6 } from "../../lib/address.ts";
import type { Packet } from "./capture.ts";

/** One direction of one connection, as pieces without gaps between their octets. */
export interface Stream {
  readonly source: { readonly address: string; readonly port: number };
  readonly destination: { readonly address: string; readonly port: number };
  readonly pieces: readonly Piece[];
}
export interface Piece {
  readonly missingBefore: number; // octets that were not captured
  readonly chunks: readonly Chunk[];
}
export interface Chunk {
  readonly atMicroseconds: number;
  readonly bytes: Uint8Array;
}

interface Segment extends Chunk {
  readonly source: Stream["source"];
  readonly destination: Stream["destination"];
  readonly sequence: number;
  readonly syn: boolean;
}

/** Streams in the order of their first octets. */
export function tcpStreams(packets: readonly Packet[]): Stream[] {
  const open = new Map<string, Segment[]>();
  const lists: Segment[][] = [];
  for (const packet of packets) {
    const segment = readSegment(packet);
    if (!segment || (segment.bytes.length === 0 && !segment.syn)) continue;
    const { source, destination } = segment;
    const key = `${source.address} ${source.port} ${destination.address} ${destination.port}`;
    let list = open.get(key);
    if (!list || (segment.syn && list.some(({ bytes }) => bytes.length > 0))) {
      list = []; // the same ports once more: another connection
      open.set(key, list);
      lists.push(list);
    }
    list.push(segment);
  }
  return lists.filter((list) => list.some(({ bytes }) => bytes.length > 0)).map(toStream);
}

function toStream(segments: readonly Segment[]): Stream {
  const first = segments[0]!;
  const syn = segments.find((s) => s.syn);
  const base = syn ? syn.sequence + 1 : first.sequence;
  const offset = (s: Segment) => (s.sequence + (s.syn ? 1 : 0) - base) | 0; // wraps at 2^32
  const sorted = segments.filter(({ bytes }) => bytes.length > 0)
    .map((s) => ({ at: offset(s), s })).sort((a, b) => a.at - b.at);
  const pieces: { missingBefore: number; chunks: Chunk[] }[] = [];
  let next = Math.min(0, sorted[0]?.at ?? 0);
  let latest = 0;
  for (const { at, s } of sorted) {
    const known = next - at;
    if (known >= s.bytes.length) continue;
    if (pieces.length === 0 || known < 0) pieces.push({ missingBefore: at - next, chunks: [] });
    latest = Math.max(latest, s.atMicroseconds); // octets are heard when those before them are
    const bytes = known > 0 ? s.bytes.subarray(known) : s.bytes;
    pieces.at(-1)!.chunks.push({ atMicroseconds: latest, bytes });
    next = at + s.bytes.length;
  }
  return { source: first.source, destination: first.destination, pieces };
}

function readSegment(packet: Packet): Segment | undefined {
  const ip = ipPacketIn(packet);
  if (!ip) return undefined;
  const found = ip[0]! >>> 4 === 4 ? readIpv4(ip) : readIpv6(ip);
  if (!found || found.payload.length < 20) return undefined;
  const { payload: tcp, source, destination } = found;
  const view = new DataView(tcp.buffer, tcp.byteOffset, tcp.byteLength);
  const header = (tcp[12]! >>> 4) * 4;
  return {
    atMicroseconds: packet.atMicroseconds,
    source: { address: source, port: view.getUint16(0) },
    destination: { address: destination, port: view.getUint16(2) },
    sequence: view.getUint32(4),
    syn: (tcp[13]! & 2) !== 0,
    bytes: tcp.subarray(header),
  };
}

function readIpv4(ip: Uint8Array) {
  const header = (ip[0]! & 15) * 4;
  const length = ip[2]! << 8 | ip[3]!;
  const fragment = (ip[6]! & 0x1f) << 8 | ip[7]!;
  if (ip[9] !== TCP || fragment !== 0 || ip.length < header) return undefined;
  const view = new DataView(ip.buffer, ip.byteOffset, ip.byteLength);
  return {
    source: formatIpv4(view.getUint32(12)),
    destination: formatIpv4(view.getUint32(16)),
    payload: ip.subarray(header, length || ip.length),
  };
}
function readIpv6(ip: Uint8Array) {
  if (ip.length < 40) return undefined;
  const length = ip[4]! << 8 | ip[5]!;
  const end = length === 0 ? ip.length : 40 + length;
  let next = ip[6]!, at = 40;
  while (EXTENSIONS.has(next) && at + 2 <= ip.length) {
    next = ip[at]!;
    at += 8 * (ip[at + 1]! + 1);
  }
  if (next !== TCP) return undefined;
  const [source, destination] = [formatIpv6(ip, 8), formatIpv6(ip, 24)];
  return { source, destination, payload: ip.subarray(at, end) };
}

/** Without what is below IP: Ethernet with VLAN tags, Linux "any", loopback, or nothing. */
function ipPacketIn({ linkType, bytes }: Packet): Uint8Array | undefined {
  const start = LINK_HEADERS.get(linkType);
  if (start === undefined) return undefined;
  let at = start;
  while (linkType === ETHERNET && isVlan(bytes, at - 2)) at += 4;
  const version = bytes[at] === undefined ? 0 : bytes[at]! >>> 4;
  return version === 4 && bytes.length >= at + 20 || version === 6 ? bytes.subarray(at) : undefined;
}
const isVlan = (bytes: Uint8Array, at: number): boolean => {
  const type = bytes[at]! << 8 | bytes[at + 1]!;
  return type === 0x8100 || type === 0x88a8;
};

const TCP = 6;
const ETHERNET = 1;
const EXTENSIONS = new Set([0, 43, 60]); // hop-by-hop, routing, destination (RFC 8200 §4)
const LINK_HEADERS = new Map([[ETHERNET, 14], [0, 4], [101, 0], [113, 16], [228, 0], [229, 0], [
  276,
  20,
]]);
