/** The messages in a capture file: by port, else by what the octets look like; in the order of their time. */
import { EdgeError } from "../../io/edge_error.ts";
import { readCapture } from "./capture.ts";
import type { Found, FoundMessage } from "./found_message.ts";
import { tcpPayloads } from "./ip_packets.ts";
import { cutMessages, type Protocol, protocolSpoken } from "./message_cutter.ts";
import { type End, type Piece, type Stream, tcpStreams } from "./tcp_streams.ts";

export type Ports = ReadonlyMap<number, Protocol>;
export const USUAL_PORTS: Ports = new Map([[4189, "pcep"], [179, "bgp"]]);

/** `wanted`: the other protocol is left out. Throws EdgeError when there is no message at all. */
export function messagesInCapture(
  input: Uint8Array,
  ports: Ports,
  wanted: Protocol | undefined,
): Found {
  const { packets, problems } = readCapture(input);
  const payloads = tcpPayloads(packets);
  const notes = [...problems, ...payloads.problems];
  const messages: FoundMessage[] = [];
  for (const stream of tcpStreams(payloads.segments)) {
    const protocol = protocolOf(stream, ports);
    if (protocol === undefined || (wanted && wanted !== protocol)) continue;
    readStream(stream, protocol, messages, notes);
  }
  if (messages.length === 0 && !notes.some((note) => note.includes(": TLS, "))) {
    const why = notes.length === 0 ? "" : `: ${notes.join("; ")}`;
    const of = wanted === undefined ? "no PCEP and no BGP" : `no ${wanted.toUpperCase()}`;
    const count = `${packets.length} ${packets.length === 1 ? "packet" : "packets"}`;
    throw new EdgeError(`the capture (${count}) holds ${of} over TCP${why}`);
  }
  messages.sort((a, b) => (a.atMicroseconds ?? 0) - (b.atMicroseconds ?? 0));
  return { messages, notes };
}

function readStream(
  stream: Stream,
  protocol: Protocol,
  out: FoundMessage[],
  notes: string[],
): void {
  const ends = { from: words(stream.source), to: words(stream.destination) };
  const who = `${ends.from} → ${ends.to}`;
  let inTls = 0;
  for (const [i, piece] of stream.pieces.entries()) {
    const { missingBefore, contradicted } = piece;
    const octets = joined(piece);
    if (missingBefore > 0) notes.push(`${who}: ${missingBefore} octets were not captured`);
    if (contradicted > 0) {
      notes.push(`${who}: ${contradicted} octets came again with another content; the first count`);
    }
    if (inTls > 0) {
      inTls += octets.length;
      continue;
    }
    const inside = i > 0 || !stream.fromTheStart || missingBefore > 0;
    const { cuts, tlsAt } = cutMessages(octets, protocol, inside);
    let gap = missingBefore > 0 ? `${missingBefore} octets before were not captured` : "";
    const timeAt = createClock(piece);
    for (const { start, end, broken } of cuts) {
      const note = [gap, broken].filter(Boolean).join("; ");
      out.push({
        protocol,
        bytes: octets.slice(start, end),
        atMicroseconds: timeAt(end - 1),
        ...ends,
        whole: broken === undefined,
        ...(note && { note }),
      });
      gap = "";
    }
    if (tlsAt !== undefined) inTls = octets.length - tlsAt;
  }
  if (inTls > 0) notes.push(`${who}: TLS, ${inTls} octets that only the two ends can read`);
}

function protocolOf(stream: Stream, ports: Ports): Protocol | undefined {
  const { source, destination, pieces } = stream;
  return ports.get(destination.port) ?? ports.get(source.port) ??
    (pieces[0] && protocolSpoken(joined(pieces[0])));
}

function joined({ chunks }: Piece): Uint8Array {
  const only = chunks[0];
  if (only && chunks.length === 1) return only.bytes;
  const whole = new Uint8Array(chunks.reduce((sum, { bytes }) => sum + bytes.length, 0));
  let at = 0;
  for (const { bytes } of chunks) {
    whole.set(bytes, at);
    at += bytes.length;
  }
  return whole;
}

/** When the octet at a place was heard; asked in rising order. */
function createClock({ chunks }: Piece): (at: number) => number {
  let i = 0, end = chunks[0]?.bytes.length ?? 0;
  return (at) => {
    while (at >= end && i + 1 < chunks.length) end += chunks[++i]!.bytes.length;
    return chunks[i]?.atMicroseconds ?? 0;
  };
}

const words = ({ address, port }: End): string =>
  address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
