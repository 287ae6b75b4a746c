/** What was said on all lines, newest last, kept as bytes and put into words when somebody reads it. */
import { decodeMessage as decodeBgp } from "../../src/bgp/codec/decode_message.ts";
import { decodeMessage as decodePcep } from "../../src/pcep/codec/decode.ts";
import { WireError } from "../../src/wire/error.ts";
import type { Topology } from "./topology.ts";
import { bgpWords, pcepWords } from "./words.ts";

type Protocol = "pcep" | "bgp";
interface Spoken {
  readonly at: number;
  readonly direction: "in" | "out"; // as the controller sees it
  readonly line: number;
  readonly protocol: Protocol;
  readonly bytes: Uint8Array;
}
interface Noted {
  readonly at: number;
  readonly note: string;
}

export class Tape {
  #entries: (Spoken | Noted)[] = [];
  constructor(
    readonly topology: Topology,
    readonly start: number,
    readonly longest = 50_000,
  ) {}

  /** False for keepalives, which are not kept. */
  add(
    at: number,
    direction: "in" | "out",
    line: number,
    protocol: Protocol,
    bytes: Uint8Array,
  ): boolean {
    if (bytes.length === (protocol === "pcep" ? 4 : 19)) return false;
    this.#push({ at, direction, line, protocol, bytes });
    return true;
  }
  note(at: number, note: string): void {
    this.#push({ at, note });
  }
  /** Lines such as `12.345 paris < PCUpd srp 4 …` ("<" is to the router); of one router if named. */
  lines(router?: string): readonly string[] {
    return this.#entries.flatMap((entry) => {
      const seconds = ((entry.at - this.start) / 1e6).toFixed(3);
      if ("note" in entry) {
        return router === undefined || entry.note.includes(router)
          ? [`${seconds} # ${entry.note}`]
          : [];
      }
      const name = this.nameOf(entry.line);
      if (router !== undefined && name !== router) return [];
      const arrow = entry.direction === "in" ? ">" : "<";
      return wordsOf(entry.protocol, entry.bytes).map((words) =>
        `${seconds} ${name} ${arrow} ${words}`
      );
    });
  }
  last(count: number): string {
    return this.lines().slice(-count).join("\n");
  }
  clear(): void {
    this.#entries = [];
  }
  nameOf(line: number): string {
    const routers = this.topology.routers;
    return routers[line]?.name ?? `feed${line - routers.length + 1}`;
  }
  #push(entry: Spoken | Noted): void {
    this.#entries.push(entry);
    if (this.#entries.length > 2 * this.longest) this.#entries = this.#entries.slice(-this.longest);
  }
}

/** Each whole message of a write in words. */
export function wordsOf(protocol: Protocol, bytes: Uint8Array): readonly string[] {
  return messagesIn(protocol, bytes).map((one) => {
    try {
      if (protocol === "pcep") return pcepWords(decodePcep(one));
      const message = decodeBgp(one);
      return message.kind === "malformed" ? `malformed: ${message.fault.why}` : bgpWords(message);
    } catch (error) {
      if (error instanceof WireError) return `malformed: ${error.detail}`;
      throw error;
    }
  });
}

/** The messages in octets that begin with one; the last may be cut short. */
export function messagesIn(protocol: Protocol, bytes: Uint8Array): readonly Uint8Array[] {
  const lengthAt = protocol === "pcep" ? 2 : 16, shortest = protocol === "pcep" ? 4 : 19;
  const messages: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = at + shortest > bytes.length
      ? bytes.length - at
      : Math.max(shortest, bytes[at + lengthAt]! << 8 | bytes[at + lengthAt + 1]!);
    messages.push(bytes.subarray(at, at + length));
    at += length;
  }
  return messages;
}
