/**
 * What the API needs from the world: the core, the clock, turns of the event loop, the store of accounts, files of
 * the UI, and somebody who hears of security events. src/io has them for the program, tests have small ones.
 */
import type { Command, Reply } from "../controller/command.ts";
import type { Kind, View } from "../controller/view/view.ts";

export interface Controller {
  /** Between two events of the core; reading is synchronous and sees one version. */
  readonly view: View;
  /** Settles when the change is durable. `by` is who asked and from where: "anna@192.0.2.7". */
  command(by: string, command: Command): Promise<Reply>;
  /** Calls back after every change of rows of a kind; the answer ends that. */
  subscribe(listener: (kind: Kind, ids: readonly number[]) => void): () => void;
}

export interface Clock {
  /** Microseconds since 1970. */
  now(): number;
}

export interface Scheduler {
  /** Settles in a later turn of the event loop, so that sockets and the core get theirs. */
  yield(): Promise<void>;
  /** Settles after so many milliseconds. */
  pause(milliseconds: number): Promise<void>;
}

export type Role = "viewer" | "operator" | "admin";

export interface UserRecord {
  readonly name: string;
  readonly role: Role;
  /** Salted scrypt, as text; never the password. */
  readonly password: string;
  readonly createdAt: number; // microseconds since 1970
}
export interface TokenRecord {
  readonly id: string;
  /** SHA-256 of the secret, hex. */
  readonly sha256: string;
  readonly user: string;
  readonly role: Role;
  readonly description: string;
  readonly createdAt: number;
  readonly expiresAt?: number;
  /** Made by a login. */
  readonly session: boolean;
}
/** The store of users and tokens. They never enter the core. */
export interface Accounts {
  load(): Promise<{
    readonly users: readonly UserRecord[];
    readonly tokens: readonly TokenRecord[];
  }>;
  putUser(user: UserRecord): Promise<void>;
  deleteUser(name: string): Promise<void>;
  putToken(token: TokenRecord): Promise<void>;
  deleteToken(id: string): Promise<void>;
}

/** Something about access that people should hear of: failed logins, users and tokens made or deleted, backups. */
export interface Notice {
  readonly severity: "info" | "warning";
  readonly kind:
    | "loginFailed"
    | "loginSlowed"
    | "userCreated"
    | "userChanged"
    | "userDeleted"
    | "tokenCreated"
    | "tokenDeleted"
    | "backupTaken";
  readonly subject: string; // "user anna"
  readonly title: string; // one sentence
  readonly by: string; // who and from where
}
export interface Notices {
  note(notice: Notice): void;
}

/** The built UI: embedded or a folder. */
export interface StaticFiles {
  /** `path` is relative and has no "..": "index.html", "assets/main-3f2a.js". */
  read(path: string): Promise<StaticFile | undefined>;
}
export interface StaticFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
  readonly etag: string;
  /** The name has a hash of the content, so it may be kept for ever. */
  readonly immutable: boolean;
}

export interface Ports {
  readonly controller: Controller;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly accounts: Accounts;
  readonly notices: Notices;
  readonly files?: StaticFiles;
  /** The store as of now, in pieces of one file; `keptAs`: where it will be, if that is on this machine. */
  readonly backup?: (keptAs: string) => AsyncIterable<Uint8Array<ArrayBuffer>>;
  /** A fault of the program, for the log: the client hears only that there was one. */
  readonly report: (error: unknown) => void;
}
