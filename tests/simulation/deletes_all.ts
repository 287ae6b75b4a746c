/** The one message that must never leave (rules I.1). */

/** Read from the octets alone: an SRP object with R=1 and, after it, an LSP object with PLSP-ID 0 (RFC 8281 §5.4). */
export function deletesAll(bytes: Uint8Array): boolean {
  let remove = false;
  for (let at = 4; at + 8 <= bytes.length;) {
    const objectClass = bytes[at]!, length = bytes[at + 2]! << 8 | bytes[at + 3]!;
    if (objectClass === 33) remove = (bytes[at + 7]! & 1) === 1;
    if (objectClass === 32 && remove) {
      if ((bytes[at + 4]! << 12 | bytes[at + 5]! << 4 | bytes[at + 6]! >> 4) === 0) return true;
    }
    at += Math.max(4, length);
  }
  return false;
}
