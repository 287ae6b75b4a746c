/** Packets of a pcap or pcapng file: pcap as tcpdump writes it, pcapng as draft-ietf-opsawg-pcapng lays it down. */

export interface Packet {
  readonly atMicroseconds: number;
  readonly linkType: number;
  readonly bytes: Uint8Array;
}

export function isCapture(bytes: Uint8Array): boolean {
  if (bytes.length < 24) return false;
  const magic = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  return magic === PCAPNG || PCAP.has(magic);
}

/** All packets; a file that ends inside one gives those before it. Throws RangeError on what is no capture. */
export function readCapture(bytes: Uint8Array): Packet[] {
  const magic = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  return magic === PCAPNG ? readPcapng(bytes) : readPcap(bytes);
}

function readPcap(bytes: Uint8Array): Packet[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const form = PCAP.get(view.getUint32(0));
  if (!form) throw new RangeError("this is no pcap file");
  const u32 = (at: number) => view.getUint32(at, form.little);
  const linkType = u32(20) & 0xffff;
  const packets: Packet[] = [];
  for (let at = 24; at + 16 <= bytes.length;) {
    const captured = u32(at + 8);
    if (at + 16 + captured > bytes.length) break;
    const fraction = u32(at + 4) / (form.nanoseconds ? 1000 : 1);
    packets.push({
      atMicroseconds: u32(at) * 1e6 + Math.floor(fraction),
      linkType,
      bytes: bytes.subarray(at + 16, at + 16 + captured),
    });
    at += 16 + captured;
  }
  return packets;
}

interface Section {
  little: boolean;
  interfaces: { readonly linkType: number; readonly ticksPerSecond: number }[];
}

function readPcapng(bytes: Uint8Array): Packet[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const section: Section = { little: true, interfaces: [] };
  const packets: Packet[] = [];
  for (let at = 0; at + 12 <= bytes.length;) {
    if (view.getUint32(at) === PCAPNG) {
      section.little = view.getUint32(at + 8, true) === BYTE_ORDER;
      section.interfaces = [];
    }
    const type = view.getUint32(at, section.little);
    const length = view.getUint32(at + 4, section.little);
    if (length < 12 || at + length > bytes.length) break;
    const body = bytes.subarray(at + 8, at + length - 4);
    if (type === BLOCK.interface) section.interfaces.push(readInterface(body, section.little));
    else if (type === BLOCK.enhancedPacket) {
      const packet = readEnhanced(body, section);
      if (packet) packets.push(packet);
    }
    at += length;
  }
  return packets;
}

function readInterface(body: Uint8Array, little: boolean) {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  let ticksPerSecond = 1e6;
  for (let at = 8; at + 4 <= body.length;) {
    const code = view.getUint16(at, little), length = view.getUint16(at + 2, little);
    if (code === 0) break;
    if (code === OPTION_RESOLUTION && at + 4 < body.length) {
      const value = body[at + 4]!;
      ticksPerSecond = value & 0x80 ? 2 ** (value & 0x7f) : 10 ** value;
    }
    at += 4 + (length + 3 & ~3);
  }
  return { linkType: view.getUint16(0, little), ticksPerSecond };
}

function readEnhanced(body: Uint8Array, { little, interfaces }: Section): Packet | undefined {
  if (body.length < 20) return undefined;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const from = interfaces[view.getUint32(0, little)];
  if (!from) return undefined;
  const ticks = view.getUint32(4, little) * 2 ** 32 + view.getUint32(8, little);
  const captured = view.getUint32(12, little);
  return {
    atMicroseconds: Math.floor(ticks * (1e6 / from.ticksPerSecond)),
    linkType: from.linkType,
    bytes: body.subarray(20, 20 + captured),
  };
}

const PCAPNG = 0x0a0d0d0a;
const BYTE_ORDER = 0x1a2b3c4d;
const PCAP = new Map([
  [0xa1b2c3d4, { little: false, nanoseconds: false }],
  [0xd4c3b2a1, { little: true, nanoseconds: false }],
  [0xa1b23c4d, { little: false, nanoseconds: true }],
  [0x4d3cb2a1, { little: true, nanoseconds: true }],
]);
const BLOCK = { interface: 1, enhancedPacket: 6 } as const;
const OPTION_RESOLUTION = 9;
