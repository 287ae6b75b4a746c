/** pcap files as tcpdump writes them (draft-ietf-opsawg-pcap): either byte order, microseconds or nanoseconds. */
import { type Capture, MOST_PACKETS, type Packet, tooMany } from "./packets.ts";

export const isPcap = (bytes: Uint8Array): boolean =>
  bytes.length >= 4 && FORMS.has(viewOf(bytes).getUint32(0));

/** Never throws on a file for which isPcap() holds. */
export function readPcap(bytes: Uint8Array): Capture {
  const view = viewOf(bytes);
  const form = FORMS.get(view.getUint32(0))!;
  if (bytes.length < HEADER_OCTETS) {
    return { packets: [], problems: [`the file ends in its header, at octet ${bytes.length}`] };
  }
  const u32 = (at: number) => view.getUint32(at, form.little);
  const linkType = u32(20) & 0xffff; // above: whether frames end with a checksum
  const packets: Packet[] = [];
  const problems: string[] = [];
  let at = HEADER_OCTETS;
  while (at + form.recordOctets <= bytes.length) {
    const captured = u32(at + 8), start = at + form.recordOctets;
    if (captured > bytes.length - start) break;
    if (packets.length >= MOST_PACKETS) return { packets, problems: [tooMany(at)] };
    packets.push({
      number: packets.length + 1,
      atMicroseconds: u32(at) * 1e6 + Math.floor(u32(at + 4) / (form.nanoseconds ? 1000 : 1)),
      linkType,
      bytes: bytes.subarray(start, start + captured),
      originalLength: Math.max(u32(at + 12), captured),
    });
    at = start + captured;
  }
  if (at < bytes.length) {
    const number = packets.length + 1;
    problems.push(
      at + form.recordOctets > bytes.length
        ? `octet ${at}: the file ends in the header of packet ${number}`
        : `octet ${at}: packet ${number} has ${u32(at + 8)} octets, the file only ` +
          `${bytes.length - at - form.recordOctets} more`,
    );
  }
  return { packets, problems };
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const HEADER_OCTETS = 24;
const FORMS = new Map([
  [0xa1b2c3d4, { little: false, nanoseconds: false, recordOctets: 16 }],
  [0xd4c3b2a1, { little: true, nanoseconds: false, recordOctets: 16 }],
  [0xa1b23c4d, { little: false, nanoseconds: true, recordOctets: 16 }],
  [0x4d3cb2a1, { little: true, nanoseconds: true, recordOctets: 16 }],
  // Alexey Kuznetsov's patched libpcap: eight octets more before each packet.
  [0xa1b2cd34, { little: false, nanoseconds: false, recordOctets: 24 }],
  [0x34cdb2a1, { little: true, nanoseconds: false, recordOctets: 24 }],
]);
