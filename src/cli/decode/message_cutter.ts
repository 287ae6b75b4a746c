/**
 * Octets of one direction, cut into messages (RFC 5440 §6.1, RFC 4271 §4.1). What is no message becomes a part
 * with a note, and cutting goes on where the next message begins: nothing is thrown.
 */
import { HEADER_LENGTH, MESSAGES } from "../../bgp/registry/messages.ts";
import { messageRow } from "../../pcep/registry/messages.ts";

export type Protocol = "pcep" | "bgp";
export interface Cut {
  readonly start: number;
  readonly end: number;
  /** Octets that could not be taken as a message, or a message whose end is missing. */
  readonly broken?: string;
}
export interface CutStream {
  readonly cuts: readonly Cut[];
  /** Where TLS begins; what follows is not for us. */
  readonly tlsAt?: number;
}

/** `inside`: the first octet may lie anywhere in a message, because what came before was not captured. */
export function cutMessages(bytes: Uint8Array, protocol: Protocol, inside: boolean): CutStream {
  const cuts: Cut[] = [];
  let at = 0;
  if (inside && isTls(bytes, 0)) return { cuts, tlsAt: 0 };
  if (inside && !holds(bytes, protocol, 0)) {
    at = boundaryAfter(bytes, protocol, 0);
    const broken = "the end of a message that began before";
    if (at > 0) cuts.push(brokenPart(0, at, broken));
  }
  while (at < bytes.length) {
    const length = protocol === "pcep" ? pcepLength(bytes, at) : bgpLength(bytes, at);
    if (typeof length === "string") {
      if (isTls(bytes, at)) return { cuts, tlsAt: at };
      const end = boundaryAfter(bytes, protocol, at + 1);
      cuts.push(brokenPart(at, end, `no message begins here: ${length}`));
      at = end;
      continue;
    }
    const have = bytes.length - at;
    const of = length === undefined ? "its header" : `${length} octets`;
    const missing = length === undefined || length > have;
    const broken = `the message is not whole: ${have} octets of ${of}`;
    const end = missing ? bytes.length : at + length;
    cuts.push({ start: at, end, ...(missing && { broken }) });
    at = end;
  }
  return { cuts };
}

/** Of what is no message, no more than a message can be: a capture may be full of it. */
function brokenPart(start: number, end: number, why: string): Cut {
  const left = end - start - LONGEST;
  if (left <= 0) return { start, end, broken: why };
  return { start, end: start + LONGEST, broken: `${why}; ${left} octets after these are left out` };
}

/** What octets that nobody named look like at their beginning; a single good header is enough. */
export function protocolLike(bytes: Uint8Array): Protocol | undefined {
  if (bytes.length >= 4 && bytes.subarray(0, 16).every((octet) => octet === 0xff)) return "bgp";
  return bytes.length > 0 && bytes[0]! >>> 5 === 1 ? "pcep" : undefined;
}

/** The same, for a stream on a port that says nothing: it must hold to the end of what is there. */
export function protocolSpoken(bytes: Uint8Array): Protocol | undefined {
  const protocol = protocolLike(bytes);
  if (protocol === undefined || bytes.length < SHORTEST[protocol]) return undefined;
  let at = 0;
  while (at < bytes.length) {
    const length = lengthAt(bytes, protocol, at, true);
    if (length === undefined) break;
    if (typeof length === "string") return undefined;
    at += length;
  }
  return protocol;
}

/** A TLS record begins at `at` (RFC 8446 §5.1). */
const isTls = (bytes: Uint8Array, at: number): boolean =>
  bytes.length - at >= 3 && bytes[at]! >= 20 && bytes[at]! <= 23 &&
  bytes[at + 1] === 3 && bytes[at + 2]! <= 4;

function boundaryAfter(bytes: Uint8Array, protocol: Protocol, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    if (holds(bytes, protocol, at)) return at;
  }
  return bytes.length;
}

/** A message begins at `at`, and behind it another one or the end. Four octets of PCEP prove nothing alone. */
function holds(bytes: Uint8Array, protocol: Protocol, at: number): boolean {
  const length = lengthAt(bytes, protocol, at, true);
  if (typeof length !== "number") return false;
  const next = at + length;
  if (next > bytes.length) return length > 4 && bytes.length - at > SHORTEST[protocol];
  const following = next < bytes.length ? lengthAt(bytes, protocol, next, true) : undefined;
  return typeof following !== "string" || isTls(bytes, next);
}

/** Octets of the message at `at`; undefined while its header is not whole; words when none begins there. */
function lengthAt(bytes: Uint8Array, protocol: Protocol, at: number, strict: boolean) {
  const length = protocol === "pcep" ? pcepLength(bytes, at) : bgpLength(bytes, at);
  if (!strict || protocol === "bgp" || typeof length !== "number") return length;
  return pcepObjectsHold(bytes, at, length) ? length : "its objects do not add up";
}

function pcepLength(bytes: Uint8Array, at: number): number | string | undefined {
  const version = bytes[at]! >>> 5;
  if (version !== 1) return `PCEP version ${version}`;
  if (bytes.length - at < 4) return undefined;
  const length = bytes[at + 2]! << 8 | bytes[at + 3]!;
  return length < 4 ? `a message of ${length} octets` : length;
}

/** A known type, no flags, and objects that fill the message exactly, as far as it is there. */
function pcepObjectsHold(bytes: Uint8Array, at: number, length: number): boolean {
  if (bytes[at] !== 0x20 || length % 4 !== 0) return false;
  const row = messageRow(bytes[at + 1]!);
  if (!row || (length === 4) !== /^(Keepalive|StartTLS)/.test(row.name)) return false;
  const end = at + length;
  for (let object = at + 4; object + 4 <= Math.min(end, bytes.length);) {
    const octets = bytes[object + 2]! << 8 | bytes[object + 3]!;
    if (bytes[object] === 0 || octets < 4 || octets % 4 !== 0) return false;
    object += octets;
    if (object > end) return false;
  }
  return true;
}

function bgpLength(bytes: Uint8Array, at: number): number | string | undefined {
  const end = Math.min(at + 16, bytes.length);
  for (let i = at; i < end; i++) {
    if (bytes[i] !== 0xff) return "the marker is not all ones";
  }
  if (bytes.length - at < HEADER_LENGTH) return undefined;
  const length = bytes[at + 16]! << 8 | bytes[at + 17]!, type = bytes[at + 18]!;
  if (length < HEADER_LENGTH) return `a message of ${length} octets`;
  return BGP_TYPES.has(type) ? length : `message type ${type}`;
}

const LONGEST = 0xffff;
const BGP_TYPES = new Set<number>(Object.values(MESSAGES).map(({ type }) => type));
const SHORTEST: Readonly<Record<Protocol, number>> = { pcep: 8, bgp: HEADER_LENGTH };
