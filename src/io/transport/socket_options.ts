/**
 * What is set on a router's socket beside what Deno can: the key of TCP-MD5 (RFC 2385), and the hops that packets may have
 * taken (RFC 5082). Both families; an IPv4 peer of an IPv6 socket too.
 */
import { AF_INET, AF_INET6, errorOf, type Libc, NO_ENTRY } from "./libc.ts";
import type { Descriptor } from "./descriptors.ts";
import { familyOf, socketAddress } from "./socket_address.ts";

/** RFC 5082: with `security` both ends send 255, and what crossed more than `hops` - 1 routers is dropped. */
export interface Hops {
  readonly hops: number; // 1: directly connected
  readonly security: boolean;
}

export const LONGEST_MD5_KEY = 80; // octets, by Linux

/** Gives the socket the key for that peer, takes it away with undefined. Answers what is wrong, in half a sentence. */
export function setMd5Key(
  libc: Libc,
  { descriptor, family }: Descriptor,
  peer: string,
  key: string | undefined,
): string | undefined {
  const address = socketAddress(family, peer, 0);
  if (!address) return `${peer} cannot come to a socket that is open for IPv4 alone`;
  const octets = new TextEncoder().encode(key ?? "");
  if (octets.length > LONGEST_MD5_KEY) return `the key is longer than ${LONGEST_MD5_KEY} octets`;
  const value = new Uint8Array(MD5_OCTETS);
  value.set(address);
  new DataView(value.buffer).setUint16(MD5_KEY_LENGTH_AT, octets.length, true);
  value.set(octets, MD5_KEY_AT);
  const result = libc.setsockopt(descriptor, TCP, TCP_MD5SIG, value);
  if (result >= 0 || (result === NO_ENTRY && key === undefined)) return undefined;
  return errorOf(-result);
}

/** Of packets that we send, and at least of those that we take. Answers what is wrong, in half a sentence. */
export function setHops(
  libc: Libc,
  { descriptor, family }: Descriptor,
  peer: string,
  { hops, security }: Hops,
): string | undefined {
  const plain = family === AF_INET || familyOf(peer) === AF_INET; // mapped: the options of IPv4
  const o = plain ? IPV4_OPTIONS : IPV6_OPTIONS;
  const set = (option: number, value: number) =>
    libc.setsockopt(descriptor, o.level, option, new Uint8Array(Int32Array.of(value).buffer));
  const sent = set(o.hops, security ? 255 : hops);
  const taken = security && sent >= 0 ? set(o.minimum, 256 - hops) : 0;
  const result = Math.min(sent, taken);
  return result < 0 ? errorOf(-result) : undefined;
}

/** What a listener sends, to whoever asks: the answer to a peer that wants 255 must have it too. */
export function setListenerHops(
  libc: Libc,
  { descriptor, family }: Descriptor,
): string | undefined {
  const value = new Uint8Array(Int32Array.of(255).buffer);
  const { level, hops } = IPV4_OPTIONS;
  const result = libc.setsockopt(descriptor, level, hops, value);
  if (result < 0) return errorOf(-result);
  if (family !== AF_INET6) return undefined;
  const six = libc.setsockopt(descriptor, IPV6_OPTIONS.level, IPV6_OPTIONS.hops, value);
  return six < 0 ? errorOf(-six) : undefined;
}

const TCP = 6, TCP_MD5SIG = 14;
/** struct tcp_md5sig: sockaddr_storage, flags, prefix length, key length, interface, key. */
const MD5_OCTETS = 216, MD5_KEY_LENGTH_AT = 130, MD5_KEY_AT = 136;
const IPV4_OPTIONS = { level: 0, hops: 2, minimum: 21 };
const IPV6_OPTIONS = { level: 41, hops: 16, minimum: 73 };
