/**
 * Messages that a real FRR 10.7.1 does not survive, or after which it stops reading: seen in the lab. The
 * simulated router lives on and keeps a note of each, for a controller that sends one has a defect.
 */
import type { Message, Open } from "../../src/pcep/codec/message.ts";

/** What is dangerous about a whole message from a PCE; empty for nearly all. */
export function frrDangers(message: Message, bytes: Uint8Array): readonly string[] {
  const dangers: string[] = [];
  if ((bytes[0]! & 0x1f) !== 0 || bytes.length % 4 !== 0) dangers.push("a header with flags");
  const classes = objectsIn(bytes).map((object) => object.class);
  const strange = classes.find((one) => !DECODED.includes(one));
  if (strange !== undefined) dangers.push(`object class ${strange}, which it has no decoder for`);
  switch (message.kind) {
    case "open":
      dangers.push(...openDangers(message));
      break;
    case "initiate":
      if (message.requests.length > 1) dangers.push("several LSPs in one PCInitiate");
      for (const request of message.requests) {
        if (request.action !== "create") continue;
        if (!request.endpoints) dangers.push("a PCInitiate without END-POINTS: it crashes");
        if (request.endpoints?.kind === "ipv6") dangers.push("IPv6 END-POINTS: it crashes");
      }
      dangers.push(...nameDangers(bytes));
      break;
    case "update":
      if (message.updates.length > 1) dangers.push("several LSPs in one PCUpd");
      break;
    case "error":
      if (classes[0] !== ERROR) dangers.push("a PCErr that does not begin with its error");
      break;
    case "notification":
      if (classes[0] !== NOTIFICATION) dangers.push("a PCNtf that does not begin with it");
      break;
    case "startTls":
    case "unknown":
      dangers.push(`a message of type ${bytes[1]}`);
  }
  return dangers;
}

function openDangers(open: Open): readonly string[] {
  if (open.tlvs.length === 0) return ["an Open without TLVs: it crashes"];
  const dangers: string[] = [];
  if (open.tlvs[0]!.kind !== "statefulPceCapability") {
    dangers.push("an Open that does not begin with STATEFUL-PCE-CAPABILITY");
  }
  if (open.tlvs.some(({ kind }) => kind === "lspDbVersion")) dangers.push("LSP-DB-VERSION");
  return dangers;
}

/** A TLV that it does not know hides those after it, and without a name there is no LSP. */
function nameDangers(bytes: Uint8Array): readonly string[] {
  for (const object of objectsIn(bytes)) {
    if (object.class !== LSP) continue;
    for (let at = object.at + 8; at + 4 <= object.end;) {
      const type = bytes[at]! << 8 | bytes[at + 1]!, length = bytes[at + 2]! << 8 | bytes[at + 3]!;
      if (type === SYMBOLIC_PATH_NAME) break;
      if (!LSP_TLVS.includes(type)) return [`TLV ${type} before the name`];
      at += 4 + (length + 3 & ~3);
    }
  }
  return [];
}

interface ObjectPlace {
  readonly class: number;
  readonly at: number;
  readonly end: number;
}
function objectsIn(bytes: Uint8Array): readonly ObjectPlace[] {
  const objects: ObjectPlace[] = [];
  for (let at = 4; at + 4 <= bytes.length;) {
    const length = Math.max(4, bytes[at + 2]! << 8 | bytes[at + 3]!);
    objects.push({ class: bytes[at]!, at, end: Math.min(at + length, bytes.length) });
    at += length;
  }
  return objects;
}

const NOTIFICATION = 12, ERROR = 13, LSP = 32;
const SYMBOLIC_PATH_NAME = 17;
const LSP_TLVS: readonly number[] = [18, 19, 20, 21, 65505];
/** Classes that pceplib reads. */
// deno-fmt-ignore
const DECODED: readonly number[] = [
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 21, 32, 33, 34, 36, 37, 38, 39, 40,
];
