/**
 * PCEP messages as a tree of named octets for the hex view and `cairn decode`, from the rows that
 * decode. Never throws: what is cut off or malformed is there with a note.
 */
import { dissectAll, type Dissection, leaf, part } from "../../wire/dissect.ts";
import { bitParts, named, type Shape, u16, u8 } from "../../wire/field.ts";
import { Reader, type Span } from "../../wire/reader.ts";
import { errorWords } from "../registry/errors.ts";
import { MESSAGE_ALIASES, messageRow, MESSAGES, NAMED_ONLY } from "../registry/messages.ts";
import { objectRow, OBJECTS, ownObjectRow } from "../registry/objects.ts";
import { NOTIFICATIONS } from "../registry/codes.ts";

/**
 * One message, common header included. `own`: classes by whose numbers the peer means something else
 * (`dialect.ownObjectClasses` of its profile).
 */
export function dissect(bytes: Uint8Array, own: readonly number[] = []): Dissection {
  const row = messageRow(bytes[1] ?? 0);
  const name = row?.name ?? (bytes.length < 2 ? "PCEP message" : `message type ${bytes[1]}`);
  const tree = dissectAll(bytes, name, row?.ref ?? "RFC 5440 §6.1", (r) => readMessage(r, own));
  for (const child of tree.children) sayWhat(child, bytes);
  return tree;
}

/** The octets of a stream, message after message; the last one may be cut off. */
export function dissectStream(bytes: Uint8Array): readonly Dissection[] {
  const messages: Dissection[] = [];
  let at = 0;
  while (at < bytes.length) {
    const said = (bytes[at + 2] ?? 0) << 8 | (bytes[at + 3] ?? 0);
    const length = said >= HEADER_OCTETS ? said : bytes.length - at;
    messages.push(shifted(dissect(bytes.subarray(at, at + length)), at));
    at += length;
  }
  return messages;
}

function readMessage(r: Reader, own: readonly number[]): void {
  leaf(r, "version", VERSION);
  leaf(r, "type", MESSAGE_TYPE);
  const length = leaf(r, "length", u16);
  if (length !== r.bytes.length) r.note(`says ${length} octets, has ${r.bytes.length}`);
  while (r.remaining > 0) readObject(r, own);
}

function readObject(r: Reader, own: readonly number[]): void {
  const at = r.at, b = r.bytes;
  const objectClass = b[at]!, type = (b[at + 1] ?? 0) >>> 4;
  const said = (b[at + 2] ?? 0) << 8 | (b[at + 3] ?? 0);
  const rowOf = own.includes(objectClass) ? ownObjectRow : objectRow;
  const row = r.remaining >= HEADER_OCTETS ? rowOf(objectClass, type) : undefined;
  const name = row?.name ?? nameOf(objectClass, type);
  const length = said >= HEADER_OCTETS ? said : r.remaining;
  part(r, name, row?.ref, length, () => {
    r.leaf("class", 1, `${objectClass}`);
    r.leaf("type and flags", 1, HEADER_WORDS[b[at + 1]!]);
    r.leaf("length", 2, `${said}`);
    if (said < HEADER_OCTETS) r.fail("length", `an object of ${said} octets`);
    if (!row) return;
    if (isOneValue(row.value.shape)) leaf(r, "value", row.value);
    else row.value.read(r);
  });
}

/** Whether the field opens no parts of its own. */
const isOneValue = (shape: Shape): boolean =>
  shape.kind === "list" ? isOneValue(shape.of) : shape.kind !== "struct" && shape.kind !== "custom";

const nameOf = (objectClass: number, type: number): string =>
  `${objectClass >= 248 ? "experimental object" : "object"} class ${objectClass} type ${type}`;

/** Type and value of a PCEP-ERROR or NOTIFICATION mean something only together. */
function sayWhat(d: Span, bytes: Uint8Array): void {
  if (d.length < 8) return;
  const type = bytes[d.offset + 6] ?? 0, value = bytes[d.offset + 7] ?? 0;
  if (d.name === OBJECTS.error.name) d.value = errorWords(type, value);
  if (d.name !== OBJECTS.notification.name) return;
  d.value = NOTIFICATIONS[type]?.[value] ?? "unknown notification";
}

function shifted(d: Dissection, by: number): Dissection {
  if (by === 0) return d;
  return { ...d, offset: d.offset + by, children: d.children.map((child) => shifted(child, by)) };
}

const HEADER_OCTETS = 4;
const VERSION = bitParts(8, { version: [0, 2], flags: [3, 7] });
const MESSAGE_TYPE = named(
  u8,
  Object.fromEntries(
    [...Object.values(MESSAGES), ...Object.values(MESSAGE_ALIASES), ...NAMED_ONLY].map((
      m,
    ) => [m.type, m.name]),
  ),
);
const OBJECT_FLAGS = bitParts(8, { type: [0, 3], mustProcess: 6, ignored: 7 });
/** The second octet of an object's header in words: every object has one. */
const HEADER_WORDS = Array.from({ length: 256 }, (_, octet) => {
  const spans: Span[] = [], r = new Reader(Uint8Array.of(octet), spans);
  leaf(r, "", OBJECT_FLAGS);
  return spans[0]!.value;
});
