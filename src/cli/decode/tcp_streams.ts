/** From segments to what each TCP sender said: reordered, without repetitions, with the gaps marked (RFC 9293 §3.4). */
import type { TcpPayload } from "./ip_packets.ts";

/** One direction of one connection, as pieces without gaps between their octets. */
export interface Stream {
  readonly source: End;
  readonly destination: End;
  /** The connection's beginning was captured. */
  readonly fromTheStart: boolean;
  readonly pieces: readonly Piece[];
}
export interface End {
  readonly address: string;
  readonly port: number;
}
export interface Piece {
  readonly missingBefore: number; // octets that were not captured
  readonly chunks: readonly Chunk[];
  /** Octets that were sent again with another content; the first are taken. */
  readonly contradicted: number;
}
export interface Chunk {
  readonly atMicroseconds: number;
  readonly bytes: Uint8Array;
}

interface Segment extends Chunk {
  readonly source: End;
  readonly destination: End;
  readonly sequence: number;
  readonly syn: boolean;
}
/** One direction while it is collected. */
interface Flow {
  readonly segments: Segment[];
  syn?: number; // its sequence number
}

/** Streams in the order of their first octets. */
export function tcpStreams(payloads: readonly TcpPayload[]): Stream[] {
  const open = new Map<string, Flow>();
  const flows: Flow[] = [];
  for (const payload of payloads) {
    const segment = readSegment(payload);
    if (!segment || (segment.bytes.length === 0 && !segment.syn)) continue;
    const { source, destination } = segment;
    const key = `${source.address} ${source.port} ${destination.address} ${destination.port}`;
    let flow = open.get(key);
    if (!flow || isAnother(flow, segment)) {
      flow = { segments: [] };
      open.set(key, flow);
      flows.push(flow);
    }
    if (segment.syn) flow.syn = segment.sequence;
    flow.segments.push(segment);
  }
  return flows.filter(({ segments }) => segments.some(({ bytes }) => bytes.length > 0))
    .map(toStream);
}

/** A SYN begins another connection of the same ports, unless it was only sent again or came late. */
function isAnother(flow: Flow, segment: Segment): boolean {
  if (!segment.syn) return false;
  if (flow.syn !== undefined) return flow.syn !== segment.sequence;
  const ahead = flow.segments[0]!.sequence - segment.sequence | 0;
  return ahead < 0 || ahead > LATE_OCTETS;
}

function toStream({ segments, syn }: Flow): Stream {
  const { source, destination } = segments[0]!;
  const base = syn === undefined ? segments[0]!.sequence : syn + 1;
  let highest = 0;
  const sorted = segments.filter(({ bytes }) => bytes.length > 0).map((s) => {
    const said = s.sequence + (s.syn ? 1 : 0) - base; // the SYN counts as an octet
    const at = highest + ((said - highest) | 0); // the sequence wraps at 2^32
    highest = Math.max(highest, at);
    return { at, s };
  }).sort((a, b) => a.at - b.at);
  return {
    source,
    destination,
    fromTheStart: syn !== undefined,
    pieces: piecesOf(sorted, syn !== undefined),
  };
}

function piecesOf(
  sorted: readonly { readonly at: number; readonly s: Segment }[],
  fromTheStart: boolean,
): Piece[] {
  const pieces: { missingBefore: number; chunks: Chunk[]; contradicted: number }[] = [];
  let next = fromTheStart ? 0 : sorted[0]?.at ?? 0;
  let latest = 0;
  for (const { at, s } of sorted) {
    const known = Math.min(next - at, s.bytes.length);
    const piece = pieces.at(-1);
    if (known > 0 && piece) piece.contradicted += differing(piece.chunks, next - at, s.bytes);
    if (known >= s.bytes.length) continue;
    if (!piece || known < 0) {
      pieces.push({ missingBefore: Math.max(at - next, 0), chunks: [], contradicted: 0 });
    }
    latest = Math.max(latest, s.atMicroseconds); // octets are heard when those before them are
    const bytes = known > 0 ? s.bytes.subarray(known) : s.bytes;
    pieces.at(-1)!.chunks.push({ atMicroseconds: latest, bytes });
    next = at + s.bytes.length;
  }
  return pieces;
}

/** How many of `bytes` differ from what is there; they begin `back` octets before the end of `chunks`. */
function differing(chunks: readonly Chunk[], back: number, bytes: Uint8Array): number {
  let end = 0, count = 0; // counted backwards from the end of the piece
  for (let i = chunks.length - 1; i >= 0 && end < back; i--) {
    const chunk = chunks[i]!.bytes;
    end += chunk.length;
    for (let j = 0; j < chunk.length; j++) {
      const at = back - end + j;
      if (at >= 0 && at < bytes.length && bytes[at] !== chunk[j]) count++;
    }
  }
  return count;
}

function readSegment({ tcp, ...packet }: TcpPayload): Segment | undefined {
  if (tcp.length < 20) return undefined;
  const header = (tcp[12]! >>> 4) * 4;
  if (header < 20) return undefined;
  const view = new DataView(tcp.buffer, tcp.byteOffset, tcp.byteLength);
  return {
    atMicroseconds: packet.atMicroseconds,
    source: { address: packet.source, port: view.getUint16(0) },
    destination: { address: packet.destination, port: view.getUint16(2) },
    sequence: view.getUint32(4),
    syn: (tcp[13]! & 2) !== 0,
    bytes: tcp.subarray(header),
  };
}

/** Octets that may overtake the SYN of their connection in a capture. */
const LATE_OCTETS = 1 << 20;
