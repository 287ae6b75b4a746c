/** What one row of the registry of objects says. */
import type { Field } from "../../wire/field.ts";

export interface ObjectRow<T = unknown> {
  readonly class: number;
  readonly type: number;
  readonly name: string;
  readonly ref: string;
  readonly value: Field<T>;
  /** Whose it is, where the numbers are not IANA's. */
  readonly quirk?: string;
}

/** In the order of the IANA page: class, type, name, reference; then what is in it. */
export const objectRow = <T>(
  objectClass: number,
  type: number,
  name: string,
  ref: string,
  value: Field<T>,
  quirk?: string,
): ObjectRow<T> => ({
  class: objectClass,
  type,
  name,
  ref,
  value,
  ...(quirk !== undefined && { quirk }),
});
