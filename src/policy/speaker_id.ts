/** SPEAKER-ENTITY-ID (RFC 8232 §3.3.2): opaque octets that name one PCEP speaker, whatever its address. */

/** As people write it: text in UTF-8, or `0x` and hex. Answers small hex; undefined if it is neither, or empty. */
export function speakerIdOf(text: string): string | undefined {
  if (/^0x/i.test(text)) {
    return /^0x([0-9a-f]{2})+$/i.test(text) ? text.slice(2).toLowerCase() : undefined;
  }
  return text === "" ? undefined : hexOf(new TextEncoder().encode(text));
}

export const hexOf = (octets: Uint8Array): string =>
  Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join("");

/** Ours: the same for every member of the cluster, and for ever, as its originator is (rules I.6). */
export const clusterSpeakerId = (originator: { asn: number; address: string }): Uint8Array =>
  new TextEncoder().encode(`cairn-${originator.asn}-${originator.address}`);
