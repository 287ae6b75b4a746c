/** What is read of a capture file, of whichever format. */
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
