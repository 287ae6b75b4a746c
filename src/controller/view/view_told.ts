/** Rows of what people are told: alarms, drift, the history of a policy, what a dry run found, the audit. */
import type { ComputedRow } from "./view_steering.ts";

export interface AlarmRow {
  readonly id: string;
  readonly severity: "warning" | "minor" | "major" | "critical";
  readonly kind: string;
  readonly subject: string;
  readonly text: string;
  readonly raisedAt: number;
  readonly lastRaisedAt: number; // it came back soon: still the same row
  readonly raisedCount: number;
  readonly clearedAt?: number;
  readonly quietSince?: number; // it flaps: cleared when it was quiet for a minute
  readonly active: boolean;
  readonly state: "active" | "acknowledged" | "shelved" | "cleared";
  readonly affectedCount: number; // policies
  readonly affected: readonly string[]; // the first of them
  readonly acknowledgedBy?: string;
  readonly acknowledgedAt?: number;
  readonly acknowledgedReason?: string;
  readonly shelvedBy?: string;
  readonly shelvedUntil?: number; // absent: until somebody takes it off
  readonly shelvedReason?: string;
}

/** One LSP, one thing that the router reports otherwise than it is wanted. */
export interface DriftRow {
  readonly id: string;
  readonly policy: string; // "": no policy knows the LSP
  readonly router: string;
  readonly lsp: string; // id of the LSP
  readonly class: string;
  readonly wanted: string;
  readonly reported: string;
  readonly since: number;
  readonly treatment: "correct" | "report";
  readonly action: string; // what Cairn does about it
  readonly tries: number;
}

/** Something that became of a policy. */
export interface HistoryRow {
  readonly id: string;
  readonly at: number;
  readonly kind: "intent" | "path";
  readonly title: string;
  readonly detail: string;
  readonly by: string;
  readonly cause: string;
  readonly before: string; // JSON of the intent, "" for none
  readonly after: string;
  readonly version?: number;
  readonly labelsBefore: readonly number[];
  readonly labelsAfter: readonly number[];
  readonly preference?: number;
  readonly message: string;
  readonly outcome: string;
  readonly outcomeAt?: number;
}

/** What a dry run found for one candidate path. */
export interface PlannedRow {
  readonly policy: string;
  readonly change: string;
  readonly headend: string;
  readonly endpoint: string;
  readonly preference: number;
  readonly chosen: boolean; // the one that the router would carry
  readonly path?: ComputedRow;
  readonly labelsBefore: readonly number[];
  readonly message: string; // "": none would be sent
  readonly why: string;
}

export interface AuditRow {
  readonly id: string;
  readonly at: number;
  readonly by: string;
  readonly from: string; // address of the client; "" for the controller itself
  readonly action: string;
  readonly subject: string;
  readonly before: string; // JSON, "" for none
  readonly after: string;
}
