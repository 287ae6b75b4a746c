/** Packets and capture files made for tests: TCP in IPv4 or IPv6, below it any link, around it pcap or pcapng. */

export interface Said {
  readonly payload: Uint8Array;
  readonly sequence: number;
  readonly flags?: number; // 0x02: SYN
  readonly ports?: readonly [number, number];
  readonly ipv6?: boolean;
}
export const SYN = 0x02;
const ACK_PUSH = 0x18;

/** An IP packet from 10.0.0.1 (2001:db8::1) to 10.0.0.2 (2001:db8::2). */
export function ipPacket(said: Said): Uint8Array {
  const tcp = tcpSegment(said);
  return said.ipv6 ? ipv6(6, tcp) : ipv4(tcp);
}

function tcpSegment({ payload, sequence, flags = ACK_PUSH, ports = [50000, 4189] }: Said) {
  const tcp = new Uint8Array(20 + payload.length);
  const view = new DataView(tcp.buffer);
  view.setUint16(0, ports[0]);
  view.setUint16(2, ports[1]);
  view.setUint32(4, sequence >>> 0);
  tcp[12] = 0x50;
  tcp[13] = flags;
  tcp.set(payload, 20);
  return tcp;
}

/** `fragment`: offset in octets and whether more come. */
export function ipv4(payload: Uint8Array, fragment?: readonly [number, boolean]): Uint8Array {
  const ip = new Uint8Array(20 + payload.length);
  const view = new DataView(ip.buffer);
  ip[0] = 0x45;
  view.setUint16(2, ip.length);
  view.setUint16(4, 77);
  if (fragment) view.setUint16(6, fragment[0] / 8 | (fragment[1] ? 0x2000 : 0));
  ip[9] = 6;
  view.setUint32(12, 0x0a000001);
  view.setUint32(16, 0x0a000002);
  ip.set(payload, 20);
  return ip;
}

export function ipv6(next: number, payload: Uint8Array): Uint8Array {
  const ip = new Uint8Array(40 + payload.length);
  const view = new DataView(ip.buffer);
  ip[0] = 0x60;
  view.setUint16(4, payload.length);
  ip[6] = next;
  for (const [at, last] of [[8, 1], [24, 2]] as const) {
    view.setUint32(at, 0x20010db8);
    ip[at + 15] = last;
  }
  ip.set(payload, 40);
  return ip;
}

export const join = (...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]));
export const be16 = (value: number): readonly number[] => [value >>> 8 & 255, value & 255];
export const ethernet = (type: number, payload: Uint8Array): Uint8Array =>
  join(new Uint8Array(12), be16(type), payload);

export interface PcapForm {
  readonly little?: boolean;
  readonly nanoseconds?: boolean;
  readonly linkType?: number;
}
/** A pcap file; packets one second apart, from second 1000 and 250 ms on. */
export function pcap(packets: readonly Uint8Array[], form: PcapForm = {}): Uint8Array {
  const { little = true, nanoseconds = false, linkType = 1 } = form;
  const word = (value: number) => {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, value, little);
    return bytes;
  };
  const half = (value: number) => word(value).subarray(little ? 0 : 2, little ? 2 : 4);
  const fraction = nanoseconds ? 250_000_000 : 250_000;
  return join(
    word(nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4),
    half(2),
    half(4),
    ...[0, 0, 65535, linkType].map(word),
    ...packets.map((packet, i) =>
      join(word(1000 + i), word(fraction), word(packet.length), word(packet.length), packet)
    ),
  );
}

/** A block of pcapng, padded, its length at both ends. */
export function block(type: number, body: Uint8Array, little = true): Uint8Array {
  const padded = body.length + 3 & ~3;
  const bytes = new Uint8Array(12 + padded);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, type, little);
  view.setUint32(4, bytes.length, little);
  bytes.set(body, 8);
  view.setUint32(bytes.length - 4, bytes.length, little);
  return bytes;
}
export function words(little: boolean, ...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setUint32(4 * i, value, little));
  return bytes;
}
export const section = (little = true): Uint8Array =>
  block(0x0a0d0d0a, words(little, 0x1a2b3c4d, 1, 0xffffffff, 0xffffffff), little);
/** `resolution`: if_tsresol. */
export function describe(linkType: number, resolution?: number, little = true): Uint8Array {
  const head = new Uint8Array(8);
  new DataView(head.buffer).setUint16(0, linkType, little);
  if (resolution === undefined) return block(1, head, little);
  const option = new Uint8Array(8);
  const view = new DataView(option.buffer);
  view.setUint16(0, 9, little);
  view.setUint16(2, 1, little);
  option[4] = resolution;
  return block(1, join(head, option), little);
}
export const enhanced = (
  on: number,
  ticks: bigint,
  packet: Uint8Array,
  little = true,
): Uint8Array =>
  block(
    6,
    join(
      words(
        little,
        on,
        Number(ticks >> 32n),
        Number(ticks & 0xffffffffn),
        packet.length,
        packet.length,
      ),
      packet,
    ),
    little,
  );
