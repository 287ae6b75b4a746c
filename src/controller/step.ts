/**
 * The border between the core and the world. io feeds Events one at a time and carries out what handle() answers,
 * in order. The journal holds the events and a running hash of the answers; readers never appear here.
 */
import type { Jobs, Result } from "../path/jobs.ts";
import type { Command, Reply } from "./command.ts";
import type { Config } from "./config.ts";
import type { EventRow, Kind, View } from "./view/view.ts";

export interface Event {
  readonly at: number; // microseconds since 1970, never less than the event before
  readonly what: What;
}
export type What =
  | {
    readonly on: "started";
    readonly version: string;
    readonly seed: number;
    readonly config: Config;
    readonly stored: readonly Row[];
  }
  /** A router's connection was accepted, or a "connect" succeeded (then with its id). Numbers are never used again. */
  | {
    readonly on: "opened";
    readonly connection: number;
    readonly peer: Peer;
    readonly local: { readonly address: string; readonly port: number };
    readonly initiated: boolean; // by us
    readonly proof?: "md5" | "tls";
    readonly certificate?: PeerCertificate; // with "tls"
  }
  /** The handshake of a "secure" is done; what is received from now on came over TLS. */
  | {
    readonly on: "secured";
    readonly connection: number;
    readonly certificate: PeerCertificate;
  }
  | { readonly on: "received"; readonly connection: number; readonly bytes: Uint8Array } // as they came; the core may keep views of them
  | { readonly on: "room"; readonly connection: number; readonly octets: number } // takes more; credit, not a request
  | { readonly on: "closed"; readonly connection: number; readonly why: string }
  | { readonly on: "refused"; readonly peer: Peer; readonly why: string } // a "connect" that failed
  | { readonly on: "woke" } // the time named by the last Answer.wakeAt has come
  | { readonly on: "command"; readonly id: number; readonly by: string; readonly command: Command }
  | { readonly on: "stored"; readonly through: number } // every "store" up to this sequence is on disk
  | { readonly on: "computed"; readonly batch: number; readonly result: Result } // journalled as batch + hash
  | { readonly on: "configured"; readonly config: Config } // SIGHUP
  /** The disk refuses what is to be kept, or sockets are not what they should be; `why` undefined: mended. */
  | {
    readonly on: "trouble";
    readonly with: "store" | "journal" | "md5" | "certificate";
    readonly why: string | undefined;
  };

/** What a step wants done. Everything that leaves the program is in one of these, so a replay can compare it. */
export interface Answer {
  readonly effects: readonly Effect[];
  readonly wakeAt: number; // the earliest time that anything waits for; Infinity: nothing. io keeps one timer
}
export type Effect =
  | { readonly do: "write"; readonly connection: number; readonly bytes: Uint8Array } // never more than the room given
  | { readonly do: "connect"; readonly peer: Peer } // answered by "opened" or "refused"
  | { readonly do: "close"; readonly connection: number; readonly why: string } // after what was written is out
  /** TLS from here on, with these octets that came first; answered by "secured" or "closed". */
  | { readonly do: "secure"; readonly connection: number; readonly bytes: Uint8Array }
  | { readonly do: "store"; readonly sequence: number; readonly rows: readonly Row[] } // one transaction
  | { readonly do: "reply"; readonly id: number; readonly reply: Reply } // to a command; a change only after "stored"
  | { readonly do: "compute"; readonly batch: number; readonly jobs: Jobs } // a snapshot that nobody writes to
  | { readonly do: "changed"; readonly kind: Kind; readonly ids: readonly number[] } // for watch streams
  | { readonly do: "note"; readonly note: EventRow }; // events for people and the log

export interface Core {
  handle(event: Event): Answer;
  save(): Uint8Array; // the head of a journal segment; a core loaded from it behaves as if nothing had happened
  readonly view: View; // what api reads, between two events
}

/** The ports behind store, compute and the journal (write, connect and close are the socket's own). */
export interface Store {
  load(): Promise<readonly Row[]>;
  commit(sequence: number, rows: readonly Row[]): Promise<void>; // rejected: io asks again until it is done
  close(): Promise<void>;
}
export interface Computer {
  run(jobs: Jobs): Promise<Result>; // the same result with 0 or 8 workers
}
export interface Journal {
  append(event: Event, hashOfAnswers: number): void; // before the answer is carried out
  begin(head: Uint8Array): void; // a new segment
}

/** One row of the store; value null deletes. Tables: intent, router, audit, history, meta. */
export interface Row {
  readonly table: string;
  readonly key: string;
  readonly value: string | null; // JSON
}
/** What a router's certificate says; the edge has checked who signed it. */
export interface PeerCertificate {
  readonly names: readonly string[]; // subjectAltName, small letters
  readonly fingerprint: string; // SHA-256, small hex digits
}
export interface Peer {
  readonly protocol: "pcep" | "bgp";
  readonly address: string;
  readonly port: number;
}
