/**
 * Reads PCEP out of a packet capture: pcap, Ethernet, IPv4, TCP reassembly, message and object
 * headers. Deliberately not the product's decoder: a witness must not share its mistakes.
 */
import { readFileSync } from "node:fs";

export interface WireObject {
  readonly class: number;
  readonly type: number;
  readonly body: Uint8Array;
}

export interface WireMessage {
  /** Seconds since 1970. */
  readonly at: number;
  readonly from: string;
  readonly to: string;
  readonly type: number;
  readonly objects: readonly WireObject[];
  readonly bytes: Uint8Array;
}

export interface WireLsp {
  readonly plspId: number;
  readonly delegated: boolean;
  readonly synchronising: boolean;
  readonly remove: boolean;
  readonly operational: number;
  readonly name: string | undefined;
}

/** Every complete PCEP message of a capture, in the order it was on the wire. */
export function readPcepMessages(file: string, port = 4189): readonly WireMessage[] {
  const streams = new Map<string, Stream>();
  const messages: WireMessage[] = [];
  for (const segment of readSegments(readFileSync(file))) {
    if (segment.sourcePort !== port && segment.destinationPort !== port) continue;
    const key = `${segment.from}:${segment.sourcePort}>${segment.to}:${segment.destinationPort}`;
    let stream = streams.get(key);
    if (stream === undefined || segment.syn) {
      stream = { next: segment.sequence + (segment.syn ? 1 : 0), early: new Map(), rest: EMPTY };
      streams.set(key, stream);
    }
    messages.push(...cutMessages(stream, segment));
  }
  return messages;
}

/** PCUpd, PCInitiate, or a PCRep with an ERO: what can change a router. */
export function changesPath(message: WireMessage): boolean {
  if (message.type === PCUPD || message.type === PCINITIATE) return true;
  return message.type === PCREP && message.objects.some((object) => object.class === ERO);
}

