/** What a person or a program may ask of the core, in domain words. api translates to and from these; nobody else. */
import type { Intent, IntentKind, Mode, PolicyIntent } from "../policy/intent.ts";
import type { ComputedRow, PlannedRow } from "./view/view.ts";

export type Command =
  /** Declarative: makes the named documents so; with prune, deletes what `apply` made before and is not named now. */
  | {
    readonly do: "apply";
    readonly intents: readonly Intent[];
    readonly prune: boolean;
    readonly dryRun: boolean;
    /** Nothing but what is wrong with them. */
    readonly checkOnly?: boolean;
    readonly confirmDeletes?: number;
  }
  /** Creates one; refused when the name is taken. */
  | { readonly do: "create"; readonly intent: Intent }
  | {
    readonly do: "delete";
    readonly kind: IntentKind;
    readonly name: string;
    readonly confirmDeletes?: number;
  }
  | { readonly do: "mode"; readonly mode: Mode; readonly router?: string; readonly dryRun: boolean }
  | {
    readonly do: "freeze";
    readonly router?: string;
    readonly policy?: string;
    readonly reason: string;
    readonly dryRun?: boolean;
  }
  | {
    readonly do: "thaw";
    readonly router?: string;
    readonly policy?: string;
    readonly dryRun?: boolean;
  }
  /** An operator's word for what a guard waits for: what went of the topology is gone; the rest of a mesh may go. */
  | { readonly do: "confirmTopology" }
  | { readonly do: "confirmMesh"; readonly mesh: string }
  /** Hands back or deletes what Cairn keeps on the routers, or on one; undo: keeps it again (rules II.14). */
  | {
    readonly do: "decommission";
    readonly how: "return" | "delete" | "undo";
    readonly router?: string;
    readonly dryRun: boolean;
  }
  /** What becomes of delegations of a router, or of all (rules I.7). */
  | {
    readonly do: "delegations";
    readonly delegations: "accept" | "return";
    readonly router?: string;
    readonly dryRun: boolean;
  }
  /** An orphan of ours is taken over, one of another PCE listed as known; a delegation is handed back. */
  | { readonly do: "adopt" | "release"; readonly lsp: string } // router/symbolicPathName
  | { readonly do: "requestControl"; readonly lsp: string } // of one that its router holds (RFC 8741)
  | { readonly do: "go" } // opens the start gate by hand (rules II.3)
  | { readonly do: "reoptimize"; readonly policy: string }
  /** The intent of an earlier version as the newest; `to` absent: the one before. */
  | {
    readonly do: "rollback";
    readonly policy: string;
    readonly to?: number;
    readonly dryRun: boolean;
  }
  | {
    readonly do: "alarm";
    readonly alarm: number;
    readonly action: "acknowledge" | "unacknowledge" | "shelve" | "unshelve";
    readonly reason: string;
    readonly forSeconds?: number; // absent: until somebody takes it off
  }
  /** Users and tokens never enter the core; that they changed belongs into the audit. No secrets. */
  | {
    readonly do: "recordAccess";
    readonly action: string;
    readonly subject: string;
    readonly words: string;
  }
  | { readonly do: "resetSession" | "resyncSession"; readonly session: number }
  | { readonly do: "resetPeer" | "refreshPeer" | "enablePeer"; readonly peer: number }
  | { readonly do: "shutPeer"; readonly peer: number; readonly words: string }
  /** Answered from the newest topology; nothing is stored and nothing is sent. */
  | { readonly do: "computePath"; readonly intent: PolicyIntent };

export type Refusal = {
  readonly ok: false;
  readonly code:
    | "invalidArgument"
    | "notFound"
    | "alreadyExists"
    | "failedPrecondition"
    | "unavailable";
  readonly problems: readonly Problem[];
};
/** One thing that is wrong: where (`intents[2].candidatePaths[0].path.metric`), what, and what to do. */
export interface Problem {
  readonly field: string;
  readonly problem: string;
  readonly fix: string;
}
/** One line of a preview or of an answer to apply. */
export interface Change {
  readonly kind: IntentKind | "Message";
  readonly name: string;
  readonly change:
    | "created"
    | "updated"
    | "deleted"
    | "unchanged"
    | "wouldSend"
    | "wouldWait"
    | "wouldStop";
  readonly detail: string;
}
/** What a dry run found; `touched` counts also the policies that it was not computed for. */
export interface Plan {
  readonly paths: readonly PlannedRow[];
  readonly touched: number;
  readonly planned: number;
}
export type Reply =
  | {
    readonly ok: true;
    readonly changes: readonly Change[];
    readonly path?: ComputedRow;
    readonly version?: number; // whose intent a rollback took
    readonly plan?: Plan;
  }
  | Refusal;
