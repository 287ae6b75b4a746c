/** The messages in what `decode` is given: hex, JSON lines, a capture, or the octets themselves. */
import { EdgeError } from "../../io/edge_error.ts";
import { isCapture, isGzip } from "./capture.ts";
import { messagesInCapture, type Ports, USUAL_PORTS } from "./capture_messages.ts";
import type { Found, FoundMessage } from "./found_message.ts";
import { hexIn } from "./hex_text.ts";
import { cutMessages, type Protocol, protocolLike } from "./message_cutter.ts";
import { withForms } from "./session_forms.ts";

export interface Reading {
  /** Take everything as this, and of captures only this. */
  readonly protocol?: Protocol | undefined;
  readonly ports?: Ports;
}

/** Throws EdgeError when nothing in `input` can be understood. */
export function messagesIn(input: Uint8Array, reading: Reading = {}): Found {
  const { protocol, ports = USUAL_PORTS } = reading;
  if (isCapture(input)) {
    const { messages, notes } = messagesInCapture(input, ports, protocol);
    return { messages: withForms(messages), notes };
  }
  if (isGzip(input)) throw new EdgeError("the input is compressed: unpack it first (gunzip)");
  const text = textOf(input);
  if (text === undefined) return { messages: cut(input, protocolOf(input, protocol)), notes: [] };
  if (/^\s*[{[]/.test(text)) {
    const { messages, notes } = messagesInJsonLines(text, protocol);
    return { messages: withForms(messages), notes };
  }
  const bytes = hexIn(text);
  return { messages: withForms(cut(bytes, protocolOf(bytes, protocol))), notes: [] };
}

/** A line that cannot be read costs itself; only a text without one good line is refused. */
function messagesInJsonLines(text: string, wanted: Protocol | undefined): Found {
  const messages: FoundMessage[] = [];
  const notes: string[] = [];
  let last: Protocol | undefined; // what begins like nothing is a broken message of the same log
  for (const [i, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    try {
      const found = messagesInLine(line, i + 1, wanted, last);
      if (found.length > 0) last = found[0]!.protocol;
      messages.push(...found);
    } catch (problem) {
      if (!(problem instanceof EdgeError)) throw problem;
      notes.push(problem.message);
    }
  }
  if (messages.length === 0) throw new EdgeError(notes[0] ?? 'no line has a "hex"');
  return { messages, notes };
}

function messagesInLine(
  line: string,
  number: number,
  wanted: Protocol | undefined,
  last: Protocol | undefined,
): FoundMessage[] {
  const record = parseRecord(line, number);
  const { hex, peer, t, dir, from, to } = record;
  if (typeof hex !== "string") return []; // events between the messages
  const bytes = hexIn(hex, `"hex" of line ${number}`);
  const named = protocolNamed(record["proto"] ?? record["protocol"]);
  const protocol = protocolOf(bytes, wanted ?? named ?? protocolLike(bytes) ?? last);
  const out = dir === "out";
  const ends = {
    ...(typeof peer === "string" && (out ? { to: peer } : { from: peer })),
    ...(typeof from === "string" && { from }),
    ...(typeof to === "string" && { to }),
  };
  const seconds = typeof t === "number" ? t : undefined;
  const at = typeof record["at"] === "string" ? Date.parse(record["at"]) / 1000 : NaN;
  const time = seconds ?? at;
  return cut(bytes, protocol).map((message) => ({
    ...message,
    ...ends,
    ...(Number.isFinite(time) && { atMicroseconds: Math.round(time * 1e6) }),
  }));
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
  const { cuts, tlsAt } = cutMessages(bytes, protocol, false);
  const found = cuts.map(({ start, end, broken }) => ({
    protocol,
    bytes: bytes.slice(start, end),
    whole: broken === undefined,
    ...(broken && { note: broken }),
  }));
  if (tlsAt === undefined) return found;
  const note = "TLS from here on: encrypted";
  return [...found, { protocol, bytes: bytes.slice(tlsAt), whole: false, note }];
}

function protocolOf(bytes: Uint8Array, wanted: Protocol | undefined): Protocol {
  const protocol = wanted ?? protocolLike(bytes);
  if (protocol) return protocol;
  throw new EdgeError("these octets begin neither as PCEP nor as BGP; say --protocol pcep or bgp");
}
const protocolNamed = (name: unknown): Protocol | undefined =>
  name === "pcep" || name === "bgp" ? name : undefined;

function textOf(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(bytes);
  // deno-lint-ignore no-control-regex -- exactly these characters tell octets from text
  return /[\u0000-\u0008\u000e-\u001f\ufffd]/.test(text) ? undefined : text;
}
