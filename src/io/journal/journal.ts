/**
 * The journal on disk: segments of event records, each begun with core.save(), so that old ones can go without losing
 * replay. Records gather in memory and are written at the end of a turn, before its answers are carried out.
 */
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { Answer, Event, Journal } from "../../controller/step.ts";
import { hashAnswer, hashFailure, hashValue } from "./answer_hash.ts";
import { writeEvent, writeHead } from "./event_codec.ts";
import { OctetWriter } from "./octets.ts";

export interface JournalOptions {
  readonly folder: string;
  readonly version: string;
  readonly keepSeconds: number; // segments that ended longer ago are deleted
  readonly maximumOctets: number; // of all segments together; the oldest go first
  readonly segmentOctets?: number; // a new segment from here (64 MiB, or an eighth of the maximum)
  readonly segmentSeconds?: number; // or after this time (6 h)
  readonly now: () => number; // microseconds since 1970
  /**
   * The disk refused (full, gone): journalling rests until a new segment can be begun, which is tried now and then; the
   * controller goes on. undefined: it has been begun.
   */
  readonly onTrouble?: (error: Error | undefined) => void;
}

export class FileJournal implements Journal {
  readonly #options: JournalOptions & { segmentOctets: number; segmentSeconds: number };
  readonly #writer = new OctetWriter();
  #file = -1;
  #number: number;
  #written = 0;
  #headOctets = 0; // do not count, or a head larger than a segment would end every one at once
  #since = 0;
  #hash = 0;
  #retryAt = Infinity; // while it rests
  #retryAfter = FIRST_RETRY;

  constructor(options: JournalOptions) {
    const maximum = options.maximumOctets;
    this.#options = {
      segmentOctets: Math.min(64 * 2 ** 20, Math.max(2 ** 16, Math.floor(maximum / 8))),
      segmentSeconds: 6 * 3600,
      ...options,
    };
    mkdirSync(options.folder, { recursive: true, mode: 0o700 });
    this.#number = Math.max(0, ...segmentsOf(options.folder).map((s) => s.number));
  }

  /** The path of the segment that is being written. */
  get segment(): string {
    return join(this.#options.folder, segmentName(this.#number));
  }
  /** The running hash of the answers so far in this segment. */
  get hash(): number {
    return this.#hash;
  }
  /** True when the segment is long or old enough that a new one should begin. */
  get full(): boolean {
    if (this.#retryAt !== Infinity) return this.#options.now() >= this.#retryAt;
    return this.#written - this.#headOctets + this.#writer.at >= this.#options.segmentOctets ||
      this.#options.now() - this.#since >= this.#options.segmentSeconds * 1e6;
  }

  /** Ends the segment and begins the next; an empty head means that a new core follows. */
  begin(head: Uint8Array, why = "rotation"): void {
    this.flush();
    if (this.#file >= 0) closeSync(this.#file);
    this.#file = -1;
    this.#number++;
    this.#written = 0;
    this.#hash = 0;
    const at = this.#since = this.#options.now();
    let made = false;
    this.#guarded(() => {
      this.#removeOld();
      this.#file = openSync(this.segment, "wx", 0o600);
      made = true;
      this.#writer.octets(MAGIC);
      writeHead(this.#writer, { version: this.#options.version, at, why, core: head });
    });
    this.flush();
    this.#headOctets = this.#written;
    if (this.#file >= 0) this.#mended();
    else if (made) rmSync(this.segment, { force: true }); // half a head is of no use to anybody
  }
  #mended(): void {
    if (this.#retryAt === Infinity) return;
    this.#retryAt = Infinity;
    this.#retryAfter = FIRST_RETRY;
    this.#options.onTrouble?.(undefined);
  }

  /** Hashes the answer (undefined: the core threw) and keeps the event. */
  record(event: Event, answer: Answer | undefined): void {
    this.#hash = answer ? hashAnswer(this.#hash, answer) : hashFailure(this.#hash);
    this.append(event, this.#hash, answer === undefined);
  }

  append(event: Event, hashOfAnswers: number, threw = false): void {
    const resultHash = event.what.on === "computed" ? hashValue(event.what.result) : 0;
    const before = this.#writer.at;
    writeEvent(this.#writer, event, hashOfAnswers, threw, resultHash);
    // What the store held is a head too: a large one must not end the first segment at once.
    if (event.what.on === "started") this.#headOctets += this.#writer.at - before;
    if (this.#writer.at > FLUSH_AT) this.flush();
  }

  /** Hands what has gathered to the kernel: a crash of this program loses nothing of it. */
  flush(): void {
    const { bytes, at } = this.#writer;
    this.#writer.reset();
    this.#written += at;
    if (this.#file < 0) return;
    this.#guarded(() => {
      for (let from = 0; from < at;) from += writeSync(this.#file, bytes, from, at - from);
    });
  }

  close(): void {
    this.flush();
    if (this.#file >= 0) closeSync(this.#file);
    this.#file = -1;
  }

  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (this.#file >= 0) closeSync(this.#file);
      this.#file = -1;
      const first = this.#retryAt === Infinity;
      this.#retryAt = this.#options.now() + this.#retryAfter;
      this.#retryAfter = Math.min(2 * this.#retryAfter, LAST_RETRY);
      if (first) {
        this.#options.onTrouble?.(error instanceof Error ? error : new Error(String(error)));
      }
    }
  }
  #removeOld(): void {
    const { folder, keepSeconds, maximumOctets, now } = this.#options;
    const oldest = now() / 1000 - keepSeconds * 1000;
    let octets = 0;
    for (const { name, number } of segmentsOf(folder).reverse()) {
      if (number === this.#number) continue;
      const { size, mtimeMs } = statSync(join(folder, name));
      octets += size;
      if (mtimeMs < oldest || octets > maximumOctets) unlinkSync(join(folder, name));
    }
  }
}

/** The segments of a folder, oldest first. */
export function segmentsOf(folder: string): { readonly name: string; readonly number: number }[] {
  return readdirSync(folder).flatMap((name) => {
    const digits = /^(\d{8})\.journal$/.exec(name)?.[1];
    return digits ? [{ name, number: Number(digits) }] : [];
  }).sort((a, b) => a.number - b.number);
}

const segmentName = (number: number): string => `${String(number).padStart(8, "0")}.journal`;

/** The first octets of every segment, with the version of the format. */
export const MAGIC = new TextEncoder().encode("CAIRNJ1\n");
const FLUSH_AT = 1 << 18;
const FIRST_RETRY = 5e6, LAST_RETRY = 300e6; // microseconds
