/**
 * The objects of a PCEP message, in their order (RFC 5440 §7.2), read by the rows of the registry.
 * What has no row and what is malformed inside costs only itself.
 */
import { WireError } from "../../wire/error.ts";
import type { Reader } from "../../wire/reader.ts";
import { decode } from "../../wire/tlv.ts";
import { type KnownObject, objectRow } from "../registry/objects.ts";
import type { OtherObject } from "./path.ts";

/** Where an object lay, and its header. */
interface Frame {
  readonly class: number;
  readonly type: number;
  readonly flags: number; // P = 2, I = 1
  readonly at: number; // of the body
  readonly end: number;
}
export type Item =
  | (KnownObject & Frame)
  | ({ readonly kind: "other"; readonly value: WireError | undefined } & Frame);

const HEADER_OCTETS = 4;
const NO_CLASSES: readonly number[] = [];
export const PROCESS = 2, IGNORED = 1;

/**
 * Objects up to the reader's end. `raw`: classes by whose numbers the peer means something else. Throws WireError when
 * their lengths do not add up.
 */
export function readObjects(r: Reader, raw: readonly number[] = NO_CLASSES): Item[] {
  const items: Item[] = [];
  while (r.at < r.end) {
    const objectClass = r.u8(), second = r.u8(), length = r.u16();
    const own = raw.length > 0 && raw.includes(objectClass);
    const row = own ? undefined : objectRow(objectClass, second >>> 4);
    if (length < HEADER_OCTETS) r.fail("length", `an object of ${length} octets`);
    const outer = r.enter(length - HEADER_OCTETS);
    const type = second >>> 4, flags = second & 3;
    if (row) items.push(readKnown(r, row, objectClass, type, flags));
    else {
      const { at, end } = r;
      items.push({ kind: "other", value: undefined, class: objectClass, type, flags, at, end });
      r.at = r.end;
    }
    r.leave(outer);
  }
  return items;
}

type Row = NonNullable<ReturnType<typeof objectRow>>;

function readKnown(r: Reader, row: Row, objectClass: number, type: number, flags: number): Item {
  const { at, end } = r;
  try {
    const value = row.value.read(r);
    if (r.at !== r.end) r.fail("trailing", `${r.remaining} octets left over`);
    return { kind: row.kind, value, class: objectClass, type, flags, at, end } as Item;
  } catch (e) {
    if (!(e instanceof WireError)) throw e;
    r.end = end;
    r.at = end;
    const value = locate(row, r.bytes.subarray(at, end), at) ?? e;
    return { kind: "other", value, class: objectClass, type, flags, at, end };
  }
}

/** Reads a bad object once more, with names: the same error, and where in the message it is. */
function locate(row: Row, body: Uint8Array, at: number): WireError | undefined {
  try {
    decode(row.value, body);
    return undefined;
  } catch (e) {
    if (!(e instanceof WireError)) throw e;
    const path = e.path ? `${row.kind}.${e.path}` : row.kind;
    return new WireError(e.code, path, at + e.offset, e.detail);
  }
}

/** An object as it came, for those that have no field. Copies its bytes. */
export const asOther = (item: Item, message: Uint8Array): OtherObject => ({
  class: item.class,
  type: item.type,
  mustProcess: (item.flags & PROCESS) !== 0,
  ignored: (item.flags & IGNORED) !== 0,
  body: message.slice(item.at, item.end),
  ...(item.kind === "other" && item.value && { error: item.value.plain() }),
});
