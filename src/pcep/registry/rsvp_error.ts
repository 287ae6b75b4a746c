/** RSVP-ERROR-SPEC: a whole RSVP object inside a PCEP TLV (RFC 8231 §7.3.4; RFC 2205 §A.5, RFC 5284 §2). */
import { formatIpv4, formatIpv6 } from "../../lib/address.ts";
import type { Field } from "../../wire/field.ts";
import type { Reader } from "../../wire/reader.ts";
import { hex } from "../../wire/words.ts";
import { ipv6Octets } from "./tlv_fields.ts";

/** Where in the network signaling failed, and why; "other" is any RSVP object besides ERROR_SPEC. */
export type RsvpError =
  | { readonly kind: "ipv4"; readonly node: number } & RsvpErrorCode
  | { readonly kind: "ipv6"; readonly node: string } & RsvpErrorCode
  | {
    readonly kind: "other";
    readonly class: number;
    readonly cType: number;
    readonly body: Uint8Array;
  };
interface RsvpErrorCode {
  readonly flags: number;
  readonly code: number;
  readonly value: number;
}

const ERROR_SPEC = 6, USER_ERROR_SPEC = 194, HEADER_OCTETS = 4;

export const rsvpError: Field<RsvpError> = {
  shape: {
    kind: "custom",
    title: "RSVP object: length(16) class(8) C-Type(8); node flags(8) code(8) value(16)",
  },
  read(r) {
    const start = r.spans ? r.open("RSVP object header") : 0;
    const length = r.u16(), objectClass = r.u8(), cType = r.u8();
    if (r.spans) r.close(start, headerWords(length, objectClass, cType));
    if (length !== HEADER_OCTETS + r.remaining) {
      r.fail("length", `an RSVP object of ${length} octets in ${HEADER_OCTETS + r.remaining}`);
    }
    const body = r.spans ? r.open("RSVP object body") : 0;
    const error = readBody(r, objectClass, cType);
    if (r.spans) r.close(body, rsvpErrorWords(error));
    return error;
  },
  write(w, v) {
    const body = v.kind === "other" ? v.body.length : v.kind === "ipv4" ? 8 : 20;
    w.u16(HEADER_OCTETS + body);
    w.u8(v.kind === "other" ? v.class : ERROR_SPEC);
    w.u8(v.kind === "other" ? v.cType : v.kind === "ipv4" ? 1 : 2);
    if (v.kind === "other") return w.octets(v.body);
    if (v.kind === "ipv4") w.u32(v.node);
    else w.octets(ipv6Octets(v.node));
    w.u8(v.flags);
    w.u8(v.code);
    w.u16(v.value);
  },
};

function readBody(r: Reader, objectClass: number, cType: number): RsvpError {
  if (objectClass === ERROR_SPEC && cType === 1 && r.remaining === 8) {
    return { kind: "ipv4", node: r.u32(), flags: r.u8(), code: r.u8(), value: r.u16() };
  }
  if (objectClass === ERROR_SPEC && cType === 2 && r.remaining === 20) {
    const node = formatIpv6(r.bytes, r.skip(16));
    return { kind: "ipv6", node, flags: r.u8(), code: r.u8(), value: r.u16() };
  }
  return { kind: "other", class: objectClass, cType, body: r.octets(r.remaining) };
}

/** "error 24 (routing problem) value 5 at 10.0.0.1". */
export function rsvpErrorWords(error: RsvpError): string {
  if (error.kind === "other") return hex(error.body);
  const node = error.kind === "ipv4" ? formatIpv4(error.node) : error.node;
  const name = RSVP_ERRORS[error.code];
  return `error ${error.code}${name ? ` (${name})` : ""} value ${error.value} at ${node}`;
}

const headerWords = (length: number, objectClass: number, cType: number): string => {
  const name = objectClass === ERROR_SPEC
    ? "ERROR_SPEC"
    : objectClass === USER_ERROR_SPEC
    ? "USER_ERROR_SPEC"
    : "object";
  return `${name}, class ${objectClass}, C-Type ${cType}, ${length} octets`;
};

/** RFC 2205 §B, RFC 3209 §7.3. */
const RSVP_ERRORS: Readonly<Record<number, string>> = {
  0: "confirmation",
  1: "admission control failure",
  2: "policy control failure",
  3: "no path information",
  4: "no sender information",
  12: "service preempted",
  13: "unknown object class",
  14: "unknown object C-Type",
  21: "traffic control error",
  22: "traffic control system error",
  23: "RSVP system error",
  24: "routing problem",
  25: "notify",
};
