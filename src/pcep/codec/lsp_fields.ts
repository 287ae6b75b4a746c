/** The fields of an LSP object (RFC 8231 §7.3) from its word and its TLVs, by the peer's dialect. */
import type { Profile } from "../profiles/profile.ts";
import { OPERATIONAL_STATES, type OperationalState } from "../registry/codes.ts";
import type { ObjectValue } from "../registry/objects.ts";
import type { LspTlv, RequestTlv } from "../registry/tlvs.ts";
import type { LspFields } from "./path.ts";

export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** RFC 8408 §4; early implementations put it into LSP, or used the number 27. */
export function setupTypeIn(
  tlvs: readonly (RequestTlv | LspTlv)[] | undefined,
): number | undefined {
  if (tlvs === undefined) return undefined;
  for (const tlv of tlvs) {
    if (tlv.kind === "pathSetupType" || tlv.kind === "earlyPathSetupType") return tlv.value.type;
  }
  return undefined;
}

/** The fields of an LSP object; TLVs without a field stay in `lspTlvs`. */
export function lspFields(lsp: ObjectValue<"lsp">, profile: Profile): Mutable<LspFields> {
  const word = lsp.lsp;
  const out: Mutable<LspFields> = {
    plspId: word.plspId,
    delegate: word.delegate,
    sync: word.sync,
    remove: word.remove,
    adminUp: word.adminUp,
    operState: operationalState(word.operState),
    create: word.create,
    pceAllocation: word.pceAllocation,
    bindingSids: [],
    lspTlvs: [],
  };
  addLspTlvs(out, lsp.tlvs, profile.dialect.earlyBindingSid);
  return out;
}

function addLspTlvs(
  out: Mutable<LspFields>,
  tlvs: readonly LspTlv[],
  earlyBindingSid: boolean,
): void {
  let bindingSids: Mutable<LspFields["bindingSids"]> | undefined;
  let rest: LspTlv[] | undefined;
  for (let i = 0; i < tlvs.length; i++) {
    const tlv = tlvs[i]!;
    switch (tlv.kind) {
      case "symbolicPathName":
        if (tlv.value !== "") out.symbolicPathName ??= tlv.value;
        break;
      case "ipv4LspIdentifiers":
      case "ipv6LspIdentifiers":
        out.lspIdentifiers ??= tlv.value;
        break;
      case "lspErrorCode":
        out.errorCode ??= tlv.value;
        break;
      case "bindingSid":
        (bindingSids ??= []).push(tlv.value);
        break;
      case "earlyBindingSid":
        if (!earlyBindingSid) (rest ??= []).push(tlv);
        else {(bindingSids ??= []).push({
            kind: "label",
            label: tlv.value,
            removal: false,
            specifiedOnly: false,
          });}
        break;
      case "speakerEntityId":
        out.speakerEntityId ??= tlv.value;
        break;
      case "color":
        out.color ??= tlv.value;
        break;
      case "pathSetupType":
        break;
      default:
        (rest ??= []).push(tlv);
    }
  }
  if (bindingSids) out.bindingSids = bindingSids;
  if (rest) out.lspTlvs = rest;
}

export const operationalState = (bits: number): OperationalState =>
  OPERATIONAL_STATES[bits] ?? "down"; // 5 to 7 are reserved (RFC 8231 §7.3)
