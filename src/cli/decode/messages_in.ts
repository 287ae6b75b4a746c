/** The messages in what `decode` is given: hex, JSON lines, a capture, or the octets themselves. */
import { Framer as BgpFramer } from "../../bgp/codec/framer.ts";
import { WireError } from "../../wire/error.ts";
import { Framer as PcepFramer } from "../../pcep/codec/framer.ts";
import { EdgeError } from "../../io/edge_error.ts";
import { isCapture, readCapture } from "./capture.ts";
import { type Piece, type Stream, tcpStreams } from "./tcp_streams.ts";

export type Protocol = "pcep" | "bgp";
export interface FoundMessage {
  readonly protocol: Protocol;
  readonly bytes: Uint8Array;
  readonly atMicroseconds?: number;
  readonly from?: string;
  readonly to?: string;
  /** What is wrong around the message: octets missing before it, a stream that makes no sense. */
  readonly note?: string;
}

/** Throws EdgeError when nothing in `input` can be understood. */
export function messagesIn(input: Uint8Array, protocol: Protocol | undefined): FoundMessage[] {
  if (isCapture(input)) return messagesInCapture(input, protocol);
  const text = textOf(input);
  if (text === undefined) return cut(input, protocolOf(input, protocol));
  if (/^\s*[{[]/.test(text)) return messagesInJsonLines(text, protocol);
  const bytes = hexIn(text);
  return cut(bytes, protocolOf(bytes, protocol));
}

function messagesInCapture(input: Uint8Array, wanted: Protocol | undefined): FoundMessage[] {
  const found = tcpStreams(readCapture(input)).flatMap((stream) => {
    const protocol = protocolOfStream(stream);
    if (protocol === undefined || (wanted && wanted !== protocol)) return [];
    return stream.pieces.flatMap((piece) => messagesInPiece(piece, stream, protocol));
  });
  if (found.length === 0) throw new EdgeError("the capture holds no PCEP and no BGP over TCP");
  return found.sort((a, b) => (a.atMicroseconds ?? 0) - (b.atMicroseconds ?? 0));
}

function messagesInPiece(piece: Piece, stream: Stream, protocol: Protocol): FoundMessage[] {
  const cutter = createCutter(protocol);
  const ends = { from: words(stream.source), to: words(stream.destination) };
  const found: FoundMessage[] = [];
  let note = piece.missingBefore > 0
    ? `${piece.missingBefore} octets before were not captured`
    : "";
  for (const { atMicroseconds, bytes } of piece.chunks) {
    for (const message of cutter.push(bytes)) {
      const more = [note, message.note].filter(Boolean).join("; ");
      found.push({
        protocol,
        bytes: message.bytes,
        atMicroseconds,
        ...ends,
        ...(more && { note: more }),
      });
      note = "";
    }
  }
  return found;
}

function messagesInJsonLines(text: string, wanted: Protocol | undefined): FoundMessage[] {
  const found: FoundMessage[] = [];
  let last: Protocol | undefined; // what begins like nothing is a broken message of the same log
  for (const [i, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const record = parseRecord(line, i + 1);
    const { hex, peer, t, dir } = record;
    if (typeof hex !== "string") continue; // events between the messages
    const bytes = hexIn(hex, `"hex" of line ${i + 1}`);
    const named = protocolNamed(record["proto"] ?? record["protocol"]);
    const protocol = protocolOf(bytes, wanted ?? named ?? protocolLike(bytes) ?? last);
    last = protocol;
    const ends = typeof peer !== "string" ? {} : dir === "out" ? { to: peer } : { from: peer };
    for (const message of cut(bytes, protocol)) {
      found.push({
        ...message,
        ...ends,
        ...(typeof t === "number" && { atMicroseconds: Math.round(t * 1e6) }),
      });
    }
  }
  return found;
}
function parseRecord(line: string, number: number): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === "object" && value !== null) return { ...value };
  } catch { // said below
  }
  throw new EdgeError(`line ${number} is no JSON object`);
}

