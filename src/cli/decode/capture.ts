/** Packets of a capture file, whichever of the two formats; what is broken is told with its place, never thrown. */
import type { Capture } from "./packets.ts";
import { isPcap, readPcap } from "./pcap.ts";
import { isPcapng, readPcapng } from "./pcapng.ts";

export const isCapture = (bytes: Uint8Array): boolean => isPcap(bytes) || isPcapng(bytes);

/** All packets of a file for which isCapture() holds; one that ends inside a packet gives those before it. */
export const readCapture = (bytes: Uint8Array): Capture =>
  isPcapng(bytes) ? readPcapng(bytes) : readPcap(bytes);

/** Gzip's magic (RFC 1952 §2.3.1): captures often lie about compressed. */
export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;
