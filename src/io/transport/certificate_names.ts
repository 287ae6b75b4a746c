/**
 * Whom a certificate is for (RFC 5280 §4.2.1.6), from its DER: as text a name could be forged. Only what leads there is
 * walked (RFC 5280 §4.1); TLS has checked the rest.
 */
import { formatIpv4, formatIpv6 } from "../../lib/address.ts";

/**
 * Host names in lower case and addresses of the subjectAltName; others (URI, e-mail) are left out. Throws RangeError
 * where the octets are no certificate.
 */
export function namesIn(der: Uint8Array): string[] {
  const certificate = element(der, 0, der.length);
  const signed = element(der, certificate.from, certificate.to);
  for (const field of elements(der, signed)) {
    if (field.tag !== EXTENSIONS) continue;
    for (const extension of elements(der, element(der, field.from, field.to))) {
      const [id, ...rest] = elements(der, extension);
      const value = rest.at(-1); // after a flag that may be there
      if (!id || !value || !isSubjectAltName(der, id)) continue;
      return elements(der, element(der, value.from, value.to)).flatMap((name) => nameOf(der, name));
    }
  }
  return [];
}

interface Element {
  readonly tag: number;
  readonly from: number; // of the content
  readonly to: number;
}

/** The element at `at` (X.690 §8.1), which must end by `end`. */
function element(b: Uint8Array, at: number, end: number): Element {
  const first = b[at + 1] ?? 0, more = first < 0x80 ? 0 : first & 0x7f;
  let length = more === 0 ? first : 0;
  for (let i = 0; i < more; i++) length = length * 256 + (b[at + 2 + i] ?? 0);
  const from = at + 2 + more, to = from + length;
  if (first === 0x80 || more > 4 || to > end) throw new RangeError(`no DER element at octet ${at}`);
  return { tag: b[at]!, from, to };
}

function elements(b: Uint8Array, { from, to }: Element): Element[] {
  const found: Element[] = [];
  for (let at = from; at < to; at = found.at(-1)!.to) found.push(element(b, at, to));
  return found;
}

/** 2.5.29.17 */
const isSubjectAltName = (b: Uint8Array, { tag, from, to }: Element): boolean =>
  tag === OBJECT_IDENTIFIER && to - from === 3 &&
  b[from] === 0x55 && b[from + 1] === 0x1d && b[from + 2] === 17;

function nameOf(b: Uint8Array, { tag, from, to }: Element): string[] {
  if (tag === IP_ADDRESS && to - from === 16) return [formatIpv6(b, from)];
  if (tag === IP_ADDRESS && to - from === 4) {
    return [formatIpv4(new DataView(b.buffer, b.byteOffset).getUint32(from))];
  }
  const text = String.fromCharCode(...b.subarray(from, to));
  return tag === DNS_NAME && /^[\w*.-]+$/.test(text) ? [text.toLowerCase()] : [];
}

const EXTENSIONS = 0xa3, OBJECT_IDENTIFIER = 0x06;
const DNS_NAME = 0x82, IP_ADDRESS = 0x87;