/** The LSP object of a message (RFC 8231 §7.3) with the symbolic path name (TLV 17). */
export function lspOf(message: WireMessage): WireLsp | undefined {
  const body = message.objects.find((object) => object.class === LSP)?.body;
  if (body === undefined) return undefined;
  const word = viewOf(body).getUint32(0);
  let name: string | undefined;
  for (let at = 4; at + 4 <= body.length;) {
    const type = viewOf(body).getUint16(at);
    const length = viewOf(body).getUint16(at + 2);
    if (type === 17) name = new TextDecoder().decode(body.subarray(at + 4, at + 4 + length));
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return {
    plspId: word >>> 12,
    delegated: (word & 1) !== 0,
    synchronising: (word & 2) !== 0,
    remove: (word & 4) !== 0,
    operational: word >>> 4 & 7,
    name,
  };
}

/** Identifier and R flag of the SRP object (RFC 8231 §7.2, RFC 8281 §5.2). */
export function srpOf(message: WireMessage): { id: number; remove: boolean } | undefined {
  const body = message.objects.find((object) => object.class === SRP)?.body;
  if (body === undefined) return undefined;
  const view = viewOf(body);
  return { id: view.getUint32(4), remove: (view.getUint32(0) & 1) !== 0 };
}

/** Labels of the SR sub-objects of the ERO (RFC 8664 §4.3), or undefined without an ERO. */
export function labelsOf(message: WireMessage): readonly number[] | undefined {
  const body = message.objects.find((object) => object.class === ERO)?.body;
  if (body === undefined) return undefined;
  const labels: number[] = [];
  for (let at = 0; at + 8 <= body.length; at += Math.max(4, body[at + 1] ?? 0)) {
    const isSr = ((body[at] ?? 0) & 0x7f) === 36;
    const hasSid = ((body[at + 3] ?? 0) & 4) === 0;
    if (isSr && hasSid) labels.push(viewOf(body).getUint32(at + 4) >>> 12);
  }
  return labels;
}

/** "type/value" of the PCEP-ERROR objects of a PCErr (RFC 5440 §7.15). */
export function errorsOf(message: WireMessage): readonly string[] {
  return message.objects.filter((object) => message.type === PCERR && object.class === ERROR)
    .map(({ body }) => `${body[2]}/${body[3]}`);
}

/** Flags of STATEFUL-PCE-CAPABILITY (TLV 16) in an Open: U=1, I=4 (RFC 8231 §7.1.1, RFC 8281 §4.1). */
export function capabilityOf(message: WireMessage): number {
  const body = message.objects.find((object) => object.class === OPEN)?.body ?? EMPTY;
  for (let at = 4; at + 8 <= body.length;) {
    const length = viewOf(body).getUint16(at + 2);
    if (viewOf(body).getUint16(at) === 16) return viewOf(body).getUint32(at + 4);
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return 0;
}

interface Segment {
  readonly at: number;
  readonly from: string;
  readonly to: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly syn: boolean;
  readonly payload: Uint8Array;
}

interface Stream {
  next: number;
  readonly early: Map<number, Segment>;
  rest: Uint8Array;
}

function* readSegments(file: Uint8Array): Generator<Segment> {
  if (file.length < 24) return;
  const view = viewOf(file);
  const little = view.getUint8(0) === 0xd4 || view.getUint8(0) === 0x4d;
  const fractions = view.getUint32(0, little) === 0xa1b23c4d ? 1e9 : 1e6;
  for (let at = 24; at + 16 <= file.length;) {
    const length = view.getUint32(at + 8, little);
    const seconds = view.getUint32(at, little) + view.getUint32(at + 4, little) / fractions;
    const segment = readSegment(seconds, file.subarray(at + 16, at + 16 + length));
    if (segment !== undefined) yield segment;
    at += 16 + length;
  }
}

function readSegment(at: number, frame: Uint8Array): Segment | undefined {
  if (frame.length < 54) return undefined;
  const view = viewOf(frame);
  if (view.getUint16(12) !== 0x0800 || view.getUint8(23) !== 6) return undefined;
  const ip = 14;
  const tcp = ip + (view.getUint8(ip) & 15) * 4;
  const end = ip + view.getUint16(ip + 2);
  return {
    at,
    from: [...frame.subarray(ip + 12, ip + 16)].join("."),
    to: [...frame.subarray(ip + 16, ip + 20)].join("."),
    sourcePort: view.getUint16(tcp),
    destinationPort: view.getUint16(tcp + 2),
    sequence: view.getUint32(tcp + 4),
    syn: (view.getUint8(tcp + 13) & 2) !== 0,
    payload: frame.subarray(tcp + (view.getUint8(tcp + 12) >>> 4) * 4, end),
  };
}

/** Puts a segment where it belongs and cuts off what is complete now. */
function cutMessages(stream: Stream, segment: Segment): readonly WireMessage[] {
  if (segment.payload.length > 0) stream.early.set(segment.sequence, segment);
  for (;;) {
    const ready = [...stream.early.values()].find((early) => ahead(early, stream) <= 0);
    if (ready === undefined) break;
    stream.early.delete(ready.sequence);
    const fresh = ready.payload.subarray(-ahead(ready, stream)); // minus what was seen already
    if (fresh.length === 0) continue;
    stream.rest = concatenate(stream.rest, fresh);
    stream.next = (stream.next + fresh.length) >>> 0;
  }
  const messages: WireMessage[] = [];
  while (stream.rest.length >= 4) {
    const length = viewOf(stream.rest).getUint16(2);
    if (length < 4 || length > stream.rest.length) break;
    const bytes = stream.rest.subarray(0, length);
    stream.rest = stream.rest.subarray(length);
    const { at, from, to } = segment;
    messages.push({ at, from, to, type: bytes[1] ?? 0, objects: readObjects(bytes), bytes });
  }
  return messages;
}

/** How many octets lie between what is expected next and this segment; negative: seen before. */
function ahead(segment: Segment, stream: Stream): number {
  return (segment.sequence - stream.next) | 0;
}

export function readObjects(message: Uint8Array): readonly WireObject[] {
  const objects: WireObject[] = [];
  for (let at = 4; at + 4 <= message.length;) {
    const length = viewOf(message).getUint16(at + 2);
    if (length < 4) break;
    const body = message.subarray(at + 4, at + length);
    objects.push({ class: message[at] ?? 0, type: (message[at + 1] ?? 0) >>> 4, body });
    at += length;
  }
  return objects;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function concatenate(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

const EMPTY = new Uint8Array(0);
const OPEN = 1;
const ERO = 7;
const ERROR = 13;
const LSP = 32;
const SRP = 33;
export const PCREQ = 3;
export const PCREP = 4;
export const PCERR = 6;
export const PCRPT = 10;
export const PCUPD = 11;
export const PCINITIATE = 12;
