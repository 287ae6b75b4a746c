/**
 * TLVs of the BGP Prefix-SID attribute: one row per code point (RFC 8669 §3, RFC 9252 §2, §3). A type has
 * one octet here, a length two.
 * @see https://www.iana.org/assignments/bgp-parameters/bgp-parameters.xhtml#bgp-prefix-sid
 */
import { ipv6, list, reserved, struct, u16, u24, u32, u8 } from "../../wire/field.ts";
import { row, tlvRegistry, tlvs } from "../../wire/tlv.ts";
import { behavior } from "./fields.ts";

export const SRV6_SERVICE_SUB_SUB_TLVS = tlvRegistry({
  title: "SRv6 Service Data Sub-Sub-TLVs",
  align: 1,
  head: "1+2",
  rows: {
    structure: row(
      1,
      "SRv6 SID Structure",
      "RFC 9252 §3.2.1",
      struct({
        block: u8,
        node: u8,
        function: u8,
        argument: u8,
        transpositionLength: u8,
        transpositionOffset: u8,
      }),
    ),
  },
});
export const SRV6_SERVICE_SUB_TLVS = tlvRegistry({
  title: "SRv6 Service Sub-TLVs",
  align: 1,
  head: "1+2",
  rows: {
    sid: row(
      1,
      "SRv6 SID Information",
      "RFC 9252 §3.1",
      struct({
        reserved: reserved(1),
        sid: ipv6,
        flags: u8,
        behavior,
        reserved2: reserved(1),
        subTlvs: tlvs(SRV6_SERVICE_SUB_SUB_TLVS),
      }),
    ),
  },
});
const service = struct({ reserved: reserved(1), subTlvs: tlvs(SRV6_SERVICE_SUB_TLVS) });

export const PREFIX_SID_TLVS = tlvRegistry({
  title: "BGP Prefix-SID TLV Types",
  align: 1,
  head: "1+2",
  rows: {
    labelIndex: row(
      1,
      "Label-Index",
      "RFC 8669 §3.1",
      struct({ reserved: reserved(1), flags: u16, index: u32 }),
    ),
    originatorSrgb: row(
      3,
      "Originator SRGB",
      "RFC 8669 §3.2",
      struct({ flags: u16, ranges: list(struct({ base: u24, size: u24 })) }),
    ),
    l3Service: row(5, "SRv6 L3 Service", "RFC 9252 §2", service),
    l2Service: row(6, "SRv6 L2 Service", "RFC 9252 §2", service),
  },
});
export const prefixSidTlvs = tlvs(PREFIX_SID_TLVS);
