/** A file that comes in pieces and is there in full or not at all; "-" is standard output. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { EdgeError } from "./edge_error.ts";

export class FileDraft {
  readonly #path: string;
  readonly #draft: string;
  #descriptor: number;
  #kept = false;
  octets = 0;

  /** Throws an EdgeError when it cannot be written. */
  constructor(path: string) {
    this.#path = path;
    this.#draft = `${path}.part`;
    this.#descriptor = path === "-" ? 1 : guarded(path, () => openSync(this.#draft, "w", 0o600));
  }
  write(piece: Uint8Array): void {
    guarded(this.#path, () => {
      for (let at = 0; at < piece.length;) at += writeSync(this.#descriptor, piece, at);
    });
    this.octets += piece.length;
  }
  /** It is whole: under its name from here on, and on disk. */
  keep(): void {
    this.#kept = true;
    if (this.#descriptor === 1) return;
    guarded(this.#path, () => {
      fsyncSync(this.#descriptor);
      closeSync(this.#descriptor);
      renameSync(this.#draft, this.#path);
    });
  }
  /** Nothing is left of it, unless it was kept. */
  drop(): void {
    if (this.#kept || this.#descriptor === 1) return;
    closeSync(this.#descriptor);
    rmSync(this.#draft, { force: true });
  }
}

function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new EdgeError(`${path} cannot be written: ${why}`);
  }
}
