/**
 * Feeds a journal to a core and compares what it answers with the recorded hashes. Computations are made again here,
 * so that a replay needs nothing but the journal and the same version of the program.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Answer, Computer, Core, Event } from "../../controller/step.ts";
import { hashAnswer, hashFailure, hashValue } from "./answer_hash.ts";
import { type Head, type JournalRecord, readRecord } from "./event_codec.ts";
import { MAGIC, segmentsOf } from "./journal.ts";

export interface ReplayPorts {
  readonly createCore: () => Core;
  readonly loadCore: (head: Uint8Array) => Core;
  readonly computer: Computer;
  readonly until?: number; // microseconds since 1970: stop before the first event after it
  /** Every event with its answer (undefined: the core threw), for people who want to read along. */
  readonly onEvent?: (event: Event, answer: Answer | undefined) => void;
}
export interface ReplayReport {
  readonly segments: number;
  readonly events: number;
  readonly effects: number;
  readonly versions: readonly string[]; // of the program that wrote the segments
  readonly difference?: Difference;
  readonly truncated: readonly string[]; // segments that end inside a record, as after a crash
  readonly core?: Core; // as it stood at the end
}
/** The first event after which the core said something else than was recorded. */
export interface Difference {
  readonly segment: string;
  readonly record: number; // in the segment, from 1
  readonly event: Event;
  readonly why: string;
  readonly answer?: Answer | undefined;
}

/** `path` is one segment, or a folder whose segments are replayed in order. Throws where it is no journal. */
export async function replay(path: string, ports: ReplayPorts): Promise<ReplayReport> {
  if (!existsSync(path)) throw new Error(`there is no ${path}`);
  const files = statSync(path).isDirectory()
    ? segmentsOf(path).map(({ name }) => join(path, name))
    : [path];
  if (files.length === 0) throw new Error(`${path} holds no journal segments`);
  const run = new Run(ports);
  for (const file of files) {
    if (!await run.segment(file)) break;
  }
  return run.report();
}

/** The records of one segment; `truncated` is true when the file ends inside one. */
export function readSegment(path: string): { records: JournalRecord[]; truncated: boolean } {
  const file = readFileSync(path);
  if (file.length === 0) return { records: [], truncated: true }; // begun when the disk was full
  // A plain view, as the core was given: a Buffer's slice() would share instead of copy.
  const bytes = new Uint8Array(file.buffer, file.byteOffset, file.byteLength);
  if (!MAGIC.every((octet, i) => bytes[i] === octet)) {
    throw new Error(`${path} is not a journal of this version of Cairn`);
  }
  const records: JournalRecord[] = [];
  for (let at = MAGIC.length; at < bytes.length;) {
    const read = readRecord(bytes, at);
    if (!read) return { records, truncated: true };
    records.push(read.record);
    at = read.next;
  }
  return { records, truncated: false };
}

class Run {
  #core: Core | undefined;
  #hash = 0;
  #segments = 0;
  #events = 0;
  #effects = 0;
  #difference: Difference | undefined;
  readonly #versions = new Set<string>();
  readonly #truncated: string[] = [];
  #results = new Map<number, unknown>(); // of computations asked for and not yet answered

  constructor(readonly ports: ReplayPorts) {}

  /** False when there is no reason to go on. */
  async segment(path: string): Promise<boolean> {
    const { records, truncated } = readSegment(path);
    if (truncated) this.#truncated.push(path);
    this.#segments++;
    this.#hash = 0;
    for (const [index, record] of records.entries()) {
      if (record.record === "head") {
        this.#begin(record.head);
        continue;
      }
      const at = record.record === "event" ? record.event.at : record.at;
      if (this.ports.until !== undefined && at > this.ports.until) return false;
      const difference = await this.#step(record);
      if (difference) {
        this.#difference = { segment: path, record: index + 1, ...difference };
        return false;
      }
    }
    return true;
  }

  report(): ReplayReport {
    return {
      segments: this.#segments,
      events: this.#events,
      effects: this.#effects,
      versions: [...this.#versions],
      truncated: this.#truncated,
      ...(this.#difference && { difference: this.#difference }),
      ...(this.#core && { core: this.#core }),
    };
  }

  #begin(head: Head): void {
    this.#versions.add(head.version);
    this.#results.clear();
    this.#core = head.core.length === 0 ? this.ports.createCore() : this.ports.loadCore(head.core);
  }

  async #step(
    record: Exclude<JournalRecord, { record: "head" }>,
  ): Promise<Omit<Difference, "segment" | "record"> | undefined> {
    const { event, why: unknown } = this.#eventOf(record);
    if (unknown) return { event, why: unknown };
    const answer = this.#handle(event);
    this.#events++;
    this.#effects += answer?.effects.length ?? 0;
    this.ports.onEvent?.(event, answer);
    this.#hash = answer ? hashAnswer(this.#hash, answer) : hashFailure(this.#hash);
    for (const effect of answer?.effects ?? []) {
      if (effect.do !== "compute") continue;
      this.#results.set(effect.batch, await this.ports.computer.run(effect.jobs));
    }
    if ((answer === undefined) !== record.threw) {
      const why = record.threw ? "the recorded core threw, this one does not" : "the core throws";
      return { event, why, answer };
    }
    return this.#hash === record.hash
      ? undefined
      : { event, why: "the answer differs from the recorded one", answer };
  }

  /** `computed` gets the result that was made here; its hash must be the recorded one. */
  #eventOf(record: Exclude<JournalRecord, { record: "head" }>): { event: Event; why?: string } {
    if (record.record === "event") return { event: record.event };
    const { at, batch } = record;
    const result = this.#results.get(batch);
    const event = { at, what: { on: "computed", batch, result } } as Event;
    if (!this.#results.delete(batch)) {
      return { event, why: `batch ${batch} was never asked for in this segment` };
    }
    return hashValue(result) === record.resultHash
      ? { event }
      : { event, why: `the computation of batch ${batch} has another result` };
  }

  #handle(event: Event): Answer | undefined {
    if (!this.#core) throw new Error("The journal does not begin with a head");
    try {
      return this.#core.handle(event);
    } catch {
      return undefined;
    }
  }
}