/** Octets that follow each other without a gap, as messages; what makes no sense is one with a note. */
function cut(bytes: Uint8Array, protocol: Protocol): FoundMessage[] {
  const cutter = createCutter(protocol);
  const found = [...cutter.push(bytes), ...cutter.end()];
  return found.map((message) => ({ protocol, ...message }));
}

interface Cutter {
  push(bytes: Uint8Array): { readonly bytes: Uint8Array; readonly note?: string }[];
  end(): { readonly bytes: Uint8Array; readonly note: string }[];
}
function createCutter(protocol: Protocol): Cutter {
  return protocol === "pcep" ? cutPcep() : cutBgp();
}
function cutPcep(): Cutter {
  const framer = new PcepFramer();
  let lost = false;
  return {
    push(bytes) {
      if (lost) return [];
      framer.push(bytes);
      const found: { bytes: Uint8Array; note?: string }[] = [];
      for (let next = framer.next(); next !== undefined; next = framer.next()) {
        if (next instanceof WireError) {
          lost = true;
          found.push({
            bytes: bytes.slice(),
            note: `the stream cannot be followed: ${next.detail}`,
          });
          break;
        }
        found.push({ bytes: next });
      }
      return found;
    },
    end: () =>
      framer.pending > 0 ? [{ bytes: framer.rest(), note: "the message is not whole" }] : [],
  };
}
function cutBgp(): Cutter {
  const framer = new BgpFramer();
  let lost = false;
  return {
    push(bytes) {
      if (lost) return [];
      const { messages, fault } = framer.push(bytes);
      const found: { bytes: Uint8Array; note?: string }[] = messages.map((m) => ({
        bytes: m.slice(),
      }));
      if (fault) {
        lost = true;
        found.push({ bytes: bytes.slice(), note: "the stream cannot be followed: bad header" });
      }
      return found;
    },
    end: () =>
      framer.pending > 0
        ? [{ bytes: framer.partial.slice(), note: "the message is not whole" }]
        : [],
  };
}

function protocolOf(bytes: Uint8Array, wanted: Protocol | undefined): Protocol {
  const protocol = wanted ?? protocolLike(bytes);
  if (protocol) return protocol;
  throw new EdgeError("these octets begin neither as PCEP nor as BGP; say --protocol pcep or bgp");
}
function protocolLike(bytes: Uint8Array): Protocol | undefined {
  if (bytes.length >= 4 && bytes.subarray(0, 16).every((octet) => octet === 0xff)) return "bgp";
  return bytes[0]! >>> 5 === 1 ? "pcep" : undefined;
}
function protocolOfStream({ source, destination }: Stream): Protocol | undefined {
  const ports = [source.port, destination.port];
  return ports.includes(4189) ? "pcep" : ports.includes(179) ? "bgp" : undefined;
}
const protocolNamed = (name: unknown): Protocol | undefined =>
  name === "pcep" || name === "bgp" ? name : undefined;

/** Digits in pairs; spaces, colons, "0x" and what follows "#" do not count. */
function hexIn(text: string, where?: string): Uint8Array {
  const digits = text.replace(/#.*$/gm, "").replace(/0x/gi, "").replace(/[\s:,]/g, "");
  if (digits === "") throw new EdgeError(`${where ?? "the input"} is empty`);
  if (!/^[0-9a-f]*$/i.test(digits) || digits.length % 2 !== 0) {
    throw new EdgeError(
      where ? `${where} is no hex` : "the input is neither hex, JSON lines nor a capture file",
    );
  }
  return Uint8Array.from(
    { length: digits.length / 2 },
    (_, i) => parseInt(digits.slice(2 * i, 2 * i + 2), 16),
  );
}
function textOf(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(bytes);
  // deno-lint-ignore no-control-regex -- exactly these characters tell octets from text
  return /[\u0000-\u0008\u000e-\u001f\ufffd]/.test(text) ? undefined : text;
}
const words = ({ address, port }: { readonly address: string; readonly port: number }): string =>
  address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
