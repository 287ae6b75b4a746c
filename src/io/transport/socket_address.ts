/** Addresses as the kernel has them: sockaddr of the C library, and sixteen octets for comparing. */
import { formatIpv4, isIpv4, parseAddress, parseIpv6 } from "../../lib/address.ts";
import { AF_INET, AF_INET6 } from "./libc.ts";

/** Sixteen octets, an IPv4 address as ::ffff:192.0.2.1; undefined for what is no address. */
export function sixteenOctets(text: string): Uint8Array | undefined {
  const address = parseAddress(text);
  if (address === undefined) return undefined;
  return parseIpv6(isIpv4(address) ? `::ffff:${formatIpv4(address)}` : address);
}

/** AF_INET or AF_INET6; undefined for what is no address. */
export function familyOf(text: string): number | undefined {
  const address = parseAddress(text);
  return address === undefined ? undefined : isIpv4(address) ? AF_INET : AF_INET6;
}

/** A sockaddr for a socket of `family`, to which an IPv4 address is mapped if need be; undefined if it cannot be. */
export function socketAddress(
  family: number,
  text: string,
  port: number,
): Uint8Array | undefined {
  const octets = sixteenOctets(text);
  if (!octets || (family === AF_INET && familyOf(text) !== AF_INET)) return undefined;
  const bytes = new Uint8Array(family === AF_INET ? 16 : 28);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, family, true); // in the machine's order, which libc.ts has checked
  view.setUint16(2, port);
  if (family === AF_INET) bytes.set(octets.subarray(12), 4);
  else bytes.set(octets, 8);
  return bytes;
}
