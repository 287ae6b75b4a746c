/** Colour and preference of a reported LSP, in whichever form its router speaks of them. */
import type { StateReport } from "../../pcep/codec/message.ts";
import { CISCO } from "../../pcep/registry/codes.ts";
import { readColorAndEndpoint } from "../../pcep/registry/tlv_fields.ts";

export function colorOf(report: StateReport): {
  readonly color: number | undefined;
  readonly preference: number | undefined;
} {
  let color = report.color, preference: number | undefined;
  for (const { tlvs, removal } of report.associations) {
    if (removal) continue;
    for (const tlv of tlvs) {
      if (tlv.kind === "extendedAssociationId" || tlv.kind === "junosColorAndEndpoint") {
        color = readColorAndEndpoint(tlv.value)?.color ?? color; // wins over COLOR (RFC 9863 §4)
      } else if (tlv.kind === "preference" || tlv.kind === "junosPreference") {
        preference = tlv.value;
      }
    }
  }
  for (const { enterprise, content } of report.vendor) {
    if (enterprise !== CISCO) continue;
    const view = new DataView(content.buffer, content.byteOffset, content.length);
    for (let at = 0; at + 8 <= content.length; at += 8) {
      const word = view.getUint32(at), value = view.getUint32(at + 4);
      if (word === 0x00010004) color ??= value;
      else if (word === 0x00030004) preference ??= value;
      else break;
    }
  }
  return { color, preference };
}
