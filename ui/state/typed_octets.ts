/** Octets that somebody pasted, as messages: hex in any of the usual spellings; PCEP or BGP by how they begin. */
import { create } from "@bufbuild/protobuf";
import { type Message, MessageSchema } from "../../src/gen/cairn/v1/session_pb.ts";
import { dissectMessage, hasNote } from "./field_tree.ts";

export type Typed =
  | { readonly is: "nothing" }
  | { readonly is: "wrong"; readonly why: string }
  | { readonly is: "messages"; readonly messages: readonly Message[] };

/** Spaces, colons, commas and "0x" do not count, nor what follows "#". */
export function readTyped(text: string): Typed {
  const digits = text.replace(/#.*$/gm, "").replace(/0x/gi, "").replace(/[\s:,]/g, "");
  if (digits === "") return { is: "nothing" };
  const other = /[^0-9a-f]/i.exec(digits);
  if (other) return { is: "wrong", why: `${JSON.stringify(other[0])} is no hex digit.` };
  if (digits.length % 2 !== 0) {
    return { is: "wrong", why: `${digits.length} digits: the last octet is not whole.` };
  }
  const bytes = Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const protocol = bytes.subarray(0, 16).every((octet) => octet === 0xff) ? "bgp" : "pcep";
  return {
    is: "messages",
    messages: cut(bytes, protocol).map((part, i) => made(part, i, protocol)),
  };
}

/** As many octets as each header says; what is shorter than a header is the last. */
function cut(bytes: Uint8Array, protocol: "pcep" | "bgp"): Uint8Array[] {
  const parts: Uint8Array[] = [];
  const [lengthAt, header] = protocol === "bgp" ? [16, 19] : [2, 4];
  for (let at = 0; at < bytes.length && parts.length < MOST;) {
    const said = (bytes[at + lengthAt] ?? 0) << 8 | (bytes[at + lengthAt + 1] ?? 0);
    const end = said >= header ? Math.min(at + said, bytes.length) : bytes.length;
    parts.push(bytes.slice(at, end));
    at = end;
  }
  return parts;
}

function made(bytes: Uint8Array, i: number, protocol: "pcep" | "bgp"): Message {
  const tree = dissectMessage(protocol, bytes);
  const parts = tree.children.filter(({ children }) => children.length > 0)
    .map(({ name }) => name).join(" ");
  return create(MessageSchema, {
    n: i + 1,
    direction: "in",
    protocol,
    type: tree.name,
    summary: parts,
    malformed: hasNote(tree),
    bytes,
  });
}
const MOST = 2000;
