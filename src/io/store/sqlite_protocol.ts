/** What the store and its worker say to each other. */
import type { Row } from "../../controller/step.ts";
import type { Value } from "./sqlite_store.ts";

export type Call =
  /** Answers the copy made before the layout changed, if one was. */
  | { readonly call: "open"; readonly file: string; readonly mustHold: boolean }
  | { readonly call: "load" }
  | { readonly call: "commit"; readonly rows: readonly Row[] }
  | {
    readonly call: "run";
    readonly statements: readonly { readonly sql: string; readonly values: readonly Value[] }[];
  }
  | {
    readonly call: "backup";
    readonly file: string;
    readonly about: Readonly<Record<string, string>>;
  }
  | { readonly call: "close" };
export type Request = Call & { readonly id: number };
/** Outcomes of what became durable together come in one message. */
export type Outcome =
  | { readonly id: number; readonly ok: true; readonly value?: unknown }
  | { readonly id: number; readonly ok: false; readonly error: string };
