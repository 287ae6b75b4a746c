/** How a TLV becomes part of a fact: one function per row name, gathered per kind of object. */
import type { ValueOf } from "../../wire/field.ts";
import { encode, type TlvOf, type TlvRegistry } from "../../wire/tlv.ts";
import type { LS_ATTRIBUTES } from "../registry/ls_attributes.ts";
import type { UnreadTlv } from "./ls_facts.ts";

type Rows = typeof LS_ATTRIBUTES["rows"];

/** A fact while it is being put together. */
export type Draft<T> = { -readonly [K in keyof T]: T[K] };
/** Adds one value to a fact; false when the value is absurd (RFC 9552 leaves this to consumers). */
export type Fold<F> = {
  readonly [K in keyof Rows]?: (
    fact: Draft<F>,
    value: ValueOf<Rows[K]["value"]>,
    protocolId: number,
  ) => boolean | void;
};

/** Shared by all facts that have nothing in a list: facts are never changed after they are made. */
export const NONE: readonly never[] = Object.freeze([]);

/** A list with one more member; the lists of a fact are short. */
export const plus = <T>(list: readonly T[], member: T): readonly T[] =>
  list.length === 0 ? [member] : [...list, member];

type Functions<F> = {
  readonly [kind: string]:
    | ((fact: F, value: never, protocolId: number) => boolean | void)
    | undefined;
};

/** Folds TLVs that were read already, as those inside ASLA; answers the ones that gave nothing. */
export function foldTlvs<F, R extends TlvRegistry>(
  registry: R,
  functions: Functions<F>,
  fact: F,
  tlvs: readonly (TlvOf<R> | { readonly kind: string; readonly value: unknown })[],
  protocolId: number,
): readonly UnreadTlv[] {
  const unread: UnreadTlv[] = [];
  for (const tlv of tlvs as readonly TlvOf<TlvRegistry>[]) {
    if (tlv.kind === "unknown" || tlv.kind === "malformed") {
      const { kind, type, value } = tlv as {
        kind: UnreadTlv["why"];
        type: number;
        value: Uint8Array;
      };
      unread.push({ why: kind, type, value });
    } else if (functions[tlv.kind]?.(fact, tlv.value as never, protocolId) === false) {
      const row = registry.rows[tlv.kind]!;
      unread.push({ why: "absurd", type: row.type, value: encode(row.value, tlv.value) });
    }
  }
  return unread;
}
