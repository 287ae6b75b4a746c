/**
 * VENDOR-INFORMATION, object and TLV (RFC 7470 §2): octets that only their vendor's number explains.
 * The value stays octets; the hex view opens what is known of two vendors (facts only).
 */
import { bytes, type Field, list, named, struct, u32, type ValueOf } from "../../wire/field.ts";
import type { Reader } from "../../wire/reader.ts";
import { row, type TlvRegistry, tlvRegistry, tlvs } from "../../wire/tlv.ts";
import { CISCO, ENTERPRISES, JUNIPER } from "./codes.ts";

/** Quirk(IOS-XR before RFC 9862, FRR): the colour of an SR policy and its preference. */
export const CISCO_TLVS = tlvRegistry({
  title: "TLVs of Cisco in VENDOR-INFORMATION",
  align: 4,
  rows: {
    color: row(1, "SR policy color", "RFC 7470 §2", list(u32), "IOS-XR"),
    preference: row(3, "SR policy preference", "RFC 7470 §2", u32, "IOS-XR"),
  },
});

export const JUNIPER_TLVS = tlvRegistry({
  title: "TLVs of Juniper in VENDOR-INFORMATION",
  align: 4,
  rows: {
    lspQualifier: row(50, "LSP qualifier", "RFC 7470 §2", bytes, "Junos"),
    lspBandwidth: row(51, "LSP bandwidth", "RFC 7470 §2", bytes, "Junos"),
    p2mpIdentifiers: row(52, "P2MP identifiers", "RFC 7470 §2", bytes, "Junos"),
    treeName: row(54, "tree name", "RFC 7470 §2", bytes, "Junos"),
    localCspf: row(57, "local CSPF", "RFC 7470 §2", bytes, "Junos"),
  },
});

/** By private enterprise number. */
export const VENDOR_TLVS: Readonly<Record<number, TlvRegistry>> = {
  [CISCO]: CISCO_TLVS,
  [JUNIPER]: JUNIPER_TLVS,
};

const plain = struct({ enterprise: named(u32, ENTERPRISES), content: bytes });

export const vendorInformation: Field<ValueOf<typeof plain>> = {
  ...plain,
  read(r) {
    if (!r.spans) return plain.read(r);
    const start = r.open("enterprise");
    const enterprise = r.u32();
    r.close(start, { kind: "uint", bits: 32, names: ENTERPRISES }, enterprise);
    const content = r.bytes.slice(r.at, r.end);
    const registry = VENDOR_TLVS[enterprise];
    const at = r.open("content");
    const opened = registry && framed(content) ? registry : undefined;
    if (opened) openContent(r, opened);
    else r.skip(content.length);
    r.close(at, opened ? undefined : bytes.shape, content);
    return { enterprise, content };
  },
};

function openContent(r: Reader, registry: TlvRegistry): void {
  tlvs(registry).read(r);
}

/** Whether the octets are TLVs to their end: types unknown here are no reason to believe otherwise. */
function framed(content: Uint8Array): boolean {
  let at = 0;
  while (at + 4 <= content.length) {
    const length = content[at + 2]! << 8 | content[at + 3]!;
    at += 4 + length + (-length & 3);
  }
  return content.length > 0 && at === content.length;
}
