/** Packets of a capture file, whichever of the two formats; what is broken is told with its place, never thrown. */
import { isPcap, readPcap } from "./pcap.ts";
import { isPcapng, readPcapng } from "./pcapng.ts";

export interface Packet {
  /** Counted from 1 over the whole file, as Wireshark counts. */
  readonly number: number;
  readonly atMicroseconds: number;
  /** LINKTYPE_… of https://www.tcpdump.org/linktypes.html. */
  readonly linkType: number;
  readonly bytes: Uint8Array;
  /** Octets that it had on the wire; more than `bytes` when the capture was limited. */
  readonly originalLength: number;
}
export interface Capture {
  readonly packets: readonly Packet[];
  /** What could not be read, each with the octet of the file. */
  readonly problems: readonly string[];
}

/** Far more than any capture of a few sessions has; each takes memory, however short it is. */
export const MOST_PACKETS = 4_000_000;
export const tooMany = (at: number): string =>
  `octet ${at}: more than ${MOST_PACKETS} packets: those after them are left out, split the file`;

export const isCapture = (bytes: Uint8Array): boolean => isPcap(bytes) || isPcapng(bytes);

/** All packets of a file for which isCapture() holds; one that ends inside a packet gives those before it. */
export const readCapture = (bytes: Uint8Array): Capture =>
  isPcapng(bytes) ? readPcapng(bytes) : readPcap(bytes);

/** Gzip's magic (RFC 1952 §2.3.1): captures often lie about compressed. */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;
