/**
 * The version of a simulated router's LSP database (RFC 8232 §3.2): another one for each change, whether it was told or
 * not. Written apart from src/controller/pcep, so that both sides meet.
 */
import type { Message, Open } from "../../src/pcep/codec/message.ts";

export class DatabaseVersion {
  #version = 1n;
  #last: string | undefined; // the database of that version
  /** Of the session: both counts. */
  #agreed = false;

  /** What the router says in its Open, of the database that it has now. */
  offer(open: Open, database: string): Open {
    if (database !== this.#last) this.#change(database);
    const tlvs = open.tlvs.map((tlv) =>
      tlv.kind === "statefulPceCapability"
        ? { ...tlv, value: { ...tlv.value, includeDbVersion: true } }
        : tlv
    );
    return { ...open, tlvs: [...tlvs, { kind: "lspDbVersion", value: this.#version }] };
  }
  /** The PCE's Open: has it the version that was offered? */
  isKnownBy(open: Open): boolean {
    const flags = open.tlvs.find(({ kind }) => kind === "statefulPceCapability");
    this.#agreed = flags?.kind === "statefulPceCapability" && flags.value.includeDbVersion;
    return this.#agreed &&
      open.tlvs.some(({ kind, value }) => kind === "lspDbVersion" && value === this.#version);
  }
  /** It is as it was when it was offered. */
  isStill(database: string): boolean {
    return database === this.#last;
  }
  /** Reports with their version; those that are no synchronisation are a change each. */
  stamp(message: Message, database: string): Message {
    if (!this.#agreed || message.kind !== "report") return message;
    const reports = message.reports.map((report) => {
      if (report.plspId === 0) this.#last = database; // all of it was told
      else if (!report.sync) this.#change(database);
      const value = this.#version;
      return { ...report, lspTlvs: [...report.lspTlvs, { kind: "lspDbVersion", value } as const] };
    });
    return { ...message, reports };
  }
  /** Something was not told as it is. */
  forget(): void {
    this.#last = undefined;
  }

  #change(database: string): void {
    this.#version++;
    this.#last = database;
  }
}
