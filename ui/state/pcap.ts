/** Messages as a capture file that other tools open: raw IPv4 with a TCP header of our own around each. */
import type { Message } from "../../src/gen/cairn/v1/session_pb.ts";
import { microsOr } from "./time.ts";

const LINKTYPE_RAW = 101;
const PORTS: Readonly<Record<string, number>> = { pcep: 4189, bgp: 179 };

/** Addresses are 192.0.2.1 (the other side) and 192.0.2.254 (Cairn): only the messages are real. */
export function pcapOf(messages: readonly Message[]): Uint8Array<ArrayBuffer> {
  const parts: number[] = [];
  const u32 = (value: number) =>
    parts.push(value & 255, value >>> 8 & 255, value >>> 16 & 255, value >>> 24 & 255);
  u32(0xa1b2c3d4);
  parts.push(2, 0, 4, 0);
  for (const value of [0, 0, 65535, LINKTYPE_RAW]) u32(value);
  const next = { in: 1, out: 1 };
  for (const message of messages) {
    const at = microsOr(message.at);
    const packet = packetOf(message, next);
    u32(Math.floor(at / 1e6));
    u32(Math.floor(at % 1e6));
    u32(packet.length);
    u32(packet.length);
    parts.push(...packet);
  }
  return Uint8Array.from(parts);
}

function packetOf(message: Message, next: { in: number; out: number }): readonly number[] {
  const out = message.direction === "out";
  const [here, there] = [[192, 0, 2, 254], [192, 0, 2, 1]] as const;
  const [from, to] = out ? [here, there] : [there, here];
  const port = PORTS[message.protocol] ?? 0;
  const [fromPort, toPort] = out ? [port, 40_000] : [40_000, port];
  const length = 40 + message.bytes.length;
  const sequence = out ? next.out : next.in;
  const acknowledged = out ? next.in : next.out;
  if (out) next.out += message.bytes.length;
  else next.in += message.bytes.length;
  const u16 = (value: number) => [value >> 8 & 255, value & 255];
  const u32 = (value: number) => [...u16(value >>> 16), ...u16(value & 0xffff)];
  const ip = [0x45, 0, ...u16(length), 0, 0, 0x40, 0, 64, 6, 0, 0, ...from, ...to];
  const sum = checksum(ip);
  ip[10] = sum >> 8;
  ip[11] = sum & 255;
  const tcp = [
    ...u16(fromPort),
    ...u16(toPort),
    ...u32(sequence),
    ...u32(acknowledged),
    0x50,
    0x18,
    0xff,
    0xff,
    0,
    0,
    0,
    0,
  ];
  return [...ip, ...tcp, ...message.bytes];
}

function checksum(header: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < header.length; i += 2) sum += (header[i]! << 8) + header[i + 1]!;
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}
