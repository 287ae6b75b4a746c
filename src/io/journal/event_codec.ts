/**
 * One journal record: u32 length of what follows, u8 kind, f64 microseconds, body, u32 running hash of the answers.
 * `received` and `room` make up nearly all records and are raw; the rest is rare and packed.
 */
import type { Event, What } from "../../controller/step.ts";
import { pack, unpack } from "../../lib/pack.ts";
import { OctetReader, type OctetWriter } from "./octets.ts";

/** A record read back. `computed` has lost its result: replay makes it again and compares the hash. */
export type JournalRecord =
  | { readonly record: "head"; readonly head: Head }
  | {
    readonly record: "event";
    readonly event: Event;
    readonly hash: number;
    readonly threw: boolean;
  }
  | {
    readonly record: "computed";
    readonly at: number;
    readonly batch: number;
    readonly resultHash: number;
    readonly hash: number;
    readonly threw: boolean;
  };

/** What a segment begins with. An empty `core` means a new core, which its "started" event then fills. */
export interface Head {
  readonly version: string;
  readonly at: number; // microseconds since 1970
  readonly why: string; // "start", "rotation", "reload: …"
  readonly core: Uint8Array;
}

export function writeHead(w: OctetWriter, head: Head): void {
  const start = begin(w, KIND.head, head.at);
  w.text(head.version);
  w.text(head.why);
  w.u32(head.core.length);
  w.octets(head.core);
  end(w, start, 0);
}

export function writeEvent(
  w: OctetWriter,
  event: Event,
  hash: number,
  threw: boolean,
  resultHash: number,
): void {
  const { what } = event;
  const flag = threw ? THREW : 0;
  let start: number;
  if (what.on === "received") {
    start = begin(w, KIND.received | flag, event.at);
    w.u32(what.connection);
    w.octets(what.bytes);
  } else if (what.on === "room") {
    start = begin(w, KIND.room | flag, event.at);
    w.u32(what.connection);
    w.u32(what.octets);
  } else if (what.on === "computed") {
    start = begin(w, KIND.computed | flag, event.at);
    w.u32(what.batch);
    w.u32(resultHash);
  } else {
    start = begin(w, KIND.other | flag, event.at);
    w.octets(pack(what));
  }
  end(w, start, hash);
}

/** The record at `at`, and where the next one begins; undefined when the file ends inside it (a crash). */
export function readRecord(
  bytes: Uint8Array,
  at: number,
): { readonly record: JournalRecord; readonly next: number } | undefined {
  if (at + 4 > bytes.length) return undefined;
  const length = new OctetReader(bytes, at).u32();
  const next = at + 4 + length;
  if (length < 13 || next > bytes.length) return undefined;
  const r = new OctetReader(bytes, at + 4, next - 4);
  const kindAndFlag = r.u8();
  const time = r.f64();
  const hash = new OctetReader(bytes, next - 4, next).u32();
  const threw = (kindAndFlag & THREW) !== 0;
  const record = readBody(r, kindAndFlag & ~THREW, time, hash, threw);
  return { record, next };
}

function readBody(
  r: OctetReader,
  kind: number,
  at: number,
  hash: number,
  threw: boolean,
): JournalRecord {
  switch (kind) {
    case KIND.head: {
      const version = r.text(), why = r.text();
      return { record: "head", head: { version, at, why, core: r.octets(r.u32()) } };
    }
    case KIND.received:
      return event(at, { on: "received", connection: r.u32(), bytes: r.rest() }, hash, threw);
    case KIND.room:
      return event(at, { on: "room", connection: r.u32(), octets: r.u32() }, hash, threw);
    case KIND.computed:
      return { record: "computed", at, batch: r.u32(), resultHash: r.u32(), hash, threw };
    case KIND.other: // written by this program from a What, and guarded by the length
      return event(at, unpack(r.rest()) as unknown as What, hash, threw);
    default:
      throw new RangeError(`No journal record of kind ${kind}`);
  }
}

const event = (at: number, what: What, hash: number, threw: boolean): JournalRecord => ({
  record: "event",
  event: { at, what },
  hash,
  threw,
});

function begin(w: OctetWriter, kind: number, at: number): number {
  const start = w.at;
  w.u32(0);
  w.u8(kind);
  w.f64(at);
  return start;
}
function end(w: OctetWriter, start: number, hash: number): void {
  w.u32(hash >>> 0);
  const stop = w.at;
  w.at = start;
  w.u32(stop - start - 4);
  w.at = stop;
}

const KIND = { head: 1, received: 2, room: 3, computed: 4, other: 5 } as const;
const THREW = 0x80;
