/**
 * The id of one LSP on one session, as a type that cannot mean "all of them".
 *
 * A PCInitiate with SRP R=1 and PLSP-ID 0 removes every PCE-initiated LSP of a router (RFC 8281 §5.4),
 * and 0xFFFFF is reserved (RFC 8231 §7.3). Whoever names an LSP to a router must hold a PlspId.
 */
declare const brand: unique symbol;
export type PlspId = number & { readonly [brand]: "PlspId" };

export const LOWEST_PLSP_ID = 1;
export const HIGHEST_PLSP_ID = 0xffffe;

/** The number as a PlspId, or undefined if it names no single LSP. */
export const plspId = (value: number): PlspId | undefined => isPlspId(value) ? value : undefined;

export const isPlspId = (value: number): value is PlspId =>
  Number.isInteger(value) && value >= LOWEST_PLSP_ID && value <= HIGHEST_PLSP_ID;
