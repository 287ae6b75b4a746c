/**
 * Bytes as a tree of named parts, for the hex view and `cairn decode`: made by the same rows that
 * decode, never by throwing. What cannot be read is there too, with a note that says why.
 */
import { WireError } from "./error.ts";
import { bytes as rest, type Field } from "./field.ts";
import { Reader, type Span } from "./reader.ts";

/** One part: its octets are `offset` to `offset + length` of what was given. */
export interface Dissection {
  readonly name: string;
  readonly ref?: string | undefined; // RFC 8231 §7.3
  readonly offset: number;
  readonly length: number;
  readonly value?: string | undefined; // in words
  readonly note?: string | undefined; // what is wrong with it
  readonly children: readonly Dissection[];
}

/** All of `bytes` as one part, whose children are what `read` opens. */
export function dissectAll(
  bytes: Uint8Array,
  name: string,
  ref: string | undefined,
  read: (r: Reader) => void,
): Span {
  const spans: Span[] = [];
  const r = new Reader(bytes, spans);
  part(r, name, ref, bytes.length, () => read(r));
  return spans[0]!;
}

/**
 * One part of `length` octets (fewer if the bytes end before) that begins at `at`. Octets that `read`
 * leaves, or does not come to because of an error, become a child of their own.
 */
export function part(
  r: Reader,
  name: string,
  ref: string | undefined,
  length: number,
  read: () => void,
  at = r.at,
): void {
  r.open(name, ref, at);
  const depth = r.depth, outer = r.end;
  const missing = length - r.remaining;
  if (missing > 0) r.note(`${missing} octets are missing`);
  r.end = Math.min(r.at + length, outer);
  try {
    read();
    if (r.remaining > 0) leaf(r, "octets", rest);
  } catch (e) {
    if (!(e instanceof WireError)) throw e;
    r.note(e.detail, depth - 1);
    r.unwind(depth);
    r.at = Math.min(r.namedUntil, r.end);
    if (r.remaining > 0) leaf(r, "octets", rest); // what could not be read has a name, too
  }
  r.end = outer;
  r.close(at);
}

/** One field, with its value in words; answers the value. */
export function leaf<T>(r: Reader, name: string, field: Field<T>, ref?: string): T {
  const at = r.open(name, ref);
  const value = field.read(r);
  r.close(at, field.shape, value);
  return value;
}
